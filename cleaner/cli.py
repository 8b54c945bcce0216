"""The command line: `cleaner clean`, `cleaner explain`, `cleaner corpus`, `cleaner labels`, `cleaner bench`.

Exit status: 0 all well, 1 nothing kept or some inputs failed, 2 usage, 3 nothing could be read.
"""

from __future__ import annotations

import glob
import json
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, NoReturn, cast

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

import cleaner
from cleaner.bench.command import bench
from cleaner.corpus.command import corpus
from cleaner.document import CONTENT_LABELS, Document, Label
from cleaner.errors import CleanerError, OptionError, SourceError
from cleaner.labels.describe import DESCRIPTIONS
from cleaner.options import Engine, Kind, Mode, Options
from cleaner.pipeline import Cleaner, read_file
from cleaner.render.explain import explain as print_explanation
from cleaner.render.explain import printable
from cleaner.segment.decode import check_encoding, looks_binary

Format = Literal["text", "markdown", "html", "json", "jsonl"]
_SUFFIX: dict[str, str] = {
    "text": ".txt",
    "markdown": ".md",
    "html": ".html",
    "json": ".json",
    "jsonl": ".jsonl",
}
_PAGE_SUFFIXES = frozenset([".html", ".htm", ".xhtml", ".shtml", ".txt", ".text"])
_STDIN = "-"

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Takes the boilerplate out of scraped web articles, HTML or already-flattened text.",
)

_Inputs = Annotated[
    list[str], typer.Argument(metavar="FILE|DIR|GLOB|-...", help="What to clean; `-` is standard input.")
]
_Kind = Annotated[Kind, typer.Option("--kind", help="What the input is; auto looks at it.")]
_Mode = Annotated[Mode, typer.Option("--mode", help="Keep more (recall) or less (precision).")]
_Keep = Annotated[list[str] | None, typer.Option("--keep", metavar="LABEL", help="Keep this label too; repeatable.")]
_Drop = Annotated[list[str] | None, typer.Option("--drop", metavar="LABEL", help="Drop this label too; repeatable.")]
_Comments = Annotated[bool, typer.Option("--comments", help="Keep readers' comments.")]
_Engine = Annotated[Engine, typer.Option("--engine", help="Who finds the article in HTML.")]
_Encoding = Annotated[str | None, typer.Option("--encoding", help="Encoding of the input; detected if not given.")]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no warnings; errors are still printed.")]


@dataclass
class _Job:
    """Inputs cleaned one after the other; what went wrong is counted and told, never fatal to the rest."""

    options: Options
    kind: Kind
    quiet: bool
    done: int = 0
    failed: int = 0
    empty: int = 0
    errors: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True, markup=False))

    def complain(self, name: str, error: object) -> None:
        self.failed += 1
        self.errors.print(f"cleaner: {printable(name)}: {printable(str(error))}")

    def clean(self, name: str) -> Document | None:
        """Clean one input, or say what is wrong with it and return None."""
        try:
            data = sys.stdin.buffer.read() if name == _STDIN else read_file(Path(name))
            if looks_binary(data) and self.options.encoding is None:
                raise SourceError("binary data, not text or HTML")
            document = Cleaner(self.options).clean(data, kind=self.kind)
        except CleanerError as error:
            self.complain(name, str(error).removeprefix(f"cannot read {name}: "))
            return None
        self.done += 1
        self.empty += not any(block.kept for block in document.all_blocks)
        if not self.quiet:
            for warning in document.warnings:
                self.errors.print(f"cleaner: {printable(name)}: warning: {printable(warning)}")
        return document

    def status(self) -> int:
        """Return the exit status of the whole run."""
        if not self.done:
            return 3
        return 1 if self.failed or self.empty == self.done else 0


@app.command(
    epilog="Example: `cleaner clean page.html`, `cleaner clean scraped/ -o clean/ -f markdown`, `... | cleaner clean -`"
)
def clean(
    inputs: _Inputs,
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
    kind: _Kind = "auto",
    mode: _Mode = "balanced",
    keep: _Keep = None,
    drop: _Drop = None,
    comments: _Comments = False,
    engine: _Engine = "model",
    encoding: _Encoding = None,
    quiet: _Quiet = False,
) -> None:
    """Print the article without its boilerplate."""
    job = _Job(_options(mode, keep, drop, comments, engine, encoding), kind, quiet)
    names = list(_expand(inputs, job))
    writer = _Writer(output, format_, several=len(names) > 1, folders=[Path(name) for name in inputs])
    try:
        is_hidden = quiet or len(names) < 2 or not sys.stderr.isatty()
        with Progress(console=job.errors, transient=True, disable=is_hidden) as progress:
            for name in progress.track(names, description="cleaning"):
                document = job.clean(name)
                if document is not None:
                    writer.write(name, document)
        writer.close()
    except OSError as error:
        job.errors.print(f"cleaner: cannot write {output or 'standard output'}: {error.strerror or error}")
        raise typer.Exit(1) from None
    if job.failed and len(names) > 1:
        job.errors.print(f"cleaner: {job.done} cleaned, {job.failed} failed")
    raise typer.Exit(job.status())


@app.command(epilog="Example: `cleaner explain page.html`")
def explain(
    inputs: _Inputs,
    kind: _Kind = "auto",
    mode: _Mode = "balanced",
    keep: _Keep = None,
    drop: _Drop = None,
    comments: _Comments = False,
    engine: _Engine = "model",
    encoding: _Encoding = None,
) -> None:
    """Print every block, kept (+) or dropped (-), with its label, probability and reason."""
    job = _Job(_options(mode, keep, drop, comments, engine, encoding), kind, quiet=True)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    names = list(_expand(inputs, job))
    for name in names:
        document = job.clean(name)
        if document is not None:
            if len(names) > 1:
                console.print(Text(f"==> {printable(name)} <==", style="bold"))
            print_explanation(document, console, width=max(30, console.width // 2 - 14))
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


app.command(epilog="Example: `cleaner bench pages.parquet --against trafilatura,resiliparse --worst 5`")(bench)
app.command(epilog="Example: `cleaner corpus crawl/*.warc.gz -o pages.parquet -j 8 --min-words 50`")(corpus)


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


def _options(
    mode: Mode,
    keep: list[str] | None,
    drop: list[str] | None,
    comments: bool,
    engine: Engine,
    encoding: str | None,
) -> Options:
    """Check what was asked for; a wrong value ends the program with status 2 and one line."""
    wanted = [*(keep or []), *([Label.COMMENT] if comments else [])]
    try:
        if encoding is not None:
            check_encoding(encoding)
        return Options(mode=mode, keep=_parts(wanted), drop=_parts(drop or []), engine=engine, encoding=encoding)
    except OptionError as error:
        _usage(str(error))


def _parts(values: list[str]) -> frozenset[Label]:
    """`--keep caption,credit` means the same as naming the option twice."""
    names = [part.strip() for value in values for part in str(value).split(",") if part.strip()]
    return cast("frozenset[Label]", frozenset(names))


def _usage(message: str) -> NoReturn:
    print(f"cleaner: {message}", file=sys.stderr)
    raise typer.Exit(2)


def _expand(inputs: list[str], job: _Job) -> Iterator[str]:
    """Turn folders and patterns into files, in order, each once."""
    seen: set[str] = set()
    for given in inputs:
        for name in _files(given, job):
            if name not in seen:
                seen.add(name)
                yield name


def _files(given: str, job: _Job) -> list[str]:
    path = Path(given)
    if given in (_STDIN, "") or os.path.isfile(given):
        return [given]
    if os.path.isdir(given):
        files = sorted(file for file in path.rglob("*") if file.is_file())
        pages = [file for file in files if file.suffix.lower() in _PAGE_SUFFIXES]
        if len(pages) < len(files) and not job.quiet:
            job.errors.print(
                f"cleaner: {given}: {len(files) - len(pages)} files are neither HTML nor text, passed over"
            )
        if not pages:
            job.complain(given, "holds no .html or .txt file")
        return [str(file) for file in pages]
    if any(char in given for char in "*?["):
        found = sorted(name for name in glob.glob(given, recursive=True) if Path(name).is_file())
        if not found:
            job.complain(given, "matches no file")
        return found
    return [given]


class _Writer:
    """Where cleaned documents go: standard output, one file, or a file each in a folder."""

    def __init__(self, output: str | None, format_: str, *, several: bool, folders: list[Path]) -> None:
        self.format = format_
        self.several = several
        self.folders = [folder for folder in folders if folder.is_dir()]
        self.records: list[str] = []
        self.taken: set[Path] = set()
        self.folder: Path | None = None
        self.file: Path | None = None
        if output is not None:
            gathers = format_ in ("json", "jsonl")
            is_folder = Path(output).is_dir() or output.endswith(("/", os.sep)) or (several and not gathers)
            self.folder, self.file = (Path(output), None) if is_folder else (None, Path(output))

    def write(self, name: str, document: Document) -> None:
        """Render one document and put it where it belongs."""
        text = self._render(name, document)
        if self.folder is not None:
            target = self._target(self.folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text + "\n", "utf-8", "replace")
        elif self.file is not None or (self.format == "json" and self.several):
            self.records.append(text)
        else:
            if self.several and self.format not in ("json", "jsonl"):
                text = f"==> {printable(name)} <==\n{text}\n"
            _print(text)

    def close(self) -> None:
        """Write what was gathered for one file."""
        if not self.records:
            return
        text = f"[{','.join(self.records)}]" if self.format == "json" and self.several else "\n".join(self.records)
        if self.file is None:
            _print(text)
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(text + "\n", "utf-8", "replace")

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
        if name == _STDIN:
            return Path("stdin")
        path = Path(name)
        for folder in self.folders:
            if path.is_relative_to(folder):
                return path.relative_to(folder)
        return Path(path.name)


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


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
