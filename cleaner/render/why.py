"""What decided about the blocks that hold a given text."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cleaner.document import CONTENT_LABELS, Block, Document
from cleaner.labels.describe import DESCRIPTIONS
from cleaner.labels.naming import reads_like
from cleaner.options import Options
from cleaner.render.explain import block_row, line_of, place_of
from cleaner.scoring import SURE_PROBABILITY

_SHOWN = 10
_NEIGHBOURS = 2


def find_blocks(document: Document, wanted: str) -> list[int]:
    """Return the numbers of the blocks, kept or not, that hold a text, which may run over several of them.

    Case and white space do not count.

    >>> document = Document([Block("Rain on", 0, 7), Block("Friday", 9, 15), Block("Share", 17, 22)], "text", "")
    >>> find_blocks(document, "on  FRIDAY"), find_blocks(document, "snow")
    ([0, 1], [])
    """
    needle = _fold(wanted)
    if not needle:
        return []
    texts = [_fold(block.text) for block in document.blocks]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    page = " ".join(texts)
    found: dict[int, None] = {}
    at = page.find(needle)
    while at >= 0:
        first = bisect_right(starts, at) - 1
        last = bisect_right(starts, at + len(needle) - 1) - 1
        found.update(dict.fromkeys(range(first, last + 1)))
        at = page.find(needle, at + len(needle))
    return list(found)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def print_why(document: Document, wanted: str, options: Options, console: Console) -> bool:
    """Print what decided about each block that holds a text; tell whether any does."""
    found = find_blocks(document, wanted)
    for index in found[:_SHOWN]:
        console.print(Group(*_parts(document, index, options, max(30, console.width - 40))))
    if len(found) > _SHOWN:
        console.print(f"... and {len(found) - _SHOWN} blocks more")
    if not found:
        console.print(Text(f"no block holds {line_of(wanted, 60)!r}{_elsewhere(document, wanted)}"))
    return bool(found)


def _elsewhere(document: Document, wanted: str) -> str:
    if document.kind == "html" and _fold(wanted) and _fold(wanted) in _fold(document.source):
        return (
            "; it stands in the page's markup, in an attribute, a script or a hidden element, which never become text"
        )
    return ""


def _parts(document: Document, index: int, options: Options, width: int) -> Iterator[RenderableType]:
    block = document.blocks[index]
    fate = "kept" if block.kept else "dropped"
    yield Text(
        f"block {index + 1} of {len(document.blocks)}: {fate} as {block.label.value}",
        style="bold green" if block.kept else "bold red",
    )
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    rows = [
        ("text", line_of(block.text, 4 * width)),
        ("label", f"{block.label.value}: {DESCRIPTIONS[block.label][0]}"),
        ("decided", decision(document, block, options)),
        ("reason", line_of(block.reason)),
        ("evidence", line_of(block.evidence)),
        ("where", f"characters {place_of(block)}"),
    ]
    for name, said in rows:
        if said:
            table.add_row(Text(f"  {name}", style="dim"), Text(said))
    yield table
    yield Text("  neighbours", style="dim")
    yield _neighbours(document, index, width)
    yield Text()


def _neighbours(document: Document, index: int, width: int) -> Table:
    table = Table.grid(padding=(0, 1))
    around = range(max(0, index - _NEIGHBOURS), min(len(document.blocks), index + _NEIGHBOURS + 1))
    for near in around:
        table.add_row("  >>" if near == index else "    ", *block_row(document.blocks[near], width)[:4])
    return table


def decision(document: Document, block: Block, options: Options) -> str:
    """Say in a sentence what decided about a block, and what would have it otherwise."""
    if block.is_hidden:
        return f"the page, which hides it ({block.reason}); no option keeps it"
    if block.label in options.keep:
        return f"the option to keep {block.label}"
    if block.label in options.drop:
        return f"the option to drop {block.label}"
    cut = "the cut of this document, which nothing reaches" if document.cut > 1 else f"the cut of {document.cut:.3f}"
    reaches = block.label in CONTENT_LABELS
    compared = f"probability {block.probability:.3f} {'reaches' if reaches else 'is below'} {cut}"
    if block.reason != "model" and _is_settled(block):
        return f"the rule {block.reason}, which was sure and set the probability; {compared}"
    by = "network" if block.evidence.endswith(reads_like(block.label)) else f"rule {block.reason}"
    named = "" if reaches or block.reason == "model" else f"; the {by} named it"
    return f"the model: {compared}{named} (--{'drop' if reaches else 'keep'} {block.label} has it otherwise)"


def _is_settled(block: Block) -> bool:
    """Whether a sure verdict set the probability: it then is one of two values."""
    return any(abs(block.probability - settled) < 1e-6 for settled in (SURE_PROBABILITY, 1 - SURE_PROBABILITY))
