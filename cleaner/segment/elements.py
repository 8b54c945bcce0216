"""What each HTML element does to the text: tables of names, and what hides an element."""

from __future__ import annotations

import re

from cleaner.caching import cache_short
from cleaner.document import Label
from cleaner.segment.hints import hides_by_name

#: Elements whose content a reader never sees as text of the page.
SKIPPED = frozenset(
    "script style template noscript svg iframe frame noframes object embed applet canvas audio video map "
    "select option optgroup datalist textarea input head title meta link base param source track rp rt rtc "
    "annotation annotation-xml mphantom".split()
)
#: Elements that stand in a line of text and neither begin nor end a block.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i img ins kbd mark nobr output picture q rb rp "
    "rt ruby rtc s samp small span strike strong sub sup time tt u var wbr meter progress slot amp-img g-emoji "
    "math maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow "
    "ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics".split()
)
#: Skipped elements that take no room in a line.
SILENT = frozenset(["script", "style", "template", "link", "meta", "title", "annotation", "annotation-xml", "mphantom"])
PLAIN, BLOCK, LINK, SKIP, BREAK, FACT, CROWD, FORMULA, LINE = range(9)
#: What each element does; all others begin and end a block.
ACTIONS: dict[str, int] = {
    **dict.fromkeys(INLINE, PLAIN),
    **dict.fromkeys(SKIPPED, SKIP),
    **dict.fromkeys(("title", "meta", "link", "base", "script", "time", "template", "noscript"), FACT),
    "a": LINK,
    "br": BREAK,
    "math": FORMULA,
    "head": PLAIN,
}
KINDS: dict[str, Label] = {
    **{f"h{level}": Label.HEADING for level in range(1, 7)},
    "li": Label.LIST_ITEM,
    "dt": Label.LIST_ITEM,
    "dd": Label.LIST_ITEM,
    "blockquote": Label.QUOTE,
    "q": Label.QUOTE,
    "pre": Label.CODE,
    "figcaption": Label.CAPTION,
    "caption": Label.CAPTION,
    "td": Label.PARAGRAPH,
    "th": Label.PARAGRAPH,
    "nav": Label.PARAGRAPH,
    "aside": Label.PARAGRAPH,
    "table": Label.PARAGRAPH,
    "article": Label.PARAGRAPH,
    "section": Label.PARAGRAPH,
}


def context_of(tag: str, index: int, kind: Label, level: int, cell: int) -> tuple[Label, int, int]:
    """Return (kind, level, table cell) inside an element, given those around it."""
    own = KINDS.get(tag)
    if own is not None and not (own is Label.QUOTE and kind is Label.LIST_ITEM):
        kind = own
    if own is Label.HEADING:
        level = int(tag[1])
    elif tag in ("ul", "ol", "dl"):
        level = level + 1 if kind is Label.LIST_ITEM else 1
    elif tag in ("table", "nav"):
        level, cell = 0, -1
    elif tag == "button" and kind is not Label.HEADING:  # the head of an accordion is one
        kind = Label.PARAGRAPH  # `Copy` on a listing is no code
    elif tag in ("td", "th"):
        cell = index
    return kind, level, cell


#: What links of headings to themselves show, where they show text at all.
_PERMALINKS = frozenset(["", "¶", "#", "§", "🔗", "⚓", "∞", "permalink"])


def is_permalink(href: str | None, text: str) -> bool:
    """Tell from a link in a heading whether it is the sign that Sphinx, Docusaurus and the like put there.

    >>> is_permalink("#way", " ¶ "), is_permalink("/way", "The way"), is_permalink(None, "#")
    (True, False, False)
    """
    return "#" in (href or "") and text.strip(" \t\n\xa0\u200b\ufe0f").lower() in _PERMALINKS


#: Not here: `opacity: 0` and `height: 0`, from which scripts fade in and unfold whole articles; white print, which
#: stands on dark ground; `text-indent`, which puts a picture in the place of its name.
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d])"
    # Off the screen: not `position: relative`, where carousels keep the slides that fade in.
    r"|\A(?=.*?position\s*:\s*(?:absolute|fixed)).*?(?<![-\w])(?P<place>(?:left|right|top)\s*:\s*-(?:\d{4,}|999))"
    r"|(?<![-\w])color\s*:\s*(?:transparent|rgba\([^()]{0,40},\s*0(?:\.0{1,4})?\s*\))"
    r"|(?<![-\w])clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)",
    re.IGNORECASE | re.DOTALL,
)


def is_hidden(hidden: str | None, style: str | None, names: str | None) -> bool:
    """Tell from an element's `hidden`, `style` and `class` attributes whether a reader does not see it.

    >>> is_hidden("", None, None), is_hidden(None, "display: none", None), is_hidden(None, None, "btn sr-only")
    (True, True, True)
    """
    return (
        hides_by_attribute(hidden)
        or (style is not None and _hides_by_style(style))
        or (names is not None and hides_by_name(names))
    )


#: Names of the panels of accordions, tabs and long texts cut short, which a click opens, and how they are closed.
_PANEL = re.compile(r"accordion|accordeon|collaps|faq|expander|expandable|toggle[-_]*content", re.IGNORECASE)
_CLOSED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_folded(hidden: str | None, style: str | None, names: str, role: str | None) -> bool:
    """Tell from a hidden element's attributes, its id among the names, whether a click shows it.

    >>> is_folded("", None, "faq__answer", None), is_folded(None, "display:none", "", "tabpanel")
    (True, True)
    >>> is_folded("", None, "popup", None), is_folded(None, "left:-9999px", "faq__answer", None)
    (False, False)
    """
    if hides_by_name(names) or (hidden is None and (style is None or _CLOSED.search(style) is None)):
        return False
    return role == "tabpanel" or _PANEL.search(names) is not None


@cache_short
def _hides_by_style(style: str) -> bool:
    return HIDDEN_STYLE.search(style) is not None


def hides_by_attribute(hidden: str | None) -> bool:
    """Tell from the value of an element's `hidden` attribute, None without one, whether it hides the element."""
    return hidden is not None and hidden.lower() != "until-found"
