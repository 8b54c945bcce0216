"""Where the blocks of a page stand in its source. Worked out only when asked for, since the parser takes its time.

A block lies between two boundaries, each before or behind an element of the parser's tree (turbohtml).
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TypeAlias

from turbohtml import Element

from cleaner.document import Block
from cleaner.segment import Outline, Segments

#: An element and whether the place is behind it rather than before it; None is an end of the source.
Boundary: TypeAlias = "tuple[Element | None, bool]"
Place: TypeAlias = "tuple[Boundary, Boundary]"

#: Steps of a path that are written out.
_MAX_PATH = 48
#: How far ahead a word is looked for whose place no tag shows.
_NEAR = 5000


def place_blocks(segments: Segments) -> None:
    """Fill in `start`, `end` and `path` of a page's blocks."""
    blocks, source, outline = segments.blocks, segments.source, segments.outline
    line_breaks = find_line_breaks(source)
    paths = {0: ""}
    before = 0
    for block, element, (start, end) in zip(blocks, segments.element, segments.places, strict=True):
        if outline is not None:
            block.path = path_of(outline, element, paths)
        first = span(start[0])
        second = first if end[0] is start[0] else span(end[0])
        block.start = in_source(line_breaks, first[start[1]])
        block.end = in_source(line_breaks, second[end[1]])
        if start[1] and block.start < before and start[0] is not None and start[0].tag == "form":
            block.start = -1  # as below: what its end tag closes for the parser may go on
        before = block.start
    if any(block.start < 0 or block.end < block.start for block in blocks):
        _close_gaps(blocks, source)


def path_of(outline: Outline, element: int, paths: dict[int, str]) -> str:
    """Return the names of an element and those around it, from the root; `paths` keeps those known."""
    chain = []
    while element not in paths:
        chain.append(element)
        element = outline.parent[element]
    path = paths[element]
    for step in reversed(chain):
        if path.count("/") < _MAX_PATH:
            path = f"{path}/{outline.tag[step]}" if path else outline.tag[step]
        elif path[-1] != "…":
            path += "/…"
        paths[step] = path
    return path


def span(node: Element | None) -> tuple[int, int]:
    """Return where an element starts and ends for the parser, -1 where the source does not show it."""
    location = node.source_location if node is not None else None
    if node is None or location is None:
        return -1, -1
    start_tag, end_tag, _ = location
    if end_tag is not None:
        return start_tag[2], end_tag[5]
    return start_tag[2], start_tag[5] if node.tag in ("br", "hr") else -1


def find_line_breaks(source: str) -> list[int]:
    """Offsets behind each CR LF as the parser counts, which takes the two for one character."""
    if "\r\n" not in source:
        return []
    return list(accumulate(len(piece) + 1 for piece in source.split("\r\n")[:-1]))


def in_source(line_breaks: list[int], offset: int) -> int:
    """Turn an offset as the parser counts into one of the source; `line_breaks` are those of `find_line_breaks`."""
    return offset + bisect_left(line_breaks, offset + 1) if line_breaks and offset >= 0 else offset


def _next_starts(blocks: list[Block], length: int) -> list[int]:
    """Return for each block where the next one begins whose start is known, the end of the source if none is."""
    starts, ahead = [], length
    for block in reversed(blocks):
        starts.append(ahead)
        ahead = block.start if block.start >= 0 else ahead
    return starts[::-1]


def _close_gaps(blocks: list[Block], source: str) -> None:
    """Fill in boundaries that no tag of the source shows (implied tags, text behind a stray end tag).

    A start is looked up by the block's first word, an end is the start of the next block.
    """
    cursor = before = 0
    for block, ahead in zip(blocks, _next_starts(blocks, len(source)), strict=True):
        words = block.text.split()
        ahead = ahead if ahead >= cursor else len(source)  # the parser moves text out of tables: then no order holds
        if block.start < 0:
            if block.end < before:
                # The end tag of a form closes it for the parser, and what follows may still stand in it.
                block.end = -1
            # A block begins before its end, if that is known: its first word may stand further on as well.
            stop = min(cursor + _NEAR, block.end if block.end >= 0 else ahead)
            found = source.find(words[0], cursor, stop)
            block.start = found if found >= 0 else min(cursor, stop)
        before = block.start
        start, stop = max(cursor, block.start), block.end if block.end >= 0 else ahead
        # In the source a block is no shorter than its text, so an earlier place of its last word is not the last one.
        low = max(start, block.start + len(block.text) - len(words[-1]))
        last = source.find(words[-1], low, min(stop + len(words[-1]), low + _NEAR))
        if not 0 <= last < stop:
            last = source.find(words[-1], start, min(stop + len(words[-1]), start + _NEAR + len(block.text)))
        cursor = last + len(words[-1]) if 0 <= last < stop else start
    following = len(source)
    for block in reversed(blocks):
        if block.end < 0:
            block.end = max(following, block.start)
        block.end = max(block.end, block.start)
        following = block.start
