"""The skeleton of a page: its containers as nested boxes over runs of blocks, from our own segmentation.

Only names of elements, classes and ids are taken, as text; nothing of the page's markup goes anywhere else.
"""

from __future__ import annotations

from typing import TypeAlias

from cleaner.document import Document
from cleaner.segment import Outline
from cleaner.segment.html import segment_html

#: Number of the box around it (-1: none), its name, and the blocks `first` to before `last` it covers.
Box: TypeAlias = "tuple[int, str, int, int]"

#: Boxes inside each other that are told apart; what nests deeper belongs to the innermost of them.
_MAX_DEPTH = 24
_MAX_NAME = 60
_MAX_NAMES = 4


def find_boxes(document: Document) -> list[Box]:
    """Return the containers of two blocks and more, each before those inside it; they count as `document.blocks` does.

    Containers of the very same blocks are one box, named by all of them.
    """
    segments = segment_html(document.source)
    if segments.outline is None or len(segments.blocks) != len(document.all_blocks):
        return []
    # Hidden blocks stand among those that the outline counts.
    shown = [number for number, block in enumerate(document.blocks) if not block.is_hidden]
    ends = [0, *(number + 1 for number in shown[:-1]), len(document.blocks)]
    starts = [0, *shown[1:], len(document.blocks)]
    return [(parent, name, starts[first], ends[last]) for parent, name, first, last in _boxes(segments.outline)]


def _boxes(outline: Outline) -> list[Box]:
    boxes: list[Box] = []
    depths: list[int] = []
    box_of = [-1] * len(outline.tag)  # the box each element is part of or stands in
    for element, (first, last) in enumerate(zip(outline.first, outline.last, strict=True)):
        around = box_of[outline.parent[element]] if element else -1
        box_of[element] = around
        if last - first < 2:
            continue
        name = _name(outline, element)
        if around >= 0 and boxes[around][2:] == (first, last):
            parent, names, _, _ = boxes[around]
            boxes[around] = (parent, _join(names, name), first, last)
        elif around < 0 or depths[around] < _MAX_DEPTH:
            box_of[element] = len(boxes)
            boxes.append((around, name, first, last))
            depths.append(depths[around] + 1 if around >= 0 else 0)
    return boxes


def _name(outline: Outline, element: int) -> str:
    """Return the element's name and the first of its classes, as in `div.post.main`."""
    if not element:
        return ""
    return ".".join([outline.tag[element], *outline.names[element].split()[:_MAX_NAMES]])[:_MAX_NAME]


def _join(names: str, name: str) -> str:
    if not names or len(names) + len(name) > 2 * _MAX_NAME:
        return names or name
    return f"{names} › {name}"
