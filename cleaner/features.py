"""Step two, measure: blocks become one float32 matrix, a row a block.

Character counts come from one table look-up over the text of all blocks at once; container statistics are
differences of prefix sums, since every element covers a contiguous run of blocks. Nothing loops over characters.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from cleaner import layout
from cleaner.characters import COMMA, DENSE, DIGIT, ENDER, ENDERS, LOWER, OTHER, QUOTE, SPACE, UPPER, count_classes
from cleaner.document import Block, Label, PageFacts
from cleaner.folding import fold
from cleaner.jargon import LABELS as JARGON_LABELS
from cleaner.jargon import load_jargon
from cleaner.lexicon import LONG_CHARS, MAX_CHARS, Lexicon, Phrase
from cleaner.segment import Segments
from cleaner.tokens import WORD_BUCKETS, Bags, Hashes, find_stops, word_bags

Matrix: TypeAlias = npt.NDArray[np.float32]
Column: TypeAlias = npt.NDArray[np.float32]

_KIND_COLUMNS: tuple[Label, ...] = (Label.HEADING, Label.LIST_ITEM, Label.QUOTE, Label.CODE, Label.TABLE, Label.CAPTION)
_KIND_NUMBERS = {label: number for number, label in enumerate(_KIND_COLUMNS)}

#: Names of the columns, in order. HTML-only columns are 0 for flattened text.
COLUMNS: tuple[str, ...] = (
    "log_chars",  # log(1 + characters)
    "log_words",  # log(1 + words); a dense script (Chinese, Thai) counts two characters a word
    "link_density",  # share of the characters that stand in links
    "enders",  # sentence ends per word
    "commas",  # commas and the like per word
    "digits",  # share of digits
    "upper",  # share of upper case among cased letters
    "symbols",  # share of symbols
    "stop_share",  # share of function words
    "closed",  # ends like a sentence
    "prose",  # 0..1: how much it looks like running text, from the columns above
    "position",  # 0..1 by count of blocks
    "depth_in_text",  # 0..1 by count of characters
    "prose_before",  # share of the document's running text that stands before it
    "isolated",  # blank lines round it (text)
    "inside",  # between the first and the last prose block
    "prose_near",  # prose of the neighbours, nearer ones more
    "short_run",  # log length of the run of short blocks it stands in
    "sure_hit",  # a sure phrase of the lexicon
    "likely_hit",  # a likely phrase
    "hits_near",  # share of lexicon hits among the neighbours
    "hits_wide",  # share of lexicon hits among the 30 nearest blocks
    "chrome",  # hits_wide * short_run: how much it looks like a line of a menu
    "before_text",  # before the first prose block
    "after_text",  # behind the last prose block
    "dirt",  # share of lexicon hits in the document
    "free_run",  # log length of the run of blocks without hits it stands in
    "size",  # log of the number of blocks
    "prose_total",  # log of the document's prose characters
    "title_overlap",  # share of its words that stand in the page title
    *(f"kind_{label.value}" for label in _KIND_COLUMNS),
    "quoted",  # share of quotation marks, brackets and dashes
    "opens",  # begins with a capital letter
    "announces",  # ends with a colon
    "cohesion",  # share of its words that other running text of the document has too
    "repeats",  # log of the number of other blocks of the same text
    "heading_level",  # 1 to 6, 0 for no heading
    "stated",  # stands in the article body that the page's structured data hold
    "described",  # stands in the page's description
    *(f"page_{name}" for name in ("article", "product", "forum", "listing")),  # what the page says it is
    *(f"jargon_{label.value}" for label in JARGON_LABELS),  # what its words speak for in the lexicons, in the mean
    "jargon",  # the same for all labels together
    *layout.COLUMNS,
)
_COLUMN = {name: index for index, name in enumerate(COLUMNS)}
#: Blocks whose words are looked up at once.
_AT_ONCE = 1000


@dataclass(slots=True)
class Measured:
    """What measuring gives: the matrix and the facts the label rules share with it."""

    matrix: Matrix
    folded: list[str]
    """The blocks in the form phrases are compared in; empty for blocks too long to be one."""
    hits: list[Phrase | None]
    """The lexicon phrase each block consists of."""
    languages: frozenset[str]
    words: Bags
    """The words of each block, hashed; of a long one those at both ends."""
    hashes: Hashes
    """The whole hash of each of the words."""
    is_stop: npt.NDArray[np.bool_]
    """Which of the words are function words."""

    def __getitem__(self, name: str) -> Column:
        return self.matrix[:, _COLUMN[name]]


def measure(segments: Segments, lexicon: Lexicon, languages: frozenset[str]) -> Measured:
    """Measure all blocks of a document."""
    blocks = segments.blocks
    matrix = np.zeros((len(blocks), len(COLUMNS)), dtype=np.float32)
    folded, hits = match_lexicon(blocks, lexicon, languages)
    title = _page_title(segments.facts)
    bags, hashes = word_bags([*(block.text for block in blocks), title])
    n_words = bags.starts[-1]
    words = Bags(bags.ids[:n_words], bags.starts[:-1])
    hashes = hashes[:n_words]
    measured = Measured(matrix, folded, hits, languages, words, hashes, find_stops(hashes))
    if not blocks:
        return measured
    _own_text(measured, segments)
    _jargon(measured)
    _sequence(measured, segments)
    if title:
        shares = words.shares(bags.ids[n_words:])
        measured["title_overlap"][:] = np.where(measured["log_chars"] < np.log1p(_MAX_TITLE), shares, 0.0)
    numbers = np.array([_KIND_NUMBERS.get(block.kind, -1) for block in blocks])
    first = _COLUMN[f"kind_{_KIND_COLUMNS[0].value}"]
    matrix[:, first : first + len(_KIND_COLUMNS)] = numbers[:, None] == np.arange(len(_KIND_COLUMNS))
    if segments.facts is not None:
        _statements(measured, segments, segments.facts)
    if segments.outline is not None:
        of_layout = matrix[:, -len(layout.COLUMNS) :]
        chars = np.expm1(measured["log_chars"])
        layout.measure_layout(of_layout, segments, segments.outline, chars, measured["link_density"], measured["prose"])
    return measured


def count_words(measured: Measured) -> Column:
    """Return the number of words of every block; a dense script (Chinese, Thai) counts two characters a word."""
    return np.asarray(np.expm1(measured["log_words"]), dtype=np.float32)


def match_lexicon(
    blocks: Sequence[Block], lexicon: Lexicon, languages: frozenset[str]
) -> tuple[list[str], list[Phrase | None]]:
    """Fold every block that is short enough to be a phrase and look it up."""
    folded = [
        fold(text) if len(text) <= LONG_CHARS or (len(text) <= MAX_CHARS and lexicon.may_match(text)) else ""
        for text in (block.text for block in blocks)
    ]
    keyed = zip(blocks, folded, strict=True)
    hits = [lexicon.match(block.text, key, languages) if key else None for block, key in keyed]
    return folded, hits


def _own_text(measured: Measured, segments: Segments) -> None:
    """Fill the columns that follow from each block's own text."""
    texts = [block.text for block in segments.blocks]
    counts = count_classes(texts)
    chars = counts.sum(axis=1)
    visible = np.maximum(chars - counts[:, SPACE], 1)
    words = counts[:, SPACE] + 1 + counts[:, DENSE] / 2
    cased = np.maximum(counts[:, LOWER] + counts[:, UPPER], 1)
    measured["log_chars"][:] = np.log1p(chars)
    measured["log_words"][:] = np.log1p(words)
    if segments.link_chars:
        measured["link_density"][:] = np.minimum(np.array(segments.link_chars) / np.maximum(chars, 1), 1)
    measured["enders"][:] = np.minimum(counts[:, ENDER] / words, 1)
    measured["commas"][:] = np.minimum(counts[:, COMMA] / words, 1)
    measured["digits"][:] = counts[:, DIGIT] / visible
    measured["upper"][:] = counts[:, UPPER] / cased
    measured["symbols"][:] = counts[:, OTHER] / visible
    measured["closed"][:] = [_is_closed(text) for text in texts]
    measured["quoted"][:] = counts[:, QUOTE] / visible
    measured["opens"][:] = [text[0].isupper() for text in texts]
    measured["announces"][:] = [text[-1] in ":：" for text in texts]
    measured["heading_level"][:] = [block.level if block.kind is Label.HEADING else 0 for block in segments.blocks]
    said = Counter(texts)
    measured["repeats"][:] = np.log([said[text] for text in texts])
    dense = counts[:, DENSE] > 0.3 * visible
    bags, is_stop = measured.words, measured.is_stop
    shares = np.where(bags.counts > 2, np.add.reduceat(is_stop, bags.starts, dtype=np.float64) / bags.counts, 0.0)
    measured["stop_share"][:] = np.where(dense, 0.35, shares)
    measured["prose"][:] = _prose(measured, words)
    measured["cohesion"][:] = _cohesion(bags, is_stop, measured["prose"])


def _cohesion(bags: Bags, is_stop: npt.NDArray[np.bool_], prose: Column) -> npt.NDArray[np.float64]:
    """Share of each block's words that other running text of the document has too, function words left out."""
    rows = np.repeat(np.arange(len(prose)), bags.counts)
    pairs = np.unique(rows[~is_stop] * WORD_BUCKETS + bags.ids[~is_stop])
    row, word = pairs // WORD_BUCKETS, pairs % WORD_BUCKETS
    said = np.bincount(word, weights=prose[row], minlength=WORD_BUCKETS)
    shared = np.minimum(said[word] - prose[row], 1.0)
    counts = np.maximum(np.bincount(row, minlength=len(prose)), 1)
    return np.bincount(row, weights=shared, minlength=len(prose)) / counts


def _jargon(measured: Measured) -> None:
    """Fill the columns on what the words speak for; function words are left out."""
    jargon, first = load_jargon(), _COLUMN[f"jargon_{JARGON_LABELS[0].value}"]
    columns = measured.matrix[:, first : first + len(JARGON_LABELS)]
    ends = np.append(measured.words.starts[1:], len(measured.hashes))
    # Some blocks at a time, so that memory does not grow with the document.
    for start in range(0, len(columns), _AT_ONCE):
        starts = measured.words.starts[start : start + _AT_ONCE]
        words = slice(starts[0], ends[start : start + _AT_ONCE][-1])
        weights = jargon.weigh(measured.hashes[words], measured.languages)
        is_told = ~measured.is_stop[words]
        counts = np.maximum(np.add.reduceat(is_told, starts - starts[0], dtype=np.float32), 1)
        sums = np.add.reduceat(weights * is_told[:, None], starts - starts[0])
        columns[start : start + _AT_ONCE] = sums / counts[:, None]
    measured["jargon"][:] = columns.sum(axis=1)


def _is_closed(text: str) -> bool:
    return text.rstrip("\"'”’»)）」』】 ")[-1:] in _CLOSERS


_CLOSERS = frozenset(ENDERS)


def _prose(measured: Measured, words: npt.NDArray[np.float64]) -> Column:
    """Running text is long, closed, holds function words and few links: a product of four soft tests."""
    length = 1 / (1 + np.exp(-(words - 14) / 4))
    closed = 0.55 + 0.45 * measured["closed"]
    stop = np.clip(0.25 + measured["stop_share"] * 4, 0, 1)
    return np.asarray(length * closed * stop * (1 - measured["link_density"]) ** 2, dtype=np.float32)


def _sequence(measured: Measured, segments: Segments) -> None:
    """Fill the columns that follow from the order of blocks."""
    size = len(segments.blocks)
    prose = measured["prose"]
    chars = np.expm1(measured["log_chars"])
    measured["position"][:] = (np.arange(size) + 0.5) / size
    total = max(float(chars.sum()), 1.0)
    measured["depth_in_text"][:] = (np.cumsum(chars) - chars / 2) / total
    mass = np.cumsum(prose * chars)
    measured["prose_before"][:] = (mass - prose * chars) / max(float(mass[-1]), 1.0)
    strong = np.flatnonzero(prose > 0.4)
    if strong.size:
        first, last = _stretch(measured, int(strong[0]), int(strong[-1]))
        measured["before_text"][:first] = 1
        measured["inside"][first : last + 1] = 1
        measured["after_text"][last + 1 :] = 1
    measured["prose_near"][:] = _near(prose)
    measured["prose_total"][:] = np.log1p(float((prose * chars).sum()))
    measured["short_run"][:] = np.log1p(_run_lengths(measured["log_words"] < np.log1p(7)))
    measured["sure_hit"][:] = [hit is not None and hit.sure for hit in measured.hits]
    measured["likely_hit"][:] = [hit is not None and not hit.sure for hit in measured.hits]
    hit = measured["sure_hit"] + 0.6 * measured["likely_hit"]
    measured["hits_near"][:] = _near(hit)
    measured["hits_wide"][:] = _wide(hit)
    measured["chrome"][:] = measured["hits_wide"] * measured["short_run"]
    measured["free_run"][:] = np.log1p(_run_lengths(hit == 0))
    measured["size"][:] = np.log1p(size)
    measured["dirt"][:] = hit.sum() / (size + 3)
    if segments.gap:
        after = [*segments.gap[1:], 1]
        measured["isolated"][:] = [bool(a and b) for a, b in zip(segments.gap, after, strict=True)]


def _stretch(measured: Measured, first: int, last: int) -> tuple[int, int]:
    """Stretch the text over the closed lines next to it that hit no phrase: short answers, dialogue."""
    closed = measured["closed"] > 0
    while first > 0 and closed[first - 1] and measured.hits[first - 1] is None:
        first -= 1
    while last + 1 < len(closed) and closed[last + 1] and measured.hits[last + 1] is None:
        last += 1
    return first, last


def _near(values: Column) -> Column:
    """Weighted mean of the four neighbours on each side, itself left out; beyond the ends counts as 0."""
    weights = np.array([1, 2, 3, 4, 0, 4, 3, 2, 1], dtype=np.float32) / 20
    return np.convolve(values, weights, mode="full")[4 : 4 + len(values)].astype(np.float32)


def _wide(values: Column) -> npt.NDArray[np.float64]:
    """Mean over the 31 blocks centred on each; beyond the ends counts as 0."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    centre = np.arange(len(values))
    return (sums[np.minimum(centre + 16, len(values))] - sums[np.maximum(centre - 15, 0)]) / 31


def _run_lengths(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Length of the run of True each element stands in, 0 where it is False."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    lengths = np.zeros(len(flags))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        lengths[start:stop] = stop - start
    return lengths


_MAX_TITLE = 240


def _page_title(facts: PageFacts | None) -> str:
    if facts is None or not facts.title:
        return ""
    return " ".join((facts.title, *facts.meta.get("og:title", ())[:1]))


_TYPES = (
    re.compile(r"article|blogposting|report", re.IGNORECASE),
    re.compile(r"product|offer", re.IGNORECASE),
    re.compile(r"forum|question|qapage|discussion", re.IGNORECASE),
    re.compile(r"itemlist|collection|searchresults", re.IGNORECASE),
)
_LD_TYPE = re.compile(r'"@type"\s*:\s*"(\w+)"')
_LD_BODY = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\\\]|\\\\.)*")')
#: A block is looked up in the page's statements by its first characters.
_STATED_CHARS = 50


def _statements(measured: Measured, segments: Segments, facts: PageFacts) -> None:
    """Fill the columns on what the page's structured data say of it."""
    types = " ".join([*facts.meta.get("og:type", ())[:1], *(_LD_TYPE.findall(" ".join(facts.json_ld)[:50_000]))])
    for name, pattern in zip(("article", "product", "forum", "listing"), _TYPES, strict=True):
        if pattern.search(types):
            measured[f"page_{name}"][:] = 1
    description = " ".join(text for name in _DESCRIPTIONS for text in facts.meta.get(name, ())[:1])
    body = " ".join(_article_body(text) for text in facts.json_ld if "articleBody" in text)
    for name, statement in (("described", description), ("stated", body)):
        squeezed = " ".join(statement.split())
        if len(squeezed) > _STATED_CHARS // 2:
            measured[name][:] = [
                len(block.text) > 20 and block.text[:_STATED_CHARS] in squeezed for block in segments.blocks
            ]


_DESCRIPTIONS = ("description", "og:description")


def _article_body(text: str) -> str:
    found = _LD_BODY.search(text)
    try:
        return str(json.loads(found.group(1), strict=False)) if found else ""
    except ValueError:
        # What is no valid JSON string states nothing.
        return ""
