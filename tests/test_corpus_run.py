"""Runs of a corpus in this process: order, failures, filters, resuming, the books."""

import contextlib
import gc
import gzip
import json
import os
import shutil
import sys
from dataclasses import replace

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra corpus")
pytest.importorskip("fastwarc", reason="needs the extra corpus")
pytest.importorskip(
    "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd", reason="needs the extra corpus"
)
pytest.importorskip("rensa", reason="needs the extra corpus")

import pyarrow.parquet as pq  # noqa: E402
from corpora import TITLE, misbehave, page, text, warc_bytes, write_jsonl  # noqa: E402

from cleaner import CleanerError, OptionError, Options  # noqa: E402
from cleaner.adapters.arrow import BatchPlan  # noqa: E402
from cleaner.corpus.filters import Filters  # noqa: E402
from cleaner.corpus.items import Reading  # noqa: E402
from cleaner.corpus.outputs import JsonlOutput, ParquetOutput, open_at  # noqa: E402
from cleaner.corpus.run import Job, run_corpus  # noqa: E402
from cleaner.corpus.sources import find_sources  # noqa: E402

FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")


def job(inputs, output, **settings):
    return Job(find_sources([str(path) for path in inputs]), output, **({"shard_size": 20, "workers": 2} | settings))


def rows(output):
    if output.is_dir():
        return [row for part in sorted(output.glob("*.parquet")) for row in pq.read_table(part).to_pylist()]
    data = output.read_bytes()
    return [json.loads(line) for line in (gzip.decompress(data) if output.suffix == ".gz" else data).splitlines()]


def failures(output):
    lines = output.with_name(f"{output.name}.failures.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def contents(output):
    """Every byte that a run leaves behind, by file."""
    files = [
        path for path in output.parent.rglob("*") if path.is_file() and path.name.startswith((output.name, "part-"))
    ]
    return {str(path.relative_to(output.parent)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """50 texts in JSONL, some bad; and the same as WARC, WET, Parquet and a folder."""
    folder = tmp_path_factory.mktemp("corpus")
    records = [{"id": f"r{n}", "text": text(n), "n": n} for n in range(50)]
    records[13] = b"{broken"
    records[31] = {"id": "r31", "text": None, "n": 31}
    write_jsonl(folder / "in.jsonl.gz", records)
    html = {"Content-Type": "text/html"}
    responses = [("response", f"http://x.example/{n}", page(n).encode(), html) for n in range(9)]
    image = ("response", "http://x.example/i.png", b"\x89PNG", {"Content-Type": "image/png"})
    (folder / "in.warc.gz").write_bytes(warc_bytes([*responses[:4], image, *responses[4:], image]))
    (folder / "in.warc.wet.gz").write_bytes(
        warc_bytes([("conversion", f"http://x.example/{n}", text(n).encode(), None) for n in range(9)])
    )
    pq.write_table(pa.table({"html": [page(n) for n in range(9)], "n": list(range(9))}), folder / "in.parquet")
    (folder / "site").mkdir()
    for n in range(9):
        (folder / "site" / f"{n}.html").write_text(page(n), "utf-8")
    return folder


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl", "out.jsonl.gz", "out.jsonl.zst"])
def test_records_come_out_in_order_and_the_books_balance(corpus, tmp_path, name):
    output = tmp_path / name
    totals = run_corpus(job([corpus / "in.jsonl.gz"], output))
    assert totals.reckoning() == "read 50 = written 48 + filtered 0 + failed 2"
    assert [failure["number"] for failure in failures(output)] == [13, 31]
    assert failures(output)[0] == {
        "id": f"{corpus / 'in.jsonl.gz'}:14",
        "reason": "malformed",
        "detail": failures(output)[0]["detail"],
        "source": str(corpus / "in.jsonl.gz"),
        "position": "line 14",
        "number": 13,
    }
    if not name.endswith(".zst"):
        found = rows(output)
        assert [row["id"] for row in found] == [f"r{n}" for n in range(50) if n not in (13, 31)]
        assert [row["n"] for row in found] == [n for n in range(50) if n not in (13, 31)]
        assert all(row["text"].startswith(TITLE) and "Share" not in row["text"] for row in found)
    assert not (tmp_path / f"{name}.run").exists()


@pytest.mark.parametrize("name", ["in.warc.gz", "in.warc.wet.gz", "in.parquet", "site"])
def test_every_kind_of_input_becomes_typed_parquet(corpus, tmp_path, name):
    output = tmp_path / "out"
    totals = run_corpus(job([corpus / name], output, plan=BatchPlan(format="markdown", blocks=True)))
    assert totals.reckoning() == "read 9 = written 9 + filtered 0 + failed 0"
    assert totals.passed_over == (2 if name == "in.warc.gz" else 0)
    schema = pq.read_schema(output / "part-00000.parquet")
    assert schema.names[:5] == ["id", "url", "title", "markdown", "authors"]
    assert str(schema.field("date").type) == "date32[day]"
    assert pa.types.is_struct(schema.field("counts").type)
    assert "failure" not in schema.names
    found = rows(output)
    assert [f"Number {n} of" in row["markdown"] for n, row in enumerate(found)] == [True] * 9
    assert all(row["blocks"] for row in found)


def test_several_inputs_of_several_kinds_make_one_output(corpus, tmp_path):
    inputs = [corpus / "in.warc.gz", corpus / "in.jsonl.gz", corpus / "in.parquet", corpus / "site"]
    output = tmp_path / "out.jsonl"
    totals = run_corpus(job(inputs, output))
    assert totals.reckoning() == "read 77 = written 75 + filtered 0 + failed 2"
    found = rows(output)
    assert {"warc_date", "http_status", "n", "extra"} <= found[0].keys()
    assert [row["n"] for row in found[:10]] == [None] * 9 + [0]


def test_the_same_input_gives_the_same_bytes_whatever_the_number_of_workers(corpus, tmp_path):
    for name in ("out.parquet", "out.jsonl.gz"):
        for workers in (1, 2):
            run_corpus(job([corpus / "in.jsonl.gz"], tmp_path / str(workers) / name, workers=workers))
        assert contents(tmp_path / "1" / name) == contents(tmp_path / "2" / name)


def test_hanging_crashing_and_killed_records_cost_only_themselves(tmp_path):
    pages = [text(n) for n in range(40)]
    pages[3] = "HANG"
    pages[4] = "CRASH"
    pages[10] = f"ONCE {tmp_path / 'mark'} " + text(10)
    pages[30] = "CRASH"
    write_jsonl(tmp_path / "in.jsonl", [{"id": f"r{n}", "text": page} for n, page in enumerate(pages)])
    output = tmp_path / "out"
    totals = run_corpus(job([tmp_path / "in.jsonl"], output, seconds=8.0), cleaning=misbehave)
    assert totals.reckoning() == "read 40 = written 37 + filtered 0 + failed 3"
    assert [(f["id"], f["reason"]) for f in failures(output)] == [
        ("r3", "timeout"),
        ("r4", "worker_died"),
        ("r30", "worker_died"),
    ]
    assert failures(output)[1]["detail"].endswith("killed by SIGSEGV")
    assert [row["id"] for row in rows(output)] == [f"r{n}" for n in range(40) if n not in (3, 4, 30)]


def test_hostile_pages_and_sizes(tmp_path):
    (tmp_path / "a.html").write_bytes(b"<div>" * 300_000 + b"deep")
    (tmp_path / "b.html").write_bytes(b"<" * 3_000_000)
    (tmp_path / "c.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "d.html").write_bytes(b"<p>caf\xe9 \xff\xfe " + FIRST_BYTES)
    (tmp_path / "e.html").write_text(page(1))
    output = tmp_path / "out"
    plan = BatchPlan(max_size=2_000_000)
    totals = run_corpus(job([tmp_path], output, plan=plan, reading=Reading(max_size=2_000_000), seconds=20.0))
    assert totals.balances
    assert totals.read == 5
    reasons = {failure["id"][-6:]: failure["reason"] for failure in failures(output)}
    assert reasons.pop("b.html") == "too_large"
    assert reasons.pop("c.html") == "binary"
    assert set(reasons.items()) <= {("a.html", "timeout")}
    assert {row["id"][-6:] for row in rows(output)} >= {"d.html", "e.html"}


FIRST_BYTES = b"The council opened the old harbour bridge to cyclists on Monday after a long winter of repairs."


def test_filters_hold_back_and_are_counted(tmp_path):
    records = [
        {"id": "en", "text": text(1)},
        {"id": "again", "text": text(1).replace("Share", "Share\n\nShare")},
        {"id": "short", "text": "Two words."},
        {
            "id": "de",
            "text": "Der Rat der Stadt hat am Montag die alte Brücke am Hafen für Radfahrer geöffnet.\n\n" * 3,
        },
    ]
    write_jsonl(tmp_path / "in.jsonl", records)
    filters = Filters(languages=("en",), min_words=5, near_duplicates=0.9)
    totals = run_corpus(job([tmp_path / "in.jsonl"], tmp_path / "out", filters=filters))
    assert [row["id"] for row in rows(tmp_path / "out")] == ["en"]
    assert totals.filtered["duplicate"] == 1
    assert totals.reckoning() == "read 4 = written 1 + filtered 3 + failed 0"
    totals = run_corpus(job([tmp_path / "in.jsonl"], tmp_path / "sure", filters=Filters(min_confidence=1.0)))
    assert totals.filtered == {"confidence": 4}


def test_filters_out_of_range_are_refused():
    for wrong in ({"min_confidence": 2}, {"near_duplicates": 0}, {"languages": ("not a tag",)}):
        with pytest.raises(OptionError):
            Filters(**wrong)


class StopError(Exception):
    """What ends a run in the middle."""


def stop_after(count):
    calls = []

    def progress(totals, share):
        calls.append(totals)
        if len(calls) == count:
            raise StopError

    return progress


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl.gz"])
def test_a_run_that_is_cut_off_ends_with_the_same_bytes(corpus, tmp_path, name):
    settings = {"filters": Filters(near_duplicates=0.95)}
    inputs = [corpus / "in.warc.gz", corpus / "in.jsonl.gz"]
    whole = tmp_path / "whole" / name
    run_corpus(job(inputs, whole, **settings))
    for chunks in (1, 4, 6):
        cut = tmp_path / f"cut{chunks}" / name
        with pytest.raises(StopError):
            run_corpus(job(inputs, cut, **settings), progress=stop_after(chunks))
        totals = run_corpus(job(inputs, cut, **settings), resume=True)
        assert contents(cut) == contents(whole)
        assert totals.reckoning() == "read 59 = written 48 + filtered 9 + failed 2"
        assert totals.passed_over == 2
    assert run_corpus(job(inputs, cut, **settings), resume=True) == totals


def test_near_duplicates_are_known_again_after_resuming(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [{"text": text(n % 25), "id": n} for n in range(50)])
    for name in ("out.parquet", "out.jsonl.zst"):
        settings = {"filters": Filters(near_duplicates=0.97)}
        whole, cut = tmp_path / "whole" / name, tmp_path / "cut" / name
        totals = run_corpus(job([tmp_path / "in.jsonl"], whole, **settings))
        assert totals.filtered["duplicate"] >= 25
        with pytest.raises(StopError):
            run_corpus(job([tmp_path / "in.jsonl"], cut, **settings), progress=stop_after(3))
        assert run_corpus(job([tmp_path / "in.jsonl"], cut, **settings), resume=True) == totals
        assert contents(cut) == contents(whole)


def test_a_journal_line_that_was_cut_off_does_not_count(corpus, tmp_path):
    whole, cut = tmp_path / "whole" / "out.jsonl", tmp_path / "cut" / "out.jsonl"
    run_corpus(job([corpus / "in.jsonl.gz"], whole))
    with pytest.raises(StopError):
        run_corpus(job([corpus / "in.jsonl.gz"], cut), progress=stop_after(3))
    journal = tmp_path / "cut" / "out.jsonl.run" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-5])
    with open(tmp_path / "cut" / "out.jsonl.run" / "output", "ab") as file:
        file.write(b"half a rec")
    run_corpus(job([corpus / "in.jsonl.gz"], cut), resume=True)
    assert contents(cut) == contents(whole)


@pytest.mark.parametrize(("name", "output_class"), [("out.parquet", ParquetOutput), ("out.jsonl.gz", JsonlOutput)])
def test_a_full_disk_ends_the_run_and_resuming_completes_it(corpus, tmp_path, monkeypatch, name, output_class):
    whole, cut = tmp_path / "whole" / name, tmp_path / "cut" / name
    run_corpus(job([corpus / "in.jsonl.gz"], whole))
    commit, done = output_class.commit, []

    def full(self):
        if done:
            raise OSError(28, "No space left on device")
        done.append(1)
        return commit(self)

    monkeypatch.setattr(output_class, "commit", full)
    with pytest.raises(OSError, match="No space left"):
        run_corpus(job([corpus / "in.jsonl.gz"], cut))
    monkeypatch.undo()
    run_corpus(job([corpus / "in.jsonl.gz"], cut), resume=True)
    assert contents(cut) == contents(whole)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("full", [False, pytest.param(True, marks=FULL)])
def test_a_parquet_shard_that_is_given_up_leaves_nothing_and_says_nothing(tmp_path, full):
    rows = pa.record_batch({"text": [os.urandom(20_000).hex()]})
    output = ParquetOutput(tmp_path, rows.schema, 0)
    if full:
        (tmp_path / ".part-00000.parquet.tmp").symlink_to("/dev/full")
    with contextlib.suppress(OSError) if full else contextlib.nullcontext():
        output.write(rows, 2**30)
    output.close()
    del output
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_exists_is_refused_and_so_is_another_run(corpus, tmp_path):
    first = job([corpus / "in.jsonl.gz"], tmp_path / "out.jsonl")
    with pytest.raises(StopError):
        run_corpus(first, progress=stop_after(3))
    with pytest.raises(OptionError, match=r"holds an unfinished run; go on with --resume"):
        run_corpus(first)
    with pytest.raises(OptionError, match="shard size is not what it was: it was 20 and is 7"):
        run_corpus(replace(first, shard_size=7), resume=True)
    with pytest.raises(OptionError, match="the inputs are not what it was"):
        run_corpus(replace(first, sources=find_sources([str(corpus / "in.warc.gz")])), resume=True)
    with pytest.raises(OptionError, match="cleaning is not what it was"):
        run_corpus(replace(first, plan=BatchPlan(options=Options(mode="recall"))), resume=True)
    run_corpus(replace(first, workers=1), resume=True)
    with pytest.raises(OptionError, match="exists; choose another output"):
        run_corpus(first)
    (tmp_path / "theirs.jsonl").write_text("mine")
    with pytest.raises(OptionError, match="exists; choose another output"):
        run_corpus(replace(first, output=tmp_path / "theirs.jsonl"), resume=True)
    with pytest.raises(OptionError, match="cleaning is not what it was"):
        run_corpus(replace(first, plan=BatchPlan(format="markdown")), resume=True)


@pytest.mark.parametrize("step", ["first rename", "second rename", "third rename", "removal"])
def test_a_run_that_is_cut_off_while_it_puts_its_files_in_place_is_completed(corpus, tmp_path, monkeypatch, step):
    whole, cut = tmp_path / "whole" / "out.jsonl", tmp_path / "cut" / "out.jsonl"
    run_corpus(job([corpus / "in.jsonl.gz"], whole))
    rename, left = os.replace, ["first rename", "second rename", "third rename"]

    def stop_at_rename(*names):
        if left.pop(0) == step:
            raise StopError
        rename(*names)

    def stop_at_removal(folder):
        (folder / "journal.jsonl").unlink()
        raise StopError

    monkeypatch.setattr(os, "replace", stop_at_rename)
    monkeypatch.setattr(shutil, "rmtree", stop_at_removal)
    with pytest.raises(StopError):
        run_corpus(job([corpus / "in.jsonl.gz"], cut))
    monkeypatch.undo()
    assert run_corpus(job([corpus / "in.jsonl.gz"], cut), resume=True).read == 50
    assert contents(cut) == contents(whole)


def test_an_output_shorter_than_its_journal_is_not_trusted(tmp_path):
    (tmp_path / "file").write_bytes(b"12345")
    with pytest.raises(CleanerError, match="shorter than its journal says"):
        open_at(tmp_path / "file", 6)


def test_an_input_without_records_gives_an_empty_output(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [])
    totals = run_corpus(job([tmp_path / "in.jsonl"], tmp_path / "out"))
    assert totals.reckoning() == "read 0 = written 0 + filtered 0 + failed 0"
    assert rows(tmp_path / "out") == []


def test_carried_values_that_json_does_not_have(tmp_path):
    table = pa.table(
        {
            "html": [page(1)],
            "title": ["theirs"],
            "when": pa.array([1001], pa.timestamp("ns")),
            "whens": pa.array([[1001]], pa.list_(pa.timestamp("ns"))),
            "score": [float("nan")],
            "raw": [b"caf\xe9"],
            "broken": pa.array([b"caf\xe9"]).cast(pa.string(), safe=False),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    run_corpus(job([tmp_path / "in.parquet"], tmp_path / "out.jsonl"))
    (row,) = rows(tmp_path / "out.jsonl")
    assert row["input_title"] == "theirs"
    assert row["score"] is None
    assert row["raw"] == row["broken"] == "caf\ufffd"
    assert "1970-01-01" in row["when"]
    # A list of them with pandas installed, else text.
    assert "1970-01-01" in str(row["whens"])
    assert all(row["counts"].values())
    run_corpus(job([tmp_path / "in.parquet"], tmp_path / "out"))
    assert pq.read_table(tmp_path / "out").column("when").cast(pa.int64()).to_pylist() == [1001]


def test_overwriting_removes_only_what_a_run_wrote(corpus, tmp_path):
    from cleaner.corpus.places import Places

    output = tmp_path / "out"
    run_corpus(job([corpus / "site"], output))
    (output / "notes.txt").write_text("mine")
    with pytest.raises(OptionError, match="with other files"):
        Places(output).remove()
    (output / "notes.txt").unlink()
    Places(output).remove()
    assert list(tmp_path.rglob("*")) == [output]


def test_lines_of_progress_tell_the_rate_from_the_first_record_on(monkeypatch, capsys):
    from cleaner.corpus import progress
    from cleaner.corpus.journal import Totals

    clock = iter([0.0, 0.0, 1.0, 11.0, 12.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.reporting(is_quiet=False) as report:
        for read, share in ((10, 0.0), (120, 0.5), (130, 0.55)):
            report(Totals(read=read, written=read), share)
    assert capsys.readouterr().err == "cleaner: 120 read, 120 kept, 0 filtered, 0 failed, 10/s, 50%, 0:00:11 left\n"
