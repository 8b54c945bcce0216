"""`python -m cleaner.training SETS --cache FOLDER`: from evaluation sets to the weights that are shipped.

Needs the extra `train`. Steps: build the examples (kept in the cache), cross-validate by site, train on everything,
write `data/model.npz`, its hash and the figures of `data/MODEL_CARD.md`.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from cleaner import layout
from cleaner.datafiles import DATA
from cleaner.network import COLUMNS
from cleaner.training.build import COMPOSED, build, folds_of_sets, read_sets
from cleaner.training.evaluate import cross_validate, fit_confidence, summarise
from cleaner.training.examples import FOLDS, Example
from cleaner.training.export import export, write_card, write_folds
from cleaner.training.fit import Recipe
from cleaner.training.jobs import Job, list_jobs, train_jobs
from cleaner.training.model import Net, Sizes

#: Columns that are empty for flattened text.
_HTML_ONLY = frozenset([*layout.COLUMNS, "stated", "described", "title_overlap", "link_density"])
_OF_TEXT = [i for i, name in enumerate(COLUMNS) if name not in _HTML_ONLY and not name.startswith("page_")]
RECIPES = {
    "html": Recipe(
        range(len(COLUMNS)),
        Sizes(dropout=0.4),
        epochs=7,
        drop_words=0.7,
        drop_written=0.7,
        drop_phrases=0.3,
        networks=2,
    ),
    "text": Recipe(
        _OF_TEXT,
        Sizes(names=0, dropout=0.4),
        epochs=9,
        drop_words=0.3,
        drop_written=0.8,
        drop_phrases=0.12,
        networks=2,
    ),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m cleaner.training", description=__doc__)
    parser.add_argument("sets", type=Path, help="folder of Parquet files as `cleaner bench` reads them")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the examples; built if empty")
    parser.add_argument("--output", type=Path, default=DATA / "model.npz", help="where the weights go")
    parser.add_argument("--composed", type=int, default=COMPOSED, help="composed texts a language")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folds", type=Path, help="leave the networks of each fold there, for `cleaner bench --folds`")
    parser.add_argument("--processes", type=int, default=2, help="networks trained at once")
    parser.add_argument(
        "--resume", action="store_true", help="take the networks that the same command left in the cache"
    )
    parser.add_argument("--skip-validation", action="store_true", help="only train and write, without confidence")
    options = parser.parse_args(arguments)
    if options.folds is not None and options.skip_validation:
        parser.error("--folds needs the validation that --skip-validation leaves out")
    if not (options.cache / "text.pickle").exists():
        build(options.sets, options.cache, composed=options.composed)
    jobs = list_jobs(RECIPES, with_folds=not options.skip_validation)
    trained = train_jobs(
        jobs, RECIPES, options.cache, seed=options.seed, processes=options.processes, resume=options.resume
    )
    confidence: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    if not options.skip_validation:
        folds = [_networks(trained, fold) for fold in range(FOLDS)]
        confidence, figures = _validate(options.cache, folds, _golds(options.sets))
        if options.folds is not None:
            write_folds(options.folds, folds, {"confidence": confidence}, folds_of_sets(options.sets))
    export(_networks(trained, None), {"confidence": confidence}, options.output)
    facts = {"figures": figures, "confidence": confidence, "sets": _sets(options.sets)}
    command = f"python -m cleaner.training SETS --cache CACHE --seed {options.seed}"
    write_card(options.output.with_name("MODEL_CARD.md"), {"command": command, **facts})


def _networks(trained: Mapping[Job, Net], fold: int | None) -> dict[str, list[Net]]:
    """Return the networks of each door of a fold, or those of all sites."""
    return {kind: [net for job, net in trained.items() if (job.kind, job.fold) == (kind, fold)] for kind in RECIPES}


def _validate(
    cache: Path, folds: Sequence[Mapping[str, Sequence[Net]]], golds: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the calibration and the figures of each door."""
    confidence, figures = {}, {}
    for kind in RECIPES:
        examples: list[Example] = pickle.loads((cache / f"{kind}.pickle").read_bytes())
        outcomes = list(cross_validate(examples, [nets[kind] for nets in folds]))
        figures[kind] = summarise(outcomes, golds, _empty(examples, golds, kind))
        confidence[kind] = fit_confidence(outcomes, golds)
        print(json.dumps({kind: figures[kind]}, indent=1), flush=True)
    return confidence, figures


def _sets(folder: Path) -> list[tuple[str, int, str]]:
    """Return name, number of rows and SHA-256 of every set."""
    import pyarrow.parquet as pq

    paths = sorted(folder.glob("*.parquet"))
    return [(path.stem, pq.read_metadata(path).num_rows, sha256(path.read_bytes()).hexdigest()) for path in paths]


def _empty(
    examples: Sequence[Example], golds: Mapping[str, Mapping[str, Any]], kind: str
) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Yield the pages of a door's sets of which no example could be made, as `summarise` takes them."""
    made = {f"{example.source}/{example.name}" for example in examples}
    for name, row in golds.items():
        if name not in made and ("html" in row) == (kind == "html"):
            yield name.split("/", 1)[0], row.get("page_type") or row.get("flattener") or "", "", row


def _golds(folder: Path) -> dict[str, dict[str, Any]]:
    """Return every page and text of the sets by "set/page"; of texts the set is that of the page."""
    pages, texts = read_sets(folder)
    found = {f"{name}/{row['id']}": row for name, rows in pages.items() for row in rows}
    return found | {f"{row['source']}/{row['id']}": row for row in texts}


if __name__ == "__main__":
    main()
