"""The command `cleaner learn`: pages in, a template file out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from cleaner.commands.arguments import FieldOption, FormOption, MaxSizeOption, QuietOption, UrlFieldOption, stop_usage
from cleaner.errors import CleanerError, MissingExtraError, OptionError
from cleaner.extras import require
from cleaner.options import Kind, Options
from cleaner.render.explain import printable
from cleaner.segment.decode import looks_binary
from cleaner.templates.learner import Learner
from cleaner.templates.template import PAGES, Template, host_of, site_name

if TYPE_CHECKING:
    from cleaner.corpus.items import Item, Reading
    from cleaner.corpus.journal import Totals
    from cleaner.corpus.run import Progress
    from cleaner.corpus.sources import Form, Source

_TEMPLATES = ".json"
#: What reads a form, and the extra that brings it; the others need none.
_READERS: dict[str, tuple[str, str]] = {"parquet": ("pyarrow", "parquet"), "warc": ("fastwarc", "warc")}
#: Failures told one by one; what comes behind them is only counted.
_TOLD = 50

_Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="IN...",
        help="As `cleaner corpus` reads them: folders, patterns, files of HTML, text, JSONL, Parquet, WARC, WET; "
        "templates (.json) are added to what is learned.",
        show_default=False,
    ),
]
_Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The template to write.")]
_BySite = Annotated[
    bool,
    typer.Option(
        "--by-site",
        help="The pages are of several sites, told apart by the host of a record's address, or for files that are a "
        "page by the folders in a given folder; one template holds them all.",
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
    form: FormOption = None,
    field: FieldOption = None,
    url_field: UrlFieldOption = "url",
    kind: _KindOption = "auto",
    limit: _Limit = PAGES,
    max_size: MaxSizeOption = 20_000_000,
    quiet: QuietOption = False,
) -> None:
    """Learn what a site repeats on its pages, for `cleaner clean --template` and `cleaner corpus --template`.

    Nobody need say what is wanted of the pages. Twelve of them are little, fifty enough. Exit status: 0 all well, 1
    some pages could not be read, 2 usage, 3 no page could be read or the template not be written.
    """
    from cleaner.corpus.items import Reading
    from cleaner.corpus.progress import reporting

    _refuse_other(output)
    reading = Reading(field, url_field=url_field, kind=kind, max_size=max_size)
    run = _Run(Learner(limit=limit, kind=kind, options=Options(max_size=max_size)), by_site, reading)
    try:
        for given in inputs:
            run.find(given, form)
        with reporting(is_quiet=quiet) as progress:
            run.read(progress)
        template = Template.merge([run.learner.template(), *run.templates])
        if template.sites:
            template.save(output)
    except MissingExtraError as error:
        stop_usage(str(error))
    except CleanerError as error:
        run.complain(str(output), error)
        raise typer.Exit(3) from None
    run.reckon(quiet)
    if not template.sites:
        run.complain(str(output), "no page was learned from, nothing is written")
        raise typer.Exit(3)
    run.print(f"{output}: {template.pages()} pages of {len(template.sites)} sites count")
    raise typer.Exit(1 if run.failed else 0)


def _refuse_other(output: Path) -> None:
    """End the program with status 2 if the output is a file that is no template: it would be lost."""
    if not output.is_file() or not output.stat().st_size:
        return
    try:
        Template.load(output)
    except CleanerError:
        stop_usage(f"{output} exists and is no template; choose another output")


class _Run:
    """Pages learned from one after the other; one that cannot be read is told of and passed over."""

    def __init__(self, learner: Learner, by_site: bool, reading: Reading) -> None:
        from cleaner.corpus.journal import Totals

        self.learner = learner
        self.by_site = by_site
        self.reading = reading
        self.templates: list[Template] = []
        self.totals: Totals = Totals()
        self.failed = 0
        self.other_files = 0
        self.found: dict[str, tuple[Source, str]] = {}
        self.errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

    def print(self, message: str) -> None:
        self.errors.print(f"cleaner: {printable(message)}")

    def complain(self, name: str, error: object) -> None:
        """Tell of an input, or a page, that could not be read."""
        self.failed += 1
        if self.failed <= _TOLD:
            self.print(f"{name}: {error}")
        if self.failed == _TOLD:
            self.print("what else cannot be read is only counted")

    def reckon(self, quiet: bool) -> None:
        """Tell what was passed over and, if any page failed, how many."""
        totals = self.totals
        if self.other_files and not quiet:
            self.print(f"{self.other_files} files in folders are of another form, passed over")
        if totals.passed_over and not quiet:
            self.print(f"{totals.passed_over} WARC records are no HTML pages, passed over")
        if totals.failed:
            self.print(f"read {totals.read} pages = learned from {totals.written} + failed {totals.failed}")

    def find(self, given: str, form: Form | None) -> None:
        """Find the files that one argument stands for, each once; if there are none, the others are read all the same.

        Raises:
            MissingExtraError: what reads them is not installed.
        """
        from cleaner.corpus.sources import find_sources

        try:
            if given.lower().endswith(_TEMPLATES) and os.path.isfile(given):
                self.templates.append(Template.load(given))
                return
            sources = find_sources([given], form)
        except MissingExtraError:
            raise
        except CleanerError as error:
            self.complain(given, str(error).removeprefix(f"cannot read {given}: ").removeprefix(f"{given} "))
            return
        self.other_files += sources.passed_over
        for source in sources.files:
            if source.form in _READERS:
                require(*_READERS[source.form])
            self.found.setdefault(source.path, (source, given))

    def read(self, progress: Progress) -> None:
        """Learn from the pages of all files."""
        done, size = 0, sum(source.size for source, _ in self.found.values())
        for source, given in self.found.values():
            for item in self._items(source):
                self._take_item(source, item, given)
                progress(self.totals, (done + item.offset) / size if size else None)
            done += source.size

    def _items(self, source: Source) -> Iterator[Item]:
        from cleaner.corpus.readers import read_items

        try:
            yield from read_items(source, self.reading, None)
        except OptionError as error:
            self.complain(source.path, str(error).removeprefix(f"{source.path}: "))

    def _take_item(self, source: Source, item: Item, given: str) -> None:
        """Learn from a record; it is failed if it has no page or, by site, does not say of which."""
        if not item.is_page:
            self.totals.passed_over += 1
            return
        self.totals.read += 1
        try:
            page = _page(item)
            self.learner.add(page, self._site(source, item, given) if self.by_site else "", item.kind)
            self.totals.written += 1
        except Exception as error:
            # A defect of ours must not cost the other records either.
            self.totals.failed += 1
            is_page = source.form == "page" and source.path != "-"
            name = source.path if is_page else f"{source.path}, {item.position}"
            self.complain(name, error if isinstance(error, CleanerError) else f"{type(error).__name__}: {error}")

    def _site(self, source: Source, item: Item, given: str) -> str:
        """Return the host of a record's address, or for a file that is a page the name of its folder."""
        if item.url is None and source.form == "page" and source.path != "-":
            return _folder(source.path, given)
        site = host_of(item.url)
        if not site:
            raise CleanerError(f"no address in {self.reading.url_field} to tell the site by")
        return site


def _page(item: Item) -> str | bytes:
    """Return the page of a record.

    Raises:
        CleanerError: it has none.
    """
    if item.failure is not None or item.page is None:
        raise CleanerError(item.failure[1] if item.failure is not None else "there is no page in it")
    if isinstance(item.page, bytes) and looks_binary(item.page):
        raise CleanerError("binary data, not text or HTML")
    return item.page


def _folder(path: str, given: str) -> str:
    """Name the site of a page by the first folder below the given one, or else the folder the page is in."""
    file = Path(path)
    below = file.relative_to(given).parts if os.path.isdir(given) else ()
    return site_name(below[0] if len(below) > 1 else file.absolute().parent.name)
