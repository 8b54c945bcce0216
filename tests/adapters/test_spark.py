import os
import shutil
import sys
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="needs the extra spark")
pytest.importorskip("pyarrow", reason="needs the extra spark")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java", allow_module_level=True)

import pyarrow.parquet as pq
from engine_inputs import by_id, cleaned_here, dying_batches, learn_everywhere, pages_table, run_everywhere
from pyspark.sql import SparkSession

from cleaner import OptionError
from cleaner.adapters.arrow import BatchPlan
from cleaner.adapters.spark import clean_dataframe, learn_dataframe, run_corpus


@pytest.fixture(scope="module")
def spark():
    """Spark on two cores of this machine and no network; a task is tried four times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        # Workers must find this folder, too.
        patch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)]))
        options = {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.execution.arrow.maxRecordsPerBatch": "5",
            "spark.sql.shuffle.partitions": "2",
        }
        session = SparkSession.builder.master("local[2,4]").config(map=options).getOrCreate()
        yield session
        session.stop()


@pytest.fixture
def frame(spark, tmp_path):
    pq.write_table(pages_table(30), tmp_path / "pages.parquet")
    return spark.read.parquet(str(tmp_path / "pages.parquet"))


def rows_of(frame):
    return by_id(row.asDict(recursive=True) for row in frame.collect())


def test_a_data_frame_gives_the_rows_of_local_processes(frame):
    assert rows_of(clean_dataframe(frame.repartition(2))) == cleaned_here(pages_table(30))


def test_a_worker_killed_in_mid_run_loses_nothing(frame, tmp_path):
    schema = clean_dataframe(frame).schema
    step = partial(dying_batches, plan=BatchPlan(), marker=str(tmp_path / "died"))
    assert rows_of(frame.mapInArrow(step, schema)) == cleaned_here(pages_table(30))
    assert (tmp_path / "died").exists()


def test_a_corpus_run_on_spark_is_that_of_local_processes(spark, tmp_path):
    output = run_everywhere(tmp_path, run_corpus)
    assert all(path.name.startswith("part-") for path in output.iterdir())


def test_a_template_learned_on_spark_is_that_of_cleaner_learn(spark, tmp_path):
    def learn(table, plan, **how):
        pq.write_table(table, tmp_path / "spark.parquet")
        return learn_dataframe(spark.read.parquet(str(tmp_path / "spark.parquet")).repartition(5), plan, **how)

    learn_everywhere(tmp_path, learn)


def test_a_wrong_column_is_said_before_anything_runs(frame):
    with pytest.raises(OptionError, match="there is no column 'page'"):
        clean_dataframe(frame, BatchPlan(column="page"))
    with pytest.raises(OptionError, match="there is no column 'page'"):
        learn_dataframe(frame, BatchPlan(column="page"))
