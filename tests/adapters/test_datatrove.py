import gzip
import json
from collections import Counter

import pytest

pytest.importorskip("datatrove", reason="needs the extra datatrove")
pytest.importorskip("orjson", reason="datatrove's JSON writer needs orjson")

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.writers.jsonl import JsonlWriter

from cleaner import Options, clean
from cleaner.adapters.datatrove import CleanerExtractor, CleanerFilter, CleanerFormatter


def run(folder, texts, *steps):
    """Run a pipeline as datatrove runs one; return its documents by id, and its statistics."""
    documents = [Document(text=text, id=name, metadata={"url": f"https://example.org/{name}"}) for name, text in texts]
    pipeline = [documents, *steps, JsonlWriter(str(folder / "out"), compression=None)]
    LocalPipelineExecutor(pipeline, tasks=1, logging_dir=str(folder / "logs")).run()
    return read(folder / "out"), json.loads((folder / "logs" / "stats.json").read_text())


def read(folder):
    lines = [line for file in sorted(folder.glob("*")) for line in opened(file)]
    return {record["id"]: record for record in map(json.loads, lines)}


def opened(file):
    return gzip.open(file, "rt").readlines() if file.suffix == ".gz" else file.read_text().splitlines()


def stats_of(stats, step):
    """How often each thing was counted in a step; datatrove adds mean and range to some counts."""
    counts = next(entry["stats"] for entry in stats if step in entry["name"])
    return {name: count["total"] if isinstance(count, dict) else count for name, count in counts.items()}


def test_the_extractor_works_in_datatroves_sandbox_and_drops_what_has_no_article(tmp_path, page, cleaned, junk):
    shell = "<html><body><nav><a href='/'>Home</a> <a href='/n'>News</a></nav></body></html>"
    texts = [("a", page), ("empty", ""), ("shell", shell), ("b", page)]
    out, stats = run(tmp_path, texts, CleanerExtractor(Options(drop={"table"}), timeout=10))
    assert {name: record["text"] for name, record in out.items()} == {"a": cleaned, "b": cleaned}
    assert stats_of(stats, "EXTRAC")["extracted"] == 4
    assert stats_of(stats, "EXTRAC")["dropped"] == 2


def test_the_extractor_survives_the_empty_warm_up():
    assert CleanerExtractor().extract("") == ""


def test_the_formatter_cleans_drops_nothing_and_counts_by_label(tmp_path, scraped, cleaned, junk):
    out, stats = run(tmp_path, [("a", scraped), ("junk", junk)], CleanerFormatter())
    assert out["a"]["text"] == cleaned
    # Forwarded with an empty text, which datatrove's writer leaves out.
    assert out["junk"].get("text", "") == ""
    counts = {name: n for name, n in stats_of(stats, "FORMAT").items() if name.startswith("removed_")}
    removed = Counter(
        f"removed_{block.label}" for text in (scraped, junk) for block in clean(text, kind="text").removed
    )
    assert counts == removed
    assert counts["removed_footer"] == 2


def test_the_filter_cleans_adds_facts_and_says_why_it_dropped(tmp_path, scraped, cleaned, junk):
    step = CleanerFilter(
        min_words=5,
        spans=True,
        exclusion_writer=JsonlWriter(str(tmp_path / "dropped"), compression=None),
    )
    out, stats = run(tmp_path, [("a", scraped), ("junk", junk), ("short", "It will rain.")], step)
    assert list(out) == ["a"]
    assert out["a"]["text"] == cleaned
    assert out["a"]["metadata"]["title"] == "Rain expected on Friday"
    assert out["a"]["metadata"]["url"] == "https://example.org/a"
    removed = [scraped[start:end] for start, end, _, _ in out["a"]["metadata"]["removed_spans"]]
    assert "24 Comments" in removed
    assert set(removed).isdisjoint(cleaned.split("\n\n"))
    dropped = read(tmp_path / "dropped")
    assert {name: record["metadata"]["filter_reason"] for name, record in dropped.items()} == {
        "junk": "nothing_left",
        "short": "too_few_words",
    }
    assert dropped["junk"]["text"] == junk
    assert stats_of(stats, "FILTER")["dropped_nothing_left"] == 1


def test_a_low_confidence_is_a_reason(scraped):
    step = CleanerFilter(min_confidence=1.0)
    document = Document(text=scraped, id="a")
    assert step.filter(document) == (False, "low_confidence")
    assert document.text == scraped
