"""Filters on cleaned records: language, words, confidence, near-duplicates. What they hold back is counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cleaner.corpus.records import words_of
from cleaner.errors import OptionError
from cleaner.extras import require

_PERMUTATIONS, _BANDS, _SHINGLE, _SEED = 128, 16, 5, 1


@dataclass(frozen=True)
class Filters:
    """Which cleaned records go to the output. A record that fails several is counted under the first named here.

    Raises:
        OptionError: a value is out of range.
    """

    languages: tuple[str, ...] = ()
    """Languages to keep, `de` for all of German; none keeps all."""
    min_words: int = 0
    """Fewest words of the cleaned document."""
    min_confidence: float = 0.0
    """Lowest confidence."""
    near_duplicates: float | None = None
    """Share of five-word runs in common from which a record is the duplicate of an earlier one; None keeps all."""

    def __post_init__(self) -> None:
        if not 0 <= self.min_confidence <= 1:
            raise OptionError(f"the lowest confidence must be from 0 to 1, not {self.min_confidence:g}")
        if self.near_duplicates is not None and not 0 < self.near_duplicates <= 1:
            raise OptionError(f"near-duplicates must be alike above 0 and at most 1, not {self.near_duplicates:g}")
        for language in self.languages:
            if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", language):
                raise OptionError(f"{language!r} is no language tag; use one such as en, de or zh-Hant")

    def reject(self, language: str | None, words: int, confidence: float) -> str | None:
        """Return the name of the filter that holds a record back, or None. Near-duplicates are not looked at.

        >>> Filters(languages=("en",), min_words=3).reject("en-GB", 2, 0.9)
        'words'
        """
        if self.languages and not any(_covers(wanted, language or "") for wanted in self.languages):
            return "language"
        if words < self.min_words:
            return "words"
        return "confidence" if confidence < self.min_confidence else None


def _covers(wanted: str, found: str) -> bool:
    wanted, found = wanted.lower(), found.lower()
    return found == wanted or found.startswith(f"{wanted}-")


class NearDuplicates:
    """Finds documents that share most of their five-word runs with an earlier one, by MinHash and LSH (rensa).

    Broder, "On the resemblance and containment of documents", 1997; 128 permutations in 16 bands. Each document that
    is kept costs about 2.4 kB of memory: 2.4 GB a million.
    """

    def __init__(self, threshold: float) -> None:
        """Begin with nothing known.

        Raises:
            MissingExtraError: rensa is not installed.
        """
        self._rensa = require("rensa", "corpus")
        self._known = self._rensa.RMinHashDeduplicator(threshold, _PERMUTATIONS, True, num_bands=_BANDS, seed=_SEED)
        self._count = 0

    def is_new(self, text: str) -> bool:
        """Tell whether a document is like none before it, and remember it if so. One without words is always new."""
        shingles = _shingles(words_of(text.lower()))
        if not shingles:
            return True
        sketch = self._rensa.RMinHash(_PERMUTATIONS, _SEED)
        sketch.update(shingles)
        self._count += 1
        return bool(self._known.add(str(self._count), sketch))


def _shingles(words: list[str]) -> list[str]:
    if len(words) <= _SHINGLE:
        return [" ".join(words)] if words else []
    return [" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)]


def apply_filters(batch: Any, filters: Filters, seen: NearDuplicates | None, column: str) -> tuple[Any, Counter[str]]:
    """Return the rows of a batch that pass, and how many each filter held back."""
    names = ("language", "n_words", "confidence", column)
    held: Counter[str] = Counter()
    mask = []
    for *facts, text in zip(*(batch.column(name).to_pylist() for name in names), strict=True):
        reason = filters.reject(*facts)
        if reason is None and seen is not None and not seen.is_new(text):
            reason = "duplicate"
        if reason is not None:
            held[reason] += 1
        mask.append(reason is None)
    pa = require("pyarrow", "parquet")
    return (batch if all(mask) else batch.filter(pa.array(mask, pa.bool_()))), held


def remember(seen: NearDuplicates, texts: Iterable[str]) -> None:
    """Make documents known that an earlier part of the run has written."""
    for text in texts:
        seen.is_new(text)
