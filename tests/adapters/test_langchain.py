import asyncio

import pytest

pytest.importorskip("langchain_core", reason="needs the extra langchain")

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from cleaner import Options
from cleaner.adapters.langchain import CleanerTransformer


class Loader(BaseLoader):
    """Loads what it was given, as LangChain's loaders do."""

    def __init__(self, texts):
        self.texts = texts

    def lazy_load(self):
        for name, text in self.texts.items():
            yield Document(page_content=text, id=name, metadata={"source": f"https://example.org/{name}"})


def test_documents_of_a_loader_are_cleaned_whether_html_or_text(page, scraped, cleaned, junk):
    documents = Loader({"html": page, "text": scraped, "junk": junk}).load()
    made = CleanerTransformer(Options(drop={"table"})).transform_documents(documents)
    assert [(document.id, document.page_content) for document in made] == [("html", cleaned), ("text", cleaned)]
    assert made[0].metadata["source"] == "https://example.org/html"
    assert made[0].metadata["title"] == "Rain expected on Friday"
    assert documents[0].page_content == page
    assert documents[0].metadata == {"source": "https://example.org/html"}


def test_a_chain_runs_it_and_so_does_an_event_loop(scraped, cleaned):
    transformer = CleanerTransformer()
    documents = [Document(page_content=scraped, metadata={"title": "as the loader has it"})]
    chain = RunnableLambda(transformer.transform_documents) | RunnableLambda(lambda made: made[0].page_content)
    assert chain.invoke(documents) == cleaned
    made = asyncio.run(transformer.atransform_documents(documents))
    assert made[0].page_content == cleaned
    assert made[0].metadata["title"] == "as the loader has it"


def test_empty_ones_stay_if_asked_for_and_unsure_ones_go(scraped, junk):
    documents = [Document(page_content=text) for text in (scraped, junk)]
    assert len(CleanerTransformer(keep_empty=True).transform_documents(documents)) == 2
    assert CleanerTransformer(min_confidence=1.0).transform_documents(documents) == []
