"""Prints a summary as tables, and writes it as JSON."""

from __future__ import annotations

import math
import platform
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

import cleaner
from cleaner.bench.held_out import CleanerOf
from cleaner.bench.intervals import CONFIDENCE, RESAMPLES, Difference, Interval
from cleaner.bench.measures import MEASURES
from cleaner.bench.memory import PAGES
from cleaner.bench.run import CLEANER, Outcome, What
from cleaner.bench.summary import Group, Paired, Scores, Summary
from cleaner.pipeline import Cleaner
from cleaner.render.explain import explain, printable

_FAILURES_SHOWN = 3


def print_summary(summary: Summary, console: Console, cleaner_of: CleanerOf | None = None) -> None:
    """Print the tables of a set: scores, cost, differences, groups, and the worst pages explained.

    `cleaner_of` tells the cleaner that a page was measured with, if that is not the shipped one.
    """
    _say(console, _headline(summary), "bold")
    for note in summary.pages.notes:
        _say(console, note)
    _say(console, "\nscores, 95 % bootstrap intervals")
    console.print(_scores_table(summary))
    _say(console, f"\ncost; memory: peak growth of a process of its own on the {PAGES} largest pages")
    console.print(_costs_table(summary))
    for outcome in summary.outcomes:
        _print_failures(outcome, console)
    if summary.paired:
        _say(console, "\ncleaner minus peer, page by page; time: the peer's over cleaner's")
        console.print(_paired_table(summary))
    for name, groups in summary.groups.items():
        _say(console, f"\nby {name}")
        console.print(_groups_table(name, groups, _measured(summary)))
    failed = {identity for identity, _ in summary.outcomes[0].failures}
    for number, (page, score) in enumerate(summary.worst, start=1):
        _say(console, f"\nworst {number}: {page.id}, {score:.3f} {page.url or ''}".rstrip(), "bold")
        if page.id not in failed:
            document = (cleaner_of(page) if cleaner_of else Cleaner()).clean(page.source, kind=page.kind, url=page.url)
            explain(document, console, width=max(30, console.width // 2))


def to_record(summaries: Sequence[Summary], *, what: What, seed: int, limit: int | None) -> dict[str, Any]:
    """Return all that was measured as JSON-ready values; what is not defined is null."""
    return {
        "cleaner": cleaner.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "what": what,
        "seed": seed,
        "limit": limit,
        "resamples": RESAMPLES,
        "confidence": CONFIDENCE,
        "measures": {measure.name: measure.meaning for measure in MEASURES},
        "sets": [_set_record(summary) for summary in summaries],
    }


def _set_record(summary: Summary) -> dict[str, Any]:
    pages = summary.pages
    return {
        "name": pages.name,
        "kind": pages.kind,
        "pages": len(pages.pages),
        "total": pages.total,
        "measured": summary.measured,
        "notes": list(pages.notes),
        "engines": {outcome.name: _engine_record(summary, outcome) for outcome in summary.outcomes},
        "paired": {name: _paired_record(paired) for name, paired in summary.paired.items()},
        "groups": {name: [_plain(asdict(group)) for group in groups] for name, groups in summary.groups.items()},
        "worst": [{"id": page.id, "url": page.url, "score": score} for page, score in summary.worst],
    }


def _engine_record(summary: Summary, outcome: Outcome) -> dict[str, Any]:
    return {
        "version": outcome.version,
        "scores": _plain({name: asdict(value) for name, value in summary.scores[outcome.name].items()}),
        **_plain(asdict(summary.speeds[outcome.name])),
        "peak_memory_bytes": outcome.memory,
        "empty": outcome.empty,
        "failures": [{"id": identity, "error": error} for identity, error in outcome.failures],
    }


def _paired_record(paired: Paired) -> dict[str, Any]:
    differences = {
        name: {
            "difference": difference.interval.value,
            "low": difference.interval.low,
            "high": difference.interval.high,
            "wins": difference.wins,
            "losses": difference.losses,
            "ties": difference.ties,
        }
        for name, difference in paired.differences.items()
    }
    return {**_plain(differences), "time_ratio": paired.time_ratio}


def _plain(value: Any) -> Any:
    """JSON has no NaN."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return None if isinstance(value, float) and math.isnan(value) else value


def _headline(summary: Summary) -> str:
    pages = summary.pages
    drawn = f"{len(pages.pages)} of {pages.total}" if len(pages.pages) < pages.total else str(pages.total)
    known = ", ".join(f"{name} on {n}" for name, n in summary.measured.items() if n)
    return f"{pages.name}: {drawn} pages of {pages.kind}; {known or 'none has anything to measure by'}"


def _measured(summary: Summary) -> list[str]:
    return [name for name, n in summary.measured.items() if n]


def _say(console: Console, line: str, style: str = "") -> None:
    """Print a line whole; what a page or file name holds cannot steer the terminal."""
    console.print(Text("\n".join(map(printable, line.split("\n"))), style=style), soft_wrap=True)


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", no_wrap=number > 0)
    return table


def _scores_table(summary: Summary) -> Table:
    names = _measured(summary)
    table = _table("", *names)
    for outcome in summary.outcomes:
        table.add_row(_engine(outcome.name), *_score_cells(summary.scores[outcome.name], names))
    return table


def _costs_table(summary: Summary) -> Table:
    table = _table("", "median ms", "mean ms", "p99 ms", "MB/s", "peak MB", "empty", "failed")
    for outcome in summary.outcomes:
        speed = summary.speeds[outcome.name]
        times = (speed.median_ms, speed.mean_ms, speed.p99_ms, speed.mb_per_s)
        memory = "" if outcome.memory is None else f"{outcome.memory / 1e6:.0f}"
        cells = [*(f"{value:.2f}" for value in times), memory, str(outcome.empty), str(len(outcome.failures))]
        table.add_row(_engine(outcome.name), *cells)
    return table


def _print_failures(outcome: Outcome, console: Console) -> None:
    for identity, error in outcome.failures[:_FAILURES_SHOWN]:
        _say(console, f"{outcome.name} failed on {identity}: {' '.join(error.split())[:200]}", "yellow")
    more = len(outcome.failures) - _FAILURES_SHOWN
    if more > 0:
        _say(console, f"{outcome.name} failed on {more} more", "yellow")


def _paired_table(summary: Summary) -> Table:
    columns = [title for name in _measured(summary) for title in (f"{name} difference", "won/lost")]
    table = _table("", *columns, "time")
    for name, paired in summary.paired.items():
        cells = [cell for difference in paired.differences.values() for cell in _difference_cells(difference)]
        table.add_row(_engine(name), *cells, Text(f"{paired.time_ratio:.2f}x"))
    return table


def _groups_table(name: str, groups: Sequence[Group], measures: list[str]) -> Table:
    table = _table(name, "pages", "engine", *measures)
    for group in groups:
        for number, (engine, scores) in enumerate(group.scores.items()):
            head = (Text(printable(group.value)), Text(str(group.pages))) if number == 0 else ("", "")
            table.add_row(*head, _engine(engine), *_score_cells(scores, measures))
    return table


def _engine(name: str) -> Text:
    return Text(name, style="bold" if name == CLEANER else "")


def _score_cells(scores: Scores, names: Sequence[str]) -> list[Text]:
    return [_interval(scores[name], "") if name in scores else Text("-") for name in names]


def _difference_cells(difference: Difference) -> list[Text]:
    return [_interval(difference.interval, "+"), Text(f"{difference.wins}/{difference.losses}")]


def _interval(interval: Interval, sign: str) -> Text:
    if math.isnan(interval.value):
        return Text("-")
    # Text, because rich takes square brackets in a str for markup.
    return Text(f"{interval.value:{sign}.3f} [{interval.low:{sign}.3f}, {interval.high:{sign}.3f}]")
