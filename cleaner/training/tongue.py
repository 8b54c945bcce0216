"""Made-up prose in any language that has a lexicon: its function words and alphabet in the shape of its sentences.

For most languages there is no labelled text. What a network must learn there is how content and junk differ in shape
and order, not what they say, so the words need only look like the language.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_DENSE = frozenset(["zh-Hans", "zh-Hant", "ja", "th"])
_STOPS = {
    "hi": "।", "bn": "।", "ur": "۔", "hy": "։", "zh-Hans": "。", "zh-Hant": "。", "ja": "。", "th": "",
}  # fmt: skip
_QUESTIONS = {
    "ar": "؟", "fa": "؟", "ur": "؟", "el": ";", "hy": "՞", "zh-Hans": "？", "zh-Hant": "？", "ja": "？", "th": "",
}  # fmt: skip
_COMMAS = {"ar": "،", "fa": "،", "ur": "،", "zh-Hans": "，", "zh-Hant": "，", "ja": "、", "th": " "}
#: Share of the words of a text that are of its topic.
_TOPICAL = 0.25
_QUOTES = (("“", "”"), ("„", "“"), ("«", "»"), ('"', '"'), ("”", "”"), ("„", "”"))


@dataclass
class Tongue:
    """Writes made-up text in one language."""

    language: str
    lexicon: Mapping[str, Any]
    dice: random.Random
    topic: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Gather the function words, the words of all phrases and the letters they are made of."""
        words = self.lexicon.get("words", {})
        self.function_words: list[str] = list(words.get("stop", [])) or ["a"]
        phrases = [
            phrase
            for group, levels in self.lexicon.items()
            if isinstance(levels, dict) and group not in ("words", "glue")
            for phrase in [*levels.get("sure", []), *levels.get("likely", [])]
            if "{" not in phrase
        ]
        self.vocabulary = sorted({word.strip(".,:;!?()") for phrase in phrases for word in phrase.split()} - {""})
        if self.language in _DENSE:
            self.vocabulary = [word for word in self.vocabulary if len(word) <= 4]
        letters = "".join(self.vocabulary).lower()
        self.letters = [char for char in letters if char.isalpha() or not char.isascii()] or list("abcde")
        self.is_dense = self.language in _DENSE
        self.is_cased = self.letters[0].upper() != self.letters[0]

    def choose_topic(self) -> None:
        """Draw the words that the text which follows comes back to."""
        self.topic = []
        self.topic = [self.word() for _ in range(24)]

    def word(self) -> str:
        """Return a word: of the topic, of the language's own, or of its letters."""
        draw = self.dice.random()
        if self.topic and self.dice.random() < _TOPICAL:
            return self.dice.choice(self.topic)
        if draw < 0.35:
            return self.dice.choice(self.function_words)
        if draw < 0.6 and self.vocabulary:
            word: str = self.dice.choice(self.vocabulary)
            return word.lower() if self.dice.random() < 0.9 else word
        length = self.dice.choice([1, 2, 2] if self.is_dense else [3, 4, 5, 6, 7, 8, 10])
        return "".join(self.dice.choice(self.letters) for _ in range(length))

    def words(self, count: int) -> list[str]:
        """Return some words."""
        return [self.word() for _ in range(count)]

    def join(self, words: list[str]) -> str:
        """Put words together as the language writes them."""
        return "".join(words) if self.is_dense else " ".join(words)

    def capital(self, text: str) -> str:
        """Begin with a capital where the script has them."""
        return text[:1].upper() + text[1:] if self.is_cased else text

    def name(self) -> str:
        """Return a person's or a place's name."""
        parts = ["".join(self.dice.choice(self.letters) for _ in range(self.dice.randint(2, 7))) for _ in range(2)]
        if self.dice.random() < 0.3:
            parts = parts[:1]
        return self.join([part.title() if self.is_cased else part for part in parts])

    def title(self) -> str:
        """Return a headline: no full stop."""
        text = self.capital(self.join(self.words(self.dice.randint(4, 12))))
        if self.dice.random() < 0.25:
            text += ": " + self.join(self.words(self.dice.randint(2, 5)))
        return text + (_QUESTIONS.get(self.language, "?") if self.dice.random() < 0.12 else "")

    def sentence(self, *, asks: bool = False, words: int | None = None) -> str:
        """Return a sentence with its marks."""
        parts = self.words(words or self.dice.choice([5, 7, 9, 12, 15, 18, 24]))
        comma = _COMMAS.get(self.language, ",")
        for index in range(3, len(parts) - 2):
            if self.dice.random() < 0.1:
                parts[index] += comma
        if self.dice.random() < 0.15:
            parts[self.dice.randrange(len(parts))] = str(self.dice.randint(2, 3000))
        text = self.capital(self.join(parts))
        if self.dice.random() < 0.12:
            opening, closing = self.dice.choice(_QUOTES)
            return f"{opening}{text}{comma}{closing} {self.join(self.words(2))} {self.name()}" + self.stop(asks)
        return text + self.stop(asks)

    def stop(self, asks: bool) -> str:
        """Return the mark that ends a sentence."""
        return _QUESTIONS.get(self.language, "?") if asks else _STOPS.get(self.language, ".")

    def paragraph(self) -> str:
        """Return one to five sentences."""
        blank = "" if self.language in ("zh-Hans", "zh-Hant", "ja") else " "
        return blank.join(self.sentence() for _ in range(self.dice.choice([1, 1, 2, 2, 3, 4, 5])))
