"""Ray Data: clean a dataset, or run `cleaner corpus` on a cluster.

ray.data.read_parquet("pages/").map_batches(CleanTable(plan), batch_format="pyarrow")

python -m cleaner.adapters.ray 'crawl/*.warc.gz' -o articles [--address auto]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from cleaner.adapters.arrow import BatchPlan
from cleaner.adapters.learning import gather_template, learn_batches, learned_schema, merge_learned
from cleaner.adapters.table import CleanTable
from cleaner.corpus.engines import COUNT, HELD, EngineOutput, EngineRun, plan_run
from cleaner.corpus.journal import Totals
from cleaner.corpus.run import Job
from cleaner.extras import missing_extra, require
from cleaner.templates.template import PAGES, Template

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


def learn_dataset(
    dataset: Dataset, plan: BatchPlan | None = None, *, by_site: bool = True, limit: int = PAGES, **arguments: Any
) -> Template:
    """Learn what the sites of a Ray dataset's pages repeat: counted in each block, added by site.

    Args:
        dataset: A dataset with a column of pages and one of their addresses.
        plan: Where these stand and how to read them.
        by_site: Whether the pages are of several sites, told apart by the hosts of their addresses.
        limit: Pages of a site whose counts are held; of more, a sample that depends on the pages alone.
        arguments: Given to `map_batches`: `concurrency`, `num_cpus`, `memory`.

    Returns:
        The template, held by the driver. `RuntimeWarning` says how many pages could not be learned from.

    Raises:
        OptionError: the page column is missing or of no type that a page can have. No page raises.
    """
    learn = partial(learn_batches, plan=plan or BatchPlan(), by_site=by_site, limit=limit)
    parts = dataset.map_batches(partial(_of_tables, learn), batch_format="pyarrow", batch_size=None, **arguments)
    sums = parts.groupby(["site", "kind"]).map_groups(partial(_of_tables, merge_learned), batch_format="pyarrow")
    return gather_template(sums.iter_rows())


def _of_tables(step: Callable[[Iterable[Any]], Iterator[Any]], table: Any) -> Any:
    """Do with a table what a step does with record batches."""
    pa = require("pyarrow", "parquet")
    return pa.Table.from_batches(step(table.to_batches()), learned_schema())


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
