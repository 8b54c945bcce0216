"""Reading WARC files (the HTML of responses) and WET files (the text of conversion records).

FastWARC reads the records. Content codings are undone here, bit by bit up to the size limit: FastWARC 2.0 loses its
place in the file if a body it decodes is not read to the end, and a compressed bomb must not be.
"""

from __future__ import annotations

import codecs
import io
import zlib
from collections.abc import Iterator
from typing import IO, Any

from cleaner.corpus.items import Item, Reading
from cleaner.corpus.records import Reason
from cleaner.corpus.sources import Source
from cleaner.errors import OptionError
from cleaner.extras import require
from cleaner.pipeline import looks_like_html
from cleaner.segment.decode import check_encoding

_HTML_TYPES = ("text/html", "application/xhtml+xml")

#: Columns of WARC records that are carried through.
WARC_FIELDS: dict[str, type] = {"warc_date": str, "http_status": int}


class _BadBodyError(Exception):
    """A body that cannot be had: the reason and what happened."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def read_warc(source: Source, reading: Reading) -> Iterator[Item]:
    """Read the pages of a WARC or WET file; responses that hold no HTML come as items that are no pages.

    Raises:
        MissingExtraError: FastWARC is not installed.
        OSError: the rest of the file is damaged.
    """
    fastwarc = require("fastwarc", "warc")
    kinds = fastwarc.WarcRecordType
    with open(source.path, "rb") as file:
        records = fastwarc.ArchiveIterator(file, record_types=kinds.response | kinds.resource | kinds.conversion)
        for record in records:
            yield _item(record, reading, file, is_text=record.record_type == kinds.conversion)


def _item(record: Any, reading: Reading, file: IO[bytes], *, is_text: bool) -> Item:
    position = f"byte {record.stream_pos}"
    carried = {"warc_date": record.headers.get("WARC-Date"), "http_status": _status(record)}
    facts: dict[str, Any] = {
        "id": record.record_id,
        "url": record.headers.get("WARC-Target-URI"),
        "kind": reading.kind if reading.kind != "auto" else "text" if is_text else "html",
        "carried": {name: value for name, value in carried.items() if value is not None},
        "offset": file.tell(),
    }
    if not is_text and _is_other(record):
        return Item(position, is_page=False, offset=file.tell())
    try:
        body = _body(record, reading.max_size)
    except _BadBodyError as error:
        return Item(position, failure=(error.reason, str(error)), **facts)
    if not is_text and not _content_type(record) and not looks_like_html(body[:4096].decode("latin-1")):
        return Item(position, is_page=False, offset=file.tell())
    return Item(position, page=_in_charset(body, record.http_charset), **facts)


def _status(record: Any) -> int | None:
    status = record.http_headers.status_code if record.http_headers is not None else None
    return int(status) if status is not None else None


def _content_type(record: Any) -> str:
    """The media type in lower case, as the server said or the crawler found; empty if neither did."""
    identified = record.headers.get("WARC-Identified-Payload-Type")
    own = record.headers.get("Content-Type") if record.http_headers is None else record.http_content_type
    return (identified or own or "").partition(";")[0].strip().lower()


def _is_other(record: Any) -> bool:
    """Tell whether a response says it is something else than HTML; a DNS answer is, too."""
    kind = _content_type(record)
    return bool(kind) and kind not in _HTML_TYPES


def _body(record: Any, limit: int) -> bytes:
    """Return the body with its codings undone."""
    length = record.content_length
    raw = record.reader.read(min(length, limit + 1)) if length else b""
    if len(raw) > limit:
        raise _BadBodyError("too_large", f"{length} bytes, over the limit of {limit}")
    if len(raw) < length:
        raise _BadBodyError("malformed", f"the file ends after {len(raw)} of the record's {length} bytes")
    headers = record.http_headers
    if headers is None:
        return bytes(raw)
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        raw = _unchunk(raw)
    codings = [coding.strip().lower() for coding in (headers.get("Content-Encoding") or "").split(",")]
    for coding in reversed([coding for coding in codings if coding not in ("", "identity")]):
        raw = _decompress(raw, coding, limit)
    return bytes(raw)


def _unchunk(raw: bytes) -> bytes:
    """Undo chunked transfer; a body that is not chunked after all (crawlers do that) is left as it is."""
    reader = require("fastwarc.stream_io", "warc").ChunkedReader(io.BytesIO(raw))
    try:
        plain = bytes(reader.read(len(raw)))
    except (OSError, ValueError):
        return raw
    return plain or raw


def _decompress(raw: bytes, coding: str, limit: int) -> bytes:
    """Undo one content coding, never beyond the limit; a body not so coded after all is left as it is."""
    if coding in ("gzip", "x-gzip", "deflate"):
        if coding != "deflate" and raw[:2] != b"\x1f\x8b":
            return raw
        return _inflate(raw, limit)
    if coding == "br":
        return _unbrotli(raw, limit)
    raise _BadBodyError("decode", f"unknown content coding {coding!r}")


def _inflate(raw: bytes, limit: int) -> bytes:
    """Undo gzip, zlib or bare deflate."""
    has_zlib_head = raw[:1] != b"" and raw[0] & 15 == 8 and int.from_bytes(raw[:2], "big") % 31 == 0
    engine = zlib.decompressobj(47 if has_zlib_head or raw[:2] == b"\x1f\x8b" else -15)
    try:
        plain = engine.decompress(raw, limit + 1)
    except zlib.error as error:
        raise _BadBodyError("decode", f"damaged content coding: {error}") from None
    if len(plain) > limit:
        raise _BadBodyError("too_large", f"over the limit of {limit} bytes when decompressed")
    if not engine.eof:
        raise _BadBodyError("decode", "the compressed body ends early")
    return plain


def _unbrotli(raw: bytes, limit: int) -> bytes:
    """Undo Brotli a piece at a time."""
    brotli = require("brotli", "warc")
    engine, plain = brotli.Decompressor(), bytearray()
    try:
        for start in range(0, len(raw), 256):
            plain += engine.process(raw[start : start + 256], output_buffer_limit=limit + 1)
            while len(plain) <= limit and not engine.can_accept_more_data():
                plain += engine.process(b"", output_buffer_limit=limit + 1)
            if len(plain) > limit:
                raise _BadBodyError("too_large", f"over the limit of {limit} bytes when decompressed")
    except brotli.error as error:
        raise _BadBodyError("decode", f"damaged content coding: {error}") from None
    return bytes(plain)


def _in_charset(body: bytes, charset: str | None) -> bytes:
    """Decode a body that is no valid UTF-8 by the charset the server names, which browsers put above the page's own."""
    if charset is None or body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    try:
        name = check_encoding(charset)
        body.decode("utf-8")
    except OptionError:
        return body  # no name of an encoding: the cleaner finds out
    except UnicodeDecodeError:
        if name == "utf-8":
            return body
        return body.decode("cp1252" if name in ("iso8859-1", "ascii") else name, "replace").encode("utf-8", "replace")
    return body
