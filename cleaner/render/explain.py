"""Every block in the terminal: kept and dropped told apart by a sign as well as by colour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cleaner.document import Block, Document, Label, count_labels

#: Controls of both sets, lone surrogates, and the marks that embed, override or isolate a direction.
_UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_BAR = 24


def explain(document: Document, console: Console, *, width: int = 72, where: bool = False) -> None:
    """Print every block with its label, probability and reason, then a summary and a chart by label.

    Args:
        document: The document.
        console: Where it goes.
        width: Columns for the text of a block.
        where: Print also at which characters of the source and in which elements each block stands.
    """
    console.print(Group(*_parts(document, width, where)))


def _parts(document: Document, width: int, where: bool) -> Iterator[RenderableType]:
    table = block_table("", *(["where"] if where else []))
    for block in document.blocks:
        table.add_row(*block_row(block, width), *([Text(place_of(block), style="dim")] if where else []))
    yield table
    yield Text()
    yield Text(f"title: {line_of(document.title or '(none)')}")
    yield Text(summary(document), style="bold")
    yield _chart(document)
    for warning in document.warnings:
        yield Text(f"warning: {printable(warning)}", style="yellow")


def block_table(first: str, *more: str) -> Table:
    """Return an empty table for the cells of `block_row`, with the head of its first column and more columns."""
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_header=True, header_style="bold")
    table.add_column(first)
    table.add_column("label", no_wrap=True)
    table.add_column("p", justify="right", no_wrap=True)
    table.add_column("text", ratio=3)
    table.add_column("reason", ratio=2)
    for name in more:
        table.add_column(name, ratio=2)
    return table


def block_row(block: Block, width: int) -> tuple[Text, ...]:
    """Return the cells of a block: sign, label, probability, text and reason."""
    style = "" if block.kept else "dim"
    return (
        Text("+" if block.kept else "-", style="bold green" if block.kept else "bold red"),
        Text(block.label.value, style="green" if block.kept else "red"),
        Text(f"{block.probability:.2f}", style=style),
        Text(line_of(block.text, width), style=style),
        Text(reason_of(block, width + 20), style="dim"),
    )


def reason_of(block: Block, width: int = 72) -> str:
    """Name what decided and what it saw, in one line."""
    return line_of(block.reason + (f" ({block.evidence})" if block.evidence else ""), width)


def place_of(block: Block) -> str:
    """Say at which characters of the source a block stands and, in HTML, in which elements."""
    return f"{block.start}-{block.end}" + (f" {line_of(block.path)}" if block.path else "")


def _chart(document: Document) -> Table:
    """A bar a label, by characters."""
    sizes = dict.fromkeys(count_labels(document.blocks), 0)
    for block in document.blocks:
        sizes[block.label.value] += len(block.text)
    kept = {block.label for block in document.kept}
    most = max(sizes.values(), default=1)
    table = Table.grid(padding=(0, 1))
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        colour = "green" if Label(name) in kept else "red"
        bar = Text("█" * max(1, round(_BAR * size / most)), style=colour)
        table.add_row(Text("+" if colour == "green" else "-", style=f"bold {colour}"), name, bar, f"{size} characters")
    return table


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


def line_of(text: str, width: int | None = None) -> str:
    """Return a text as one line that is safe to print, cut to a width.

    >>> line_of("two\\nlines", 5)
    'two …'
    """
    line = printable(" ".join(text.split()))
    return line if width is None or len(line) <= width else line[: width - 1] + "…"


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
