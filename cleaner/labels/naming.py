"""Names for what the model alone drops: the containers' hints in HTML, the neighbours in flattened text."""

from __future__ import annotations

from cleaner.document import CONTENT_LABELS, Label
from cleaner.labels.context import Context
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
