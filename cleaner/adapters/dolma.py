"""Taggers for dolma: a character span with a score for every block that should go, which `dolma mix` then takes out.

    dolma tag --tagger_modules cleaner.adapters.dolma --taggers cleaner_v1 --documents 'data/documents/*.gz'

Span types are `boilerplate` (all that should go), the same again under its label (`share`, `teaser`, ...), both with
the chance of not being content, 0 to 1, as score; and `confidence`, one span over the document with the expected
word F1 of the cleaning. The spans of `boilerplate` reach up to the block behind, so that cutting them out leaves no
empty lines.
`cleaner_precision_v1` and `cleaner_recall_v1` drop more and less.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document import Document as CleanedDocument
from cleaner.extras import missing_extra
from cleaner.options import Mode, Options
from cleaner.pipeline import Cleaner

try:
    from dolma.core.data_types import DocResult, Document, Span
    from dolma.core.registry import TaggerRegistry
    from dolma.core.taggers import BaseTagger
except ImportError as error:
    raise missing_extra("dolma", "dolma") from error


@TaggerRegistry.add("cleaner_v1")
class CleanerTagger(BaseTagger):
    """Tags the boilerplate of flattened text."""

    mode: Mode = "balanced"

    @property
    def defaults(self) -> list[str]:
        """The span types every document has, if only as an empty list."""
        return ["boilerplate", "confidence"]

    def predict(self, doc: Document) -> DocResult:
        """Return the spans of one document."""
        # The limit of our own would leave the end of a long text without spans.
        options = Options(mode=self.mode, max_size=max(1, len(doc.text)))
        cleaned = Cleaner(options).clean(doc.text, kind="text")
        return DocResult(doc=doc, spans=list(_spans(cleaned)))


@TaggerRegistry.add("cleaner_precision_v1")
class PrecisionTagger(CleanerTagger):
    """Tags more."""

    mode: Mode = "precision"


@TaggerRegistry.add("cleaner_recall_v1")
class RecallTagger(CleanerTagger):
    """Tags less."""

    mode: Mode = "recall"


def _spans(cleaned: CleanedDocument) -> Iterator[Span]:
    blocks, length = cleaned.blocks, len(cleaned.source)
    yield Span(0, length, "confidence", cleaned.confidence)
    for block, behind in zip(blocks, [*(block.start for block in blocks), length][1:], strict=True):
        if not block.kept:
            score = 1 - block.probability
            yield Span(block.start, behind, "boilerplate", score)
            yield Span(block.start, block.end, block.label.value, score)
