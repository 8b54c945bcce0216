"""A document transformer for LangChain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaner.adapters.plan import PagePlan, page_facts
from cleaner.corpus.records import Format
from cleaner.extras import missing_extra
from cleaner.options import Kind, Options

try:
    from langchain_core.documents import BaseDocumentTransformer, Document
except ImportError as error:
    raise missing_extra("langchain-core", "langchain") from error


class CleanerTransformer(BaseDocumentTransformer):
    """Takes the boilerplate out of documents, be they HTML or text that a loader has flattened.

    Documents come out as copies, with facts added to their metadata (title, authors, date, language,
    cleaning_confidence, cleaning_warnings) where they have none of that name. The address is read from `source`, as
    LangChain's loaders name it.

    Args:
        options: What to keep and drop.
        kind: What the documents are: `html`, `text`, or `auto` to look at each.
        format: `text` or `markdown`.
        keep_empty: Whether documents of which nothing is left come out too. Embedding models refuse empty text.
        min_confidence: Leave out documents whose expected word F1 is below, 0 to 1.
    """

    def __init__(
        self,
        options: Options | None = None,
        *,
        kind: Kind = "auto",
        format: Format = "text",  # noqa: A002
        keep_empty: bool = False,
        min_confidence: float = 0.0,
    ) -> None:
        self.plan = PagePlan(options or Options(), kind, format)
        self.keep_empty, self.min_confidence = keep_empty, min_confidence

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> Sequence[Document]:
        """Return the cleaned documents, in order; `kwargs` are LangChain's, none is looked at."""
        return [cleaned for document in documents if (cleaned := self._transform(document)) is not None]

    def _transform(self, document: Document) -> Document | None:
        page = self.plan.clean(document.page_content, document.metadata.get("source"))
        text = self.plan.render(page)
        if (not text and not self.keep_empty) or page.confidence < self.min_confidence:
            return None
        changes = {"page_content": text, "metadata": page_facts(page) | document.metadata}
        return document.model_copy(update=changes)
