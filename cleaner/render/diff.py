"""Two cleanings of one input side by side: the blocks that met another fate or got another label."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.text import Text

from cleaner.document import Block, Document, Label
from cleaner.errors import DataFileError, OptionError
from cleaner.options import Engine, Mode, Options, parse_label
from cleaner.pipeline import read_file
from cleaner.render.explain import block_row, block_table

_CHANGEABLE = ("mode", "engine", "keep", "drop", "encoding")


@dataclass(frozen=True)
class Cleaning:
    """What a cleaning made of an input, ours or as an earlier JSON output has it."""

    blocks: Sequence[Block]
    confidence: float

    @classmethod
    def of(cls, document: Document) -> Cleaning:
        """Return that of a document."""
        return cls(document.blocks, document.confidence)


def changed_options(options: Options, changes: Sequence[str]) -> Options:
    """Return options with some changed, each given as `name=value`; labels are added to those kept or dropped.

    Raises:
        OptionError: no such option, or no such value.

    >>> changed_options(Options(), ["mode=recall", "keep=comment"]).mode
    'recall'
    """
    for change in changes:
        name, _, value = change.partition("=")
        if name not in _CHANGEABLE or not value:
            names = ", ".join(f"{known}=..." for known in _CHANGEABLE)
            raise OptionError(f"cannot compare with {change!r}: no such file; options are given as {names}")
        if name == "mode":
            options = replace(options, mode=cast(Mode, value))
        elif name == "engine":
            options = replace(options, engine=cast(Engine, value))
        elif name == "encoding":
            options = replace(options, encoding=value)
        else:
            labels = frozenset(parse_label(part.strip()) for part in value.split(","))
            kept, dropped = (labels, frozenset[Label]()) if name == "keep" else (frozenset[Label](), labels)
            options = replace(options, keep=(options.keep - dropped) | kept, drop=(options.drop - kept) | dropped)
    return options


@dataclass(frozen=True)
class Earlier:
    """What an earlier `cleaner clean -f json` or `-f jsonl` wrote."""

    path: Path
    records: Sequence[Any]

    @classmethod
    def read(cls, path: Path) -> Earlier:
        """Read such a file.

        Raises:
            SourceError: the file cannot be read.
            DataFileError: it is neither JSON nor JSONL.
        """
        text = read_file(path).decode("utf-8", "replace")
        try:
            records = json.loads(text)
        except ValueError:
            records = [_parse_line(path, line) for line in text.splitlines() if line.strip()]
        return cls(path, records if isinstance(records, list) else [records])

    def cleaning(self, name: str) -> Cleaning:
        """Return what was made of an input: the record with its name, or the only one.

        Raises:
            DataFileError: there is none, or it is no record of ours.
        """
        named = [record for record in self.records if isinstance(record, dict) and record.get("id") == name]
        if not named and len(self.records) != 1:
            raise DataFileError(f"{self.path} holds no record with the id {name!r}")
        record = (named or self.records)[0]
        try:
            return Cleaning([_to_block(found) for found in record["blocks"]], float(record["confidence"]))
        except (KeyError, TypeError, ValueError) as error:
            raise DataFileError(f"{self.path} is no output of `cleaner clean -f json` ({error!r})") from error


def _parse_line(path: Path, line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise DataFileError(f"{path} is neither JSON nor JSONL: {error}") from error


def _to_block(record: dict[str, Any]) -> Block:
    known = {field.name for field in fields(Block)}
    values = {name: value for name, value in record.items() if name in known}
    block = Block(**{**values, "label": Label(record["label"])})
    if not isinstance(block.text, str) or not isinstance(block.reason, str) or not isinstance(block.evidence, str):
        raise TypeError("a block without text")
    block.probability = float(block.probability)
    return block


def compare(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[Block | None, Block | None]]:
    """Return the pairs of a block before and after whose fate or label differ; None where the block was not there.

    Blocks are paired in order by their text.

    >>> kept = Block("a", 0, 1, label=Label.PARAGRAPH, kept=True)
    >>> [(pair[0].kept, pair[1].kept) for pair in compare([kept], [replace(kept, kept=False)])]
    [(True, False)]
    """
    return [pair for pair in _pairs(before, after) if _differs(*pair)]


def _pairs(before: Sequence[Block], after: Sequence[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    old, new = [block.text for block in before], [block.text for block in after]
    if old == new:  # the usual case, and matching long lists takes time
        yield from zip(before, after, strict=True)
        return
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(before[i:j], after[k:m], strict=True)
        else:
            yield from ((block, None) for block in before[i:j])
            yield from ((None, block) for block in after[k:m])


def _differs(before: Block | None, after: Block | None) -> bool:
    if before is None or after is None:
        return True
    return (before.kept, before.label) != (after.kept, after.label)


def print_diff(before: Cleaning, after: Cleaning, console: Console, *, width: int = 72) -> None:
    """Print the blocks that differ, each as it was and as it is now with both reasons, and a summary."""
    pairs = compare(before.blocks, after.blocks)
    if pairs:
        table = block_table("", "")
        table.columns[0].no_wrap = True
        for old, new in pairs:
            for name, block, other in (("was", old, None), ("now", new, old)):
                cells = block_row(block, width) if block else (Text("not there", style="dim"), *[Text()] * 4)
                # The text stands once for both.
                text = Text() if block and other else cells[3]
                table.add_row(Text.assemble(Text(f"{name} ", style="dim"), cells[0]), *cells[1:3], text, cells[4])
        console.print(table)
        console.print()
    console.print(Text(_summary(before, after, pairs), style="bold"))


def _summary(before: Cleaning, after: Cleaning, pairs: Sequence[tuple[Block | None, Block | None]]) -> str:
    if not pairs:
        return f"no block differs; confidence {before.confidence:.2f} -> {after.confidence:.2f}"
    gained = [new for old, new in pairs if new and new.kept and not (old and old.kept)]
    lost = [old for old, new in pairs if old and old.kept and not (new and new.kept)]
    differ = "1 block differs" if len(pairs) == 1 else f"{len(pairs)} blocks differ"
    return (
        f"{differ}: {len(gained)} kept now ({_size(gained)} characters), "
        f"{len(lost)} no longer ({_size(lost)} characters), {len(pairs) - len(gained) - len(lost)} otherwise; "
        f"confidence {before.confidence:.2f} -> {after.confidence:.2f}"
    )


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
