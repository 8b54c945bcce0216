"""Which inputs there are: folders, patterns and files become `Source`s, each with its form found from name or content.

The forms are `page` (a file is a record), `jsonl`, `parquet` and `warc` (WARC and WET), each but Parquet plain or
compressed.
"""

from __future__ import annotations

import glob
import gzip
import hashlib
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, cast

from cleaner.errors import SourceError
from cleaner.extras import require

Form = Literal["page", "jsonl", "parquet", "warc"]
STDIN = "-"

_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".txt", ".text")
_COMPRESSED = (".gz", ".zst")
_FORMS: dict[str, Form] = dict.fromkeys(_PAGES, "page")
_FORMS |= {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Source:
    """One input file, or standard input."""

    path: str
    """Its path as given or found, or `-`."""
    form: Form
    """What is in it."""
    size: int = 0
    """Bytes of the file; 0 for standard input."""
    changed: int = 0
    """When it was last changed, nanoseconds; 0 for standard input."""


@dataclass(frozen=True)
class Sources:
    """All inputs of a run in order, and how many files were passed over."""

    files: tuple[Source, ...]
    """Each file once: folders are walked by name."""
    passed_over: int = 0
    """Files in folders that are of no form we know."""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(source.size for source in self.files)

    def fingerprint(self) -> str:
        """Return a hash of names, forms, sizes and times of change: another one means another input."""
        lines = (f"{s.path}\0{s.form}\0{s.size}\0{s.changed}\n" for s in self.files)
        return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def find_sources(inputs: Iterable[str], form: Form | None = None) -> Sources:
    """Turn what was given into files, in the order given, each once.

    Args:
        inputs: Files, folders, glob patterns, or `-` for standard input.
        form: What all of them are; None finds it out.

    Raises:
        SourceError: something given is not there, cannot be read, or holds nothing we know.
    """
    found: dict[str, Source] = {}
    passed_over = 0
    for given in inputs:
        paths, other = _expand(given, form)
        passed_over += other
        for path in paths:
            found.setdefault(path, _source(path, form))
    return Sources(tuple(found.values()), passed_over)


def _expand(given: str, form: Form | None) -> tuple[list[str], int]:
    """Return the files that one argument stands for, and how many others were passed over."""
    if given == STDIN or os.path.isfile(given):
        return [given], 0
    if os.path.isdir(given):
        files = sorted(str(path) for path in Path(given).rglob("*") if path.is_file())
        known = [path for path in files if form is not None or form_of_name(path) is not None]
        if not known:
            raise SourceError(f"{given} holds no .html, .txt, .jsonl, .parquet, .warc or .wet file")
        return known, len(files) - len(known)
    if any(char in given for char in "*?["):
        matching = sorted(path for path in glob.glob(given, recursive=True) if os.path.isfile(path))
        if matching:
            return matching, 0
        raise SourceError(f"{given} matches no file")
    raise SourceError(f"cannot read {given}: there is no such file or folder")


def _source(path: str, form: Form | None) -> Source:
    if path == STDIN:
        return Source(path, form or "jsonl")
    try:
        facts = os.stat(path)
        found = form or form_of_name(path) or _form_of_content(path)
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}") from error
    return Source(path, found, facts.st_size, facts.st_mtime_ns)


def form_of_name(path: str) -> Form | None:
    """Tell the form from a file's name.

    >>> form_of_name("CC-MAIN-2026.warc.wet.gz"), form_of_name("a/b.html.zst"), form_of_name("photo.png")
    ('warc', 'page', None)
    """
    name = path.lower()
    plain = name
    for suffix in _COMPRESSED:
        plain = plain.removesuffix(suffix)
    form = _FORMS.get(os.path.splitext(plain)[1])
    return None if form == "parquet" and plain != name else form


def _form_of_content(path: str) -> Form:
    """Tell the form from the first bytes; what is none of the others is a page."""
    with open(path, "rb") as file:
        if file.read(4) == b"PAR1":
            return "parquet"
        file.seek(0)
        try:
            start = open_plain(file).read(64)
        except (EOFError, OSError, zlib.error):
            start = b""  # damaged: the reader of pages will say so
    if start.startswith(b"WARC/"):
        return "warc"
    return "jsonl" if start.lstrip().startswith(b"{") else "page"


def open_plain(file: IO[bytes]) -> IO[bytes]:
    """Return a stream of a file's content, decompressed if it is gzip or Zstandard.

    Reading from it raises `EOFError` where a compressed file is cut short and `OSError` where it is damaged.

    Raises:
        MissingExtraError: Zstandard, which Python brings from 3.14 on, is not installed.
    """
    head = file.read(4)
    file.seek(0)
    stream: IO[bytes] = file
    if head.startswith(_GZIP):
        stream = cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb"))
    elif head == _ZSTD:
        stream = zstandard().ZstdFile(file, "rb")
    return stream


def zstandard() -> Any:
    """Return Python's module for Zstandard, or its backport.

    Raises:
        MissingExtraError: neither is there.
    """
    try:
        return require("compression.zstd", "corpus")
    except ImportError:
        return require("backports.zstd", "corpus")
