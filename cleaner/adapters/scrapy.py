"""An item pipeline for Scrapy: an item's page becomes its text, and items without an article are dropped.

    ITEM_PIPELINES = {"cleaner.adapters.scrapy.CleanerPipeline": 300}

| Setting | Default | Meaning |
|---|---|---|
| `CLEANER_SOURCE` | `"html"` | field of the page: `str`, bytes or a `Response`; items without it pass as they are |
| `CLEANER_TARGET` | `"text"` | field the cleaned page goes to; may be the same |
| `CLEANER_FACTS` | `True` | also fill empty fields `title`, `authors`, `date`, `language`, `cleaning_confidence` |
| `CLEANER_KIND` | `"auto"` | `html`, `text`, or `auto` to look at each |
| `CLEANER_FORMAT` | `"text"` | or `markdown` |
| `CLEANER_MODE` | `"balanced"` | or `precision`, `recall` |
| `CLEANER_KEEP`, `CLEANER_DROP` | `[]` | labels to keep and drop besides the defaults |
| `CLEANER_MIN_CONFIDENCE` | `0.0` | least expected word F1 of the cleaning |

Statistics count `cleaner/cleaned`, `cleaner/dropped/nothing_left` and `cleaner/dropped/low_confidence`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from cleaner.adapters.plan import PagePlan, page_facts, plain_plan
from cleaner.document import Document
from cleaner.errors import OptionError
from cleaner.extras import missing_extra

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
    from scrapy.http import Response, TextResponse
except ImportError as error:
    raise missing_extra("scrapy", "scrapy") from error

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector


@dataclass
class CleanerPipeline:
    """The pipeline; `from_crawler` makes it from the settings above."""

    plan: PagePlan
    stats: StatsCollector
    source: str = "html"
    target: str = "text"
    facts: bool = True
    min_confidence: float = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanerPipeline:
        """Read the settings.

        Raises:
            OptionError: a setting has a value that does not exist.
        """
        settings = crawler.settings
        plan = plain_plan(
            settings.get("CLEANER_MODE", "balanced"),
            settings.getlist("CLEANER_KEEP"),
            settings.getlist("CLEANER_DROP"),
            settings.get("CLEANER_KIND", "auto"),
            settings.get("CLEANER_FORMAT", "text"),
        )
        return cls(
            plan,
            crawler.stats,
            settings.get("CLEANER_SOURCE", "html"),
            settings.get("CLEANER_TARGET", "text"),
            settings.getbool("CLEANER_FACTS", True),
            settings.getfloat("CLEANER_MIN_CONFIDENCE", 0.0),
        )

    def process_item(self, item: Any, spider: object = None) -> Any:
        """Clean an item in place and return it.

        Args:
            item: Anything that Scrapy takes for an item.
            spider: Not looked at; older versions of Scrapy pass it.

        Raises:
            DropItem: nothing is left of the page, or its confidence is too low.
            OptionError: items of this class have no field for the text.
        """
        fields = ItemAdapter(item)
        page = fields.get(self.source)
        if page is None:
            return item
        if not _has_field(fields, self.target):
            raise OptionError(f"{type(item).__name__} has no field {self.target!r}; add it or set CLEANER_TARGET")
        document = self._clean(page, fields.get("url"))
        fields[self.target] = self.plan.render(document)
        for name, value in page_facts(document).items() if self.facts else ():
            if _has_field(fields, name) and not fields.get(name):
                fields[name] = value
        self.stats.inc_value("cleaner/cleaned")
        return item

    def _clean(self, page: Any, url: object) -> Document:
        if isinstance(page, Response):
            page, url = page.text if isinstance(page, TextResponse) else page.body, url or page.url
        document = self.plan.clean(page, url)
        if not document.text:
            self._drop("nothing_left")
        if document.confidence < self.min_confidence:
            self._drop("low_confidence")
        return document

    def _drop(self, reason: str) -> NoReturn:
        self.stats.inc_value(f"cleaner/dropped/{reason}")
        raise DropItem(f"cleaner: {reason.replace('_', ' ')}")


def _has_field(fields: ItemAdapter, name: str) -> bool:
    """Tell whether an item can hold a field: a dict any, others what their class names."""
    names = ItemAdapter.get_field_names_from_class(type(fields.item))
    return names is None or name in names
