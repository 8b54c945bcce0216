"""JSON: one object a document, every block's record included."""

from __future__ import annotations

import json

from cleaner.document import Document


def to_json(document: Document, *, indent: int | None = None) -> str:
    """Return a document as JSON text; without `indent` it is one line, as JSONL wants it."""
    return json.dumps(document.to_dict(), ensure_ascii=False, indent=indent)
