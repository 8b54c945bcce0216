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

#: Lines of up to so many characters are paragraphs.
LONG = 3000
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
_CAPITAL = re.compile(r"(?<![ \t\xa0])[ \t\xa0]+(?=[^\Wa-zß-öø-ÿά-ώа-џ_])")
#: What a piece of a line may be taken for when it is judged as if it were a line.
_OF_A_LINE = frozenset({Label.PARAGRAPH, Label.HEADING, Label.LIST_ITEM, Label.QUOTE, Label.CAPTION})
_BLANKS = " \t\xa0"
#: A text of which so much is kept has no menu in it.
_NEARLY_ALL = 0.97
#: What takes a piece for a line of its own; not phrases of the lexicon.
_OF_LINES = ("model", "shape.", "duplicate.")


def cut_line(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return (start, end) of the pieces of a line: sentences, and parts of what is longer than those are.

    >>> cut_line("They came. They went. ", 0, 22)
    [(0, 11), (11, 22)]
    """
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


def keep_whole(blocks: list[Block], source: str, cut: float) -> None:
    """Let all of a text on one line that is nearly all content stay, but for what the lexicon knows.

    What stays for that has at least the probability `cut`.

    Piece by piece, a sentence with figures looks like a row of a table, and one with names like the line of a menu.
    """
    if not _is_cut(blocks, source):
        return
    kept = sum(len(block.text) for block in blocks if block.label in CONTENT_LABELS)
    if kept < _NEARLY_ALL * sum(len(block.text) for block in blocks):
        return
    for block in blocks:
        if block.label is Label.TITLE:
            block.label = block.kind  # the beginning of a sentence, as likely as not
        elif block.label not in CONTENT_LABELS and block.reason.startswith(_OF_LINES):
            block.label, block.reason = block.kind, "model"
            block.probability = max(block.probability, cut)
            block.evidence = "nearly all of its line is kept"


def _is_cut(blocks: list[Block], source: str) -> bool:
    return len(source) > LONG and all(_same_line(one, other, source) for one, other in pairwise(blocks))


def rejoin(blocks: list[Block], source: str) -> list[Block]:
    """Put kept neighbours of one line together again, so that a paragraph that was cut comes out whole."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and _go_together(groups[-1][-1], block, source):
            groups[-1].append(block)
        else:
            groups.append([block])
    # A piece that looks like a list item does not make one of a page.
    kind = Label.PARAGRAPH if _is_cut(blocks, source) else None
    return [group[0] if len(group) == 1 else _join(group, kind or group[0].kind) for group in groups]


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


def _join(pieces: list[Block], kind: Label) -> Block:
    """Return the pieces as one block: its chance is their mean by length, its reason that of the longest."""
    sizes = [len(piece.text) for piece in pieces]
    longest = pieces[sizes.index(max(sizes))]
    blanks = ["", *(" " if one.end < other.start else "" for one, other in pairwise(pieces))]
    return replace(
        longest,
        text="".join(blank + piece.text for blank, piece in zip(blanks, pieces, strict=True)),
        start=pieces[0].start,
        end=pieces[-1].end,
        kind=kind,
        label=kind,
        level=0 if kind is Label.PARAGRAPH else pieces[0].level,
        probability=sum(size * piece.probability for size, piece in zip(sizes, pieces, strict=True)) / sum(sizes),
    )
