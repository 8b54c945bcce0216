"""What the adapters of page-at-a-time frameworks share: how to clean a page, how to render it, what to say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from cleaner.corpus.records import Format
from cleaner.document import Document, Label
from cleaner.errors import OptionError
from cleaner.options import Kind, Mode, Options
from cleaner.pipeline import Cleaner, Source


@dataclass(frozen=True)
class PagePlan:
    """How to clean and render one page. Immutable, hashable, picklable.

    Raises:
        OptionError: a value does not exist.
    """

    options: Options = field(default_factory=Options)
    """What to keep and drop."""
    kind: Kind = "auto"
    """What the pages are: `html`, `text`, or `auto` to look at each."""
    format: Format = "text"
    """What the cleaned page is rendered as."""

    def __post_init__(self) -> None:
        for name, value, allowed in (("kind", self.kind, get_args(Kind)), ("format", self.format, get_args(Format))):
            if value not in allowed:
                raise OptionError(f"unknown {name} {value!r}; choose one of: {' '.join(allowed)}")

    def clean(self, source: Source, url: object = None) -> Document:
        """Clean one page; an `url` that is no string is not looked at."""
        return Cleaner(self.options).clean(source, kind=self.kind, url=url if isinstance(url, str) else None)

    def render(self, document: Document) -> str:
        """Return the cleaned page in the format asked for."""
        return document.markdown if self.format == "markdown" else document.text


def plain_plan(mode: str, keep: Iterable[str], drop: Iterable[str], kind: str, format_: str) -> PagePlan:
    """Make a plan from plain values, as frameworks keep them in their own files.

    Raises:
        OptionError: a value does not exist, or a label is both kept and dropped.
    """
    keep, drop = cast("frozenset[Label]", frozenset(keep)), cast("frozenset[Label]", frozenset(drop))
    options = Options(mode=cast("Mode", mode), keep=keep, drop=drop)
    return PagePlan(options, cast("Kind", kind), cast("Format", format_))


def page_facts(document: Document) -> dict[str, Any]:
    """Return what is known of a page as flat JSON-ready values, as vector stores want metadata; nothing unknown.

    >>> from cleaner import clean
    >>> text = "Rain expected on Friday\\n\\nBy Ann Lee\\n\\nJan 7, 2026\\n\\nIt will rain for two days, they said."
    >>> facts = page_facts(clean(text))
    >>> facts["title"], facts["authors"], facts["date"], facts["language"]
    ('Rain expected on Friday', 'Ann Lee', '2026-01-07', 'en')
    """
    metadata = document.metadata
    facts = {
        "title": document.title,
        "authors": ", ".join(metadata.authors) or None,
        "date": metadata.date.isoformat() if metadata.date else None,
        "language": metadata.language,
        "cleaning_confidence": round(document.confidence, 3),
        "cleaning_warnings": "; ".join(document.warnings) or None,
    }
    return {name: value for name, value in facts.items() if value is not None}
