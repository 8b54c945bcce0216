"""Ray Data: clean a dataset, or run `cleaner corpus` on a cluster.

    ray.data.read_parquet("pages/").map_batches(CleanTable(plan), batch_format="pyarrow")

    python -m cleaner.adapters.ray 'crawl/*.warc.gz' -o articles [--address auto]
"""

from __future__ import annotations

from typing import Any

from cleaner.adapters.arrow import BatchPlan
from cleaner.adapters.table import CleanTable
from cleaner.extras import missing_extra

try:
    from ray.data import Dataset
except ImportError as error:
    raise missing_extra("ray", "ray") from error


def clean_dataset(dataset: Dataset, plan: BatchPlan | None = None, *, batch_size: int = 256, **arguments: Any) -> Dataset:
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
