"""The text door: flattened text, as scrapers leave it, becomes blocks with exact offsets.

A line is a block (scrapers print one DOM text chunk a line), except that hard-wrapped lines are put together again
and junk glued to a sentence is split off where the boundary is certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cleaner.document import Block, Label
from cleaner.segment import Segments

_BULLET = re.compile(r"[•●▪■◦‣⁃∙○▸►➤✓✔*+\-–—o·]\s+\S|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s+\S")
_HEADING_MARK = re.compile(r"(#{1,6})\s+\S")
_CELLS = re.compile(r"\S\s*(?:\t|\s\|\s)\s*\S")
_RULE_ROW = re.compile(r"^[\s|+:=-]*[-=]{3,}[\s|+:=-]*$")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\ufeff\u2060")
_NO_SPACE_SCRIPT = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

#: Widths that hard-wrapped text is wrapped at.
_MIN_WIDTH, _MAX_WIDTH = 45, 120

#: Finds glued junk in a line: (start, end) of each piece to split off.
Splitter = Callable[[str], list[tuple[int, int]]]


def segment_text(source: str, find_glued: Splitter) -> Segments:
    """Segment flattened text. Every non-blank character of the source stands in exactly one block."""
    segments = Segments(source=source, blocks=[])
    lines = _lines(source)
    for start, end, gap in _unwrap(source, lines):
        cursor = start
        for left, right in find_glued(source[start:end]):
            _append(segments, cursor, start + left, gap)
            gap = gap if left == 0 else 0
            _append(segments, start + left, start + right, gap)
            cursor, gap = start + right, 0
        _append(segments, cursor, end, gap)
    return segments


def _append(segments: Segments, start: int, end: int, gap: int) -> None:
    """Add the block that stands in source[start:end], white space at its edges left out."""
    raw = segments.source[start:end]
    stripped = raw.strip()
    if not stripped:
        return
    start += raw.index(stripped[0]) if raw[0] != stripped[0] else 0
    end = start + len(stripped)
    kind, level = line_kind(stripped)
    text = stripped
    if kind is Label.TABLE:
        text = "\t".join(" ".join(cell.split()) for cell in stripped.split("\t"))
    elif "\n" in text or "\r" in text or "  " in text or "\t" in text or "\xa0" in text:
        text = " ".join(text.split())
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    segments.blocks.append(Block(text=text, start=start, end=end, kind=kind, level=level))
    segments.gap.append(gap)


def line_kind(line: str) -> tuple[Label, int]:
    """Tell what a line is from its shape alone: (kind, heading level).

    >>> line_kind("• one")[0].value, line_kind("A\\t1\\t2")[0].value, line_kind("## Part")[1]
    ('list_item', 'table', 2)
    """
    if ("\t" in line or "|" in line) and (_CELLS.search(line) or _RULE_ROW.match(line)):
        return Label.TABLE, 0
    if line[0] == "#" and (found := _HEADING_MARK.match(line)):
        return Label.HEADING, len(found.group(1))
    if _BULLET.match(line):
        return Label.LIST_ITEM, 1
    if line[0] == ">" and line[1:2] == " ":
        return Label.QUOTE, 0
    return Label.PARAGRAPH, 0


def _lines(source: str) -> list[tuple[int, int, int]]:
    """Return (start, end, blank lines before) of every line that is not blank."""
    lines = []
    offset = gap = 0
    for line in source.splitlines(keepends=True):
        if line.isspace():
            gap += 1
        else:
            lines.append((offset, offset + len(line.rstrip("\r\n")), gap))
            gap = 0
        offset += len(line)
    return lines


def _unwrap(source: str, lines: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Put hard-wrapped lines together.

    A line was wrapped if the first word of the next would not have fitted behind it. A text counts as wrapped when
    half of its neighbouring lines pass that test at its own width; menus, verse and dialogue do not.
    """
    if len(lines) < 3:
        return lines
    lengths = [end - start for start, end, _ in lines]
    width = max(lengths)
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return lines
    joins = [False] * len(lines)
    pairs = passed = 0
    for i in range(1, len(lines)):
        if lines[i][2]:
            continue
        pairs += 1
        start, end, _ = lines[i]
        joins[i] = _is_wrapped(source[lines[i - 1][0] : lines[i - 1][1]], source[start:end], width)
        passed += joins[i]
    if passed < 2 or passed * 2 < pairs:
        return lines
    joined = [lines[0]]
    for line, join in zip(lines[1:], joins[1:], strict=True):
        if join:
            joined[-1] = (joined[-1][0], line[1], joined[-1][2])
        else:
            joined.append(line)
    return joined


def _is_wrapped(line: str, following: str, width: int) -> bool:
    stripped = following.lstrip()
    if _BULLET.match(stripped) or "\t" in line or " | " in line:
        return False
    word = 1 if _NO_SPACE_SCRIPT.match(stripped) else len(stripped.split(None, 1)[0])
    # A column or two of slack: wrappers differ in whether the blank and the line end count.
    return len(line.rstrip()) + 1 + word > width - 2 and len(line) * 2 > width
