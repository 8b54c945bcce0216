import gzip
import json

import pytest

pytest.importorskip("dolma", reason="needs the extra dolma")

from dolma.cli.main import main as dolma_main
from dolma.core.data_types import InputSpec
from dolma.core.registry import TaggerRegistry

import cleaner.adapters.dolma  # noqa: F401


@pytest.fixture
def corpus(tmp_path, scraped, junk):
    """A dolma corpus of two documents; the characters beyond the ASCII ones test how offsets are counted."""
    folder = tmp_path / "data" / "documents"
    folder.mkdir(parents=True)
    texts = {"a": scraped, "\u2603": "☃ " + scraped, "junk": junk}
    lines = [json.dumps({"id": name, "text": text, "source": "test", "added": ""}) for name, text in texts.items()]
    (folder / "0.json.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    return tmp_path / "data"


def records(file):
    return {record["id"]: record for record in map(json.loads, gzip.open(file, "rt"))}


def tag(corpus, tagger):
    arguments = ["--documents", f"{corpus}/documents/*.gz", "--tagger_modules", "cleaner.adapters.dolma"]
    dolma_main(["tag", *arguments, "--taggers", tagger, "--processes", "1"])
    return records(corpus / "attributes" / tagger / "0.json.gz")


def test_the_registry_has_a_tagger_for_each_mode(scraped, junk):
    for name in ("cleaner_v1", "cleaner_precision_v1", "cleaner_recall_v1"):
        tagged = TaggerRegistry.get(name)().tag(InputSpec(id="a", text=scraped))
        assert [scraped[start:end].strip() for start, end, _ in tagged["share"]] == ["Share", "Share on Facebook"]
    assert TaggerRegistry.get("cleaner_v1")().tag(InputSpec(id="b", text="")) == {
        "boilerplate": [],
        "confidence": [(0, 0, 0.0)],
    }


def test_dolma_tags_a_corpus_with_scores(corpus, scraped):
    attributes = tag(corpus, "cleaner_v1")["a"]["attributes"]
    assert {"cleaner_v1__cleaner_v1__boilerplate", "cleaner_v1__cleaner_v1__teaser"} < attributes.keys()
    removed = attributes["cleaner_v1__cleaner_v1__boilerplate"]
    assert all(0.5 < score <= 1 for _, _, score in removed)
    [[start, end, confidence]] = attributes["cleaner_v1__cleaner_v1__confidence"]
    assert (start, end) == (0, len(scraped))
    assert 0.5 < confidence <= 1


def test_what_dolma_mixes_with_the_spans_is_what_we_clean(corpus, cleaned):
    tag(corpus, "cleaner_v1")
    stream = {
        "name": "cleaned",
        "documents": [f"{corpus}/documents/*.gz"],
        "attributes": ["cleaner_v1"],
        "output": {"path": f"{corpus}/mixed", "max_size_in_bytes": 10_000_000},
        "span_replacement": [
            {"span": "$.attributes.cleaner_v1__cleaner_v1__boilerplate", "min_score": 0.5, "replacement": ""}
        ],
        "filter": {"include": [], "exclude": ["$.attributes.cleaner_v1__cleaner_v1__confidence[?(@[2] < 0.3)]"]},
    }
    config = corpus / "mix.json"
    config.write_text(json.dumps({"streams": [stream], "processes": 1}))
    dolma_main(["-c", str(config), "mix"])
    mixed = {name: record["text"] for file in (corpus / "mixed").glob("*.gz") for name, record in records(file).items()}
    assert mixed.keys() == {"a", "\u2603"}
    assert mixed["a"].split("\n") == [*cleaned.split("\n\n"), ""]
    assert mixed["\u2603"].endswith(mixed["a"])
