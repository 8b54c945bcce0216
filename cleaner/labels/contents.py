"""Rule on tables of contents: lines that come again further down, in the same order, each above what it heads."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import pairwise

from cleaner.document import Label
from cleaner.labels.context import LIKELY_DROP, SURE_DROP, Context, Verdict

#: Entries of a table of contents at least, and characters of one at most.
_ENTRIES, _ENTRY_CHARS = 3, 100
#: Share of the lines of the table that must come again, of the headings that stand apart, and of those with text below.
_AGAIN, _APART, _HEADING = 0.6, 0.7, 0.5
#: Characters of that text at least, and how much longer it is than the heading.
_TEXT_CHARS, _LONGER = 60, 1.3
#: What stands between the number of a line and the line.
_BEHIND_NUMBER = " .):、．-–"
#: How much it speaks for a line that the table names it.
_NAMED = 2.0


def contents(context: Context) -> None:
    """Lines in a row that head the parts of the text below are its table of contents; the headings stay headings."""
    keys = [_key(folded) for folded in context.measured.folded]
    places: dict[str, list[int]] = {key: [] for key, count in Counter(keys).items() if count > 1 and key}
    if len(places) < _ENTRIES:
        return
    known = [index for index, key in enumerate(keys) if key in places]
    for index in known:
        places[keys[index]].append(index)
    stop = 0
    for start in known:
        if start >= stop:
            stop = _end_of_run(context, keys, places, start)
            if stop - start >= _ENTRIES:
                _mark(context, _entries(keys, places, start, stop))


def _key(folded: str) -> str:
    """Return what a line is compared by, its number in front aside; empty for what is no entry."""
    if folded[:1] == "#":
        folded = folded[1:].lstrip(_BEHIND_NUMBER)
    return folded if len(folded) <= _ENTRY_CHARS else ""


def _end_of_run(context: Context, keys: list[str], places: dict[str, list[int]], start: int) -> int:
    """Return where lines that come again end, or begin to come again; bare numbers may stand between them."""
    seen: set[str] = set()
    for index in range(start, len(keys)):
        key = keys[index]
        if key in seen or not (key in places or context.measured.folded[index] == "#"):
            return index
        if key:
            seen.add(key)
    return len(keys)


def _entries(keys: list[str], places: dict[str, list[int]], start: int, stop: int) -> list[tuple[int, int]]:
    """Return each line of a run that comes again behind it, with where, in the order of the run; none if too few do."""
    entries: list[tuple[int, int]] = []
    last, lines = stop - 1, 0
    for index in range(start, stop):
        later = places.get(keys[index], [])
        lines += bool(later)
        at = bisect_right(later, last)
        if at < len(later):
            last = later[at]
            entries.append((index, last))
    return entries if len(entries) >= max(_ENTRIES, _AGAIN * lines) else []


def _mark(context: Context, entries: list[tuple[int, int]]) -> None:
    """Mark a table of contents, unless what comes again is but another menu."""
    if not entries:
        return
    apart = [after - before > 1 for (_, before), (_, after) in pairwise(entries)]
    if sum(apart) < _APART * len(apart):
        return
    above_text = [_heads_text(context, heading) for _, heading in entries]
    is_numbered = _counts(context, entries)
    if sum(above_text) < _HEADING * len(above_text) and not is_numbered:
        return
    first, shift = entries[0][0], SURE_DROP if is_numbered else LIKELY_DROP
    if first and context.group(first - 1) == "navigation":
        shift = SURE_DROP
        context.say(first - 1, Verdict(Label.NAVIGATION, shift, "section.contents", "heads a table of contents"))
    for entry, heading in entries:
        context.say(entry, Verdict(Label.NAVIGATION, shift, "section.contents", "heads a part of the text below"))
        context.listed |= {entry, heading}
        if context.is_text:  # in HTML tags tell what it is
            context.say(heading, Verdict(Label.HEADING, _NAMED, "section.contents", "named in the table of contents"))


def _counts(context: Context, entries: list[tuple[int, int]]) -> bool:
    """Whether the table numbers what the text does not, as no menu does; the parts may then be lists."""
    folded = context.measured.folded
    return all(folded[entry][:1] == "#" != folded[heading][:1] for entry, heading in entries)


def _heads_text(context: Context, index: int) -> bool:
    below = context.blocks[index + 1 : index + 2]
    return any(len(block.text) >= max(_TEXT_CHARS, _LONGER * len(context.blocks[index].text)) for block in below)
