"""`python -m cleaner.training.headline SETS`: what the columns of headline candidates weigh (`data/headline.json`).

Comes before `python -m cleaner.training`, whose examples hold the headlines that are found. Learns from the labelled
texts, and from flattened pages whose headline the HTML door knows by the page's own title.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cleaner.datafiles import DATA, record_hash
from cleaner.document import Label
from cleaner.features import measure
from cleaner.labels import rules
from cleaner.labels.context import Context
from cleaner.labels.headline import COLUMNS, Matrix, find_candidates, measure_candidates
from cleaner.labels.title import SURE
from cleaner.lexicon import load_lexicon
from cleaner.pipeline import segment
from cleaner.training.build import LABELLED, page_of, read_sets
from cleaner.training.examples import fold_of
from cleaner.training.labelled import read_labelled

#: Flatteners that leave the lines above the headline in.
_WHOLE = frozenset(["bs4", "inscriptis"])
#: Pages a site and flattener.
_MAX_PAGES = 6
_WEIGHT_OF_PAGE = 0.35
_DECAY = 0.003


@dataclass(frozen=True)
class Choice:
    """The candidates of one text, and which of them are its headline; none if it has none among them."""

    site: str
    matrix: Matrix
    right: list[int]
    weight: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m cleaner.training.headline", description=__doc__)
    parser.add_argument("sets", type=Path, help="folder of Parquet files as `cleaner bench` reads them")
    parser.add_argument("--output", type=Path, default=DATA / "headline.json", help="where the weights go")
    options = parser.parse_args(arguments)
    labelled, pages = list(labelled_choices()), list(page_choices(options.sets))
    choices = labelled + pages
    print(
        json.dumps({"labelled": cross_validate(choices, labelled), "pages": cross_validate(choices, pages)}, indent=1)
    )
    weights, none = fit(choices)
    named = {name: round(float(weight), 4) for name, weight in zip(COLUMNS, weights, strict=True)}
    options.output.write_text(json.dumps({"weights": named, "none": round(none, 4)}, indent=1) + "\n", "utf-8")
    record_hash(options.output)


def labelled_choices() -> Iterator[Choice]:
    """Make a choice of every labelled text."""
    for path in sorted(LABELLED.glob("*.txt")):
        lines = read_labelled(path)
        titles = {_squeeze(text) for label, text in lines if label == Label.TITLE.value}
        context = _context("\n".join(text for _, text in lines), "text")
        yield from _choice(path.stem, context, titles, 1.0)


def page_choices(sets: Path) -> Iterator[Choice]:
    """Make a choice of every flattened page whose headline the HTML door knows, a few a site."""
    pages, texts = read_sets(sets)
    html = {f"{name}/{row['id']}": row["html"] for name, rows in pages.items() for row in rows}
    seen: Counter[tuple[str, str]] = Counter()
    headlines: dict[str, str] = {}
    for row in texts:
        page, key = page_of(row), (str(row["site"]), str(row["flattener"]))
        if row["flattener"] not in _WHOLE or page not in html or seen[key] >= _MAX_PAGES:
            continue
        seen[key] += 1
        if page not in headlines:
            headlines[page] = _headline_of_page(html[page].decode("utf-8", "replace"))
        if headlines[page]:
            yield from _choice(key[0], _context(row["text"], "text"), {headlines[page]}, _WEIGHT_OF_PAGE)


def _headline_of_page(html: str) -> str:
    context = _context(html, "html")
    dict(rules())["title"](context)
    return next((_squeeze(b.text) for i, b in enumerate(context.blocks) if context.is_title(i)), "")


def _context(text: str, kind: str) -> Context:
    """Run the rules that come before the headline's."""
    lexicon = load_lexicon()
    segments, languages = segment(text, kind, lexicon)
    context = Context(segments, measure(segments, lexicon, languages))
    for name, rule in rules():
        if name == "title":
            break
        rule(context)
    return context


def _choice(site: str, context: Context, headlines: set[str], weight: float) -> Iterator[Choice]:
    candidates, end = find_candidates(context)
    if candidates:
        right = [n for n, index in enumerate(candidates) if _squeeze(context.blocks[index].text) in headlines]
        yield Choice(site, measure_candidates(context, candidates, end), right, weight)


def _squeeze(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def fit(choices: Sequence[Choice]) -> tuple[Matrix, float]:
    """Return the weights of the columns and of choosing none: most likely under a Gaussian prior."""
    rows = np.concatenate([choice.matrix for choice in choices])
    mean, spread = rows.mean(0), rows.std(0) + 0.05
    matrices = [torch.from_numpy((choice.matrix - mean) / spread) for choice in choices]
    weights = torch.zeros(len(COLUMNS) + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimizer.zero_grad()
        total = _DECAY * len(choices) * (weights**2).sum()
        for choice, matrix in zip(choices, matrices, strict=True):
            chances = torch.log_softmax(torch.cat((matrix @ weights[:-1], weights[-1:])), 0)
            total = total - choice.weight * torch.logsumexp(chances[choice.right or [-1]], 0)
        total.backward()  # type: ignore[no-untyped-call]
        return float(total.detach())

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found = weights.detach().numpy()
    return found[:-1] / spread, float(found[-1] + (found[:-1] / spread) @ mean)


def cross_validate(choices: Sequence[Choice], measured: Sequence[Choice], folds: int = 5) -> Mapping[str, Any]:
    """Return how often the headlines of texts are found with their sites held out, of all and of the sure ones."""
    found: list[tuple[bool, float]] = []
    for fold in range(folds):
        weights, none = fit([choice for choice in choices if fold_of(choice.site, folds) != fold])
        for choice in measured:
            if fold_of(choice.site, folds) == fold and choice.right:
                scores = np.append(choice.matrix @ weights, none)
                chances = np.exp(scores - scores.max())
                best = int(np.argmax(chances[:-1]))
                found.append((best in choice.right, float(chances[best] / chances.sum())))
    sure = [right for right, chance in found if chance >= SURE]
    return {
        "texts": len(found),
        "right": round(float(np.mean([right for right, _ in found])), 3),
        "sure": len(sure),
        "right when sure": round(float(np.mean(sure)), 3),
    }


if __name__ == "__main__":
    main()
