"""Names for what no rule names: the containers' hints in HTML, then what the network finds it most like.

Without a network (`engine="readability"`) the neighbours tell.
"""

from __future__ import annotations

import numpy as np

from cleaner.document import CONTENT_LABELS, Label
from cleaner.labels.context import Context
from cleaner.labels.evidence import LABELS
from cleaner.segment.hints import Hint

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
#: From which share of the content labels on it calls a line of flattened text anything else than a paragraph.
_SURE_OF_KIND = 0.4
#: Rules that tell from its place that a line of flattened text is junk, but not what sort of junk.
_BY_PLACE = frozenset(["section.above_title", "section.menu", "section.footer"])
_NEAR = 3
_NEIGHBOURLY = frozenset(
    [Label.NAVIGATION, Label.TEASER, Label.FOOTER, Label.COMMENT_UI, Label.SHARE, Label.CONSENT, Label.PROMO]
)


def name_dropped(context: Context, threshold: float) -> None:
    """Give a boilerplate label to every block below the threshold that still bears a content label."""
    for index, block in enumerate(context.blocks):
        if block.label in CONTENT_LABELS and block.probability < threshold:
            block.label, block.evidence = _name(context, index)
            if index in context.repeated:
                block.reason, block.evidence = "template", context.repeated[index]
        elif block.reason in _BY_PLACE and context.is_text and block.probability < threshold:
            block.label = _most_like(context, index) or block.label


def name_kept(context: Context, index: int) -> Label:
    """Return what a kept line of flattened text is that no rule has named; such text has no tags to tell."""
    if context.likeness is None:
        return Label.PARAGRAPH
    chances = np.exp(context.likeness[index] - context.likeness[index].max()) * _CONTENT
    best = int(chances.argmax())
    return LABELS[best] if chances[best] > _SURE_OF_KIND * chances.sum() else Label.PARAGRAPH


def _name(context: Context, index: int) -> tuple[Label, str]:
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
    if best := _most_like(context, index):
        return best, f"reads like {best.value}"
    return _name_of_neighbours(context, index)


def _most_like(context: Context, index: int) -> Label | None:
    """Return the sort of junk that the network finds a block most like; None if it was not asked."""
    if context.likeness is None or not context.likeness[index].any():
        return None
    return LABELS[int(np.where(_JUNK, context.likeness[index], -np.inf).argmax())]


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
