"""Plain text: paragraphs separated by a blank line, the lines of lists, tables and code by a line break."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import Block, Label

_TIGHT = frozenset([Label.LIST_ITEM, Label.TABLE, Label.CODE])


def to_text(blocks: Sequence[Block]) -> str:
    """Join blocks.

    >>> item = Label.LIST_ITEM
    >>> to_text([Block("a", 0, 1), Block("- b", 2, 5, label=item), Block("- c", 6, 9, label=item)])
    'a\\n\\n- b\\n- c'
    """
    parts: list[str] = []
    previous: Label | None = None
    for block in blocks:
        if parts:
            parts.append("\n" if block.label in _TIGHT and block.label is previous else "\n\n")
        parts.append(block.text)
        previous = block.label
    return "".join(parts)
