"""Subheadings of flattened text, which no tag marks."""

from __future__ import annotations

from cleaner.document import Label
from cleaner.labels.context import SURE_KEEP, Context, Verdict
from cleaner.segment.formulas import is_formula


def headings(context: Context) -> None:
    """In flattened text a short open line right before running text is its heading, and what Markdown marks as one."""
    if not context.is_text:
        return
    _marked(context)
    for index in range(len(context.blocks) - 1):
        block = context.blocks[index]
        if block.kind is not Label.PARAGRAPH or context.verdicts[index] is not None or context.closed[index]:
            continue
        following = context.blocks[index + 1].text
        is_line = len(block.text) <= 90 and context.words[index] <= 12 and block.text[-1] not in ",;:，、-–—"
        if is_line and context.prose[index + 1] > 0.4 and not _is_none(block.text, following):
            context.say(index, Verdict(Label.HEADING, 0.3, "shape.heading", "right before running text"))


def _marked(context: Context) -> None:
    """What a `#` marks as a heading amid the text, or above the last of it, and is no link: those lead elsewhere."""
    segments = context.segments
    marks = segments.marks or [(block.kind, block.level) for block in context.blocks]
    for index in range(context.first_prose, min(context.last_prose + 2, len(context.blocks))):
        block, (kind, level) = context.blocks[index], marks[index]
        is_link = "](" in segments.source[block.start : block.end]
        if kind is Label.HEADING and level > 1 and not is_link and not context.group(index):
            context.say(index, Verdict(Label.HEADING, SURE_KEEP, "shape.heading", "marked as a heading"))


def _is_none(text: str, following: str) -> bool:
    """Whether a line is one of the pieces an inline link broke a sentence into, or a formula."""
    return (
        text[0].islower()
        or following[0].islower()
        or not (following[0].isalnum() or following[0] in "\"'“„«‘—–(¿¡「『[")
        or is_formula(text)
    )
