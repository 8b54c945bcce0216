"""Rules on runs of blocks: what follows a comments head, a teaser head, a bare "By", a footer.

A run ends where text resumes, at a head of another kind, or at the end; a section rule never takes the title.
"""

from __future__ import annotations

import math
import re

from cleaner.document import Label
from cleaner.labels.context import SURE_DROP, Context, Verdict

_THREAD_GROUPS = frozenset(["comment_head", "comment_ui"])
#: What threads hold besides their own signs; only forms carry a thread on.
_THREAD_FILLERS = frozenset(["date", "share", "navigation", "pagination", "paywall"])
_THREAD_PARTS = frozenset(["form", "loader"])
_THREAD_ENDS = frozenset(["teaser_head", "teaser_lead", "footer", "tags", "consent", "author_bio"])
_CARD_PARTS = frozenset(
    ["date", "byline", "section", "credit", "teaser_head", "teaser_lead", "navigation", "ad"]
)
_MAX_QUIET = 8
_MAX_CARDS = 60
_TITLE_WORDS = 28


def comments(context: Context) -> None:
    """From a comments head to the end of the thread everything belongs to the readers, not to the article."""
    index = 0
    if context.is_forum:
        return
    while index < len(context.blocks):
        if context.group(index) in _THREAD_GROUPS and not _is_kept(context, index):
            stop, signs = _thread(context, index)
            if _is_comment_thread(context, index, stop, signs):
                _mark_thread(context, index, stop)
                index = stop
        index += 1


def _thread(context: Context, start: int) -> tuple[int, int]:
    """Return (end of the thread, its signs) for a thread that begins at `start`.

    Buttons and forms are signs; so are dates, with the text that follows them.
    """
    last, signs, prose = start, 1, 0
    for index in range(start + 1, len(context.blocks)):
        group = context.group(index)
        if group in _THREAD_ENDS and not _nears_thread(context, index):
            break
        is_dated = group == "date" or _has_label(context, index, Label.METADATA)
        if group in _THREAD_GROUPS or group == "form" or is_dated:
            signs += group in _THREAD_GROUPS or is_dated
            last, prose = index, 0
        elif context.is_prose(index) or (not group and context.words[index] > 3 and context.closed[index]):
            prose += 1
            last = index if _is_comment_text(context, index, last) else last
        if index - last > _MAX_QUIET or prose > 4:
            break
    return last + 1, signs


def _is_comment_text(context: Context, index: int, last: int) -> bool:
    """Whether a text follows right behind the date of a comment."""
    return index - last <= 2 and (context.group(last) == "date" or _has_label(context, last, Label.METADATA))


def _nears_thread(context: Context, index: int) -> bool:
    return any(
        context.group(near) in _THREAD_GROUPS
        for near in range(index + 1, min(index + 3, len(context.blocks)))
    )


def _is_comment_thread(context: Context, start: int, stop: int, signs: int) -> bool:
    """A counter at the head of an article and the posts of a forum are no thread below one."""
    weights = [
        prose * math.log1p(len(block.text))
        for prose, block in zip(context.prose, context.blocks, strict=True)
    ]
    before, inside, after = sum(weights[:start]), sum(weights[start:stop]), sum(weights[stop:])
    if after > before and after > inside:
        return False
    if inside > 2 * before:
        return False
    hit = context.measured.hits[start]
    is_head = hit is not None and hit.group == "comment_head"
    is_sure = is_head and hit is not None and hit.sure
    return signs >= (2 if is_head else 3) or (is_sure and after < 0.1 * (before + after))


def _alternates(context: Context) -> bool:
    """Whether signs of posts (dates, buttons) and posts alternate from the start, under no head of comments.

    On a forum the posts are the content.
    """
    turns = 0
    posts: list[float] = []
    was_sign = False
    for index, block in enumerate(context.blocks):
        hit = context.measured.hits[index]
        if hit is not None and hit.group == "comment_head" and hit.sure and len(posts) < 3 and not _asks(context):
            return False
        if _is_post_sign(context, index):
            was_sign = True
        elif hit is None and context.words[index] > 3 and (context.closed[index] or context.is_prose(index)):
            if was_sign:
                turns += 1
                posts.append(0.0)
            if posts:
                posts[-1] += len(block.text)
            elif context.is_prose(index):
                return False
            was_sign = False
    signs = sum(_is_post_sign(context, index) for index in range(len(context.blocks)))
    return turns >= 2 and signs >= 3 * turns and max(posts) < 0.65 * sum(posts)


def _asks(context: Context) -> bool:
    """Whether the headline is a question, as on pages of questions and answers."""
    return any(
        _is_kept(context, index) and context.blocks[index].text.rstrip().endswith(("?", "？", "؟", ";"))
        for index in range(min(len(context.blocks), 60))
    )


def _is_post_sign(context: Context, index: int) -> bool:
    if context.group(index) in ("comment_ui", "date") or _has_label(context, index, Label.METADATA):
        return True
    text = context.blocks[index].text
    return context.words[index] <= 10 and not context.closed[index] and bool(_DATED.search(text))


def forum(context: Context) -> None:
    """On a forum page the lines round the posts: names, dates, counters."""
    context.is_forum = _alternates(context)
    if not (context.is_forum and context.is_text):
        return
    for index, block in enumerate(context.blocks):
        near = [n for n in (index - 1, index + 1) if 0 <= n < len(context.blocks)]
        is_field = ":" in block.text and context.words[index] <= 8
        is_short = (is_field or (context.words[index] <= 3 and len(block.text) <= 24)) and not context.closed[
            index
        ]
        if _is_post_sign(context, index):
            context.verdicts[index] = Verdict(Label.COMMENT_UI, SURE_DROP, "section.forum", "between posts")
        elif (
            is_short and context.measured.hits[index] is None and any(_is_post_sign(context, n) for n in near)
        ):
            context.say(
                index, Verdict(Label.COMMENT_UI, -2.5, "section.forum", "beside a post's date or buttons")
            )


def _mark_thread(context: Context, start: int, stop: int) -> None:
    head = context.blocks[start].text[:60]
    for index in range(start, stop):
        if _is_kept(context, index):
            continue
        hit = context.measured.hits[index]
        is_said = hit is None and (
            context.is_prose(index) or context.words[index] > 5 or len(context.blocks[index].text) > 40
        )
        label = Label.COMMENT if is_said else Label.COMMENT_UI
        verdict = Verdict(label, _strength(context), "section.comments", head)
        if hit is None or hit.group in _THREAD_FILLERS:
            context.verdicts[index] = verdict
        elif not hit.sure:
            context.verdicts[index] = verdict._replace(
                label=hit.label if hit.group in _THREAD_PARTS else label
            )


def _strength(context: Context) -> float:
    """Sections are sure where order is all there is; in HTML the containers know better."""
    return SURE_DROP if context.is_text else -2.0


def _is_kept(context: Context, index: int) -> bool:
    verdict = context.verdicts[index]
    return verdict is not None and verdict.label is Label.TITLE


def teasers(context: Context) -> None:
    """The titles that follow a head such as "Read also", until text resumes."""
    for index in range(len(context.blocks)):
        hit = context.measured.hits[index]
        if hit is None or hit.group != "teaser_head" or _is_kept(context, index):
            continue
        taken = _cards(context, index + 1)
        if context.blocks[index].text.rstrip().endswith((":", "：")) and not _is_past_text(context, index):
            taken = taken[:1]
        if not hit.sure and len(taken) < 2:
            continue
        shift = _strength(context) if hit.sure else -2.0
        if index < context.first_prose:
            shift = -1.0
        if hit.sure or taken:
            context.say(
                index, Verdict(Label.TEASER, SURE_DROP if hit.sure else shift, "phrase.teaser_head", hit.text)
            )
        for card in taken:
            context.say(
                card, Verdict(Label.TEASER, shift, "section.teasers", context.blocks[index].text[:60])
            )


def _cards(context: Context, start: int) -> list[int]:
    """The titles, dates and bylines that stand from `start` on."""
    taken: list[int] = []
    titles = 0
    gap = context.segments.gap
    is_within = not _is_past_text(context, start)
    for index in range(start, min(start + _MAX_CARDS, len(context.blocks))):
        group = context.group(index)
        if (group and group not in _CARD_PARTS) or _is_kept(context, index):
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
    return (
        not is_sentence and not context.is_prose(index) and words <= _TITLE_WORDS and len(block.text) <= 200
    )


def _text_follows(context: Context, index: int) -> bool:
    return any(context.is_prose(near) for near in range(index, min(index + 3, len(context.blocks))))


def _is_subheading(context: Context, taken: list[int]) -> bool:
    """The last title right before text, much shorter than the others, heads that text."""
    last = taken[-1]
    if last + 1 >= len(context.blocks) or not context.is_prose(last + 1):
        return False
    words = [context.words[index] for index in taken]
    return words[-1] <= 6 and max(words[:-1]) > words[-1]


def _is_past_text(context: Context, index: int) -> bool:
    return index > context.last_prose


def bylines(context: Context) -> None:
    """The name on the line after a bare "By"; and titles followed by such a byline after the text are teasers."""
    for index in range(len(context.blocks) - 1):
        hit = context.measured.hits[index]
        if hit is None or hit.group != "byline" or len(hit.parts) != 1:
            continue
        name = context.blocks[index + 1]
        if context.measured.hits[index + 1] is None and _is_name_like(name.text):
            context.say(
                index + 1, Verdict(Label.METADATA, SURE_DROP, "section.byline", context.blocks[index].text)
            )
            context.say(index, Verdict(Label.METADATA, SURE_DROP, "phrase.byline", hit.text))


def _is_name_like(text: str) -> bool:
    words = text.split()
    return (
        1 <= len(words) <= 6
        and len(text) <= 60
        and not text.rstrip().endswith((".", "?", "!", "。"))
        and not text[0].islower()
    )


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
        block = context.blocks[index]
        if context.group(index) or context.words[index] < 4 or not _is_title_like(context, index):
            continue
        near = range(index + 1, min(index + 3, len(context.blocks)))
        if any(
            context.group(n) in ("byline", "date") or _has_label(context, n, Label.METADATA) for n in near
        ):
            context.verdicts[index] = Verdict(
                Label.TEASER, SURE_DROP, "section.cards", "followed by a date or byline"
            )


def _has_label(context: Context, index: int, label: Label) -> bool:
    verdict = context.verdicts[index]
    return verdict is not None and verdict.label is label


def author_boxes(context: Context) -> None:
    """The text below a head such as "About the author", near the end of the article."""
    for index, hit in enumerate(context.measured.hits):
        if hit is None or hit.group != "author_bio" or index < context.last_prose - 2:
            continue
        context.say(
            index, Verdict(Label.AUTHOR_BIO, SURE_DROP if hit.sure else -2.0, "phrase.author_bio", hit.text)
        )
        if len(hit.parts) == 1:
            for below in range(index + 1, min(index + 3, len(context.blocks))):
                if context.group(below):
                    break
                context.say(
                    below,
                    Verdict(
                        Label.AUTHOR_BIO, SURE_DROP, "section.author_bio", context.blocks[index].text[:60]
                    ),
                )


def consent(context: Context) -> None:
    """Sentences about cookies next to the phrases of a consent banner."""
    banners = [index for index, group in enumerate(context.groups) if group == "consent"]
    for banner in banners:
        for index in range(max(0, banner - 4), min(banner + 5, len(context.blocks))):
            if context.verdicts[index] is None and _COOKIE_WORDS.search(context.blocks[index].text):
                context.say(
                    index, Verdict(Label.CONSENT, SURE_DROP, "section.consent", "by a consent banner")
                )


def sandwiched(context: Context) -> None:
    """A block between two of a consent banner belongs to the banner."""
    for index in range(1, len(context.blocks) - 1):
        if context.verdicts[index] is None and all(
            _has_label(context, n, Label.CONSENT) for n in (index - 1, index + 1)
        ):
            context.say(
                index, Verdict(Label.CONSENT, SURE_DROP, "section.consent", "inside a consent banner")
            )


def menus(context: Context) -> None:
    """Short lines in a run of at least four of which a third are menu phrases are menu too."""
    short = [
        (block.kind in (Label.PARAGRAPH, Label.LIST_ITEM, Label.HEADING))
        and len(block.text) <= 40
        and context.words[index] <= 5
        and not context.closed[index]
        for index, block in enumerate(context.blocks)
    ]
    start = 0
    while start < len(short):
        stop = start
        while stop < len(short) and short[stop]:
            stop += 1
        if stop - start >= 4:
            _mark_menu(context, start, stop)
        start = max(stop, start + 1)


def _mark_menu(context: Context, start: int, stop: int) -> None:
    """Mark the phrases of a menu and the lines that stand between them, at most three in a row."""
    hits = [index for index in range(start, stop) if context.measured.hits[index] is not None]
    if len(hits) * 3 < stop - start:
        return
    evidence = f"{len(hits)} of {stop - start} lines are menu phrases"
    for index, following in zip(hits, [*hits[1:], hits[-1]], strict=True):
        hit = context.measured.hits[index]
        if hit is not None and not _is_kept(context, index):
            context.say(index, Verdict(hit.label, -2.5, "section.menu", evidence))
        if following - index <= 4:
            for between in range(index + 1, following):
                if not _is_kept(context, between):
                    context.say(between, Verdict(Label.NAVIGATION, -2.0, "section.menu", evidence))


def above_title(context: Context) -> None:
    """In flattened text, short open lines above the headline: the site's name, its sections."""
    if not context.is_text:
        return
    headline = next((index for index in range(len(context.blocks)) if _is_kept(context, index)), 0)
    for index in range(headline):
        if context.words[index] <= 6 and not context.closed[index] and len(context.blocks[index].text) <= 50:
            context.say(index, Verdict(Label.NAVIGATION, -2.0, "section.above_title", "above the headline"))


def author_lines(context: Context) -> None:
    """A name alone right below the headline; and near the end, what begins with the name of a byline."""
    if not context.is_text:
        return
    names = [_byline_name(context, index) for index in range(len(context.blocks)) if context.group(index) == "byline"]
    names = [name for name in names if len(name) > 5]
    headline = next((index for index in range(len(context.blocks)) if _is_kept(context, index)), -9)
    for index, block in enumerate(context.blocks):
        if context.verdicts[index] is not None:
            continue
        if 0 < index - headline <= 2 and _is_capitalised_name(block.text):
            context.say(index, Verdict(Label.METADATA, -2.0, "section.author_line", "a name below the headline"))
        elif index * 3 > 2 * len(context.blocks) and any(block.text.startswith(name + " ") for name in names):
            context.say(index, Verdict(Label.AUTHOR_BIO, -3.0, "section.author_bio", "begins with the author's name"))


def _byline_name(context: Context, index: int) -> str:
    hit = context.measured.hits[index]
    if hit is None or len(hit.parts) != 2 or hit.parts[1] != "{name}":
        return ""
    return " ".join(context.blocks[index].text.split()[len(hit.parts[0].split()) :])


def _is_capitalised_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 4 and len(text) <= 40 and all(word[0].isupper() and word[-1].isalpha() for word in words)


def junk_alone(context: Context) -> None:
    """Where nearly every line is a sure phrase and no running text stays, the few other lines are junk too."""
    if any(prose > 0.4 and not context.is_dropped(index) for index, prose in enumerate(context.prose)):
        return
    dropped = sum(context.is_dropped(index) for index in range(len(context.blocks)))
    others = len(context.blocks) - dropped
    if dropped >= 5 and dropped >= 3 * others:
        for index in range(len(context.blocks)):
            if not context.is_dropped(index):
                context.verdicts[index] = Verdict(
                    Label.OTHER,
                    SURE_DROP,
                    "section.junk_alone",
                    f"{dropped} of {len(context.blocks)} lines are junk",
                )


def footer(context: Context) -> None:
    """What follows a footer phrase after the text."""
    for index in range(len(context.blocks)):
        hit = context.measured.hits[index]
        if hit is None or hit.group != "footer" or not hit.sure or not _is_past_text(context, index):
            continue
        for below in range(index + 1, len(context.blocks)):
            context.say(below, Verdict(Label.FOOTER, -2.5, "section.footer", context.blocks[index].text[:60]))
        return


_DATED = re.compile(r"\b(?:19|20)\d\d\b.*\d{1,2}[:.]\d\d|\d{1,2}[:.]\d\d.*\b(?:19|20)\d\d\b")
_COOKIE_WORDS = re.compile(
    r"cookie|куки|файл\w* cookie|쿠키|クッキー|คุกกี้|کوکی|ملفات تعريف|עוגיות|çerez|κούκι", re.IGNORECASE
)
