"""Bootstrap intervals: the pages are drawn again with replacement, and the measure is taken of what was drawn.

Percentile bootstrap, B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993. A drawing is a row of weights,
how often each page was drawn; engines are compared on the same drawings, which makes their difference paired.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.bench.measures import Measure, Sums, page_scores

#: Drawings a bootstrap makes.
RESAMPLES = 1000
#: The interval holds this part of the drawings.
CONFIDENCE = 0.95

#: How often each page (column) was drawn, a row for each drawing.
Weights = NDArray[np.int64]
# Page scores closer than this are a tie, not a win by rounding.
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the interval that holds 95 % of its resampled values."""

    value: float
    """The value of the pages as they are."""
    low: float
    """Lower end."""
    high: float
    """Upper end."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one engine is ahead of another on the same pages."""

    interval: Interval
    """The first engine's measure minus the second's; 0 outside the interval: the difference is hardly chance."""
    wins: int
    """Pages where the first scored higher."""
    losses: int
    """Pages where the second did."""
    ties: int
    """Pages where neither did."""


def draw(pages: int, seed: int, resamples: int = RESAMPLES) -> Weights:
    """Draw `pages` of `pages` with replacement, `resamples` times.

    >>> [int(n) for n in draw(5, seed=0, resamples=2).sum(axis=1)]
    [5, 5]
    """
    generator = np.random.default_rng(seed)
    return generator.multinomial(pages, np.full(pages, 1 / pages), size=resamples).astype(np.int64)


def estimate(measure: Measure, rows: Sums, weights: Weights) -> Interval:
    """The measure of these pages (a row each) with its interval; NaN where it is not defined."""
    with np.errstate(invalid="ignore", divide="ignore"):
        value = float(measure.statistic(rows.sum(axis=0)))
        return _interval(value, measure.statistic(weights @ rows))


def compare(measure: Measure, first: Sums, second: Sums, weights: Weights) -> Difference:
    """The paired difference of two engines on the same pages in the same order."""
    with np.errstate(invalid="ignore", divide="ignore"):
        value = float(measure.statistic(first.sum(axis=0)) - measure.statistic(second.sum(axis=0)))
        drawn = measure.statistic(weights @ first) - measure.statistic(weights @ second)
    ahead = page_scores(measure, first) - page_scores(measure, second)
    wins, losses = int((ahead > _TIE).sum()), int((ahead < -_TIE).sum())
    return Difference(_interval(value, drawn), wins, losses, len(ahead) - wins - losses)


def _interval(value: float, drawn: Sums) -> Interval:
    drawn = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(drawn):
        return Interval(value, float("nan"), float("nan"))
    edge = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, [edge, 1 - edge])
    return Interval(value, float(low), float(high))
