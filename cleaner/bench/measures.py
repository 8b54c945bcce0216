"""How good an output is: three measures, each a row of numbers a page and a statistic of the rows' sum.

A measure that is a function of sums can be resampled by weights, all engines by the same ones (see `intervals.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.bench.sets import Page

#: Rows of sums, a column for each number that a measure counts.
Sums = NDArray[np.float64]
#: The numbers of one page; None if the page has nothing to measure by.
Row = tuple[float, ...] | None

_TOKEN = re.compile(r"\w+")
_SHINGLE = 4


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, from 0 (worst) to 1 (best)."""

    name: str
    """Name in tables and JSON."""
    meaning: str
    """What it is, in a line."""
    row: Callable[[Page, str], Row]
    """The numbers of a page and an engine's output for it."""
    statistic: Callable[[Sums], Sums]
    """The measure of sums of rows, along the last axis; NaN where there is nothing to divide by."""


def word_f1(output: str, gold: str) -> float:
    """F1 of the multisets of lower-case words (`\\w+`), as in the WCXB benchmark; 0 for an empty output.

    >>> word_f1("One two two", "two one three")
    0.6666666666666666
    """
    return _f1(*_overlap(_TOKEN.findall(output.lower()), _TOKEN.findall(gold.lower())))


def shingle_scores(output: str, gold: str) -> tuple[float, float]:
    """Precision and recall of the multisets of runs of four words, case kept, as in article-extraction-benchmark.

    A text shorter than four words is one run of what is there.

    >>> shingle_scores("a b c d e", "a b c d")
    (0.5, 1.0)
    """
    right, found, wanted = _overlap(_shingles(output), _shingles(gold))
    return right / found, right / wanted


def snippet_counts(output: str, must: Iterable[str], must_not: Iterable[str]) -> tuple[int, int, int]:
    """Wanted segments found, wanted segments missed, unwanted segments found; white space folded, case kept.

    This is how trafilatura evaluates. A segment counts once, however often it occurs.

    >>> snippet_counts("One  two three", ["two three", "four"], ["One two", "Share"])
    (1, 1, 1)
    """
    folded = _fold(output)
    hits = [_fold(segment) in folded for segment in must]
    return sum(hits), len(hits) - sum(hits), sum(_fold(segment) in folded for segment in must_not)


def page_scores(measure: Measure, rows: Sums) -> Sums:
    """The measure of each page on its own; a page with unwanted segments only and none found has 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(measure.statistic(rows), nan=1.0)


def _word_row(page: Page, output: str) -> Row:
    return (word_f1(output, page.gold), 1.0) if page.gold else None


def _shingle_row(page: Page, output: str) -> Row:
    return (*shingle_scores(output, page.gold), 1.0) if page.gold else None


def _snippet_row(page: Page, output: str) -> Row:
    if not page.must and not page.must_not:
        return None
    found, missed, unwanted = snippet_counts(output, page.must, page.must_not)
    return float(found), float(missed), float(unwanted)


def _mean(sums: Sums) -> Sums:
    return np.asarray(sums[..., 0] / sums[..., 1])


def _f1_of_means(sums: Sums) -> Sums:
    precision, recall = sums[..., 0] / sums[..., 2], sums[..., 1] / sums[..., 2]
    # Where both are 0 the F1 is 0, not undefined: the output was wrong from end to end.
    return np.asarray(2 * precision * recall / np.where(precision + recall == 0, 1, precision + recall))


def _f1_of_counts(sums: Sums) -> Sums:
    found, missed, unwanted = sums[..., 0], sums[..., 1], sums[..., 2]
    return np.asarray(2 * found / (2 * found + missed + unwanted))


#: The measures, in the order they are printed. The first that a page can be measured by ranks the worst pages.
MEASURES: tuple[Measure, ...] = (
    Measure("wf1", "word F1 of a page against its gold, mean of the pages", _word_row, _mean),
    Measure("sf1", "F1 of mean precision and mean recall of runs of four words", _shingle_row, _f1_of_means),
    Measure("snip", "F1 of the segments wanted and not wanted, over all pages", _snippet_row, _f1_of_counts),
)


def _shingles(text: str) -> list[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    return [tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))]


def _overlap(output: Iterable[Hashable], gold: Iterable[Hashable]) -> tuple[int, int, int]:
    """What both multisets hold, and the size of each."""
    found, wanted = Counter(output), Counter(gold)
    return (found & wanted).total(), found.total(), wanted.total()


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 0.0


def _fold(text: str) -> str:
    return " ".join(text.split())
