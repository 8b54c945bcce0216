import dataclasses
import json
import os
import subprocess
import sys
import textwrap

import pytest

pytest.importorskip("scrapy", reason="needs the extra scrapy")

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from cleaner import OptionError
from cleaner.adapters.scrapy import CleanerPipeline

SPIDER = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Pages(scrapy.Spider):
    name = "pages"
    start_urls = sys.argv[2:]

    def parse(self, response):
        yield {"url": response.url, "html": response.text}

process = CrawlerProcess({
    "ITEM_PIPELINES": {"cleaner.adapters.scrapy.CleanerPipeline": 300},
    "CLEANER_DROP": ["table"],
    "FEEDS": {sys.argv[1]: {"format": "json", "fields": ["url", "title", "text", "date"]}},
    "LOG_LEVEL": "INFO", "TELNETCONSOLE_ENABLED": False,
})
process.crawl(Pages)
process.start()
"""


class Story(scrapy.Item):
    html = scrapy.Field()
    text = scrapy.Field()
    title = scrapy.Field()


class Poor(scrapy.Item):
    html = scrapy.Field()


@dataclasses.dataclass
class Record:
    html: object
    text: str = ""
    title: str = "told by the spider"


def pipeline(**settings):
    crawler = Crawler(scrapy.Spider, Settings(settings))
    crawler.stats = MemoryStatsCollector(crawler)
    return CleanerPipeline.from_crawler(crawler)


def test_a_crawl_writes_cleaned_items_and_drops_pages_without_an_article(tmp_path, page, cleaned):
    (tmp_path / "a.html").write_text(page, "utf-8")
    (tmp_path / "shell.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>", "utf-8")
    (tmp_path / "crawl.py").write_text(textwrap.dedent(SPIDER))
    addresses = [(tmp_path / name).as_uri() for name in ("a.html", "shell.html")]
    done = subprocess.run(
        [sys.executable, "crawl.py", "out.json", *addresses],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    [item] = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert item == {"url": addresses[0], "title": "Rain expected on Friday", "text": cleaned, "date": "2026-01-07"}
    assert "'cleaner/cleaned': 1" in done.stderr
    assert "'cleaner/dropped/nothing_left': 1" in done.stderr
    assert "Deprecat" not in done.stderr


def test_items_of_any_class_are_filled_as_far_as_they_have_fields(page, cleaned):
    cleaner = pipeline(CLEANER_DROP="table")
    assert dict(cleaner.process_item(Story(html=page))) == {
        "html": page,
        "text": cleaned,
        "title": "Rain expected on Friday",
    }
    assert cleaner.process_item(Record(page)) == Record(page, cleaned, "told by the spider")
    assert cleaner.process_item({"id": 1}) == {"id": 1}
    with pytest.raises(OptionError, match="Poor has no field 'text'"):
        cleaner.process_item(Poor(html=page))


def test_a_response_is_read_in_its_own_encoding(page, cleaned):
    response = HtmlResponse("https://example.org/a", body=page.encode("cp1252"), encoding="cp1252")
    made = pipeline(CLEANER_DROP="table").process_item({"html": response}, spider=None)
    assert made["text"] == cleaned


def test_a_low_confidence_drops(page):
    with pytest.raises(DropItem, match="low confidence"):
        pipeline(CLEANER_MIN_CONFIDENCE=1.0).process_item({"html": page})


def test_a_wrong_setting_ends_the_start_of_the_crawl():
    with pytest.raises(OptionError, match="unknown mode 'swift'"):
        pipeline(CLEANER_MODE="swift")
