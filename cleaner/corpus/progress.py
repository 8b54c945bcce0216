"""How far a run is: a bar where somebody watches, else a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cleaner.corpus.journal import Totals
from cleaner.corpus.run import Progress as Report

_LINE_SECONDS = 10.0


class _Rate:
    """Records a second and the time left, from the start of this process on."""

    def __init__(self, now: float) -> None:
        self._start = now
        self._first: tuple[int, float] | None = None

    def note(self, totals: Totals, share: float | None) -> None:
        """Remember where this process began: a run that is resumed has records behind it already."""
        if self._first is None:
            self._first = (0 if share is None else totals.read, share or 0.0)

    def describe(self, totals: Totals, share: float | None, now: float) -> str:
        """Return the counts, the rate and the time left in a line."""
        self.note(totals, share)
        seconds = max(now - self._start, 1e-6)
        rate = (totals.read - (self._first or (0, 0.0))[0]) / seconds
        text = (
            f"{totals.read} read, {totals.written} kept, {totals.held_back} filtered, {totals.failed} failed, "
            f"{rate:.0f}/s"
        )
        return text if share is None else f"{text}, {share:.0%}{self._left(share, seconds)}"

    def _left(self, share: float, seconds: float) -> str:
        done = share - (self._first or (0, 0.0))[1]
        if done <= 0:
            return ""
        left = int(seconds * (1 - share) / done)
        return f", {left // 3600}:{left // 60 % 60:02d}:{left % 60:02d} left"


@contextmanager
def reporting(*, is_quiet: bool) -> Iterator[Report]:
    """Yield what is to be called with the totals and the share that is done; it prints to standard error."""
    rate = _Rate(time.monotonic())
    if is_quiet:
        yield lambda totals, share: None
    elif sys.stderr.isatty():
        with _bar() as bar:
            task = bar.add_task("reading", total=1.0)

            def show(totals: Totals, share: float | None) -> None:
                text = rate.describe(totals, share, time.monotonic())
                bar.update(task, description=text, completed=share or 0.0, total=None if share is None else 1.0)

            yield show
    else:
        yield _Lines(rate).show


def _bar() -> Progress:
    console = Console(stderr=True, highlight=False, markup=False)
    columns = (BarColumn(20), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


class _Lines:
    """Plain lines, one every ten seconds."""

    def __init__(self, rate: _Rate) -> None:
        self._rate = rate
        self._last = time.monotonic()

    def show(self, totals: Totals, share: float | None) -> None:
        """Print a line if the last is long enough ago."""
        self._rate.note(totals, share)
        now = time.monotonic()
        if now - self._last >= _LINE_SECONDS:
            self._last = now
            print(f"cleaner: {self._rate.describe(totals, share, now)}", file=sys.stderr, flush=True)
