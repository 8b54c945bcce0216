"""Pages flattened to one line: the line is judged piece by piece, and what is kept of it is put together again.

Whoever folds white space (trafilatura's html2txt, resiliparse without formatting, many a data set) leaves menu, article
and footer on one line. Such a line is far longer than a paragraph, and all there is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from cleaner.characters import DENSE, count_classes
from cleaner.document import CONTENT_LABELS, Block, Label

#: Shorter lines are paragraphs.
_LONG = 3000
#: A sentence's end and the next one's start. A last word of up to three letters may be an abbreviation ("Mr.", "U.S.").
_SENTENCE_END = re.compile(
    r"(?:(?<=[^\W\d_]{4}[.])|(?<=[\d%)\]][.])|(?<=[!?…؟۔।॥։።])|(?<=[.!?…؟۔।][\"”»)]))[ \t\xa0]+(?=[^\Wa-z_]|[\"“„«¿¡(])"
    r"|(?<=[。！？])(?![。！？”」』）])"
)
#: Menus have no sentences: of what is longer than most of them, pieces of a few words are judged. In scripts without
#: blanks a character is half a word.
_SENTENCE, _FEW_WORDS = 120, 20
_DENSER = 3
#: Where such a piece ends: before a word that does not begin in lower case (Latin, Greek, Cyrillic).
_CAPITAL = re.compile(r"[ \t\xa0]+(?=[^\Wa-zß-öø-ÿά-ώа-џ_])")
#: What a piece of a line may be taken for when it is judged as if it were a line.
_OF_A_LINE = frozenset({Label.PARAGRAPH, Label.HEADING, Label.LIST_ITEM, Label.QUOTE})
_BLANKS = " \t\xa0"
#: A line of which so much is kept has no menu in it.
_NEARLY_ALL = 0.97
#: What takes a piece for a line of its own; not phrases of the lexicon.
_OF_LINES = ("model", "shape.", "duplicate.", "phrase.composed")


def cut_line(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return (start, end) of the pieces of a text's only line if that is far longer than a paragraph.

    >>> cut_line("One. Two.", 0, 9)
    [(0, 9)]
    """
    if end - start <= _LONG:
        return [(start, end)]
    is_dense = count_classes([source[start:end]])[0, DENSE] * 2 > end - start
    denser = _DENSER if is_dense else 1
    pieces: list[tuple[int, int]] = []
    for stop in (*(found.end() for found in _SENTENCE_END.finditer(source, start, end)), end):
        while stop - start > _SENTENCE // denser:
            found = _CAPITAL.search(source, start + _FEW_WORDS // denser, stop)
            if found is None:
                break
            pieces.append((start, found.end()))
            start = found.end()
        if start < stop:
            pieces.append((start, stop))
            start = stop
    return pieces


def keep_whole(blocks: list[Block], source: str) -> None:
    """Let all of a line that is nearly all content stay, but for what the lexicon knows.

    Piece by piece, a sentence with figures looks like a row of a table, and one with names like the line of a menu.
    """
    if len(source) <= _LONG:
        return
    start = 0
    for stop in range(1, len(blocks) + 1):
        if stop == len(blocks) or not _same_line(blocks[stop - 1], blocks[stop], source):
            if stop - start > 1:
                _keep_line(blocks[start:stop])
            start = stop


def _keep_line(pieces: list[Block]) -> None:
    kept = sum(len(piece.text) for piece in pieces if piece.label in CONTENT_LABELS)
    if kept < _NEARLY_ALL * sum(len(piece.text) for piece in pieces):
        return
    for piece in pieces:
        if piece.label not in CONTENT_LABELS and piece.reason.startswith(_OF_LINES):
            piece.label = piece.kind


def rejoin(blocks: list[Block], source: str) -> list[Block]:
    """Put kept neighbours of one line together again, so that a paragraph that was cut comes out whole."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and _go_together(groups[-1][-1], block, source):
            groups[-1].append(block)
        else:
            groups.append([block])
    return [group[0] if len(group) == 1 else _join(group) for group in groups]


def _go_together(one: Block, other: Block, source: str) -> bool:
    return (
        one.kept
        and other.kept
        and one.label in _OF_A_LINE
        and other.label in _OF_A_LINE
        and _same_line(one, other, source)
    )


def _same_line(one: Block, other: Block, source: str) -> bool:
    return not source[one.end : other.start].strip(_BLANKS)


def _join(pieces: list[Block]) -> Block:
    """Return the pieces as one block: its chance is their mean by length, its reason that of the longest."""
    sizes = [len(piece.text) for piece in pieces]
    longest = pieces[sizes.index(max(sizes))]
    blanks = ["", *(" " if one.end < other.start else "" for one, other in pairwise(pieces))]
    text = "".join(blank + piece.text for blank, piece in zip(blanks, pieces, strict=True))
    probability = sum(size * piece.probability for size, piece in zip(sizes, pieces, strict=True)) / sum(sizes)
    label = pieces[0].kind
    return replace(longest, text=text, label=label, start=pieces[0].start, end=pieces[-1].end, probability=probability)
