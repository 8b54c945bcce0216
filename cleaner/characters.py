"""Classes of characters, and how many of each class a text has: one table look-up over the text of all blocks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

#: Classes. DENSE are the letters of scripts without blanks, QUOTE are quotation marks, brackets and dashes.
(OTHER, SPACE, LOWER, UPPER, LETTER, DIGIT, ENDER, COMMA, DENSE, QUOTE) = range(10)
N_CLASSES = 10
ENDERS = ".!?…。！？؟۔।॥።։｡"
_COMMAS = ",;:،؛、，；：·"
_COUNTED_AT_ONCE = 200_000


@lru_cache(maxsize=1)
def class_table() -> npt.NDArray[np.uint8]:
    """Class of every character of the basic plane; one more row stands for all others."""
    table = np.full(0x10001, OTHER, dtype=np.uint8)
    classes = {
        "Ll": LOWER,
        "Lu": UPPER,
        "Lt": UPPER,
        "Lo": LETTER,
        "Lm": LETTER,
        "Mn": LETTER,
        "Mc": LETTER,
    }
    classes |= {"Nd": DIGIT, "Zs": SPACE, "Cc": SPACE, "Zl": SPACE, "Zp": SPACE, "Nl": DIGIT}
    classes |= dict.fromkeys(("Pi", "Pf", "Ps", "Pe", "Pd"), QUOTE)
    for code in range(0x10000):
        table[code] = classes.get(unicodedata.category(chr(code)), OTHER)
    for first, last in (
        (0x0E00, 0x0EFF),
        (0x1000, 0x109F),
        (0x1780, 0x17FF),
        (0x3040, 0x30FF),
        (0x3400, 0x9FFF),
    ):
        span = table[first : last + 1]
        span[span == LETTER] = DENSE
    for characters, value in ((ENDERS, ENDER), (_COMMAS, COMMA), ("\"'", QUOTE)):
        table[[ord(char) for char in characters]] = value
    return table


def count_classes(texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Count characters by class: shape (texts, classes)."""
    lengths = np.fromiter((len(text) for text in texts), dtype=np.intp, count=len(texts))
    counts = np.empty((len(texts), N_CLASSES))
    ends = np.cumsum(lengths)
    start = 0
    while start < len(texts):
        # So many texts at once that memory does not grow with the document.
        stop = max(start + 1, int(np.searchsorted(ends, ends[start] + _COUNTED_AT_ONCE)))
        codes = np.frombuffer("".join(texts[start:stop]).encode("utf-32-le", "replace"), dtype=np.uint32)
        classes = class_table()[np.minimum(codes, 0x10000)]
        rows = np.repeat(np.arange(stop - start) * N_CLASSES, lengths[start:stop])
        found = np.bincount(rows + classes, minlength=(stop - start) * N_CLASSES)
        counts[start:stop] = found.reshape(stop - start, N_CLASSES)
        start = stop
    return counts
