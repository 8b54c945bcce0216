"""Items gathered to chunks: what a worker gets at once.

Where chunks and shards end depends on the input alone, never on who was faster: a run that is resumed at the end of a
shard makes the same chunks as one that was never cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.corpus.items import Item, Reading
from cleaner.corpus.journal import Mark
from cleaner.corpus.readers import read_items
from cleaner.corpus.sources import Source

_ITEMS = 16
_BYTES = 500_000


@dataclass
class Chunk:
    """Items that are cleaned together: neighbours of one input and one kind."""

    source: int
    """Number of their input."""
    first: int
    """Number of the first item in the run."""
    items: list[Item] = field(default_factory=list)
    """The items, those that could not be read included."""
    seen: int = 0
    """Items of that input up to the last of these."""
    passed_over: int = 0
    """What was no record before and between them."""
    closes_shard: bool = False
    """Whether the last of them is the last of its shard."""

    offset: int = 0
    """Bytes of that input read so far."""
    size: int = 0
    """Bytes of the pages."""

    @property
    def pages(self) -> list[Item]:
        """The items that have a page."""
        return [item for item in self.items if item.failure is None]

    def add(self, item: Item) -> None:
        """Take an item in."""
        self.items.append(item)
        self.seen += 1
        self.offset = item.offset
        self.size += item.size

    def takes(self, item: Item) -> bool:
        """Tell whether an item can be cleaned with these."""
        if len(self.items) >= _ITEMS or self.size >= _BYTES:
            return False
        first = next((old for old in self.items if old.failure is None), item)
        return (first.kind == item.kind and type(first.page) is type(item.page)) or item.failure is not None


def read_chunks(
    sources: Sequence[Source], reading: Reading, carried: Any, mark: Mark, shard_size: int
) -> Iterator[Chunk]:
    """Read all that is behind a mark, in chunks.

    Args:
        sources: All inputs of the run.
        reading: How to read them.
        carried: `pyarrow.Schema` of the columns carried through.
        mark: Where to begin.
        shard_size: Items a shard.
    """
    number, skip = mark.totals.read, mark.items
    is_open = mark.shards == 0
    for index in range(mark.source, len(sources)):
        chunk = Chunk(index, number, seen=skip)
        for item in _behind(read_items(sources[index], reading, carried), skip):
            if not item.is_page:
                chunk.passed_over += 1
                continue
            if chunk.items and not chunk.takes(item):
                yield chunk
                chunk = Chunk(index, number, seen=chunk.seen)
            chunk.add(item)
            number += 1
            is_open = True
            if number % shard_size == 0:
                chunk.closes_shard = True
                is_open = False
                yield chunk
                chunk = Chunk(index, number, seen=chunk.seen)
        yield chunk
        skip = 0
    if is_open:
        # The last shard is shorter; a run without any record has an empty one.
        yield Chunk(len(sources), number, closes_shard=True)


def _behind(items: Iterator[Item], count: int) -> Iterator[Item]:
    """Leave out what stands before and at the item of that number."""
    for item in items:
        if count <= 0:
            yield item
        count -= item.is_page
