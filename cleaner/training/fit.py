"""Training of one network, and its probabilities for other examples."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cleaner.network import COLUMNS
from cleaner.training.examples import Example
from cleaner.training.model import Batch, Net, Sizes, make_batch

#: Blocks in a batch, about.
BATCH_BLOCKS = 4000
RATE = 3e-3
#: What the running mean of the weights keeps at each step.
EMA = 0.995
#: Pages on which names, and lexicon and rules are switched off.
DROP_NAMES, DROP_HITS = 0.5, 0.2
#: What a block that a sure rule settles counts for.
SURE_WEIGHT = 0.3


def _columns(*starts: str) -> list[int]:
    """Return the numbers of the columns whose names begin so."""
    return [index for index, name in enumerate(COLUMNS) if name.startswith(starts)]


#: What the lexicons and rules say of a line itself, and of it and the lines round it.
_PHRASE_COLUMNS = _columns("said", "hit_", "jargon", "sure_hit", "likely_hit")
_HIT_COLUMNS = _PHRASE_COLUMNS + _columns("hits_", "chrome", "dirt", "free_run")
#: Share of pages on which what class names hint at is switched off, and of columns switched off on a page.
DROP_HINTS, DROP_COLUMNS = 0.15, 0.05
_HINT_COLUMNS = _columns("own_", "inherited_")
#: What telling the labels apart counts beside telling content, which is learned better with it.
NAMES_WEIGHT = 0.2
#: Sets whose gold holds the headline of some pages only: it is neither content nor junk there.
UNTITLED = frozenset(["daniel-dev", "traf-dev"])

#: Sources of texts that were written or composed for the training.
WRITTEN = frozenset(["labelled", "composed"])


@dataclass(frozen=True)
class Recipe:
    """How the network of a door is trained."""

    columns: Sequence[int]
    """Numbers of the columns it reads."""
    sizes: Sizes
    epochs: int
    drop_words: float
    """Share of the pages on which words are switched off."""
    drop_written: float
    """The same for texts written or composed for the training: their words are few, and soon known by heart."""
    drop_phrases: float = 0.0
    """Share of the lines of such texts on which what lexicons and rules say of the line is switched off: no lexicon
    knows all that widgets print."""
    networks: int = 1
    """How many networks, of different seeds, the door has; the mean of their odds counts."""


def site_weights(examples: Sequence[Example]) -> dict[str, float]:
    """Return what a page of each site counts, 1 in the mean.

    A site with many pages counts by the square root of their number, so that a few large ones do not rule.
    """
    pages = Counter(example.site for example in examples)
    mean = sum(count**0.5 for count in pages.values()) / len(examples)
    return {site: count**-0.5 / mean for site, count in pages.items()}


def targets(example: Example, page_weight: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return label and weight of every block; the weights of a page add up to the page's."""
    weight = np.sqrt(example.size + 0.5)
    label = np.nan_to_num(example.label, nan=0.5)
    weight[np.isnan(example.label)] = 0
    weight[~np.isnan(example.sure)] *= SURE_WEIGHT
    if example.source in UNTITLED:
        weight[example.title] = 0
    total = weight.sum()
    return label.astype(np.float32), (weight * (page_weight / total if total else 0)).astype(np.float32)


def batches(examples: Sequence[Example], dice: random.Random) -> list[list[Example]]:
    """Shuffle the pages into batches of pages of about the same number of blocks."""
    order = list(examples)
    dice.shuffle(order)
    found: list[list[Example]] = [[]]
    size = 0
    for example in order:
        if size > BATCH_BLOCKS:
            found.append([])
            size = 0
        found[-1].append(example)
        size += len(example.label)
    return found


def train(
    examples: Sequence[Example],
    recipe: Recipe,
    *,
    seed: int = 0,
    quiet: bool = False,
) -> Net:
    """Train a network; the weights returned are the mean over the last steps."""
    torch.manual_seed(seed)
    dice = random.Random(seed)
    net = Net(recipe.columns, recipe.sizes)
    sample = np.concatenate(
        [example.inputs.matrix[:, list(recipe.columns)] for example in examples[:: max(1, len(examples) // 800)]]
    )
    net.mean = torch.from_numpy(sample.mean(0))
    net.scale = torch.from_numpy(1 / (sample.std(0) + 0.05)).float()
    of_site = site_weights(examples)
    epochs = recipe.epochs
    steps = epochs * len(batches(examples, random.Random(0)))
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + epochs * 4, pct_start=0.1)
    average = get_ema_multi_avg_fn(EMA)  # type: ignore[no-untyped-call]
    mean = AveragedModel(net, multi_avg_fn=average)
    for epoch in range(epochs):
        net.train()
        losses = []
        for pages in batches(examples, dice):
            batch, label, weight = _tensors(pages, of_site)
            names = torch.from_numpy(np.concatenate([page.named for page in pages]).astype(np.int64))
            n = batch.pages
            written = torch.tensor([page.source in WRITTEN for page in pages])[batch.page]
            unknown = written & (torch.rand(len(label)) < recipe.drop_phrases)
            batch.matrix[:, _PHRASE_COLUMNS] *= (~unknown).float().unsqueeze(1)
            hits = (torch.rand(n) > DROP_HITS).float()
            batch.matrix[:, _HIT_COLUMNS] *= hits[batch.page].unsqueeze(1)
            hints = (torch.rand(n) > DROP_HINTS).float()
            batch.matrix[:, _HINT_COLUMNS] *= hints[batch.page].unsqueeze(1)
            batch.matrix *= (torch.rand(n, batch.matrix.shape[1]) > DROP_COLUMNS).float()[batch.page]
            drop_words = torch.tensor([_drop_words(recipe, page) for page in pages])
            odds, likeness = net(batch, (torch.rand(n) > drop_words).float(), (torch.rand(n) > DROP_NAMES).float())
            loss = (functional.binary_cross_entropy_with_logits(odds, label, reduction="none") * weight).sum() / n
            if (known := names >= 0).any():
                missed = functional.cross_entropy(likeness[known], names[known], reduction="none")
                loss += NAMES_WEIGHT * (missed * weight[known]).sum() / n
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            mean.update_parameters(net)
            losses.append(loss.item())
        if not quiet:
            print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}", flush=True)
    trained = mean.module
    assert isinstance(trained, Net)
    trained.eval()
    return trained


def _drop_words(recipe: Recipe, page: Example) -> float:
    return recipe.drop_written if page.source in WRITTEN else recipe.drop_words


def _tensors(pages: Sequence[Example], of_site: dict[str, float]) -> tuple[Batch, torch.Tensor, torch.Tensor]:
    pairs = [targets(page, page.weight * of_site[page.site]) for page in pages]
    batch = make_batch([page.inputs for page in pages])
    label = torch.from_numpy(np.concatenate([label for label, _ in pairs]))
    weight = torch.from_numpy(np.concatenate([weight for _, weight in pairs]))
    return batch, label, weight


@torch.no_grad()
def predict(nets: Sequence[Net], examples: Sequence[Example]) -> list[npt.NDArray[np.float32]]:
    """Return the networks' probability for every block of every example."""
    found = []
    for example in examples:
        batch = make_batch([example.inputs])
        found.append(torch.sigmoid(torch.stack([net(batch)[0] for net in nets]).mean(dim=0)).numpy())
    return found
