"""An `Item` is a record of the input as read: a page with its id and place, or what kept it from being read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.corpus.records import Reason
from cleaner.options import Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """How the records of any input are read."""

    field: str | None = None
    """Field of JSONL, column of Parquet that holds the page; None takes the first of `PAGE_FIELDS` there is."""
    id_field: str = "id"
    """Field or column of the record's id."""
    url_field: str = "url"
    """Field or column of the page's address."""
    kind: Kind = "auto"
    """What the pages are; `auto` also lets a WARC record mean HTML and a WET record text."""
    max_size: int = 20_000_000
    """Bytes of a page, of a line and of a decompressed WARC record above which it is a failure."""


#: Where a page is looked for if no field or column is named.
PAGE_FIELDS = ("html", "content", "text")


@dataclass(frozen=True, slots=True)
class Item:
    """One record of the input, or a note that some of it was passed over."""

    position: str
    """Where it stands in its file: `line 12`, `row 3`, `byte 1048`."""
    id: str | None = None
    """Its id; None if the input gives none."""
    url: str | None = None
    """Address of the page."""
    page: str | bytes | None = None
    """The page."""
    kind: Kind = "auto"
    """What the page is."""
    carried: Mapping[str, Any] | Any = field(default_factory=dict)
    """Other fields: a mapping of plain values, or a `pyarrow.RecordBatch` of one row."""
    failure: tuple[Reason, str] | None = None
    """Why there is no page: the reason and what happened."""
    is_page: bool = True
    """False for what is no page at all (an image in a WARC file): counted, not numbered, not cleaned."""
    offset: int = 0
    """Bytes of the file read so far, for the time left."""

    @property
    def size(self) -> int:
        """Bytes (or characters) of the page."""
        return len(self.page or b"")
