"""The data files that ship with the package: read only if they are, byte for byte, the ones that were shipped.

Neither is code: the lexicon is JSON, the weights are arrays read without pickle. A hash beside each (`sha256sum` form)
catches a broken download, a half-merged checkout and a file that somebody swapped without its hash.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from cleaner.errors import DataFileError

DATA = Path(__file__).parent / "data"


def read_shipped(path: Path) -> bytes:
    """Return a data file whose hash is the one recorded in the file beside it with the suffix `.sha256`.

    Raises:
        DataFileError: one of the two is missing, or the hash is another.
    """
    try:
        data = path.read_bytes()
        wanted = path.with_suffix(".sha256").read_text("ascii").split()[0]
    except (OSError, IndexError, ValueError) as error:
        raise DataFileError(f"cannot read {path}: {error}; reinstall the package") from error
    if hashlib.sha256(data).hexdigest() != wanted:
        raise DataFileError(f"{path} is not the file that was shipped; reinstall the package")
    return data


def record_hash(path: Path) -> None:
    """Write the hash of a data file beside it."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".sha256").write_text(f"{digest}  {path.name}\n", "ascii")
