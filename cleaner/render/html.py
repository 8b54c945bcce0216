"""Cleaned, sanitised HTML from the kept blocks. Markdown is rendered from this."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby

import turbohtml
from turbohtml.clean import OnDisallowed, Policy, Sanitizer

from cleaner.document import Block, Document, Label
from cleaner.render.formulas import put_back, take_formulas
from cleaner.render.links import with_whole_links, without_permalinks
from cleaner.render.tables import to_tables
from cleaner.segment.fences import unfence

_INLINE_TAGS = frozenset("a abbr b br cite code del em i ins kbd mark q s samp small strong sub sup u var".split())
_POLICY = Policy(
    tags=_INLINE_TAGS,
    attributes={"a": frozenset({"href"})},
    url_schemes=frozenset({"http", "https", "mailto"}),
    on_disallowed_tag=OnDisallowed.STRIP,
    remove_with_content=frozenset(
        "script style template noscript iframe object embed svg math select option textarea title rp rt rtc".split()
    ),
    allow_svg=False,
    allow_mathml=False,
)
#: The tags that code begins with, and what their class names say of its language.
_OPENING_TAGS = re.compile(r"(?:\s{0,9}<[a-zA-Z][^<>]{0,400}>){1,4}")
_LANGUAGE = re.compile(r"(?:lang|language|highlight-source)-(?P<name>[a-zA-Z][a-zA-Z0-9+#]{0,19})")
_NO_LANGUAGE = frozenset(["none", "undefined", "plaintext", "text", "plain", "txt", "switcher"])
#: Blanks that do not break (`4&nbsp;mm`) stay.
_WHITE = re.compile(r"[ \t\r\n\f]+")
_OPENING_BREAKS = re.compile(r"(?:\s|<br>)*")
#: Paragraphs of more tags are rendered as bare text: putting misnested tags right takes the square of their number.
_MAX_TAGS = 600
#: Elements that items of a list are made of, and what else may stand in one.
_PARTS = frozenset(["p", "div", "blockquote"])
_IN_ITEMS = frozenset([Label.CODE, Label.QUOTE])
_LIST_TAG = re.compile(r"</?ol\b[^<>]{0,400}", re.IGNORECASE)
_START = re.compile(r"\sstart\s*=\s*[\"']?(\d{1,6})\b", re.IGNORECASE)
#: How far before its first item the tag of a list is looked for, in characters.
_NEAR = 1000
_LIST_TAGS = re.compile(r"</?[ou]l\b|<h[1-6]\b", re.IGNORECASE)
_NEW_ITEM = re.compile(r"<(?:li|dt|dd)\b", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[•●▪■◦‣⁃∙○▸►➤✓✔*+\-–—o·]|(\(?(?:\d{1,3}|[a-zA-Z])[.)]))\s+")


def to_html(document: Document) -> str:
    """Render the kept blocks as an HTML fragment: no scripts, handlers, styles or script links."""
    return "\n".join(_elements(document))


def _elements(document: Document) -> Iterator[str]:
    sanitizer = Sanitizer(_POLICY)
    above: tuple[Block, int] | None = None
    for group in _groups(document):
        if group[0].label is Label.LIST_ITEM:
            first = above[1] + 1 if above and _is_cut_off(document, above[0], group[0]) else None
            markup, number = _list(document, sanitizer, group, first)
            above = (group[-1], number) if number else None
            yield markup
        else:
            yield from _plain(document, sanitizer, group)


def _groups(document: Document) -> list[list[Block]]:
    """Return the runs of kept blocks that make one element; a list has the code and quotes of its items as well."""
    groups: list[list[Block]] = []
    for block in document.kept:
        label = groups[-1][0].label if groups else None
        is_inside = label is Label.LIST_ITEM and block.label in _IN_ITEMS and "/li/" in f"{block.path}/"
        if block.label is label or is_inside:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _plain(document: Document, sanitizer: Sanitizer, blocks: list[Block]) -> Iterator[str]:
    """Yield the elements of blocks of one label that make no list."""
    label = blocks[0].label
    if label is Label.TABLE:
        yield from to_tables(document, blocks)
    elif label is Label.CODE:
        for code, language in _listings(document, blocks):
            name = f' class="language-{language}"' if language else ""
            yield f"<pre><code{name}>{html.escape(code, quote=False)}</code></pre>"
    elif label is Label.QUOTE:
        inner = "\n".join(f"<p>{_inline(document, sanitizer, block)}</p>" for block in blocks)
        yield f"<blockquote>\n{inner}\n</blockquote>"
    else:
        yield from (_single(document, sanitizer, block) for block in blocks)


def _listings(document: Document, blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """Yield (code, language) of each listing: in HTML a block, in flattened text a block with fences, or many lines."""
    if document.kind == "html":
        yield from ((block.text, _language(document, block)) for block in blocks)
        return
    for is_fenced, run in groupby(blocks, key=lambda block: unfence(block.text) is not None):
        texts = [block.text for block in run]
        yield from filter(None, map(unfence, texts)) if is_fenced else [("\n".join(texts), "")]


def _language(document: Document, block: Block) -> str:
    """Return the name of the language code is in, as its class says it in the way of HTML's specification."""
    tags = _OPENING_TAGS.match(document.source, block.start, block.end)
    elements = turbohtml.parse_fragment(tags.group()).find_all(True) if tags else []
    names = " ".join(element.attr("class") or "" for element in elements).split()
    found = next(filter(None, map(_LANGUAGE.fullmatch, names)), None)
    return found["name"].lower() if found and found["name"] not in _NO_LANGUAGE else ""


def _single(document: Document, sanitizer: Sanitizer, block: Block) -> str:
    inner = _inline(document, sanitizer, block)
    if block.label is Label.TITLE:
        return f"<h1>{inner}</h1>"
    if block.label is Label.HEADING:
        level = min(max(block.level, 2), 6)
        return f"<h{level}>{inner}</h{level}>"
    if block.label is Label.CAPTION:
        return f"<figure><figcaption>{inner}</figcaption></figure>"
    return f"<p>{inner}</p>"


def _inline(document: Document, sanitizer: Sanitizer, block: Block) -> str:
    """The block's own inline markup, sanitised; bare text where markup and text do not agree."""
    plain = html.escape(block.text, quote=False).replace("\n", "<br>\n")
    if document.kind != "html":
        return html.escape(_strip_mark(block), quote=False)
    markup = document.source[block.start : block.end]
    if block.kind is Label.HEADING:
        markup = without_permalinks(markup)
    markup, formulas = take_formulas(markup)
    if "<" not in markup or len(markup) > 20 * len(block.text) + 2000 or markup.count("<") > _MAX_TAGS:
        return plain
    clean = _trim(sanitizer.sanitize(markup).replace("&nbsp;", "\xa0"))
    shown = put_back(turbohtml.parse_fragment(clean).text, formulas, as_markup=False)
    # Anything hidden in the slice would show here: the block's text is what a reader saw.
    is_same = _squeeze(shown) == _squeeze(block.text)
    if not is_same:
        return plain
    return put_back(with_whole_links(_WHITE.sub(" ", clean), document), formulas, as_markup=True)


def _trim(markup: str) -> str:
    """Take white space and breaks off both ends; they part the block from its neighbours, which elements do here."""
    found = _OPENING_BREAKS.match(markup)
    start, end = found.end() if found else 0, len(markup)
    while end > start:
        if markup[end - 1].isspace():
            end -= 1
        elif markup.endswith("<br>", start, end):
            end -= len("<br>")
        else:
            break
    return markup[start:end]


def _squeeze(text: str) -> str:
    return "".join(text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").split())


def _strip_mark(block: Block) -> str:
    """Text without the bullet, `#` or `>` that its markup will say again."""
    if block.label is Label.LIST_ITEM:
        return _BULLET.sub("", block.text)
    if block.label in (Label.HEADING, Label.TITLE) and block.level:
        return block.text.lstrip("#").strip()
    if block.label is Label.QUOTE:
        return block.text.removeprefix(">").strip()
    return block.text


def _is_ordered(block: Block) -> bool:
    if block.path is None:
        found = _BULLET.match(block.text)
        return bool(found and found.group(1) and found.group(1)[0].isdigit())
    lists = [step for step in block.path.split("/") if step in ("ul", "ol")]
    return bool(lists) and lists[-1] == "ol"


def _begins_list(document: Document, above: Block, block: Block) -> bool:
    """Whether a list ends and another begins between two items."""
    if document.kind != "html" or above.end > block.start:
        return False
    tags = _LIST_TAGS.findall(document.source, above.end, block.start + 4)
    return len(tags) > 1 and tags[0].startswith("</") and not tags[-1].startswith("</")


def _is_cut_off(document: Document, above: Block, block: Block) -> bool:
    """Whether a list goes on behind a table, a caption or the like that stood in an item of it."""
    if document.kind != "html" or above.end > block.start:
        return False
    between = document.source[above.end : block.start + 4]
    return len(_NEW_ITEM.findall(between)) == 1 and not _LIST_TAGS.search(between)


def _list(document: Document, sanitizer: Sanitizer, blocks: list[Block], first: int | None = None) -> tuple[str, int]:
    """Nest items by their level; a list is ordered as its first item is.

    Returns the list, which begins with number `first` if that is given, and the number of its last item of the first
    level, 0 if it is not ordered.
    """
    number = 0
    out: list[str] = []
    open_tags: list[str] = []
    levels: list[int] = []
    above: Block | None = None
    for piece in _pieces(blocks):
        block, is_item = piece[0], piece[0].label is Label.LIST_ITEM
        inner = _inline(document, sanitizer, block) if is_item else "\n".join(_plain(document, sanitizer, piece))
        goes_on = above is not None and _goes_on(document, above, block)
        is_new = above is not None and _begins_list(document, above, block)
        above = piece[-1]
        if goes_on:
            while len(levels) > 1 and levels[-1] > block.level > 0:
                levels.pop()
                out.append(f"</li></{open_tags.pop()}>")
            out.append(f"<p>{inner}</p>" if is_item else inner)
            continue
        levels = [level for level in levels if level < block.level] + [block.level]
        depth = len(levels)
        tag = "ol" if _is_ordered(block) else "ul"
        while len(open_tags) > depth or (len(open_tags) == depth and (open_tags[-1] != tag or (is_new and depth == 1))):
            out.append(f"</li></{open_tags.pop()}>")
        if len(open_tags) == depth:
            out.append("</li>")
        if len(open_tags) < depth:
            # A list that begins deeper than its surroundings goes one level down; empty items would be no items.
            start = 1
            if tag == "ol":
                start = first if first is not None and not open_tags else _start(document, block)
            if not open_tags:
                number = start - 1
            out.append(f'<{tag} start="{start}">' if start != 1 else f"<{tag}>")
            open_tags.append(tag)
        number += len(open_tags) == 1
        out.append(f"<li>{inner}")
    while open_tags:
        out.append(f"</li></{open_tags.pop()}>")
    return "".join(out), number if out[0].startswith("<ol") else 0


def _pieces(blocks: list[Block]) -> Iterator[list[Block]]:
    """Yield the items of a list one by one, and runs of one label of what else stands in it."""
    for label, run in groupby(blocks, key=lambda block: block.label):
        if label is Label.LIST_ITEM:
            yield from ([block] for block in run)
        else:
            yield list(run)


def _goes_on(document: Document, above: Block, block: Block) -> bool:
    """Whether a block is another paragraph, or code or a quote, of the list item above it."""
    if document.kind != "html" or (block.label is Label.LIST_ITEM and block.tag not in _PARTS):
        return False
    # The parser moves text out of misnested tables: what stands before the item is none of its parts.
    return above.end <= block.start and _NEW_ITEM.search(document.source, above.end, block.start + 4) is None


def _start(document: Document, block: Block) -> int:
    """Return the number that an ordered list begins with."""
    if document.kind != "html":
        return 1
    tags = _LIST_TAG.findall(document.source, max(0, block.start - _NEAR), block.start + 1)
    found = _START.search(tags[-1]) if tags else None
    return int(found[1]) if found else 1
