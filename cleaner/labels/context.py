"""What a label rule sees and says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.document import Block, Label
from cleaner.features import Column, Measured
from cleaner.segment import Segments


class Verdict(NamedTuple):
    """What a rule says of one block."""

    label: Label
    shift: float
    """Added to the log-odds of content; `SURE_DROP` and `SURE_KEEP` settle the block."""
    reason: str
    evidence: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether the verdict settles the block whatever the model thinks."""
        return abs(self.shift) >= SURE


SURE = 8.0
SURE_DROP = -SURE
SURE_KEEP = SURE


@dataclass(slots=True)
class Context:
    """A document as the rules see it: all columns by position, the verdicts so far, first come."""

    segments: Segments
    measured: Measured
    probability: Column
    """The model's own opinion, before any rule."""
    verdicts: list[Verdict | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.verdicts = [None] * len(self.blocks)

    @property
    def blocks(self) -> list[Block]:
        """All blocks in order."""
        return self.segments.blocks

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
        hit = self.measured.hits[index]
        return hit.group if hit else ""

    def is_prose(self, index: int) -> bool:
        """Whether the block reads as running text."""
        return bool(self.measured["prose"][index] > PROSE)

    def is_dropped(self, index: int) -> bool:
        """Whether a sure verdict drops the block already."""
        verdict = self.verdicts[index]
        return verdict is not None and verdict.shift <= SURE_DROP


#: Value of the prose column from which a block counts as running text.
PROSE = 0.35
