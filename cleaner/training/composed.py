"""Composed texts: content and junk of every sort, in every language and order, as scrapers leave them.

The content is real where there is real text and made up elsewhere (`tongue`); the junk are the lexicons' phrases, of
which each text hides a share by changing letters, so that the network learns to do without them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.training.tongue import Tongue

#: (text of the block, whether it is content)
Line = tuple[str, bool]

_SENTENCE_END = re.compile(r"(?<=[.!?。！？।։۔])\s+")
_FILES = ("IMG_{n}.jpg", "{n}_{n}.jpg", "dsc{n}.jpeg", "image-{n}x{n}.png", "header_{n}.webp", "cover-{n}.jpg")
_SITES = (
    "Vektor",
    "Nordpost",
    "The Ledger",
    "Dagur24",
    "Kvartal.net",
    "Sahil TV",
    "Lumen",
    "Obzor",
    "Radio 9",
    "Foro+",
)
_TIMES = ("12:{m}", "{d}.{k}.2026", "2026-0{k}-{d}", "{d}/{k}/2026 08:{m}", "{d} h", "{m} min", "2026年{k}月{d}日")
_OUTERS = ("Facebook", "Twitter", "WhatsApp", "Telegram", "X", "Instagram", "Pinterest", "LinkedIn", "Email", "RSS")


@dataclass
class Composer:
    """Composes texts in one language."""

    tongue: Tongue
    lexicon: Mapping[str, Any]
    stories: Sequence[Sequence[str]]
    """Real articles, a list of paragraphs each, the headline first; empty where there are none."""
    dice: random.Random
    hidden: float = 0.0
    """Share of the phrases that are changed beyond the lexicon's knowledge; drawn anew for each text."""
    headlines: list[str] = field(default_factory=list)
    story: Sequence[str] = ()
    """The article that the text at hand is made of; empty if its words are made up."""

    def __post_init__(self) -> None:
        """Gather headlines for teasers."""
        self.headlines = [story[0] for story in self.stories if 15 < len(story[0]) < 120]

    # --- parts -------------------------------------------------------------------------------------------------

    def phrase(self, *groups: str) -> str:
        """Return a phrase of one of the groups, its placeholders filled."""
        levels = self.lexicon.get(self.dice.choice(groups), {})
        pool = [*levels.get("sure", []), *levels.get("likely", [])]
        if not pool:
            return self.tongue.join(self.tongue.words(2))
        text = str(self.dice.choice(pool))
        for mark, fill in (("{n}", self._number), ("{name}", self.name), ("{date}", self.time), ("{x}", self._some)):
            while mark in text:
                text = text.replace(mark, fill(), 1)
        return self._hide(text) if self.dice.random() < self.hidden else text

    def _hide(self, text: str) -> str:
        """Change a word so that no lexicon knows the phrase."""
        words = text.split()
        at = self.dice.randrange(len(words))
        words[at] = self.tongue.word() if len(words) > 1 else words[at] + self.dice.choice(self.tongue.letters) * 2
        return " ".join(words)

    def _number(self) -> str:
        return str(self.dice.choice([0, 1, 2, 3, 5, 8, 12, 24, 117, 340, 2048]))

    def _some(self) -> str:
        return self.tongue.join(self.tongue.words(self.dice.randint(1, 4)))

    def name(self) -> str:
        """Return a person's name or a user's."""
        return (
            self.tongue.name()
            if self.dice.random() < 0.75
            else self.dice.choice(["marla_k", "user77", "Ivan", "oldvise"])
        )

    def time(self) -> str:
        """Return a date or a time of day."""
        text = self.dice.choice(_TIMES)
        for mark, value in (
            ("{d}", self.dice.randint(10, 28)),
            ("{m}", self.dice.randint(10, 59)),
            ("{k}", self.dice.randint(1, 9)),
        ):
            text = text.replace(mark, str(value))
        months = self.lexicon.get("words", {}).get("months", [])
        if months and self.dice.random() < 0.5:
            return f"{self.dice.randint(1, 28)} {self.dice.choice(months)} 2026"
        return text

    def headline(self) -> str:
        """Return the title of some article."""
        if self.headlines and self.dice.random() < 0.7:
            return self.dice.choice(self.headlines)
        topic, self.tongue.topic = self.tongue.topic, []
        title = self.tongue.title()
        self.tongue.topic = topic
        return title

    def elsewhere(self) -> str:
        """Return a sentence of some other article."""
        if self.stories and self.dice.random() < 0.7:
            return _SENTENCE_END.split(self.dice.choice(self.dice.choice(self.stories)))[0][:240]
        topic, self.tongue.topic = self.tongue.topic, []
        text = self.tongue.sentence()
        self.tongue.topic = topic
        return text

    def paragraphs(self, count: int) -> list[str]:
        """Return running text."""
        if len(self.story) > 2:
            at = self.dice.randrange(1, max(2, len(self.story) - count))
            return list(self.story[at : at + count])
        return [self.tongue.paragraph() for _ in range(count)]

    def sentence(self) -> str:
        """Return one sentence."""
        return _SENTENCE_END.split(self.paragraphs(1)[0])[0][:300]

    def menu(self, count: int) -> list[Line]:
        """Names of sections."""
        return [
            (
                self.phrase("navigation", "section")
                if self.dice.random() < 0.6
                else self.tongue.capital(self.tongue.join(self.tongue.words(self.dice.choice([1, 1, 2, 3])))),
                False,
            )
            for _ in range(count)
        ]

    def junk(self, count: int, *groups: str) -> list[Line]:
        """Phrases of some groups."""
        return [(self.phrase(*groups), False) for _ in range(count)]

    # --- content -----------------------------------------------------------------------------------------------

    def article(self) -> list[Line]:
        """Paragraphs, with a subheading or a list here and there."""
        lines: list[Line] = []
        for paragraph in self.paragraphs(self.dice.choice([2, 3, 4, 6, 8, 12])):
            draw = self.dice.random()
            if draw < 0.12:
                lines.append((self.tongue.capital(self.tongue.join(self.tongue.words(self.dice.randint(1, 5)))), True))
            elif draw < 0.2:
                lines += [
                    (self.dice.choice(["- ", "• ", "", "– "]) + self.sentence()[:90], True)
                    for _ in range(self.dice.randint(2, 5))
                ]
            lines.append((paragraph, True))
        return lines

    def chunks(self) -> list[Line]:
        """Paragraphs that inline links broke into pieces."""
        lines: list[Line] = []
        for paragraph in self.paragraphs(self.dice.choice([2, 3, 5])):
            words = paragraph.split()
            while words:
                size = self.dice.choice([1, 2, 3, 8, 15, 30])
                lines.append((" ".join(words[:size]), True))
                words = words[size:]
        return lines

    def interview(self) -> list[Line]:
        """Questions with answers, many of them a word or two."""
        lines: list[Line] = [(self.sentence(), True)] * (self.dice.random() < 0.6)
        for _ in range(self.dice.randint(3, 9)):
            lines.append((self.tongue.sentence(asks=True), True))
            short = self.dice.random() < 0.5
            lines.append((self.tongue.sentence(words=self.dice.randint(1, 4)) if short else self.sentence(), True))
        return lines

    def dialogue(self) -> list[Line]:
        """Lines of speech."""
        dash = self.dice.choice(["— ", "– ", "", f"{self.tongue.name()}: "])
        return [
            (dash + self.tongue.sentence(asks=self.dice.random() < 0.3, words=self.dice.randint(1, 9)), True)
            for _ in range(self.dice.randint(5, 16))
        ]

    def verse(self) -> list[Line]:
        """Lines of a poem; a refrain may come again."""
        refrain = self.tongue.capital(self.tongue.join(self.tongue.words(4)))
        lines: list[Line] = []
        for _ in range(self.dice.randint(6, 18)):
            if self.dice.random() < 0.1:
                lines.append((refrain, True))
            end = self.dice.choice(["", "", ",", ".", "!"])
            text = self.tongue.join(self.tongue.words(self.dice.randint(2, 7)))
            lines.append(((self.tongue.capital(text) if self.dice.random() < 0.7 else text) + end, True))
        return lines

    def recipe(self) -> list[Line]:
        """Ingredients and steps."""
        units = ["g", "ml", "kg", "г", "dl", "", "EL", "tsp", "克", "জন"]
        lines: list[Line] = [(self.tongue.capital(self.tongue.word()), True)]
        for _ in range(self.dice.randint(3, 9)):
            amount = f"{self.dice.randint(1, 800)} {self.dice.choice(units)}".strip()
            text = self.tongue.join(self.tongue.words(self.dice.randint(1, 3)))
            lines.append((f"{amount} {text}" if self.dice.random() < 0.7 else f"{text} {amount}", True))
        lines.append((self.tongue.capital(self.tongue.word()), True))
        numbered = self.dice.random() < 0.4
        lines += [
            (f"{n}. " * numbered + self.tongue.sentence(words=self.dice.randint(4, 16)), True)
            for n in range(1, self.dice.randint(3, 8))
        ]
        return lines

    def table(self) -> list[Line]:
        """Rows of a table, a row a line or a cell a line."""
        columns, rows = self.dice.randint(2, 5), self.dice.randint(4, 9)
        cells = [[self.tongue.capital(self.tongue.word()) for _ in range(columns)]]
        cells += [[self.tongue.name(), *(self._cell() for _ in range(columns - 1))] for _ in range(rows)]
        lines: list[Line] = [(self.sentence(), True)] * (self.dice.random() < 0.7)
        if self.dice.random() < 0.5:
            lines += [("\t".join(row), True) for row in cells]
        else:
            lines += [(cell, True) for row in cells for cell in row]
        return lines + [(self.sentence(), True)] * (self.dice.random() < 0.5)

    def _cell(self) -> str:
        number = self.dice.randint(0, 99)
        return self.dice.choice([str(number), f"{number % 10}:{number // 10}", f"{number},50 €", self.tongue.word()])

    def thread(self) -> list[Line]:
        """A forum: posts with names, dates and buttons round them."""
        head = [self.phrase("comment_ui", "form", "share") for _ in range(self.dice.randint(1, 4))]
        lines: list[Line] = []
        for number in range(1, self.dice.randint(3, 8)):
            lines.append((self.name(), False))
            lines += [(text, False) for text in head if self.dice.random() < 0.7]
            lines.append((self.time(), False))
            if self.dice.random() < 0.3:
                lines.append((f"#{number}", False))
            lines += [(text, True) for text in self.paragraphs(self.dice.choice([1, 1, 2]))]
            if self.dice.random() < 0.3:
                lines.append((self.tongue.sentence(words=self.dice.randint(1, 5)), True))
            lines += self.junk(self.dice.randint(0, 3), "comment_ui")
        return lines

    def liveblog(self) -> list[Line]:
        """Times, or the days of a diary or programme, and what happened then."""
        lines: list[Line] = []
        months = self.lexicon.get("words", {}).get("months") if self.dice.random() < 0.5 else None
        month = self.dice.choice(months) if months else ""
        for hour in range(self.dice.randint(3, 8)):
            time = f"{2 + 3 * hour} {month}" if month else f"{20 - hour}:{self.dice.randint(10, 59)}"
            lines.append((time, True))
            if self.dice.random() < 0.5:
                lines.append((self.tongue.title(), True))
            lines += [(text, True) for text in self.paragraphs(self.dice.choice([1, 1, 2]))]
        return lines

    # --- chrome ------------------------------------------------------------------------------------------------

    def above(self) -> list[Line]:
        """What stands above the headline."""
        lines: list[Line] = []
        if self.dice.random() < 0.4:
            lines += self.junk(self.dice.randint(1, 4), "consent")
        if self.dice.random() < 0.5:
            lines.append((self.dice.choice(_SITES), False))
        if self.dice.random() < 0.75:
            lines += self.menu(self.dice.choice([1, 3, 6, 10, 16]))
        if self.dice.random() < 0.4:
            lines += self.junk(self.dice.randint(1, 3), "navigation", "form", "promo")
        return lines

    def below_headline(self) -> list[Line]:
        """Date, byline, share bar, picture credit."""
        lines: list[Line] = []
        for group, chance in (("byline", 0.5), ("date", 0.3), ("comment_head", 0.2), ("share", 0.4), ("credit", 0.25)):
            if self.dice.random() < chance:
                lines += self.junk(1, group)
        if self.dice.random() < 0.6:
            lines.insert(self.dice.randrange(len(lines) + 1), (self.time(), False))
        if self.dice.random() < 0.25:
            lines += [(name, False) for name in self.dice.sample(_OUTERS, self.dice.randint(2, 5))]
        if self.dice.random() < 0.2:
            lines.append((re.sub(r"\{n\}", lambda _: self._number(), self.dice.choice(_FILES)), False))
        self.dice.shuffle(lines)
        return lines

    def insertion(self) -> list[Line]:
        """Junk amid the text."""
        draw = self.dice.random()
        if draw < 0.3:
            return self.junk(1, "ad", "share", "credit", "loader")
        if draw < 0.6:
            return [
                *self.junk(1, "teaser_head", "teaser_lead"),
                *((self.headline(), False) for _ in range(self.dice.choice([1, 1, 2, 3]))),
            ]
        if draw < 0.72:
            return [(self.elsewhere(), False) for _ in range(self.dice.randint(1, 3))]
        if draw < 0.85:
            return self.junk(self.dice.randint(1, 4), "promo", "form")
        return self.junk(self.dice.randint(1, 2), "paywall", "promo", "navigation")

    def teasers(self) -> list[Line]:
        """Other articles under a head."""
        lines = self.junk(1, "teaser_head")
        with_time, with_text = self.dice.random() < 0.35, self.dice.random() < 0.2
        for _ in range(self.dice.choice([1, 2, 3, 5, 8])):
            lines.append((self.headline(), False))
            if with_text:
                lines.append((self.elsewhere(), False))
            if with_time:
                lines.append((self.time(), False))
        return lines

    def comments(self) -> list[Line]:
        """A comment widget, with comments or without."""
        lines = self.junk(1, "comment_head")
        lines += self.junk(self.dice.randint(0, 5), "comment_ui", "form")
        for _ in range(self.dice.choice([0, 0, 1, 2, 4, 6])):
            lines += [(self.name(), False), (self.time(), False)]
            text = self.sentence() if self.dice.random() < 0.6 else self.tongue.sentence(words=self.dice.randint(1, 8))
            lines.append((text, False))
            lines += self.junk(self.dice.randint(0, 3), "comment_ui")
        return lines

    def bottom(self) -> list[Line]:
        """Footer, tags, author box, newsletter."""
        lines: list[Line] = []
        if self.dice.random() < 0.35:
            lines += self.junk(1, "tags") + [(self.tongue.word(), False) for _ in range(self.dice.randint(1, 5))]
        if self.dice.random() < 0.2:
            lines += [
                *self.junk(1, "author_bio"),
                (f"{self.tongue.name()} {self.tongue.sentence(words=9).lower()}", False),
            ]
        if self.dice.random() < 0.4:
            lines += self.junk(self.dice.randint(1, 4), "promo", "form", "share")
        if self.dice.random() < 0.6:
            lines += self.menu(self.dice.randint(1, 6)) + self.junk(self.dice.randint(1, 4), "footer")
        return lines

    # --- whole texts -------------------------------------------------------------------------------------------

    def text(self) -> list[Line]:
        """Compose one text, its lines in order."""
        self.hidden = self.dice.choice([0.0, 0.2, 0.4, 0.7])
        self.story = self.dice.choice(self.stories) if self.stories and self.dice.random() < 0.7 else ()
        self.tongue.choose_topic()
        writers: list[Callable[[], list[Line]]] = [
            self.article, self.article, self.article, self.chunks, self.interview, self.dialogue, self.verse,
            self.recipe, self.table, self.thread, self.liveblog,
        ]  # fmt: skip
        body = self.dice.choice(writers)()
        if self.dice.random() < 0.2:
            body += self.dice.choice(writers)()
        title = self.story[0][:160] if self.story and len(self.story[0]) < 160 else self.tongue.title()
        sort = self.dice.random()
        if sort < 0.12:
            return [(title, True)] * (self.dice.random() < 0.7) + [line for line in body if line[1]]
        if sort < 0.2:
            body = []
        lines = self.above()
        if body:
            if self.dice.random() < 0.15:
                lines.append((self.dice.choice([title, title[: len(title) * 2 // 3] + "…"]), False))
            lines.append((title, True))
        lines += self.below_headline()
        for _ in range(self.dice.choice([0, 0, 1, 1, 2]) if len(body) > 3 else 0):
            at = self.dice.randrange(1, len(body))
            body[at:at] = self.insertion()
        lines += body
        for part in self.dice.sample([self.teasers, self.comments, self.bottom, self.teasers], self.dice.randint(0, 4)):
            lines += part()
        return lines


def as_source(lines: Sequence[Line], dice: random.Random) -> str:
    """Write the lines of a text one below the other, with blank lines or without."""
    joint = dice.choice(["\n", "\n", "\n\n", "mixed"])
    if joint != "mixed":
        return joint.join(text for text, _ in lines)
    return "".join(text + dice.choice(["\n", "\n", "\n\n"]) for text, _ in lines)
