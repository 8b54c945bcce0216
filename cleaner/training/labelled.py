"""The texts labelled by hand, and the forms they are trained on in: whole, thinned, cut short, crossed, halved."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import TypeAlias

from cleaner.document import CONTENT_LABELS

#: Label and text; both are empty for a blank line.
Line: TypeAlias = "tuple[str, str]"
#: Names of the labels of content.
KEPT = frozenset(label.value for label in CONTENT_LABELS)
#: Share of the runs that a thinned text leaves out.
_LEFT_OUT = 0.25


def read_labelled(path: Path) -> list[Line]:
    """Return label and text of every line of a labelled text.

    A line is `label<TAB>text`; `<T>` in the text stands for a tab between cells.
    """
    rows = (line.partition("\t") for line in path.read_text("utf-8").splitlines())
    return [(label, text.replace("<T>", "\t")) for label, _, text in rows]


def is_kept(line: Line) -> bool:
    """Whether the line's label is one of content."""
    return line[0] in KEPT


def whole(lines: Sequence[Line], partner: Sequence[Line], dice: random.Random) -> list[Line]:
    """The text as it stands."""
    return list(lines)


def thinned(lines: Sequence[Line], partner: Sequence[Line], dice: random.Random) -> list[Line]:
    """Leave out some runs of content or of junk."""
    return [line for run in _runs(lines) if dice.random() > _LEFT_OUT for line in run]


def excerpt(lines: Sequence[Line], partner: Sequence[Line], dice: random.Random) -> list[Line]:
    """Keep the beginning: a headline, a few paragraphs, and little junk round them."""
    lines = [line for line in lines if line[1]]
    first = next((n for n, (label, _) in enumerate(lines) if label == "title"), 0)
    kept = [n for n, line in enumerate(lines) if n > first and is_kept(line)] or [len(lines) - 1]
    last = kept[min(dice.randint(1, 4), len(kept)) - 1]
    chosen = lines[max(0, first - dice.choice([0, 0, 1, 3])) : last + 1 + dice.choice([0, 0, 1, 4])]
    if dice.random() < 0.5:
        return chosen
    return [part for line in chosen for part in (line, ("", ""))]


def crossed(lines: Sequence[Line], partner: Sequence[Line], dice: random.Random) -> list[Line]:
    """Put the partner's content, in its order, in the place of the text's own; repeated headlines follow."""
    own = [run for run in _runs(lines) if is_kept(run[0])]
    content = [line for line in partner if is_kept(line)]
    if not own or len(content) < len(own):
        return list(lines)
    headline = next((text for label, text in content if label == "title"), None)
    cuts = [0, *sorted(dice.sample(range(1, len(content)), len(own) - 1)), len(content)]
    parts = iter([content[start:stop] for start, stop in pairwise(cuts)])
    found: list[Line] = []
    for run in _runs(lines):
        if is_kept(run[0]):
            found += next(parts)
        else:
            found += [(label, headline or text) if label == "duplicate" else (label, text) for label, text in run]
    return found


def junk_alone(lines: Sequence[Line], partner: Sequence[Line], dice: random.Random) -> list[Line]:
    """Keep junk only, all of it or some stretch: what is left of a page without an article."""
    junk = [line for line in lines if line[1] and not is_kept(line) and line[0] != "duplicate"]
    if dice.random() < 0.5 or len(junk) < 8:
        return junk
    start = dice.randrange(len(junk) - 6)
    return junk[start : start + dice.randint(6, 30)]


def content_alone(lines: Sequence[Line], partner: Sequence[Line], dice: random.Random) -> list[Line]:
    """Keep content only."""
    return [line for line in lines if is_kept(line)]


@dataclass(frozen=True)
class Form:
    """A form that texts are trained on."""

    make: Callable[[Sequence[Line], Sequence[Line], random.Random], list[Line]]
    count: int
    """Examples of it a text."""
    weight: float
    """Of an example."""


FORMS: Mapping[str, Form] = {
    "whole": Form(whole, 1, 2.0),
    "thinned": Form(thinned, 3, 2.0),
    "crossed": Form(crossed, 2, 2.0),
    "excerpt": Form(excerpt, 2, 0.5),
    "junk": Form(junk_alone, 1, 0.25),
    "content": Form(content_alone, 1, 0.3),
}


def language_of(path: Path) -> str:
    """Return the language a text's file is named after.

    >>> language_of(Path("zh-Hant-blog.txt")), language_of(Path("el-news.txt"))
    ('zh-Hant', 'el')
    """
    parts = path.stem.split("-")
    return "-".join(parts[:2]) if parts[1][:1].isupper() else parts[0]


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Part a text into runs of content and of junk; a blank line belongs to junk."""
    return [list(run) for _, run in groupby(lines, key=is_kept)]
