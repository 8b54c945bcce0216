"""Which line of a flattened text is its headline: a conditional logit over the short lines above its text.

Each candidate has the columns below; what they weigh, and what "none of them" weighs, stands in `data/headline.json`,
made by `cleaner.training.headline`. McFadden, Conditional Logit Analysis of Qualitative Choice Behavior, 1974.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cleaner.datafiles import DATA, read_shipped
from cleaner.document import Label
from cleaner.errors import DataFileError
from cleaner.features import Column
from cleaner.labels.context import PROSE, Context

Matrix = npt.NDArray[np.float64]

#: Between the names of a breadcrumb; a line that ends in a count.
_CRUMB = re.compile(r"\s[/|»›>→•]\s")
_COUNTED = re.compile(r"[\s:]#$|# ?(?:am|pm)$|^# ?\S{1,6}$")
_SITE_TAIL = re.compile(r"\s+[|\-–—•·»:/]+\s+")
#: What stands between the names of a breadcrumb, or a title and a site's name; a shorter name than that says nothing.
_BARS = frozenset("/|»›‹>→•·:-–—_")
_BETWEEN_NAMES = re.compile("[" + re.escape("".join(sorted(_BARS))) + "]")
_A_NAME = 4
#: Not the full stop of an initial or a number.
_STOP_WITHIN = re.compile(r"[^\W\d_]{3,}[.!?][”\"»]? [^\W\d_]{2}|[。！？؟।].")
#: Blanks in a line of which several sentences make a deck; shorter ones have a subtitle.
_OF_SENTENCES = 10
_OPENING_QUOTES = frozenset("\"'“«„‘’”「『《")
MAX_WORDS, MAX_CHARS = 32, 220
#: No candidate is longer when case is folded, with the blanks beside it.
_FOLDED_CHARS = 2 * MAX_CHARS
#: Blocks that are looked at.
_MAX_BLOCKS = 120
#: log(1 + words) of a block that is surely past the headline, or the characters of an open line that is.
_LONG, _LONG_LINE = 2.9, 160
#: Below it a line is no headline. A wrong one does little harm as long as it is not sure, a missing one more.
_LEAST = 0.2
#: What the mark of the only heading of level 1 adds to a score; no labelled text has marks to learn it from.
_MARKED = 3.0
#: Columns of the feature matrix that are columns here.
_AS_MEASURED = ("cohesion", "hits_near", "digits", "upper", "prose", "stop_share", "jargon")
#: log(1 + words) of a deck, and how much it has over its headline.
_DECK, _LONGER = 2.2, 0.3
#: Lines above and below that tell something of a candidate.
_NEAR = 5

COLUMNS: tuple[str, ...] = (
    "words",  # log(1 + words)
    "chars",  # characters, 120 at most, by 60
    "ends_sentence",
    "ends_open",  # in a comma or colon
    "begins_low",  # with a small letter or a dash
    "crumbs",  # has two separators of a breadcrumb
    "counted",  # ends in a count, or is one
    "phrase",  # hits the lexicon
    "above_meta",  # a date, byline or share button on the next line
    "above_meta_second",  # on the line after the next
    "above_meta_later",  # on one of the three lines behind those
    "said_again",  # a candidate begins with the same words
    "cohesion",  # share of its words that the running text has too
    "cohesive_words",  # cohesion * words
    "number",  # log(1 + candidates before it)
    "distance",  # log(1 + lines to the text)
    "hits_near",  # share of lexicon hits among the neighbours
    "digits",
    "upper",
    "phrase_above",
    "phrase_below",
    "standfirst",  # a long closed candidate follows
    "paired",  # right below a candidate of about the same length
    "below_teaser",  # right below the head of a list of other articles or a section's name
    "quoted",  # begins with a quotation mark
    "barred",  # holds a separator between a title and a site's name
    "prose",
    "first",  # is the first block
    "stop_share",
    "jargon",  # how much its words are those of the lexicon
    "deck_below",  # right above a longer candidate
    "headed",  # right below a shorter candidate
    "crumb_end",  # the last name of a breadcrumb
    "page_title",  # another line is it and a site's name
    "goes_on",  # is long, and a sentence ends within it: a deck
    "led",  # hits the lexicon as the lead of another article: `Live: ...`
)


def find_headline(context: Context) -> tuple[int, float] | None:
    """Return number and probability of the likeliest headline; None if none is at all likely."""
    candidates, end = find_candidates(context)
    if not candidates:
        return None
    weights, none = load_weights()
    scores = np.append(measure_candidates(context, candidates, end) @ weights, none)
    texts = [context.blocks[index].text for index in candidates]
    scores[: len(texts)][[_is_cut(text, texts) for text in texts]] = -np.inf
    scores[: len(texts)][[is_only_first_level(context, index) for index in candidates]] += _MARKED
    odds = np.exp(scores - scores.max())
    best = int(np.argmax(scores[:-1]))
    probability = float(odds[best] / odds.sum())
    return (candidates[best], probability) if probability >= _LEAST else None


@lru_cache(maxsize=1)
def load_weights() -> tuple[Matrix, float]:
    """Return what each column weighs, and the score of "no headline"; read once a process.

    Raises:
        DataFileError: the file is missing, broken or not the one whose hash stands beside it.
    """
    path = DATA / "headline.json"
    try:
        data = json.loads(read_shipped(path))
        return np.array([data["weights"][name] for name in COLUMNS]), float(data["none"])
    except (ValueError, KeyError, TypeError) as error:
        raise DataFileError(f"cannot read {path}: {error}; reinstall the package") from error


def find_candidates(context: Context) -> tuple[list[int], int]:
    """Return the lines above the first paragraph that may be a headline, and the number of that paragraph."""
    found: list[int] = []
    for index, block in enumerate(context.blocks[:_MAX_BLOCKS]):
        if _is_text(context, index):
            if "consent" in context.groups[max(0, index - 3) : index + 4]:
                continue
            return found, index
        verdict = context.verdicts[index]
        is_line = block.kind in (Label.PARAGRAPH, Label.HEADING) and 3 < len(block.text) <= MAX_CHARS
        is_free = context.groups[index] in ("", "teaser_lead", "teaser_head") and not (verdict and verdict.is_sure)
        if is_line and is_free and context.words[index] <= MAX_WORDS and index not in context.listed:
            found.append(index)
    return found, len(context.blocks)


def _is_text(context: Context, index: int) -> bool:
    is_long = context.prose[index] > PROSE and context.measured["log_words"][index] > _LONG
    return is_long and (context.closed[index] or len(context.blocks[index].text) > _LONG_LINE)


def measure_candidates(context: Context, candidates: list[int], end: int) -> Matrix:
    """Return the columns of all candidates, shape (candidates, len(COLUMNS)); the text begins with block `end`."""
    texts = [context.blocks[index].text for index in candidates]
    at = np.array(candidates)
    measured, log_words = context.measured, context.measured["log_words"]
    is_phrase = [group != "" for group in context.groups]
    is_meta = [_is_meta(context, index) for index in range(min(end + _NEAR, len(context.blocks)))]
    of = {name: measured[name][at] for name in _AS_MEASURED}
    of |= {
        "words": log_words[at],
        "cohesive_words": of["cohesion"] * log_words[at],
        "number": np.log1p(np.arange(len(at))),
        "distance": np.log1p(end - at),
        "first": at == 0,
        "phrase_above": [index > 0 and is_phrase[index - 1] for index in candidates],
        "phrase_below": [any(is_phrase[index + 1 : index + 2]) for index in candidates],
        "above_meta": [any(is_meta[index + 1 : index + 2]) for index in candidates],
        "above_meta_second": [is_meta[index + 1 : index + 3] == [False, True] for index in candidates],
        "above_meta_later": [
            any(is_meta[index + 3 : index + 1 + _NEAR]) and not any(is_meta[index + 1 : index + 3])
            for index in candidates
        ],
        "below_teaser": [index > 0 and _leads_elsewhere(context, index - 1) for index in candidates],
        "standfirst": [
            following == index + 1 and following < len(context.blocks) and _is_standfirst(context, following)
            for index, following in zip(candidates, [*candidates[1:], end], strict=True)
        ],
        "paired": [
            above == index - 1 and log_words[index] > 1.7 and abs(log_words[index] - log_words[above]) < 0.5
            for above, index in zip([-9, *candidates[:-1]], candidates, strict=True)
        ],
        "deck_below": _decks(log_words, candidates, [*candidates[1:], -9], 1),
        "headed": _decks(log_words, candidates, [-9, *candidates[:-1]], -1),
        "phrase": [is_phrase[index] for index in candidates],
        "led": [context.groups[index] == "teaser_lead" for index in candidates],
        "counted": [_COUNTED.search(measured.folded[index]) is not None for index in candidates],
        **_find_named(context, candidates, end),
        **_measure_texts(texts),
    }
    return np.stack([np.asarray(of[name], dtype=np.float64) for name in COLUMNS], axis=1)


def is_only_first_level(context: Context, index: int) -> bool:
    """Tell whether a line is marked as the one heading of level 1, as `# Title` of Markdown is."""
    marks = context.segments.marks or [(block.kind, block.level) for block in context.blocks]
    return marks[index] == (Label.HEADING, 1) and marks.count((Label.HEADING, 1)) == 1


def _measure_texts(texts: list[str]) -> dict[str, list[bool] | list[float]]:
    """Return the columns that follow from the lines alone."""
    return {
        "chars": [min(len(text), 120) / 60 for text in texts],
        "ends_sentence": [text.rstrip()[-1:] in ".。।։" for text in texts],
        "ends_open": [text.rstrip()[-1:] in ":,;" for text in texts],
        "begins_low": [text[0].islower() or text[0] in "—–-" for text in texts],
        "crumbs": [len(_CRUMB.findall(text)) > 1 for text in texts],
        "said_again": [_is_said_again(text, texts) for text in texts],
        "quoted": [text[0] in _OPENING_QUOTES for text in texts],
        "barred": ["|" in text or " - " in text for text in texts],
        "goes_on": [text.count(" ") >= _OF_SENTENCES and _STOP_WITHIN.search(text) is not None for text in texts],
    }


def _find_named(context: Context, candidates: list[int], end: int) -> dict[str, list[bool]]:
    """Tell which candidates another line names, between a separator and its end or from its start to a separator."""
    before: set[str] = set()
    behind: set[str] = set()
    for block in context.blocks[: end + _NEAR]:
        line = block.text.casefold()
        for bar in _BETWEEN_NAMES.finditer(line):
            if bar.start() <= _FOLDED_CHARS:
                before.add(line[: bar.start()].rstrip())
            if len(line) - bar.end() <= _FOLDED_CHARS:
                behind.add(line[bar.end() :].lstrip())
    texts = [context.blocks[index].text.casefold() for index in candidates]
    return {
        "crumb_end": [len(text) > _A_NAME and text in behind for text in texts],
        "page_title": [len(text) > _A_NAME and text in before for text in texts],
    }


def _decks(log_words: Column, candidates: list[int], others: list[int], step: int) -> list[bool]:
    """Tell which candidates stand right by another, `step` lines on, the lower of the two a deck: much longer."""
    pairs = ((index, other) if step > 0 else (other, index) for index, other in zip(candidates, others, strict=True))
    return [
        lower == upper + 1 and bool(log_words[lower] > max(_DECK, log_words[upper] + _LONGER)) for upper, lower in pairs
    ]


def _is_meta(context: Context, index: int) -> bool:
    return context.groups[index] in ("date", "byline", "share") or context.has_label(index, Label.METADATA)


def _leads_elsewhere(context: Context, index: int) -> bool:
    return context.groups[index] in ("teaser_head", "section") or context.has_label(index, Label.TEASER)


def _is_standfirst(context: Context, index: int) -> bool:
    return context.closed[index] and bool(context.measured["log_words"][index] > 2.2)


def _is_said_again(text: str, texts: list[str]) -> bool:
    if len(text) <= 15:
        return False
    copies = (other for other in texts if other[:15] == text[:15])
    return sum(other.startswith(text[:40]) or text.startswith(other.rstrip("….")[:60]) for other in copies) > 1


def _is_cut(text: str, texts: list[str]) -> bool:
    """Whether another candidate says the same in full, more than a site name longer."""
    stem = text.rstrip("….· ")
    if len(stem) <= 15:
        return False
    longer = [other for other in texts if other.startswith(stem) and len(other) > len(text)]
    return any(not _SITE_TAIL.match(other[len(stem) :]) for other in longer)
