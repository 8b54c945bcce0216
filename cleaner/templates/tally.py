"""Counts of what stands where on the pages of one site: what a `Template` is made of.

Texts are folded, so that numbers and dates do not tell them apart, and known by their beginnings; a place is the tags
and class names round a block of HTML. Flattened text has but one place, the empty string.

Memory is bounded by sampling pages: each page has a level from a hash of its text (half of all pages level 0, a quarter
level 1, ...), counts are kept apart by level, and when more pages than the limit have been counted, those of the lowest
level are forgotten (adaptive sampling after Wegman; Flajolet, On Adaptive Sampling, Computing 1990). What is left
depends on the pages alone, not on their order, so two halves counted apart and added are the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from itertools import zip_longest
from typing import TypeAlias

from cleaner.features import Column
from cleaner.folding import fold, fold_anew
from cleaner.lexicon import load_lexicon
from cleaner.segment import Outline, Segments

#: Pages or words by level of the page, from the lowest level held.
Counts: TypeAlias = "tuple[int, ...]"

#: Blocks of a page that are counted: half of them from its start, half from its end.
_BLOCKS = 2000
_MAX_LEVEL = 40
#: Characters of a text that tell it apart; folded characters it is kept with, whole or with a hash behind them.
_HEAD, _WHOLE, _CUT = 400, 48, 24
#: Texts longer than this are not worth a place in the cache of folded ones.
_SHORT = 80
#: Words of a line in which the names of months and weekdays are folded.
_DATE_WORDS = 12
#: Steps of a place, from the inside out, and characters of a step.
_STEPS, _STEP = 4, 32
_DIGITS = re.compile(r"\d+")


def block_key(text: str) -> str:
    """Return what a text is counted under: folded, numbers and dates alike, a long one cut with a hash behind.

    >>> block_key("Monday, 12 May 2024"), block_key("» Most read")
    ('@, # @ #', 'most read')
    """
    head = text[:_HEAD]
    folded = fold(head) if len(head) <= _SHORT else fold_anew(head)
    if "#" in folded and folded.count(" ") < _DATE_WORDS:
        folded = " ".join(_fold_date(word) for word in folded.split())
    if len(folded) <= _WHOLE:
        return folded
    return f"{folded[:_CUT]}…{blake2b(folded.encode('utf-8', 'replace'), digest_size=6).hexdigest()}"


def _fold_date(word: str) -> str:
    bare, lexicon = word.rstrip(".,"), load_lexicon()
    return "@" + word[len(bare) :] if bare in lexicon.months or bare in lexicon.weekdays else word


def block_places(segments: Segments) -> list[str]:
    """Return the place of each block: the innermost elements round it, each with its first class name or id."""
    outline = segments.outline
    if outline is None:
        return [""] * len(segments.blocks)
    known = {element: _place(outline, element) for element in set(segments.element)}
    return [known[element] for element in segments.element]


def _place(outline: Outline, element: int) -> str:
    steps: list[str] = []
    while len(steps) < _STEPS and element:
        names = outline.names[element].split(None, 1)
        step = f"{outline.tag[element]}.{names[0]}" if names else outline.tag[element]
        steps.append(_DIGITS.sub("#", step[:_STEP]))
        element = outline.parent[element]
    return ">".join(reversed(steps))


def page_level(text: str) -> int:
    """Return the level of a page: 0 for half of all texts, 1 for a quarter, and so on."""
    number = int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") | 1 << _MAX_LEVEL
    return (number & -number).bit_length() - 1


@dataclass(frozen=True, slots=True)
class Place:
    """What was counted at one place."""

    pages: Counts
    """Pages that have a block there."""
    words: Counts
    """Words that stood there."""
    hoped: Counts
    """Words of content expected among them, by the probabilities without a template."""
    texts: dict[str, Counts] = field(default_factory=dict)
    """Key of a text to the pages that have it there."""

    @property
    def repeated(self) -> float:
        """Share of its texts that stand there on more than one page."""
        times = [sum(counts) for counts in self.texts.values()]
        return sum(n for n in times if n > 1) / max(sum(times), 1)

    @property
    def content(self) -> float:
        """Share of its words that are taken for content."""
        return (sum(self.hoped) + 2) / (sum(self.words) + 4)


@dataclass(frozen=True)
class Tally:
    """The counts of one site for one kind of source."""

    limit: int
    """Pages whose counts are held at most."""
    level: int = 0
    """Pages of lower levels have been forgotten."""
    pages: Counts = ()
    """Pages counted."""
    places: dict[str, Place] = field(default_factory=dict, repr=False)
    """Each place with what was counted there."""

    @property
    def total(self) -> int:
        """Number of pages counted."""
        return sum(self.pages)

    @cached_property
    def anywhere(self) -> dict[str, int]:
        """Key of a text to the number of pages that have it at the place where it stands most often."""
        best: dict[str, int] = {}
        for place in self.places.values():
            for key, counts in place.texts.items():
                best[key] = max(best.get(key, 0), sum(counts))
        return best

    @cached_property
    def repeated(self) -> dict[str, float]:
        """Each place with the share of its texts that repeat there."""
        return {name: place.repeated for name, place in self.places.items()}

    def __add__(self, other: Tally) -> Tally:
        """Return the counts of both; the lower limit holds."""
        level = max(self.level, other.level)
        mine, others = self._above(level), other._above(level)
        places = dict(mine.places)
        for name, place in others.places.items():
            places[name] = _add_places(places[name], place) if name in places else place
        return Tally(min(self.limit, other.limit), level, _add(mine.pages, others.pages), places)._fitting()

    def _fitting(self) -> Tally:
        tally = self
        while tally.total > tally.limit and tally.level < _MAX_LEVEL:
            tally = tally._above(tally.level + 1)
        return tally

    def _above(self, level: int) -> Tally:
        """Forget the pages below a level."""
        drop = level - self.level
        if not drop:
            return self
        places = {name: _cut_place(place, drop) for name, place in self.places.items()}
        return replace(
            self,
            level=level,
            pages=self.pages[drop:],
            places={name: place for name, place in places.items() if place.pages},
        )


def count_page(segments: Segments, probability: Column, words: Column, limit: int) -> Tally:
    """Return the tally of one page, its blocks as the pipeline weighs them without a template."""
    level = page_level(segments.source)
    pad = (0,) * level
    size = len(segments.blocks)
    chosen = range(size) if size <= _BLOCKS else [*range(_BLOCKS // 2), *range(size - _BLOCKS // 2, size)]
    names = block_places(segments)
    members: dict[str, list[int]] = {}
    for index in chosen:
        members.setdefault(names[index], []).append(index)
    one = (*pad, 1)
    places = {
        name: Place(
            pages=one,
            words=(*pad, round(float(words[own].sum()))),
            hoped=(*pad, round(float((words[own] * probability[own]).sum()))),
            texts={block_key(segments.blocks[index].text): one for index in own},
        )
        for name, own in members.items()
    }
    return Tally(limit, 0, one if size else (), places)


def add_all(tallies: Sequence[Tally]) -> Tally:
    """Return the counts of several tallies, adding neighbours so that no large one is copied for each small one."""
    while len(tallies) > 1:
        tallies = [sum(tallies[i + 1 : i + 2], start=tallies[i]) for i in range(0, len(tallies), 2)]
    return tallies[0]


def _add(one: Counts, other: Counts) -> Counts:
    return tuple(a + b for a, b in zip_longest(one, other, fillvalue=0))


def _add_texts(one: dict[str, Counts], other: dict[str, Counts]) -> dict[str, Counts]:
    return one | {key: _add(one[key], counts) if key in one else counts for key, counts in other.items()}


def _add_places(one: Place, other: Place) -> Place:
    return Place(
        _add(one.pages, other.pages),
        _add(one.words, other.words),
        _add(one.hoped, other.hoped),
        _add_texts(one.texts, other.texts),
    )


def _cut_place(place: Place, drop: int) -> Place:
    texts = {key: counts[drop:] for key, counts in place.texts.items() if len(counts) > drop}
    return Place(place.pages[drop:], place.words[drop:], place.hoped[drop:], texts)
