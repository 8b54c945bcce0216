"""Site-wise cross-validation: what the networks do on sites they were not trained on, and how sure they may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from cleaner.bench.measures import snippet_counts, word_f1
from cleaner.network import COLUMNS
from cleaner.scoring import choose_cut, expected_f1
from cleaner.training.examples import Example, fold_of
from cleaner.training.fit import predict
from cleaner.training.model import Net

_LOG_WORDS = COLUMNS.index("log_words")
#: Sets whose gold is the body, so that pages are measured without the headline.
_BODY_ONLY = frozenset(["daniel-dev"])


@dataclass(frozen=True)
class Outcome:
    """One page as a network that does not know its site cleans it."""

    example: Example
    text: str
    """What is kept, without the headline for sets whose gold is the body."""
    expected: float
    """The word F1 the network expects."""


def cross_validate(examples: Sequence[Example], nets: Sequence[Sequence[Net]]) -> Iterator[Outcome]:
    """Clean the pages of each fold with the networks trained on all other sites; `nets` has some for every fold."""
    for fold, own in enumerate(nets):
        held_out = [example for example in examples if fold_of(example.site, len(nets)) == fold]
        for example, probability in zip(held_out, predict(own, held_out), strict=True):
            yield clean_example(example, probability)


def clean_example(example: Example, probability: npt.NDArray[np.float32]) -> Outcome:
    """Keep blocks as the pipeline would, given the network's probabilities."""
    settled = np.where(np.isnan(example.sure), probability, example.sure).astype(np.float32)
    words = np.expm1(example.inputs.matrix[:, _LOG_WORDS]).astype(np.float32)
    cut = choose_cut(settled, words, "balanced")
    kept = settled >= cut
    if example.source in _BODY_ONLY and example.inputs.body:
        kept &= ~example.title
    text = "\n".join(text for text, keep in zip(example.texts, kept, strict=True) if keep)
    return Outcome(example, text, expected_f1(settled, words, cut))


#: Set, group, what is kept, and the row of the set.
_Scored: TypeAlias = "tuple[str, str, str, Mapping[str, Any]]"


def summarise(
    outcomes: Sequence[Outcome], golds: Mapping[str, Mapping[str, Any]], empty: Iterable[_Scored] = ()
) -> dict[str, float]:
    """Return wf1 by set, and by set and group, and snip for sets without gold; `golds` by "set/page".

    `empty` are the pages in which no block was found: nothing is kept of them, and that counts too.
    """
    scores: dict[str, list[float]] = defaultdict(list)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    named = ((outcome, outcome.example, f"{outcome.example.source}/{outcome.example.name}") for outcome in outcomes)
    scored = ((e.source, e.group, outcome.text, golds[name]) for outcome, e, name in named if name in golds)
    for source, group, text, row in chain(scored, empty):
        if row["gold"]:
            for name in (source, f"{source} {group}"):
                scores[name].append(word_f1(text, row["gold"]))
        else:
            found = snippet_counts(text, row["must"], row["must_not"])
            counts[source] = [a + b for a, b in zip(counts[source], found, strict=True)]
    figures = {name: float(np.mean(values)) for name, values in sorted(scores.items())}
    figures |= {f"{name} snip": 2 * a / max(2 * a + b + c, 1) for name, (a, b, c) in counts.items()}
    return {name: round(value, 4) for name, value in figures.items()}


def fit_confidence(
    outcomes: Sequence[Outcome], golds: Mapping[str, Mapping[str, Any]], knots: int = 12
) -> tuple[list[float], list[float]]:
    """Return the map from expected to observed word F1: knots at quantiles, made to rise by pooling neighbours.

    Isotonic regression by pooling adjacent violators (Ayer et al., An Empirical Distribution Function for Sampling with
    Incomplete Information, 1955).
    """
    pairs = sorted(
        (outcome.expected, word_f1(outcome.text, row["gold"]))
        for outcome in outcomes
        if (row := golds.get(f"{outcome.example.source}/{outcome.example.name}")) and row["gold"]
    )
    parts = [part for part in np.array_split(np.array(pairs), knots) if len(part)]
    pools = [[float(part[:, 0].mean()), float(part[:, 1].mean()), float(len(part))] for part in parts]
    merged: list[list[float]] = []
    for pool in pools:
        merged.append(pool)
        while len(merged) > 1 and merged[-2][1] > merged[-1][1]:
            (x1, y1, n1), (x2, y2, n2) = merged[-2:]
            merged[-2:] = [[(x1 * n1 + x2 * n2) / (n1 + n2), (y1 * n1 + y2 * n2) / (n1 + n2), n1 + n2]]
    return [round(x, 4) for x, _, _ in merged], [round(y, 4) for _, y, _ in merged]
