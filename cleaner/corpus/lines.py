"""Reading JSONL, single pages and standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import IO, Any

from cleaner.corpus.items import PAGE_FIELDS, Item, Reading
from cleaner.corpus.records import Reason
from cleaner.corpus.sources import STDIN, Source, open_plain
from cleaner.segment.decode import scrub

#: Column of what a JSONL record holds besides: fields of mixed, nested or late types, as JSON text.
EXTRA = "extra"
_SAMPLE = 1000
_PIECE = 1 << 20
_INT64 = 1 << 63


def read_pages(source: Source, reading: Reading) -> Iterator[Item]:
    """Read a file that is one page, compressed or not; one over the limit is not read to its end."""
    with open(source.path, "rb") as file:
        page = open_plain(file).read(reading.max_size + 1)
    yield _document(page, source.path, reading)


def _document(page: bytes, name: str, reading: Reading) -> Item:
    if len(page) > reading.max_size:
        failure: tuple[Reason, str] = ("too_large", f"over the limit of {reading.max_size} bytes")
        return Item("byte 0", id=name, failure=failure)
    return Item("byte 0", id=name, page=page, kind=reading.kind, offset=len(page))


def read_jsonl(source: Source, reading: Reading, schema: Mapping[str, type] | None) -> Iterator[Item]:
    """Read a JSONL file line by line; blank lines are no records.

    Args:
        source: The file.
        reading: How to read it.
        schema: Python types of the fields that are carried in columns of their own, see `sample_fields`; None for none.
    """
    with open(source.path, "rb") as file:
        yield from _items(open_plain(file), reading, schema, file)


def read_stdin(reading: Reading, stream: IO[bytes] | None = None) -> Iterator[Item]:
    """Read standard input: JSONL if its first line is a JSON object, else all of it is one page."""
    stream = stream or sys.stdin.buffer
    first = stream.readline(reading.max_size + 1)
    if _is_object(first):
        yield from _items(_Joined(first, stream), reading, {}, None)
    else:
        yield _document(first + stream.read(max(reading.max_size + 1 - len(first), 0)), STDIN, reading)


class _Joined:
    """A first line that was looked at, and the stream behind it."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._parts = [BytesIO(first), rest]

    def readline(self, size: int) -> bytes:
        line = self._parts[0].readline(size)
        if not line and len(self._parts) > 1:
            del self._parts[0]
            line = self._parts[0].readline(size)
        return line


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def bounded_lines(stream: Any, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield the numbered lines of a stream, from 1; None for a line above the limit, which is read but never held.

    >>> list(bounded_lines(BytesIO(b"one\\ntwenty\\nsix"), 4))
    [(1, b'one\\n'), (2, None), (3, b'six')]
    """
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) > limit and not line.endswith(b"\n"):
            while (rest := stream.readline(_PIECE)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


def _items(stream: Any, reading: Reading, schema: Mapping[str, type] | None, file: IO[bytes] | None) -> Iterator[Item]:
    for number, line in bounded_lines(stream, reading.max_size):
        position, offset = f"line {number}", file.tell() if file else 0
        if line is None:
            failure: tuple[Reason, str] = ("too_large", f"a line over the limit of {reading.max_size} bytes")
            yield Item(position, failure=failure, offset=offset)
        elif line.strip():
            yield _item(line, position, offset, reading, schema)


def _item(line: bytes, position: str, offset: int, reading: Reading, schema: Mapping[str, type] | None) -> Item:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Item(position, failure=("decode", f"no valid UTF-8: {error.reason}"), offset=offset)
    except (ValueError, RecursionError) as error:
        return Item(position, failure=("malformed", f"no valid JSON: {error}"), offset=offset)
    if not isinstance(record, dict):
        return Item(position, failure=("malformed", f"a JSON {type(record).__name__}, not an object"), offset=offset)
    name = reading.field or page_field(record)
    page, identity, url = (record.pop(key, None) for key in (name, reading.id_field, reading.url_field))
    return Item(
        position,
        id=_text(identity),
        url=_text(url),
        page=scrub(page) if isinstance(page, str) else None,
        kind=reading.kind,
        carried={} if schema is None else _split(record, schema),
        failure=_page_failure(page, name),
        offset=offset,
    )


def page_field(names: Iterable[str]) -> str:
    """Return the field or column that holds the page, if none was named."""
    names = set(names)
    return next((name for name in PAGE_FIELDS if name in names), PAGE_FIELDS[0])


def _page_failure(page: object, name: str) -> tuple[Reason, str] | None:
    if page is None:
        return "null", f"there is no field {name!r}, or it is null"
    if not isinstance(page, str):
        return "type", f"field {name!r} is no string but a JSON {type(page).__name__}"
    return None


def _text(value: object) -> str | None:
    return None if value is None else scrub(value if isinstance(value, str) else json.dumps(value))


def _split(record: dict[str, Any], schema: Mapping[str, type]) -> dict[str, Any]:
    """Put the fields of known type in columns and all others, as JSON, in the column `EXTRA`."""
    carried: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, value in record.items():
        wanted = schema.get(name)
        if wanted is not None and (value is None or _fits(value, wanted)):
            carried[name] = scrub(value) if isinstance(value, str) else value
        else:
            others[name] = value
    if others:
        carried[EXTRA] = scrub(json.dumps(others, ensure_ascii=False))
    return carried


def _fits(value: object, wanted: type) -> bool:
    if wanted is float and type(value) is int:
        return abs(value) < 1 << 53
    return type(value) is wanted and (wanted is not int or -_INT64 <= value < _INT64)  # type: ignore[operator]


def sample_fields(source: Source, reading: Reading) -> dict[str, type]:
    """Return the fields that the first 1,000 records hold besides the page, with their one simple type.

    A field of strings, whole numbers, numbers or truth values is found; one of lists, objects or mixed types is not,
    nor is one that comes later: `read_jsonl` puts these in the column `EXTRA`.
    """
    found: dict[str, set[type]] = {}
    for record in _sample(source, reading):
        own = {reading.field or page_field(record), reading.id_field, reading.url_field, EXTRA}
        for name, value in record.items():
            if name not in own and value is not None and scrub(name) == name:
                found.setdefault(name, set()).add(type(value))
    simple: dict[frozenset[type], type] = {frozenset([kind]): kind for kind in (str, int, float, bool)}
    simple[frozenset([int, float])] = float
    return {name: simple[frozenset(kinds)] for name, kinds in found.items() if frozenset(kinds) in simple}


def _sample(source: Source, reading: Reading) -> Iterator[dict[str, Any]]:
    """The first records of a file, as far as they can be read."""
    with open(source.path, "rb") as file:
        try:
            for number, line in bounded_lines(open_plain(file), reading.max_size):
                if number > _SAMPLE:
                    return
                if line and _is_object(line):
                    yield json.loads(line)
        except (OSError, EOFError):
            return  # the reader comes to the same place and reports it
