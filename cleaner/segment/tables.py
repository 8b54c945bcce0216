"""Rows of data tables: the blocks of their cells become one block a row."""

from __future__ import annotations

from cleaner.document import Label
from cleaner.segment import Outline, Segments

_MAX_CELL_CHARS = 240


def merge_table_rows(segments: Segments) -> None:
    """Make one block of each row of a data table: short cells, one block a cell, at least two cells.

    Rows of layout tables, whose cells hold articles and menus, stay as they are.
    """
    outline = segments.outline
    if outline is None or not any(cell >= 0 for cell in outline.cell):
        return
    keep = [True] * len(segments.blocks)
    index = above = 0
    while index < len(segments.blocks):
        stop, is_data = _row(segments, outline, index)
        if is_data and (stop - index > 1 or _is_below_row(segments, outline, index, above)):
            _merge(segments, outline, index, stop)
            keep[index + 1 : stop] = [False] * (stop - index - 1)
        index, above = stop, index
    if not all(keep):
        segments.select(keep)


def _row(segments: Segments, outline: Outline, index: int) -> tuple[int, bool]:
    """Return the end of the table row that begins at a block, and whether it is a row of data."""
    cell = outline.cell[segments.element[index]]
    if cell < 0:
        return index + 1, False
    row = outline.parent[cell]
    stop, last_cell, is_data = index, -1, True
    while stop < len(segments.blocks):
        block = segments.blocks[stop]
        cell = outline.cell[segments.element[stop]]
        if cell < 0 or outline.parent[cell] != row:
            break
        if cell == last_cell or len(block.text) > _MAX_CELL_CHARS or block.kind in (Label.HEADING, Label.LIST_ITEM):
            is_data = False
        elif block.kind is Label.CODE and ("\n" in block.text or segments.blocks[index].text.isdecimal()):
            is_data = False  # a listing, its numbers in the cell before
        last_cell = cell
        stop += 1
    return stop, is_data


def _is_below_row(segments: Segments, outline: Outline, index: int, above: int) -> bool:
    """Whether a row with one filled cell stands right below the row of data that begins at `above`."""
    if index == 0 or len(segments.blocks[index].text) > _MAX_CELL_CHARS // 4:
        return False
    upper = segments.element[above]
    row = outline.parent[outline.cell[segments.element[index]]]
    return outline.tag[upper] == "tr" and outline.parent[upper] == outline.parent[row]


def _merge(segments: Segments, outline: Outline, start: int, stop: int) -> None:
    blocks = segments.blocks[start:stop]
    first = blocks[0]
    row = outline.parent[outline.cell[segments.element[start]]]
    first.text = "\t".join(block.text.replace("\n", " ") for block in blocks)
    node, is_behind = segments.places[start][0]
    # Empty cells before the first filled one belong to the row: they say in which column that stands.
    tag = node.closest("tr") if node is not None else None
    begin = (node, is_behind) if tag is None or tag.source_location is None else (tag, False)
    segments.places[start] = (begin, segments.places[stop - 1][1])
    first.kind = Label.TABLE
    first.tag = outline.tag[row]
    segments.element[start] = row
    segments.link_chars[start] = sum(segments.link_chars[start:stop])
    for inner in segments.inner_hints[start + 1 : stop]:
        segments.inner_hints[start] |= inner
