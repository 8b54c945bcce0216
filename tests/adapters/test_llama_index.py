import asyncio

import pytest

pytest.importorskip("llama_index.core", reason="needs the extra llama-index")

from llama_index.core import Document
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.ingestion.pipeline import get_transformation_hash
from llama_index.core.schema import ImageNode, MetadataMode

from cleaner.adapters.llama_index import CleanerTransform


@pytest.fixture
def documents(page, scraped, junk):
    texts = {"html": page, "text": scraped, "junk": junk}
    return [Document(text=text, id_=name, metadata={"url": f"https://e.org/{name}"}) for name, text in texts.items()]


@pytest.mark.parametrize("workers", [None, 2])
def test_an_ingestion_pipeline_cleans_html_and_text(documents, page, cleaned, workers):
    pipeline = IngestionPipeline(transformations=[CleanerTransform(drop=["table"])], disable_cache=True)
    nodes = pipeline.run(documents=documents, num_workers=workers)
    assert sorted((node.node_id, node.get_content()) for node in nodes) == [("html", cleaned), ("text", cleaned)]
    assert {node.metadata["title"] for node in nodes} == {"Rain expected on Friday"}
    assert {node.metadata["url"] for node in nodes} == {"https://e.org/html", "https://e.org/text"}
    assert documents[0].get_content() == page


def test_models_are_not_shown_what_is_said_of_the_cleaning(documents):
    node = CleanerTransform()(documents)[0]
    assert "cleaning_confidence" in node.metadata
    for mode in (MetadataMode.EMBED, MetadataMode.LLM):
        assert "cleaning_" not in node.get_content(metadata_mode=mode)
        assert "Rain expected" in node.get_content(metadata_mode=mode)


def test_it_runs_in_an_event_loop_and_passes_on_what_has_no_text(scraped, cleaned):
    image = ImageNode(image_path="map.png")
    pipeline = IngestionPipeline(transformations=[CleanerTransform()], disable_cache=True)
    nodes = asyncio.run(pipeline.arun(nodes=[image, Document(text=scraped)]))
    assert [node.get_content() for node in nodes] == ["", cleaned]


def test_the_cache_knows_one_setting_from_another(documents):
    hashes = [get_transformation_hash(documents, CleanerTransform(keep=keep)) for keep in ([], [], ["share"])]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_wrong_value_is_refused_when_the_transform_is_made():
    with pytest.raises(ValueError, match="unknown label 'coment'"):
        CleanerTransform(keep=["coment"])
