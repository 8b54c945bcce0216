"""CommonMark with pipe tables, escaped by the library that writes it."""

from __future__ import annotations

from collections.abc import Callable

import turbohtml
from turbohtml import Element, Markdown, Text

from cleaner.document import Document
from cleaner.render.formulas import as_dollars
from cleaner.render.html import to_html


def to_markdown(document: Document) -> str:
    """Render the kept blocks as Markdown; text that looks like markup is escaped."""
    html = to_html(document)
    is_safe = _STAND_INS.isdisjoint(html)
    markdown = turbohtml.parse_fragment(html.translate(_HIDE) if is_safe else html).to_markdown(_STYLE)
    markdown = markdown.translate(_SHOW) if is_safe else markdown
    # The writer escapes `---` and `+++`; these two open front matter as well, and nothing else in Markdown.
    return f"\\{markdown}" if markdown.startswith(("{", ";;;")) else markdown


#: Blanks that turbohtml writes as references in headings (`Qui&#160;?`), and what stands for them meanwhile.
_BLANKS = "\xa0\u2002\u2003\u2007\u2008\u2009\u200a\u202f"
_HIDE = {ord(blank): 0xF8A0 + number for number, blank in enumerate(_BLANKS)}
_SHOW = {stand_in: chr(blank) for blank, stand_in in _HIDE.items()}
_STAND_INS = frozenset(map(chr, _SHOW))


def _emphasis(mark: str, tag: str) -> Callable[[Element, str], str]:
    """Return what writes an element between marks where CommonMark reads them as such, else between its tags.

    turbohtml writes tags wherever the emphasis begins or ends with a letter outside ASCII.
    """

    def write(element: Element, inner: str) -> str:
        text = inner.strip()
        if not text:
            return inner
        start = inner.index(text[0])
        lead, trail = inner[:start], inner[start + len(text) :]
        opens = text[0].isalnum() or bool(lead) or _parts_words(element.previous_sibling, -1)
        closes = text[-1].isalnum() or bool(trail) or _parts_words(element.next_sibling, 0)
        clashes = any(_is_emphasis(node) for node in (element.previous_sibling, element.next_sibling, element.parent))
        if opens and closes and not clashes and "\n" not in text:
            return f"{lead}{mark}{text}{mark}{trail}"
        return f"{lead}<{tag}>{text}</{tag}>{trail}"

    return write


def _script(element: Element, inner: str) -> str:
    """Keep what stands above or below the line apart from what it stands beside (`10<sup>3</sup>`), but for notes."""
    is_note = element.find("a") is not None or not element.text.strip()
    return inner if is_note else f"<{element.tag}>{inner}</{element.tag}>"


def _is_emphasis(node: object) -> bool:
    return isinstance(node, Element) and node.tag in ("em", "i", "strong", "b")


def _parts_words(neighbour: object, edge: int) -> bool:
    """Whether what stands next to an element is an end of the block or text that begins (or ends) with no letter."""
    if neighbour is None:
        return True
    return isinstance(neighbour, Text) and not neighbour.data[edge].isalnum()


_STYLE = Markdown(
    converters={
        **dict.fromkeys(("em", "i"), _emphasis("*", "em")),
        **dict.fromkeys(("strong", "b"), _emphasis("**", "strong")),
        **dict.fromkeys(("sub", "sup"), _script),
        "span": as_dollars,
    }
)
