"""Words of blocks and names of elements as buckets of a hash, the form the network takes them in.

Hashing needs no vocabulary, so that every language and every site's class names have a place (Weinberger et al.,
Feature Hashing for Large Scale Multitask Learning, ICML 2009).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from zlib import crc32

import numpy as np
import numpy.typing as npt

from cleaner.folding import CACHED
from cleaner.lexicon import load_lexicon
from cleaner.segment import Outline

WORD_BUCKETS = 8192
NAME_BUCKETS = 4096
#: A long block is known by its first and last characters.
_HEAD, _TAIL = 180, 60
_MAX_PAIRS = 40
_DIGITS = re.compile(r"\d+")
_PUNCTUATION = ".,:;!?\"'()[]{}«»“”„‘’…|/-–—·•*#。、！？：；（）「」『』،؟؛।"
_MAX_NAMES = 12


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


def split_words(text: str, *, is_dense: bool) -> list[str]:
    """Return the lower-case words of a block; of a long one those at both ends.

    A text in a script without blanks (`is_dense`) gives pairs of characters.

    >>> split_words("The rain, again", is_dense=False), split_words("東京都", is_dense=True)
    (['the', 'rain,', 'again'], ['東京', '京都'])
    """
    if len(text) > _HEAD + _TAIL:
        text = f"{text[:_HEAD]} {text[-_TAIL:]}"
    if is_dense:
        squeezed = "".join(text.split())
        return [squeezed[i : i + 2] for i in range(min(len(squeezed) - 1, _MAX_PAIRS))] or [squeezed]
    return text.lower().split()


def word_bucket(word: str) -> int:
    """Return the bucket of a word without the punctuation round it; all numbers are one."""
    core = word.strip(_PUNCTUATION)
    if not core.isalpha():
        core = _DIGITS.sub("0", core) or word
    return 1 + crc32(core.encode("utf-8", "replace")) % (WORD_BUCKETS - 1)


class _Codes(dict[str, int]):
    """Word to its bucket, plus `WORD_BUCKETS` for a function word; what was looked up is kept up to a limit."""

    def __init__(self, stop: Container[str]) -> None:
        super().__init__()
        self.stop = stop

    def __missing__(self, word: str) -> int:
        if len(self) >= _MAX_CODES:
            self.clear()
        code = word_bucket(word) + (WORD_BUCKETS if word in self.stop else 0)
        self[word] = code
        return code


_MAX_CODES = 200_000


@lru_cache(maxsize=1)
def word_codes() -> _Codes:
    """Return the codes of words, with the function words of the lexicon; one table a process."""
    return _Codes(load_lexicon().stop)


def word_bags(words: Sequence[list[str]]) -> tuple[Bags, npt.NDArray[np.bool_]]:
    """Hash the words of every block, and tell which of them are function words."""
    counts = np.fromiter((len(row) or 1 for row in words), dtype=np.intp, count=len(words))
    flat = chain.from_iterable(row or _NO_WORDS for row in words)
    coded = np.fromiter(map(word_codes().__getitem__, flat), dtype=np.int32, count=int(counts.sum()))
    return Bags(coded % WORD_BUCKETS, np.cumsum(counts) - counts), coded >= WORD_BUCKETS


_NO_WORDS = ("",)


@lru_cache(maxsize=CACHED)
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
