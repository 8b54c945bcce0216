import pytest

datasets = pytest.importorskip("datasets", reason="needs the extra datasets")
pytest.importorskip("pyarrow", reason="needs the extra datasets")

from engine_inputs import by_id, cleaned_here, pages_table

from cleaner import OptionError
from cleaner.adapters.arrow import BatchPlan
from cleaner.adapters.datasets import clean_dataset
from cleaner.adapters.table import CleanTable


@pytest.fixture
def dataset(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    return datasets.Dataset(pages_table(30))


def same_as_here(rows):
    """Whether rows are those of local processes; `datasets` gives a date as a date or a time at midnight."""
    rows = [row | {"date": getattr(row["date"], "date", lambda day=row["date"]: day)()} for row in rows]
    return by_id(rows) == cleaned_here(pages_table(30))


@pytest.mark.parametrize("processes", [None, 2])
def test_a_dataset_gives_the_rows_of_local_processes(dataset, processes):
    assert same_as_here(clean_dataset(dataset, num_proc=processes, batch_size=7))


def test_so_does_a_streamed_one(dataset):
    assert same_as_here(clean_dataset(dataset.to_iterable_dataset(num_shards=2)))


def test_so_does_map_itself_on_lists_of_columns(dataset):
    assert same_as_here(dataset.map(CleanTable(), batched=True, remove_columns=dataset.column_names))


def test_a_wrong_column_is_said(dataset):
    with pytest.raises(OptionError, match="there is no column 'page'"):
        clean_dataset(dataset, BatchPlan(column="page"))
