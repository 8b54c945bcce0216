"""Measures cleaner on the very pages its weights were made from: each by networks that have not seen the page's site.

`python -m cleaner.training SETS --folds FOLDER` leaves there the networks of each fold, `0.npz` and so on, and
`folds.json`: for each set (its file's name without the suffix) the fold of each page by its id. The networks of a fold
were trained on the pages of all others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from cleaner.bench.peers import Engine
from cleaner.bench.sets import EvalSet, Page
from cleaner.errors import DataFileError
from cleaner.pipeline import Cleaner, read_file
from cleaner.scoring import Model

#: Names which pages belong to which fold.
INDEX = "folds.json"
#: Tells the cleaner for a page.
CleanerOf: TypeAlias = Callable[[Page], Cleaner]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The networks of every fold, and which pages each has not seen."""

    cleaners: tuple[Cleaner, ...]
    """One a fold."""
    folds: Mapping[str, Mapping[str, int]]
    """Set, id of the page, number of its fold."""

    @classmethod
    def read(cls, folder: Path) -> HeldOut:
        """Read what the training left.

        Raises:
            SourceError: a file cannot be read.
            DataFileError: it is not what the training writes.
        """
        index = folder / INDEX
        try:
            folds: dict[str, dict[str, int]] = json.loads(read_file(index))
            number = 1 + max(fold for pages in folds.values() for fold in pages.values())
        except (ValueError, AttributeError, TypeError) as error:
            raise DataFileError(f"{index} does not tell the fold of each page: {error}") from error
        models = [Model(read_file(folder / f"{fold}.npz")) for fold in range(number)]
        return cls(tuple(Cleaner(model=model) for model in models), folds)

    def note(self, pages: EvalSet) -> EvalSet:
        """Return the set with a note of what cleans it.

        Raises:
            DataFileError: a page is in no fold.
        """
        self.of_set(pages)
        note = f"cleaner: by {len(self.cleaners)} folds of networks, each page by those that had not seen its site"
        return replace(pages, notes=(*pages.notes, note))

    def of_set(self, pages: EvalSet) -> CleanerOf:
        """Return what tells the cleaner that has not seen a page's site, for the pages of this set.

        Raises:
            DataFileError: a page is in no fold.
        """
        # The stem of a name like "set.parquet (flattened by bs4)", too, is that of the file.
        folds = self.folds.get(Path(pages.name).stem, {})
        if unknown := [page.id for page in pages.pages if page.id not in folds]:
            raise DataFileError(f"{pages.name}: page {unknown[0]} is in no fold of the training; leave --folds out")
        return lambda page: self.cleaners[folds[page.id]]


def load_held_out(cleaner_of: CleanerOf, what: str) -> Engine:
    """Return the engine that cleans each page with the cleaner told for it, ready to run."""
    return lambda page: str(getattr(cleaner_of(page).clean(page.source, kind=page.kind, url=page.url), what))
