"""Tables of cleaned HTML, cells that span rows or columns spread over them, so that columns stay below each other."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

import turbohtml
from turbohtml import Element
from turbohtml.clean import OnDisallowed, Policy, Sanitizer

from cleaner.document import Block, Document

#: HTML's own limits are 1,000 columns and 65,534 rows; no table for readers has so many, and blanks cost memory.
#: Beyond these, cells span nothing, and rows are not filled up.
_MAX_COLUMNS, _MAX_ROWS = 50, 500
#: All that stays of a cell's elements; `103` in the place of 10<sup>3</sup> is another number.
_SCRIPTS = Policy(
    tags=frozenset(["sub", "sup"]),
    attributes={},
    on_disallowed_tag=OnDisallowed.STRIP,
    remove_with_content=frozenset(
        "script style template noscript iframe object embed svg math select textarea".split()
    ),
    allow_svg=False,
    allow_mathml=False,
)
#: The row below the head of a table of text, or nothing but blanks.
_RULE = re.compile(r"[\s|+:=-]*")
_NEW_TABLE = re.compile(r"<table\b", re.IGNORECASE)


class Cell(NamedTuple):
    """A cell of a row."""

    text: str
    """HTML: the cell's text, and of its elements those that a number means another without (`10<sup>3</sup>`)."""
    columns: int = 1
    """Columns it spans."""
    rows: int = 1
    """Rows it spans, its own among them."""


def to_tables(document: Document, blocks: list[Block]) -> Iterator[str]:
    """Yield the tables that neighbouring rows make, the first row of each its head."""
    rows: list[Block] = []
    for block in blocks:
        if rows and _begins_table(document, rows[-1], block):
            yield _to_table(document, rows)
            rows = []
        rows.append(block)
    yield _to_table(document, rows)


def _begins_table(document: Document, above: Block, block: Block) -> bool:
    """Whether another table begins with a row: by its tag, or where something else stood between the rows of a text."""
    if document.kind == "html":
        return _NEW_TABLE.search(document.source, above.end, block.start + 6) is not None
    return _RULE.fullmatch(document.source, above.end, block.start) is None


def _to_table(document: Document, blocks: list[Block]) -> str:
    rows = _spread([row for row in (_cells(document, block) for block in blocks) if row])
    width = max((len(row) for row in rows), default=0)
    out = []
    for position, row in enumerate(rows):
        tag = "th" if position == 0 else "td"
        is_filled = position == 0 or width <= _MAX_COLUMNS
        cells = row + [""] * (width - len(row) if is_filled else 0)
        out.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>")
    return "<table>\n" + "\n".join(out) + "\n</table>"


def _spread(rows: list[list[Cell]]) -> list[list[str]]:
    """Lay cells out as browsers do; what a cell spans beside its first place is blank.

    See https://html.spec.whatwg.org/multipage/tables.html#forming-a-table.
    """
    spread: list[list[str]] = []
    taken: dict[int, int] = {}  # column to how many of the rows to come a cell above takes
    for row in rows:
        line: list[str] = []
        below = {column: left - 1 for column, left in taken.items() if left > 1}
        for cell in row:
            while len(line) in taken:
                line.append("")
            stop = max(len(line) + 1, min(len(line) + cell.columns, _MAX_COLUMNS))
            if cell.rows > 1 and stop <= _MAX_COLUMNS:
                below |= dict.fromkeys(range(len(line), stop), cell.rows - 1)
            line += [cell.text, *[""] * (stop - len(line) - 1)]
        spread.append(line)
        taken = below
    return spread


def _cells(document: Document, block: Block) -> list[Cell]:
    if document.kind != "html":
        if _RULE.fullmatch(block.text):
            return []
        separator = "\t" if "\t" in block.text else "|"
        return [_plain(cell.strip()) for cell in block.text.strip("|").split(separator)]
    row = turbohtml.parse_fragment(f"<table><tr>{document.source[block.start : block.end]}</table>")
    elements = row.find_all(["td", "th"])
    texts = [" ".join(element.text.split()) for element in elements]
    # Anything hidden in the row would show here: the block's text is what a reader saw.
    if [text for text in texts if text] != block.text.split("\t"):
        return [_plain(text) for text in block.text.split("\t")]
    while texts and not texts[-1]:
        texts.pop()
    return [_cell(element, text) for element, text in zip(elements, texts, strict=False)]


def _plain(text: str) -> Cell:
    return Cell(html.escape(text, quote=False))


def _cell(element: Element, text: str) -> Cell:
    markup = html.escape(text, quote=False)
    if element.find(["sub", "sup"]) is not None:
        scripts = " ".join(Sanitizer(_SCRIPTS).sanitize(element.inner_html).replace("&nbsp;", " ").split())
        if "".join(turbohtml.parse_fragment(scripts).text.split()) == "".join(text.split()):
            markup = scripts
    return Cell(markup, _span(element.attr("colspan"), _MAX_COLUMNS), _span(element.attr("rowspan"), _MAX_ROWS))


def _span(value: str | None, limit: int) -> int:
    number = (value or "").strip()
    return min(max(int(number), 1), limit) if number.isascii() and number.isdecimal() and len(number) < 10 else 1
