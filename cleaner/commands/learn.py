"""The command `cleaner learn`: pages in, a template file out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleaner.errors import CleanerError, DataFileError, SourceError
from cleaner.options import Kind, Options
from cleaner.pipeline import read_file
from cleaner.render.explain import printable
from cleaner.segment.decode import looks_binary
from cleaner.templates.learner import Learner
from cleaner.templates.template import PAGES, Template, host_of, site_name

_PAGES = frozenset([".html", ".htm", ".xhtml", ".shtml", ".txt", ".text"])
_TEMPLATES = ".json"
_RECORDS = ".jsonl"
_COLUMNS = ("html", "text", "content", "raw_content")

_Inputs = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE|FOLDER...",
        help="Pages of a site: HTML or text files, folders of them, JSONL files with a page a line; "
        "templates (.json) are added to what is learned.",
        show_default=False,
    ),
]
_Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The template to write.")]
_BySite = Annotated[
    bool,
    typer.Option(
        "--by-site",
        help="The pages are of several sites, told apart by the host of `url` in JSONL, else by the folders in a "
        "given folder; one template holds them all.",
    ),
]
_Field = Annotated[
    str | None,
    typer.Option(
        "--field", metavar="NAME", help=f"The page in a line of JSONL; else the first of {' '.join(_COLUMNS)}."
    ),
]
_KindOption = Annotated[Kind, typer.Option("--kind", help="What the pages are; auto looks at each.")]
_Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=1, help="Pages of a site that count; of more, a sample.")
]


def learn(
    inputs: _Inputs,
    output: _Output,
    by_site: _BySite = False,
    field: _Field = None,
    kind: _KindOption = "auto",
    limit: _Limit = PAGES,
) -> None:
    """Learn what a site repeats on its pages, for `cleaner clean --template`.

    Nobody need say what is wanted of the pages. Twelve of them are little, fifty enough. Exit status: 0 all well, 1
    some pages could not be read, 2 usage, 3 no page could be read or the template not be written.
    """
    run = _Run(Learner(limit=limit, kind=kind, options=Options()), by_site, field)
    for path in inputs:
        run.take(path)
    try:
        template = sum(run.templates, start=run.learner.template())
        if template.sites:
            template.save(output)
    except CleanerError as error:
        run.complain(str(output), error)
        raise typer.Exit(3) from None
    if not template.sites:
        run.complain(str(output), "no page was learned from, nothing is written")
        raise typer.Exit(3)
    run.errors.print(f"cleaner: {output}: {template.pages()} pages of {len(template.sites)} sites count")
    raise typer.Exit(1 if run.failed else 0)


class _Run:
    """Pages learned from one after the other; one that cannot be read is told of and passed over."""

    def __init__(self, learner: Learner, by_site: bool, field: str | None) -> None:
        self.learner = learner
        self.by_site = by_site
        self.field = field
        self.templates: list[Template] = []
        self.failed = 0
        self.errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

    def complain(self, name: str, error: object) -> None:
        self.failed += 1
        self.errors.print(f"cleaner: {printable(name)}: {printable(str(error))}")

    def take(self, path: Path, site: str | None = None) -> None:
        """Learn from a file of this site, or from all pages in a folder and below, whose own folders are the sites."""
        if path.is_dir():
            files = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in {*_PAGES, _RECORDS}]
            if not files:
                self.complain(str(path), "holds no .html, .txt or .jsonl file")
            for file in files:
                below = file.relative_to(path).parts
                self.take(file, below[0] if len(below) > 1 else path.absolute().name)
            return
        try:
            if path.suffix.lower() == _RECORDS:
                self._take_records(path)
            elif path.suffix.lower() == _TEMPLATES:
                self.templates.append(Template.load(path))
            else:
                data = sys.stdin.buffer.read() if str(path) == "-" else read_file(path)
                if looks_binary(data):
                    raise SourceError("binary data, not text or HTML")
                folder = path.absolute().parent.name if site is None else site
                self.learner.add(data, site_name(folder) if self.by_site else "")
        except CleanerError as error:
            self.complain(str(path), str(error).removeprefix(f"cannot read {path}: "))

    def _take_records(self, path: Path) -> None:
        for number, line in enumerate(_lines(path), start=1):
            self._take_record(f"{path}, line {number}", line)

    def _take_record(self, name: str, line: bytes) -> None:
        try:
            page, url = _read_record(line, self.field)
            site = host_of(url)
            if self.by_site and not site:
                raise DataFileError("no address in the field url to tell the site by")
            self.learner.add(page, site if self.by_site else "")
        except CleanerError as error:
            self.complain(name, error)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from (line for line in file if line.strip())
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}") from error


def _read_record(line: bytes, field: str | None) -> tuple[str, str | None]:
    """Return the page and the address that a line of JSONL holds."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise DataFileError("no JSON") from None
    if not isinstance(record, dict):
        raise DataFileError("no JSON object")
    names = [field] if field else _COLUMNS
    page = next((record[name] for name in names if isinstance(record.get(name), str)), None)
    if page is None:
        raise DataFileError(f"has no page: none of the fields {' '.join(names)} holds text")
    url = record.get("url")
    return page, url if isinstance(url, str) else None
