"""The words of the lexicon's phrases: what a line speaks of that is no phrase as a whole.

`Please log in again to see the replies` is in no lexicon, but most of its words are in phrases of comment widgets. Each
word of a language weighs for a label what share of the phrases that hold it speak for that label; rare words weigh
less. The table, `data/jargon.npz`, is made from the lexicons by `cleaner.lexicon_build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from cleaner.datafiles import DATA, read_shipped
from cleaner.document import Label
from cleaner.errors import DataFileError
from cleaner.lexicon import GROUPS
from cleaner.tokens import Hashes

#: What a word can speak for, in the order of the table's columns.
LABELS: tuple[Label, ...] = tuple(dict.fromkeys(GROUPS.values()))
#: Words of these stand in every text, whatever its language: widgets are often left in English.
_EVERYWHERE = ("en", "und")
_Weights = npt.NDArray[np.float32]


class Jargon:
    """What the words of the lexicons speak for, by language. Immutable once read."""

    def __init__(self, tables: Mapping[str, tuple[Hashes, _Weights]]) -> None:
        """Take for each language the sorted hashes of its words and their weights, shape (words, len(LABELS))."""
        self._tables = tables

    def weigh(self, hashes: Hashes, languages: Iterable[str]) -> _Weights:
        """Return what each word speaks for in the languages given, shape (words, len(LABELS)), each 0 to 1."""
        weights = np.zeros((len(hashes), len(LABELS)), dtype=np.float32)
        for language in sorted({*languages, *_EVERYWHERE}):
            if language in self._tables:
                known, table = self._tables[language]
                at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
                found = np.flatnonzero(known[at] == hashes)
                weights[found] = np.maximum(weights[found], table[at[found]])
        return weights


def read_jargon(data: bytes) -> Jargon:
    """Read a table as `cleaner.lexicon_build` writes it: for each language `<language>.words` and `<language>.weights`.

    Raises:
        DataFileError: it is not one of ours.
    """
    try:
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            arrays: dict[str, npt.NDArray[Any]] = {name: archive[name] for name in archive.files}
        tables = {
            name.removesuffix(".words"): (
                words.astype(np.uint64),
                arrays[f"{name.removesuffix('.words')}.weights"].astype(np.float32) / np.float32(255),
            )
            for name, words in arrays.items()
            if name.endswith(".words")
        }
        if any(len(words) == 0 or weights.shape != (len(words), len(LABELS)) for words, weights in tables.values()):
            raise ValueError("its tables have another shape")
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise DataFileError(f"cannot read the words of the lexicons: {error}; reinstall the package") from error
    return Jargon(tables)


@lru_cache(maxsize=1)
def load_jargon() -> Jargon:
    """Return the shipped table, read once a process.

    Raises:
        DataFileError: the file is missing, broken or not the one shipped.
    """
    return read_jargon(read_shipped(DATA / "jargon.npz"))
