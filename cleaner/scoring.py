"""Step three, score: the feature matrix becomes a probability of content per block.

`PlainScorer` is a logistic model whose weights stand in `data/plain_scorer.json`, a number a named column, one set a
door, so that they can be read and argued with. A learned network takes its place behind the same interface.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Protocol

import numpy as np

from cleaner.errors import DataFileError
from cleaner.features import COLUMNS, Column, Measured
from cleaner.lexicon import DATA


class Scorer(Protocol):
    """Anything that turns a measured document into one probability a block."""

    def score(self, measured: Measured, kind: str) -> Column:
        """Return the probability of content of every block, shape (blocks,), in 0..1; `kind` is html or text."""
        ...


class PlainScorer:
    """Weighted sum of the columns, smoothed over the neighbours, through a sigmoid."""

    def __init__(self, weights: dict[str, dict[str, float]]) -> None:
        """Take weights by door and column; `bias` is the constant, `smooth` the share the neighbours get.

        Raises:
            DataFileError: a column does not exist.
        """
        self._weights = {}
        for kind, table in weights.items():
            if unknown := set(table) - set(COLUMNS) - {"bias", "smooth"}:
                raise DataFileError(f"plain_scorer.json names columns that do not exist: {', '.join(sorted(unknown))}")
            vector = np.array([table.get(name, 0.0) for name in COLUMNS], dtype=np.float32)
            self._weights[kind] = (vector, table.get("bias", 0.0), table.get("smooth", 0.0))

    def score(self, measured: Measured, kind: str) -> Column:
        """Return the probability of content of every block."""
        vector, bias, smooth = self._weights[kind]
        raw = measured.matrix @ vector + bias
        if smooth and len(raw) > 1:
            padded = np.concatenate((raw[:1], raw, raw[-1:]))
            raw = (1 - smooth) * raw + smooth / 2 * (padded[:-2] + padded[2:])
        return np.asarray(1 / (1 + np.exp(-np.clip(raw, -30, 30))), dtype=np.float32)


@lru_cache(maxsize=1)
def load_scorer() -> PlainScorer:
    """Return the scorer with the shipped weights, read once a process.

    Raises:
        DataFileError: the weights file is missing or broken.
    """
    path = DATA / "plain_scorer.json"
    try:
        return PlainScorer(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise DataFileError(f"cannot read {path}: {error}; reinstall the package") from error
