"""What the commands share: their arguments, how inputs are found, cleaned and complained of."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, NoReturn, cast

import typer
from rich.console import Console

from cleaner.document import Document, Label
from cleaner.errors import CleanerError, DataFileError, OptionError, SourceError
from cleaner.options import Engine, Kind, Mode, Options
from cleaner.pipeline import Cleaner, read_file
from cleaner.render.explain import printable
from cleaner.segment.decode import check_encoding, looks_binary
from cleaner.templates.template import Template, site_name

_PAGE_SUFFIXES = frozenset([".html", ".htm", ".xhtml", ".shtml", ".txt", ".text"])
_CORPORA = (".jsonl", ".ndjson", ".jsonl.gz", ".jsonl.zst", ".warc", ".wet", ".warc.gz", ".wet.gz", ".parquet")
_ADDRESS = re.compile(r"[a-z]+://", re.IGNORECASE)
STDIN = "-"

Inputs = Annotated[
    list[str], typer.Argument(metavar="FILE|DIR|GLOB|-...", help="What to clean; `-` is standard input.")
]
KindOption = Annotated[Kind, typer.Option("--kind", help="What the input is; auto looks at it.")]
ModeOption = Annotated[Mode, typer.Option("--mode", help="Keep more (recall) or less (precision).")]
KeepOption = Annotated[
    list[str] | None, typer.Option("--keep", metavar="LABEL", help="Keep this label too; repeatable.")
]
DropOption = Annotated[
    list[str] | None, typer.Option("--drop", metavar="LABEL", help="Drop this label too; repeatable.")
]
CommentsOption = Annotated[bool, typer.Option("--comments", help="Keep readers' comments.")]
EngineOption = Annotated[Engine, typer.Option("--engine", help="Who finds the article in HTML.")]
EncodingOption = Annotated[str | None, typer.Option("--encoding", help="Encoding of the input; detected if not given.")]
TemplateOption = Annotated[
    Path | None,
    typer.Option("--template", metavar="FILE", help="What the site repeats, from `cleaner learn`."),
]
FormOption = Annotated[
    Literal["page", "jsonl", "parquet", "warc"] | None,
    typer.Option("--from", help="What the inputs are; found from name and content if not given."),
]
FieldOption = Annotated[
    str | None,
    typer.Option(
        "--field",
        "--column",
        metavar="NAME",
        help="JSONL field or Parquet column of the page; the first of html, content, text if not given.",
    ),
]
UrlFieldOption = Annotated[
    str, typer.Option("--url-field", metavar="NAME", help="Field or column of the page's address.")
]
MaxSizeOption = Annotated[int, typer.Option("--max-size", metavar="BYTES", min=1, help="Largest page, decompressed.")]
UrlOption = Annotated[
    str | None, typer.Option("--url", metavar="URL", help="Address of the one input: links become whole; not fetched.")
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress bar, no warnings; errors are still printed.")
]


@dataclass
class Job:
    """Inputs cleaned one after the other; what went wrong is counted and told, never fatal to the rest."""

    options: Options
    kind: Kind
    quiet: bool
    template: Template | None = None
    url: str | None = None
    done: int = 0
    empty: int = 0
    complaints: list[tuple[str, str]] = field(default_factory=list)
    """The inputs that could not be cleaned, each with what is wrong with it."""
    errors: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True, markup=False))

    @property
    def failed(self) -> int:
        """How many inputs could not be cleaned."""
        return len(self.complaints)

    def complain(self, name: str, error: object) -> None:
        """Say what is wrong with an input, and remember it."""
        self.complaints.append((printable(name), printable(str(error))))
        self.errors.print(f"cleaner: {printable(name)}: {printable(str(error))}")

    def clean(self, name: str) -> Document | None:
        """Clean one input, or say what is wrong with it and return None."""
        try:
            data = _read(name)
            if looks_binary(data) and self.options.encoding is None:
                raise SourceError("binary data, not text or HTML")
            if data.startswith(b"WARC/") or name.lower().endswith(_CORPORA):
                raise SourceError("holds many pages; use cleaner corpus")
            document = Cleaner(self.options, self.template_of(name)).clean(data, kind=self.kind, url=self.url)
        except CleanerError as error:
            self.complain(name, str(error).removeprefix(f"cannot read {Path(name)}: "))
            return None
        self.done += 1
        self.empty += not any(block.kept for block in document.all_blocks)
        if not self.quiet:
            for warning in document.warnings:
                self.errors.print(f"cleaner: {printable(name)}: warning: {printable(warning)}")
        return document

    def template_of(self, name: str) -> Template | None:
        """Of several sites the one that a folder round the file is named after, else let the page tell."""
        folders = (site_name(folder.name) for folder in Path(name).absolute().parents)
        sites = self.template.sites if self.template is not None else ()
        site = next((folder for folder in folders if folder and folder in sites), None)
        return self.template.only(site) if self.template is not None and site else self.template

    def status(self) -> int:
        """Return the exit status of the whole run."""
        if not self.done:
            return 3
        return 1 if self.failed or self.empty == self.done else 0


def parse_options(
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
        stop_usage(str(error))


def parse_template(path: Path | None) -> Template | None:
    """Read the template that was named; one that cannot be read ends the program with status 2 and one line."""
    try:
        return None if path is None else Template.load(path)
    except DataFileError as error:
        stop_usage(str(error))


def _parts(values: list[str]) -> frozenset[Label]:
    """`--keep caption,credit` means the same as naming the option twice."""
    names = [part.strip() for value in values for part in str(value).split(",") if part.strip()]
    return cast("frozenset[Label]", frozenset(names))


def _read(name: str) -> bytes:
    if name != STDIN:
        if _ADDRESS.match(name):
            raise SourceError(f"nothing is fetched; try: curl -s {name} | cleaner clean -")
        return read_file(Path(name))
    if sys.stdin is None:
        raise SourceError("standard input is closed")
    return sys.stdin.buffer.read()


def identities(names: Iterable[str]) -> frozenset[tuple[int, int]]:
    """Return what tells the inputs from other files, whatever they are called (device and inode)."""
    found = [os.stat(name) for name in names if name != STDIN and os.path.exists(name)]
    return frozenset((facts.st_dev, facts.st_ino) for facts in found)


def refuse_input(target: Path, inputs: frozenset[tuple[int, int]]) -> None:
    """End the program with status 2 if what is to be written is one of the inputs, which would be lost."""
    if target.exists() and (target.stat().st_dev, target.stat().st_ino) in inputs:
        stop_usage(f"{target} is an input and would be lost; choose another output")


def is_many(inputs: list[str], names: list[str]) -> bool:
    """Tell whether the result is one of several: a folder or a pattern may hold one file today and two tomorrow."""
    return len(names) > 1 or inputs[:1] != names


def stop_usage(message: str) -> NoReturn:
    """End the program with status 2 and one line that says what is wrong with its arguments."""
    print(f"cleaner: {printable(message)}", file=sys.stderr)
    raise typer.Exit(2)


def expand(inputs: list[str], job: Job) -> Iterator[str]:
    """Turn folders and patterns into files, in order, each once."""
    seen: set[str] = set()
    for given in inputs:
        for name in _files(given, job):
            if name not in seen:
                seen.add(name)
                yield name


def _files(given: str, job: Job) -> list[str]:
    path = Path(given)
    if given in (STDIN, "") or os.path.isfile(given):
        return [given]
    if os.path.isdir(given):
        files = sorted(file for file in path.rglob("*") if file.is_file())
        pages = [file for file in files if file.suffix.lower() in _PAGE_SUFFIXES]
        if len(pages) < len(files) and not job.quiet:
            job.errors.print(
                f"cleaner: {printable(given)}: {len(files) - len(pages)} files have names of neither HTML nor text, "
                "passed over; a pattern such as 'DIR/*' has them read"
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
