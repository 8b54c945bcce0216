"""The HTML door: one walk over an HTML5 tree gives blocks, their layout and the page's statements about itself.

The only module besides the renderers that knows the parser (turbohtml). The walk keeps its own stack, so depth
costs memory, never recursion, and text at any depth is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

import turbohtml
from turbohtml import DocumentFragment, Element, Text

from cleaner.document import Block, Label, PageFacts
from cleaner.segment import Outline, Segments
from cleaner.segment.hints import Hint, hints_of_names, hints_of_tag

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
}
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_HIDDEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only assistive-text is-hidden "
    "u-hidden a11y-hidden screenreader-only u-visually-hidden hidden-text offscreen".split()
)
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\ufeff")
_MAX_PATH_DEPTH = 48
_MAX_CELL_CHARS = 240
#: Stands for `<br>` while a block is gathered; `str.split` takes it for white space like any line break.
_BREAK = "\x1e"

_INLINE_FRAME, _BLOCK_FRAME, _SKIP_FRAME, _LINK_FRAME = range(4)


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
    """One pass over the tree. `frames` mirrors the chain of open elements."""

    def __init__(self, tree: turbohtml.Document, source: str, *, reveal: bool) -> None:
        self.reveal = reveal
        self.hidden_chars = 0
        self.facts = PageFacts()
        self.outline = Outline()
        self.segments = Segments(source=source, blocks=[], facts=self.facts, outline=self.outline)
        self.offsets = _Offsets(source)
        self.nodes: list[object] = [tree]
        self.frames = [_BLOCK_FRAME]
        self.link_depth = 0
        self.skip_depth = 0
        self.pre_depth = 0
        self.contexts: list[tuple[Label, int, int]] = [(Label.PARAGRAPH, 0, -1)]  # kind, level, cell
        self.open_elements = [0]
        self._add_element("#root", 0, "", -1, 0)
        self._reset_run((None, False))
        self._run(tree)

    def _run(self, tree: turbohtml.Document) -> None:
        nodes = self.nodes
        for node in tree.descendants:
            parent: object = node.parent
            while nodes[-1] is not parent and len(nodes) > 1:
                self._close()
            kind = type(node)
            if kind is Text:
                self._text(node.data)  # type: ignore[attr-defined]
            elif kind is Element:
                self._open(node)  # type: ignore[arg-type]
            elif kind is DocumentFragment:
                # The content of a `<template>`: only a declarative shadow root is ever shown.
                nodes.append(node)
                self.frames.append(_SKIP_FRAME if self.skip_depth else _INLINE_FRAME)
        while len(nodes) > 1:
            self._close()
        self._flush((None, True))
        self.outline.last[0] = len(self.segments.blocks)
        _close_gaps(self.segments.blocks, len(self.segments.source))

    # --- elements -------------------------------------------------------------------------------------------

    def _open(self, node: Element) -> None:
        tag = node.tag
        frame = _BLOCK_FRAME
        if self.skip_depth:
            frame = _SKIP_FRAME
            if tag in _FACT_TAGS:
                _gather_fact(self.facts, node, tag)
        elif tag in _FACT_TAGS or tag in _SKIPPED or self._is_hidden(node):
            frame = self._open_special(node, tag)
        elif tag in _INLINE or ("-" in tag and self.parts):
            frame = self._open_inline(node, tag)
        elif tag == "br":
            self._line_break(node)
            frame = _INLINE_FRAME
        else:
            self._open_block(node, tag)
        self.nodes.append(node)
        self.frames.append(frame)

    def _open_special(self, node: Element, tag: str) -> int:
        if tag in _FACT_TAGS:
            _gather_fact(self.facts, node, tag)
        if tag == "time":
            return self._open_inline(node, tag)
        if tag == "template" and node.attr("shadowrootmode") is not None:
            self._open_block(node, tag)
            return _BLOCK_FRAME
        if self.parts and tag not in ("script", "style", "link", "meta"):
            self.parts.append(" ")
        self.skip_depth += 1
        return _SKIP_FRAME

    def _is_hidden(self, node: Element) -> bool:
        hidden = node.attr("hidden")
        style = node.attr("style")
        names = node.attr("class")
        if (hidden is None or hidden == "until-found") and style is None and names is None:
            return False
        is_hidden = (
            (hidden is not None and hidden != "until-found")
            or (style is not None and _HIDDEN_STYLE.search(style) is not None)
            or (names is not None and not _HIDDEN_CLASSES.isdisjoint(names.split()))
        )
        if is_hidden and self.reveal and node.tag not in _INLINE:
            return False
        return is_hidden

    def _open_inline(self, node: Element, tag: str) -> int:
        names = _names(node)
        if names:
            self.inner |= hints_of_names(names)
        if tag == "a":
            if self.last_was_link_end:
                self.parts.append(" ")
            self.link_depth += 1
            return _LINK_FRAME
        if tag in ("img", "picture") and self.parts:
            self.parts.append(" ")
        return _INLINE_FRAME

    def _open_block(self, node: Element, tag: str) -> None:
        boundary = (node, False)
        self._flush(boundary)
        parent = self.open_elements[-1]
        kind, level, cell = self.contexts[-1]
        kind = self._kind_of(tag, kind)
        if kind is Label.HEADING and len(tag) == 2 and tag[1].isdigit():
            level = int(tag[1])
        elif tag in ("ul", "ol", "dl"):
            level = level + 1 if kind is Label.LIST_ITEM else 1
        elif tag in ("table", "nav"):
            level = 0
        index = len(self.outline.tag)
        if tag in ("td", "th"):
            cell = index
        elif tag == "table":
            cell = -1
        names = "" if tag in ("html", "body") else _names(node)
        hints = hints_of_names(names) if names else 0
        self._add_element(tag, parent, node.attr("role") or "", cell, hints)
        self.open_elements.append(index)
        self.contexts.append((kind, level, cell))
        if tag == "pre":
            self.pre_depth += 1
        elif tag == "html":
            self.facts.language = node.attr("lang") or node.attr("xml:lang")

    @staticmethod
    def _kind_of(tag: str, kind: Label) -> Label:
        own = _KINDS.get(tag)
        if own is None:
            return Label.PARAGRAPH if tag in ("table", "article", "section") else kind
        if own is Label.QUOTE and kind is Label.LIST_ITEM:
            return kind
        return own

    def _add_element(self, tag: str, parent: int, role: str, cell: int, hints: int) -> None:
        outline = self.outline
        hints |= hints_of_tag(tag, role)
        above = outline.inherited[parent] if outline.tag else 0
        path = outline.path[parent] if outline.tag else ""
        depth = path.count("/") if len(path) < 600 else _MAX_PATH_DEPTH
        outline.tag.append(tag)
        outline.parent.append(parent)
        outline.first.append(len(self.segments.blocks))
        outline.last.append(0)
        outline.hints.append(hints)
        outline.inherited.append(hints | above)
        outline.cell.append(cell)
        if tag == "#root":
            outline.path.append("")
        elif depth >= _MAX_PATH_DEPTH:
            outline.path.append(path if path.endswith("/…") else path + "/…")
        else:
            outline.path.append(f"{path}/{tag}" if path else tag)

    def _close(self) -> None:
        node = self.nodes.pop()
        frame = self.frames.pop()
        if frame == _LINK_FRAME:
            self.link_depth -= 1
            self.last_was_link_end = True
        elif frame == _SKIP_FRAME:
            if self.skip_depth and (not self.frames or self.frames[-1] != _SKIP_FRAME):
                self.skip_depth -= 1
        elif frame == _BLOCK_FRAME:
            self._flush((node, True))
            index = self.open_elements.pop()
            self.contexts.pop()
            self.outline.last[index] = len(self.segments.blocks)
            if self.outline.tag[index] == "pre":
                self.pre_depth -= 1

    # --- text -----------------------------------------------------------------------------------------------

    def _text(self, data: str) -> None:
        if self.skip_depth:
            if not self.reveal:
                self.hidden_chars += self._hidden_prose(data)
            return
        if data.isspace():
            if self.parts:
                self.parts.append(data if self.pre_depth else " ")
                self.last_was_link_end = False
            return
        self.has_text = True
        self.after_break = False
        self.last_was_link_end = False
        self.parts.append(data)
        if self.link_depth:
            self.linked += len(data.strip())

    def _hidden_prose(self, data: str) -> int:
        tag = getattr(self.nodes[-1], "tag", "")
        return 0 if tag in _SKIPPED or data.isspace() else len(data)

    def _line_break(self, node: Element) -> None:
        """`<br>` breaks the line; two in a row end the block."""
        if self.pre_depth:
            self.parts.append("\n")
        elif self.after_break:
            self._flush((node, True))
        elif self.has_text:
            self.parts.append(_BREAK)
            self.after_break = True

    def _reset_run(self, boundary: tuple[object, bool]) -> None:
        self.parts: list[str] = []
        self.has_text = False
        self.linked = 0
        self.inner = 0
        self.last_was_link_end = False
        self.after_break = False
        self.run_start = boundary

    def _flush(self, boundary: tuple[object, bool]) -> None:
        """End the run of text at a boundary (element, whether after it) and make it a block."""
        if self.has_text:
            self._emit(boundary)
        self._reset_run(boundary)

    def _emit(self, boundary: tuple[object, bool]) -> None:
        joined = "".join(self.parts)
        if not joined.isascii():
            joined = joined.translate(_INVISIBLE)
        text = joined.replace(_BREAK, "\n").strip("\n").rstrip() if self.pre_depth else _fold(joined)
        if not text.strip():
            return
        element = self.open_elements[-1]
        kind, level, _ = self.contexts[-1]
        self.segments.blocks.append(
            Block(
                text=text,
                start=self.offsets.of(self.run_start),
                end=self.offsets.of(boundary),
                kind=kind,
                tag=self.outline.tag[element],
                path=self.outline.path[element],
                level=level,
            )
        )
        self.segments.element.append(element)
        self.segments.link_chars.append(self.linked)
        self.segments.inner_hints.append(self.inner)


def _fold(text: str) -> str:
    """Fold white space, keeping the lines that `<br>` made."""
    if _BREAK not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split(_BREAK))
    return "\n".join(line for line in lines if line)


def _names(node: Element) -> str:
    names = node.attr("class")
    ident = node.attr("id")
    if ident is None:
        return names or ""
    return f"{names} {ident}" if names else ident


class _Offsets:
    """Source offsets of boundaries. The parser counts a CR LF as one character; here it counts as two."""

    def __init__(self, source: str) -> None:
        self._crlf: list[int] | None = None
        if "\r\n" in source:
            pieces = source.split("\r\n")
            self._crlf = list(accumulate(len(piece) + 1 for piece in pieces[:-1]))

    def of(self, boundary: tuple[object, bool]) -> int:
        """Return the offset before or after the element, -1 where the source does not show it."""
        node, after = boundary
        if not isinstance(node, Element):
            return -1
        location = node.source_location
        if location is None:
            return -1
        if not after or node.tag in ("br", "hr"):
            return self._map(location.start_tag.end_offset if after else location.start_tag.start_offset)
        return self._map(location.end_tag.end_offset) if location.end_tag else -1

    def _map(self, offset: int) -> int:
        if self._crlf is None:
            return offset
        return offset + bisect_left(self._crlf, offset + 1)


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

_FACT_TAGS = frozenset(["title", "meta", "link", "script", "time"])


def _gather_fact(facts: PageFacts, node: Element, tag: str) -> None:
    if tag == "title":
        facts.title = facts.title or " ".join(node.text.split())
    elif tag == "meta":
        _gather_meta(facts, node)
    elif tag == "link":
        if (node.attr("rel") or "").lower() == "canonical":
            facts.canonical = facts.canonical or node.attr("href")
    elif tag == "time":
        if moment := node.attr("datetime"):
            facts.times.append(moment)
    elif tag == "script":
        if (node.attr("type") or "").lower() == "application/ld+json":
            facts.json_ld.append(node.text)
        else:
            facts.scripts += 1


def _gather_meta(facts: PageFacts, node: Element) -> None:
    name = node.attr("property") or node.attr("name") or node.attr("itemprop")
    content = node.attr("content")
    if name and content:
        facts.meta.setdefault(name.strip().lower(), []).append(content)
