"""Templates from corpora of every form, from Arrow batches, and in use on corpora."""

import gzip
import json
import pickle
import random

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra corpus")
pytest.importorskip("fastwarc", reason="needs the extra corpus")

import pyarrow.parquet as pq  # noqa: E402
from corpora import misbehave, warc_bytes, write_jsonl  # noqa: E402
from test_template import PLEA, flat, other_site, prose, story  # noqa: E402
from typer.testing import CliRunner  # noqa: E402

from cleaner import OptionError, Template, cli  # noqa: E402
from cleaner.adapters import learning  # noqa: E402
from cleaner.adapters.arrow import BatchPlan, clean_batches  # noqa: E402
from cleaner.adapters.learning import (  # noqa: E402
    gather_template,
    learn_batches,
    learned_schema,
    merge_learned,
)
from cleaner.corpus.run import Job, run_corpus  # noqa: E402
from cleaner.corpus.sources import find_sources, zstandard  # noqa: E402

HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGES = [(f"https://www.post.example/{n}", story(n)) for n in range(12)]
PAGES += [(f"https://gazette.example/{n}", other_site(n)) for n in range(8)]
TEXTS = [(f"https://post.example/t{n}", flat(n)) for n in range(8)]
WHOLE = Template.learn_sites(PAGES + TEXTS)


def batches_of(pages, size=5, **columns):
    table = pa.table({"url": [url for url, _ in pages], "html": [page for _, page in pages]})
    return table.to_batches(max_chunksize=size)


def rows_of(batches):
    return [row for batch in batches for row in batch.to_pylist()]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli.app, list(words))


# --- Arrow batches


def test_parts_learned_apart_and_merged_are_the_whole():
    pages = random.Random(1).sample(PAGES + TEXTS, len(PAGES + TEXTS))
    parts = [
        row for start in range(0, 28, 7) for row in rows_of(learn_batches(batches_of(pages[start:][:7]), BatchPlan()))
    ]
    assert len(parts) > len(WHOLE.sites)
    in_order = sorted(parts, key=lambda row: (row["site"], row["kind"]))
    merged = rows_of(merge_learned([pa.RecordBatch.from_pylist(in_order, learned_schema())]))
    assert [(row["site"], row["kind"], row["pages"]) for row in merged] == [
        ("gazette.example", "html", 8),
        ("post.example", "html", 12),
        ("post.example", "text", 8),
    ]
    assert gather_template(merged).to_json() == WHOLE.to_json()
    assert gather_template(parts) == WHOLE


def test_a_row_holds_the_file_of_one_site_and_kind(tmp_path):
    rows = rows_of(learn_batches(batches_of(PAGES), BatchPlan()))
    (tmp_path / "site.json").write_bytes(rows[0]["template"])
    template = Template.load(tmp_path / "site.json")
    assert (template.sites, template.pages()) == (("gazette.example",), 8)


@pytest.mark.parametrize("limit", [4, 256])
def test_counts_handed_on_early_add_up_to_the_same(monkeypatch, limit):
    monkeypatch.setattr(learning, "_HELD", 3)
    rows = rows_of(learn_batches(batches_of(PAGES + TEXTS, 2), BatchPlan(), limit=limit))
    assert len(rows) > 6
    assert sum(row["pages"] for row in rows) == 28
    assert gather_template(rows).to_json() == Template.learn_sites(PAGES + TEXTS, limit=limit).to_json()


def test_without_sites_all_pages_are_of_one():
    rows = rows_of(learn_batches(batches_of(PAGES), BatchPlan(url_column=None), by_site=False))
    assert [row["site"] for row in rows] == [""]
    assert gather_template(rows) == Template.learn(page for _, page in PAGES)


def test_pages_that_cannot_be_learned_from_are_counted(monkeypatch):
    pages = [*PAGES[:6], ("https://post.example/a", None), (None, story(1)), ("https://post.example/b", "x" * 9000)]
    pages += [("nowhere", story(2)), ("https://post.example/c", "a defect")]
    whole = learning.Learner.add

    def fails_on_c(self, source, *rest):
        if source == "a defect":
            raise RuntimeError(source)
        return whole(self, source, *rest)

    monkeypatch.setattr(learning.Learner, "add", fails_on_c)
    rows = rows_of(learn_batches(batches_of(pages, 2), BatchPlan(max_size=8000)))
    failed = {row["failure"]: row["pages"] for row in rows if row["failure"]}
    assert failed == {"null": 1, "no_site": 2, "too_large": 1, "error": 1}
    with pytest.warns(RuntimeWarning, match="5 of 11 pages could not be learned from: 1 error, 2 no_site, 1 null"):
        template = gather_template(rows_of(merge_learned([pa.RecordBatch.from_pylist(rows, learned_schema())])))
    assert template.pages() == 6


def test_a_missing_column_is_said():
    with pytest.raises(OptionError, match="there is no column 'page'"):
        list(learn_batches(batches_of(PAGES), BatchPlan(column="page")))


def test_no_pages_teach_nothing():
    rows = rows_of(learn_batches([], BatchPlan()))
    assert rows == []
    assert gather_template(rows) == Template()


# --- cleaner learn


def write_forms(folder):
    """The same pages in every form that records come in."""
    records = [{"url": url, "html": page, "topic": [1]} for url, page in PAGES + TEXTS]
    write_jsonl(folder / "a.jsonl", records)
    write_jsonl(folder / "a.jsonl.gz", records)
    (folder / "a.jsonl.zst").write_bytes(zstandard().compress((folder / "a.jsonl").read_bytes()))
    pq.write_table(pa.Table.from_pylist(records), folder / "a.parquet")
    image = ("response", "https://post.example/i.png", b"\x89PNG", {"Content-Type": "image/png"})
    responses = [("response", url, page.encode(), HTML) for url, page in PAGES]
    (folder / "a.warc.gz").write_bytes(warc_bytes([*responses, image]))
    (folder / "a.warc.wet.gz").write_bytes(warc_bytes([("conversion", url, t.encode(), None) for url, t in TEXTS]))


@pytest.mark.parametrize(
    "inputs", [["a.jsonl"], ["a.jsonl.gz"], ["a.jsonl.zst"], ["a.parquet"], ["a.warc.gz", "a.warc.wet.gz"], ["*.warc*"]]
)
def test_every_form_teaches_the_same(run, tmp_path, inputs):
    write_forms(tmp_path)
    result = run("learn", *inputs, "--by-site", "-o", "sites.json")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "cleaner: sites.json: 28 pages of 2 sites count"
    assert ("1 WARC records are no HTML pages" in result.output) == ("warc" in inputs[0])
    assert (tmp_path / "sites.json").read_text("utf-8") == WHOLE.to_json()


def test_columns_are_named_and_a_wrong_one_costs_its_file_only(run, tmp_path):
    pq.write_table(pa.table({"page": [page for _, page in PAGES], "at": [url for url, _ in PAGES]}), "a.parquet")
    pq.write_table(pa.table({"other": [1]}), "b.parquet")
    result = run(
        "learn", "a.parquet", "b.parquet", "--column", "page", "--url-field", "at", "--by-site", "-o", "s.json"
    )
    assert result.exit_code == 1
    assert "b.parquet: there is no column 'page'; the columns are: other" in result.output
    assert Template.load("s.json") == Template.learn_sites(PAGES)


def test_a_damaged_file_teaches_as_far_as_it_can_be_read(run, tmp_path):
    write_jsonl(tmp_path / "a.jsonl.gz", [{"url": url, "html": page} for url, page in PAGES])
    whole = (tmp_path / "a.jsonl.gz").read_bytes()
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) * 3 // 4])
    result = run("learn", "cut.jsonl.gz", "--by-site", "-o", "s.json")
    assert result.exit_code == 1
    assert "the rest of the file, from behind line" in result.output
    assert 4 <= Template.load("s.json").pages() < len(PAGES)
    assert "failed 1" in result.output


def test_very_many_failures_are_counted_not_told_one_by_one(run, tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"{broken\n" * 300 + json.dumps({"html": story(1)}).encode()))
    result = run("learn", "a.jsonl.gz", "-o", "s.json")
    assert result.exit_code == 1
    assert "read 301 pages = learned from 1 + failed 300" in result.output
    assert len(result.output.splitlines()) < 60


# --- cleaner corpus --template


def test_a_corpus_is_cleaned_with_the_templates_of_its_sites(run, tmp_path):
    WHOLE.save("sites.json")
    records = [{"id": site, "url": f"https://{site}/77", "html": story(77)} for site in ("post.example", "b.example")]
    write_jsonl(tmp_path / "in.jsonl", records)
    result = run("corpus", "in.jsonl", "-o", "out.jsonl", "--template", "sites.json", "-j", "1", "--blocks", "-q")
    assert result.exit_code == 0, result.output
    found = {row["id"]: row for row in map(json.loads, (tmp_path / "out.jsonl").read_text("utf-8").splitlines())}
    assert PLEA not in found["post.example"]["text"]
    assert PLEA in found["b.example"]["text"]
    assert prose(770) in found["post.example"]["text"]
    assert found["post.example"]["counts"]["template"] == 1
    assert run("corpus", "in.jsonl", "-o", "no.jsonl", "--template", "in.jsonl").exit_code == 2


def test_a_plan_with_a_template_is_a_value_and_cleans_with_it():
    plan = BatchPlan(template=WHOLE)
    copy = pickle.loads(pickle.dumps(plan))
    assert (copy, hash(copy)) == (plan, hash(plan))
    assert copy != BatchPlan()
    (cleaned,) = clean_batches(batches_of([("https://post.example/77", story(77))]), copy)
    assert PLEA not in cleaned.to_pylist()[0]["text"]


def test_a_worker_that_replaces_another_knows_the_template(tmp_path):
    records = [{"url": f"https://post.example/{n}", "html": story(n)} for n in range(60, 100)]
    records[20]["html"] = "CRASH"
    write_jsonl(tmp_path / "in.jsonl", records)
    job = Job(find_sources([str(tmp_path / "in.jsonl")]), tmp_path / "out.jsonl", plan=BatchPlan(template=WHOLE))
    totals = run_corpus(job, cleaning=misbehave)
    assert (totals.written, totals.failed) == (39, 1)
    assert PLEA not in (tmp_path / "out.jsonl").read_text("utf-8")


def test_another_template_is_another_run(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [{"html": story(1)}])
    job = Job(find_sources([str(tmp_path / "in.jsonl")]), tmp_path / "out.jsonl", plan=BatchPlan(template=WHOLE))
    run_corpus(job)
    other = Job(job.sources, job.output, plan=BatchPlan(template=WHOLE.only("post.example")))
    with pytest.raises(OptionError, match="cleaning is not what it was"):
        run_corpus(other, resume=True)
    assert run_corpus(job, resume=True).written == 1
