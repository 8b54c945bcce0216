"""NeMo Curator: an extraction algorithm for its Common Crawl stages, and a modifier for text that is already flat."""

from __future__ import annotations

from cleaner.adapters.plan import PagePlan
from cleaner.corpus.records import Format
from cleaner.extras import missing_extra
from cleaner.options import Kind, Options

try:
    from nemo_curator.stages.text.download.html_extractors.base import HTMLExtractorAlgorithm
    from nemo_curator.stages.text.modifiers.doc_modifier import DocumentModifier
except ImportError as error:
    raise missing_extra("nemo_curator", "nemo") from error


class CleanerAlgorithm(HTMLExtractorAlgorithm):
    """Pass an instance as `algorithm` to `CommonCrawlHTMLExtractor`.

    NeMo Curator asks an algorithm only for pages in a language it has stop words for; `stop_lists` of the extractor
    widens that, `{"FINNISH": frozenset()}`: we need none.
    """

    def __init__(self, options: Options | None = None, format: Format = "text") -> None:  # noqa: A002
        self.plan = PagePlan(options or Options(), "html", format)

    def extract_text(self, html: str, stop_words: frozenset[str], language: str) -> list[str] | None:
        """Return the parts that NeMo Curator joins with blank lines; none where nothing is left.

        Args:
            html: The page.
            stop_words: Not looked at.
            language: Not looked at; the page's own text tells it.
        """
        text = self.plan.render(self.plan.clean(html))
        return text.split("\n\n") if text else []


class CleanerModifier(DocumentModifier):
    """Takes the boilerplate out of a text field; pass an instance to `Modify`. Drops no document."""

    def __init__(self, options: Options | None = None, kind: Kind = "text", format: Format = "text") -> None:  # noqa: A002
        super().__init__()
        self.plan = PagePlan(options or Options(), kind, format)

    def modify_document(self, text: str) -> str:
        """Return the text without its boilerplate."""
        return self.plan.render(self.plan.clean(text))
