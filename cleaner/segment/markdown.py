"""Pages that a converter turned into Markdown (html2text, markdownify, reader services): menus as lists of links.

To a person who writes plain text a `*` or `#` says what a line is. A converter puts one before every line of a menu,
too, so there the marks are markup: the text is what stands behind them, and what they say is kept for the output only.
Terminal browsers (lynx, elinks) number the links instead; the numbers say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from cleaner.document import Block, Label
from cleaner.lexicon import Phrase
from cleaner.segment import Segments

#: Stars alone are none: inscriptis puts them before list items, too, and the networks know its pages.
_SIGNS = re.compile(r"^[ \t]*#{1,6}[ \t]+\S|\]\(", re.MULTILINE)
_MARK = re.compile(r"(?:(?:[*+-]|#{1,6}|>)\s+)+(?=\S)")
_TARGET = r"\((?:[^()]|\([^()]*\)){0,2000}\)"
_IMAGE = re.compile(r"!\[[^\[\]]*\]" + _TARGET)
_LINK = re.compile(r"\[([^\[\]]*)\]" + _TARGET)
#: Emphasis touches what it emphasises (CommonMark, "flanking"): `**kwargs, **more` has none.
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]+)(?<=\S)\*\*")
_EMPHASIS = re.compile(r"(?<![\w\\])_(?=\S)([^_\n]+)(?<=\S)_(?!\w)")
_FENCE = re.compile(r"```|~~~")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
#: The number that lynx and elinks put before a link; one of a footnote stands behind a word.
_NUMBER = re.compile(r"(?<![^\s\[(|>/-])\[(\d{1,4})\](?=\S)")
#: So many numbers, nearly all of them one more than the last, are those of links.
_NUMBERS, _IN_ORDER = 8, 0.9
#: Of a converted page's marked lines so many, and such a share, are phrases; one at least is a sure one.
_PHRASES, _SHARE = 4, 0.1
#: With so many sure ones a smaller share will do.
_SURE, _LOW_SHARE = 5, 0.04


def unmark(segments: Segments, find: Callable[[str], Phrase | None]) -> None:
    """Take the marks of a converted page out of its blocks' text, and note what kind each block was marked as.

    A text is taken for a converted page if phrases of menus and widgets stand behind its marks, or if its links are
    numbered from first to last. Offsets stay: they cover the marks. A block that is marks alone, such as an image,
    keeps its text, and so does code between fences.
    """
    blocks = segments.blocks
    if is_numbered(segments.source):
        for block in blocks:
            block.text = without_numbers(block.text)
    if not _SIGNS.search(segments.source):
        return
    plain = plain_texts([block.text for block in blocks])
    marked = [text for text, block in zip(plain, blocks, strict=True) if text != block.text]
    if not _is_converted(marked, [hit for text in marked if (hit := find(text)) is not None]):
        return
    segments.marks = [(block.kind, block.level) for block in blocks]
    for block, text in zip(blocks, plain, strict=True):
        block.text = text
        if block.kind in (Label.HEADING, Label.LIST_ITEM, Label.QUOTE):
            block.kind, block.level = Label.PARAGRAPH, 0


def is_numbered(source: str) -> bool:
    """Whether the links of a text are numbered in order, as `lynx -dump` does.

    >>> is_numbered(" ".join(f"[{number}]Link" for number in range(1, 20))), is_numbered("One.[1] Two.[2]")
    (True, False)
    """
    if "[1]" not in source:
        return False
    numbers = [int(number) for number in _NUMBER.findall(source)]
    steps = sum(two - one == 1 for one, two in pairwise(numbers))
    return len(numbers) >= _NUMBERS and steps >= _IN_ORDER * (len(numbers) - 1)


def without_numbers(text: str) -> str:
    """Return a line of such a text without the numbers of its links.

    >>> without_numbers("[4]Sport and [5]weather")
    'Sport and weather'
    """
    return _NUMBER.sub("", text) if "[" in text else text


def _is_converted(marked: list[str], hits: list[Phrase]) -> bool:
    sure = sum(hit.sure for hit in hits)
    share = _LOW_SHARE if sure >= _SURE else _SHARE
    return sure > 0 and len(hits) >= max(_PHRASES, share * len(marked))


def restore_marks(block: Block, mark: tuple[Label, int]) -> None:
    """Let a kept block of a converted page be what its mark says; one without a mark, and the headline, stay."""
    kind, level = mark
    if kind is not block.kind and block.label is not Label.TITLE:
        block.kind = block.label = kind
        block.level = level


def plain_texts(lines: Sequence[str]) -> list[str]:
    """Return the lines of a page without their marks; those between fences are code and stay."""
    plain, is_code = [], False
    for line in lines:
        fences = sum(_FENCE.match(part) is not None for part in line.split("\n"))
        plain.append(line if is_code or fences else plain_text(line))
        is_code ^= fences % 2 == 1
    return plain


def is_image(text: str) -> bool:
    """Whether a line is images and empty links and nothing else.

    >>> is_image("[ ![Logo](/logo.svg) ](/)"), is_image("![Logo](/logo.svg) The Courier")
    (True, False)
    """
    return "![" in text and not any(map(str.isalnum, _LINK.sub(r"\1", _IMAGE.sub("", text))))


def plain_text(text: str) -> str:
    """Return a line of Markdown without its marks; what is left without a letter stays as it is.

    >>> plain_text("* [Home](/)"), plain_text("![](logo.png)")
    ('Home', '![](logo.png)')
    """
    found = _MARK.match(text)
    plain = text[found.end() :] if found else text
    if "](" in plain:
        plain = _LINK.sub(r"\1", _IMAGE.sub("", plain))
    if "**" in plain:
        plain = _STRONG.sub(r"\1", plain)
    if "_" in plain:
        plain = _EMPHASIS.sub(r"\1", plain)
    if "\\" in plain:
        plain = _ESCAPED.sub(r"\1", plain)
    if plain != text:
        plain = "\t".join(" ".join(cell.split()) for cell in plain.split("\t"))
    return plain if any(map(str.isalnum, plain)) else text
