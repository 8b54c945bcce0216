"""Step one, segment: a source becomes blocks in reading order, with what the later steps may know of its layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from cleaner.document import Block, Label, PageFacts

if TYPE_CHECKING:
    from turbohtml import Element

    from cleaner.segment.places import Place


@dataclass(slots=True)
class Outline:
    """The block-level elements of a page as parallel lists; element 0 is the root.

    Each element covers the contiguous run of blocks `first[i]:last[i]`.
    """

    tag: list[str]
    parent: list[int]
    """Index of the enclosing element; the root is its own parent."""
    first: list[int]
    last: list[int]
    hints: list[int]
    """Bits of `cleaner.segment.hints.Hint` from the element's own tag, role, class and id."""
    inherited: list[int]
    """The element's bits and those of all elements around it."""
    cell: list[int]
    """Index of the table cell the element stands in, -1 outside tables."""
    names: list[str]
    """The element's class names and id as the page has them, separated by blanks."""


@dataclass(slots=True)
class Segments:
    """What segmentation gives: the blocks and their layout, a row of each list a block."""

    source: str
    blocks: list[Block]
    facts: PageFacts | None = None
    outline: Outline | None = None
    """None for flattened text."""
    element: list[int] = field(default_factory=list)
    """Index into `outline` of the element each block stands in; empty for flattened text."""
    link_chars: list[int] = field(default_factory=list)
    """Characters of each block that stand in links; empty for flattened text."""
    inner_hints: list[int] = field(default_factory=list)
    """Hints of the inline elements inside each block; empty for flattened text."""
    places: list[Place] = field(default_factory=list)
    """Between which elements each block stands, for `places.place_blocks`; empty for flattened text."""
    hidden: list[tuple[Element, int, int]] = field(default_factory=list)
    """The elements a page hides from its readers, each with the number of blocks before it and the index of the element
    of `outline` it stands in; see `hidden.py`."""
    gap: list[int] = field(default_factory=list)
    """Blank lines before each block; empty for HTML."""
    marks: list[tuple[Label, int]] = field(default_factory=list)
    """Kind and heading level that each block of a page converted to Markdown is marked as; see `markdown.py`."""
    has_invisible: bool = False
    """Whether the source holds soft hyphens or zero-width spaces, which block texts leave out."""
    warnings: list[str] = field(default_factory=list)

    def select(self, keep: list[bool]) -> None:
        """Leave out the blocks that are False in `keep`, with their rows of every list."""
        for name in ("blocks", "element", "link_chars", "inner_hints", "places", "gap"):
            values = getattr(self, name)
            setattr(self, name, [value for value, kept in zip(values, keep, strict=True) if kept] if values else [])
        number = [0, *accumulate(map(int, keep))]
        self.hidden = [(node, number[before], element) for node, before, element in self.hidden]
        if self.outline is not None:
            self.outline.first = [number[first] for first in self.outline.first]
            self.outline.last = [number[last] for last in self.outline.last]
