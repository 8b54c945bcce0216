"""The article that a page carries as data while it waits for JavaScript to show it: JSON-LD, Next.js and the like."""

from __future__ import annotations

import json
import re
from typing import Any

import turbohtml

from cleaner.document import Block, PageFacts
from cleaner.segment import Segments

#: A page that shows more characters than this is read as it stands.
LITTLE = 500
#: Structured data says less than this of listings, and of pages without an article.
_MIN_CHARS = 200
_KEYS = ("articleBody", "text", "description")
_SENTENCE = re.compile(r"[.!?。！？।؟]['\"”»)]*(?:\s|$)")
#: Shorter strings of an application's data are its captions and settings.
_MIN_STRING = 120


def add_embedded_article(segments: Segments) -> None:
    """Append the paragraphs of the article that the page's data hold, with a warning, if there is one."""
    facts = segments.facts
    paragraphs = embedded_paragraphs(facts) if facts is not None else []
    if sum(map(len, paragraphs)) < _MIN_CHARS:
        return
    for text in paragraphs:
        segments.blocks.append(Block(text, -1, -1, tag="script"))
        segments.element.append(0)
        segments.link_chars.append(0)
        segments.inner_hints.append(0)
        segments.places.append(((None, False), (None, True)))
    if segments.outline is not None:
        segments.outline.last[0] = len(segments.blocks)
    segments.warnings.append("the page shows little text; the article was read from its structured data")


def embedded_paragraphs(facts: PageFacts) -> list[str]:
    """Return the paragraphs of the longest article in JSON-LD, otherwise the long texts of the application's data."""
    bodies = [body for raw in facts.json_ld for body in _named(raw)]
    best = max(bodies, key=len, default="")
    if len(best) >= _MIN_CHARS:
        return _paragraphs(best)
    found = dict.fromkeys(
        text for raw in facts.app_data for string in _strings(_load(raw)) for text in _paragraphs(string)
    )
    return [text for text in found if len(text) >= _MIN_STRING and _SENTENCE.search(text)]


def _load(raw: str) -> Any:
    try:
        return json.loads(raw, strict=False)
    except (ValueError, RecursionError):
        # What is no JSON holds no article.
        return None


def _walk(data: Any) -> list[tuple[str, str]]:
    """Return (key, string) of all strings in order, with a stack of our own: depth is up to the page."""
    found: list[tuple[str, str]] = []
    stack: list[tuple[str, Any]] = [("", data)]
    while stack:
        key, value = stack.pop()
        if isinstance(value, str):
            found.append((key, value))
        elif isinstance(value, dict):
            stack.extend(reversed([(str(name), item) for name, item in value.items()]))
        elif isinstance(value, list):
            stack.extend((key, item) for item in reversed(value))
    return found


def _named(raw: str) -> list[str]:
    """Return the strings that JSON-LD calls an article's body or, of a product, its description."""
    found = _walk(_load(raw))
    return [text for wanted in _KEYS for key, text in found if key == wanted and len(text) >= _MIN_CHARS][:1]


def _strings(data: Any) -> list[str]:
    return [text for _, text in _walk(data) if len(text) >= _MIN_STRING and " " in text and "{" not in text]


def _paragraphs(text: str) -> list[str]:
    """Split a text at its line breaks; markup in it is read first."""
    if "</" in text or "<br" in text:
        text = turbohtml.parse_fragment(text).to_text()
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
