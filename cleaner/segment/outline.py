"""From the elements that the walk over a page opened to the page's outline."""

from __future__ import annotations

from typing import TypeAlias

from cleaner.document import Label
from cleaner.segment import Outline, Segments
from cleaner.segment.hints import ROLE_HINTS, TAG_HINTS, hints_of_names

#: What stands above all of a page; its names speak of the page as a whole.
ROOTS = ("html", "body")
#: Tag, number of the one around it, number of its first block, class and id names, role; then the table cell it
#: stands in, and the kind and level of the blocks inside.
Opened: TypeAlias = "tuple[str, int, int, str, str | None, int, Label, int]"


def add_outline(segments: Segments, elements: list[Opened], last: list[int]) -> None:
    """Put down the elements that hold blocks or hidden text; many hold neither, and nothing asks for them.

    `last` is the number of the first block behind each element.
    """
    asked = {0}
    for _, _, top in segments.hidden:
        while top not in asked:
            asked.add(top)
            top = elements[top][1]
    for i, (name, around, *_) in enumerate(elements[:3]):
        if name in ROOTS and around in asked:
            asked.add(i)  # not those of foreign elements: `<math><html>`
    kept = [i for i, opened in enumerate(elements) if last[i] > opened[2] or i in asked]
    number = dict(zip(kept, range(len(kept)), strict=True))
    opened = zip(*[elements[i] for i in kept], strict=True)
    tag, parents, first, names, role, cells, _, _ = map(list, opened)
    parent = [number[i] for i in parents]
    of_kind = {kind: hints_of(*kind) for kind in set(zip(tag, names, role, strict=True))}
    hints = [of_kind[kind] for kind in zip(tag, names, role, strict=True)]
    inherited = hints[:1]
    for i in range(1, len(kept)):
        inherited.append(inherited[parent[i]] | hints[i])
    cell = [number[i] if i >= 0 else -1 for i in cells]
    segments.outline = Outline(tag, parent, first, [last[i] for i in kept], hints, inherited, cell, names)
    segments.element = [number[i] for i in segments.element]
    segments.hidden = [(node, before, number[top]) for node, before, top in segments.hidden]


def hints_of(tag: str, names: str, role: str | None) -> int:
    """Return the bits of an element's tag, class and id names, and role."""
    if tag in ROOTS:
        return 0
    return hints_of_names(names) | TAG_HINTS.get(tag, 0) | (ROLE_HINTS.get(role, 0) if role else 0)
