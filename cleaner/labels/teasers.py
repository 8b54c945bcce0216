"""Rules on other articles: the titles below a head such as "Read also", and the cards below the text.

A run ends where text resumes or at a head of another kind; it never takes the headline.
"""

from __future__ import annotations

from cleaner.document import Label
from cleaner.labels.context import LIKELY_DROP, SURE_DROP, Context, Verdict

_CARD_PARTS = frozenset(["date", "byline", "section", "credit", "teaser_head", "teaser_lead", "navigation", "ad"])
_MAX_CARDS = 60
_TITLE_WORDS = 28


def teasers(context: Context) -> None:
    """The titles that follow a head such as "Read also", until text resumes."""
    for index in range(len(context.blocks)):
        hit = context.measured.hits[index]
        if hit is None or hit.group != "teaser_head" or context.is_title(index):
            continue
        taken = [] if _is_amid_line(context, index) else _cards(context, index + 1)
        if context.blocks[index].text.rstrip().endswith((":", "：")) and not context.is_past_text(index):
            taken = taken[:1]
        if not hit.sure and len(taken) < 2:
            continue
        shift = LIKELY_DROP if hit.sure else -2.0
        if index < context.first_prose:
            shift = -1.0
        if hit.sure or taken:
            context.say(index, Verdict(Label.TEASER, SURE_DROP if hit.sure else shift, "phrase.teaser_head", hit.text))
        for card in taken:
            context.say(card, Verdict(Label.TEASER, shift, "section.teasers", context.blocks[index].text[:60]))


def _is_amid_line(context: Context, index: int) -> bool:
    """Whether flattened text goes on behind a head in the line it was cut out of: that is no title."""
    if not context.is_text or not 0 < index < len(context.blocks) - 1:
        return False
    above, head, below = context.blocks[index - 1 : index + 2]
    source = context.segments.source
    # With a letter on either side, whatever ends a line makes two of it.
    between = source[above.end - 1 : head.start + 1], source[head.end - 1 : below.start + 1]
    return all(len(piece.splitlines()) == 1 for piece in between)


def _cards(context: Context, start: int) -> list[int]:
    """The titles, dates and bylines that stand from `start` on."""
    taken: list[int] = []
    titles = 0
    gap = context.segments.gap
    is_within = not context.is_past_text(start)
    for index in range(start, min(start + _MAX_CARDS, len(context.blocks))):
        group = context.group(index)
        if (group and group not in _CARD_PARTS) or context.is_title(index):
            break
        if not group and not _is_title_like(context, index):
            break
        if is_within and not group and not _is_headline_long(context.blocks[index].text):
            break
        if gap and gap[index] and titles and _text_follows(context, index):
            break
        taken.append(index)
        titles += not group
    else:
        return taken
    if taken and titles > 1 and _is_subheading(context, taken):
        taken.pop()
    return taken


def _is_headline_long(text: str) -> bool:
    """Four words or eight characters of a script without blanks: less may be a line of dialogue or a subheading."""
    return len(text.split()) >= 4 or (not text.isascii() and " " not in text and len(text) >= 8)


def _is_title_like(context: Context, index: int) -> bool:
    block = context.blocks[index]
    words = context.words[index]
    is_sentence = block.text.rstrip().endswith((".", "。", "।")) and words > 8
    return not is_sentence and not context.is_prose(index) and words <= _TITLE_WORDS and len(block.text) <= 200


def _text_follows(context: Context, index: int) -> bool:
    return any(context.is_prose(near) for near in range(index, min(index + 3, len(context.blocks))))


def _is_subheading(context: Context, taken: list[int]) -> bool:
    """The last title right before text, much shorter than the others, heads that text."""
    last = taken[-1]
    if last + 1 >= len(context.blocks) or not context.is_prose(last + 1):
        return False
    words = [context.words[index] for index in taken]
    return words[-1] <= 6 and max(words[:-1]) > words[-1]


def cards_below(context: Context) -> None:
    """After the text, titles that stand with a date or byline are cards of other articles."""
    if not context.is_text:
        return
    last = max(
        (index for index, prose in enumerate(context.prose) if prose > 0.4 and not context.is_dropped(index)),
        default=-1,
    )
    if last < 0:
        return
    for index in range(last + 1, len(context.blocks)):
        if context.group(index) or context.words[index] < 4 or index in context.live:
            continue
        if not _is_title_like(context, index):
            continue
        near = range(index + 1, min(index + 3, len(context.blocks)))
        if any(context.group(n) in ("byline", "date") or context.has_label(n, Label.METADATA) for n in near):
            context.verdicts[index] = Verdict(
                Label.TEASER, LIKELY_DROP, "section.cards", "followed by a date or byline"
            )
