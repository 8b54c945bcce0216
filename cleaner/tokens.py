"""Words of blocks and names of elements as buckets of a hash, the form the network takes them in.

Hashing needs no vocabulary, so that every language and every site's class names have a place (Weinberger et al.,
Feature Hashing for Large Scale Multitask Learning, ICML 2009).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_128
from itertools import chain
from typing import TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

from cleaner.caching import cache_short
from cleaner.characters import DENSE, DIGIT, N_CLASSES, SPACE, class_table
from cleaner.lexicon import load_lexicon
from cleaner.segment import Outline

Hashes: TypeAlias = npt.NDArray[np.uint64]

WORD_BUCKETS = 8192
NAME_BUCKETS = 4096
#: A long block is known by its first and last characters.
_HEAD, _TAIL = 180, 60
#: Texts that are hashed at once.
_AT_ONCE = 1000
_DIGITS = re.compile(r"\d+")
_MAX_NAMES = 12
#: Kinds of characters. Punctuation is part of a word unless it stands at its end.
_GAP, _LETTER, _PUNCTUATION, _DIGIT, _DENSE = range(5)
_PUNCTUATION_MARKS = ".,:;!?\"'()[]{}«»“”„‘’…|/-–—·•*#،؟؛।"
_WIDE_MARKS = "。、！？：；（）「」『』，《》【】"
_ZERO = np.uint32(ord("0"))
#: What the characters of a word are multiplied by, one after the other; the last for all that follow. Random odd
#: numbers: the sum modulo 2**64 is a universal hash (Carter and Wegman, Universal Classes of Hash Functions, 1979), of
#: which the high bits are used.
_STEPS = np.frombuffer(shake_128(b"words of a block").digest(8 * 32), dtype="<u8").astype(np.uint64) | np.uint64(1)
_HIGH = np.uint64(40)


@dataclass(slots=True)
class Bags:
    """Bags of bucket numbers, one a row: `ids` holds them one after the other, `starts` where each row begins.

    No row is empty; bucket 0 stands for nothing.
    """

    ids: npt.NDArray[np.int32]
    starts: npt.NDArray[np.intp]

    def rows(self, start: int, stop: int) -> Bags:
        """Return some of the rows."""
        starts = self.starts[start:stop]
        end = self.starts[stop] if stop < len(self.starts) else len(self.ids)
        return Bags(self.ids[starts[0] : end], starts - starts[0])

    def shares(self, buckets: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
        """Return which share of each row is among some buckets."""
        known = np.zeros(max(WORD_BUCKETS, NAME_BUCKETS), dtype=bool)
        known[buckets] = True
        return np.asarray(np.add.reduceat(known[self.ids], self.starts, dtype=np.float64) / self.counts)

    @property
    def counts(self) -> npt.NDArray[np.intp]:
        """Number of buckets in each row."""
        return np.diff(self.starts, append=len(self.ids))


def ends_of(text: str) -> str:
    """Return a text, of a long one its beginning and its end."""
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]} {text[-_TAIL:]}"


def word_bags(texts: Sequence[str]) -> tuple[Bags, Hashes]:
    """Hash the words at both ends of every text: their buckets, and the whole hash of each, 0 for nothing.

    A word is what stands between blanks, without the punctuation round it; all numbers are one. In a script without
    blanks (Chinese, Thai) every two letters that stand together count as one. Nothing loops over characters or words.
    """
    hashes, starts = hash_words([ends_of(text).lower() for text in texts])
    counts = np.diff(starts, append=len(hashes))
    ids = (1 + (hashes >> _HIGH) % np.uint64(WORD_BUCKETS - 1)).astype(np.int32)
    empty = np.flatnonzero(counts == 0)
    if empty.size:
        ids, hashes = np.insert(ids, starts[empty], 0), np.insert(hashes, starts[empty], np.uint64(0))
        counts = np.maximum(counts, 1)
    return Bags(ids, np.cumsum(counts) - counts), hashes


def find_stops(hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Tell which words are function words of any language."""
    known = _stop_hashes()
    return np.asarray(known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] == hashes)


def hash_words(texts: Sequence[str]) -> tuple[Hashes, npt.NDArray[np.intp]]:
    """Return a hash of every word of texts in lower case, and the number of the first word of every text.

    The texts are worked on some at a time, so that memory does not grow with the document.
    """
    parts = [_hash_words(texts[at : at + _AT_ONCE]) for at in range(0, max(len(texts), 1), _AT_ONCE)]
    if len(parts) == 1:
        return parts[0]
    firsts = np.cumsum([0, *(len(hashes) for hashes, _ in parts)])
    return (
        np.concatenate([hashes for hashes, _ in parts]),
        np.concatenate([starts + first for (_, starts), first in zip(parts, firsts, strict=False)]),
    )


def _hash_words(texts: Sequence[str]) -> tuple[Hashes, npt.NDArray[np.intp]]:
    joined = " ".join([*texts, "", ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    text_starts = np.cumsum(lengths + 1) - lengths - 1
    kinds = _kinds()[np.minimum(codes, 0x10000)]
    is_digit = kinds == _DIGIT
    is_first = np.append(True, ~(is_digit[1:] & is_digit[:-1]))  # of the digits of a number one is left
    text_starts -= np.cumsum(~is_first)[text_starts]
    codes = np.where(is_digit, _ZERO, codes)[is_first].astype(np.uint64)
    kinds = _strip_punctuation(kinds[is_first])
    is_pair = np.append((kinds[:-1] == _DENSE) & (kinds[1:] == _DENSE), False)
    is_start = (kinds != _GAP) & np.append(True, kinds[1:] != kinds[:-1]) | is_pair
    word_starts = np.flatnonzero(is_start)
    step = np.arange(len(codes)) - np.append(word_starts, 0)[np.cumsum(is_start) - 1]
    weighed = codes * _STEPS[np.minimum(step, len(_STEPS) - 1)] * (is_start | (kinds == _LETTER))
    pairs = np.flatnonzero(is_pair)
    weighed[pairs] += codes[pairs + 1] * _STEPS[1]
    hashes = np.add.reduceat(weighed, word_starts) if len(word_starts) else np.zeros(0, dtype=np.uint64)
    return hashes, np.searchsorted(word_starts, text_starts)


def _strip_punctuation(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Make gaps of punctuation at the ends of words, and letters of the rest, so that `12:30` is a word, and `»`."""
    at = np.arange(len(kinds))
    is_gap = kinds == _GAP
    is_core = ~is_gap & (kinds != _PUNCTUATION)
    # The last gap and core character up to each, and the next ones from it on.
    gap_before, core_before = (np.maximum.accumulate(np.where(flags, at, -1)) for flags in (is_gap, is_core))
    gap_after, core_after = (
        np.minimum.accumulate(np.where(flags, at, len(at))[::-1])[::-1] for flags in (is_gap, is_core)
    )
    has_before, has_after = core_before > gap_before, core_after < gap_after
    is_edge = (kinds == _PUNCTUATION) & (has_before != has_after)
    return np.where(is_edge, _GAP, np.where(is_gap | (kinds == _DENSE), kinds, _LETTER)).astype(np.uint8)


@lru_cache(maxsize=1)
def _kinds() -> npt.NDArray[np.uint8]:
    """Kind of every character of the basic plane; one more row stands for all others."""
    kinds = np.full(N_CLASSES, _LETTER, dtype=np.uint8)
    kinds[SPACE], kinds[DIGIT], kinds[DENSE] = _GAP, _DIGIT, _DENSE
    table = kinds[class_table()]
    table[[ord(char) for char in _PUNCTUATION_MARKS]] = _PUNCTUATION
    table[[ord(char) for char in _WIDE_MARKS]] = _GAP
    return table


@lru_cache(maxsize=1)
def _stop_hashes() -> Hashes:
    """Hashes of the function words of all languages, sorted."""
    hashes, starts = _hash_words(sorted(load_lexicon().stop))
    is_one_word = np.diff(starts, append=len(hashes)) == 1
    return np.unique(hashes[starts[is_one_word]])


@cache_short
def name_buckets(tag: str, names: str) -> tuple[int, ...]:
    """Return the buckets of an element's tag and of its class and id names."""
    words = names.lower().split()[:_MAX_NAMES]
    return tuple(
        1 + crc32(_DIGITS.sub("0", name[:48]).encode("utf-8", "replace")) % (NAME_BUCKETS - 1)
        for name in (f"<{tag}", *words)
    )


def name_bags(outline: Outline) -> Bags:
    """Hash the names of every element of a page."""
    rows = list(map(name_buckets, outline.tag, outline.names))
    counts = np.fromiter(map(len, rows), dtype=np.intp, count=len(rows))
    ids = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(counts.sum()))
    return Bags(ids, np.cumsum(counts) - counts)
