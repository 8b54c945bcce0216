"""The HTML door: one walk over an HTML5 tree gives blocks, their layout and the page's statements about itself.

The only module besides the renderers that knows the parser (turbohtml). The walk keeps its own stack, so depth
costs memory, never recursion, and text at any depth is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import TypeAlias

import turbohtml
from turbohtml import DocumentFragment, Element, Text

from cleaner.document import Block, Label, PageFacts
from cleaner.segment import Outline, Segments
from cleaner.segment.hints import ROLE_HINTS, TAG_HINTS, hints_of_names

#: Elements whose content a reader never sees as text of the page.
_SKIPPED = frozenset(
    "script style template noscript svg iframe frame noframes object embed applet canvas audio video map "
    "select option optgroup datalist textarea input head title meta link base param source track rp".split()
)
#: Elements that stand in a line of text and neither begin nor end a block.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i img ins kbd mark math mi mn mo mrow ms "
    "msub msup mtext mfrac msqrt semantics annotation nobr output picture q rb rt ruby rtc s samp small span "
    "strike strong sub sup time tt u var wbr meter progress slot amp-img g-emoji".split()
)
#: Skipped elements that take no room in a line.
_SILENT = frozenset(["script", "style", "template", "link", "meta", "title"])
_PLAIN, _BLOCK, _LINK, _SKIP, _BREAK, _FACT = range(6)
#: What each element does; all others begin and end a block.
_ACTIONS: dict[str, int] = {
    **dict.fromkeys(_INLINE, _PLAIN),
    **dict.fromkeys(_SKIPPED, _SKIP),
    **dict.fromkeys(("title", "meta", "link", "script", "time", "template"), _FACT),
    "a": _LINK,
    "br": _BREAK,
    "head": _PLAIN,
}
_KINDS: dict[str, Label] = {
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
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_HIDDEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only assistive-text is-hidden "
    "u-hidden a11y-hidden screenreader-only u-visually-hidden hidden-text offscreen".split()
)
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\ufeff")
_MAX_PATH_CHARS = 300
_MAX_CELL_CHARS = 240
#: Stands for `<br>` while a block is gathered; `str.split` takes it for white space like any line break.
_BREAK_MARK = "\x1e"

#: An element and whether the place is behind it rather than before it; None is an end of the source.
_Boundary: TypeAlias = "tuple[object, bool]"


def segment_html(source: str) -> Segments:
    """Segment a page.

    Hidden elements never become blocks, unless nearly all text of the page is hidden (pages that reveal
    themselves by script); then the result carries a warning.
    """
    tree = turbohtml.parse(source, source_locations=True, allow_declarative_shadow_roots=False)
    walk = _Walk(tree, source, reveal=False)
    visible = sum(len(block.text) for block in walk.segments.blocks)
    if walk.hidden_chars > 500 and walk.hidden_chars > 5 * visible:
        walk = _Walk(tree, source, reveal=True)
        walk.segments.warnings.append("nearly all text of the page is hidden; hidden text was read too")
    merge_table_rows(walk.segments)
    return walk.segments


class _Walk:
    """One pass over the tree.

    `nodes` is the chain of open elements and `frames` what to do when each closes. The loop in `_run` meets every
    node of the page, so it holds the common cases itself and calls out for the rare ones.
    """

    def __init__(self, tree: turbohtml.Document, source: str, *, reveal: bool) -> None:
        self.reveal = reveal
        self.hidden_chars = 0
        self.facts = PageFacts()
        self.outline = Outline()
        self.segments = Segments(source=source, blocks=[], facts=self.facts, outline=self.outline)
        self.offsets = _Offsets(source)
        self.nodes: list[object] = [tree]
        self.frames = [_PLAIN]
        self.parts: list[str] = []
        self.linked = 0
        self.inner = 0
        self.link_depth = 0
        self.skipping = False
        self.pre_depth = 0
        self.after_break = False
        self.after_link = False
        self.run_start: _Boundary = (None, False)
        self.contexts: list[tuple[Label, int, int]] = [(Label.PARAGRAPH, 0, -1)]  # kind, level, cell
        self.open_elements = [0]
        _add_element(self.outline, "#root", 0, 0, -1, 0)
        self._run(tree)
        self._close_all()

    def _run(self, tree: turbohtml.Document) -> None:
        nodes, frames, parts = self.nodes, self.frames, self.parts
        for node in tree.descendants:
            parent: object = node.parent
            if nodes[-1] is not parent:
                self._close_to(parent)
            if type(node) is Text:
                if self.skipping:
                    continue
                data = node.data
                if data.isspace():
                    if parts:
                        parts.append(data if self.pre_depth else " ")
                        self.after_link = False
                    continue
                self.after_break = self.after_link = False
                parts.append(data)
                if self.link_depth:
                    self.linked += len(data.strip())
            elif type(node) is Element:
                frame = _PLAIN if self.skipping else self._open(node)
                nodes.append(node)
                frames.append(frame)
            elif type(node) is DocumentFragment:
                # The content of a `<template>`: only a declarative shadow root is ever shown.
                nodes.append(node)
                frames.append(_PLAIN)

    def _close_to(self, parent: object) -> None:
        """Close elements until `parent` is the innermost open one."""
        nodes, frames = self.nodes, self.frames
        while len(nodes) > 1 and nodes[-1] is not parent:
            node = nodes.pop()
            frame = frames.pop()
            if frame == _PLAIN:
                continue
            if frame == _BLOCK:
                if self.parts:
                    self._emit((node, True))
                self.run_start = (node, True)
                index = self.open_elements.pop()
                self.contexts.pop()
                self.outline.last[index] = len(self.segments.blocks)
                if self.outline.tag[index] == "pre":
                    self.pre_depth -= 1
            elif frame == _LINK:
                self.link_depth -= 1
                self.after_link = True
            else:
                self.skipping = False

    def _close_all(self) -> None:
        self._close_to(None)
        if self.parts:
            self._emit((None, True))
        self.outline.last[0] = len(self.segments.blocks)
        _close_gaps(self.segments.blocks, len(self.segments.source))

    # --- elements -------------------------------------------------------------------------------------------

    def _open(self, node: Element) -> int:
        """Act on a start tag and return what to do when the element closes."""
        tag = node.tag
        action = _ACTIONS.get(tag, _BLOCK)
        if action == _FACT:
            action = _gather_fact(self.facts, node, tag)
        names = node.attr("class")
        if (names is not None or node.attr("style") or node.attr("hidden") is not None) and self._is_hidden(node, names):
            action = _SKIP
        if action == _BLOCK:
            if "-" in tag and self.parts:
                return _PLAIN  # a custom element amid a line of text
            self._open_block(node, tag, names)
        elif action == _SKIP:
            if self.parts and tag not in _SILENT:
                self.parts.append(" ")
            self.skipping = True
        elif action == _BREAK:
            self._line_break(node)
            action = _PLAIN
        else:
            if names:
                self.inner |= hints_of_names(names)
            if action == _LINK:
                if self.after_link:
                    self.parts.append(" ")
                self.link_depth += 1
            elif tag == "img" and self.parts:
                self.parts.append(" ")
        return action

    def _is_hidden(self, node: Element, names: str | None) -> bool:
        hidden = node.attr("hidden")
        style = node.attr("style")
        is_hidden = (
            (hidden is not None and hidden != "until-found")
            or (style is not None and _HIDDEN_STYLE.search(style) is not None)
            or (names is not None and not _HIDDEN_CLASSES.isdisjoint(names.split()))
        )
        if not is_hidden or (self.reveal and node.tag not in _INLINE):
            return False
        if not self.reveal:
            self.hidden_chars += len(node.text)
        return True

    def _open_block(self, node: Element, tag: str, names: str | None) -> None:
        boundary = (node, False)
        if self.parts:
            self._emit(boundary)
        self.inner = 0
        self.run_start = boundary
        self.after_break = self.after_link = False
        kind, level, cell = self.contexts[-1]
        index = len(self.outline.tag)
        if tag != "div" and tag != "p":
            kind, level, cell = _context_of(tag, index, kind, level, cell)
            if tag == "pre":
                self.pre_depth += 1
        ident = node.attr("id")
        hints = TAG_HINTS.get(tag, 0)
        if tag == "html":
            self.facts.language = node.attr("lang") or node.attr("xml:lang")
        elif tag != "body":
            if names:
                hints |= hints_of_names(names)
            if ident:
                hints |= hints_of_names(ident)
            if role := node.attr("role"):
                hints |= ROLE_HINTS.get(role, 0)
        _add_element(self.outline, tag, self.open_elements[-1], len(self.segments.blocks), cell, hints)
        self.open_elements.append(index)
        self.contexts.append((kind, level, cell))

    # --- text -----------------------------------------------------------------------------------------------

    def _line_break(self, node: Element) -> None:
        """`<br>` breaks the line; two in a row end the block."""
        if not self.parts:
            return
        if self.pre_depth:
            self.parts.append("\n")
        elif self.after_break:
            self._emit((node, True))
            self.run_start = (node, True)
        else:
            self.parts.append(_BREAK_MARK)
            self.after_break = True

    def _emit(self, boundary: _Boundary) -> None:
        """End the run of text at a boundary (element, whether after it) and make it a block."""
        joined = "".join(self.parts)
        if not joined.isascii():
            joined = joined.translate(_INVISIBLE)
        text = joined.strip("\n").rstrip() if self.pre_depth else _fold(joined)
        if text:
            element = self.open_elements[-1]
            kind, level, _ = self.contexts[-1]
            start, end = self.offsets.of(self.run_start, boundary)
            outline = self.outline
            self.segments.blocks.append(
                Block(text, start, end, kind, outline.tag[element], outline.path[element], level)
            )
            self.segments.element.append(element)
            self.segments.link_chars.append(self.linked)
            self.segments.inner_hints.append(self.inner)
        self.parts.clear()
        self.linked = self.inner = 0
        self.after_break = self.after_link = False


def _context_of(tag: str, index: int, kind: Label, level: int, cell: int) -> tuple[Label, int, int]:
    """Return (kind, level, table cell) inside an element, given those around it."""
    own = _KINDS.get(tag)
    if own is not None and not (own is Label.QUOTE and kind is Label.LIST_ITEM):
        kind = own
    if own is Label.HEADING:
        level = int(tag[1])
    elif tag in ("ul", "ol", "dl"):
        level = level + 1 if kind is Label.LIST_ITEM else 1
    elif tag in ("table", "nav"):
        level, cell = 0, -1
    elif tag in ("td", "th"):
        cell = index
    return kind, level, cell


def _add_element(outline: Outline, tag: str, parent: int, first: int, cell: int, hints: int) -> None:
    is_root = not outline.tag
    path = "" if is_root else outline.path[parent]
    if len(path) > _MAX_PATH_CHARS:
        path = path if path.endswith("/…") else path + "/…"
    elif not is_root:
        path = f"{path}/{tag}" if path else tag
    outline.tag.append(tag)
    outline.parent.append(parent)
    outline.first.append(first)
    outline.last.append(0)
    outline.hints.append(hints)
    outline.inherited.append(hints if is_root else hints | outline.inherited[parent])
    outline.cell.append(cell)
    outline.path.append(path)


def _fold(text: str) -> str:
    """Fold white space, keeping the lines that `<br>` made."""
    if _BREAK_MARK not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split(_BREAK_MARK))
    return "\n".join(line for line in lines if line)


class _Offsets:
    """Source offsets of boundaries. The parser counts a CR LF as one character; here it counts as two."""

    def __init__(self, source: str) -> None:
        self._crlf: list[int] | None = None
        if "\r\n" in source:
            pieces = source.split("\r\n")
            self._crlf = list(accumulate(len(piece) + 1 for piece in pieces[:-1]))

    def of(self, start: _Boundary, end: _Boundary) -> tuple[int, int]:
        """Return the offsets of two boundaries, -1 where the source does not show one."""
        first = _span(start[0])
        second = first if end[0] is start[0] else _span(end[0])
        begin = first[1 if start[0] is not None and start[1] else 0]
        stop = second[1 if end[1] else 0]
        return self._map(begin), self._map(stop)

    def _map(self, offset: int) -> int:
        if self._crlf is None or offset < 0:
            return offset
        return offset + bisect_left(self._crlf, offset + 1)


def _span(node: object) -> tuple[int, int]:
    """Return where an element starts and ends in the source."""
    location = node.source_location if isinstance(node, Element) else None
    if location is None:
        return -1, -1
    start_tag, end_tag, _ = location
    if end_tag is not None:
        return start_tag[2], end_tag[5]
    return start_tag[2], start_tag[5] if node.tag in ("br", "hr") else -1  # type: ignore[union-attr]


def _close_gaps(blocks: list[Block], size: int) -> None:
    """Give boundaries the source does not show (implied tags) the nearest one it does; keep them in order."""
    following = size
    for block in reversed(blocks):
        if block.end < 0:
            block.end = following
        if block.start >= 0:
            following = block.start
    previous = 0
    for block in blocks:
        if block.start < 0:
            block.start = previous
        block.end = max(block.end, block.start)
        previous = block.end


def merge_table_rows(segments: Segments) -> None:
    """Make one block of each row of a data table: short cells, one block a cell, at least two cells.

    Rows of layout tables, whose cells hold articles and menus, stay as they are.
    """
    outline = segments.outline
    if outline is None or not any(cell >= 0 for cell in outline.cell):
        return
    keep = [True] * len(segments.blocks)
    index = 0
    while index < len(segments.blocks):
        stop = _row_end(segments, outline, index)
        if stop - index > 1:
            _merge(segments, outline, index, stop)
            keep[index + 1 : stop] = [False] * (stop - index - 1)
        index = max(stop, index + 1)
    if all(keep):
        return
    new_index = [0, *accumulate(int(kept) for kept in keep)]
    for name in ("blocks", "element", "link_chars", "inner_hints"):
        values = getattr(segments, name)
        setattr(segments, name, [value for value, kept in zip(values, keep, strict=True) if kept])
    outline.first = [new_index[first] for first in outline.first]
    outline.last = [new_index[last] for last in outline.last]


def _row_end(segments: Segments, outline: Outline, index: int) -> int:
    """Return the end of the run of blocks that makes one data row from `index` on, `index` itself if none does."""
    cell = outline.cell[segments.element[index]]
    if cell < 0:
        return index
    row = outline.parent[cell]
    stop, last_cell = index, -1
    while stop < len(segments.blocks):
        block = segments.blocks[stop]
        cell = outline.cell[segments.element[stop]]
        if cell < 0 or outline.parent[cell] != row:
            break
        if cell == last_cell or len(block.text) > _MAX_CELL_CHARS or block.kind in (Label.HEADING, Label.LIST_ITEM):
            return index
        last_cell = cell
        stop += 1
    return stop


def _merge(segments: Segments, outline: Outline, start: int, stop: int) -> None:
    blocks = segments.blocks[start:stop]
    first = blocks[0]
    row = outline.parent[outline.cell[segments.element[start]]]
    first.text = "\t".join(block.text.replace("\n", " ") for block in blocks)
    first.end = max(first.end, blocks[-1].end)
    first.kind = Label.TABLE
    first.tag, first.path = outline.tag[row], outline.path[row]
    segments.element[start] = row
    segments.link_chars[start] = sum(segments.link_chars[start:stop])
    for inner in segments.inner_hints[start + 1 : stop]:
        segments.inner_hints[start] |= inner


# --- what the page says of itself -------------------------------------------------------------------------------

def _gather_fact(facts: PageFacts, node: Element, tag: str) -> int:
    """Note what an element states and return what it does in the walk."""
    if tag == "meta":
        _gather_meta(facts, node)
    elif tag == "title":
        facts.title = facts.title or " ".join(node.text.split())
    elif tag == "link":
        if (node.attr("rel") or "").lower() == "canonical":
            facts.canonical = facts.canonical or node.attr("href")
    elif tag == "time":
        if moment := node.attr("datetime"):
            facts.times.append(moment)
        return _PLAIN
    elif tag == "script":
        if (node.attr("type") or "").lower() == "application/ld+json":
            facts.json_ld.append(node.text)
        else:
            facts.scripts += 1
    elif node.attr("shadowrootmode") is not None:
        return _BLOCK
    return _SKIP


def _gather_meta(facts: PageFacts, node: Element) -> None:
    name = node.attr("property") or node.attr("name") or node.attr("itemprop")
    content = node.attr("content")
    if name and content:
        facts.meta.setdefault(name.strip().lower(), []).append(content)
