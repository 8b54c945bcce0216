"""Folding: the form short texts are compared in, whatever their case, accents, punctuation and look-alike letters."""

from __future__ import annotations

import re
import unicodedata

from cleaner.caching import cache_short

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:[.,'’:]\d+)*(?:\s?[km](?![^\W\d_]))?")
_SPACE_BEFORE_COLON = re.compile(r"\s+(?=[:!?])")
_MARKS = dict.fromkeys(
    [
        *range(0x300, 0x370),
        *range(0x64B, 0x653),
        0x640,
        0x670,
        *range(0x5B0, 0x5C8),
        0xAD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        0xFE0E,
        0xFE0F,
    ]
)
_TRANSLATE = {
    **_MARKS,
    ord("ı"): "i",
    ord("’"): "'",
    ord("‘"): "'",
    ord("ʼ"): "'",
    ord("`"): "'",
    ord("´"): "'",
}
_MIXED = re.compile(r"[a-z](?=[\u0370-\u04ff])|(?<=[\u0370-\u04ff])[a-z]")
_LOOKALIKES = {
    "greek": str.maketrans("aeiopuvtnkxyh", "αειορυντηκχγη"),
    "cyrillic": str.maketrans("aeopcyxikmtbh", "аеорсухикмтвн"),
}


def _edge_characters() -> frozenset[str]:
    """All punctuation, symbols and separators a phrase may be dressed in."""
    ranges = (range(0x3100), range(0xFE10, 0xFFF0), range(0x1F000, 0x1FB00))
    return frozenset(
        char
        for span in ranges
        for char in map(chr, span)
        if unicodedata.category(char)[0] in "PSZC" and char not in "#©"
    )


EDGES = _edge_characters()


def strip_edges(text: str) -> str:
    """Take punctuation, symbols and white space off both ends.

    >>> strip_edges("» Share: "), strip_edges("…")
    ('Share', '')
    """
    start, end = 0, len(text)
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return text[start:end]


def fold_anew(text: str) -> str:
    """Bring a short text to the form phrases are compared in.

    Case, accents, edge punctuation and white space are folded, numbers become `#`, and Latin letters inside Greek
    or Cyrillic words become what they look like.

    >>> fold("» 1,234 Comments: "), fold("Ρoή Ειδήσεων") == fold("ΡΟΗ ΕΙΔΗΣΕΩΝ")
    ('# comments', True)
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_TRANSLATE)
    text = strip_edges(text).casefold()
    if not text.isascii():
        if _MIXED.search(text):
            text = " ".join(_unmix(word) for word in text.split())
        text = text.replace("ς", "σ")
    if not text.isalpha() and _DIGIT.search(text):
        text = _NUMBER.sub("#", text)
    if " :" in text or " ?" in text or " !" in text:
        text = _SPACE_BEFORE_COLON.sub("", text)
    return " ".join(text.split())


#: `fold_anew`, its last results kept.
fold = cache_short(fold_anew)


def _unmix(word: str) -> str:
    if not _MIXED.search(word):
        return word
    script = "greek" if any("\u0370" <= char < "\u0400" for char in word) else "cyrillic"
    return word.translate(_LOOKALIKES[script])
