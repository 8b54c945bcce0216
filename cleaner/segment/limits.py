"""What bounds the work on one input: how many blocks it may have, and how long it may take.

Every real page and text lies far below. What lies above (a megabyte of `<p>x`, a million lines of one letter) is still
read to its end, but in pieces of many lines, so that time and memory follow from the size of the input alone.
"""

from __future__ import annotations

import time

from cleaner.document import Block
from cleaner.segment import Segments

#: Characters that lines beyond the limit are put together to.
PIECE = 2000
_BLOCKS = 4000
#: Markup takes most of a page's characters.
_CHARS_A_BLOCK_OF_TEXT, _CHARS_A_BLOCK_OF_HTML = 120, 250
_ELEMENTS, _CHARS_AN_ELEMENT = 8000, 80


def max_blocks(size: int, *, is_text: bool) -> int:
    """Return how many blocks an input of `size` characters may have.

    >>> max_blocks(1_000_000, is_text=True), max_blocks(1_000_000, is_text=False)
    (12333, 8000)
    """
    return _BLOCKS + size // (_CHARS_A_BLOCK_OF_TEXT if is_text else _CHARS_A_BLOCK_OF_HTML)


def max_elements(size: int) -> int:
    """Return how many block-level elements a page of `size` characters may have."""
    return _ELEMENTS + size // _CHARS_AN_ELEMENT


class Deadline:
    """The moment by which an input has to be done with. Asked, never enforced by signals, so it works in threads."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._at = time.monotonic() + seconds

    def passed(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self._at


def merge_crowd(segments: Segments) -> None:
    """Put together what stands beyond the highest number of blocks, into blocks of `PIECE` characters."""
    limit = max_blocks(len(segments.source), is_text=segments.outline is None)
    if len(segments.blocks) <= limit:
        return
    segments.warnings.append(f"more than {limit} blocks: those beyond are judged in pieces of many")
    keep = [True] * limit + [False] * (len(segments.blocks) - limit)
    start = limit
    while start < len(segments.blocks):
        stop = _end_of_piece(segments.blocks, start)
        _merge(segments, start, stop)
        keep[start] = True
        start = stop
    segments.select(keep)


def _end_of_piece(blocks: list[Block], start: int) -> int:
    """Return the end of the blocks of one kind that together have `PIECE` characters."""
    chars, stop = 0, start
    while stop < len(blocks) and chars < PIECE and blocks[stop].kind is blocks[start].kind:
        chars += len(blocks[stop].text) + 1
        stop += 1
    return stop


def _merge(segments: Segments, start: int, stop: int) -> None:
    first, last = segments.blocks[start], segments.blocks[stop - 1]
    first.text = "\n".join(block.text for block in segments.blocks[start:stop])
    first.end = last.end
    if segments.places:
        segments.places[start] = (segments.places[start][0], segments.places[stop - 1][1])
        segments.link_chars[start] = sum(segments.link_chars[start:stop])
