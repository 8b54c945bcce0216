"""The command line: `cleaner clean`, `explain`, `report`, `corpus`, `labels`, `learn`, `bench`.

Exit status: 0 all well, 1 nothing kept or some inputs failed, 2 usage, 3 nothing could be read.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Literal, TextIO

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import cleaner
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
    UrlOption,
    expand,
    identities,
    is_many,
    parse_options,
    parse_template,
    refuse_input,
    stop_usage,
)
from cleaner.commands.bench import bench
from cleaner.commands.corpus import corpus
from cleaner.commands.explain import explain
from cleaner.commands.learn import learn
from cleaner.commands.report import report
from cleaner.commands.terminal import Commands
from cleaner.document import CONTENT_LABELS, Document, Label
from cleaner.labels.describe import DESCRIPTIONS
from cleaner.render.explain import printable, printable_lines

Format = Literal["text", "markdown", "html", "json", "jsonl"]
_SUFFIX: dict[str, str] = {
    "text": ".txt",
    "markdown": ".md",
    "html": ".html",
    "json": ".json",
    "jsonl": ".jsonl",
}


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Takes the boilerplate out of scraped web articles, HTML or already-flattened text.",
)


@app.command(
    epilog="Example: `cleaner clean page.html`, `cleaner clean scraped/ -o clean/ -f markdown`, `... | cleaner clean -`"
)
def clean(
    inputs: Inputs,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="File, or folder for several inputs; standard output if not given.",
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = "text",
    kind: KindOption = "auto",
    mode: ModeOption = "balanced",
    keep: KeepOption = None,
    drop: DropOption = None,
    comments: CommentsOption = False,
    engine: EngineOption = "model",
    encoding: EncodingOption = None,
    template: TemplateOption = None,
    url: UrlOption = None,
    quiet: QuietOption = False,
) -> None:
    """Print the article without its boilerplate."""
    job = Job(parse_options(mode, keep, drop, comments, engine, encoding), kind, quiet, parse_template(template), url)
    names = list(expand(inputs, job))
    several = is_many(inputs, names)
    if url is not None and several:
        stop_usage("--url is the address of one input, not of several")
    writer = _Writer(output, format_, several=several, names=names, folders=[Path(name) for name in inputs])
    try:
        is_hidden = quiet or len(names) < 2 or not sys.stderr.isatty()
        with Progress(console=job.errors, transient=True, disable=is_hidden) as progress:
            for name in progress.track(names, description="cleaning"):
                document = job.clean(name)
                if document is not None:
                    writer.write(name, document)
        writer.close()
    except BrokenPipeError:
        raise  # who reads the output has had enough
    except OSError as error:
        job.errors.print(f"cleaner: cannot write {printable(output or 'standard output')}: {error.strerror or error}")
        raise typer.Exit(1) from None
    if job.failed and len(names) > 1:
        job.errors.print(f"cleaner: {job.done} cleaned, {job.failed} failed")
    raise typer.Exit(job.status())


@app.command(epilog="Example: `cleaner labels`")
def labels() -> None:
    """List the labels: what each means, an example, and whether it is kept by default."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("label", "", "meaning", "example"):
        table.add_column(title)
    for label in Label:
        meaning, example = DESCRIPTIONS[label]
        table.add_row(label.value, "kept" if label in CONTENT_LABELS else "dropped", meaning, example)
    Console(highlight=False, width=None if sys.stdout.isatty() else 140).print(table)


app.command(epilog="Example: `cleaner learn crawl/example.org/ -o site.json`")(learn)
app.command(epilog="Example: `cleaner bench pages.parquet --against trafilatura,resiliparse --worst 5`")(bench)
app.command(epilog="Example: `cleaner corpus crawl/*.warc.gz -o pages.parquet -j 8 --min-words 50`")(corpus)

app.command(
    epilog="Example: `cleaner explain page.html`, `cleaner explain page.html --diff mode=recall`, "
    '`cleaner explain page.html --why "some words of it"`'
)(explain)
app.command(epilog="Example: `cleaner report page.html -o report.html`, `cleaner report scraped/ -o report.html`")(
    report
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"cleaner {cleaner.__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


class _Writer:
    """Where cleaned documents go: standard output, one file, or a file each in a folder."""

    def __init__(
        self, output: str | None, format_: str, *, several: bool, names: list[str], folders: list[Path]
    ) -> None:
        self.format = format_
        self.several = several
        self.count = len(names)
        self.inputs = identities(names)
        self.folders = [folder for folder in folders if folder.is_dir()]
        self.records: list[str] = []
        self.taken: set[Path] = set()
        self.folder: Path | None = None
        self.file: Path | None = None
        self.open_file: TextIO | None = None
        if output == "":
            stop_usage("-o is empty; name a file or a folder")
        if output is not None and output != STDIN:
            gathers = format_ in ("json", "jsonl")
            is_folder = Path(output).is_dir() or output.endswith(("/", os.sep)) or (several and not gathers)
            if is_folder and Path(output).suffix == _SUFFIX[format_] and not Path(output).is_dir():
                stop_usage(f"{output} cannot hold several documents; name a folder, or use -f jsonl")
            self.folder, self.file = (Path(output), None) if is_folder else (None, Path(output))
        if self.file is not None:
            refuse_input(self.file, self.inputs)

    def write(self, name: str, document: Document) -> None:
        """Render one document and put it where it belongs."""
        text = self._render(name, document)
        if self.folder is not None:
            target = self._target(self.folder, name)
            refuse_input(target, self.inputs)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text + "\n", "utf-8", "replace")
        elif self.format == "json" and self.several:
            self.records.append(text)
        elif self.file is not None:
            self._open(self.file).write(text + "\n")
        else:
            if self.count > 1 and self.format not in ("json", "jsonl"):
                text = f"==> {printable(name)} <==\n{text}\n"
            _print(text)

    def close(self) -> None:
        """Write what was gathered for one file. What was written there before goes, even if nothing takes its place."""
        text = f"[{','.join(self.records)}]" if self.format == "json" and self.several else ""
        if self.file is None:
            if text and self.folder is None:
                _print(text)
            return
        with self._open(self.file) as file:
            file.write(text + "\n" if text else "")

    def _open(self, path: Path) -> TextIO:
        """Records go to the file one by one, so that those of a run that is cut off are there."""
        if self.open_file is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.open_file = path.open("w", encoding="utf-8", errors="replace", buffering=1)
        return self.open_file

    def _render(self, name: str, document: Document) -> str:
        if self.format == "text":
            return document.text
        if self.format == "markdown":
            return document.markdown
        if self.format == "html":
            return document.html
        record = {"id": name, **document.to_dict()}
        return json.dumps(record, ensure_ascii=False, indent=2 if self.format == "json" else None)

    def _target(self, folder: Path, name: str) -> Path:
        """Name the file a result goes to; inputs that share a stem get a number behind it."""
        plain = folder / self._relative(name).with_suffix(_SUFFIX[self.format])
        target, number = plain, 1
        while target in self.taken:
            number += 1
            target = plain.with_stem(f"{plain.stem}-{number}")
        self.taken.add(target)
        return target

    def _relative(self, name: str) -> Path:
        """Keep the folders below a folder that was given, so that equal file names do not collide."""
        if name == STDIN:
            return Path("stdin")
        path = Path(name)
        for folder in self.folders:
            if path.is_relative_to(folder):
                return path.relative_to(folder)
        return Path(path.name)


def _print(text: str) -> None:
    """Write to standard output: to a terminal without escape codes, into a file or a pipe as it is."""
    sys.stdout.write((printable_lines(text) if sys.stdout.isatty() else text) + "\n")


def main() -> None:
    """Entry point of the `cleaner` command."""
    logging.getLogger("readability").setLevel(logging.CRITICAL)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        print(f"cleaner: cannot write standard output: {error.strerror or error}", file=sys.stderr)
        os._exit(1)  # without another try to write what is left
