import os
import sys
from pathlib import Path

import pytest

ray = pytest.importorskip("ray", reason="needs the extra ray")
pytest.importorskip("ray.data", reason="needs the extra ray")
pytest.importorskip("pyarrow", reason="needs the extra ray")

from engine_inputs import DyingTable, by_id, cleaned_here, learn_everywhere, pages_table, run_everywhere

from cleaner.adapters.ray import clean_dataset, learn_dataset, run_corpus


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """Ray on two cores of this machine and no network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)]))
        ray.init(
            address="local", num_cpus=2, include_dashboard=False, logging_level="warning", _node_ip_address="127.0.0.1"
        )
        yield
        ray.shutdown()


def test_a_dataset_gives_the_rows_of_local_processes():
    dataset = ray.data.from_arrow(pages_table(30)).repartition(2)
    assert by_id(clean_dataset(dataset, batch_size=5).iter_rows()) == cleaned_here(pages_table(30))


def test_a_worker_killed_in_mid_run_loses_nothing(tmp_path):
    dying = DyingTable(marker=str(tmp_path / "died"))
    dataset = ray.data.from_arrow(pages_table(30)).map_batches(dying, batch_format="pyarrow", batch_size=5)
    assert by_id(dataset.iter_rows()) == cleaned_here(pages_table(30))
    assert (tmp_path / "died").exists()


def test_a_corpus_run_on_ray_is_that_of_local_processes(tmp_path):
    run_everywhere(tmp_path, run_corpus)


def test_a_template_learned_on_ray_is_that_of_cleaner_learn(tmp_path):
    def learn(table, plan, **how):
        return learn_dataset(ray.data.from_arrow(table).repartition(5), plan, **how)

    learn_everywhere(tmp_path, learn)
