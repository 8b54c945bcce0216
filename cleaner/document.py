"""The data that travels through the pipeline: labels, blocks, metadata, documents. Imports nothing of ours at load.

Vocabulary: a *block* is a run of text a reader sees as one piece (a paragraph, a heading, a list item, a table
row, a button's caption). A *comment* is a reader's comment; `<!-- -->` is a *markup comment*.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any


class Label(str, Enum):
    """What a block was taken for. The set is closed; `str(label)` is its name as the CLI and JSON print it."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    CAPTION = "caption"
    METADATA = "metadata"
    COMMENT = "comment"
    COMMENT_UI = "comment_ui"
    TEASER = "teaser"
    SHARE = "share"
    NAVIGATION = "navigation"
    PAGINATION = "pagination"
    TAGS = "tags"
    PROMO = "promo"
    FORM = "form"
    AD = "ad"
    CONSENT = "consent"
    PAYWALL = "paywall"
    AUTHOR_BIO = "author_bio"
    CREDIT = "credit"
    FOOTER = "footer"
    LOADER = "loader"
    DUPLICATE = "duplicate"
    TEMPLATE = "template"
    OTHER = "other"

    def __str__(self) -> str:
        return self.value

    def __format__(self, format_spec: str) -> str:
        return format(self.value, format_spec)


#: The labels of the article itself: kept unless `Options.drop` says otherwise.
CONTENT_LABELS: frozenset[Label] = frozenset(
    {
        Label.TITLE,
        Label.HEADING,
        Label.PARAGRAPH,
        Label.LIST_ITEM,
        Label.QUOTE,
        Label.CODE,
        Label.TABLE,
        Label.CAPTION,
    }
)


@dataclass(slots=True)
class Block:
    """One block of the input, with what was decided about it and why."""

    text: str
    """The block's text, white space folded (code keeps its lines), without a converter's marks and link numbers."""
    start: int
    """Offset of its first character in `Document.source`."""
    end: int
    """Offset just past its last character in `Document.source`."""
    kind: Label = Label.PARAGRAPH
    """What it is if it is content: one of `CONTENT_LABELS`, from the tag or the shape of the line."""
    tag: str | None = None
    """Name of the HTML element it stands in; None for flattened text."""
    path: str | None = None
    """Path of that element from the root, `html/body/article/p`; None for flattened text."""
    level: int = 0
    """Heading level 1 to 6, or nesting depth of a list item; 0 otherwise."""
    label: Label = Label.OTHER
    """What it was taken for."""
    kept: bool = False
    """Whether it is part of the cleaned document."""
    probability: float = 0.0
    """Chance that it is content, 0 to 1."""
    reason: str = ""
    """What decided: the name of a rule (`comments.widget`), or `model`."""
    evidence: str = ""
    """What the rule saw: the matching phrase, the block it repeats, the head of its section."""

    @property
    def is_hidden(self) -> bool:
        """Whether the page hides it from its readers; such a block is never kept."""
        return self.reason.startswith("hidden.")

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready values, `probability` rounded to three digits."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "label": self.label.value,
            "kept": self.kept,
            "probability": round(self.probability, 3),
            "reason": self.reason,
            "evidence": self.evidence,
            "tag": self.tag,
            "path": self.path,
            "level": self.level,
        }


@dataclass(slots=True)
class PageFacts:
    """Raw statements of an HTML page about itself, gathered in the one walk over its tree."""

    title: str = ""
    """Text of `<title>`."""
    language: str | None = None
    """`lang` of the root element."""
    canonical: str | None = None
    """Target of `<link rel=canonical>`."""
    base: str | None = None
    """Address that the page's links are relative to, as `<base>` has it."""
    meta: dict[str, list[str]] = field(default_factory=dict)
    """Lower-case `name`, `property` or `itemprop` of a `<meta>` to its contents, in order."""
    json_ld: list[str] = field(default_factory=list)
    """The unparsed texts of `<script type=application/ld+json>`."""
    app_data: list[str] = field(default_factory=list)
    """The unparsed data of the application that shows the page, such as Next.js leaves in `__NEXT_DATA__`."""
    times: list[str] = field(default_factory=list)
    """`datetime` attributes of `<time>` elements, in order."""
    scripts: int = 0
    """Number of other scripts."""
    reads_hidden: bool = False
    """Whether hidden elements were read, since nearly all text of the page is hidden."""
    reads_noscript: bool = False
    """Whether `noscript` was read, since it says more than the rest of the page."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """Facts about the article, from the page's own markup or from metadata lines in its text; None where unknown."""

    title: str | None = None
    """The headline."""
    authors: tuple[str, ...] = ()
    """Names in the order given."""
    date: datetime.date | None = None
    """Day of first publication."""
    site_name: str | None = None
    """The outlet or site."""
    language: str | None = None
    """BCP 47 tag, lower-case primary part, as the page or our own detection has it."""
    description: str | None = None
    """The page's summary of itself."""
    image: str | None = None
    """Address of the lead image."""
    url: str | None = None
    """Canonical address."""
    tags: tuple[str, ...] = ()
    """Keywords in the order given."""

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values, the date in ISO form."""
        return {
            "title": self.title,
            "authors": list(self.authors),
            "date": self.date.isoformat() if self.date else None,
            "site_name": self.site_name,
            "language": self.language,
            "description": self.description,
            "image": self.image,
            "url": self.url,
            "tags": list(self.tags),
        }


@dataclass(eq=False)
class Document:
    """A cleaned document: every block of the input in order, and views of what was kept.

    Renderings and metadata are computed when first asked for and then kept.
    """

    all_blocks: list[Block] = field(repr=False)
    """The blocks as the pipeline has them: those of HTML without what the page hides, and without offsets and paths
    until `blocks` is asked for."""
    kind: str
    """`html` or `text`: the door the input came through."""
    source: str = field(repr=False)
    """The decoded input that block offsets count in."""
    url: str | None = None
    """Address the caller gave for the page."""
    confidence: float = 0.0
    """Expected word F1 of this cleaning, 0 to 1."""
    cut: float = 0.0
    """The probability from which blocks of this document were taken for content; above 1 if none was to be."""
    warnings: list[str] = field(default_factory=list)
    """What a careful user should know, such as `no article found`."""
    facts: PageFacts | None = field(default=None, repr=False)
    """What the page's markup says of itself; None for flattened text."""
    locate: Callable[[], list[Block]] | None = field(default=None, repr=False)
    """Fills in offsets and paths of the blocks of HTML and adds those the page hides: time that few need to spend."""

    @cached_property
    def blocks(self) -> list[Block]:
        """All blocks in input order, what the page hides from its readers among them."""
        if self.locate is None:
            return self.all_blocks
        blocks = self.locate()
        self.locate = None
        return blocks

    def __eq__(self, other: object) -> bool:
        """Whether two documents hold the same blocks of the same source, judged alike."""
        if not isinstance(other, Document):
            return NotImplemented
        return (self.blocks, self.source, self.kind, self.url, self.confidence, self.warnings, self.facts) == (
            (other.blocks, other.source, other.kind, other.url, other.confidence, other.warnings, other.facts)
        )

    __hash__ = None  # type: ignore[assignment]

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the blocks with their offsets; the parser's tree stays behind."""
        self.blocks  # noqa: B018
        return self.__dict__

    @cached_property
    def kept(self) -> list[Block]:
        """The blocks of the cleaned document."""
        return [block for block in self.blocks if block.kept]

    @cached_property
    def removed(self) -> list[Block]:
        """The blocks that were dropped."""
        return [block for block in self.blocks if not block.kept]

    @cached_property
    def hidden(self) -> list[Block]:
        """The text that the page hides from its readers, never kept; its reason tells how, its evidence by what."""
        return [block for block in self.blocks if block.is_hidden]

    @cached_property
    def comments(self) -> list[Block]:
        """Reader comments found, kept or not."""
        return [block for block in self.blocks if block.label is Label.COMMENT]

    @cached_property
    def title(self) -> str | None:
        """The headline: the title block, without Markdown's mark, or what the page's markup calls its title."""
        for block in self.all_blocks:
            if block.label is Label.TITLE:
                return block.text.lstrip("#").lstrip() if self.kind == "text" and block.level else block.text
        return self.metadata.title

    @cached_property
    def metadata(self) -> Metadata:
        """Facts about the article."""
        from cleaner.metadata import read_metadata

        return read_metadata(self)

    @cached_property
    def text(self) -> str:
        """Title line and body, paragraphs separated by a blank line."""
        from cleaner.render.text import to_text

        return to_text([block for block in self.all_blocks if block.kept])

    @cached_property
    def body(self) -> str:
        """`text` without the title."""
        from cleaner.render.text import to_text

        return to_text([block for block in self.all_blocks if block.kept and block.label is not Label.TITLE])

    @cached_property
    def markdown(self) -> str:
        """The kept blocks as CommonMark with pipe tables."""
        from cleaner.render.markdown import to_markdown

        return to_markdown(self)

    @cached_property
    def html(self) -> str:
        """The kept blocks as sanitised HTML: no scripts, handlers or script links."""
        from cleaner.render.html import to_html

        return to_html(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the whole document, every block's record included, as JSON-ready values."""
        return {
            "kind": self.kind,
            "url": self.url,
            "title": self.title,
            "text": self.text,
            "confidence": round(self.confidence, 3),
            "cut": round(self.cut, 3),
            "warnings": list(self.warnings),
            "metadata": self.metadata.to_dict(),
            "counts": count_labels(self.blocks),
            "blocks": [block.to_dict() for block in self.blocks],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Return `to_dict()` as JSON text."""
        from cleaner.render.json import to_json

        return to_json(self, indent=indent)


def count_labels(blocks: Sequence[Block]) -> dict[str, int]:
    """Count blocks by label, in the order of `Label`.

    >>> count_labels([Block("a", 0, 1, label=Label.AD), Block("b", 2, 3, label=Label.AD)])
    {'ad': 2}
    """
    counts = {label.value: 0 for label in Label}
    for block in blocks:
        counts[block.label.value] += 1
    return {name: n for name, n in counts.items() if n}
