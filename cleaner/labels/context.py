"""What a label rule sees and says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.document import Block, Label
from cleaner.features import Measured
from cleaner.segment import Segments


class Verdict(NamedTuple):
    """What a rule says of one block."""

    label: Label
    shift: float
    """How much it speaks for content, in log-odds: evidence for the network, added outright for readability-lxml.

    `SURE_DROP` and `SURE_KEEP` mark a sure verdict; `scoring.settle` says which of them stand above the network.
    """
    reason: str
    evidence: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether nothing but the verdict need be known of the block."""
        return abs(self.shift) >= SURE


SURE = 8.0
SURE_DROP = -SURE
SURE_KEEP = SURE
#: What is usually so: strong evidence, which the model may outweigh.
LIKELY_DROP = -4.0
LIKELY_KEEP = 4.0
#: What an unsure phrase says.
LIKELY_SHIFT = -1.8
#: The reason of a drop that is sure in HTML as well, where the model weighs the others.
LINE_NUMBERS = "shape.line_numbers"
#: A clock time within a line.
CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")


@dataclass(slots=True)
class Context:
    """A document as the rules see it, with the verdicts so far. All lists run in step with the blocks."""

    segments: Segments
    measured: Measured
    blocks: list[Block] = field(init=False)
    """All blocks in order."""
    verdicts: list[Verdict | None] = field(init=False)
    prose: list[float] = field(init=False)
    """How much each block looks like running text, 0 to 1."""
    closed: list[bool] = field(init=False)
    """Whether it ends like a sentence."""
    groups: list[str] = field(init=False)
    """Lexicon group it hits, empty if none."""
    words: list[int] = field(init=False)
    """Its number of words."""
    repeated: dict[int, str] = field(default_factory=dict)
    """What a template says of the blocks whose text it knows: `on 41 of 50 pages of this site`."""
    lifted: dict[int, str] = field(default_factory=dict)
    """What it says of the unlikely blocks whose place holds content elsewhere."""
    listed: set[int] = field(default_factory=set)
    """Lines of a table of contents and the headings they name: neither is a copy of the other, or the headline."""
    live: set[int] = field(default_factory=set)
    """Lines of a live blog, times and entries: no comments begin or go on there."""
    likeness: npt.NDArray[np.float32] | None = None
    """How much each block is like each label (`network.Reading`); None where no network was asked."""
    is_forum: bool = False
    """Whether the page is a forum or Q&A thread, whose posts are the content."""
    first_prose: int = field(init=False)
    last_prose: int = field(init=False)
    """The first and the last block of running text; where there is none (verse, dialogue, lists), of the longest run
    of at least six lines that hit no phrase; beyond the ends where there is no such run either."""

    def __post_init__(self) -> None:
        self.blocks = self.segments.blocks
        self.verdicts = [None] * len(self.blocks)
        self.prose = self.measured["prose"].tolist()
        self.closed = (self.measured["closed"] > 0).tolist()
        self.groups = [hit.group if hit else "" for hit in self.measured.hits]
        strong = [index for index, prose in enumerate(self.prose) if prose > 0.4] or self._longest_free_run()
        self.first_prose, self.last_prose = (strong[0], strong[-1]) if strong else (len(self.blocks), -1)
        self.words = [block.text.count(" ") + 1 for block in self.blocks]

    def _longest_free_run(self) -> list[int]:
        best: list[int] = []
        run: list[int] = []
        for index, group in enumerate(self.groups):
            run = [] if group else [*run, index] if len(run) < 400 else run
            if len(run) > len(best):
                best = run
        return best if len(best) >= 6 else []

    @property
    def is_text(self) -> bool:
        """Whether the document came as flattened text."""
        return self.segments.outline is None

    def say(self, index: int, verdict: Verdict) -> None:
        """Record a verdict: a sure one beats an unsure one, otherwise the first stands."""
        standing = self.verdicts[index]
        if standing is None or (verdict.is_sure and not standing.is_sure):
            self.verdicts[index] = verdict

    def group(self, index: int) -> str:
        """Name of the lexicon group the block hits, empty if none."""
        return self.groups[index]

    def is_prose(self, index: int) -> bool:
        """Whether the block reads as running text."""
        return self.prose[index] > PROSE

    def is_past_text(self, index: int) -> bool:
        """Whether no running text stands from this block on."""
        return index > self.last_prose

    def has_label(self, index: int, label: Label) -> bool:
        """Whether a verdict so far gives the block this label."""
        verdict = self.verdicts[index]
        return verdict is not None and verdict.label is label

    def is_title(self, index: int) -> bool:
        """Whether the block was found to be the headline."""
        return self.has_label(index, Label.TITLE)

    def is_dropped(self, index: int) -> bool:
        """Whether a sure verdict drops the block already."""
        verdict = self.verdicts[index]
        return verdict is not None and verdict.shift <= SURE_DROP


#: Value of the prose column from which a block counts as running text.
PROSE = 0.35
