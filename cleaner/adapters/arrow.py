"""Cleaning Arrow record batches: what Spark, Ray, Hugging Face `datasets` and our own local processes all call.

    plan = BatchPlan(column="html")
    for batch in clean_batches(batches, plan):
        ...

The columns that come out are those of `cleaner.corpus.records`, then `failure` and `failure_detail`, then the other
columns of the input. A record that cannot be cleaned stays in its place: `failure` names the reason, `failure_detail`
says what happened, its id, address and carried columns are there and all else is null. Where both are null, all went
well. So as many rows come out as go in, in the same order, and no record stops a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from cleaner.corpus.records import FAILURE_COLUMNS, Format, Reason, free_names, record_schema, to_record
from cleaner.errors import OptionError
from cleaner.extras import require
from cleaner.options import Kind, Options
from cleaner.pipeline import Cleaner
from cleaner.segment.decode import looks_binary
from cleaner.templates.template import Template

#: Rows cleaned before a batch is handed on, so that the output of huge input batches stays small.
_ROWS = 64


class BadRecordError(Exception):
    """A record that cannot be cleaned: the reason and what happened."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True)
class BatchPlan:
    """How to clean record batches. Immutable, hashable, picklable.

    Raises:
        OptionError: a value does not exist.
    """

    column: str = "html"
    """Column that holds the pages: strings or bytes. It is not carried through."""
    kind: Kind = "auto"
    """What the pages are: `html`, `text`, or `auto` to look at each."""
    options: Options = field(default_factory=Options)
    """What to keep and drop."""
    format: Format = "text"
    """What the document is rendered as, and the name of the column that holds it."""
    blocks: bool = False
    """Whether to add the column `blocks`: every block with label, probability and reason."""
    id_column: str | None = "id"
    """Column of the records' ids, turned to strings; null in the output where there is no such column."""
    url_column: str | None = "url"
    """Column of the pages' addresses; taken from the page itself where there is no such column or it is null."""
    max_size: int = 20_000_000
    """Bytes (of UTF-8, for strings) above which a page is a failure."""
    template: Template | None = None
    """What the pages' sites repeat; of several sites, the one of a page's address is taken."""

    def __post_init__(self) -> None:
        for name, value, allowed in (("kind", self.kind, get_args(Kind)), ("format", self.format, get_args(Format))):
            if value not in allowed:
                raise OptionError(f"unknown {name} {value!r}; choose one of: {' '.join(allowed)}")
        if not isinstance(self.max_size, int) or self.max_size < 1:
            raise OptionError(f"max_size must be a whole number of at least 1, not {self.max_size!r}")
        Cleaner(self.options, self.template)  # says what is wrong with them

    def carried(self, schema: Any) -> dict[str, str]:
        """Return the input columns that are carried through, with the names they get in the output."""
        own = {self.column, self.id_column, self.url_column}
        taken = [*record_schema(format_=self.format, blocks=self.blocks).names, *FAILURE_COLUMNS]
        return free_names((name for name in schema.names if name not in own), taken)

    def schema(self, schema: Any) -> Any:
        """Return the `pyarrow.Schema` that comes out for a schema that goes in; Spark and others ask for it first.

        Raises:
            OptionError: the page column is missing or of no type that a page can have.
            MissingExtraError: pyarrow is not installed.
        """
        pa = require("pyarrow", "parquet")
        self._check(pa, schema)
        record = record_schema(format_=self.format, blocks=self.blocks)
        failure = [pa.field(name, pa.string()) for name in FAILURE_COLUMNS]
        carried = [schema.field(name).with_name(new) for name, new in self.carried(schema).items()]
        return pa.schema([*record, *failure, *carried])

    def _check(self, pa: Any, schema: Any) -> None:
        """Say which column is missing, there twice, or of the wrong type."""
        names = list(schema.names)
        if self.column not in names:
            raise OptionError(f"there is no column {self.column!r}; the columns are: {', '.join(names)}")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise OptionError(f"column {twice[0]!r} is there twice; rename one")
        if not _may_hold_pages(pa.types, schema.field(self.column).type):
            raise OptionError(f"column {self.column!r} must be strings or bytes, not {schema.field(self.column).type}")
        for name in (self.id_column, self.url_column):
            if name in names and pa.types.is_nested(schema.field(name).type):
                raise OptionError(f"column {name!r} must be strings or numbers, not {schema.field(name).type}")


def clean_batches(batches: Iterable[Any], plan: BatchPlan) -> Iterator[Any]:
    """Clean the pages of record batches.

    Args:
        batches: `pyarrow.RecordBatch`es of one schema, or a `pyarrow.Table`.
        plan: Where the pages stand in them and how to clean them.

    Yields:
        `pyarrow.RecordBatch`es of `plan.schema(batch.schema)`, one or more for a batch, rows in order. An empty batch
        gives an empty one.

    Raises:
        OptionError: the page column is missing or of no type that a page can have. Nothing in a page raises.
        MissingExtraError: pyarrow is not installed.
    """
    for batch in _batches(batches):
        for start in range(0, max(batch.num_rows, 1), _ROWS):
            yield clean_batch(batch.slice(start, _ROWS), plan)


def _batches(given: Any) -> Iterable[Any]:
    """Return the batches of a table, or of whatever holds batches, or is one."""
    if hasattr(given, "to_batches"):
        return cast("Iterable[Any]", given.to_batches())
    return [given] if hasattr(given, "num_rows") else cast("Iterable[Any]", given)


def clean_batch(batch: Any, plan: BatchPlan, started: Callable[[int], object] = lambda row: None) -> Any:
    """Clean the pages of one record batch; `started` is told the number of each row before it is cleaned.

    Returns:
        One `pyarrow.RecordBatch` of as many rows; see `clean_batches`, also for errors.
    """
    pa = require("pyarrow", "parquet")
    plan.schema(batch.schema)
    cleaner = Cleaner(plan.options, plan.template)
    urls = strings(batch, plan.url_column)
    records = []
    for row, value in enumerate(plain_column(pa, batch.column(plan.column))):
        started(row)
        records.append(_clean_row(cleaner, value, urls[row], plan))
    return _assemble(batch, plan, records)


def failed_batch(batch: Any, plan: BatchPlan, reason: Reason, detail: str) -> Any:
    """Return what `clean_batch` returns for a batch, with the same failure in every row; no page is looked at."""
    failure = dict(zip(FAILURE_COLUMNS, (reason, detail), strict=True))
    return _assemble(batch, plan, [failure] * batch.num_rows)


def _assemble(batch: Any, plan: BatchPlan, records: list[dict[str, Any]]) -> Any:
    """Put the records of a batch and what it carries into columns."""
    pa = require("pyarrow", "parquet")
    schema, carried = plan.schema(batch.schema), plan.carried(batch.schema)
    own: dict[str, list[Any]] = {"id": strings(batch, plan.id_column), "url": strings(batch, plan.url_column)}
    own["url"] = [record.get("url") or url for record, url in zip(records, own["url"], strict=True)]
    for name in schema.names[2 : len(schema.names) - len(carried)]:
        own[name] = [record.get(name) for record in records]
    arrays = [pa.array(column, schema.field(name).type) for name, column in own.items()]
    return pa.RecordBatch.from_arrays([*arrays, *(batch.column(name) for name in carried)], schema=schema)


def _clean_row(cleaner: Cleaner, value: Any, url: str | None, plan: BatchPlan) -> dict[str, Any]:
    """Return the columns of one page, or those of its failure."""
    try:
        page = read_page(value, plan)
        document = cleaner.clean(page, kind=plan.kind, url=url)
        return to_record(document, format_=plan.format, blocks=plan.blocks)
    except BadRecordError as error:
        return dict(zip(FAILURE_COLUMNS, (error.reason, str(error)), strict=True))
    except Exception as error:
        # A defect of ours (or no memory left) must not cost the other records; it stands in the output.
        return dict(zip(FAILURE_COLUMNS, ("error", f"{type(error).__name__}: {error}"), strict=True))


def read_page(value: Any, plan: BatchPlan) -> str | bytes:
    """Take the page out of its Arrow scalar, if it can be cleaned.

    Raises:
        BadRecordError: it cannot.
    """
    if not value.is_valid:
        raise BadRecordError("null", "there is no page in it")
    size = value.as_buffer().size
    if size > plan.max_size:
        raise BadRecordError("too_large", f"{size} bytes, over the limit of {plan.max_size}")
    try:
        page: str | bytes = value.as_py()
    except UnicodeDecodeError as error:
        raise BadRecordError("decode", str(error)) from None
    if isinstance(page, bytes) and plan.options.encoding is None and looks_binary(page):
        raise BadRecordError("binary", "binary data, not text or HTML")
    return page


def _may_hold_pages(types: Any, kind: Any) -> bool:
    if types.is_dictionary(kind):
        kind = kind.value_type
    plain = (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary, types.is_null)
    views = [getattr(types, name) for name in ("is_string_view", "is_binary_view") if hasattr(types, name)]
    return types.is_fixed_size_binary(kind) or any(is_it(kind) for is_it in (*plain, *views))


def plain_column(pa: Any, column: Any) -> Any:
    """Give a column of pages the plain string or bytes type, whose scalars lend their buffer."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return plain_column(pa, column.dictionary_decode())
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    return column


def strings(batch: Any, name: str | None) -> list[str | None]:
    """Return a column as strings; nulls where there is no such column."""
    if name is None or name not in batch.schema.names:
        return [None] * batch.num_rows
    return [plain_text(value) for value in batch.column(name)]


def plain_text(value: Any) -> str | None:
    """Return an Arrow scalar, such as an id or an address, as text; broken bytes become U+FFFD."""
    try:
        plain = value.as_py()
    except UnicodeDecodeError:
        plain = value.as_buffer().to_pybytes()
    if isinstance(plain, bytes):
        return plain.decode("utf-8", "replace")
    return None if plain is None else str(plain)
