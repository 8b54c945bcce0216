"""The pipeline: source -> segment -> measure -> judge -> score -> label -> keep. The file to read first.

Every step adds to the blocks; only `keep_blocks` decides what is dropped. `render/` turns the result into output.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cleaner.document import CONTENT_LABELS, Block, Document
from cleaner.errors import OptionError, SourceError
from cleaner.features import Column, count_words, measure
from cleaner.glue import find_glued
from cleaner.labels import find_verdicts, label_blocks
from cleaner.labels.context import Context
from cleaner.lexicon import Lexicon, load_lexicon
from cleaner.options import Kind, Options
from cleaner.scoring import Model, cut_document, expected_f1, load_model, weigh
from cleaner.segment import Segments
from cleaner.segment.decode import decode, looks_binary, scrub
from cleaner.segment.hidden import with_hidden
from cleaner.segment.html import segment_html
from cleaner.segment.limits import Deadline
from cleaner.segment.markdown import unmark
from cleaner.segment.places import place_blocks
from cleaner.segment.sentences import keep_whole, rejoin
from cleaner.segment.text import segment_text
from cleaner.templates.repeats import weigh_repeats

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

    from cleaner.templates.template import Template

#: What can be cleaned.
Source: TypeAlias = "str | bytes | bytearray | memoryview | Path | BeautifulSoup | Tag"

#: Lines that Markdown marks as headings, items, fences, rows or quotes, or that hold a link; so many make a text of it.
_MARK = re.compile(
    r"^(?:#{1,6} \S|[ ]{0,6}(?:[*+-]|\d{1,3}\.) \S|```|~~~|\|.*\|[ ]*$|> \S|[^<>\n]*\]\([^()\s]+\))", re.MULTILINE
)
_MARKS = 3
_BLOCK_TAG = re.compile(r"<(?:p|li|td|h[1-6]|article|section|tr|dd)\b", re.IGNORECASE)
_FILE_NAME = re.compile(r"\S{1,300}\.(?:html?|xhtml|txt)")
#: Characters the languages of an input are guessed from: half of them from its beginning, half from its middle.
_SAMPLE = 4000
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|a|article|section|table|ul|ol|li|h[1-6]|br|img|meta|script)\b[^<>]*>"
    r"|</(?:html|body|div|p|span|a|article|section|table|ul|li|h[1-6])\s*>",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cleaner:
    """A reusable cleaner. Immutable, picklable and safe to share between threads."""

    options: Options = field(default_factory=Options)
    template: Template | None = None
    """What the site repeats, see `Template.learn`."""
    model: Model | None = None
    """Weights to use instead of the shipped ones, as `python -m cleaner.training` makes them."""

    def __post_init__(self) -> None:
        if not isinstance(self.options, Options):
            raise OptionError(f"options must be Options(...), not a {type(self.options).__name__}")
        if self.template is not None and not hasattr(self.template, "sites"):
            name = type(self.template).__name__
            raise OptionError(f"template must be a Template, such as Template.load(...) returns, not a {name}")

    def clean(self, source: Source, *, kind: Kind = "auto", url: str | None = None) -> Document:
        """Clean one input; see `cleaner.clean`."""
        if url is not None and not isinstance(url, str):
            raise OptionError(f"url must be a str, not a {type(url).__name__}")
        text, warnings = read_source(source, self.options)
        kind = find_kind(source, text, kind)
        deadline = Deadline(self.options.time_limit)
        model = self.model or load_model()
        context, probability = judge(text, kind, self.options, deadline, model)
        segments, words = context.segments, count_words(context.measured)
        cut = cut_document(context, probability, words, self.options.mode)
        tally = self.template.find(kind, url, segments.facts) if self.template is not None else None
        if tally is not None:
            probability = weigh_repeats(context, probability, tally, self.options.mode)
            # What repeats takes nothing else with it.
            cut = min(cut, cut_document(context, probability, words, self.options.mode))
        label_blocks(context, probability, cut)
        if kind == "text":
            keep_whole(segments.blocks, text, cut)
        keep_blocks(segments.blocks, self.options)
        document = Document(
            segments.blocks if kind == "html" else rejoin(segments.blocks, text),
            kind=kind,
            source=text,
            url=url,
            confidence=model.confidence(expected_f1(probability, words, cut), kind),
            cut=cut,
            warnings=warnings + segments.warnings,
            facts=segments.facts,
            locate=(lambda: locate_blocks(segments)) if kind == "html" else None,
        )
        document.warnings.extend(find_warnings(document))
        if deadline.passed():
            document.warnings.append(f"the time limit of {deadline.seconds:g} s is over: not all blocks were judged")
        return document


def clean(
    source: Source,
    *,
    kind: Kind = "auto",
    url: str | None = None,
    options: Options | None = None,
    template: Template | None = None,
) -> Document:
    """Clean a scraped page or text.

    Args:
        source: HTML or flattened text as `str` or `bytes`, a file's `Path`, or a BeautifulSoup tree.
        kind: `html`, `text`, or `auto` to look at the source.
        url: Address of the page; kept in the metadata, never fetched.
        options: What to keep and drop; `Options()` if None.
        template: What the page's site repeats, see `Template.learn`; of several sites, the one of `url`.

    Returns:
        The document with every block of the input, its label, probability and reason, kept or not.

    Raises:
        OptionError: an argument has a value that does not exist.
        SourceError: a path cannot be read. The content of a source never raises.

    >>> document = clean("Rain expected on Friday\\n\\nShare\\n\\nThe service said it would rain for two days.")
    >>> print(document.text)
    Rain expected on Friday
    <BLANKLINE>
    The service said it would rain for two days.
    """
    return Cleaner(options or Options(), template).clean(source, kind=kind, url=url)


def read_source(source: Source, options: Options) -> tuple[str, list[str]]:
    """Return the decoded text of a source, cut at `options.max_size`, and what to warn of."""
    warnings: list[str] = []
    data: str | bytes
    if isinstance(source, Path):
        data = read_file(source)
    elif is_soup(source):
        data = str(source)
    elif isinstance(source, (str, bytes)):
        data = source
        if isinstance(source, str) and _FILE_NAME.fullmatch(source):
            warnings.append("the input is text that looks like the name of a file; pass a Path to have the file read")
    elif isinstance(source, (bytearray, memoryview)):
        data = bytes(source)
    else:
        raise OptionError(f"cannot clean a {type(source).__name__}; pass str, bytes, a Path or a BeautifulSoup tree")
    if len(data) > options.max_size:
        data = data[: options.max_size]
        warnings.append(f"input truncated at {options.max_size}")
    if isinstance(data, bytes):
        if looks_binary(data):
            warnings.append("the input looks like binary data, not text")
        data = decode(data, options.encoding)
    return scrub(data), warnings


def is_soup(source: object) -> bool:
    """Tell whether a source is a BeautifulSoup tree. Who has one has imported bs4; others need not wait for it."""
    bs4 = sys.modules.get("bs4")
    return bs4 is not None and isinstance(source, bs4.Tag)


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        SourceError: the file cannot be read.
    """
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # a name with NUL in it is a ValueError
        raise SourceError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error


def looks_like_html(text: str) -> bool:
    """Tell markup from flattened text that merely mentions a tag.

    >>> looks_like_html("<p>One</p>"), looks_like_html("Use the <p> element.")
    (True, False)
    """
    head = text[:100_000].lstrip("\ufeff \t\r\n")
    if _is_marked_down(head):
        return False
    if re.match(r"<(?:!doctype|html|\?xml|head|body|!--)", head, re.IGNORECASE):
        return True
    found = [match.group() for match, _ in zip(_MARKUP.finditer(head), range(40), strict=False)]
    if head.startswith("<") and len(found) >= 2:
        return True
    return len(found) >= 3 and sum(map(len, found)) * 60 > min(len(head), 4000) and any(t[1] == "/" for t in found)


def _is_marked_down(head: str) -> bool:
    """Whether a text is Markdown with some tags in it: it has more lines with its marks than block-level tags."""
    if "\n" not in head or re.match(r"<(?:!doctype|html|\?xml|head|body)", head, re.IGNORECASE):
        return False
    marks = len(_MARK.findall(head))
    return marks >= _MARKS and marks > len(_BLOCK_TAG.findall(head))


def find_kind(source: Source, text: str, kind: Kind) -> Kind:
    """Return the kind of a source: what the caller says, or what it looks like.

    Raises:
        OptionError: there is no such kind.
    """
    if kind not in ("auto", "html", "text"):
        raise OptionError(f"unknown kind {kind!r}; choose one of: auto html text")
    if kind != "auto":
        return kind
    return "html" if is_soup(source) or looks_like_html(text) else "text"


def judge(
    text: str, kind: str, options: Options, deadline: Deadline | None = None, model: Model | None = None
) -> tuple[Context, Column]:
    """Steps one to four: the blocks with the verdicts of the rules, and their probabilities of content."""
    lexicon = load_lexicon()
    segments, languages = segment(text, kind, lexicon, deadline)
    context = find_verdicts(segments, measure(segments, lexicon, languages), deadline)
    return context, score(context, kind, options, model or load_model(), deadline)


def segment(
    text: str, kind: str, lexicon: Lexicon, deadline: Deadline | None = None
) -> tuple[Segments, frozenset[str]]:
    """Step one: the door the input comes through; and the languages it is in."""
    if kind == "html":
        segments = segment_html(text, deadline)
        middle = max(40, len(segments.blocks) // 2 - 40)
        samples = segments.blocks[:40], segments.blocks[middle : middle + 80]
        text = " ".join(" ".join(block.text for block in sample)[: _SAMPLE // 2] for sample in samples)
        return segments, lexicon.languages_of(text)
    # The sample is the same words whatever the lines end with.
    even = text.replace("\r\n", "\n")
    languages = lexicon.languages_of(even[: _SAMPLE // 2] + even[len(even) // 2 :][: _SAMPLE // 2])
    segments = segment_text(text, find_glued(text, lexicon, languages), deadline)
    unmark(segments, lambda line: lexicon.find(line, languages))
    return segments, languages


def score(context: Context, kind: str, options: Options, model: Model, deadline: Deadline | None = None) -> Column:
    """Step four: the model's opinion, or readability-lxml's for `engine="readability"`."""
    if options.engine == "readability" and kind == "html":
        from cleaner.second_opinion import readability_probability

        return weigh(readability_probability(context.segments), context)
    opinion = model.opinion(context, kind, deadline)
    context.likeness = opinion.likeness
    return opinion.probability


def keep_blocks(blocks: list[Block], options: Options) -> None:
    """Step six, the only one that drops: content labels stay unless dropped, others go unless kept."""
    kept = (CONTENT_LABELS | options.keep) - options.drop
    for block in blocks:
        block.kept = block.label in kept


def locate_blocks(segments: Segments) -> list[Block]:
    """Say where the blocks of a page stand, and add what it hides; both only for those who ask."""
    place_blocks(segments)
    return with_hidden(segments)


def find_warnings(document: Document) -> list[str]:
    """What a careful user should know of the result."""
    kept = sum(len(block.text) for block in document.all_blocks if block.kept)
    if not document.all_blocks:
        warnings = ["the input holds no text"]
    elif not kept:
        warnings = ["no article found"]
    else:
        warnings = []
    facts = document.facts
    if facts is not None and facts.scripts > 2 and kept < 200:
        warnings.append("little text in the page: it may need JavaScript to show its content")
    return warnings
