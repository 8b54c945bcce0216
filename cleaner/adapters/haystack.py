"""Two Haystack components: one makes documents of HTML files, the other cleans the documents that another made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cleaner.adapters.plan import page_facts, plain_plan
from cleaner.extras import missing_extra

try:
    from haystack import Document, component, logging
    from haystack.components.converters.utils import get_bytestream_from_source, normalize_metadata
    from haystack.dataclasses import ByteStream
except ImportError as error:
    raise missing_extra("haystack-ai", "haystack") from error

_logger = logging.getLogger(__name__)


@component
class CleanedHTMLToDocument:
    """Converts HTML files or byte streams to documents without boilerplate, in place of Haystack's `HTMLToDocument`.

    What cannot be read, or has no article, is logged and left out, as Haystack's own converters do. Facts go to `meta`
    (title, authors, date, language, cleaning_confidence, cleaning_warnings) where it has none of that name.

    Args:
        mode: `balanced`, `precision` or `recall`.
        keep: Labels to keep besides those kept by default.
        drop: Labels to drop besides those dropped by default.
        format: `text` or `markdown`.
        store_full_path: Whether `file_path` in `meta` is the whole path; else the file's name.
    """

    def __init__(
        self,
        mode: str = "balanced",
        keep: list[str] | None = None,
        drop: list[str] | None = None,
        format: str = "text",  # noqa: A002
        store_full_path: bool = False,
    ) -> None:
        self.mode, self.keep, self.drop, self.format = mode, keep, drop, format
        self.store_full_path = store_full_path
        self._plan = plain_plan(mode, keep or (), drop or (), "auto", format)

    @component.output_types(documents=list[Document])
    def run(
        self, sources: list[str | Path | ByteStream], meta: dict[str, Any] | list[dict[str, Any]] | None = None
    ) -> dict[str, list[Document]]:
        """Convert sources.

        Args:
            sources: Paths or byte streams.
            meta: Metadata for all documents, or a list of it, one for each source.

        Returns:
            `documents`, in the order of the sources.
        """
        metas = normalize_metadata(meta, len(sources))
        pairs = zip(sources, metas, strict=True)
        return {"documents": [made for source, meta in pairs if (made := self._convert(source, meta)) is not None]}

    def _convert(self, source: str | Path | ByteStream, meta: dict[str, Any]) -> Document | None:
        try:
            stream = get_bytestream_from_source(source)
        except (OSError, ValueError) as error:
            _logger.warning("Could not read {source}. Skipping it. Error: {error}", source=source, error=error)
            return None
        meta = {**stream.meta, **meta}
        page = self._plan.clean(stream.data, meta.get("url"))
        text = self._plan.render(page)
        if not text:
            _logger.warning("No text could be extracted from {source}. Skipping it.", source=source)
            return None
        if not self.store_full_path and meta.get("file_path"):
            meta["file_path"] = os.path.basename(meta["file_path"])
        return Document(content=text, meta=page_facts(page) | meta)


@component
class BoilerplateCleaner:
    """Takes the boilerplate out of documents whose HTML is gone (or not), in place of Haystack's `DocumentCleaner`.

    Documents without text pass as they are. Facts go to `meta` where it has none of that name.

    Args:
        mode: `balanced`, `precision` or `recall`.
        keep: Labels to keep besides those kept by default.
        drop: Labels to drop besides those dropped by default.
        kind: What the documents are: `html`, `text`, or `auto` to look at each.
        format: `text` or `markdown`.
        keep_id: Whether cleaned documents keep their ids; else they get that of their new content.
        keep_empty: Whether documents of which nothing is left come out too.
    """

    def __init__(
        self,
        mode: str = "balanced",
        keep: list[str] | None = None,
        drop: list[str] | None = None,
        kind: str = "auto",
        format: str = "text",  # noqa: A002
        keep_id: bool = False,
        keep_empty: bool = False,
    ) -> None:
        self.mode, self.keep, self.drop, self.kind, self.format = mode, keep, drop, kind, format
        self.keep_id, self.keep_empty = keep_id, keep_empty
        self._plan = plain_plan(mode, keep or (), drop or (), kind, format)

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Clean documents; returns `documents`, copies in the same order."""
        return {"documents": list(self._clean(documents))}

    def _clean(self, documents: Iterable[Document]) -> Iterator[Document]:
        for document in documents:
            if document.content is None:
                yield document
                continue
            page = self._plan.clean(document.content, document.meta.get("url"))
            text = self._plan.render(page)
            if text or self.keep_empty:
                meta = page_facts(page) | document.meta
                yield replace(document, id=document.id if self.keep_id else "", content=text, meta=meta)
