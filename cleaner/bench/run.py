"""Runs cleaner and its peers over a set, page by page in turn, and keeps what is to be summed up."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from cleaner.bench.held_out import HeldOut
from cleaner.bench.measures import MEASURES, Row
from cleaner.bench.memory import measure_memory
from cleaner.bench.peers import Engine, Peer, find_peers, load_peer
from cleaner.bench.sets import EvalSet, Page
from cleaner.bench.timing import Attempt, attempt
from cleaner.errors import MissingExtraError
from cleaner.pipeline import Cleaner

#: Which text of cleaner's document is measured: with the title, or without it.
What = Literal["text", "body"]
#: Name of our own engine.
CLEANER = "cleaner"


@dataclass(slots=True)
class Outcome:
    """What one engine made of the pages of a set, in their order."""

    name: str
    """`cleaner` or the peer's name."""
    version: str | None = None
    """Version of its package."""
    rows: dict[str, list[Row]] = field(default_factory=lambda: {measure.name: [] for measure in MEASURES})
    """For each measure what it counted on each page."""
    seconds: list[float] = field(default_factory=list)
    """Wall-clock time of each page."""
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Id of each page on which it raised, and what."""
    empty: int = 0
    """Pages that it left without any text, failures included."""
    memory: int | None = None
    """Peak memory in bytes, see `cleaner.bench.memory`; None if not measured."""

    def add(self, page: Page, result: Attempt) -> None:
        """Measure an output and keep the numbers, not the text."""
        for measure in MEASURES:
            self.rows[measure.name].append(measure.row(page, result.output))
        self.seconds.append(result.seconds)
        self.empty += not result.output.strip()
        if result.error is not None:
            self.failures.append((page.id, result.error))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run over every set."""

    peers: tuple[Peer, ...] = ()
    """Peers that were asked for; on each set those run that read its kind and are installed."""
    what: What = "text"
    """Which text of cleaner's document is measured."""
    memory: bool = True
    """Whether to measure memory, which takes a process an engine."""
    halves: int | None = None
    """Seed of the halves of each site that templates are learned from; None for no templates."""
    held_out: HeldOut | None = None
    """The networks of each fold; None for the shipped ones."""


def load_engine(name: str, what: str) -> Engine:
    """Return cleaner itself or a peer, ready to run.

    Raises:
        OptionError: there is no peer of that name.
        MissingExtraError: it is not installed.
    """
    if name != CLEANER:
        return load_peer(find_peers([name])[0])
    cleaner = Cleaner()
    return lambda page: str(getattr(cleaner.clean(page.source, kind=page.kind, url=page.url), what))


def load_engines(kind: str, plan: Plan, say: Callable[[str], None]) -> dict[str, Engine]:
    """Load cleaner and the peers for pages of this kind; say which are passed over and why."""
    engines = {CLEANER: load_engine(CLEANER, plan.what)}
    for peer in plan.peers:
        if peer.kind != kind:
            say(f"{peer.name} reads {peer.kind}, not {kind}: passed over")
            continue
        try:
            with _quiet():
                engines[peer.name] = load_peer(peer)
        except MissingExtraError as error:
            say(f"{error}: passed over")
    return engines


def run_set(pages: EvalSet, engines: Mapping[str, Engine], plan: Plan, step: Callable[[], None]) -> list[Outcome]:
    """Run the engines over a set, interleaved page by page; `step` is called after each page.

    Every engine has one page untimed first, so that loading data counts for none. On the next page another engine
    goes first, so that none always finds the page in a warm cache.
    """
    versions = {peer.name: peer.version for peer in plan.peers} | {CLEANER: _own_version()}
    outcomes = {name: Outcome(name, versions.get(name)) for name in engines}
    with _quiet():
        for engine in engines.values():
            attempt(engine, pages.pages[0])
        for number, page in enumerate(pages.pages):
            for name in _turn(list(engines), number):
                outcomes[name].add(page, attempt(engines[name], page))
            step()
    if plan.memory:
        for name, outcome in outcomes.items():
            outcome.memory = measure_memory(name, plan.what, pages.pages)
    return list(outcomes.values())


def _turn(names: Sequence[str], number: int) -> list[str]:
    first = number % len(names)
    return [*names[first:], *names[:first]]


def _own_version() -> str:
    import cleaner

    return cleaner.__version__


@contextmanager
def _quiet() -> Iterator[None]:
    """What engines log and warn of is not ours to print; put back afterwards."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
