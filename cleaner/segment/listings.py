"""Listings that are no plain `pre`: a row, a list item or a `div` for each line of code, or lines that `<br>` ends."""

from __future__ import annotations

import re

from turbohtml import Element

from cleaner.segment.elements import ACTIONS, BLOCK

#: Elements that highlighters put round each line of code, and round all of them.
_LINES = frozenset("div table tbody thead tr td th ol ul li".split())
#: What no line of code holds; where it stands in a `pre`, most of a page does, since the `pre` was never closed.
_PAGE = frozenset("h1 h2 h3 h4 h5 h6 img form input nav header footer article section aside main iframe video".split())
_ROWS = ("table", "tbody", "thead", "tr")
#: Names of the cells that hold the number of a line (GitHub, highlight.js and others).
_NUMBER = re.compile(r"(?:\A|[\s_-])(?:line-?num(?:ber)?s?|linenos?|blob-num|hljs-ln-numbers|gutter)(?![a-z])", re.I)
#: Cells of Crayon with all lines, or all their numbers; SyntaxHighlighter names them so generally that its own name is
#: asked for, too.
_CRAYON_CELLS = frozenset(["crayon-nums", "crayon-code"])
_SYNTAX_HIGHLIGHTER_CELLS = frozenset(["gutter", "code"])
#: As editors put code on the clipboard.
_AS_TYPED = re.compile(r"white-space\s*:\s*pre(?:-wrap)?\s*(?:;|!|\Z)", re.I)
_MONOSPACE = re.compile(r"font(?:-family)?\s*:[^;]*(?:mono|consolas|courier|menlo|monaco)", re.I)
_WHITE = re.compile(r"[ \t\r\n\f]+")


def is_listing(node: Element, tag: str, names: str, style: str | None) -> bool:
    """Tell whether all text of an element is code, as in a `pre`.

    It is in tables that have a row for each line behind its number, in the cells of highlighters that put all lines
    into one, and where the style says that white space counts and letters are of one width.
    """
    if tag == "table":
        return _has_numbered_rows(node)
    if tag == "td":
        return not _CRAYON_CELLS.isdisjoint(names.split()) or _is_cell_of_syntax_highlighter(node, names)
    return tag == "div" and style is not None and bool(_AS_TYPED.search(style) and _MONOSPACE.search(style))


def holds_lines(listing: Element) -> bool:
    """Tell whether the block-level elements in a listing are its lines, not the rest of a page."""
    tags = {node.tag for node in listing.descendants if type(node) is Element}
    return _PAGE.isdisjoint(tags) and all(tag in _LINES or ACTIONS.get(tag, BLOCK) != BLOCK for tag in tags)


def is_number(cell: Element) -> bool:
    """Tell whether a cell holds nothing but the number of the line beside it, which is a sign like a bullet."""
    names = cell.attr("class") or ""
    if not _NUMBER.search(names) and (cell.attr("data-line-number") is None or "code" in names):
        return False  # highlight.js numbers the cell with the code as well
    text = cell.text.strip()
    return not text or text.isdecimal()


def parts_rows(parent: object) -> bool:
    """Tell whether white space in an element stands between the lines of a listing, and is none of it."""
    return type(parent) is Element and parent.tag in _ROWS


def lines_of_code(code: Element, text: str, mark: str) -> str | None:
    """Return the lines that `mark` ends in a text, if all of it stands in the `code` element."""
    if "".join(code.text.split()) != "".join(text.split()):
        return None
    lines = (_WHITE.sub(" ", line).strip(" ").replace("\xa0", " ").rstrip() for line in text.split(mark))
    return "\n".join(lines).strip("\n")


def _has_numbered_rows(table: Element) -> bool:
    row = _first(table)
    if row is not None and row.tag in ("tbody", "thead"):
        row = _first(row)
    if row is None or row.tag != "tr":
        return False
    cells = [node for node in row.children if type(node) is Element]
    return len(cells) == 2 and is_number(cells[0]) and not _holds_listing(cells[1])


def _holds_listing(cell: Element) -> bool:
    """Whether the cell's first element is a listing of its own, or in a box or two."""
    inner: Element | None = cell
    for _ in range(3):
        inner = _first(inner) if inner is not None else None
        if inner is not None and inner.tag in ("pre", "table"):
            return True
    return False


def _first(node: Element) -> Element | None:
    return next((child for child in node.children if type(child) is Element), None)


def _is_cell_of_syntax_highlighter(cell: Element, names: str) -> bool:
    if _SYNTAX_HIGHLIGHTER_CELLS.isdisjoint(names.split()):
        return False
    above: object = cell.parent
    for _ in range(3):  # row, body, table
        above = above.parent if type(above) is Element else None
    return type(above) is Element and "syntaxhighlighter" in (above.attr("class") or "").lower()
