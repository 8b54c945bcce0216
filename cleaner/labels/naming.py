"""Names: what the containers hint at in HTML, otherwise what the network finds a block most like.

In flattened text, where nothing else is to be had, the network also has the last word on what sort of junk, or of
content, a line is that a rule has found: it knows the lines around, the rule a phrase or a place. Without a network
(`engine="readability"`) the rules and the neighbours tell.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.document import CONTENT_LABELS, Block, Label
from cleaner.labels.context import Context
from cleaner.labels.evidence import LABELS
from cleaner.segment.hints import Hint
from cleaner.segment.markdown import restore_marks

#: The first hint of a dropped block's containers that is set names it.
_BY_HINT: tuple[tuple[Hint, Label], ...] = (
    (Hint.CONSENT, Label.CONSENT),
    (Hint.PAYWALL, Label.PAYWALL),
    (Hint.COMMENT, Label.COMMENT),
    (Hint.SHARE, Label.SHARE),
    (Hint.AD, Label.AD),
    (Hint.PROMO, Label.PROMO),
    (Hint.BIO, Label.AUTHOR_BIO),
    (Hint.TAGS, Label.TAGS),
    (Hint.PAGINATION, Label.PAGINATION),
    (Hint.TEASER, Label.TEASER),
    (Hint.CREDIT, Label.CREDIT),
    (Hint.NAVIGATION, Label.NAVIGATION),
    (Hint.TOC, Label.NAVIGATION),
    (Hint.FOOTER, Label.FOOTER),
    (Hint.METADATA, Label.METADATA),
    (Hint.FORM, Label.FORM),
    (Hint.POPUP, Label.PROMO),
    (Hint.SIDEBAR, Label.TEASER),
    (Hint.HEADER, Label.NAVIGATION),
    (Hint.LOADER, Label.LOADER),
)
_BITS = [(int(hint), f"stands in a {str(hint.name).lower()} container", label) for hint, label in _BY_HINT]
#: What the network may call what it drops: rules alone know what repeats, here and on the site's other pages.
_JUNK = np.array([label not in CONTENT_LABELS | {Label.DUPLICATE, Label.TEMPLATE} for label in LABELS])
#: What it may call what it keeps; the headline is found by rules.
_CONTENT = np.array([label in CONTENT_LABELS and label is not Label.TITLE for label in LABELS])
#: From which share of the labels it could be on a line of flattened text is called otherwise than by rule or shape.
_SURE_OF_NAME = 0.7
#: Rules that know more of a line's label than the network: the headline, rows of equal cells, fenced code, copies.
_KNOWING = ("title", "shape.rows", "shape.code", "duplicate.")
#: Rules that tell from its place that a line of flattened text is junk, but not what sort of junk.
_BY_PLACE = frozenset(["section.above_title", "section.menu", "section.footer"])
_NEAR = 3
#: Blocks that are looked at at once, so that memory does not grow with the document.
_AT_ONCE = 2000
_NEIGHBOURLY = frozenset(
    [Label.NAVIGATION, Label.TEASER, Label.FOOTER, Label.COMMENT_UI, Label.SHARE, Label.CONSENT, Label.PROMO]
)


def name_dropped(context: Context, threshold: float) -> None:
    """Give a boilerplate label to every block below the threshold that still bears a content label.

    In flattened text the network may correct the label that a rule gave.
    """
    likeliest = _Likeliest(context, _JUNK)
    for index, block in enumerate(context.blocks):
        if block.probability >= threshold:
            continue
        if block.label in CONTENT_LABELS:
            block.label, block.evidence = _name(context, index, likeliest[index])
            if index in context.repeated:
                block.reason, block.evidence = "template", context.repeated[index]
        elif context.is_text and not block.reason.startswith(_KNOWING):
            _rename(block, likeliest[index], 0.0 if block.reason in _BY_PLACE else _SURE_OF_NAME)


def name_kept(context: Context, threshold: float) -> None:
    """Say of what is kept of flattened text which kind of content it is; such text has no tags to tell.

    A list item that has a mark, or a row with tabs, is what it is.
    """
    if not context.is_text:
        return
    likeliest = _Likeliest(context, _CONTENT)
    for index, block in enumerate(context.blocks):
        is_plain = block.kind is Label.PARAGRAPH and not block.reason.startswith(_KNOWING)
        if is_plain and block.probability >= threshold:
            _rename(block, likeliest[index], _SURE_OF_NAME)
        if context.segments.marks and block.probability >= threshold:
            restore_marks(block, context.segments.marks[index])


def _rename(block: Block, like: tuple[Label, float] | None, enough: float) -> None:
    if like is None or like[1] < enough or like[0] is block.label:
        return
    block.label = like[0]
    if block.reason != "model":
        block.evidence = "; ".join(filter(None, (block.evidence, reads_like(block.label))))


def reads_like(label: Label) -> str:
    """Return the evidence of a label that the network chose."""
    return f"reads like {label.value}"


def _name(context: Context, index: int, like: tuple[Label, float] | None) -> tuple[Label, str]:
    outline = context.segments.outline
    if outline is not None:
        bits = outline.inherited[context.segments.element[index]] | context.segments.inner_hints[index]
        for bit, name, label in _BITS:
            if bits & bit:
                if label is Label.COMMENT and context.words[index] < 5:
                    label = Label.COMMENT_UI
                return label, name
    if index in context.repeated:
        return Label.TEMPLATE, ""
    if like is not None:
        return like[0], reads_like(like[0])
    return _name_of_neighbours(context, index)


class _Likeliest:
    """Which of some labels the network finds each block most like, and that label's share of their chances."""

    def __init__(self, context: Context, among: npt.NDArray[np.bool_]) -> None:
        told = np.zeros((0, len(LABELS)), dtype=np.float32) if context.likeness is None else context.likeness
        self._best, self._share = np.zeros(len(told), dtype=np.int8), np.zeros(len(told), dtype=np.float32)
        for start in range(0, len(told), _AT_ONCE):
            rows = slice(start, start + _AT_ONCE)
            likeness = np.where(among, told[rows], -np.inf)
            self._best[rows] = likeness.argmax(axis=1)
            chances = np.exp(likeness - likeness.max(axis=1, keepdims=True))
            # Of blocks that were not scored nothing is known: all zero.
            self._share[rows] = told[rows].any(axis=1) / chances.sum(axis=1)

    def __getitem__(self, index: int) -> tuple[Label, float] | None:
        """Return label and share; None where the network was not asked."""
        if index >= len(self._share) or not self._share[index]:
            return None
        return LABELS[self._best[index]], float(self._share[index])


def _name_of_neighbours(context: Context, index: int) -> tuple[Label, str]:
    for distance in range(1, _NEAR + 1):
        for near in (index - distance, index + distance):
            if 0 <= near < len(context.blocks):
                verdict = context.verdicts[near]
                if verdict is not None and verdict.label in _NEIGHBOURLY:
                    return verdict.label, f"next to: {context.blocks[near].text[:40]}"
    if index < context.first_prose:
        return Label.NAVIGATION, "before the text"
    if index > context.last_prose:
        return (Label.TEASER if context.words[index] >= 5 else Label.NAVIGATION), "after the text"
    return Label.OTHER, "unlike the text around it"
