"""The shipped data are read without pickle, and only if they are the ones that were shipped."""

import ast
import hashlib
import shutil
from pathlib import Path

import pytest

import cleaner
from cleaner import jargon, lexicon, scoring
from cleaner.datafiles import DATA, read_shipped, record_hash
from cleaner.errors import DataFileError
from cleaner.labels import headline

SHIPPED = {
    "model.npz": (scoring, scoring.load_model),
    "lexicon.json": (lexicon, lexicon.load_lexicon),
    "headline.json": (headline, headline.load_weights),
    "jargon.npz": (jargon, jargon.load_jargon),
}
#: What turns bytes into code or objects. `numpy.load` without pickle is no such thing.
UNSAFE = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml"}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_recorded_hash_is_that_of_the_file(name):
    recorded = (DATA / name).with_suffix(".sha256").read_text("ascii")
    assert recorded == f"{hashlib.sha256((DATA / name).read_bytes()).hexdigest()}  {name}\n"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_file_with_one_byte_changed_is_refused(name, tmp_path, monkeypatch):
    for path in (DATA / name, (DATA / name).with_suffix(".sha256")):
        shutil.copy(path, tmp_path)
    data = bytearray((tmp_path / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / name).write_bytes(data)
    module, load = SHIPPED[name]
    monkeypatch.setattr(module, "DATA", tmp_path)
    with pytest.raises(DataFileError, match="not the file that was shipped"):
        load.__wrapped__()


@pytest.mark.parametrize("missing", ["data.bin", "data.sha256"])
def test_a_file_or_a_hash_that_is_missing_is_one_clear_error(missing, tmp_path):
    path = tmp_path / "data.bin"
    path.write_bytes(b"one")
    record_hash(path)
    assert read_shipped(path) == b"one"
    (tmp_path / missing).unlink()
    with pytest.raises(DataFileError, match=r"data\.bin.*reinstall"):
        read_shipped(path)


def calls_and_imports(path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield f"{node.func.id}()"
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            yield f"allow_pickle={ast.unparse(node.value)}"


def test_nothing_in_the_package_unpickles_or_evaluates():
    # What trains the model runs from a clone and is no part of cleaning.
    modules = [path for path in Path(cleaner.__file__).parent.rglob("*.py") if "training" not in path.parts]
    found = {name for path in modules for name in calls_and_imports(path)}
    assert {"numpy", "allow_pickle=False"} <= found
    assert not found & (UNSAFE | {"eval()", "exec()", "compile()", "__import__()", "allow_pickle=True"})
