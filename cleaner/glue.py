"""Junk glued to a sentence in flattened text: where a line may be cut in two.

A cut is made only where the boundary is certain: the phrase stands between sentences, in the exact case its widget
prints, in one of the text's own languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cleaner.lexicon import Lexicon

_CLOSERS = frozenset('.!?…"”»）)。！？؟۔।:|')
_NETWORKS = (
    r"(?:\s*[,|•·/]?\s*(?:Facebook|Twitter|X|WhatsApp|Whatsapp|LinkedIn|Linkedin|Telegram|Pinterest|Reddit|Email|E-mail|"
    r"Messenger|Viber|Tumblr|Threads|Bluesky|Instagram|Print|Copy [Ll]ink|VK|ВКонтакте|Одноклассники|LINE|Line|Flipboard))*"
)
_MIN_LINE = 24

Splitter = Callable[[str], list[tuple[int, int]]]


def find_glued(source: str, lexicon: Lexicon, languages: frozenset[str]) -> Splitter:
    """Return the splitter for one text: it gives the (start, end) of every glued piece in a line."""
    # Scripts without blanks have no first words to look for.
    words = set(source.split()) if source.isascii() or source.count(" ") * 15 > len(source) else None
    phrases = [
        phrase
        for language in languages | {"en"}
        for first, phrase in lexicon.glue.get(language, ())
        if (words is None or first in words or first + ":" in words) and phrase in source
    ]
    phrases = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    if not phrases:
        return lambda line: []
    pattern = re.compile("(?:" + "|".join(map(re.escape, phrases)) + ")" + r"[:：]?" + _NETWORKS)

    def split(line: str) -> list[tuple[int, int]]:
        if len(line) < _MIN_LINE:
            return []
        return [match.span() for match in pattern.finditer(line) if _is_certain(line, *match.span(), lexicon)]

    return split


def _is_certain(line: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the piece stands between sentences and something else stands in the line."""
    before, piece, after = line[:start].rstrip(), line[start:end], line[end:].lstrip()
    if not before and not after:
        return False
    if (before and line[start - 1].isalnum()) or (after and line[end : end + 1].isalnum()):
        return False
    if before and before[-1] not in _CLOSERS:
        return False
    if not after:
        return True
    if after[0].islower() or not (after[0].isalnum() or after[0] in "\"'“„«‘"):
        return False
    if before or " " in piece.strip() or piece.rstrip(":").isupper():
        return True
    following = after.split(None, 1)[0].casefold()
    return following in lexicon.stop
