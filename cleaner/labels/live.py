"""Rule on live blogs and minutes of a match: clock times on lines of their own, each above what happened then."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from cleaner.document import Label
from cleaner.labels.context import SURE_DROP, SURE_KEEP, Context, Verdict

#: A clock time with what languages put before or behind it (`kl. 21.30`, `9:05 p.m.`, `16.48 WIB`), or a minute played.
_TIME = re.compile(
    r"(?:[^\W\d_]{1,3}\.?\s|[上下]午|午[前后後])?(?P<hour>\d{1,2})\s?[:.h：時时시]\s?(?P<minute>\d\d)\s?[分분]?"
    r"(?:\s?(?:[^\W\d_]{1,5}\.?|[ap]\.\s?m\.))?|(?P<played>\d{1,3})(?:\s?\+\s?\d{1,2})?\s?['′’]",
    re.IGNORECASE,
)
#: Times a live blog has at least, and blocks an entry has at most.
_TIMES, _ENTRY = 4, 14
#: Share of the entries that hold a sentence in their first two blocks, and of those that follow what is no name.
_SAID, _UNNAMED = 0.7, 0.6
#: Share of the times that follow each other in one direction.
_ORDERED = 0.8
#: Blocks above the first time in which no head of comments may stand.
_ABOVE = 2
_HOURS, _MINUTES, _HALF_DAY = 24, 60, 720


def live(context: Context) -> None:
    """Times in order, each alone above sentences of flattened text, make a live blog: its entries stay.

    The times themselves say when, as dates do: of 92 in fourteen labelled texts 67 are no content, all of a text or
    none. Minutes of a match belong to what is told. Comments have a name above their time, or their head; lists of
    the latest news have headlines, which end like no sentence. On the labelled texts the rule finds fifteen live
    blogs; of their 139 entries 138 are content.
    """
    if not context.is_text:  # in HTML the markup tells more
        return
    times = {index: time for index, block in enumerate(context.blocks) if (time := _time(block.text)) is not None}
    run: list[int] = []
    for index in [*times, None]:
        if run and (index is None or index - run[-1] > _ENTRY):
            if len(run) >= _TIMES and _is_live(context, run, [times[mark] for mark in run]):
                _mark(context, run)
            run = []
        if index is not None:
            run.append(index)


def _time(text: str) -> int | None:
    """Return minutes since midnight, or played; None for what is no time."""
    found = _TIME.fullmatch(text.strip()) if len(text) <= 16 else None
    if found is None:
        return None
    if found["played"]:
        return int(found["played"])
    hour, minute = int(found["hour"]), int(found["minute"])
    return hour * 60 + minute if hour <= _HOURS and minute < _MINUTES else None


def _is_live(context: Context, marks: list[int], times: list[int]) -> bool:
    """Whether times at `marks` follow each other, also past midnight, with sentences below them and no names above."""
    if any(context.group(index) == "comment_head" for index in range(max(0, marks[0] - _ABOVE), marks[0])):
        return False
    steps = [(after - before + _HALF_DAY) % (2 * _HALF_DAY) - _HALF_DAY for before, after in pairwise(times)]
    ordered = max(sum(step >= 0 for step in steps), sum(step <= 0 for step in steps))
    if ordered < _ORDERED * len(steps):
        return False
    said = sum(_is_said(context, mark) for mark in marks)
    buttons = _buttons(context, marks)
    unnamed = sum(context.blocks[mark - 1].text in buttons or not _is_name(context, mark - 1) for mark in marks[1:])
    return said >= _SAID * len(marks) and unnamed >= _UNNAMED * len(steps)


def _buttons(context: Context, marks: list[int]) -> set[str]:
    """Return the lines that end several entries: no names of readers, which would change."""
    above = Counter(context.blocks[mark - 1].text for mark in marks[1:] if not context.closed[mark - 1])
    return {text for text, times in above.items() if times > 1}


def _is_said(context: Context, mark: int) -> bool:
    """Whether a sentence stands below a time, at most a line apart."""
    below = [index for index in (mark + 1, mark + 2) if index < len(context.blocks)]
    return any(context.closed[index] and not context.group(index) for index in below)


def _is_name(context: Context, index: int) -> bool:
    """Whether a line may be the name above a comment; few people write a live blog, whose names are found before."""
    verdict = context.verdicts[index]
    is_reporter = verdict is not None and verdict.reason == "section.poster" and verdict.is_sure
    return not (is_reporter or context.closed[index] or context.group(index))


def _mark(context: Context, marks: list[int]) -> None:
    """Keep the sentences under each time, up to the first line that a phrase names, and the minutes of a match."""
    evidence = f"one of {len(marks)} entries with times"
    buttons = _buttons(context, marks)
    for mark in marks:
        found = _TIME.fullmatch(context.blocks[mark].text.strip())
        is_clock = found is not None and found["played"] is None
        what = (Label.METADATA, SURE_DROP) if is_clock else (Label.PARAGRAPH, SURE_KEEP)
        context.say(mark, Verdict(*what, "section.live", evidence))
    for index in range(marks[0], min(marks[-1] + _ENTRY, len(context.blocks))):
        if context.blocks[index].text in buttons:
            context.say(index, Verdict(Label.NAVIGATION, SURE_DROP, "section.live", evidence))
    context.live.update(range(marks[0], marks[-1] + 2))
    for mark, following in pairwise([*marks, min(marks[-1] + 2, len(context.blocks))]):
        for index in range(mark + 1, following):
            if context.group(index):
                break
            if context.closed[index]:
                context.say(index, Verdict(Label.PARAGRAPH, SURE_KEEP, "section.live", evidence))
