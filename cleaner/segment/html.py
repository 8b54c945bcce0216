"""The HTML door: one walk over an HTML5 tree gives blocks, their layout and the page's statements about itself.

The only module besides the renderers that knows the parser (turbohtml). The walk keeps its own stack, so depth
costs memory, never recursion, and text at any depth is kept.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TypeAlias

import turbohtml
from turbohtml import DocumentFragment, Element, Text

from cleaner.document import Block, Label, PageFacts
from cleaner.segment import Outline, Segments
from cleaner.segment.elements import (
    ACTIONS,
    BLOCK,
    BREAK,
    FACT,
    INLINE,
    KINDS,
    LINK,
    PLAIN,
    SILENT,
    SKIP,
    is_hidden,
)
from cleaner.segment.hints import ROLE_HINTS, TAG_HINTS, hints_of_names
from cleaner.segment.tables import merge_table_rows

_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\ufeff")
#: Steps of a path that are written out.
_MAX_PATH = 48
#: How far ahead a word is looked for whose place no tag shows.
_NEAR = 20_000
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
        self.segments = Segments(source=source, blocks=[], facts=self.facts)
        self.offsets = _Offsets(source)
        self.nodes: list[object] = [tree]
        self.frames = [PLAIN]
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
        self.elements: list[tuple[str, int, int, int, int, int]] = [("#root", 0, 0, 0, 0, -1)]
        self.open_elements: list[tuple[int, int]] = [(0, 0)]  # number and inherited hints
        self.last = [0]
        self.tags = ["#root"]
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
                frame = PLAIN if self.skipping else self._open(node)
                nodes.append(node)
                frames.append(frame)
            elif type(node) is DocumentFragment:
                # The content of a `<template>`: only a declarative shadow root is ever shown.
                nodes.append(node)
                frames.append(PLAIN)

    def _close_to(self, parent: object) -> None:
        """Close elements until `parent` is the innermost open one."""
        nodes, frames = self.nodes, self.frames
        while len(nodes) > 1 and nodes[-1] is not parent:
            node = nodes.pop()
            frame = frames.pop()
            if frame == PLAIN:
                continue
            if frame == BLOCK:
                if self.parts:
                    self._emit((node, True))
                self.run_start = (node, True)
                self.last[self.open_elements.pop()[0]] = len(self.segments.blocks)
                self.contexts.pop()
                if self.tags.pop() == "pre":
                    self.pre_depth -= 1
            elif frame == LINK:
                self.link_depth -= 1
                self.after_link = True
            else:
                self.skipping = False

    def _close_all(self) -> None:
        self._close_to(None)
        if self.parts:
            self._emit((None, True))
        self.last[0] = len(self.segments.blocks)
        tag, parent, first, hints, inherited, cell = map(list, zip(*self.elements, strict=True))
        self.segments.outline = Outline(tag, parent, first, self.last, hints, inherited, cell)
        if any(block.start < 0 or block.end < block.start for block in self.segments.blocks):
            _close_gaps(self.segments.blocks, self.segments.source)

    # --- elements -------------------------------------------------------------------------------------------

    def _open(self, node: Element) -> int:
        """Act on a start tag and return what to do when the element closes."""
        tag = node.tag
        action = ACTIONS.get(tag, BLOCK)
        if action == FACT:
            action = _gather_fact(self.facts, node, tag)
        names = node.attr("class")
        if (names is not None or node.attr("style") or node.attr("hidden") is not None) and self._hides(node, names):
            action = SKIP
        if action == BLOCK:
            if "-" in tag and self.parts:
                return PLAIN  # a custom element amid a line of text
            self._open_block(node, tag, names)
        elif action == SKIP:
            if self.parts and tag not in SILENT and tag not in INLINE:
                self.parts.append(" ")
            self.skipping = True
        elif action == BREAK:
            self._line_break(node)
            action = PLAIN
        else:
            if names:
                self.inner |= hints_of_names(names)
            if action == LINK:
                if self.after_link:
                    self.parts.append(" ")
                self.link_depth += 1
            elif tag == "img" and self.parts:
                self.parts.append(" ")
        return action

    def _hides(self, node: Element, names: str | None) -> bool:
        if not is_hidden(node.attr("hidden"), node.attr("style"), names):
            return False
        if self.reveal and node.tag not in INLINE:
            return False
        if not self.reveal:
            self.hidden_chars += len(node.text)
        return True

    def _open_block(self, node: Element, tag: str, names: str | None) -> None:
        if self.parts:
            self._emit((node, False))
        self.inner = 0
        self.run_start = (node, False)
        self.after_break = self.after_link = False
        index = len(self.elements)
        context = self.contexts[-1]
        if tag not in ("div", "p"):
            context = _context_of(tag, index, *context)
            if tag == "pre":
                self.pre_depth += 1
        hints = TAG_HINTS.get(tag, 0)
        if tag == "html":
            self.facts.language = node.attr("lang") or node.attr("xml:lang")
        elif tag != "body":
            if names:
                hints |= hints_of_names(names)
            if ident := node.attr("id"):
                hints |= hints_of_names(ident)
            if role := node.attr("role"):
                hints |= ROLE_HINTS.get(role, 0)
        above, inherited = self.open_elements[-1]
        inherited |= hints
        self.elements.append((tag, above, len(self.segments.blocks), hints, inherited, context[2]))
        self.open_elements.append((index, inherited))
        self.last.append(0)
        self.contexts.append(context)
        self.tags.append(tag)

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
            kind, level, _ = self.contexts[-1]
            start, end = self.offsets.of(self.run_start, boundary)
            tags = self.tags
            path = "/".join(tags[1:] if len(tags) <= _MAX_PATH else [*tags[1:_MAX_PATH], "…"])
            self.segments.blocks.append(Block(text, start, end, kind, tags[-1], path, level))
            self.segments.element.append(self.open_elements[-1][0])
            self.segments.link_chars.append(self.linked)
            self.segments.inner_hints.append(self.inner)
        self.parts.clear()
        self.linked = self.inner = 0
        self.after_break = self.after_link = False


def _context_of(tag: str, index: int, kind: Label, level: int, cell: int) -> tuple[Label, int, int]:
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
    elif tag in ("td", "th"):
        cell = index
    return kind, level, cell


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
    if not isinstance(node, Element):
        return -1, -1
    location = node.source_location
    if location is None:
        return -1, -1
    start_tag, end_tag, _ = location
    if end_tag is not None:
        return start_tag[2], end_tag[5]
    return start_tag[2], start_tag[5] if node.tag in ("br", "hr") else -1


def _close_gaps(blocks: list[Block], source: str) -> None:
    """Fill in boundaries that no tag of the source shows (implied tags, text behind a stray end tag).

    A start is looked up by the block's first word, an end is the start of the next block.
    """
    cursor = 0
    for block in blocks:
        words = block.text.split()
        if block.start < 0:
            found = source.find(words[0], cursor, cursor + _NEAR)
            block.start = found if found >= 0 else min(cursor, len(source))
        last = source.find(words[-1], max(cursor, block.start), max(cursor, block.start) + _NEAR + len(block.text))
        cursor = (
            last + len(words[-1]) if last >= 0 and (block.end < 0 or last < block.end) else max(cursor, block.start)
        )
    following = len(source)
    for block in reversed(blocks):
        if block.end < 0:
            block.end = max(following, block.start)
        block.end = max(block.end, block.start)
        following = block.start


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
        return PLAIN
    elif tag == "script":
        if (node.attr("type") or "").lower() == "application/ld+json":
            facts.json_ld.append(node.text)
        else:
            facts.scripts += 1
    elif node.attr("shadowrootmode") is not None:
        return BLOCK
    return SKIP


def _gather_meta(facts: PageFacts, node: Element) -> None:
    name = node.attr("property") or node.attr("name") or node.attr("itemprop")
    content = node.attr("content")
    if name and content:
        facts.meta.setdefault(name.strip().lower(), []).append(content)
