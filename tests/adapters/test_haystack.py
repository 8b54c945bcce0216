import pytest

pytest.importorskip("haystack", reason="needs the extra haystack")

from haystack import Document, Pipeline
from haystack.components.writers import DocumentWriter
from haystack.dataclasses import ByteStream
from haystack.document_stores.in_memory import InMemoryDocumentStore

from cleaner import OptionError
from cleaner.adapters.haystack import BoilerplateCleaner, CleanedHTMLToDocument


def test_a_pipeline_converts_files_and_streams_and_leaves_out_what_has_no_article(tmp_path, page, cleaned):
    file = tmp_path / "a.html"
    file.write_text(page, "utf-8")
    stream = ByteStream(page.encode(), meta={"url": "https://example.org/b"})
    store = InMemoryDocumentStore()
    pipeline = Pipeline()
    pipeline.add_component("convert", CleanedHTMLToDocument(drop=["table"]))
    pipeline.add_component("write", DocumentWriter(store))
    pipeline.connect("convert.documents", "write.documents")
    sources = [str(file), stream, tmp_path / "missing.html", ByteStream(b"<nav><a href='/'>Home</a></nav>")]
    assert pipeline.run({"convert": {"sources": sources, "meta": {"crawl": 7}}})["write"]["documents_written"] == 2
    one, two = sorted(store.filter_documents(), key=lambda document: "url" in document.meta)
    assert one.content == two.content == cleaned
    assert one.meta["file_path"] == "a.html"
    assert two.meta["url"] == "https://example.org/b"
    assert (one.meta["title"], one.meta["crawl"]) == ("Rain expected on Friday", 7)


def test_a_pipeline_of_flattened_texts_survives_its_own_yaml(scraped, junk, monkeypatch):
    # Haystack 3 makes components only of modules it is told to trust.
    monkeypatch.setenv("HAYSTACK_DESERIALIZATION_ALLOWLIST", "cleaner.adapters.haystack")
    pipeline = Pipeline()
    pipeline.add_component("clean", BoilerplateCleaner(keep=["share"], keep_id=True))
    again = Pipeline.loads(pipeline.dumps())
    documents = [Document(id="a", content=scraped), Document(id="junk", content=junk), Document(id="none")]
    results = [one.run({"clean": {"documents": documents}})["clean"]["documents"] for one in (pipeline, again)]
    assert results[0] == results[1]
    texts = {document.id: document.content for document in results[1]}
    assert texts.keys() == {"a", "junk", "none"}
    assert "Share on Facebook" in texts["a"]
    assert "24 Comments" not in texts["a"]
    assert documents[0].content == scraped


def test_what_is_empty_goes_or_stays_as_asked(junk):
    documents = [Document(content=junk)]
    assert BoilerplateCleaner().run(documents) == {"documents": []}
    [kept] = BoilerplateCleaner(keep_empty=True).run(documents)["documents"]
    assert kept.content == ""


def test_a_wrong_value_is_refused_when_the_component_is_made():
    with pytest.raises(OptionError, match="unknown mode 'swift'"):
        BoilerplateCleaner(mode="swift")
