"""What an engine costs in time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.bench.peers import Engine
from cleaner.bench.sets import Page

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Speed:
    """Times of one engine over the pages of a set, wall clock, one thread."""

    median_ms: float
    """Milliseconds of the page in the middle."""
    mean_ms: float
    """Milliseconds a page, on average."""
    p99_ms: float
    """Milliseconds that 99 of 100 pages stay below."""
    mb_per_s: float
    """Megabytes (10^6 bytes of UTF-8 input) in a second, all pages together."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an engine made of one page."""

    output: str
    """The text; empty if the engine failed."""
    seconds: float
    """Wall-clock time it took."""
    error: str | None = None
    """Type and message of the exception, if it raised one."""


def attempt(engine: Engine, page: Page) -> Attempt:
    """Run an engine on a page; whatever it raises counts as an empty output."""
    start = time.perf_counter()
    try:
        output, error = engine(page), None
    except Exception as failure:
        output, error = "", f"{type(failure).__name__}: {failure}"
    return Attempt(output, time.perf_counter() - start, error)


def measure_speed(seconds: Sequence[float], sizes: Sequence[int]) -> Speed:
    """Sum up the seconds of pages of these sizes in bytes.

    >>> measure_speed([0.001, 0.003], [1_000_000, 1_000_000]).mb_per_s
    500.0
    """
    times = np.asarray(seconds) * 1000
    return Speed(
        median_ms=float(np.median(times)),
        mean_ms=float(times.mean()),
        p99_ms=float(np.percentile(times, 99)),
        mb_per_s=sum(sizes) / _MEGABYTE / max(sum(seconds), 1e-9),
    )
