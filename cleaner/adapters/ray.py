"""Ray Data: clean a dataset, or run `cleaner corpus` on a cluster.

ray.data.read_parquet("pages/").map_batches(CleanTable(plan), batch_format="pyarrow")

python -m cleaner.adapters.ray 'crawl/*.warc.gz' -o articles [--address auto]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from cleaner.adapters.arrow import BatchPlan
from cleaner.adapters.table import CleanTable
from cleaner.corpus.engines import COUNT, HELD, EngineOutput, EngineRun, plan_run
from cleaner.corpus.journal import Totals
from cleaner.corpus.run import Job
from cleaner.extras import missing_extra, require

try:
    import ray
    from ray.data import Dataset
except ImportError as error:
    raise missing_extra("ray", "ray") from error


def clean_dataset(
    dataset: Dataset, plan: BatchPlan | None = None, *, batch_size: int = 256, **arguments: Any
) -> Dataset:
    """Clean the pages of a Ray dataset; see `cleaner.adapters.arrow` for the columns that come out.

    Args:
        dataset: A dataset with a column of pages.
        plan: Where the pages stand and how to clean them.
        batch_size: Rows cleaned at a time.
        arguments: Given to `map_batches`: `concurrency`, `num_cpus`, `memory`.

    Raises:
        OptionError: the page column is missing or of no type that a page can have. No page raises.
    """
    plan = plan or BatchPlan()
    return dataset.map_batches(CleanTable(plan), batch_format="pyarrow", batch_size=batch_size, **arguments)


def run_corpus(job: Job, address: str | None = None) -> Totals:
    """Run a corpus job on Ray; every node must see the input and output paths.

    Args:
        job: What to do; see `cleaner.corpus.engines` for what an engine cannot do.
        address: Address of a cluster, `auto` to find it; None takes what is running, or starts Ray on this machine.

    Returns:
        The reckoning.

    Raises:
        OptionError: it asks for what no engine does, or there is an output already.
        SourceError: an input cannot be read at all.
    """
    run = plan_run(job)
    output = EngineOutput(run)
    if not ray.is_initialized():
        ray.init(address=address or "local", include_dashboard=False, logging_level="warning")
    tasks = len(run.tasks)
    numbers = ray.data.range(tasks, override_num_blocks=max(tasks, 1))
    rows = numbers.map_batches(partial(_run_tasks, run), batch_format="pyarrow", batch_size=1).materialize()
    counts = rows.map_batches(_count, batch_format="pyarrow", batch_size=None).take_all()
    written = rows.map_batches(partial(_written, run.own_columns), batch_format="pyarrow", batch_size=None)
    written.write_parquet(f"local://{output.folder}" if address is None else output.folder, compression="zstd")
    failed = rows.map_batches(partial(_failed, ["id", *run.own_columns]), batch_format="pyarrow", batch_size=None)
    return output.finish(((row[HELD], row["failure"], row[COUNT]) for row in counts), failed.iter_rows())


def _run_tasks(run: EngineRun, numbers: Any) -> Iterator[Any]:
    pa = require("pyarrow", "parquet")
    for number in numbers.column(0).to_pylist():
        for batch in run.run_task(number):
            yield pa.Table.from_batches([batch])


def _count(rows: Any) -> Any:
    return rows.group_by([HELD, "failure"]).aggregate([(COUNT, "sum")]).rename_columns([HELD, "failure", COUNT])


def _written(own_columns: list[str], rows: Any) -> Any:
    compute = require("pyarrow.compute", "parquet")
    is_written = compute.and_(compute.is_null(rows[HELD]), compute.is_null(rows["failure"]))
    return rows.filter(is_written).drop_columns(own_columns)


def _failed(columns: list[str], rows: Any) -> Any:
    compute = require("pyarrow.compute", "parquet")
    return rows.filter(compute.is_valid(rows["failure"])).select(columns)


if __name__ == "__main__":
    from cleaner.cli import main

    sys.argv[1:1] = ["corpus", "--engine", "ray"]
    main()
