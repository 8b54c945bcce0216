"""Every block in the terminal: kept and dropped told apart by a sign as well as by colour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cleaner.document import Block, Document, count_labels

_KEPT, _DROPPED = "+", "-"
#: Controls of both sets, lone surrogates, and the marks that embed, override or isolate a direction.
_UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def explain(document: Document, console: Console, *, width: int = 72) -> None:
    """Print every block with its label, probability and reason, then a summary."""
    console.print(Group(*_parts(document, width)))


def _parts(document: Document, width: int) -> Iterator[RenderableType]:
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_header=True, header_style="bold")
    table.add_column("")
    table.add_column("label", no_wrap=True)
    table.add_column("p", justify="right", no_wrap=True)
    table.add_column("text", ratio=3)
    table.add_column("reason", ratio=2)
    for block in document.blocks:
        table.add_row(*_row(block, width))
    yield table
    yield Text()
    yield Text(summary(document), style="bold")
    for warning in document.warnings:
        yield Text(f"warning: {printable(warning)}", style="yellow")


def _row(block: Block, width: int) -> tuple[Text, ...]:
    style = "" if block.kept else "dim"
    text = printable(" ".join(block.text.split()))
    shown = text if len(text) <= width else text[: width - 1] + "…"
    reason = block.reason + (f" ({block.evidence})" if block.evidence else "")
    return (
        Text(_KEPT if block.kept else _DROPPED, style="bold green" if block.kept else "bold red"),
        Text(block.label.value, style="green" if block.kept else "red"),
        Text(f"{block.probability:.2f}", style=style),
        Text(shown, style=style),
        Text(printable(" ".join(reason.split()))[: width + 20], style="dim"),
    )


def summary(document: Document) -> str:
    """One line: how much was kept, how sure, and the labels with their counts.

    >>> summary(Document([Block("a b", 0, 3, kept=True)], "text", "a b"))
    'kept 1 of 1 blocks, 3 of 3 characters; confidence 0.00; other 1'
    """
    kept = sum(len(block.text) for block in document.kept)
    total = sum(len(block.text) for block in document.blocks)
    counts = ", ".join(f"{name} {n}" for name, n in count_labels(document.blocks).items())
    hidden = f", {len(document.hidden)} hidden" if document.hidden else ""
    return (
        f"kept {len(document.kept)} of {len(document.blocks)} blocks{hidden}, {kept} of {total} characters; "
        f"confidence {document.confidence:.2f}; {counts or 'no blocks'}"
    )


def printable(text: str) -> str:
    """Replace control characters, and what makes a terminal show text in another order, each by U+FFFD.

    So a page or a file name can neither send escape codes to the terminal nor pass for another. Tabs stay.

    >>> printable("a" + chr(27) + "[31mb")
    'a\ufffd[31mb'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def printable_lines(text: str) -> str:
    r"""Do the same but for line breaks, for text that is shown as it is.

    >>> printable_lines("one" + chr(27) + "\ntwo")
    'one\ufffd\ntwo'
    """
    return "\n".join(map(printable, text.split("\n")))
