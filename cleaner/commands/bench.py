"""The command `cleaner bench`. Reads its arguments, says what is wrong with them, and imports the rest only to run."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from cleaner.errors import CleanerError, OptionError

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.bench.run import Plan
    from cleaner.bench.sets import EvalSet
    from cleaner.bench.summary import Summary

_FAILED, _USAGE, _UNREADABLE = 1, 2, 3

_Sets = Annotated[
    list[Path],
    typer.Argument(
        metavar="SET...",
        help="Parquet files with the columns html or text, and gold, or must and must_not (lists), "
        "and if known id, url, page_type, lang, flattener; or folders with NAME.html or NAME.txt beside NAME.gold.txt.",
        show_default=False,
    ),
]
_Against = Annotated[
    list[str] | None,
    typer.Option(
        "--against",
        metavar="PEER,...",
        help="Run these too, on the same pages. For HTML: trafilatura, resiliparse, readability-lxml, justext, "
        "newspaper4k, goose3, boilerpy3, magic-html, html2text, inscriptis, bs4. For text: as-is, c4, refinedweb.",
    ),
]
_What = Annotated[
    Literal["text", "body"],
    typer.Option("--what", help="What of cleaner's output is measured: with the title (text) or without (body)."),
]
_Limit = Annotated[int | None, typer.Option("--limit", metavar="N", help="Draw N pages of each set at random.")]
_Seed = Annotated[int, typer.Option("--seed", help="Of that drawing and of the bootstrap.", min=0)]
_Worst = Annotated[int, typer.Option("--worst", metavar="N", help="Explain the N pages that cost most.", min=0)]
_Json = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write all that was measured there, too.")]
_Memory = Annotated[
    bool,
    typer.Option("--memory/--no-memory", help="Measure peak memory, each engine in a process of its own."),
]
_Templates = Annotated[
    bool,
    typer.Option(
        "--templates",
        help="Clean each half of a site's pages (by the host of `url`) also with a template learned from the other, "
        "and show the scores by site.",
    ),
]
_Folds = Annotated[
    Path | None,
    typer.Option(
        "--folds",
        metavar="FOLDER",
        help="Clean each page with networks that have not seen its site, as `python -m cleaner.training SETS --folds "
        "FOLDER` leaves them: for the sets that the weights are made from.",
    ),
]
_Flatten = Annotated[
    Literal["bs4", "inscriptis"] | None,
    typer.Option("--flatten", help="Measure flattened text: turn HTML sets into text by this first."),
]


def bench(
    sets: _Sets,
    against: _Against = None,
    what: _What = "text",
    limit: _Limit = None,
    seed: _Seed = 0,
    worst: _Worst = 0,
    json_file: _Json = None,
    memory: _Memory = True,
    templates: _Templates = False,
    flatten: _Flatten = None,
    folds: _Folds = None,
) -> None:
    """Measure the cleaning on pages whose wanted text is known, beside other extractors.

    Prints word F1 (wf1), F1 of runs of four words (sf1) and F1 of wanted and unwanted segments (snip) with 95 %
    bootstrap intervals, by page type, language and flattener, and time and memory. Exit status: 0 all well, 1 cleaner
    itself failed on a page, 2 usage, 3 a set cannot be read.
    """
    from rich.console import Console

    from cleaner.bench.flatten import flatten_set
    from cleaner.bench.held_out import HeldOut
    from cleaner.bench.peers import find_peers
    from cleaner.bench.report import print_summary, to_record
    from cleaner.bench.run import Plan
    from cleaner.bench.sets import read_sets

    try:
        if folds and templates:
            raise OptionError("--folds and --templates exclude each other: the shipped networks learn templates")
        held_out = HeldOut.read(folds) if folds else None
        plan = Plan(tuple(find_peers(_names(against))), what, memory, seed if templates else None, held_out)
        wanted = [found for path in sets for found in read_sets(path, limit, seed)]
        wanted = [flatten_set(found, flatten) for found in wanted] if flatten else wanted
        wanted = [held_out.note(found) for found in wanted] if held_out else wanted
    except OptionError as error:
        _stop(error, _USAGE)
    except CleanerError as error:
        _stop(error, _UNREADABLE)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    summaries: list[Summary] = []
    # Written before the run, so that a wrong path costs no results, and before printing, which a closed pipe may end.
    _write(json_file, to_record(summaries, what=what, seed=seed, limit=limit))
    for found in wanted:
        summaries.append(_measure(found, plan, worst, seed))
        _write(json_file, to_record(summaries, what=what, seed=seed, limit=limit))
        print_summary(summaries[-1], console, held_out.of_set(found) if held_out else None)
    if any(summary.outcomes[0].failures for summary in summaries):
        raise typer.Exit(_FAILED)


def _measure(found: EvalSet, plan: Plan, worst: int, seed: int) -> Summary:
    """Run and sum up one set, with a progress bar where somebody watches."""
    from rich.progress import Progress

    from cleaner.bench.held_out import load_held_out
    from cleaner.bench.run import CLEANER, load_engines, run_set
    from cleaner.bench.summary import summarise

    engines = load_engines(found.kind, plan, lambda message: _complain(f"{found.name}: {message}"))
    if plan.held_out is not None:
        engines[CLEANER] = load_held_out(plan.held_out.of_set(found), plan.what)
    if plan.halves is not None:
        from cleaner.bench.templates import WITH_TEMPLATE, group_by_site, learn_halves, load_templates

        engines[WITH_TEMPLATE] = load_templates(learn_halves(found, plan.halves), plan.what)
        found = group_by_site(found)
    with Progress(console=_errors(), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("measuring", total=len(found.pages))
        outcomes = run_set(found, engines, plan, lambda: progress.advance(task))
    return summarise(found, outcomes, worst=worst, seed=seed)


def _names(values: list[str] | None) -> list[str]:
    """`--against a,b` means the same as naming the option twice."""
    return [name.strip() for value in values or [] for name in value.split(",") if name.strip()]


def _write(file: Path | None, record: dict[str, Any]) -> None:
    """Write the record as JSON, if there is a file to write it to."""
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8", "replace")
    except OSError as error:
        _stop(OptionError(f"cannot write {file}: {error.strerror or error}"), _USAGE)


def _errors() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def _complain(message: str) -> None:
    from cleaner.render.explain import printable

    _errors().print(f"cleaner: {printable(message)}")


def _stop(error: CleanerError, status: int) -> NoReturn:
    _complain(str(error))
    raise typer.Exit(status)
