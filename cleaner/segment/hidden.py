"""What a page hides from its readers, as blocks of their own: dropped whatever the options, and never scored.

Hidden text is how a page speaks to search engines and language models behind the back of its readers. The walk only
notes the elements; they are read when the blocks are asked for, so that who wants the article does not pay for it.
"""

from __future__ import annotations

import re

from turbohtml import Element, Text

from cleaner.document import Block, Label
from cleaner.segment import Segments
from cleaner.segment.elements import HIDDEN_STYLE, INLINE, SKIPPED, hides_by_attribute
from cleaner.segment.hints import hides_by_name
from cleaner.segment.places import find_line_breaks, in_source, path_of, span

_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")


def with_hidden(segments: Segments) -> list[Block]:
    """Return the blocks, which must have been placed, with a block for every hidden element that holds text."""
    merged: list[Block] = []
    line_breaks = find_line_breaks(segments.source) if segments.hidden else []
    taken = 0
    paths = {0: ""}
    for node, before, element in segments.hidden:
        text = _text_of(node)
        if not text:
            continue
        start, end = (in_source(line_breaks, offset) for offset in span(node))
        # An element within the run of text of a block stands behind it, for it starts later.
        stop = before + (before < len(segments.blocks) and segments.blocks[before].start <= start)
        merged += segments.blocks[taken:stop]
        taken = max(taken, stop)
        reason, evidence = _how(node)
        path = f"{path_of(segments.outline, element, paths)}/{node.tag}" if segments.outline else None
        block = Block(text, start, end, Label.PARAGRAPH, node.tag, path, reason=reason, evidence=evidence)
        _close(block, merged, segments, taken)
        merged.append(block)
    return merged + segments.blocks[taken:]


def _text_of(node: Element) -> str:
    """The text of an element, white space folded, without scripts and what else is no text of the page."""
    parts: list[str] = []
    skipped: set[object] = set()
    for inner in node.descendants:
        if inner.parent in skipped:
            if not isinstance(inner, Text):
                skipped.add(inner)
        elif isinstance(inner, Text):
            parts.append(inner.data)
        elif isinstance(inner, Element):
            if inner.tag in SKIPPED:
                skipped.add(inner)
            elif inner.tag not in INLINE:
                parts.append(" ")
    return " ".join(_INVISIBLE.sub("", "".join(parts)).split())


def _how(node: Element) -> tuple[str, str]:
    """Return the reason and the evidence: by what the element is hidden."""
    if hides_by_attribute(node.attr("hidden")):
        return "hidden.attribute", "hidden"
    names = (node.attr("class") or "").split()
    for name in names:
        if hides_by_name(name):
            return "hidden.class", name
    found = HIDDEN_STYLE.search(node.attr("style") or "")
    return "hidden.style", (found["place"] or found.group()) if found else ""


def _close(block: Block, merged: list[Block], segments: Segments, following: int) -> None:
    """Fill in what no tag of the source shows: the end of an element that is never closed, a start the parser made."""
    above = merged[-1] if merged else None
    if block.start < 0:
        block.start = above.start if above else 0
    if block.end < block.start:
        if above is not None and above.end > block.start and not above.is_hidden:
            block.end = above.end
        elif following < len(segments.blocks):
            block.end = max(block.start, segments.blocks[following].start)
        else:
            block.end = len(segments.source)
