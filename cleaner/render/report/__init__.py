"""`cleaner report`: one page that shows what every block of one or many documents was taken for, and why.

The page holds its texts as JSON in inert script elements and puts them on the screen as text nodes, so nothing of a
page is ever markup of the report. Its content security policy allows its own script and style by their hashes and
nothing else: no request, no other script, no inline handler, no `innerHTML`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, TextIO

from cleaner.document import CONTENT_LABELS, Document, Label
from cleaner.labels.describe import DESCRIPTIONS
from cleaner.options import Options
from cleaner.render.explain import printable
from cleaner.render.report.record import Overview, document_record

_SCRIPTS = ("dom.js", "model.js", "blocks.js", "skeleton.js", "panel.js", "document.js", "overview.js", "main.js")
#: What would end the script element, or a line of it for older readers of JSON.
_UNSAFE = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def write_report(
    pages: Iterable[tuple[str, Document]],
    out: TextIO,
    *,
    options: Options | None = None,
    failures: Sequence[tuple[str, str]] = (),
) -> int:
    """Write a self-contained HTML page about documents, each as it comes, so that they need not be in memory together.

    Args:
        pages: Names and documents.
        out: Where the page goes; open it as UTF-8.
        options: What the documents were cleaned with; `Options()` if None.
        failures: Names of inputs that could not be cleaned, and why; read after the last page, so the list may
            grow meanwhile.

    Returns:
        The number of documents.
    """
    head, tail = _shell()
    overview = Overview()
    out.write(head)
    for name, document in pages:
        out.write(_block(f"document-{len(overview.rows)}", document_record(printable(name), document)))
        overview.add(printable(name), document)
    out.write(_block("report", _facts(options or Options(), overview, failures)))
    out.write(tail)
    return len(overview.rows)


def _facts(options: Options, overview: Overview, failures: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What the page knows besides the documents: the labels, what is kept of them, one row for each document."""
    kept = (CONTENT_LABELS | options.keep) - options.drop
    return {
        "labels": [
            {
                "name": label.value,
                "meaning": DESCRIPTIONS[label][0],
                "content": label in CONTENT_LABELS,
                "kept": label in kept,
            }
            for label in Label
        ],
        "mode": options.mode,
        "documents": overview.rows,
        "failures": [list(failure) for failure in failures],
    }


def _block(name: str, value: object) -> str:
    """Return a script element that holds data and cannot be run or left early.

    >>> _block("a", "</script><b>")
    '<script type="application/json" id="a">"\\\\u003c/script\\\\u003e\\\\u003cb\\\\u003e"</script>\\n'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return f'<script type="application/json" id="{escape(name)}">{text}</script>\n'


@lru_cache(maxsize=1)
def _shell() -> tuple[str, str]:
    """Return the page before and after its data."""
    style = _read("page.css")
    script = '"use strict";\n' + "\n".join(_read(name) for name in _SCRIPTS)
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    page = Template(_read("page.html")).substitute(policy=policy, style=style, script=script, data="\0")
    head, _, tail = page.partition("\0")
    return head, tail


def _read(name: str) -> str:
    return (files(__package__) / "page" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
