"""Rules on other runs of blocks: days of a diary, bylines, author boxes, consent banners, menus, footers."""

from __future__ import annotations

import re

from cleaner.document import Label
from cleaner.labels.context import LIKELY_DROP, SURE_DROP, SURE_KEEP, Context, Verdict

_COOKIE_WORDS = re.compile(
    r"cookie|куки|файл\w* cookie|쿠키|クッキー|คุกกี้|کوکی|ملفات تعريف|עוגיות|çerez|κούκι", re.IGNORECASE
)


#: What dates of posts and comments have besides the day: a year, a clock time, slashes.
_BEYOND_DAY = re.compile(r"\d{3}|\d[:/]\d|\d[.-]\d+[.-]\d")
_PAST_YEAR = re.compile(r"(?<!\d)1(?:[0-8]\d\d|9[0-8]\d)(?!\d)")
#: Different days that head the entries of a diary or programme, and how much one still speaks against content.
_DIARY, _DAY = 3, -1.8


def diary(context: Context) -> None:
    """Dates that are but days, and not always the same one, may head the entries of a diary or a programme.

    Those of years before there were web pages belong to a chronology.
    """
    dates = {
        index: context.blocks[index].text
        for index, verdict in enumerate(context.verdicts)
        if verdict is not None and verdict.reason == "shape.date"
    }
    days = {index: text for index, text in dates.items() if not _BEYOND_DAY.search(text)}
    past = {index: text for index, text in dates.items() if _PAST_YEAR.search(text)}
    for index, text in (past | (days if len(set(days.values())) >= _DIARY else {})).items():
        context.verdicts[index] = Verdict(Label.METADATA, _DAY, "shape.day", text)


def bylines(context: Context) -> None:
    """A byline right below the headline, and the name on the line after a bare "By"."""
    headline = next((index for index in range(len(context.blocks)) if context.is_title(index)), -9)
    for index in range(len(context.blocks) - 1):
        hit = context.measured.hits[index]
        if hit is None or hit.group != "byline":
            continue
        if len(hit.parts) != 1:
            # Most scripts have no capitals.
            is_name = hit.sure or not context.blocks[index].text.rsplit(None, 1)[-1][:1].islower()
            if is_name and 0 < index - headline <= 3 and not context.closed[index]:
                context.say(index, Verdict(Label.METADATA, SURE_DROP, "phrase.byline", hit.text))
            continue
        name = context.blocks[index + 1]
        if context.measured.hits[index + 1] is None and _is_name_like(name.text):
            context.say(index + 1, Verdict(Label.METADATA, SURE_DROP, "section.byline", context.blocks[index].text))
            context.say(index, Verdict(Label.METADATA, SURE_DROP, "phrase.byline", hit.text))


def _is_name_like(text: str) -> bool:
    words = text.split()
    return (
        1 <= len(words) <= 6
        and len(text) <= 60
        and not text.rstrip().endswith((".", "?", "!", "。"))
        and not text[0].islower()
    )


def structured(context: Context) -> None:
    """What was read from the page's structured data, since the page shows no text, is the article."""
    for index, block in enumerate(context.blocks):
        if block.tag == "script":
            context.say(index, Verdict(Label.PARAGRAPH, SURE_KEEP, "structured", "stands in the page's own data"))


def author_boxes(context: Context) -> None:
    """The text below a head such as "About the author", near the end of the article."""
    for index, hit in enumerate(context.measured.hits):
        if hit is None or hit.group != "author_bio" or index < context.last_prose - 2:
            continue
        context.say(index, Verdict(Label.AUTHOR_BIO, SURE_DROP if hit.sure else -2.0, "phrase.author_bio", hit.text))
        if len(hit.parts) == 1:
            for below in range(index + 1, min(index + 3, len(context.blocks))):
                if context.group(below):
                    break
                context.say(
                    below,
                    Verdict(Label.AUTHOR_BIO, LIKELY_DROP, "section.author_bio", context.blocks[index].text[:60]),
                )


def consent(context: Context) -> None:
    """Sentences about cookies next to the phrases of a consent banner."""
    banners = [index for index, group in enumerate(context.groups) if group == "consent"]
    for banner in banners:
        for index in range(max(0, banner - 4), min(banner + 5, len(context.blocks))):
            if context.verdicts[index] is None and _COOKIE_WORDS.search(context.blocks[index].text):
                context.say(index, Verdict(Label.CONSENT, LIKELY_DROP, "section.consent", "by a consent banner"))


def sandwiched(context: Context) -> None:
    """A block between two of a consent banner belongs to the banner."""
    for index in range(1, len(context.blocks) - 1):
        if context.verdicts[index] is None and all(context.has_label(n, Label.CONSENT) for n in (index - 1, index + 1)):
            context.say(index, Verdict(Label.CONSENT, LIKELY_DROP, "section.consent", "inside a consent banner"))


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
        if hit is not None and not context.is_title(index):
            context.say(index, Verdict(hit.label, -2.5, "section.menu", evidence))
        if following - index <= 4:
            for between in range(index + 1, following):
                if not context.is_title(between):
                    context.say(between, Verdict(Label.NAVIGATION, -2.0, "section.menu", evidence))


def above_title(context: Context) -> None:
    """In flattened text, short open lines above the headline: the site's name, its sections."""
    if not context.is_text:
        return
    headline = next((index for index in range(len(context.blocks)) if context.is_title(index)), 0)
    if not any(context.groups[: headline + 3]):
        return
    for index in range(headline):
        if context.words[index] <= 6 and not context.closed[index] and len(context.blocks[index].text) <= 50:
            context.say(index, Verdict(Label.NAVIGATION, -2.0, "section.above_title", "above the headline"))


def author_lines(context: Context) -> None:
    """A name alone right below the headline; and near the end, what begins with the name of a byline."""
    if not context.is_text:
        return
    names = [_byline_name(context, index) for index in range(len(context.blocks)) if context.group(index) == "byline"]
    names = [name for name in names if len(name) > 5]
    headline = next((index for index in range(len(context.blocks)) if context.is_title(index)), -9)
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
        if hit is None or hit.group != "footer" or not hit.sure or not context.is_past_text(index):
            continue
        for below in range(index + 1, len(context.blocks)):
            context.say(below, Verdict(Label.FOOTER, -2.5, "section.footer", context.blocks[index].text[:60]))
        return
