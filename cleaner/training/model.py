"""The network in torch, the twin of `cleaner.network`: same layers, same names of weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from cleaner.labels.evidence import LABELS
from cleaner.network import ANCESTORS, DECAY, DILATIONS, WIDTH, Inputs
from cleaner.tokens import NAME_BUCKETS, WORD_BUCKETS

#: Places whose names are read of a block: its element, the elements around that, the body.
NAMED = 3
#: Rows of nothing between the pages of a batch, so that no convolution sees two pages at once.
GAP = (WIDTH // 2) * max(DILATIONS)


@dataclass
class Batch:
    """Several pages one below the other."""

    matrix: torch.Tensor
    words: tuple[torch.Tensor, torch.Tensor]
    edges: tuple[torch.Tensor, torch.Tensor]
    names: tuple[torch.Tensor, torch.Tensor]
    chain: torch.Tensor
    body: torch.Tensor
    page: torch.Tensor
    """Number of the page each block is on."""
    slots: torch.Tensor
    """Row of each block in the gapped sequence."""
    pages: int


def make_batch(inputs: Sequence[Inputs]) -> Batch:
    """Put pages together, renumbering their elements and buckets' starts."""
    matrix, ids, starts, firsts, lasts, names, name_starts, chains, bodies, pages, slots = ([] for _ in range(11))
    word_base = name_base = element_base = slot = 0
    for number, page in enumerate(inputs):
        n = len(page.matrix)
        matrix.append(page.matrix)
        ids.append(page.words.ids)
        starts.append(page.words.starts + word_base)
        firsts.append(page.words.ids[page.words.starts])
        lasts.append(page.words.ids[np.append(page.words.starts[1:], len(page.words.ids)) - 1])
        names.append(page.names.ids)
        name_starts.append(page.names.starts + name_base)
        chains.append(page.chain + element_base)
        bodies.append(np.full(n, page.body + element_base))
        pages.append(np.full(n, number))
        slots.append(np.arange(slot, slot + n))
        word_base += len(page.words.ids)
        name_base += len(page.names.ids)
        element_base += len(page.names.starts)
        slot += n + GAP
    return Batch(
        torch.from_numpy(np.concatenate(matrix).astype(np.float32)),
        (_whole(ids), _whole(starts)),
        (_whole(firsts), _whole(lasts)),
        (_whole(names), _whole(name_starts)),
        _whole(chains),
        _whole(bodies),
        _whole(pages),
        _whole(slots),
        len(inputs),
    )


def _whole(rows: Sequence[npt.NDArray[Any]]) -> torch.Tensor:
    return torch.from_numpy(np.concatenate(rows).astype(np.int64))


@dataclass(frozen=True)
class Sizes:
    """How wide the layers are."""

    words: int = 16
    edges: int = 8
    names: int = 16
    """0 leaves elements out, for flattened text."""
    first: int = 96
    width: int = 64
    naming: int = 96
    """Of the head that tells the labels apart."""
    dropout: float = 0.3


class Net(nn.Module):
    """See `cleaner.network`."""

    def __init__(self, columns: Sequence[int], sizes: Sizes) -> None:
        """Take the numbers of the columns it reads and the sizes of its layers."""
        super().__init__()
        self.columns = list(columns)
        self.mean: torch.Tensor
        self.scale: torch.Tensor
        self.register_buffer("mean", torch.zeros(len(self.columns)))
        self.register_buffer("scale", torch.ones(len(self.columns)))
        self.word = nn.Parameter(torch.randn(WORD_BUCKETS, sizes.words) * 0.1)
        self.edge_first = nn.Parameter(torch.randn(WORD_BUCKETS, sizes.edges) * 0.1)
        self.edge_last = nn.Parameter(torch.randn(WORD_BUCKETS, sizes.edges) * 0.1)
        self.name = nn.Parameter(torch.randn(NAME_BUCKETS, sizes.names) * 0.1) if sizes.names else None
        size = len(self.columns) + sizes.words + 2 * sizes.edges + NAMED * sizes.names
        width = sizes.width
        self.dense1 = nn.Linear(size, sizes.first)
        self.dense2 = nn.Linear(sizes.first, width)
        self.convs = nn.ModuleList(
            nn.Conv1d(width, width, WIDTH, dilation=d, padding=d * (WIDTH // 2)) for d in DILATIONS
        )
        self.page = nn.Linear(2 * width, width)
        self.head1 = nn.Linear(width, 32)
        self.head2 = nn.Linear(32, 1)
        self.label = nn.Linear(width, len(LABELS))
        self.naming1 = nn.Linear(size + width, sizes.naming)
        self.naming2 = nn.Linear(sizes.naming, len(LABELS))
        self.dropout = nn.Dropout(sizes.dropout)

    def forward(
        self, batch: Batch, keep_words: torch.Tensor | None = None, keep_names: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the odds of every block, and how much it is like each label.

        That likeness is a second task, which content is learned better with; what names blocks at run time is the
        method, learned afterwards. `keep_...` switches words or names off by page, shape (pages,).
        """
        _, h = self._trunk(batch, keep_words, keep_names)
        odds: torch.Tensor = self.head2(functional.relu(self.head1(self.dropout(h)))).squeeze(1)
        return odds, self.label(self.dropout(h))

    def view(self, batch: Batch) -> torch.Tensor:
        """Return what `likeness` reads of every block: what is known of it, and what its context makes of that."""
        return torch.cat(self._trunk(batch, None, None), dim=1)

    def likeness(self, view: torch.Tensor, dropout: float = 0.0) -> torch.Tensor:
        """Return how much every block is like each label."""
        likeness: torch.Tensor = self.naming2(functional.dropout(functional.relu(self.naming1(view)), dropout))
        return likeness

    def _trunk(
        self, batch: Batch, keep_words: torch.Tensor | None, keep_names: torch.Tensor | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        x = torch.cat(self._block(batch, keep_words, keep_names), dim=1)
        h = functional.relu(self.dense1(x))
        h = functional.relu(self.dense2(self.dropout(h)))
        h = self._context(h, batch)
        n = torch.zeros(batch.pages).index_add_(0, batch.page, torch.ones(len(h))).unsqueeze(1)
        mean = torch.zeros(batch.pages, h.shape[1]).index_add_(0, batch.page, h) / n
        top = torch.zeros(batch.pages, h.shape[1]).index_reduce_(0, batch.page, h, "amax")
        whole = self.page(torch.cat((mean, top), dim=1))
        return x, functional.relu(h + whole[batch.page])

    def _block(
        self, batch: Batch, keep_words: torch.Tensor | None, keep_names: torch.Tensor | None
    ) -> list[torch.Tensor]:
        x = [(batch.matrix[:, self.columns] - self.mean) * self.scale]
        words = [
            functional.embedding_bag(batch.words[0], self.word, batch.words[1], mode="mean"),
            self.edge_first[batch.edges[0]],
            self.edge_last[batch.edges[1]],
        ]
        if keep_words is not None:
            words = [part * keep_words[batch.page].unsqueeze(1) for part in words]
        x += words
        if self.name is not None:
            elements = functional.embedding_bag(batch.names[0], self.name, batch.names[1], mode="sum")
            decay = torch.tensor([DECAY**step for step in range(ANCESTORS)])
            above = (elements[batch.chain[:, 1:]] * decay[None, :, None]).sum(1)
            names = [elements[batch.chain[:, 0]], above, elements[batch.body]]
            if keep_names is not None:
                names = [part * keep_names[batch.page].unsqueeze(1) for part in names]
            x += names
        return x

    def _context(self, h: torch.Tensor, batch: Batch) -> torch.Tensor:
        length = int(batch.slots[-1]) + 1
        for conv in self.convs:
            spread = torch.zeros(length, h.shape[1]).index_copy(0, batch.slots, h)
            out = conv(spread.t().unsqueeze(0)).squeeze(0).t()
            h = h + functional.relu(out[batch.slots])
        return h
