"""Training of the head that names blocks, that is, tells which label a block is most like.

It learns when the network is done, from the texts whose lines have labels, and reads what the network reads and what it
makes of it. Learned together, the two cost each other (DECISIONS.md, 47). Of pages it reads neither class names nor
layout: the labelled texts are dressed as pages by `cleaner.training.dressed`, which invents both.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional

from cleaner import layout
from cleaner.network import COLUMNS
from cleaner.training.examples import Example
from cleaner.training.model import NAMED, Net, make_batch

EPOCHS = 6
#: Lines in a batch.
BATCH_LINES = 2048
RATE, WEIGHT_DECAY = 2e-3, 0.02
#: Share of what the head reads that is switched off, line by line, and of its hidden layer.
DROP_SEEN, DROP_HIDDEN = 0.1, 0.3


def fit_naming(net: Net, examples: Sequence[Example], *, seed: int = 0) -> None:
    """Fit `net.likeness` to the labels of the examples that have some; the rest of the network stays as it is."""
    labelled = [example for example in examples if (example.named >= 0).any()]
    if not labelled:
        return
    torch.manual_seed(seed)
    seen, names = _lines(net, labelled)
    mean, scale = seen.mean(dim=0), 1 / (seen.std(dim=0) + 0.05)
    seen = (seen - mean) * scale
    invented = _invented(net)
    seen[:, invented] = 0
    weights = [*net.naming1.parameters(), *net.naming2.parameters()]
    optimizer = torch.optim.AdamW(weights, lr=RATE, weight_decay=WEIGHT_DECAY)
    for epoch in range(EPOCHS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for rows in torch.split(torch.randperm(len(seen)), BATCH_LINES):
            part = seen[rows]
            likeness = net.likeness(part * (torch.rand_like(part) > DROP_SEEN), DROP_HIDDEN)
            loss = functional.cross_entropy(likeness, names[rows])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    with torch.no_grad():
        # The head is to read what the network gives, so the scaling goes into its weights.
        net.naming1.weight.mul_(scale)
        net.naming1.weight[:, invented] = 0
        net.naming1.bias.sub_(net.naming1.weight @ mean)


def _invented(net: Net) -> list[int]:
    """Return the places of layout and class names in what the head reads."""
    of_layout = [place for place, column in enumerate(net.columns) if COLUMNS[column] in layout.COLUMNS]
    size = net.dense1.in_features
    of_names = 0 if net.name is None else NAMED * net.name.shape[1]
    return of_layout + list(range(size - of_names, size))


@torch.no_grad()
def _lines(net: Net, examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what the head reads of every line with a label, shape (lines, size), and the number of its label."""
    seen, names = [], []
    for example in examples:
        known = torch.from_numpy(example.named >= 0)
        seen.append(net.view(make_batch([example.inputs]))[known])
        names.append(torch.from_numpy(example.named.astype("int64"))[known])
    return torch.cat(seen), torch.cat(names)
