"""The text door: flattened text, as scrapers leave it, becomes blocks with exact offsets.

A line is a block (scrapers print one DOM text chunk a line), except that hard-wrapped lines are put together again
and junk glued to a sentence is split off where the boundary is certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from cleaner.document import Block, Label
from cleaner.segment import Segments
from cleaner.segment.fences import find_fenced
from cleaner.segment.limits import PIECE, Deadline, max_blocks, merge_crowd
from cleaner.segment.sentences import LONG, cut_line

_BULLET = re.compile(r"[•●▪■◦‣⁃∙○▸►➤✓✔*+\-–o·]\s+\S|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s+\S")
#: How many languages write ordinals; and among how many lines an item of a list has the one before or behind it.
_ORDINAL = re.compile(r"(?:(\d{1,3})|([a-zA-Z]))\.\s")
#: Added to letters, so that none comes beside a number.
_LETTERS = 10_000
_NEAR_ITEM = 12
#: Where a line begins anew, whatever its width: at list items and numbered references.
_NEW_LINE = re.compile(_BULLET.pattern + r"|\[\d{1,4}\]\s+\S")
_HAS_WORD = re.compile(r"[^\W_]")
_HEADING_MARK = re.compile(r"(#{1,6})\s+\S")
_CELLS = re.compile(r"\S\s*(?:\t|\s\|\s)\s*\S")
#: The row below the head of a table of Markdown and the like.
RULE_ROW = re.compile(r"^[\s|+:=-]*[-=]{3,}[\s|+:=-]*$")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\ufeff\u2060")
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_NO_SPACE_SCRIPT = re.compile(f"[{_DENSE}]")
#: A line break inside text of a script without blanks stands for nothing.
_DENSE_BREAK = re.compile(f"(?<=[{_DENSE}])[ \\t]*(?:\\r\\n?|\\n)[ \\t]*(?=[{_DENSE}])")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]")

#: A line behind a dash that ends so is spoken, not listed.
_SPOKEN_ENDS = frozenset('?!…»”"')

#: Shorter lines are never cut in two.
_MIN_GLUED = 24
#: Widths that hard-wrapped text is wrapped at.
_MIN_WIDTH, _MAX_WIDTH = 45, 120

#: Lines between two looks at the clock.
_OFTEN = 500
_SPLIT_AT_ONCE = 100_000

#: Finds glued junk in a line: (start, end) of each piece to split off.
Splitter = Callable[[str], list[tuple[int, int]]]


def segment_text(source: str, find_glued: Splitter, deadline: Deadline | None = None) -> Segments:
    """Segment flattened text. Every non-blank character of the source stands in exactly one block.

    What stands beyond the highest number of lines, or behind the deadline, is put into blocks of many lines.
    """
    segments = Segments(source=source, blocks=[])
    segments.has_invisible = not source.isascii() and any(chr(code) in source for code in _INVISIBLE)
    lines, rest = _lines(source, 2 * max_blocks(len(source), is_text=True))
    lines, fenced = _take_fenced(source, lines)
    lines = sorted(_unwrap(source, lines) + fenced)
    code = {start for start, _, _ in fenced}
    if len(lines) == 1 and lines[0][1] - lines[0][0] > LONG:
        lines = list(_cut_page(source, *lines[0][:2], find_glued))
    for number, (start, end, gap) in enumerate(lines):
        if deadline is not None and number % _OFTEN == _OFTEN - 1 and deadline.passed():
            rest = start
            break
        if start in code:
            _append(segments, start, end, gap, is_code=True)
            continue
        cursor = start
        for left, right in find_glued(source[start:end]) if end - start >= _MIN_GLUED else ():
            _append(segments, cursor, start + left, gap)
            gap = gap if left == 0 else 0
            _append(segments, start + left, start + right, gap)
            cursor, gap = start + right, 0
        _append(segments, cursor, end, gap)
    _unlist_ordinals(segments.blocks)
    if rest < len(source):
        segments.warnings.append(f"the lines from character {rest} on are judged in pieces of many")
        _append_rest(segments, rest)
    merge_crowd(segments)
    return segments


def _cut_page(source: str, start: int, end: int, find_glued: Splitter) -> Iterator[tuple[int, int, int]]:
    """Yield the pieces of a text on one line, glued junk apart."""
    edges = [start, *(start + edge for span in find_glued(source[start:end]) for edge in span), end]
    for left, right in pairwise(edges):
        yield from ((first, last, 0) for first, last in cut_line(source, left, right))


def _append_rest(segments: Segments, start: int) -> None:
    """Add the lines from `start` on in pieces of many."""
    source = segments.source
    while start < len(source):
        end = source.find("\n", start + PIECE) + 1 or len(source)
        lines = (" ".join(line.split()) for line in source[start:end].splitlines())
        text = "\n".join(line for line in lines if line)
        if segments.has_invisible:
            text = text.translate(_INVISIBLE) or text
        if text:
            first = len(source[start:end]) - len(source[start:end].lstrip())
            segments.blocks.append(Block(text=text, start=start + first, end=start + len(source[start:end].rstrip())))
            segments.gap.append(1)
        start = end


def _take_fenced(
    source: str, lines: list[tuple[int, int, int]]
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]]:
    """Return the lines that are no fenced code, and the pieces of code as lines of their own."""
    if "```" not in source and "~~~" not in source:
        return lines, []
    runs = find_fenced([source[start:end] for start, end, _ in lines])
    others: list[tuple[int, int, int]] = []
    done = 0
    for first, stop in runs:
        others += lines[done:first]
        done = stop
        if stop < len(lines):
            start, end, gap = lines[stop]
            lines[stop] = start, end, max(gap, 1)  # no line above the code goes on below it
    return others + lines[done:], [(lines[first][0], lines[stop - 1][1], lines[first][2]) for first, stop in runs]


def _append(segments: Segments, start: int, end: int, gap: int, *, is_code: bool = False) -> None:
    """Add the block that stands in source[start:end], white space at its edges left out."""
    raw = segments.source[start:end]
    stripped = raw.strip()
    if not stripped:
        return
    if raw[0] != stripped[0]:
        start += raw.index(stripped[0])
    end = start + len(stripped)
    kind, level = (Label.CODE, 0) if is_code else line_kind(stripped)
    text = "\n".join(stripped.splitlines()) if is_code else stripped
    if is_code:
        pass
    elif kind is Label.TABLE:
        text = "\t".join(" ".join(cell.split()) for cell in stripped.split("\t"))
    elif "\n" in text or "\r" in text or "  " in text or "\t" in text or "\xa0" in text:
        if ("\n" in text or "\r" in text) and _NO_SPACE_SCRIPT.search(text):
            text = _DENSE_BREAK.sub("", text)
        text = " ".join(text.split())
    if segments.has_invisible and not text.isascii():
        text = text.translate(_INVISIBLE).strip() or text
    segments.blocks.append(Block(text=text, start=start, end=end, kind=kind, level=level))
    segments.gap.append(gap)


def _unlist_ordinals(blocks: list[Block]) -> None:
    """Take a number or letter that no line near by comes before or behind for none of a list.

    `2. Bundesliga` and `1. Mai` are ordinals, `E. coli` and `J. Martin Hale` initials.
    """
    numbers = {
        index: int(found[1]) if found[1] else ord(found[2].lower()) + _LETTERS
        for index, block in enumerate(blocks)
        if block.kind is Label.LIST_ITEM and (found := _ORDINAL.match(block.text))
    }
    for index in numbers:
        near = [place for place in range(index - _NEAR_ITEM, index + _NEAR_ITEM + 1) if place in numbers]
        # 1 above 2, or the same again, as in lists whose every item is `1.`
        steps = (numbers[max(place, index)] - numbers[min(place, index)] for place in near if place != index)
        if not any(0 <= step <= 1 for step in steps):
            blocks[index].kind, blocks[index].level = Label.PARAGRAPH, 0


def line_kind(line: str) -> tuple[Label, int]:
    """Tell what a line is from its shape alone: (kind, heading level).

    >>> line_kind("• one")[0].value, line_kind("A\\t1\\t2")[0].value, line_kind("## Part")[1]
    ('list_item', 'table', 2)
    """
    if ("\t" in line or "|" in line) and (_CELLS.search(line) or RULE_ROW.match(line)):
        return Label.TABLE, 0
    if line[0].isalpha() and line[1:2].isalpha():
        return Label.PARAGRAPH, 0
    if line[0] == "#" and (found := _HEADING_MARK.match(line)):
        return Label.HEADING, len(found.group(1))
    if _BULLET.match(line) and not (line[0] in "-–" and line[-1] in _SPOKEN_ENDS):
        return Label.LIST_ITEM, 1
    if line[0] == ">" and line[1:2] == " ":
        return Label.QUOTE, 0
    return Label.PARAGRAPH, 0


def _lines(source: str, limit: int) -> tuple[list[tuple[int, int, int]], int]:
    """Return (start, end, blank lines before) of the lines that are not blank, and where those beyond `limit` begin."""
    lines: list[tuple[int, int, int]] = []
    offset = gap = 0
    for line in _split_lines(source):
        if line.isspace():
            gap += 1
        elif len(lines) == limit:
            break
        else:
            lines.append((offset, offset + len(line.rstrip("\r\n")), gap))
            gap = 0
        offset += len(line)
    return lines, offset


def _split_lines(source: str) -> Iterator[str]:
    """Yield the lines with their ends, splitting no more of the source at a time than memory is to be spent on."""
    start = 0
    while start < len(source):
        end = source.find("\n", start + _SPLIT_AT_ONCE) + 1 or len(source)
        yield from source[start:end].splitlines(keepends=True)
        start = end


def _unwrap(source: str, lines: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Put hard-wrapped lines together.

    A line was wrapped if the first word of the next would not have fitted behind it. A run of lines counts as
    wrapped when four in five of its lines pass that test at the run's own width; menus, verse and dialogue do not.
    Shorter runs then follow the width of those.
    """
    runs = [run for run in _runs(source, lines) if len(run) > 1]
    widths = [max(_columns(source[lines[i][0] : lines[i][1]]) for i in run) for run in runs]
    joins: set[int] = set()
    accepted = 0
    for run, width in zip(runs, widths, strict=True):
        if len(run) >= 3 and _MIN_WIDTH <= width <= _MAX_WIDTH:
            wrapped = [i for i in run[1:] if _is_wrapped(source, lines[i - 1], lines[i], width)]
            if len(wrapped) * 5 >= (len(run) - 1) * 4 and _runs_on(source, lines, wrapped):
                joins.update(wrapped)
                accepted = max(accepted, width)
    if not joins:
        return lines
    for run, width in zip(runs, widths, strict=True):
        if width <= accepted + 2:
            joins.update(i for i in run[1:] if _is_wrapped(source, lines[i - 1], lines[i], accepted))
    joined: list[tuple[int, int, int]] = []
    for i, line in enumerate(lines):
        if i in joins:
            joined[-1] = (joined[-1][0], line[1], joined[-1][2])
        else:
            joined.append(line)
    return joined


def _runs(source: str, lines: list[tuple[int, int, int]]) -> list[list[int]]:
    """Group the lines between blank lines, rules and list items."""
    runs: list[list[int]] = []
    was_rule = False
    for i, (start, end, gap) in enumerate(lines):
        line = source[start:end].lstrip()
        # A line of signs parts what stands above and below it.
        if gap or not runs or _NEW_LINE.match(line) or was_rule or not _HAS_WORD.search(line):
            runs.append([])
        was_rule = not _HAS_WORD.search(line)
        runs[-1].append(i)
    return runs


def _columns(line: str) -> int:
    """Width of a line in columns; East Asian characters take two."""
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))


def _runs_on(source: str, lines: list[tuple[int, int, int]], wrapped: list[int]) -> bool:
    """Whether a third of the lines go on in lower case, as wrapped sentences do and titles one below the other do not.

    Scripts without case pass.
    """
    firsts = [source[lines[i][0] : lines[i][1]].lstrip()[:1] for i in wrapped]
    cased = [char for char in firsts if char.isupper() or char.islower()]
    return sum(char.islower() for char in cased) * 3 >= len(cased)


def _is_wrapped(source: str, line: tuple[int, int, int], following: tuple[int, int, int], width: int) -> bool:
    text = source[line[0] : line[1]].rstrip()
    stripped = source[following[0] : following[1]].lstrip()
    if _NEW_LINE.match(stripped) or "\t" in text or " | " in text or not stripped:
        return False
    word = 1 if _NO_SPACE_SCRIPT.match(stripped) else len(stripped.split(None, 1)[0])
    columns = _columns(text)
    # A column or two of slack: wrappers differ in whether the blank and the line end count.
    return columns + 1 + word > width - 2 and columns * 2 > width
