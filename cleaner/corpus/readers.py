"""All inputs as one stream of items, from any place in it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cleaner.corpus.carried import jsonl_types, read_parquet
from cleaner.corpus.items import Item, Reading
from cleaner.corpus.lines import read_jsonl, read_pages, read_stdin
from cleaner.corpus.sources import STDIN, Source
from cleaner.corpus.warc import read_warc
from cleaner.extras import require
from cleaner.segment.decode import scrub


def read_items(source: Source, reading: Reading, carried: Any) -> Iterator[Item]:
    """Read one input; every item has an id, without what no output encoding can carry.

    Where a file is damaged or cut short, the last item is a failure that says from where on nothing could be read.

    Args:
        source: The input.
        reading: How to read it.
        carried: `pyarrow.Schema` of the columns carried through; None reads the page, its id and its address only.

    Raises:
        OptionError: a Parquet file has no such page column.
        MissingExtraError: what reads this form is not installed; pages, and JSONL plain or gzip, need no extra.
    """
    damage: list[type[Exception]] = [OSError, EOFError, zlib.error]
    if source.form == "parquet":
        damage.append(require("pyarrow", "parquet").ArrowException)
    last = "its beginning"
    try:
        for item in _open(source, reading, carried):
            last = item.position
            identity = item.id if item.id is not None else f"{source.path}:{item.position.split()[-1]}"
            name, url = scrub(identity), None if item.url is None else scrub(item.url)
            yield item if (name, url) == (item.id, item.url) else replace(item, id=name, url=url)
    except tuple(damage) as error:
        detail = f"the rest of the file, from behind {last}, cannot be read: {first_line(error)}"
        yield Item(f"behind {last}", id=scrub(source.path), failure=("malformed", detail), offset=source.size)


def _open(source: Source, reading: Reading, carried: Any) -> Iterator[Item]:
    if source.path == STDIN:
        return read_stdin(reading)
    if source.form == "page":
        return read_pages(source, reading)
    if source.form == "jsonl":
        return read_jsonl(source, reading, None if carried is None else jsonl_types(carried))
    if source.form == "warc":
        return read_warc(source, reading)
    return read_parquet(source, reading, carries=carried is not None)


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message, or its name if it has none."""
    return (str(error) or type(error).__name__).splitlines()[0]
