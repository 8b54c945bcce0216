"""A corpus run on an engine such as Spark or Ray: what its tasks do, and what is done with their rows at the end.

The inputs are cut into tasks, each some neighbouring files; a file is never cut. A task reads its files and cleans them
as a local run does, with a worker process of its own that is killed and replaced where a record takes too long or is
the death of it. Its rows are those of a local run plus what became of them, so that the engine can part them and count.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from cleaner.corpus.carried import ID, PAGE, URL, carried_schema, to_batch
from cleaner.corpus.chunks import Chunk, read_chunks
from cleaner.corpus.items import Item
from cleaner.corpus.journal import Mark, Totals
from cleaner.corpus.outputs import is_jsonl, shard_name
from cleaner.corpus.places import Places
from cleaner.corpus.records import FAILURE_COLUMNS
from cleaner.corpus.run import Job, in_order
from cleaner.corpus.sources import STDIN, Source
from cleaner.corpus.workers import Workers
from cleaner.errors import CleanerError, OptionError
from cleaner.extras import require

#: What became of a row, besides `failure`: the filter that held it back, or `PASSED_OVER`; null for what is written.
HELD = "cleaner_held"
PASSED_OVER = "no page"
#: How many records a row stands for: 1, or what was passed over.
COUNT = "cleaner_count"
SOURCE, POSITION = "cleaner_source", "cleaner_position"
#: Bytes of a task: about a minute's work of compressed input at most, and enough to pay for its start.
_MOST_BYTES, _FEWEST_BYTES = 64_000_000, 1_000_000
_TASKS = 64
_CHUNKS_UNDER_WAY = 8


@dataclass(frozen=True)
class EngineRun:
    """A run cut into tasks. Immutable and picklable: every task gets it whole."""

    job: Job
    """What to do; `workers` and `shard_size` are the engine's to choose."""
    carried: Any
    """`pyarrow.Schema` of the columns carried through."""
    tasks: tuple[tuple[Source, ...], ...]
    """The files of each task."""
    folder: str
    """Where relative paths begin."""

    @property
    def schema(self) -> Any:
        """The `pyarrow.Schema` of a task's rows."""
        pa = require("pyarrow", "parquet")
        cleaned = self._plan.schema(to_batch([Item("", page="")], self.carried).schema)
        own = [(HELD, pa.string()), (COUNT, pa.int64()), (SOURCE, pa.string()), (POSITION, pa.string())]
        return pa.schema([*cleaned, *own])

    @property
    def own_columns(self) -> list[str]:
        """The columns that are not written."""
        return [*FAILURE_COLUMNS, HELD, COUNT, SOURCE, POSITION]

    @property
    def _plan(self) -> Any:
        return replace(self.job.plan, column=PAGE, id_column=ID, url_column=URL)

    def run_task(self, number: int) -> Iterator[Any]:
        """Clean the files of a task; yields `pyarrow.RecordBatch`es of `schema`."""
        sources = self.tasks[number]
        chunks = read_chunks(sources, self.job.reading, self.carried, Mark(), sys.maxsize)
        with _in_folder(self.folder, sources), Workers(1, self.job.seconds) as workers:

            def submit(chunk: Chunk) -> Any:
                pages = chunk.pages
                plan = replace(self._plan, kind=pages[0].kind) if pages else None
                return workers.submit(to_batch(pages, self.carried), plan) if plan else None

            for chunk, cleaned in in_order(chunks, submit, _CHUNKS_UNDER_WAY):
                if chunk.items or chunk.passed_over:
                    yield from self._rows(chunk, cleaned, sources[chunk.source].path)

    def _rows(self, chunk: Chunk, cleaned: Any, path: str) -> Iterator[Any]:
        """Say of every record of a chunk what became of it."""
        pa, schema = require("pyarrow", "parquet"), self.schema
        if cleaned is not None:
            positions = [item.position for item in chunk.pages]
            own = [self._held(cleaned), [1] * len(positions), [path] * len(positions), positions]
            arrays = [pa.array(values, schema.field(name).type) for values, name in zip(own, self._fates, strict=True)]
            yield pa.RecordBatch.from_arrays([*cleaned.columns, *arrays], schema=schema)
        others = [self._failed(item, path) for item in chunk.items if item.failure is not None]
        if chunk.passed_over:
            others.append({HELD: PASSED_OVER, COUNT: chunk.passed_over})
        if others:
            yield pa.RecordBatch.from_pylist([dict.fromkeys(schema.names) | row for row in others], schema)

    @property
    def _fates(self) -> list[str]:
        return [HELD, COUNT, SOURCE, POSITION]

    def _held(self, cleaned: Any) -> list[str | None]:
        names = ("failure", "language", "n_words", "confidence")
        rows = zip(*(cleaned.column(name).to_pylist() for name in names), strict=True)
        return [None if failure else self.job.filters.reject(*facts) for failure, *facts in rows]

    @staticmethod
    def _failed(item: Item, path: str) -> dict[str, Any]:
        assert item.failure is not None
        reason, detail = item.failure
        values = (reason, detail, item.id, item.url, 1, path, item.position)
        return dict(zip((*FAILURE_COLUMNS, "id", "url", COUNT, SOURCE, POSITION), values, strict=True))


def plan_run(job: Job) -> EngineRun:
    """Cut a job into tasks.

    Raises:
        OptionError: it asks for what no engine does: standard input, JSONL output, near-duplicates.
        SourceError: an input cannot be read at all.
    """
    if any(source.path == STDIN for source in job.sources.files):
        raise OptionError("an engine cannot read standard input; write it to a file first")
    if is_jsonl(job.output):
        raise OptionError(f"an engine writes Parquet, not {job.output.name}; name a folder")
    if job.filters.near_duplicates is not None:
        raise OptionError(
            "an engine cannot look for near-duplicates, which takes one process; leave them to a later run"
        )
    carried = carried_schema(job.sources.files, job.reading)
    return EngineRun(job, carried, tuple(_cut(job.sources.files)), os.getcwd())


@contextmanager
def _in_folder(folder: str, sources: Iterable[Source]) -> Iterator[None]:
    """Make relative paths mean what they mean where the run was planned; the ids of pages are made of them."""
    if all(os.path.isabs(source.path) for source in sources):
        yield
        return
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _cut(sources: Iterable[Source]) -> Iterator[tuple[Source, ...]]:
    """Gather neighbours to tasks that take about as long each; it depends on the input alone."""
    sources = list(sources)
    limit = min(_MOST_BYTES, max(_FEWEST_BYTES, sum(source.size for source in sources) // _TASKS))
    task: list[Source] = []
    for source in sources:
        if task and sum(other.size for other in task) + source.size > limit:
            yield tuple(task)
            task = []
        task.append(source)
    if task:
        yield tuple(task)


class EngineOutput:
    """The files of a run on an engine; hidden in `OUT.run` until all is there."""

    def __init__(self, run: EngineRun) -> None:
        """Begin.

        Raises:
            OptionError: there is an output already.
        """
        self._identity = run.job.identity()
        self._places = Places(run.job.output)
        journal, _ = self._places.begin(self._identity)
        journal.close()

    @property
    def folder(self) -> str:
        """Where the engine writes its Parquet files."""
        return str(self._places.open_output.absolute())

    def finish(
        self, counts: Iterable[tuple[str | None, str | None, int]], failures: Iterable[dict[str, Any]]
    ) -> Totals:
        """Check that all is there, and make it visible.

        Args:
            counts: How many records have which filter, or `PASSED_OVER`, and which failure.
            failures: The rows that failed.

        Raises:
            CleanerError: rows are missing on disk, a defect of the engine's or of ours.
        """
        totals = count_up(counts)
        failed = self._write_failures(failures)
        written = self._name_shards()
        if (written, failed) != (totals.written, totals.failed):
            raise CleanerError(f"{written} records and {failed} failures are on disk: {totals.reckoning()}")
        self._places.finish(self._identity, totals)
        return totals

    def _write_failures(self, failures: Iterable[dict[str, Any]]) -> int:
        count = 0
        with open(self._places.open_failures, "w", encoding="utf-8", errors="replace") as file:
            for row in failures:
                names = {"id": "id", "reason": "failure", "detail": "failure_detail", "source": SOURCE}
                record = {name: row[column] for name, column in names.items()} | {"position": row[POSITION]}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += 1
        return count

    def _name_shards(self) -> int:
        """Give the engine's files the names of ours, remove its marks, and count the rows."""
        pq = require("pyarrow.parquet", "parquet")
        folder = Path(self.folder)
        folder.mkdir(exist_ok=True)
        rows = number = 0
        for path in sorted(folder.iterdir()):
            found = pq.read_metadata(path).num_rows if path.suffix == ".parquet" else 0
            if not found:
                path.unlink()
                continue
            path.rename(folder / shard_name(number))
            rows, number = rows + found, number + 1
        return rows


def count_up(counts: Iterable[tuple[str | None, str | None, int]]) -> Totals:
    """Sum up (filter, failure, number of records).

    >>> count_up([(None, None, 7), ("words", None, 2), (None, "timeout", 1), (PASSED_OVER, None, 5)]).reckoning()
    'read 10 = written 7 + filtered 2 + failed 1'
    """
    totals = Totals()
    for held, failure, count in counts:
        if held == PASSED_OVER:
            totals.passed_over += count
            continue
        totals.read += count
        if failure is not None:
            totals.failed += count
        elif held is not None:
            totals.filtered[held] = totals.filtered.get(held, 0) + count
        else:
            totals.written += count
    return totals


def run_on(engine: str, job: Job, cluster: str | None) -> Totals:
    """Run a job on `spark` or `ray`.

    Args:
        engine: Its name.
        job: What to do.
        cluster: Spark's master or Ray's address; None for this machine.

    Raises:
        OptionError: it asks for what no engine does, or there is an output already.
        SourceError: an input cannot be read at all.
        MissingExtraError: the engine is not installed.
    """
    adapter = require(f"cleaner.adapters.{engine}", engine)
    return cast("Totals", adapter.run_corpus(job, cluster))
