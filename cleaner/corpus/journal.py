"""The journal of a run: what is done, so that a run that was cut off goes on where its last complete shard ends.

`OUT.run/journal.jsonl` begins with what the run is (inputs, options, version) and has a line for each complete shard.
A line is written when all it speaks of is on disk; a last line that was cut off does not count.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from cleaner.corpus.outputs import sync_folder
from cleaner.errors import OptionError


@dataclass
class Totals:
    """The reckoning: every record read is written, filtered or failed."""

    read: int = 0
    """Records of the input, broken ones included."""
    written: int = 0
    """Records in the output."""
    filtered: dict[str, int] = field(default_factory=dict)
    """Records a filter held back, by filter."""
    failed: int = 0
    """Records in the failures file."""
    passed_over: int = 0
    """What is no record: responses in WARC files that hold no HTML."""

    @property
    def balances(self) -> bool:
        """Whether nothing was lost and nothing came twice."""
        return self.read == self.written + self.held_back + self.failed

    @property
    def held_back(self) -> int:
        """Records that filters held back."""
        return sum(self.filtered.values())

    def reckoning(self) -> str:
        """Return the reckoning in a line.

        >>> Totals(read=9, written=6, filtered={"words": 2}, failed=1).reckoning()
        'read 9 = written 6 + filtered 2 + failed 1'
        """
        sign = "=" if self.balances else "≠"
        return f"read {self.read} {sign} written {self.written} + filtered {self.held_back} + failed {self.failed}"


@dataclass
class Mark:
    """Where a run stands after its last complete shard."""

    shards: int = 0
    """Number of complete shards."""
    source: int = 0
    """Number of the input that is being read."""
    items: int = 0
    """Records read of it."""
    output_bytes: int = 0
    """Length of a JSONL output."""
    failure_bytes: int = 0
    """Length of the failures file."""
    is_finished: bool = False
    """Whether all input is read and only the files remain to be put in their places."""
    totals: Totals = field(default_factory=Totals)
    """What was counted so far."""


class Journal:
    """The open journal of a run; while it is open no other process can open it, where the system has locks."""

    def __init__(self, file: IO[bytes]) -> None:
        """Take an open file over."""
        self._file = file
        _lock(file)

    @classmethod
    def begin(cls, path: Path, identity: Mapping[str, Any]) -> Journal:
        """Begin a journal for a run of that identity, in a folder that is made for it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        journal = cls(open(path, "xb"))  # noqa: SIM115
        journal._append(identity)
        sync_folder(path.parent)
        sync_folder(path.parent.parent)
        return journal

    @classmethod
    def resume(cls, path: Path, identity: Mapping[str, Any]) -> tuple[Journal, Mark]:
        """Open the journal of a run that was cut off, and tell where it stands.

        Raises:
            OptionError: it is the journal of another run, the message says what differs; or another process is at it.
        """
        journal = cls(open(path, "r+b"))  # noqa: SIM115
        whole = [line for line in journal._file.read().splitlines(keepends=True) if line.endswith(b"\n")]
        journal._file.truncate(sum(map(len, whole)))
        journal._file.seek(0, os.SEEK_END)
        if not whole:
            journal._append(identity)
            return journal, Mark()
        check_identity(json.loads(whole[0]), identity, path.parent)
        return journal, _mark(json.loads(whole[-1])) if len(whole) > 1 else Mark()

    def commit(self, mark: Mark) -> None:
        """Put down that all up to this mark is on disk."""
        self._append(asdict(mark))

    def _append(self, record: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(record).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file and free the lock."""
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    try:
        import fcntl
    except ImportError:
        return  # Windows
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OptionError(f"another process is at work on {file.name}") from None


def _mark(record: dict[str, Any]) -> Mark:
    return Mark(**(record | {"totals": Totals(**record["totals"])}))


def check_identity(then: Mapping[str, Any], now: Mapping[str, Any], path: Path) -> None:
    """Compare what a run was with what it is now.

    Raises:
        OptionError: they differ; the message says in what.
    """
    now = json.loads(json.dumps(now))
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            what = "the inputs are" if name == "inputs" else f"{name} is"
            change = "" if name == "inputs" else f": it was {then.get(name)!r} and is {now.get(name)!r}"
            raise OptionError(
                f"cannot resume the run in {path}: {what} not what it was{change}. "
                "Resume with what it was, or start anew with --overwrite"
            )
