"""The HTML door: one walk over an HTML5 tree gives blocks, their layout and the page's statements about itself.

With `places`, `facts`, `embedded` and the renderers the only module that knows the parser (turbohtml). The walk keeps
its own stack, so depth costs memory, never recursion, and text at any depth is kept.
"""

from __future__ import annotations

import re

import turbohtml
from turbohtml import DocumentFragment, Element, Text

from cleaner.document import Block, Label, PageFacts
from cleaner.segment import Segments
from cleaner.segment.elements import (
    ACTIONS,
    BLOCK,
    BREAK,
    CROWD,
    FACT,
    FORMULA,
    INLINE,
    LINE,
    LINK,
    PLAIN,
    SILENT,
    SKIP,
    context_of,
    is_folded,
    is_hidden,
    is_permalink,
)
from cleaner.segment.embedded import LITTLE, add_embedded_article
from cleaner.segment.facts import gather_fact
from cleaner.segment.formulas import DRAWING, is_drawing, is_spoken, tex_of
from cleaner.segment.hints import Hint, hides_by_name, hints_of_names
from cleaner.segment.limits import Deadline, max_elements, merge_crowd
from cleaner.segment.listings import holds_lines, is_listing, is_number, lines_of_code, parts_rows
from cleaner.segment.outline import ROOTS, Opened, add_outline, hints_of
from cleaner.segment.places import Boundary
from cleaner.segment.tables import merge_table_rows

_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")
#: Ids of what React streams from the server behind the page, hidden until its script puts it in its place.
_STREAMED = re.compile(r"S:[0-9a-f]{1,6}")
_CHROME = Hint.NAVIGATION | Hint.HEADER | Hint.FOOTER | Hint.FORM | Hint.POPUP | Hint.CONSENT
#: How far up chrome is looked for.
_ABOVE = 12
_PLAIN_BLOCKS = frozenset(["div", "p", "html", "body"])
#: Pieces of text that a block in a crowd of elements is made of.
_CROWDED_PARTS = 800
#: Elements between two looks at the clock.
_OFTEN = 2000
#: Stands for `<br>` while a block is gathered; `str.split` takes it for white space like any line break.
_BREAK_MARK = "\x1e"


def segment_html(source: str, deadline: Deadline | None = None) -> Segments:
    """Segment a page.

    Hidden elements are noted, not read, unless nearly all text of the page is hidden (pages that reveal
    themselves by script); then the result carries a warning. `noscript` is read if it says more than the rest: what
    stands there for readers without scripts is then the page itself (Discourse, Flarum). What stands beyond the
    highest number of elements, or behind the deadline, is put into blocks of many lines.
    """
    tree = turbohtml.parse(source, source_locations=True, allow_declarative_shadow_roots=False)
    walk = _Walk(tree, source, deadline)
    visible = walk.visible_chars()
    if walk.noscript_chars > LITTLE and walk.noscript_chars > visible:
        walk = _Walk(tree, source, deadline, noscript=True)
        walk.segments.warnings.append("the page shows little text without scripts; what stands in noscript was read")
        visible = walk.visible_chars()
    if walk.hidden_chars > LITTLE and walk.hidden_chars > 5 * visible:
        warnings = walk.segments.warnings
        walk = _Walk(tree, source, deadline, reveal=True, noscript=walk.facts.reads_noscript)
        walk.segments.warnings += warnings
        walk.segments.warnings.append("nearly all text of the page is hidden; hidden text was read too")
        visible = walk.visible_chars()
    merge_table_rows(walk.segments)
    merge_crowd(walk.segments)
    if visible < LITTLE and (walk.facts.json_ld or walk.facts.app_data):
        add_embedded_article(walk.segments)
    return walk.segments


class _Walk:
    """One pass over the tree.

    `nodes` is the chain of open elements and `frames` what to do when each closes. The loop in `_run` meets every
    node of the page, so it holds the common cases itself and calls out for the rare ones.
    """

    def __init__(
        self,
        tree: turbohtml.Document,
        source: str,
        deadline: Deadline | None,
        *,
        reveal: bool = False,
        noscript: bool = False,
    ) -> None:
        self.deadline = deadline
        #: Elements from this one on stand in a crowd: they break lines and no more.
        self.limit = max_elements(len(source))
        self.hidden_chars = 0
        self.noscript_chars = 0
        self.facts = PageFacts(reads_hidden=reveal, reads_noscript=noscript)
        self.segments = Segments(source=source, blocks=[], facts=self.facts)
        self.nodes: list[object] = [tree]
        self.frames = [PLAIN]
        self.parts: list[str] = []
        self.linked = 0
        #: Class names of the inline elements in the run of text at hand.
        self.inner: list[str] = []
        self.link_depth = 0
        self.skipping = False
        self.in_formula = 0
        self.tex: str | None = None  # of the last formula; behind it stands its picture
        self.pre_depth = 0
        self.in_lines = False  # whether the block-level elements of the listing at hand are its lines
        #: The `code` at hand whose lines `<br>` ends, and the last one: what is in several blocks is asked for once.
        self.code: Element | None = None
        self.judged: Element | None = None
        self.after_break = False
        self.after_link = False
        self.run_start: Element | None = None  # the boundary at which the run of text at hand began
        self.run_after = False
        self.elements: list[Opened] = [("#root", 0, 0, "", None, -1, Label.PARAGRAPH, 0)]
        self.top = 0  # the innermost open one
        self.last = [0]
        self._run(tree)
        self._close_to(None)
        if self.parts:
            self._emit((None, True))
        self.last[0] = len(self.segments.blocks)
        add_outline(self.segments, self.elements, self.last)

    def visible_chars(self) -> int:
        """Return the characters of all blocks."""
        return sum(len(block.text) for block in self.segments.blocks)

    def _run(self, tree: turbohtml.Document) -> None:
        nodes, frames, parts = self.nodes, self.frames, self.parts
        for node in tree.descendants:
            if type(node) is Text:
                data = node.data
                blank = data.isspace()
                if blank and not parts and not self.pre_depth:
                    continue  # most text nodes; what ends before it ends as well before the next one
                parent: object = node.parent
                if nodes[-1] is not parent:
                    self._close_to(parent)
                if self.skipping:
                    continue
                if blank:
                    self._add_blank(data, parent)
                    continue
                self.after_break = self.after_link = False
                parts.append(data)
                if self.link_depth:
                    self.linked += len(data.strip())
                continue
            parent = node.parent
            if nodes[-1] is not parent:
                self._close_to(parent)
            if type(node) is Element:
                frame = PLAIN if self.skipping else self._open(node)
                nodes.append(node)
                frames.append(frame)
            elif type(node) is DocumentFragment:
                # The content of a `<template>`: only a declarative shadow root is ever shown.
                nodes.append(node)
                frames.append(PLAIN)

    def _add_blank(self, data: str, parent: object) -> None:
        parts = self.parts
        if self.pre_depth and not parts:
            parts.append(data.rpartition("\n")[2])  # the indent of the first line
        elif parts and not (self.in_lines and parts_rows(parent)):
            parts.append(data if self.pre_depth else " ")
            self.after_link = False

    def _close_to(self, parent: object) -> None:
        """Close elements until `parent` is the innermost open one."""
        nodes, frames = self.nodes, self.frames
        while nodes[-1] is not parent and len(nodes) > 1:
            node = nodes.pop()
            frame = frames.pop()
            if frame == BLOCK:
                assert isinstance(node, Element)
                if self.parts:
                    self._emit((node, True))
                self.run_start, self.run_after = node, True
                top = self.top
                self.last[top] = len(self.segments.blocks)
                tag, self.top = self.elements[top][:2]
                if tag == "pre":
                    self.pre_depth -= 1
                    self.in_lines = self.in_lines and self.pre_depth > 0
            elif frame == LINK:
                self.link_depth -= 1
                self.after_link = True
            elif frame == SKIP:
                self.skipping = False
            elif frame == FORMULA:
                self.in_formula -= 1
                self.skipping = False
            elif frame == LINE:
                self._end_line()
            elif frame == CROWD:
                assert isinstance(node, Element)
                self._break_crowd((node, True))

    # --- elements -------------------------------------------------------------------------------------------

    def _open(self, node: Element) -> int:
        """Act on a start tag and return what to do when the element closes."""
        tag = node.tag
        action = ACTIONS.get(tag, BLOCK)
        if action == FACT:
            action = self._open_noscript(node) if tag == "noscript" else gather_fact(self.facts, node, tag)
        names = None
        if node.attrs:
            names, style, hidden = node.attr("class"), node.attr("style"), node.attr("hidden")
            may_hide = style or hidden is not None or (names and hides_by_name(names))
            if (may_hide and self._hides(node, names)) or (names and DRAWING in names and is_drawing(node)):
                action = SKIP
            elif action == LINK and self.elements[self.top][6] is Label.HEADING:
                action = SKIP if is_permalink(node.attr("href"), node.text) else LINK
        if action == BLOCK:
            # A custom element amid a line of text breaks nothing.
            return PLAIN if "-" in tag and self.parts else self._open_block(node, tag, names or "")
        if action == SKIP:
            if self.parts and tag not in SILENT and tag not in INLINE:
                self.parts.append(" ")
            self.skipping = True
        elif action == BREAK:
            self._line_break(node)
            action = PLAIN
        elif action == FORMULA:
            self._open_formula(node)
        else:
            self._open_inline(tag, names, action)
        return action

    def _open_noscript(self, node: Element) -> int:
        if self.facts.reads_noscript:
            return PLAIN
        self.noscript_chars += len(node.text.strip())
        return SKIP

    def _open_formula(self, node: Element) -> None:
        """Read a formula as TeX, if the page has that; else as it is shown."""
        self.tex = None if self.in_formula else tex_of(node)
        if self.tex is not None:
            self.parts.append(self.tex)
            self.skipping = True
        self.in_formula += 1

    def _open_inline(self, tag: str, names: str | None, action: int) -> None:
        if names:
            self.inner.append(names)
        if action == LINK:
            if self.after_link:
                self.parts.append(" ")
            self.link_depth += 1
        elif tag == "img" and self.parts and self.parts[-1] is not self.tex:
            self.parts.append(" ")

    def _open_line(self, node: Element, tag: str) -> int:
        """Begin a line of a listing, or pass its number over."""
        if tag == "td" and is_number(node):
            self.skipping = True
            return SKIP
        self._end_line()
        return LINE

    def _end_line(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def _break_crowd(self, boundary: Boundary) -> None:
        """End a line in a crowd of elements, and now and then the block."""
        if len(self.parts) > _CROWDED_PARTS:
            self._emit(boundary)
            self.run_start, self.run_after = boundary
        elif self.parts and self.parts[-1] is not _BREAK_MARK:
            self.parts.append(_BREAK_MARK)

    def _hides(self, node: Element, names: str | None) -> bool:
        hidden, style = node.attr("hidden"), node.attr("style")
        if not is_hidden(hidden, style, names):
            return False
        if self.facts.reads_hidden and node.tag not in INLINE:
            return False
        ident = node.attr("id") or ""
        if _STREAMED.fullmatch(ident) or (node.tag in INLINE and is_spoken(node)):
            return False
        if is_folded(hidden, style, f"{names or ''} {ident}", node.attr("role")) and not self._in_chrome():
            return False
        if not self.facts.reads_hidden:
            self.hidden_chars += len(node.text)
        self.segments.hidden.append((node, len(self.segments.blocks), self.top))
        return True

    def _in_chrome(self) -> bool:
        """Whether a menu, a header, a footer, a form or a popup is near above: what folds there is no content."""
        top, bits = self.top, 0
        for _ in range(_ABOVE):
            tag, above, _, names, role = self.elements[top][:5]
            bits |= hints_of(tag, names, role)
            top = above
        return bool(bits & _CHROME)

    def _open_block(self, node: Element, tag: str, names: str) -> int:
        if len(self.elements) >= self.limit:
            self._break_crowd((node, False))
            return CROWD
        if self.in_lines and tag != "button":
            return self._open_line(node, tag)
        if self.parts:
            self._emit((node, False))
        self.inner.clear()
        self.run_start, self.run_after = node, False
        self.after_break = self.after_link = False
        elements, index = self.elements, len(self.elements)
        _, _, _, _, _, cell, kind, level = elements[self.top]
        role = None
        if not self.pre_depth and (tag in ("table", "td", "div")) and is_listing(node, tag, names, node.attr("style")):
            tag = "pre"
        if tag in ROOTS:
            self.facts.language = self.facts.language or node.attr("lang") or node.attr("xml:lang")
        elif node.attrs:
            role = node.attr("role")
            if ident := node.attr("id"):
                names = f"{names} {ident}"
        if tag not in _PLAIN_BLOCKS:
            kind, level, cell = context_of(tag, index, kind, level, cell)
            if tag == "pre":
                self.in_lines = self.in_lines or (not self.pre_depth and holds_lines(node))
                self.pre_depth += 1
        if index % _OFTEN == 0 and self.deadline is not None and self.deadline.passed():
            self.limit = 0
        elements.append((tag, self.top, len(self.segments.blocks), names, role, cell, kind, level))
        self.last.append(0)
        self.top = index
        return BLOCK

    # --- text -----------------------------------------------------------------------------------------------

    def _line_break(self, node: Element) -> None:
        """`<br>` breaks the line; two in a row end the block."""
        if not self.parts:
            return
        if self.pre_depth:
            self.parts.append("\n")
        elif type(node.parent) is Element and node.parent.tag == "code" and node.parent is not self.judged:
            self.code = node.parent
            self.parts.append(_BREAK_MARK)
        elif self.after_break:
            self._emit((node, True))
            self.run_start, self.run_after = node, True
        else:
            self.parts.append(_BREAK_MARK)
            self.after_break = True

    def _emit(self, boundary: Boundary) -> None:
        """End the run of text at a boundary (element, whether after it) and make it a block."""
        text = "".join(self.parts)
        if not text.isascii() and _INVISIBLE.search(text):
            text = _INVISIBLE.sub("", text)
        code = None if self.pre_depth or self.code is None else lines_of_code(self.code, text, _BREAK_MARK)
        if self.pre_depth:
            text = text.replace(_BREAK_MARK, "\n").replace("\n\xa0\n", "\n\n").replace("\xa0", " ").strip("\n").rstrip()
        else:
            text = code or _fold(text)
        if text:
            segments, top = self.segments, self.top
            tag, _, _, _, _, _, kind, level = self.elements[top]
            segments.blocks.append(Block(text, -1, -1, Label.CODE if code else kind, tag, None, level))
            segments.places.append(((self.run_start, self.run_after), boundary))
            segments.element.append(top)
            segments.link_chars.append(self.linked)
            segments.inner_hints.append(hints_of_names(" ".join(self.inner)) if self.inner else 0)
        self.parts.clear()
        self.inner.clear()
        self.linked = 0
        self.after_break = self.after_link = False
        if self.code is not None:
            self.code, self.judged = None, self.code


def _fold(text: str) -> str:
    """Fold white space, keeping the lines that `<br>` made."""
    if _BREAK_MARK not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split(_BREAK_MARK))
    return "\n".join(line for line in lines if line)
