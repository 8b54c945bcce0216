"""Hugging Face `datasets`: clean a column of a dataset, in as many processes as wanted, streamed or not."""

from __future__ import annotations

from typing import TypeVar

from cleaner.adapters.arrow import BatchPlan
from cleaner.adapters.table import CleanTable
from cleaner.extras import missing_extra

try:
    from datasets import Dataset, IterableDataset
except ImportError as error:
    raise missing_extra("datasets", "datasets") from error

_AnyDataset = TypeVar("_AnyDataset", "Dataset", "IterableDataset")


def clean_dataset(
    dataset: _AnyDataset, plan: BatchPlan | None = None, *, num_proc: int | None = None, batch_size: int = 64
) -> _AnyDataset:
    """Clean the pages of a dataset; see `cleaner.adapters.arrow` for the columns that come out.

    The same as `dataset.map(CleanTable(plan), batched=True, remove_columns=dataset.column_names)`, but without
    turning every value into a Python object on the way.

    Args:
        dataset: A dataset, streamed (`IterableDataset`) or not.
        plan: Where the pages stand and how to clean them.
        num_proc: Worker processes; not for a streamed dataset, which `datasets` cleans where it is read.
        batch_size: Rows cleaned at a time.

    Raises:
        OptionError: the page column is missing or of no type that a page can have. No page raises.
    """
    pages = dataset.with_format("arrow")
    more = {} if num_proc is None else {"num_proc": num_proc}
    return pages.map(CleanTable(plan or BatchPlan()), batched=True, batch_size=batch_size, **more).with_format(None)
