"""Spark: clean a DataFrame, or run `cleaner corpus` on a cluster.

    clean_dataframe(spark.read.parquet("pages/"), BatchPlan(column="html")).write.parquet("articles/")

    python -m cleaner.adapters.spark 'crawl/*.warc.gz' -o articles [--master spark://host:7077]
"""

from __future__ import annotations

from functools import partial

from cleaner.adapters.arrow import BatchPlan, clean_batches
from cleaner.extras import missing_extra

try:
    from pyspark.sql import DataFrame
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
