"""The command `cleaner report`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from cleaner.commands.arguments import (
    STDIN,
    CommentsOption,
    DropOption,
    EncodingOption,
    EngineOption,
    Inputs,
    Job,
    KeepOption,
    KindOption,
    ModeOption,
    QuietOption,
    TemplateOption,
    expand,
    identities,
    parse_options,
    parse_template,
    refuse_input,
)
from cleaner.document import Document

_Output = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="The page to write; `-` is standard output.")
]


def report(
    inputs: Inputs,
    output: _Output = "report.html",
    kind: KindOption = "auto",
    mode: ModeOption = "balanced",
    keep: KeepOption = None,
    drop: DropOption = None,
    comments: CommentsOption = False,
    engine: EngineOption = "model",
    encoding: EncodingOption = None,
    template: TemplateOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write one HTML page that shows every block, kept or dropped, and why.

    The page stands alone: it opens from disk and asks nothing of any server. Of several inputs it has a first page
    with the least certain ones on top.
    """
    job = Job(parse_options(mode, keep, drop, comments, engine, encoding), kind, quiet, parse_template(template))
    names = list(expand(inputs, job))
    if not names:
        raise typer.Exit(job.status())
    if output != STDIN:
        refuse_input(Path(output), identities(names))
    try:
        _write(output, _clean(names, job), job)
    except BrokenPipeError:
        raise  # who reads the output has had enough
    except OSError as error:
        job.errors.print(f"cleaner: cannot write {output}: {error.strerror or error}")
        raise typer.Exit(1) from None
    raise typer.Exit(job.status())


def _clean(names: list[str], job: Job) -> Iterator[tuple[str, Document]]:
    """Clean the inputs one after the other, with a progress bar where somebody watches."""
    from rich.progress import Progress

    is_hidden = job.quiet or len(names) < 2 or not sys.stderr.isatty()
    with Progress(console=job.errors, transient=True, disable=is_hidden) as progress:
        for name in progress.track(names, description="cleaning"):
            document = job.clean(name)
            if document is not None:
                yield name, document


def _write(output: str, pages: Iterable[tuple[str, Document]], job: Job) -> None:
    """Write the report; a file gets its name only when it is whole, and only if there is something to show."""
    from cleaner.render.report import write_report

    if output == STDIN:
        write_report(pages, sys.stdout, options=job.options, failures=job.complaints)
        return
    target = Path(output)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", errors="replace", newline="\n") as out:
            written = write_report(pages, out, options=job.options, failures=job.complaints)
        if written:
            os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
