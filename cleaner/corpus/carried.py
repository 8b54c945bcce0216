"""Parquet in, and the columns that are carried through from any input to the output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cleaner.adapters.arrow import BatchPlan, plain_text
from cleaner.corpus.items import Item, Reading
from cleaner.corpus.lines import EXTRA, page_field, sample_fields
from cleaner.corpus.records import Reason
from cleaner.corpus.sources import STDIN, Source
from cleaner.corpus.warc import WARC_FIELDS
from cleaner.errors import OptionError, SourceError
from cleaner.extras import require

#: The columns that `to_batch` makes, named as no input names its own.
PAGE, ID, URL = "cleaner:page", "cleaner:id", "cleaner:url"
_ROWS = 64
#: So many JSONL files are looked into for the types of their fields.
_SAMPLED = 20


def read_parquet(source: Source, reading: Reading, *, carries: bool = True) -> Iterator[Item]:
    """Read the rows of a Parquet file, a few at a time.

    Args:
        source: The file.
        reading: How to read it.
        carries: Whether the items hold the other columns, too.

    Raises:
        OptionError: the page column is missing or of a type no page has.
    """
    pq = require("pyarrow.parquet", "parquet")
    with pq.ParquetFile(source.path) as file:
        check_columns(source, file.schema_arrow, reading)
        name = reading.field or page_field(file.schema_arrow.names)
        rest = _carried_names(file.schema_arrow, reading) if carries else []
        own = {name, reading.id_field, reading.url_field}
        columns = None if carries else [column for column in file.schema_arrow.names if column in own]
        rows = max(file.metadata.num_rows, 1)
        number = 0
        for batch in file.iter_batches(batch_size=_ROWS, columns=columns):
            others = batch.select(rest)
            for row, value in enumerate(batch.column(name)):
                page, failure = _page(value, reading)
                yield Item(
                    f"row {number}",
                    id=_text(batch, reading.id_field, row),
                    url=_text(batch, reading.url_field, row),
                    page=page,
                    kind=reading.kind,
                    carried=others.slice(row, 1) if carries else {},
                    failure=failure,
                    offset=source.size * number // rows,
                )
                number += 1


def _text(batch: Any, name: str, row: int) -> str | None:
    return plain_text(batch.column(name)[row]) if name in batch.schema.names else None


def _page(value: Any, reading: Reading) -> tuple[str | bytes | None, tuple[Reason, str] | None]:
    """Return the page of an Arrow scalar, or why there is none."""
    if not value.is_valid:
        return None, ("null", "there is no page in it")
    if hasattr(value, "as_buffer") and value.as_buffer().size > reading.max_size:
        return None, ("too_large", f"{value.as_buffer().size} bytes, over the limit of {reading.max_size}")
    try:
        return value.as_py(), None
    except UnicodeDecodeError as error:
        return None, ("decode", f"no valid UTF-8: {error.reason}")


def _carried_names(schema: Any, reading: Reading) -> list[str]:
    own = {reading.field or page_field(schema.names), reading.id_field, reading.url_field}
    return [name for name in schema.names if name not in own]


def carried_schema(sources: Sequence[Source], reading: Reading) -> Any:
    """Return the `pyarrow.Schema` of all columns that are carried through, over all inputs.

    Parquet columns keep their type. A JSONL field gets a column if its first records hold one simple type; all others
    go, as JSON, to the column `extra`. WARC records bring `warc_date` and `http_status`.

    Raises:
        OptionError: two Parquet files give a column different types, or one has no page column.
        SourceError: a Parquet file cannot be read.
        MissingExtraError: pyarrow is not installed.
    """
    pa = require("pyarrow", "parquet")
    simple = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    found: dict[str, tuple[Any, str]] = {}
    for source in (source for source in sources if source.form == "parquet"):
        for field in _parquet_fields(source, reading):
            kind, first = found.setdefault(field.name, (field.type, source.path))
            if kind != field.type:
                raise OptionError(f"column {field.name!r} is {kind} in {first} and {field.type} in {source.path}")
    if any(source.form == "warc" for source in sources):
        found = {name: (simple[kind], "") for name, kind in WARC_FIELDS.items()} | found
    lines = [source for source in sources if source.form == "jsonl"]
    for name, kind in _merge(sample_fields(s, reading) for s in lines[:_SAMPLED] if s.path != STDIN).items():
        found.setdefault(name, (simple[kind], ""))
    if lines:
        found.setdefault(EXTRA, (pa.string(), ""))
    return pa.schema([(name, kind) for name, (kind, _) in found.items()])


def _merge(samples: Iterable[dict[str, type]]) -> dict[str, type]:
    """Join what several files hold; a field they disagree on gets no column."""
    kinds: dict[str, set[type]] = {}
    for sample in samples:
        for name, kind in sample.items():
            kinds.setdefault(name, set()).add(kind)
    return {name: next(iter(found)) for name, found in kinds.items() if len(found) == 1}


def _parquet_fields(source: Source, reading: Reading) -> list[Any]:
    pa, pq = require("pyarrow", "parquet"), require("pyarrow.parquet", "parquet")
    try:
        schema = pq.read_schema(source.path)
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"cannot read {source.path} as Parquet: {str(error).splitlines()[0]}") from error
    check_columns(source, schema, reading)
    fields = [schema.field(name) for name in _carried_names(schema, reading)]
    return [f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in fields]


def check_columns(source: Source, schema: Any, reading: Reading) -> None:
    """Check that a Parquet file has a column of pages.

    Raises:
        OptionError: the page column is missing or of a type no page has.
    """
    page = reading.field or page_field(schema.names)
    try:
        BatchPlan(page, id_column=reading.id_field, url_column=reading.url_field).schema(schema)
    except OptionError as error:
        raise OptionError(f"{source.path}: {error}") from None


def jsonl_types(schema: Any) -> dict[str, type]:
    """Return the fields of JSONL that get a column of their own in a schema of carried columns."""
    pa = require("pyarrow", "parquet")
    simple = {pa.string(): str, pa.int64(): int, pa.float64(): float, pa.bool_(): bool}
    return {field.name: simple[field.type] for field in schema if field.type in simple and field.name != EXTRA}


def to_batch(items: Sequence[Item], schema: Any) -> Any:
    """Make one `pyarrow.RecordBatch` of items of one source: page, id, url and the carried columns of the schema."""
    pa = require("pyarrow", "parquet")
    is_bytes = isinstance(items[0].page, bytes)
    own = [
        pa.array([item.page for item in items], pa.large_binary() if is_bytes else pa.large_string()),
        pa.array([item.id for item in items], pa.string()),
        pa.array([item.url for item in items], pa.string()),
    ]
    return pa.RecordBatch.from_arrays(
        [*own, *_carried_columns(pa, items, schema)],
        schema=pa.schema([(PAGE, own[0].type), (ID, pa.string()), (URL, pa.string()), *schema]),
    )


def _carried_columns(pa: Any, items: Sequence[Item], schema: Any) -> list[Any]:
    if isinstance(items[0].carried, dict):
        return [pa.array([item.carried.get(field.name) for item in items], field.type) for field in schema]
    table = pa.Table.from_batches([item.carried for item in items])
    names = set(table.schema.names)
    return [
        pa.concat_arrays([chunk.cast(field.type) for chunk in table[field.name].chunks])
        if field.name in names
        else pa.nulls(len(items), field.type)
        for field in schema
    ]
