"""Spark: clean a DataFrame, or run `cleaner corpus` on a cluster.

clean_dataframe(spark.read.parquet("pages/"), BatchPlan(column="html")).write.parquet("articles/")

python -m cleaner.adapters.spark 'crawl/*.warc.gz' -o articles [--master spark://host:7077]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from cleaner.adapters.arrow import BatchPlan, clean_batches
from cleaner.adapters.learning import gather_template, learn_batches, learned_schema, merge_learned
from cleaner.corpus.engines import COUNT, HELD, EngineOutput, EngineRun, plan_run
from cleaner.corpus.journal import Totals
from cleaner.corpus.run import Job
from cleaner.extras import missing_extra
from cleaner.templates.template import PAGES, Template

try:
    from pyspark import StorageLevel
    from pyspark.sql import DataFrame, SparkSession, functions
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
except ImportError as error:
    raise missing_extra("pyspark", "spark") from error


def clean_dataframe(frame: DataFrame, plan: BatchPlan | None = None) -> DataFrame:
    """Clean the pages of a DataFrame by `mapInArrow`; see `cleaner.adapters.arrow` for the columns that come out.

    Args:
        frame: A DataFrame with a column of pages.
        plan: Where the pages stand and how to clean them.

    Raises:
        OptionError: the page column is missing or of no type that a page can have. No page raises.
    """
    plan = plan or BatchPlan()
    schema = from_arrow_schema(plan.schema(to_arrow_schema(frame.schema)))
    return frame.mapInArrow(partial(clean_batches, plan=plan), schema)


def learn_dataframe(
    frame: DataFrame, plan: BatchPlan | None = None, *, by_site: bool = True, limit: int = PAGES
) -> Template:
    """Learn what the sites of a DataFrame's pages repeat: counted in each partition, added by site.

    Args:
        frame: A DataFrame with a column of pages and one of their addresses.
        plan: Where these stand and how to read them.
        by_site: Whether the pages are of several sites, told apart by the hosts of their addresses.
        limit: Pages of a site whose counts are held; of more, a sample that depends on the pages alone.

    Returns:
        The template, held by the driver. `RuntimeWarning` says how many pages could not be learned from.

    Raises:
        OptionError: the page column is missing or of no type that a page can have. No page raises.
    """
    plan = plan or BatchPlan()
    plan.schema(to_arrow_schema(frame.schema))
    schema = from_arrow_schema(learned_schema())
    parts = frame.mapInArrow(partial(learn_batches, plan=plan, by_site=by_site, limit=limit), schema)
    sorted_parts = parts.repartition("site", "kind").sortWithinPartitions("site", "kind")
    rows = sorted_parts.mapInArrow(merge_learned, schema).toLocalIterator()
    return gather_template(row.asDict() for row in rows)


def run_corpus(job: Job, master: str | None = None) -> Totals:
    """Run a corpus job on Spark; every worker must see the input and output paths.

    Args:
        job: What to do; see `cleaner.corpus.engines` for what an engine cannot do.
        master: Spark's master URL; None takes the running session, or this machine, each task tried four times.

    Returns:
        The reckoning.

    Raises:
        OptionError: it asks for what no engine does, or there is an output already.
        SourceError: an input cannot be read at all.
    """
    run = plan_run(job)
    output = EngineOutput(run)
    spark = _session(master)
    tasks = len(run.tasks)
    rows = spark.range(0, tasks, 1, max(tasks, 1)).mapInArrow(partial(_run_tasks, run), from_arrow_schema(run.schema))
    rows = rows.persist(StorageLevel.DISK_ONLY)
    try:
        groups = rows.groupBy(HELD, "failure").agg(functions.sum(COUNT)).collect()
        is_written = functions.col(HELD).isNull() & functions.col("failure").isNull()
        rows.filter(is_written).drop(*run.own_columns).write.parquet(output.folder, compression="zstd")
        failed = rows.filter(functions.col("failure").isNotNull())
        failures = (row.asDict() for row in failed.select("id", *run.own_columns).toLocalIterator())
        return output.finish([tuple(group) for group in groups], failures)
    finally:
        rows.unpersist()


def _run_tasks(run: EngineRun, numbers: Iterable[Any]) -> Iterator[Any]:
    for batch in numbers:
        for number in batch.column(0).to_pylist():
            yield from run.run_task(number)


def _session(master: str | None) -> SparkSession:
    # Workers on this machine run under this Python, not under whichever comes first on the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("cleaner corpus").config("spark.ui.showConsoleProgress", "false")
    if master is None and SparkSession.getActiveSession() is None and "SPARK_MASTER" not in os.environ:
        # Plain local[*] gives up at the first lost worker.
        master = "local[*,4]"
    return (builder.master(master) if master else builder).getOrCreate()


if __name__ == "__main__":
    from cleaner.cli import main

    sys.argv[1:1] = ["corpus", "--engine", "spark"]
    main()
