"""The books of a run: each record read goes to the output, to a filter's count or to the failures, and is counted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from typing import IO, Any

from cleaner.adapters.arrow import BatchPlan
from cleaner.corpus.chunks import Chunk
from cleaner.corpus.filters import Filters, NearDuplicates, apply_filters, remember
from cleaner.corpus.items import Item
from cleaner.corpus.journal import Journal, Mark, Totals
from cleaner.corpus.lines import EXTRA
from cleaner.corpus.outputs import JsonlOutput, Output, ParquetOutput, is_jsonl, open_at, packer
from cleaner.corpus.places import Places
from cleaner.corpus.records import FAILURE_COLUMNS, Failure, Reason
from cleaner.corpus.sources import Source
from cleaner.errors import CleanerError
from cleaner.extras import require


class Ledger:
    """Takes cleaned chunks in order, divides them, and puts down each complete shard in the journal."""

    def __init__(self, journal: Journal, mark: Mark, filters: Filters, places: Places) -> None:
        """Go on where `mark` stands; it moves with each complete shard."""
        self.mark = mark
        self.totals = deepcopy(mark.totals)
        self._journal = journal
        self._filters = filters
        self._places = places
        self._seen = NearDuplicates(filters.near_duplicates) if filters.near_duplicates is not None else None
        self._in_shard = 0
        self._output: Output
        self._failures: IO[bytes]
        self._sources: tuple[Source, ...] = ()
        self._column = "text"

    @contextmanager
    def opened(self, plan: BatchPlan, shape: Any, sources: tuple[Source, ...]) -> Iterator[None]:
        """Open the files.

        Args:
            plan: How batches of the schema `shape` are cleaned.
            shape: `pyarrow.Schema` of the batches that workers get.
            sources: All inputs of the run.
        """
        pa = require("pyarrow", "parquet")
        self._sources, self._column = sources, plan.format
        schema = pa.schema([field for field in plan.schema(shape) if field.name not in FAILURE_COLUMNS])
        self._output = self._open_output(schema, plan.carried(shape).get(EXTRA, EXTRA))
        self._failures = open_at(self._places.open_failures, self.mark.failure_bytes)
        try:
            if self._seen is not None:
                remember(self._seen, self._output.texts(self._column))
            yield
        finally:
            self._output.close()
            self._failures.close()

    def _open_output(self, schema: Any, extra: str) -> Output:
        if is_jsonl(self._places.output):
            pack = packer(self._places.output.name)
            return JsonlOutput(self._places.open_output, pack, extra, self.mark.output_bytes)
        return ParquetOutput(self._places.output, schema, self.mark.shards)

    def add(self, chunk: Chunk, cleaned: Any) -> None:
        """Put a chunk where it belongs; `cleaned` are the batch of its pages, None if it has none."""
        results = iter(() if cleaned is None else cleaned.select(FAILURE_COLUMNS).to_pylist())
        for number, item in enumerate(chunk.items, chunk.first):
            reason, detail = item.failure or next(results).values()
            if reason is not None:
                self._fail(chunk, number, item, reason, detail)
        if cleaned is not None:
            self._write(cleaned, chunk.size)
        self.totals.read += len(chunk.items)
        self.totals.passed_over += chunk.passed_over
        if chunk.closes_shard:
            self._commit(chunk)

    def _fail(self, chunk: Chunk, number: int, item: Item, reason: Reason, detail: str) -> None:
        failure = Failure(item.id, reason, detail, self._sources[chunk.source].path, item.position, number)
        line = json.dumps(failure.to_dict(), ensure_ascii=False)
        self._failures.write(line.encode("utf-8", "replace") + b"\n")
        self.totals.failed += 1

    def _write(self, cleaned: Any, size: int) -> None:
        good = cleaned.filter(cleaned["failure"].is_null()).drop_columns(list(FAILURE_COLUMNS))
        kept, held = apply_filters(good, self._filters, self._seen, self._column)
        for name, count in held.items():
            self.totals.filtered[name] = self.totals.filtered.get(name, 0) + count
        self._output.write(kept, size)
        self._in_shard += kept.num_rows
        self.totals.written += kept.num_rows

    def _commit(self, chunk: Chunk) -> None:
        """Put the shard on disk, compare what is there with what should be, and journal it."""
        rows, output_bytes = self._output.commit()
        if rows != self._in_shard:
            raise CleanerError(f"shard {self.mark.shards} has {rows} records on disk, not {self._in_shard}")
        self._failures.flush()
        os.fsync(self._failures.fileno())
        self._in_shard = 0
        self._move(
            replace(
                self.mark,
                shards=self.mark.shards + 1,
                source=chunk.source,
                items=chunk.seen,
                output_bytes=output_bytes,
                failure_bytes=self._failures.tell(),
            )
        )

    def _move(self, mark: Mark) -> None:
        """Move the mark and write it down."""
        self.mark = replace(mark, totals=deepcopy(self.totals))
        self._journal.commit(self.mark)

    def finish(self) -> Totals:
        """Check the reckoning against the failures file and journal that all is read.

        Raises:
            CleanerError: it does not balance, a defect of ours.
        """
        self._failures.seek(0)
        failed = sum(1 for _ in self._failures)
        if failed != self.totals.failed or not self.totals.balances:
            raise CleanerError(f"the books do not balance: {self.totals.reckoning()}, {failed} in the failures file")
        self._move(replace(self.mark, is_finished=True))
        return self.totals
