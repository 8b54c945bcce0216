"""All networks of a run, trained side by side: those that are shipped and those of each fold, for both doors."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import torch

from cleaner.training.examples import FOLDS, Example, fold_of
from cleaner.training.fit import Recipe, train
from cleaner.training.model import Net
from cleaner.training.naming import fit_naming


class Job(NamedTuple):
    """One network to train."""

    kind: str
    """The door: `html` or `text`."""
    fold: int | None
    """The fold whose sites it is not to see; None for a network that is shipped."""
    number: int
    """Which of the door's networks; the first one learns to name blocks."""


def list_jobs(recipes: Mapping[str, Recipe], *, with_folds: bool = True) -> list[Job]:
    """Return the jobs of a run, the long ones first; with or without the networks of each fold."""
    return [
        Job(kind, fold, number)
        for kind in sorted(recipes, reverse=True)
        for fold in (None, *(range(FOLDS) if with_folds else ()))
        for number in range(recipes[kind].networks)
    ]


def train_jobs(
    jobs: Sequence[Job], recipes: Mapping[str, Recipe], cache: Path, *, seed: int, processes: int, resume: bool = False
) -> dict[Job, Net]:
    """Train every network; `cache` holds the examples of each door, see `cleaner.training.build`.

    Each is left in the cache when it is done; `resume` takes those that a run with the same arguments has left.
    """
    work = partial(_train, recipes=recipes, cache=cache, seed=seed, resume=resume)
    threads = max(1, (os.cpu_count() or 1) // processes)
    # Not forked: torch's threads do not survive that.
    with ProcessPoolExecutor(processes, get_context("spawn"), torch.set_num_threads, (threads,)) as pool:
        return dict(_report(zip(jobs, pool.map(work, jobs), strict=True)))


def _report(trained: Iterator[tuple[Job, Net]]) -> Iterator[tuple[Job, Net]]:
    for job, net in trained:
        print(f"trained: {job.kind}, network {job.number}, {_part(job)}", flush=True)
        yield job, net


def _part(job: Job) -> str:
    return "all sites" if job.fold is None else f"without the sites of fold {job.fold}"


def _train(job: Job, *, recipes: Mapping[str, Recipe], cache: Path, seed: int, resume: bool) -> Net:
    recipe = recipes[job.kind]
    left = cache / f"{job.kind}-{'all' if job.fold is None else job.fold}-{seed}-{job.number}.pt"
    if resume and left.exists():
        net = Net(recipe.columns, recipe.sizes)
        net.load_state_dict(torch.load(left, weights_only=True))
        return net.eval()
    examples: list[Example] = pickle.loads((cache / f"{job.kind}.pickle").read_bytes())
    if job.fold is not None:
        examples = [example for example in examples if fold_of(example.site) != job.fold]
    net = train(examples, recipe, seed=seed + job.number, quiet=True)
    if job.number == 0:
        fit_naming(net, examples, seed=seed)
    torch.save(net.state_dict(), left)
    return net
