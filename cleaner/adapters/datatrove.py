"""Steps for a datatrove pipeline: an extractor for HTML, a formatter and a filter for flattened text.

All count removed blocks by label in datatrove's statistics (`removed_share`, `removed_teaser`, ...), the extractor
excepted, which works in a process of its own.
"""

from __future__ import annotations

from cleaner.adapters.plan import PagePlan, page_facts
from cleaner.corpus.records import Format, count_words
from cleaner.document import Document as CleanedDocument
from cleaner.document import count_labels
from cleaner.extras import missing_extra
from cleaner.options import Kind, Options

try:
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.extractors.base import BaseExtractor
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.formatters.base import BaseFormatter
    from datatrove.pipeline.writers.disk_base import DiskWriter
except ImportError as error:
    raise missing_extra("datatrove", "datatrove") from error


class CleanerExtractor(BaseExtractor):
    """Takes the article out of HTML, in datatrove's sandbox; a document of which nothing is left is dropped.

    Args:
        options: What to keep and drop.
        format: `text` or `markdown`.
        timeout: Seconds for a document; what takes longer is dropped and counted by datatrove.
    """

    name = "🧹 cleaner"

    def __init__(self, options: Options | None = None, format: Format = "text", timeout: float = 1) -> None:  # noqa: A002
        super().__init__(timeout)
        self.plan = PagePlan(options or Options(), "html", format)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Extract; see `BaseExtractor.run`."""
        # Forked sandboxes then have the model loaded: a new one must not spend its first document's time on that.
        self.extract("<p>")
        yield from super().run(data, rank, world_size)

    def extract(self, text: str) -> str:
        """Return the article of a page; nothing for an empty one, with which datatrove warms up."""
        return self.plan.render(self.plan.clean(text))


class CleanerFormatter(BaseFormatter):
    """Takes the boilerplate out of flattened text (or HTML, if `kind` says so); drops no document."""

    name = "🧹 cleaner"

    def __init__(self, options: Options | None = None, kind: Kind = "text", format: Format = "text") -> None:  # noqa: A002
        super().__init__()
        self.plan = PagePlan(options or Options(), kind, format)

    def format(self, text: str) -> str:
        """Return the text without its boilerplate."""
        cleaned = self.plan.clean(text)
        _count_removed(self, cleaned)
        return self.plan.render(cleaned)


class CleanerFilter(BaseFilter):
    """Cleans flattened text (or HTML) and drops documents of which too little is left, or that went badly.

    A kept document has its text replaced and facts added to its metadata (title, authors, date, language,
    cleaning_confidence, cleaning_warnings) where it has none of that name. A dropped one goes to the exclusion writer
    as it was, with the reason: `nothing_left`, `too_few_words` or `low_confidence`.

    Args:
        options: What to keep and drop.
        kind: What the texts are: `text`, `html`, or `auto` to look at each.
        format: `text` or `markdown`.
        min_words: Fewest words of a cleaned document.
        min_confidence: Least expected word F1 of the cleaning, 0 to 1.
        spans: Whether to add `removed_spans` to the metadata: `[start, end, label, chance of being content]` for each
            removed block, in characters of the text before.
        exclusion_writer: A datatrove writer for what is dropped.
    """

    name = "🧹 cleaner"

    def __init__(
        self,
        options: Options | None = None,
        *,
        kind: Kind = "text",
        format: Format = "text",  # noqa: A002
        min_words: int = 1,
        min_confidence: float = 0.0,
        spans: bool = False,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__(exclusion_writer)
        self.plan = PagePlan(options or Options(), kind, format)
        self.min_words, self.min_confidence, self.spans = min_words, min_confidence, spans

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Clean a document in place and keep it, or say why not."""
        cleaned = self.plan.clean(doc.text, doc.metadata.get("url"))
        _count_removed(self, cleaned)
        text = self.plan.render(cleaned)
        if not text:
            return False, "nothing_left"
        if count_words(text) < self.min_words:
            return False, "too_few_words"
        if cleaned.confidence < self.min_confidence:
            return False, "low_confidence"
        doc.text = text
        doc.metadata = page_facts(cleaned) | doc.metadata
        if self.spans:
            doc.metadata["removed_spans"] = [
                [block.start, block.end, block.label.value, round(block.probability, 3)] for block in cleaned.removed
            ]
        return True


def _count_removed(step: PipelineStep, cleaned: CleanedDocument) -> None:
    removed = [block for block in cleaned.all_blocks if not block.kept]
    for label, count in count_labels(removed).items():
        step.stat_update(f"removed_{label}", value=count)
