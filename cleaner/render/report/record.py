"""What the report's page is told of a document, as JSON-ready values without anything said twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cleaner.document import Document, Label
from cleaner.render.report.skeleton import find_boxes

_NUMBERS = {label: number for number, label in enumerate(Label)}


def document_record(name: str, document: Document) -> dict[str, Any]:
    """Return all of a document that its view shows.

    `blocks` holds a list a block: text, start, end, number of the label, whether kept, probability, number of the
    label it has as content, level, then the numbers of reason, evidence and path in `strings`. Probabilities and the
    cut have nine digits, which tell any two float32 apart, so that the page's comparisons give what ours gave.
    """
    strings: dict[str, int] = {}

    def number(text: str) -> int:
        return strings.setdefault(text, len(strings))

    blocks = [
        [
            block.text,
            block.start,
            block.end,
            _NUMBERS[block.label],
            int(block.kept),
            _nine_digits(block.probability),
            _NUMBERS[block.kind],
            block.level,
            number(block.reason),
            number(block.evidence),
            number(block.path or ""),
        ]
        for block in document.blocks
    ]
    return {
        "name": name,
        "title": document.title or "",
        "kind": document.kind,
        "url": document.url or _own_address(document) or "",
        "confidence": round(document.confidence, 4),
        "cut": _nine_digits(document.cut),
        "warnings": document.warnings,
        "size": len(document.source),
        "blocks": blocks,
        "strings": list(strings),
        "boxes": find_boxes(document) if document.kind == "html" else [],
    }


class Overview:
    """One row for each document, for the first page of a report of many."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []

    def add(self, name: str, document: Document) -> None:
        """Append a row: name, title, site, kind, confidence, warnings, and blocks and characters by label, kept or not.

        The counts are a list of [number of the label, whether kept, blocks, characters].
        """
        blocks: Counter[tuple[Label, bool]] = Counter()
        characters: Counter[tuple[Label, bool]] = Counter()
        for block in document.blocks:
            blocks[block.label, block.kept] += 1
            characters[block.label, block.kept] += len(block.text)
        counts = [[_NUMBERS[key[0]], int(key[1]), n, characters[key]] for key, n in blocks.items()]
        site = site_of(document) or str(Path(name).parent)
        confidence = round(document.confidence, 4)
        self.rows.append(
            [name, document.title or "", site, document.kind, confidence, len(document.warnings), sorted(counts)]
        )


def site_of(document: Document) -> str:
    """Return the host of the page's address as it was given or as the page's markup has it; empty if unknown."""
    for address in (document.url, _own_address(document)):
        try:
            host = urlsplit(address or "").hostname or ""
        except ValueError:  # a page's address may be anything
            host = ""
        if host:
            return host.removeprefix("www.")
    return ""


def _own_address(document: Document) -> str | None:
    facts = document.facts
    if facts is None:
        return None
    return facts.canonical or next(iter(facts.meta.get("og:url", [])), None)


def _nine_digits(value: float) -> float:
    return float(f"{value:.9g}")
