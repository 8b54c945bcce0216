"""Arrow tables, or columns as lists, in and out: what Ray's `map_batches` and `datasets.map(batched=True)` call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.adapters.arrow import BatchPlan, clean_batches
from cleaner.extras import require


@dataclass(frozen=True)
class CleanTable:
    """Cleans a table of pages; a callable that may be pickled, with nothing to set up.

    As many rows come out as go in, in order; see `cleaner.adapters.arrow` for the columns. No page raises: what cannot
    be cleaned has its reason in the column `failure`.
    """

    plan: BatchPlan = field(default_factory=BatchPlan)
    """Where the pages stand and how to clean them."""

    def __call__(self, table: Any) -> Any:
        """Clean a `pyarrow.Table`, or a mapping of column names to lists; the same comes out.

        Raises:
            OptionError: the page column is missing or of no type that a page can have.
            MissingExtraError: pyarrow is not installed.
        """
        pa = require("pyarrow", "parquet")
        if isinstance(table, Mapping):
            return self(pa.table(dict(table))).to_pydict()
        return pa.Table.from_batches(clean_batches(table.to_batches(), self.plan), self.plan.schema(table.schema))
