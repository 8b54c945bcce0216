import pytest

pytest.importorskip("nemo_curator", reason="needs the extra nemo")

import pandas as pd
from nemo_curator.stages.text.download.base.iterator import DocumentIterateExtractStage, DocumentIterator
from nemo_curator.stages.text.download.common_crawl.extract import CommonCrawlHTMLExtractor
from nemo_curator.stages.text.modifiers import Modify
from nemo_curator.tasks import DocumentBatch, FileGroupTask

from cleaner import Options
from cleaner.adapters.nemo import CleanerAlgorithm, CleanerModifier


class Pages(DocumentIterator):
    """Gives the records that NeMo Curator's WARC iterator would give."""

    def __init__(self, pages):
        self.pages = pages

    def iterate(self, file_path):
        for name, page in self.pages.items():
            yield {"url": f"https://example.org/{name}", "warc_id": name, "source_id": file_path, "content": page}

    def output_columns(self):
        return ["url", "warc_id", "source_id", "content"]


def test_the_algorithm_serves_the_common_crawl_extractor(tmp_path, page, cleaned):
    shell = "<html><body><nav><a href='/'>Home</a> <a href='/n'>News</a></nav></body></html>"
    pages = {"a": page.encode(), "shell": shell.encode(), "b": page.encode()}
    extractor = CommonCrawlHTMLExtractor(algorithm=CleanerAlgorithm(Options(drop={"table"})))
    stage = DocumentIterateExtractStage(iterator=Pages(pages), extractor=extractor)
    made = stage.process(FileGroupTask(dataset_name="test", data=["crawl.warc.gz"])).to_pandas()
    assert list(made["warc_id"]) == ["a", "b"]
    assert list(made["text"]) == [cleaned, cleaned]
    assert list(made["language"]) == ["ENGLISH", "ENGLISH"]


def test_the_modifier_cleans_a_column_and_drops_no_row(scraped, cleaned, junk):
    batch = DocumentBatch(dataset_name="test", data=pd.DataFrame({"id": [1, 2], "text": [scraped, junk]}))
    made = Modify(CleanerModifier(), input_fields="text").process(batch).to_pandas()
    assert list(made["text"]) == [cleaned, ""]
    assert list(made["id"]) == [1, 2]
