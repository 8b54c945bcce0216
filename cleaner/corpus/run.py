"""The local run: read, clean in worker processes, filter, write, keep the books."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import cleaner
from cleaner.adapters.arrow import BatchPlan, clean_batch
from cleaner.corpus.carried import ID, PAGE, URL, carried_schema, to_batch
from cleaner.corpus.chunks import Chunk, read_chunks
from cleaner.corpus.filters import Filters
from cleaner.corpus.items import Item, Reading
from cleaner.corpus.journal import Journal, Totals
from cleaner.corpus.ledger import Ledger
from cleaner.corpus.places import Places
from cleaner.corpus.sources import Sources
from cleaner.corpus.workers import Cleaning, Workers

#: So many chunks a worker, and so many bytes, are under way at once: the bound of memory.
_CHUNKS_A_WORKER = 8
_BYTES_UNDER_WAY = 64_000_000
#: Bytes of input from which workers are prepared for a long run.
_LONG = 20_000_000

Progress = Callable[[Totals, "float | None"], object]


@dataclass(frozen=True)
class Job:
    """What a run is to do. All but `workers` must be the same for a run that is resumed."""

    sources: Sources
    """What is read."""
    output: Path
    """What is written: a JSONL file by its name, or a folder of Parquet shards."""
    reading: Reading = field(default_factory=Reading)
    """How it is read."""
    plan: BatchPlan = field(default_factory=BatchPlan)
    """How it is cleaned; the columns it names are those of the run itself."""
    filters: Filters = field(default_factory=Filters)
    """What goes to the output."""
    workers: int = 1
    """Number of worker processes."""
    seconds: float = 30.0
    """How long a record may take."""
    shard_size: int = 10_000
    """Records of the input a shard."""

    def identity(self) -> dict[str, Any]:
        """Return what decides the bytes of the output, as JSON-ready values."""
        plan = asdict(replace(self.plan, column=PAGE, id_column=ID, url_column=URL, template=None))
        if self.plan.template is not None:
            plan["template"] = hashlib.sha256(self.plan.template.to_json().encode("utf-8", "replace")).hexdigest()
        plan["options"] = {
            name: sorted(map(str, value)) if isinstance(value, frozenset) else value
            for name, value in plan["options"].items()
        }
        return {
            "version": cleaner.__version__,
            "inputs": self.sources.fingerprint(),
            "output": self.output.name,
            "reading": asdict(self.reading),
            "cleaning": plan,
            "filters": asdict(self.filters) | {"languages": sorted(self.filters.languages)},
            "time limit": self.seconds,
            "shard size": self.shard_size,
        }


def run_corpus(
    job: Job, *, resume: bool = False, progress: Progress = lambda totals, share: None, cleaning: Cleaning = clean_batch
) -> Totals:
    """Clean a corpus.

    Args:
        job: What to do.
        resume: Go on with the run that was cut off, or begin if there is none; else an existing output is refused.
        progress: Called with the totals so far and the share of the input that is done, None if not known.
        cleaning: What the workers do.

    Returns:
        The reckoning.

    Raises:
        OptionError: an option, or the run that would be resumed, does not fit.
        SourceError: an input cannot be read at all.
        MissingExtraError: an optional dependency is not installed.
        OSError: the output cannot be written; the run can be resumed.
    """
    places = Places(job.output)
    identity = job.identity()
    if resume and (totals := places.finished(identity)) is not None:
        return totals
    carried = carried_schema(job.sources.files, job.reading)
    is_begun = resume and places.journal.exists()
    journal, mark = Journal.resume(places.journal, identity) if is_begun else places.begin(identity)
    with closing(journal):
        ledger = Ledger(journal, mark, job.filters, places)
        if not mark.is_finished:
            _clean_all(job, carried, ledger, progress, cleaning)
        places.finish(identity, ledger.totals)
    return ledger.totals


def _clean_all(job: Job, carried: Any, ledger: Ledger, progress: Progress, cleaning: Cleaning) -> None:
    """Clean what is behind the ledger's mark."""
    plan = replace(job.plan, column=PAGE, id_column=ID, url_column=URL)
    shape = to_batch([Item("", page="")], carried).schema
    chunks = read_chunks(job.sources.files, job.reading, carried, ledger.mark, job.shard_size)
    before = [0, *accumulate(source.size for source in job.sources.files)]
    is_long = job.sources.size > _LONG
    with (
        ledger.opened(plan, shape, job.sources.files),
        Workers(job.workers, job.seconds, cleaning, is_long=is_long) as workers,
    ):

        def submit(chunk: Chunk) -> Future[Any] | None:
            pages = chunk.pages
            return workers.submit(to_batch(pages, carried), replace(plan, kind=pages[0].kind)) if pages else None

        for chunk, cleaned in in_order(chunks, submit, job.workers * _CHUNKS_A_WORKER):
            ledger.add(chunk, cleaned)
            total = job.sources.size
            progress(ledger.totals, (before[chunk.source] + chunk.offset) / total if total else None)
        ledger.finish()


def in_order(
    chunks: Iterable[Chunk], submit: Callable[[Chunk], Future[Any] | None], most: int
) -> Iterator[tuple[Chunk, Any]]:
    """Yield chunks with their results in the order of the input, never more than `most` of them under way."""
    waiting: deque[tuple[Chunk, Future[Any] | None]] = deque()
    size = 0
    for chunk in chunks:
        waiting.append((chunk, submit(chunk)))
        size += chunk.size
        while waiting and (len(waiting) > most or size > _BYTES_UNDER_WAY or _is_done(waiting[0][1])):
            first, future = waiting.popleft()
            size -= first.size
            yield first, future.result() if future else None
    for first, future in waiting:
        yield first, future.result() if future else None


def _is_done(future: Future[Any] | None) -> bool:
    return future is None or future.done()
