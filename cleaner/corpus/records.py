"""What an output record is, and what a failure record is. The only place that says so.

An output record has these columns, in this order:

| column | type | what |
|---|---|---|
| `id` | string | from the input; the local runner makes one up where the input has none |
| `url` | string | address of the page, from the input, else what the page itself says |
| `title` | string | the headline |
| `text` or `markdown` | string | the cleaned document |
| `authors` | list of string | |
| `date` | date | day of first publication |
| `language` | string | BCP 47 tag, primary part in lower case |
| `confidence` | double | expected word F1 of the cleaning, 0 to 1, three digits |
| `warnings` | list of string | what a careful user should know |
| `n_blocks` | int32 | blocks of the input, kept or not |
| `n_words` | int32 | words of the cleaned document, see `count_words` |
| `counts` | struct of int32 | blocks by label, a field for every label |
| `blocks` | list of struct | only if asked for: every block with label, probability and reason |

Behind them stand the columns of the input that are carried through. One whose name is taken is called `input_<name>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from cleaner.document import Document, Label, count_labels
from cleaner.extras import require

Format = Literal["text", "markdown"]
#: Why a record failed. `null`: no page in it; `type`: the page is no text and no bytes; `decode`: the bytes are no
#: valid encoding of what they should be; `binary`: an image or the like; `too_large`: over the size limit; `timeout`:
#: over the time limit; `worker_died`: the process that cleaned it was killed or crashed; `malformed`: the input around
#: it is broken (a line that is no JSON, a damaged WARC record); `error`: a defect of ours.
Reason = Literal["null", "type", "decode", "binary", "too_large", "timeout", "worker_died", "malformed", "error"]

#: The columns of a failure in an Arrow batch; both null where all went well.
FAILURE_COLUMNS = ("failure", "failure_detail")

_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[^\W{_DENSE}]+")
_DENSE_CHARACTER = re.compile(f"[{_DENSE}]")
_ANY_WORD = re.compile(rf"[^\W{_DENSE}]+|[{_DENSE}]")


@dataclass(frozen=True, slots=True)
class Failure:
    """One record that could not be cleaned: a line of `OUT.failures.jsonl`."""

    id: str | None
    """The record's id."""
    reason: Reason
    """The kind of failure."""
    detail: str
    """What happened, in words."""
    source: str
    """The file it stands in, or `-`."""
    position: str
    """Where in that file: `line 12`, `row 3`, `byte 1048` (of a WARC file, compressed if it is)."""
    number: int
    """Its number among all records of the run's input, from 0."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready values."""
        return asdict(self)


def count_words(text: str) -> int:
    """Count words: runs of letters and digits; of scripts without blanks (Chinese, Thai) two characters are a word.

    >>> count_words("Rain on Friday, 12 mm"), count_words("金曜日に雨")
    (5, 3)
    """
    return sum(1 for _ in _WORD.finditer(text)) + (sum(1 for _ in _DENSE_CHARACTER.finditer(text)) + 1) // 2


def words_of(text: str) -> list[str]:
    """Return the words in order, every character of a script without blanks on its own.

    >>> words_of("Rain, 雨だ")
    ['Rain', '雨', 'だ']
    """
    return _ANY_WORD.findall(text)


def to_record(document: Document, *, format_: Format = "text", blocks: bool = False) -> dict[str, Any]:
    """Return the columns that come from the cleaned document, without `id` and carried ones.

    Args:
        document: A cleaned document.
        format_: What the document is rendered as, and the name of that column.
        blocks: Whether to add the records of all blocks.
    """
    text = document.markdown if format_ == "markdown" else document.text
    metadata = document.metadata
    record: dict[str, Any] = {
        "url": metadata.url,
        "title": document.title,
        format_: text,
        "authors": list(metadata.authors),
        "date": metadata.date,
        "language": metadata.language,
        "confidence": round(document.confidence, 3),
        "warnings": list(document.warnings),
        "n_blocks": len(document.all_blocks),
        "n_words": count_words(text),
        "counts": dict.fromkeys((label.value for label in Label), 0) | count_labels(document.all_blocks),
    }
    if blocks:
        record["blocks"] = [block.to_dict() for block in document.blocks]
    return record


def record_schema(*, format_: Format = "text", blocks: bool = False) -> Any:
    """Return the `pyarrow.Schema` of an output record without carried columns.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    pa = require("pyarrow", "parquet")
    text = pa.string()
    fields = [
        ("id", text),
        ("url", text),
        ("title", text),
        (format_, text),
        ("authors", pa.list_(text)),
        ("date", pa.date32()),
        ("language", text),
        ("confidence", pa.float64()),
        ("warnings", pa.list_(text)),
        ("n_blocks", pa.int32()),
        ("n_words", pa.int32()),
        ("counts", pa.struct([(label.value, pa.int32()) for label in Label])),
    ]
    return pa.schema(fields + ([("blocks", pa.list_(_block_type(pa)))] if blocks else []))


def _block_type(pa: Any) -> Any:
    """The Arrow type of `Block.to_dict()`."""
    text, whole = pa.string(), pa.int32()
    return pa.struct(
        [
            ("text", text),
            ("start", whole),
            ("end", whole),
            ("label", text),
            ("kept", pa.bool_()),
            ("probability", pa.float64()),
            ("reason", text),
            ("evidence", text),
            ("tag", text),
            ("path", text),
            ("level", whole),
        ]
    )


def free_names(carried: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """Name carried columns: as they are, or with `input_` in front until nothing has that name.

    >>> free_names(["title", "topic", "input_title"], ["id", "title"])
    {'title': 'input_input_title', 'topic': 'topic', 'input_title': 'input_title'}
    """
    taken, carried = set(taken), list(carried)
    used = taken | set(carried)
    names: dict[str, str] = {}
    for name in carried:
        new = name
        if name in taken:
            while new in used:
                new = f"input_{new}"
        used.add(new)
        names[name] = new
    return names
