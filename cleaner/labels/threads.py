"""Rules on readers: the comment thread below an article, the posts of a forum."""

from __future__ import annotations

import math
import re
from itertools import accumulate

from cleaner.document import Label
from cleaner.labels.context import CLOCK, LIKELY_DROP, SURE_DROP, Context, Verdict

_THREAD_GROUPS = frozenset(["comment_head", "comment_ui"])
#: What threads hold besides their own signs; only forms carry a thread on.
_THREAD_FILLERS = frozenset(["date", "share", "navigation", "pagination", "paywall"])
_THREAD_PARTS = frozenset(["form", "loader"])
_THREAD_ENDS = frozenset(["teaser_head", "teaser_lead", "footer", "tags", "consent", "author_bio"])
_MAX_QUIET = 8
#: Places where a thread is looked for in vain before the search ends; keeps the time linear.
_MAX_TRIES = 40
#: Paragraphs that make what stands above a comments head an article.
_ARTICLE = 2
#: Lines of a comment above its text (name, date), and words of the name.
_SENDER_LINES, _NAME_WORDS = 2, 5
#: Words and characters of a poster's name, times it comes before it is sure, and what two times say.
_POSTER_WORDS, _POSTER_CHARS, _POSTS, _TWICE = 3, 28, 2, -2.5
#: Characters of a line with a clock time in it that may be no more than the time of a post.
_TIME_CHARS = 60
#: And of one with a date and a time, names and all.
_DATED_CHARS = 120
_HAS_LETTER = re.compile(r"[^\W\d_]")
_DATED = re.compile(r"\b(?:19|20)\d\d\b.*\d{1,2}[:.]\d\d|\d{1,2}[:.]\d\d.*\b(?:19|20)\d\d\b")


def comments(context: Context) -> None:
    """From a comments head to the end of the thread everything belongs to the readers, not to the article."""
    if context.is_forum:
        return
    weights = [prose * math.log1p(len(block.text)) for prose, block in zip(context.prose, context.blocks, strict=True)]
    sums = [0.0, *accumulate(weights)]
    paragraphs = [0, *accumulate(map(context.is_prose, range(len(context.blocks))))]
    index = tries = 0
    while index < len(context.blocks) and tries < _MAX_TRIES:
        if context.group(index) in _THREAD_GROUPS and not context.is_title(index):
            stop, signs = _thread(context, index)
            if _is_comment_thread(
                context, index, signs, (sums[index], sums[stop] - sums[index], sums[-1] - sums[stop])
            ):
                _mark_thread(context, index, stop, is_below_article=paragraphs[index] >= _ARTICLE)
                index = stop
            else:
                tries += 1
        index += 1


def _thread(context: Context, start: int) -> tuple[int, int]:
    """Return (end of the thread, its signs) for a thread that begins at `start`.

    Buttons and forms are signs; so are dates, with the text that follows them.
    """
    last, signs, prose = start, 1, 0
    for index in range(start + 1, len(context.blocks)):
        group = context.group(index)
        if index in context.live or (group in _THREAD_ENDS and not _nears_thread(context, index)):
            break
        is_dated = group == "date" or context.has_label(index, Label.METADATA)
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
    return index - last <= 2 and (context.group(last) == "date" or context.has_label(last, Label.METADATA))


def _nears_thread(context: Context, index: int) -> bool:
    return any(context.group(near) in _THREAD_GROUPS for near in range(index + 1, min(index + 3, len(context.blocks))))


def _is_comment_thread(context: Context, start: int, signs: int, prose: tuple[float, float, float]) -> bool:
    """A counter at the head of an article and the posts of a forum are no thread below one.

    `prose` is the running text before, inside and behind the thread.
    """
    before, inside, after = prose
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
    if sum(group in ("comment_ui", "date") for group in context.groups) + sum(_dated(context)) < 4:
        return False
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


def _dated(context: Context) -> list[bool]:
    return [verdict is not None and verdict.label is Label.METADATA for verdict in context.verdicts]


def _asks(context: Context) -> bool:
    """Whether the headline is a question, as on pages of questions and answers."""
    return any(
        context.is_title(index) and context.blocks[index].text.rstrip().endswith(("?", "？", "؟", ";"))
        for index in range(min(len(context.blocks), 60))
    )


def _is_post_sign(context: Context, index: int) -> bool:
    if context.group(index) in ("comment_ui", "date") or context.has_label(index, Label.METADATA):
        return True
    return context.words[index] <= 10 and not context.closed[index] and _is_dated(context.blocks[index].text)


def forum(context: Context) -> None:
    """On a forum page the lines round the posts: names, dates, counters."""
    context.is_forum = _alternates(context)
    if not (context.is_forum and context.is_text):
        return
    for index, block in enumerate(context.blocks):
        near = [n for n in (index - 1, index + 1) if 0 <= n < len(context.blocks)]
        is_field = ":" in block.text and context.words[index] <= 8
        is_short = (is_field or (context.words[index] <= 3 and len(block.text) <= 24)) and not context.closed[index]
        if _is_post_sign(context, index):
            context.verdicts[index] = Verdict(Label.COMMENT_UI, LIKELY_DROP, "section.forum", "between posts")
        elif is_short and context.measured.hits[index] is None and any(_is_post_sign(context, n) for n in near):
            context.say(index, Verdict(Label.COMMENT_UI, -2.5, "section.forum", "beside a post's date or buttons"))


def posters(context: Context) -> None:
    """In flattened text a short line that comes again and again, a date or time near it each time, is who wrote.

    Of 25 lines of the labelled texts that are there three times and more none is content; of 56 there twice three are.
    """
    if not context.is_text:
        return
    places: dict[str, list[int]] = {}
    for index, block in enumerate(context.blocks):
        if _is_name_like(context, index):
            places.setdefault(block.text.strip(), []).append(index)
    for name, indices in places.items():
        if len(indices) == 1 or not all(_is_by_time(context, index) for index in indices):
            continue
        shift = SURE_DROP if len(indices) > _POSTS else _TWICE
        verdict = Verdict(Label.METADATA, shift, "section.poster", f"{name}: {len(indices)} times")
        for index in indices:
            if not context.is_title(index):
                context.say(index, verdict)


def _is_name_like(context: Context, index: int) -> bool:
    text = context.blocks[index].text
    is_short = context.words[index] <= _POSTER_WORDS and len(text) <= _POSTER_CHARS and not context.closed[index]
    return is_short and context.measured.hits[index] is None and bool(_HAS_LETTER.search(text))


def _is_by_time(context: Context, index: int) -> bool:
    near = (place for place in (index - 2, index - 1, index + 1, index + 2) if 0 <= place < len(context.blocks))
    return any(
        _is_date_line(context, place)
        or (len(context.blocks[place].text) < _TIME_CHARS and CLOCK.search(context.blocks[place].text))
        for place in near
    )


def _is_date_line(context: Context, index: int) -> bool:
    return (
        context.group(index) == "date"
        or context.has_label(index, Label.METADATA)
        or _is_dated(context.blocks[index].text)
    )


def _is_dated(text: str) -> bool:
    """Whether a line has a year and a clock time; a long one has room for both anyway, and takes long to search."""
    return len(text) <= _DATED_CHARS and _DATED.search(text) is not None


def _mark_thread(context: Context, start: int, stop: int, *, is_below_article: bool) -> None:
    """Say what each block of a thread is.

    Flattened text: what stands right behind a date, below a comments head that is below an article, is a comment for
    sure. Of 183 such blocks of the labelled texts 182 are; of the other blocks of threads one in seventeen is content.
    """
    head = context.blocks[start].text[:60]
    is_headed = is_dated = False
    for index in range(start, stop):
        if context.is_title(index):
            continue
        hit = context.measured.hits[index]
        is_said = hit is None and (
            context.is_prose(index) or context.words[index] > 5 or len(context.blocks[index].text) > 40
        )
        label = Label.COMMENT if is_said else Label.COMMENT_UI
        is_sure = context.is_text and is_below_article and is_headed and is_dated and is_said
        is_headed |= hit is not None and hit.group == "comment_head"
        is_dated = _is_date_line(context, index)
        is_known = context.has_label(index, Label.METADATA) and context.is_dropped(index)  # who wrote, when
        verdict = Verdict(label, SURE_DROP if is_sure or is_known else LIKELY_DROP, "section.comments", head)
        if hit is None or hit.group in _THREAD_FILLERS:
            context.verdicts[index] = verdict
        elif not hit.sure:
            context.verdicts[index] = verdict._replace(label=hit.label if hit.group in _THREAD_PARTS else label)
        if is_sure:
            _mark_sender(context, range(start + 1, index), head)


def _mark_sender(context: Context, above: range, head: str) -> None:
    """The date right above a comment, and a short line above that, the name, go with it for sure.

    Of 345 such dates and 311 such names in the labelled texts none is content.
    """
    verdict = Verdict(Label.COMMENT_UI, SURE_DROP, "section.comments", head)
    for index, is_date in zip(above[: -_SENDER_LINES - 1 : -1], (True, False), strict=False):
        is_name = context.words[index] <= _NAME_WORDS and not context.closed[index]
        if (is_date or is_name) and not context.is_title(index):
            context.say(index, verdict)
