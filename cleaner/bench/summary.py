"""Sums up a run: measures with intervals, by group and against each peer, and the worst pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.bench.intervals import Difference, Interval, Weights, compare, draw, estimate
from cleaner.bench.measures import MEASURES, Measure, Sums, page_scores
from cleaner.bench.run import CLEANER, Outcome
from cleaner.bench.sets import TRAITS, EvalSet, Page
from cleaner.bench.timing import Speed, measure_speed

#: A measure's name to its value; a measure that no page has anything for is left out.
Scores = dict[str, Interval]

_UNKNOWN = "(unknown)"


@dataclass(frozen=True, slots=True)
class Group:
    """The pages of a set that share a value of a column."""

    value: str
    """The value."""
    pages: int
    """How many they are."""
    scores: dict[str, Scores]
    """Scores of each engine on them."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Cleaner against one peer on the same pages."""

    differences: dict[str, Difference]
    """By measure; positive where cleaner is better."""
    time_ratio: float
    """The peer's time over cleaner's; above 1 where cleaner is faster."""


@dataclass(frozen=True, slots=True)
class Summary:
    """All that is told of one set."""

    pages: EvalSet
    """What was measured."""
    measured: dict[str, int]
    """Pages that each measure had something to go by."""
    outcomes: list[Outcome]
    """Cleaner first, then the peers."""
    scores: dict[str, Scores]
    """Scores of each engine over the whole set."""
    speeds: dict[str, Speed]
    """Times of each engine."""
    groups: dict[str, list[Group]]
    """For each column with several values its groups, the largest first."""
    paired: dict[str, Paired]
    """Cleaner against each peer."""
    worst: list[tuple[Page, float]]
    """Pages that cost cleaner most, the worst first, with their scores."""


def summarise(pages: EvalSet, outcomes: Sequence[Outcome], *, worst: int = 0, seed: int = 0) -> Summary:
    """Sum up what the engines made of a set; cleaner's outcome is the first."""
    table = _Table(outcomes, seed)
    everything = np.ones(len(pages.pages), dtype=bool)
    sizes = [page.size for page in pages.pages]
    first, *others = outcomes
    return Summary(
        pages=pages,
        measured={measure.name: int(table.known[measure.name].sum()) for measure in MEASURES},
        outcomes=list(outcomes),
        scores=table.scores(everything),
        speeds={outcome.name: measure_speed(outcome.seconds, sizes) for outcome in outcomes},
        groups={name: _groups(pages, table, name) for name in TRAITS if _has_several(pages, name)},
        paired={
            other.name: Paired(
                table.differences(first.name, other.name), sum(other.seconds) / max(sum(first.seconds), 1e-9)
            )
            for other in others
        },
        worst=_worst(pages, table, worst),
    )


class _Table:
    """What was counted, as arrays: a row of zeros where a page has nothing to measure by."""

    def __init__(self, outcomes: Sequence[Outcome], seed: int) -> None:
        self.names = [outcome.name for outcome in outcomes]
        self.seed = seed
        self.known: dict[str, NDArray[np.bool_]] = {}
        self.rows: dict[tuple[str, str], Sums] = {}
        for measure in MEASURES:
            of_first = outcomes[0].rows[measure.name]
            self.known[measure.name] = np.array([row is not None for row in of_first])
            width = max((len(row) for row in of_first if row is not None), default=1)
            for outcome in outcomes:
                rows = [row or (0.0,) * width for row in outcome.rows[measure.name]]
                self.rows[outcome.name, measure.name] = np.array(rows, dtype=np.float64)

    def scores(self, chosen: NDArray[np.bool_]) -> dict[str, Scores]:
        """Scores of each engine on the chosen pages."""
        result: dict[str, Scores] = {name: {} for name in self.names}
        for measure, pages, weights in self._drawings(chosen):
            for name in self.names:
                result[name][measure.name] = estimate(measure, self.rows[name, measure.name][pages], weights)
        return result

    def differences(self, first: str, second: str) -> dict[str, Difference]:
        """How far the first engine is ahead of the second, by measure, over all pages."""
        rows, chosen = self.rows, np.ones_like(self.known[MEASURES[0].name])
        return {
            measure.name: compare(measure, rows[first, measure.name][pages], rows[second, measure.name][pages], weights)
            for measure, pages, weights in self._drawings(chosen)
        }

    def _drawings(self, chosen: NDArray[np.bool_]) -> list[tuple[Measure, NDArray[np.bool_], Weights]]:
        """Each measure that some chosen page has something for, those pages, and drawings of them."""
        measured = [(measure, chosen & self.known[measure.name]) for measure in MEASURES]
        return [(measure, pages, draw(int(pages.sum()), self.seed)) for measure, pages in measured if pages.any()]


def _trait(name: str) -> Callable[[Page], str]:
    return lambda page: page.traits.get(name) or _UNKNOWN


def _has_several(pages: EvalSet, name: str) -> bool:
    return len({_trait(name)(page) for page in pages.pages}) > 1


def _groups(pages: EvalSet, table: _Table, name: str) -> list[Group]:
    values = [_trait(name)(page) for page in pages.pages]
    column = np.array(values)
    return [Group(value, n, table.scores(column == value)) for value, n in Counter(values).most_common()]


def _worst(pages: EvalSet, table: _Table, number: int) -> list[tuple[Page, float]]:
    """The pages where cleaner scored lowest by the first measure that has something to go by."""
    scores = np.full(len(pages.pages), np.nan)
    for measure in MEASURES:
        if not table.known[measure.name].any():
            continue
        own = page_scores(measure, table.rows[CLEANER, measure.name])
        scores = np.where(np.isnan(scores) & table.known[measure.name], own, scores)
    order = [int(row) for row in np.argsort(scores, kind="stable") if not np.isnan(scores[row])]
    return [(pages.pages[row], float(scores[row])) for row in order[:number]]
