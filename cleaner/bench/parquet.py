"""Evaluation sets in Parquet files.

An HTML set has the column `html` (bytes or text), a text set the column `text`. Both have `gold` (text), or `must` and
`must_not` (lists of short segments), or all three; a page may leave each of them empty. The columns `id`, `url`,
`page_type`, `lang` and `flattener` are read where they are. Other columns are not looked at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.bench.sets import TRAITS, EvalSet, Page, decode, sample
from cleaner.errors import DataFileError, MissingExtraError, SourceError
from cleaner.options import Kind

_SOURCES: dict[str, Kind] = {"html": "html", "text": "text"}
_WANTED = ("gold", "must", "must_not")
_PLAIN = ("id", "url", *TRAITS, "gold")
_BATCH = 64


def read_parquet(path: Path, limit: int | None = None, seed: int = 0) -> EvalSet:
    """Read an evaluation set; only the rows of the sample are held in memory.

    Raises:
        MissingExtraError: pyarrow is not installed.
        SourceError: the file cannot be read as Parquet.
        DataFileError: a column is missing or of the wrong type.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtraError("reading Parquet needs pyarrow: pip install pyarrow") from error
    try:
        with pq.ParquetFile(path) as file:
            kind = _check_columns(path, file.schema_arrow)
            total = file.metadata.num_rows
            rows = sample(total, limit, seed)
            pages = tuple(_read_rows(file, rows, kind))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read {path} as Parquet: {str(error).splitlines()[0]}") from error
    if not pages:
        raise DataFileError(f"{path} holds no pages")
    return EvalSet(str(path), kind, pages, total)


def _check_columns(path: Path, schema: Any) -> Kind:
    """Return the kind of the set, or say which column is missing or of the wrong type."""
    from pyarrow import types

    def is_text(kind: Any) -> bool:
        return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind))

    def is_list(kind: Any) -> bool:
        return bool(
            types.is_null(kind) or ((types.is_list(kind) or types.is_large_list(kind)) and is_text(kind.value_type))
        )

    found = {field.name: field.type for field in schema}
    source = next((name for name in _SOURCES if name in found), None)
    if source is None:
        raise DataFileError(f"{path} has neither a column html nor a column text; it has: {', '.join(found)}")
    if not any(name in found for name in _WANTED):
        raise DataFileError(f"{path} has nothing to measure by; it needs a column gold, or must and must_not")
    is_bytes = types.is_binary(found[source]) or types.is_large_binary(found[source])
    if not is_text(found[source]) and not is_bytes:
        raise DataFileError(f"{path}: column {source} must be text or bytes, not {found[source]}")
    for name in _PLAIN:
        if name in found and not (is_text(found[name]) or (name == "id" and types.is_integer(found[name]))):
            raise DataFileError(f"{path}: column {name} must be text, not {found[name]}")
    for name in ("must", "must_not"):
        if name in found and not is_list(found[name]):
            raise DataFileError(f"{path}: column {name} must be a list of texts, not {found[name]}")
    return _SOURCES[source]


def _read_rows(file: Any, rows: list[int], kind: Kind) -> list[Page]:
    """Read the rows of these numbers, which rise."""
    known = {kind, *_PLAIN, "must", "must_not"}
    columns = [name for name in file.schema_arrow.names if name in known]
    wanted = set(rows)
    pages: list[Page] = []
    first = 0
    for batch in file.iter_batches(batch_size=_BATCH, columns=columns):
        picked = [row for row in range(batch.num_rows) if first + row in wanted]
        records = batch.take(picked).to_pylist() if picked else []
        pages.extend(_page(first + row, record, kind) for row, record in zip(picked, records, strict=True))
        first += batch.num_rows
    return pages


def _page(row: int, record: dict[str, Any], kind: Kind) -> Page:
    source = record[kind] or ""
    identity = record.get("id")
    return Page(
        id=str(row if identity in (None, "") else identity),
        kind=kind,
        source=decode(source) if isinstance(source, bytes) else source,
        gold=(record.get("gold") or "").strip(),
        must=_segments(record.get("must")),
        must_not=_segments(record.get("must_not")),
        url=record.get("url") or None,
        traits={name: record[name] or "" for name in TRAITS if name in record},
    )


def _segments(values: list[str | None] | None) -> tuple[str, ...]:
    """The segments that hold anything at all; an empty one would be found everywhere."""
    return tuple(value for value in values or [] if value and value.strip())
