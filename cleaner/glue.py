"""Junk glued to a sentence in flattened text: where a line may be cut in two.

A cut is made only where the boundary is certain: what is cut off is a phrase of the lexicon, in one of the text's own
languages, and stands between sentences.
"""

from __future__ import annotations

import re

from cleaner.document import Label
from cleaner.folding import fold, strip_edges
from cleaner.lexicon import CUT_LABELS, Lexicon, Phrase
from cleaner.segment.text import Splitter

Span = tuple[int, int]

_CLOSERS = frozenset('.!?…"”»）)。！？؟۔।:|')
_SENTENCE_END = re.compile(r"""[.!?…؟۔।]["'”»)]*\s+|[。！？]["”」』]?\s*""")
_MAX_SENTENCE = 110
#: So much of a line is looked at on each side of a piece.
_LOOK = 1000
#: Shorter lines are left whole: phrases of two sentences are common.
_MIN_PARAGRAPH = 90


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
    pattern = re.compile("(?:" + "|".join(map(re.escape, phrases)) + ")[:：]?") if phrases else None

    def split(line: str) -> list[Span]:
        spans = _share_bar(line, lexicon) if len(line) >= _MIN_PARAGRAPH else []
        if pattern is not None:
            spans += [match.span() for match in pattern.finditer(line) if _is_certain(line, *match.span(), lexicon)]
        if len(line) > 60:
            spans += _edge_sentences(line, lexicon, languages)
        if 24 < len(line) <= _MAX_CAPTION:
            spans += _credit_tail(line, lexicon, languages)
        return _disjoint(spans)

    return split


def _disjoint(spans: list[Span]) -> list[Span]:
    """Sort spans and leave out what overlaps an earlier one."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _is_certain(line: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the piece stands between sentences and something else stands in the line."""
    before, piece = line[max(0, start - _LOOK) : start].rstrip(), line[start:end]
    after = line[end : end + _LOOK].lstrip()
    if (start and line[start - 1].isalnum()) or (after and line[end : end + 1].isalnum()):
        return False
    if (not before and not after) or (before and before[-1] not in _CLOSERS):
        return False
    if not after:
        return True
    if not _begins_sentence(after):
        # Scripts without capitals do not show where a sentence begins; an ad mark between two is still certain.
        return bool(before) and not after[0].islower() and "ad;1;" in lexicon.exact.get(fold(piece), "")
    if before:
        return True
    if not _is_text(after):
        return False
    return " " in piece.strip() or piece.rstrip(":").isupper() or after.split(None, 1)[0].casefold() in lexicon.stop


def _begins_sentence(text: str) -> bool:
    return text[0].isupper() or text[0].isdigit() or text[0] in "\"'“„«‘"


def _is_text(text: str) -> bool:
    """Whether what follows a piece at the line's start is a paragraph and not its title."""
    return len(text.split()) >= 8 and bool(_SENTENCE_END.search(text + " "))


def _share_bar(line: str, lexicon: Lexicon) -> list[Span]:
    """Two and more share buttons in a row at the start of a paragraph."""
    if fold(line.split(None, 1)[0][:16]) not in lexicon.share_openers:
        return []
    matches = list(re.finditer(r"\S+", line[:160]))
    if len(matches) < 6:
        return []
    position = count = 0
    while position < len(matches):
        size = next((n for n in (3, 2, 1) if _is_share(line, matches, position, n, lexicon)), 0)
        if not size:
            break
        position += size
        count += 1
    if count < 2 or position >= len(matches):
        return []
    end = matches[position - 1].end()
    rest = line[end:].lstrip()
    return [(0, end)] if _is_text(rest) and not rest[0].islower() else []


def _is_share(line: str, matches: list[re.Match[str]], position: int, size: int, lexicon: Lexicon) -> bool:
    if position + size > len(matches):
        return False
    text = line[matches[position].start() : matches[position + size - 1].end()]
    return any(record.startswith("share;") for record in lexicon.exact.get(fold(text), "").split("\n"))


def _edge_sentences(line: str, lexicon: Lexicon, languages: frozenset[str]) -> list[Span]:
    """The first and last sentences of a paragraph, as long as they are phrases as a whole."""
    if len(line) < _MIN_PARAGRAPH:
        return []
    right, spans = len(line), []
    while right > 0:
        left = _last_start(line, right)
        if left == 0 or not _is_junk(line[left:right], lexicon, languages):
            break
        spans.append((left, right))
        right = left
    left = 0
    while match := _SENTENCE_END.search(line, left, min(left + _MAX_SENTENCE, right)):
        if match.end() >= right or not _is_junk(line[left : match.end()], lexicon, languages):
            break
        spans.append((left, match.end()))
        left = match.end()
    # A line that is junk from end to end is one block of junk.
    return [] if spans and _is_junk(line[left:right], lexicon, languages) else spans


def _credit_tail(line: str, lexicon: Lexicon, languages: frozenset[str]) -> list[Span]:
    """The photographer behind a caption: behind its full stop or a dash, or in brackets."""
    end = line[-_MAX_CREDIT:]
    if not any(mark in end for mark in _CREDIT_MARKS):
        return []
    found = _TAIL.search(line, max(0, len(line) - _MAX_CREDIT))
    if found is None or found.start() < 12:
        return []
    text = found.group("tail").strip(" ([（)]）—–-").strip()
    if not text or not _opens_cut(text, lexicon):
        return []
    hit = lexicon.find(text, languages)
    is_credit = hit is not None and hit.label is Label.CREDIT and hit.parts[0][0] != "{"
    return [(found.start("tail"), len(line))] if is_credit else []


_MAX_CREDIT, _MAX_CAPTION = 80, 400
#: Without one of these a line's end names no photographer.
_CREDIT_MARKS = (":", "/", "(", "（", "©", " by ", "：")
_TAIL = re.compile(
    r"""(?:(?<=[.!?…।])\s+|(?<=[.!?…।。]["”»」])\s*|(?<=。)|\s+(?=[—–-]\s)|\s*(?=[(\[（]))(?P<tail>[^.!?…।。]{6,}(?:\.[^.!?…।。]{1,40}){0,2}\.?)$"""
)


def _last_start(line: str, right: int) -> int:
    """Return where the last sentence before `right` begins, 0 if it is too long to be a phrase."""
    window = max(0, right - _MAX_SENTENCE - 4)
    start = 0
    for match in _SENTENCE_END.finditer(line, window, right):
        if match.end() < right:
            start = match.end()
    return start


def _is_junk(sentence: str, lexicon: Lexicon, languages: frozenset[str]) -> bool:
    text = sentence.strip().strip("()[]")
    if not 4 < len(text) <= _MAX_SENTENCE or not _opens_cut(text, lexicon):
        return False
    hit = lexicon.find(text, languages)
    return hit is not None and hit.sure and hit.label in CUT_LABELS and _speaks(hit, languages)


def _opens_cut(text: str, lexicon: Lexicon) -> bool:
    """Whether the first word is one that phrases to be cut begin with; scripts without blanks always may."""
    first = text.split(None, 1)[0]
    if first.isascii():
        return strip_edges(first.casefold()) in lexicon.cut_openers or first.casefold() in lexicon.cut_openers
    return len(first) > 14 or fold(first) in lexicon.cut_openers or fold(first) + ":" in lexicon.cut_openers


def _speaks(hit: Phrase, languages: frozenset[str]) -> bool:
    """Whether the phrase is at home in the text; one with a placeholder must say where it begins."""
    if len(hit.parts) > 1 and not (hit.label is Label.CREDIT and hit.parts[0].rstrip().endswith((":", "/"))):
        return False
    return not languages.isdisjoint(hit.languages) or "und" in hit.languages
