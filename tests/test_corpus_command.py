"""`cleaner corpus` as a user meets it: output, exit status, Ctrl-C, kill -9 and a full disk."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra corpus")
pytest.importorskip("fastwarc", reason="needs the extra corpus")

import pyarrow.parquet as pq  # noqa: E402
from corpora import FIRST, page, text, write_jsonl  # noqa: E402

ROOT = Path(__file__).parent.parent
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX")


def start(*arguments, **settings):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "cleaner", "corpus", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=environment, start_new_session=True, text=True, **(pipes | settings))


def run(*arguments, stdin=None):
    process = start(*arguments, stdin=subprocess.PIPE if stdin else subprocess.DEVNULL)
    _, errors = process.communicate(stdin, timeout=120)
    assert "Traceback" not in errors
    return process.returncode, errors


def contents(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """200 records, one of them broken; and what undisturbed runs make of them."""
    folder = tmp_path_factory.mktemp("many")
    records = [{"id": f"r{n}", "text": text(n)} for n in range(200)]
    records[133] = b"{broken"
    write_jsonl(folder / "in.jsonl", records)
    for name in ("out.parquet", "out.jsonl"):
        assert run(*options(folder / "in.jsonl", folder / name / name))[0] == 1
    return folder


def options(source, output):
    return source, "-o", output, "-j", 2, "--shard-size", 20, "-q"


def wait_for_shards(output, count):
    """Wait until a run has put down that many shards."""
    journal = output.with_name(f"{output.name}.run") / "journal.jsonl"
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if journal.exists() and journal.read_bytes().count(b"\n") > count:
            return
        time.sleep(0.002)
    pytest.fail("the run puts down no shards")


def test_one_command_from_a_folder_to_parquet(tmp_path):
    (tmp_path / "site").mkdir()
    for n in range(3):
        (tmp_path / "site" / f"{n}.html").write_text(page(n))
    (tmp_path / "site" / "photo.png").write_bytes(b"\x89PNG")
    status, errors = run(tmp_path / "site", "-o", tmp_path / "out.parquet", "-j", 1)
    assert status == 0
    assert errors.splitlines() == [
        "cleaner: 1 files in folders are of another form, passed over",
        "cleaner: read 3 = written 3 + filtered 0 + failed 0",
    ]
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["id"] for row in rows] == [str(tmp_path / "site" / f"{n}.html") for n in range(3)]
    assert FIRST in rows[0]["text"]


def test_failures_make_the_status_1_and_are_told(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [{"text": text(1)}, b"{broken"])
    status, errors = run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "-j", 1)
    assert status == 1
    assert errors.splitlines()[-1] == "cleaner: read 2 = written 1 + filtered 0 + failed 1"
    (line,) = (tmp_path / "out.jsonl.failures.jsonl").read_text().splitlines()
    assert json.loads(line)["position"] == "line 2"
    status, errors = run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    assert (status, "--overwrite" in errors) == (2, True)
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--overwrite", "-j", 1)[0] == 1


def test_standard_input(tmp_path):
    status, errors = run("-", "-o", tmp_path / "out.jsonl", "-j", 1, stdin=json.dumps({"text": text(1)}) + "\n")
    assert (status, errors.splitlines()[-1]) == (0, "cleaner: read 1 = written 1 + filtered 0 + failed 0")
    status, errors = run("-", "-o", tmp_path / "b.jsonl", "--resume", stdin="x")
    assert (status, "cannot be read again" in errors) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["nothing.jsonl", "-o", "out"], 3, "cannot read nothing.jsonl: there is no such file or folder"),
        (["in.jsonl", "-o", "out.csv"], 2, "cannot write out.csv: name it *.jsonl"),
        (["in.jsonl", "-o", "out", "--language", "a b"], 2, "'a b' is no language tag"),
        (["in.jsonl", "-o", "out", "--resume", "--overwrite"], 2, "choose one"),
        (["in.jsonl", "-o", "out", "--keep", "nonsense"], 2, "unknown label 'nonsense'"),
    ],
)
def test_mistakes_are_told_in_a_line(tmp_path, monkeypatch, arguments, status, message):
    monkeypatch.chdir(tmp_path)
    write_jsonl(tmp_path / "in.jsonl", [{"text": "a"}])
    found, errors = run(*arguments)
    assert (found, len(errors.splitlines())) == (status, 1)
    assert message in errors
    assert not (tmp_path / "out").exists()


@posix
@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl"])
def test_after_kill_9_of_the_parent_resuming_gives_the_same_bytes(many, tmp_path, name):
    source, output = many / "in.jsonl", tmp_path / name
    process = start(*options(source, output))
    wait_for_shards(output, random.randint(0, 7))
    os.killpg(process.pid, signal.SIGKILL) if random.random() < 0.5 else process.kill()
    process.communicate()
    status, errors = run(*options(source, output), "--resume")
    assert (status, errors.splitlines()[-1]) == (1, "cleaner: read 200 = written 199 + filtered 0 + failed 1")
    assert contents(tmp_path) == contents(many / name)


def children(pid):
    """Process ids of all that descend from a process."""
    try:
        found = [int(n) for task in Path(f"/proc/{pid}/task").glob("*/children") for n in task.read_text().split()]
    except OSError:
        return []  # it has just ended
    return found + [n for child in found for n in children(child)]


def kill_workers(process, journal):
    """Kill a worker after the first shard, and one four shards later if the run lasts; tell how many were killed.

    Not the one that took the place of the first: it may have that one's record, which must not cost two workers.
    """
    killed, known, shards = [], set(), 1
    while process.poll() is None and len(killed) < 2:
        workers = [pid for child in children(process.pid) for pid in children(child)]
        # The journal is not there yet or no more, the worker has just ended, or there is none.
        with suppress(OSError, IndexError):
            if journal.read_bytes().count(b"\n") > shards:
                known = known or set(workers)
                worker = random.choice([pid for pid in workers if pid in known - set(killed)])
                os.kill(worker, signal.SIGKILL)
                killed, shards = [*killed, worker], shards + 4
        time.sleep(0.005)
    return len(killed)


@posix
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_killed_workers_are_replaced_and_nothing_is_lost(many, tmp_path):
    output = tmp_path / "out.parquet"
    process = start(*options(many / "in.jsonl", output))
    killed = kill_workers(process, output.with_name("out.parquet.run") / "journal.jsonl")
    _, errors = process.communicate(timeout=120)
    assert killed
    assert process.returncode == 1
    assert "written 199 + filtered 0 + failed 1" in errors
    assert contents(tmp_path) == contents(many / "out.parquet")


@posix
def test_a_full_disk_is_told_and_resuming_completes_the_run(many, tmp_path):
    source, output = many / "in.jsonl", tmp_path / "out.jsonl"
    most = len((many / "out.jsonl" / "out.jsonl").read_bytes()) // 2

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    process = start(*options(source, output), preexec_fn=limit)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert errors.splitlines()[-1].endswith("the same command with --resume goes on")
    assert "Traceback" not in errors
    assert not output.exists()
    run(*options(source, output), "--resume")
    assert contents(tmp_path) == contents(many / "out.jsonl")


@posix
def test_ctrl_c_leaves_a_run_that_can_be_resumed(many, tmp_path):
    source, output = many / "in.jsonl", tmp_path / "out.parquet"
    process = start(*options(source, output))
    wait_for_shards(output, 2)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "cleaner: interrupted; the same command with --resume goes on\n"
    run(*options(source, output), "--resume")
    assert contents(tmp_path) == contents(many / "out.parquet")


@pytest.mark.parametrize("name", ["dump.jsonl", "d.parquet"])
def test_an_output_that_is_an_input_is_refused_also_with_overwrite(tmp_path, name):
    source = tmp_path / name
    if name.endswith(".jsonl"):
        write_jsonl(source, [{"id": "a", "text": text(1)}])
        given = source
    else:
        source.mkdir()
        given = source / "part-00000.parquet"
        pq.write_table(pa.table({"id": ["a"], "text": [text(1)]}), given)
    before = given.read_bytes()
    status, errors = run(source, "-o", source, "--overwrite")
    assert status == 2
    assert "choose another output" in errors
    assert given.read_bytes() == before


@pytest.mark.parametrize("output", [".", ""])
def test_an_output_without_a_name_is_refused(tmp_path, output):
    source = tmp_path / "dump.jsonl"
    write_jsonl(source, [{"id": "a", "text": text(1)}])
    assert run(source, "-o", output)[0] == 2
