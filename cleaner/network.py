"""The network's inputs and its forward pass, numpy only.

A block is known by its columns (`features`, `labels.evidence`), its words and the names of the elements round it; four
residual dilated convolutions over the sequence of blocks give it its context (Yu and Koltun, Multi-Scale Context
Aggregation by Dilated Convolutions, ICLR 2016), and mean and maximum over the page tell what kind of page it is on.
Two heads read the result: is the block content, and, of one network a door, which label is it most like, for which the
block itself is read once more. Labels are learned from the texts written for this project, the only ones whose lines
have any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.errors import DataFileError
from cleaner.features import COLUMNS as MEASURED_COLUMNS
from cleaner.labels.context import Context
from cleaner.labels.evidence import COLUMNS as EVIDENCE_COLUMNS
from cleaner.labels.evidence import evidence_matrix
from cleaner.tokens import Bags, name_bags

Matrix = npt.NDArray[np.float32]

#: Names of the numeric columns, in order.
COLUMNS: tuple[str, ...] = MEASURED_COLUMNS + EVIDENCE_COLUMNS
#: How many elements up the names of the elements round a block are read.
ANCESTORS = 8
#: What the names of an element weigh, per step away from the block.
DECAY = 0.8
#: Blocks that a convolution sees at once, and how far apart they stand, layer by layer.
WIDTH = 5
DILATIONS = (1, 2, 4, 8)
#: How many blocks before and behind a block its odds follow from, the page as a whole left aside.
REACH = WIDTH // 2 * sum(DILATIONS)
#: Multiplications of a matrix product that OpenBLAS never shares among threads (its `interface/gemm.c`).
_UNSHARED = 1 << 18
_EMPTY = Bags(np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.intp))


@dataclass
class Inputs:
    """What the network sees of a document."""

    matrix: Matrix
    """Shape (blocks, len(COLUMNS))."""
    words: Bags
    """A row a block."""
    names: Bags
    """A row an element; one empty row for flattened text."""
    chain: npt.NDArray[np.intp]
    """Numbers of the element of each block and of the `ANCESTORS` round it, the innermost first."""
    body: int
    """Number of the `body` element."""


class Reading(NamedTuple):
    """What the network makes of a document."""

    odds: Matrix
    """Log-odds of content of every block, shape (blocks,)."""
    likeness: Matrix | None
    """How much every block is like each label, as logarithms but for a constant; shape (blocks, len(LABELS)). None from
    a network that has no such head."""


def gather_inputs(context: Context, start: int = 0, stop: int | None = None, *, names: Bags | None = None) -> Inputs:
    """Put together what the network sees of the blocks from `start` to before `stop`, of all by default.

    `names` are those of the page's elements (`tokens.name_bags`), from who asks for one part after another.
    """
    measured, segments = context.measured, context.segments
    stop = len(context.blocks) if stop is None else min(stop, len(context.blocks))
    matrix = np.concatenate((measured.matrix[start:stop], evidence_matrix(context, start, stop)), axis=1)
    words = measured.words.rows(start, stop)
    outline = segments.outline
    if outline is None:
        return Inputs(matrix, words, _EMPTY, np.zeros((len(matrix), 1 + ANCESTORS), dtype=np.intp), 0)
    parent = np.array(outline.parent, dtype=np.intp)
    chain = np.empty((len(matrix), 1 + ANCESTORS), dtype=np.intp)
    chain[:, 0] = segments.element[start:stop]
    for step in range(ANCESTORS):
        chain[:, step + 1] = parent[chain[:, step]]
    body = outline.tag.index("body") if "body" in outline.tag[:4] else 0
    return Inputs(matrix, words, name_bags(outline) if names is None else names, chain, body)


class Network:
    """The trained weights of one door and the forward pass over one document."""

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]], columns: Sequence[str]) -> None:
        """Take the arrays of one network, named as in `cleaner.training.model`, and the names of its columns.

        Raises:
            DataFileError: a column does not exist.
        """
        numbers = {name: number for number, name in enumerate(COLUMNS)}
        if unknown := [name for name in columns if name not in numbers]:
            raise DataFileError(f"the weights ask for columns that do not exist: {', '.join(unknown)}")
        self._columns = np.array([numbers[name] for name in columns], dtype=np.intp)
        self._weights = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in weights.items()}
        self._decay = (DECAY ** np.arange(ANCESTORS)).astype(np.float32)

    def read(self, inputs: Inputs) -> Reading:
        """Weigh every block: is it content, and what is it."""
        w = self._weights
        x = self._embed(inputs)
        h = _relu(_times(x, w["dense1"]) + w["dense1_bias"])
        h = _relu(_times(h, w["dense2"]) + w["dense2_bias"])
        for layer, dilation in enumerate(DILATIONS):
            h += _relu(_convolve(h, w[f"conv{layer}"], dilation) + w[f"conv{layer}_bias"])
        whole = np.concatenate((h.mean(axis=0), h.max(axis=0))) @ w["page"] + w["page_bias"]
        h = _relu(h + whole)
        likeness = None
        if "naming1" in w:
            known = _relu(_times(np.concatenate((x, h), axis=1), w["naming1"]) + w["naming1_bias"])
            likeness = _times(known, w["naming2"]) + w["naming2_bias"]
        h = _relu(_times(h, w["head1"]) + w["head1_bias"])
        return Reading((_times(h, w["head2"]) + w["head2_bias"])[:, 0], likeness)

    def _embed(self, inputs: Inputs) -> Matrix:
        """Put columns, words and names side by side; mean and scale of the columns are part of the first layer."""
        w = self._weights
        ids, starts = inputs.words.ids, inputs.words.starts
        lasts = np.append(starts[1:], len(ids)) - 1
        parts = [
            inputs.matrix[:, self._columns],
            np.add.reduceat(w["word"][ids], starts) / inputs.words.counts[:, None],
            w["edge_first"][ids[starts]],
            w["edge_last"][ids[lasts]],
        ]
        if "name" in w:
            elements = np.add.reduceat(w["name"][inputs.names.ids], inputs.names.starts)
            above = np.einsum("bkd,k->bd", elements[inputs.chain[:, 1:]], self._decay)
            body = np.broadcast_to(elements[inputs.body], above.shape)
            parts += [elements[inputs.chain[:, 0]], above, body]
        return np.concatenate(parts, axis=1)


def _relu(x: Matrix) -> Matrix:
    return np.maximum(x, 0, out=x)


def _convolve(h: Matrix, kernel: Matrix, dilation: int) -> Matrix:
    """Weigh blocks that stand `dilation` apart; `kernel` has shape (WIDTH * channels in, channels out)."""
    n, channels = h.shape
    reach = WIDTH // 2 * dilation
    padded = np.zeros((n + 2 * reach, channels), dtype=np.float32)
    padded[reach : reach + n] = h
    window = np.concatenate([padded[step * dilation : step * dilation + n] for step in range(WIDTH)], axis=1)
    return _times(window, kernel)


def _times(x: Matrix, kernel: Matrix) -> Matrix:
    """Return the product of two matrices, worked out a few rows at a time.

    BLAS shares a large product among as many threads as there are cores. Where these are busy, as in a pool of
    processes, the threads wait for each other far longer than they compute.
    """
    rows = max(1, _UNSHARED // kernel.size)
    whole = len(x) - len(x) % rows
    product = np.empty((len(x), kernel.shape[1]), dtype=np.float32)
    np.matmul(x[:whole].reshape(-1, rows, x.shape[1]), kernel, out=product[:whole].reshape(-1, rows, kernel.shape[1]))
    np.matmul(x[whole:], kernel, out=product[whole:])
    return product
