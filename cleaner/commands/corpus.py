"""The command `cleaner corpus`. Reads its arguments, says what is wrong with them, and imports the rest only to run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, cast

import typer

from cleaner.commands.arguments import (
    DropOption,
    FieldOption,
    FormOption,
    KeepOption,
    MaxSizeOption,
    ModeOption,
    TemplateOption,
    UrlFieldOption,
    parse_template,
)
from cleaner.document import Label
from cleaner.errors import CleanerError, MissingExtraError, OptionError, SourceError
from cleaner.options import Engine, Kind, Options

if TYPE_CHECKING:
    from cleaner.corpus.journal import Totals
    from cleaner.corpus.run import Job
    from cleaner.corpus.sources import Sources

_FAILED, _USAGE, _UNREADABLE, _INTERRUPTED = 1, 2, 3, 130

_Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="IN...",
        help="Folders, patterns, or files: JSONL, Parquet, WARC, WET, HTML, text; .gz and .zst too; `-` is standard "
        "input, JSONL or one page.",
        show_default=False,
    ),
]
_Output = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="OUT",
        help="A file named *.jsonl, *.jsonl.gz or *.jsonl.zst; any other name is a folder of Parquet shards.",
        show_default=False,
    ),
]
_Kind = Annotated[Kind, typer.Option("--kind", help="What the pages are; auto looks at each.")]
_IdField = Annotated[str, typer.Option("--id-field", metavar="NAME", help="Field or column of the record's id.")]
_Format = Annotated[Literal["text", "markdown"], typer.Option("--format", "-f", help="How the document is written.")]
_Blocks = Annotated[bool, typer.Option("--blocks", help="Add every block with label, probability and reason.")]
_Extractor = Annotated[Engine, typer.Option("--extractor", help="Who finds the article in HTML.")]
_Encoding = Annotated[str | None, typer.Option("--encoding", help="Encoding of pages that are bytes.")]
_Workers = Annotated[
    int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Worker processes; one a core if not given.")
]
_Seconds = Annotated[float, typer.Option("--timeout", metavar="S", min=0.1, help="Seconds that a record may take.")]
_ShardSize = Annotated[int, typer.Option("--shard-size", metavar="N", min=1, help="Records of the input a shard.")]
_Languages = Annotated[
    list[str] | None, typer.Option("--language", metavar="TAG", help="Keep this language only; repeatable.")
]
_MinWords = Annotated[int, typer.Option("--min-words", metavar="N", min=0, help="Fewest words of the cleaned text.")]
_MinConfidence = Annotated[float, typer.Option("--min-confidence", metavar="P", help="Lowest confidence, 0 to 1.")]
_NearDuplicates = Annotated[
    float | None,
    typer.Option(
        "--near-duplicates",
        metavar="P",
        help="Drop what shares this part of its five-word runs with an earlier record, such as 0.8; "
        "takes 2.4 GB of memory a million records.",
    ),
]
_Resume = Annotated[bool, typer.Option("--resume", help="Go on where a run with the same options was cut off.")]
_Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")]
_On = Annotated[
    Literal["local", "spark", "ray"],
    typer.Option("--engine", help="Where it runs: processes of this machine, Spark, or Ray."),
]
_Cluster = Annotated[
    str | None,
    typer.Option(
        "--master",
        "--address",
        metavar="URL",
        help="Spark's master or Ray's address; this machine if not given.",
    ),
]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress; the reckoning and errors only.")]


def corpus(
    inputs: _Inputs,
    output: _Output,
    form: FormOption = None,
    kind: _Kind = "auto",
    field: FieldOption = None,
    id_field: _IdField = "id",
    url_field: UrlFieldOption = "url",
    format_: _Format = "text",
    blocks: _Blocks = False,
    mode: ModeOption = "balanced",
    keep: KeepOption = None,
    drop: DropOption = None,
    extractor: _Extractor = "model",
    encoding: _Encoding = None,
    template: TemplateOption = None,
    workers: _Workers = None,
    seconds: _Seconds = 30.0,
    max_size: MaxSizeOption = 20_000_000,
    shard_size: _ShardSize = 10_000,
    languages: _Languages = None,
    min_words: _MinWords = 0,
    min_confidence: _MinConfidence = 0.0,
    near_duplicates: _NearDuplicates = None,
    resume: _Resume = False,
    overwrite: _Overwrite = False,
    engine: _On = "local",
    cluster: _Cluster = None,
    quiet: _Quiet = False,
) -> None:
    """Clean a corpus, on all cores, with nothing lost.

    Records come out in the order of the input. One that fails goes to OUT.failures.jsonl with the reason and its place;
    OUT.summary.json holds the counts. A run that was cut off (kill, crash, full disk, Ctrl-C) goes on with --resume and
    ends with the same bytes. Exit status: 0 all well, 1 some records failed or the output could not be written,
    2 usage, 3 an input cannot be read, 130 interrupted.
    """
    from cleaner.adapters.arrow import BatchPlan
    from cleaner.corpus.filters import Filters
    from cleaner.corpus.items import Reading
    from cleaner.corpus.outputs import check_output
    from cleaner.corpus.run import Job
    from cleaner.corpus.sources import find_sources

    try:
        options = Options(mode, _labels(keep), _labels(drop), extractor, encoding, max_size)
        known = parse_template(template)
        check_output(output)
        sources = find_sources(inputs, form)
        job = Job(
            sources,
            output,
            Reading(field, id_field, url_field, kind, max_size),
            BatchPlan(options=options, format=format_, blocks=blocks, max_size=max_size, template=known),
            Filters(_tags(languages), min_words, min_confidence, near_duplicates),
            workers or _cores(),
            seconds,
            shard_size,
        )
        _check(sources, resume, overwrite)
        _refuse_input(sources, output)
        _check_engine(engine, cluster, resume)
        totals = _run(job, resume, overwrite, quiet) if engine == "local" else _run_on(engine, job, cluster, overwrite)
    except SourceError as error:
        _stop(error, _UNREADABLE)
    except (OptionError, MissingExtraError) as error:
        _stop(error, _USAGE)
    except CleanerError as error:
        _stop(error, _FAILED)
    _tell(totals, job)
    raise typer.Exit(_FAILED if totals.failed else 0)


def _run(job: Job, resume: bool, overwrite: bool, quiet: bool) -> Totals:
    """Run the job; if it ends early, say how to go on."""
    from cleaner.corpus.places import Places
    from cleaner.corpus.progress import reporting
    from cleaner.corpus.run import run_corpus

    if job.sources.passed_over and not quiet:
        _complain(f"{job.sources.passed_over} files in folders are of another form, passed over")
    try:
        if overwrite:
            Places(job.output).remove()
        with reporting(is_quiet=quiet) as progress:
            return run_corpus(job, resume=resume, progress=progress)
    except KeyboardInterrupt:
        _complain("interrupted; the same command with --resume goes on")
        raise typer.Exit(_INTERRUPTED) from None
    except CleanerError:
        raise
    except OSError as error:
        _complain(f"cannot write {job.output}: {error.strerror or error}; the same command with --resume goes on")
        raise typer.Exit(_FAILED) from None


def _run_on(engine: str, job: Job, cluster: str | None, overwrite: bool) -> Totals:
    """Run the job on an engine, which shows its own progress."""
    from cleaner.corpus.engines import run_on
    from cleaner.corpus.places import Places

    if overwrite:
        Places(job.output).remove()
    return run_on(engine, job, cluster)


def _check_engine(engine: str, cluster: str | None, resume: bool) -> None:
    if engine == "local" and cluster is not None:
        raise OptionError("--master and --address are for --engine spark and --engine ray")
    if engine != "local" and resume:
        raise OptionError("a run on an engine cannot be resumed, it repeats lost tasks itself; use --overwrite")


def _check(sources: Sources, resume: bool, overwrite: bool) -> None:
    if resume and overwrite:
        raise OptionError("--resume goes on with what is there and --overwrite replaces it; choose one")
    if resume and any(source.path == "-" for source in sources.files):
        raise OptionError("cannot resume from standard input, which cannot be read again; write it to a file first")


def _refuse_input(sources: Sources, output: Path) -> None:
    """Refuse an output that is an input or holds one: it would be replaced before it is read."""
    from cleaner.corpus.places import Places

    places = Places(output)
    written = {path.resolve() for path in (output, places.failures, places.summary)}
    for source in sources.files:
        path = Path(source.path).resolve()
        if source.path != "-" and not written.isdisjoint((path, *path.parents)):
            raise OptionError(f"{source.path} is an input and stands where the output goes; choose another output")


def _tell(totals: Totals, job: Job) -> None:
    """Print what was passed over and filtered, and the reckoning last."""
    if totals.passed_over:
        _complain(f"{totals.passed_over} WARC records are no HTML pages, passed over")
    for name, count in sorted(totals.filtered.items()):
        _complain(f"{count} filtered by {name}")
    if totals.failed:
        _complain(f"what failed stands in {job.output}.failures.jsonl")
    _complain(totals.reckoning())


def _labels(values: list[str] | None) -> frozenset[Label]:
    """`--keep caption,credit` means the same as naming the option twice."""
    return cast("frozenset[Label]", frozenset(_tags(values)))


def _tags(values: list[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for value in values or [] for part in value.split(",") if part.strip())


def _cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _complain(message: str) -> None:
    from cleaner.render.explain import printable

    print(f"cleaner: {printable(message)}", file=sys.stderr, flush=True)


def _stop(error: CleanerError, status: int) -> NoReturn:
    _complain(str(error))
    raise typer.Exit(status)
