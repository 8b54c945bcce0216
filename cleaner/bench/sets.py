"""Evaluation sets: pages with the text that is wanted of them, from a Parquet file or a folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cleaner.errors import DataFileError, OptionError, SourceError
from cleaner.options import Kind
from cleaner.pipeline import read_file

#: Columns that pages are grouped by, where a set has them with several values.
TRAITS = ("page_type", "lang", "flattener", "site")

_GOLD = ".gold.txt"
_PAGES: dict[str, Kind] = {".html": "html", ".txt": "text"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page and what is wanted of it."""

    id: str
    """Its name in its set."""
    kind: Kind
    """`html` or `text`: what `source` is."""
    source: str
    """The page, decoded once; every engine gets this same `str`."""
    gold: str = ""
    """The wanted text; empty if there is none to compare with."""
    must: tuple[str, ...] = ()
    """Segments that belong into the output."""
    must_not: tuple[str, ...] = ()
    """Segments that do not."""
    url: str | None = None
    """Its address, where the set tells."""
    traits: Mapping[str, str] = field(default_factory=dict)
    """Those of `TRAITS` that the set tells."""

    @property
    def size(self) -> int:
        """Bytes of the source in UTF-8; what cannot be encoded counts as one."""
        return len(self.source.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class EvalSet:
    """Pages of one kind that are measured together."""

    name: str
    """File or folder, and the kind where a folder holds both."""
    kind: Kind
    """`html` or `text`."""
    pages: tuple[Page, ...]
    """The pages measured, in the order of the set."""
    total: int
    """Pages in the set, before a sample was taken."""
    notes: tuple[str, ...] = ()
    """What a user should know of how the set was read."""


def read_sets(path: Path, limit: int | None = None, seed: int = 0) -> list[EvalSet]:
    """Read a Parquet file or a folder of page and gold files.

    Args:
        path: a Parquet file (see `cleaner.bench.parquet`), or a folder that holds `NAME.html` or `NAME.txt` beside
            `NAME.gold.txt`, in folders below it too.
        limit: pages to draw from each set at random; None takes all.
        seed: of that drawing; the same seed draws the same pages.

    Returns:
        One set; two for a folder with HTML pages and texts.

    Raises:
        OptionError: `limit` is less than 1.
        SourceError: the path cannot be read.
        DataFileError: what stands there is no evaluation set.
        MissingExtraError: pyarrow is not installed.
    """
    if limit is not None and limit < 1:
        raise OptionError(f"the limit must be a whole number of at least 1, not {limit}")
    if os.path.isdir(path):
        return _read_folder(path, limit, seed)
    if not os.path.isfile(path):
        raise SourceError(f"cannot read {path}: there is no such file or folder")
    from cleaner.bench.parquet import read_parquet

    return [read_parquet(path, limit, seed)]


def sample(total: int, limit: int | None, seed: int) -> list[int]:
    """Draw `limit` of `total` row numbers, each once, in rising order; all of them if there are no more.

    >>> sample(5, None, 0), sample(2, 9, 0), len(sample(100, 7, 0))
    ([0, 1, 2, 3, 4], [0, 1], 7)
    """
    if limit is None or limit >= total:
        return list(range(total))
    drawn = np.random.default_rng(seed).choice(total, limit, replace=False)
    return sorted(int(row) for row in drawn)


def decode(data: bytes) -> str:
    """Decode bytes as UTF-8 with replacement, the same for every engine."""
    return data.decode("utf-8", "replace")


def _read_folder(folder: Path, limit: int | None, seed: int) -> list[EvalSet]:
    pairs = _find_pairs(folder)
    kinds = [kind for kind in _PAGES.values() if any(_PAGES[page.suffix] == kind for page, _ in pairs)]
    lonely = _lonely_pages(folder, {page for page, _ in pairs})
    notes = (f"{lonely} pages without a file {_GOLD} beside them, passed over",) if lonely else ()
    sets = []
    for number, kind in enumerate(kinds):
        own = [pair for pair in pairs if _PAGES[pair[0].suffix] == kind]
        pages = tuple(_read_pair(folder, *own[row], kind) for row in sample(len(own), limit, seed))
        name = f"{folder} ({kind})" if len(kinds) > 1 else str(folder)
        sets.append(EvalSet(name, kind, pages, len(own), () if number else notes))
    return sets


def _find_pairs(folder: Path) -> list[tuple[Path, Path]]:
    """Pages and their gold files, in the order of their names."""
    pairs: list[tuple[Path, Path]] = []
    for gold in sorted(folder.rglob(f"*{_GOLD}")):
        stem = gold.name.removesuffix(_GOLD)
        pages = [page for suffix in _PAGES if (page := gold.with_name(stem + suffix)).is_file()]
        if not pages:
            raise DataFileError(f"{gold} has no page beside it; name the page {stem}.html or {stem}.txt")
        pairs.extend((page, gold) for page in pages)
    if not pairs:
        raise DataFileError(f"{folder} holds no evaluation set; put NAME.html or NAME.txt beside NAME{_GOLD}")
    return pairs


def _lonely_pages(folder: Path, paired: set[Path]) -> int:
    pages: Sequence[Path] = [file for suffix in _PAGES for file in folder.rglob(f"*{suffix}")]
    return sum(not file.name.endswith(_GOLD) and file not in paired for file in pages)


def _read_pair(folder: Path, page: Path, gold: Path, kind: Kind) -> Page:
    name = page.relative_to(folder).as_posix()
    return Page(name, kind, decode(read_file(page)), decode(read_file(gold)).strip())
