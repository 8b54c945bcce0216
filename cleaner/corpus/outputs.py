"""Where cleaned records go: a folder of Parquet shards, or one JSONL file, plain or compressed.

Both are written a shard at a time. A Parquet shard has a hidden name until it is complete and on disk, and is then
renamed: a reader of the folder sees whole shards only. JSONL grows in the run's own folder, where what is behind the
last complete shard is cut off on resuming, and is renamed when the run is over. Nothing that is written depends on the
time, so the same input gives the same bytes.
"""

from __future__ import annotations

import contextlib
import datetime
import gzip
import json
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from cleaner.corpus.sources import open_plain, zstandard
from cleaner.errors import DataFileError, OptionError
from cleaner.extras import require

_JSONL = (".jsonl", ".jsonl.gz", ".jsonl.zst")
_GROUP_ROWS = 1000
_GROUP_BYTES = 32_000_000


class Output(Protocol):
    """What shards are written to."""

    def write(self, batch: Any, size: int) -> None:
        """Add rows to the open shard; `size` is the bytes of input they were made from."""

    def commit(self) -> tuple[int, int]:
        """Put the open shard safely on disk and open the next; return the shard's rows and the file's bytes so far."""

    def close(self) -> None:
        """Give up the open shard, if any."""

    def texts(self, column: str) -> Iterator[str]:
        """Yield a column of all complete shards, in order."""


def is_jsonl(path: Path) -> bool:
    """Tell whether an output is JSONL by its name; any other name is that of a folder of Parquet shards."""
    return path.name.lower().endswith(_JSONL)


def sync_folder(path: Path) -> None:
    """Put a folder's entries on disk, where the system can."""
    if os.name == "posix":
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


class ParquetOutput:
    """A folder with `part-00000.parquet` and so on, Zstandard-compressed."""

    def __init__(self, folder: Path, schema: Any, first_shard: int) -> None:
        """Open the shard numbered `first_shard`; those before it are there."""
        self._folder = folder
        self._schema = schema
        self._shard = first_shard
        self._file: IO[bytes] | None = None
        self._writer: Any = None
        self._waiting: list[Any] = []
        self._size = 0
        folder.mkdir(parents=True, exist_ok=True)

    def _hidden(self) -> Path:
        return self._folder / f".{shard_name(self._shard)}.tmp"

    def write(self, batch: Any, size: int) -> None:
        """Add rows; they are written a row group at a time."""
        if batch.num_rows:
            self._waiting.append(batch)
        self._size += size
        if sum(rows.num_rows for rows in self._waiting) >= _GROUP_ROWS or self._size >= _GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        """Write what waits as one row group."""
        pa, pq = require("pyarrow", "parquet"), require("pyarrow.parquet", "parquet")
        if self._writer is None:
            self._file = open(self._hidden(), "wb")  # noqa: SIM115
            self._writer = pq.ParquetWriter(self._file, self._schema, compression="zstd")
        if self._waiting:
            table = pa.Table.from_batches(self._waiting, self._schema)
            self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._waiting, self._size = [], 0

    def commit(self) -> tuple[int, int]:
        """Give the complete shard its name; return its rows, counted from the file, and 0."""
        self._write_group()
        self._writer.close()
        assert self._file is not None
        _sync(self._file)
        self._file.close()
        rows = require("pyarrow.parquet", "parquet").read_metadata(self._hidden()).num_rows
        os.replace(self._hidden(), self._folder / shard_name(self._shard))
        sync_folder(self._folder)
        self._file = self._writer = None
        self._shard += 1
        return rows, 0

    def close(self) -> None:
        """Remove the open shard, if any."""
        file, writer, self._file, self._writer = self._file, self._writer, None, None
        if file is None:
            return
        # The writer first: left to the garbage collector it would write its footer into a closed file, and complain.
        with contextlib.suppress(OSError):  # what it cannot write, on a full disk, is of a shard that is thrown away
            if writer is not None:
                writer.close()
        with contextlib.suppress(OSError):
            file.close()
        self._hidden().unlink(missing_ok=True)

    def texts(self, column: str) -> Iterator[str]:
        """Read a column of the complete shards."""
        pq = require("pyarrow.parquet", "parquet")
        for shard in range(self._shard):
            with pq.ParquetFile(self._folder / shard_name(shard)) as file:
                for batch in file.iter_batches(batch_size=_GROUP_ROWS, columns=[column]):
                    yield from batch.column(0).to_pylist()


def shard_name(number: int) -> str:
    """Name a Parquet shard.

    >>> shard_name(3)
    'part-00003.parquet'
    """
    return f"part-{number:05d}.parquet"


class JsonlOutput:
    """One JSONL file; each shard is a gzip member or a Zstandard frame of its own if it is compressed."""

    def __init__(self, path: Path, pack: Callable[[IO[bytes]], Any], extra: str, length: int) -> None:
        """Go on writing behind the first bytes of a file.

        Args:
            path: The file.
            pack: What compresses into it, see `packer`.
            extra: Column whose JSON text is written as JSON.
            length: Bytes of the complete shards.
        """
        self._path = path
        self._pack = pack
        self._extra = extra
        self._file = open_at(path, length)
        self._packed: Any = None
        self._rows = 0

    def write(self, batch: Any, size: int) -> None:
        """Add rows, a line each."""
        for record in plain_rows(batch):
            self._open_shard().write(to_json(record, self._extra))
            self._rows += 1

    def _open_shard(self) -> Any:
        if self._packed is None:
            self._packed = self._pack(self._file)
        return self._packed

    def commit(self) -> tuple[int, int]:
        """End the shard's gzip member or frame; return its rows and the bytes of the file."""
        if self._open_shard() is not self._file:
            self._packed.close()
        rows, self._rows, self._packed = self._rows, 0, None
        _sync(self._file)
        return rows, self._file.tell()

    def close(self) -> None:
        """Close the file as it is."""
        self._packed = None
        self._file.close()

    def texts(self, column: str) -> Iterator[str]:
        """Read a field of all records that are in the file."""
        with open(self._path, "rb") as file:
            for line in open_plain(file):
                yield json.loads(line)[column]


def open_at(path: Path, length: int) -> IO[bytes]:
    """Open a file to go on writing behind its first `length` bytes; what stood behind them is cut off.

    Raises:
        DataFileError: it is shorter than that.
    """
    file = open(path, "r+b" if path.exists() else "w+b")  # noqa: SIM115
    if file.seek(0, os.SEEK_END) < length:
        file.close()
        raise DataFileError(f"{path} is shorter than its journal says; start anew with --overwrite")
    file.truncate(length)
    file.seek(length)
    return file


def packer(name: str) -> Callable[[IO[bytes]], Any]:
    """Return what compresses into an open file as its name says, without closing it or telling it the time."""
    if name.lower().endswith(".gz"):
        return lambda file: gzip.GzipFile("", "wb", 6, file, mtime=0)
    if name.lower().endswith(".zst"):
        module = zstandard()
        return lambda file: module.ZstdFile(file, "wb")
    return lambda file: file


def plain_rows(batch: Any) -> list[dict[str, Any]]:
    """Return the rows of a batch as plain values; a carried value that Python cannot hold becomes text."""
    try:
        rows: list[dict[str, Any]] = batch.to_pylist()
    except (ValueError, OverflowError):  # broken UTF-8, a nanosecond, a year beyond 9999
        columns = [[_plain_value(column, row) for row in range(batch.num_rows)] for column in batch.columns]
        rows = [dict(zip(batch.schema.names, values, strict=True)) for values in zip(*columns, strict=True)]
    return rows


def _plain_value(column: Any, row: int) -> Any:
    value = column[row]
    try:
        return value.as_py()
    except (ValueError, OverflowError):
        # A string's bytes are decoded as far as they go; all else is printed by Arrow.
        return value.as_buffer().to_pybytes() if hasattr(value, "as_buffer") else column.slice(row, 1).to_string()


def to_json(record: dict[str, Any], extra: str) -> bytes:
    """Return a record as a line of JSONL: counts without the zeros, dates in ISO form, `extra` as JSON."""
    record["counts"] = {name: count for name, count in record["counts"].items() if count}
    if record.get(extra) is not None:
        record[extra] = json.loads(record[extra])
    try:
        line = json.dumps(record, ensure_ascii=False, default=_plain, allow_nan=False)
    except ValueError:
        line = json.dumps(_finite(record), ensure_ascii=False, default=_plain)
    return line.encode("utf-8", "replace") + b"\n"


def _finite(value: Any) -> Any:
    """Return a value with null for the numbers that JSON does not have."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: Any) -> str:
    """Return what JSON has no type for as text: dates and times in ISO form, bytes as far as they are UTF-8."""
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def check_output(path: Path) -> None:
    """Refuse names that promise another format than they would get.

    Raises:
        OptionError: the name ends as no output we write does.
    """
    if not path.name:
        raise OptionError(f"{str(path)!r} is no name for an output; name it *.jsonl, or *.parquet (a folder)")
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if not is_jsonl(path) and (suffixes[-1:] in ([".gz"], [".zst"], [".json"], [".csv"], [".txt"])):
        raise OptionError(f"cannot write {path}: name it *.jsonl, *.jsonl.gz, *.jsonl.zst, or *.parquet (a folder)")
