"""The command `cleaner explain`: all blocks, those another cleaning judges otherwise, or those that hold a text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

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
    TemplateOption,
    expand,
    parse_options,
    parse_template,
    stop_usage,
)
from cleaner.document import Document
from cleaner.errors import CleanerError, OptionError
from cleaner.options import Options
from cleaner.pipeline import Cleaner
from cleaner.render.diff import Cleaning, Earlier, changed_options, print_diff
from cleaner.render.explain import explain as print_explanation
from cleaner.render.explain import printable
from cleaner.render.why import print_why

_Diff = Annotated[
    list[str] | None,
    typer.Option(
        "--diff",
        metavar="OPTION=VALUE|FILE",
        help="Show only the blocks that differ under another option (mode, engine, keep, drop, encoding; repeatable), "
        "or from an earlier output of `cleaner clean -f json`.",
    ),
]
_Why = Annotated[
    str | None, typer.Option("--why", metavar="TEXT", help="Find the blocks that hold this text and say what decided.")
]
_Where = Annotated[bool, typer.Option("--where", help="Show also where in the source each block stands.")]


def explain(
    inputs: Inputs,
    diff: _Diff = None,
    why: _Why = None,
    where: _Where = False,
    kind: KindOption = "auto",
    mode: ModeOption = "balanced",
    keep: KeepOption = None,
    drop: DropOption = None,
    comments: CommentsOption = False,
    engine: EngineOption = "model",
    encoding: EncodingOption = None,
    template: TemplateOption = None,
) -> None:
    """Print every block, kept (+) or dropped (-), with its label, probability and reason.

    With --why the exit status is 1 if no block holds the text.
    """
    options = parse_options(mode, keep, drop, comments, engine, encoding)
    if why is not None and not why.strip():
        stop_usage("--why needs a text to look for")
    if diff and why is not None:
        stop_usage("--diff and --why do not go together")
    job = Job(options, kind, quiet=True, template=parse_template(template))
    other = _other(diff, options)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    names = list(expand(inputs, job))
    found = False
    for name in names:
        document = job.clean(name)
        if document is None:
            continue
        if len(names) > 1:
            console.print(Text(f"==> {printable(name)} <==", style="bold"))
        if why is not None:
            found |= print_why(document, why, options, console)
        elif other is not None:
            _print_difference(name, document, other, job, console)
        else:
            print_explanation(document, console, width=_text_width(console), where=where)
    status = job.status()
    raise typer.Exit(1 if status == 0 and why is not None and not found else status)


def _text_width(console: Console) -> int:
    return max(30, console.width // 2 - 14)


def _other(diff: list[str] | None, options: Options) -> Options | Earlier | None:
    """Return what to compare with: other options, or a file with an earlier output."""
    if not diff:
        return None
    try:
        if len(diff) == 1 and ("=" not in diff[0] or Path(diff[0]).is_file()):
            return Earlier.read(Path(diff[0]))
        return changed_options(options, diff)
    except CleanerError as error:
        stop_usage(str(error))


def _print_difference(name: str, document: Document, other: Options | Earlier, job: Job, console: Console) -> None:
    """Compare an input's cleaning with what an earlier run made of it, or with what other options make of it."""
    here = Cleaning.of(document)
    try:
        if isinstance(other, Earlier):
            before, after = other.cleaning(name), here
        else:
            before, after = here, _cleaned_otherwise(name, document, other, job)
    except CleanerError as error:
        job.complain(name, error)
        return
    print_diff(before, after, console, width=_text_width(console))


def _cleaned_otherwise(name: str, document: Document, other: Options, job: Job) -> Cleaning:
    source = _source(name, document, other, job)
    return Cleaning.of(Cleaner(other, job.template_of(name)).clean(source, kind=job.kind))


def _source(name: str, document: Document, other: Options, job: Job) -> str | Path:
    """Return the decoded input, or the file if it is to be decoded otherwise."""
    if other.encoding == job.options.encoding:
        return document.source
    if name == STDIN:
        raise OptionError("standard input cannot be decoded twice; save it to a file to compare encodings")
    return Path(name)
