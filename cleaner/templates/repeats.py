"""What the counts of a template mean for the blocks of a page: between scoring and labels.

A text that stands on most pages of a site is boilerplate, except where texts recur by nature (subheadings, ingredients,
totals) or where people differ (long notices among the paragraphs). In HTML a place that holds content on the site's
other pages speaks for the block that stands there now.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cleaner.document import Label
from cleaner.features import Column, count_words
from cleaner.labels.context import Context
from cleaner.options import Mode
from cleaner.templates.tally import Place, Tally, block_key, block_places

#: Pages a template needs to say anything, and pages a text needs to count as repeated.
MIN_PAGES, MIN_TIMES = 4, 3
#: Share of the pages from which a text counts as repeated, and from which that settles a block.
SOME, MOST = 0.2, 0.5
#: A passage of running text may be one article met at several addresses: it needs more pages.
_PASSAGE_TIMES = 8
#: Words from which a passage is left to the model, but for `precision`.
_LONG = 40
#: Words up to which a line may be a subheading or an item that recurs by nature.
_FEW = 4
#: Blocks before the first running text among which an unfound headline may stand.
_ABOVE_TEXT = 4
#: Log-odds of what is repeated but not settled; the highest odds of what is settled; weight of the place.
_WEAK, _SETTLED, _PLACE_WEIGHT = 2.0, -5.5, 0.5
#: Repeated blocks on most pages that a page must have to be taken for one of the site's own.
_FAMILIAR = 2
_RECURRING = frozenset([Label.HEADING, Label.LIST_ITEM, Label.TABLE, Label.CODE])


@dataclass(frozen=True)
class _Page:
    """A page beside the counts of its site; lists in step with the blocks."""

    context: Context
    tally: Tally
    mode: Mode
    keys: list[str]
    places: list[str]
    times: list[int]
    """Pages of the site that have the block's text at its place."""
    words: list[float]
    """Words of the block, by `count_words`."""
    content: list[bool]
    """Whether the block is content more likely than not."""
    has_title: bool
    """Whether the headline was found."""

    def share(self, index: int) -> float:
        """Share of the site's pages that have the block."""
        if not 0 <= index < len(self.times):
            return 1.0  # the end of the page is where boilerplate stands
        return self.times[index] / self.tally.total if self.times[index] >= MIN_TIMES else 0.0


def weigh_repeats(context: Context, probability: Column, tally: Tally, mode: Mode) -> Column:
    """Return the probabilities moved by what the site repeats; `context.repeated` and `lifted` tell why."""
    if tally.total < MIN_PAGES or not context.blocks:
        return probability
    page = _read_page(context, probability, tally, mode)
    is_familiar = sum(page.share(index) >= MOST for index in range(len(page.times))) >= _FAMILIAR
    moved = probability.copy()
    for index, before in enumerate(np.clip(probability, 1e-6, 1 - 1e-6).tolist()):
        odds = math.log(before / (1 - before))
        if page.share(index) >= SOME:
            after = _drop(page, index, odds)
        else:
            after = odds + (_lift(page, index, odds) if is_familiar else 0.0)
        if after != odds:
            moved[index] = 1 / (1 + math.exp(-after))
    return moved


def _read_page(context: Context, probability: Column, tally: Tally, mode: Mode) -> _Page:
    keys = [block_key(block.text) for block in context.blocks]
    places = block_places(context.segments)
    if context.is_text or set(tally.places) <= {""}:
        times = [tally.anywhere.get(key, 0) for key in keys]
    else:
        none = Place((), (), ())
        times = [sum(tally.places.get(place, none).texts.get(key, ())) for place, key in zip(places, keys, strict=True)]
    has_title = any(context.is_title(index) for index in range(len(keys)))
    words: list[float] = count_words(context.measured).tolist()
    return _Page(context, tally, mode, keys, places, times, words, (probability >= MOST).tolist(), has_title)


def _drop(page: _Page, index: int, odds: float) -> float:
    """Return the odds of a block whose text repeats."""
    context = page.context
    key, is_passage = page.keys[index], context.is_prose(index)
    if _is_headline(page, index) or not any(char.isalpha() for char in key):
        return odds
    context.repeated[index] = f"on {page.times[index]} of {page.tally.total} pages of this site"
    if page.mode != "precision" and page.words[index] >= _LONG:
        return odds
    if is_passage and (page.times[index] < _PASSAGE_TIMES or page.share(index) < MOST):
        return odds
    if context.blocks[index].kind in _RECURRING and _is_amid_content(page, index):
        return odds
    is_settled = page.share(index) >= MOST and (not _recurs_by_nature(page, index) or _is_among_repeats(page, index))
    return min(odds - _WEAK, _SETTLED) if is_settled else odds - _WEAK


def _is_headline(page: _Page, index: int) -> bool:
    """Whether it is the page's own headline, or may be where none was found; other pages have it in their teasers."""
    context = page.context
    if page.has_title:
        # In flattened text a line below the text may have been taken for a headline for want of another.
        return context.is_title(index) and (not context.is_text or index < context.last_prose)
    is_above_text = context.first_prose - _ABOVE_TEXT <= index < context.first_prose
    return is_above_text and page.words[index] > _FEW and not context.groups[index]


def _recurs_by_nature(page: _Page, index: int) -> bool:
    """Whether it may be a subheading, an ingredient, a total: other articles of the site have the same."""
    context = page.context
    return context.blocks[index].kind in _RECURRING or page.words[index] <= _FEW or "#" in page.keys[index]


def _is_amid_content(page: _Page, index: int) -> bool:
    """Whether the blocks before and behind it are taken for content."""
    return 0 < index < len(page.content) - 1 and page.content[index - 1] and page.content[index + 1]


def _is_among_repeats(page: _Page, index: int) -> bool:
    """Whether what stands at its place, or for flattened text what stands round it, repeats as well."""
    repeated = page.tally.repeated.get(page.places[index])
    if repeated is not None and not page.context.is_text:
        return repeated >= MOST
    return page.share(index - 1) >= MOST and page.share(index + 1) >= MOST


def _lift(page: _Page, index: int, odds: float) -> float:
    """Return the log-odds that the place of a block adds: it holds content on the site's other pages."""
    place = page.tally.places.get(page.places[index])
    if place is None or page.context.is_text or page.context.is_title(index):
        return 0.0
    pages = sum(place.pages)
    if pages < MIN_PAGES or place.content <= MOST:
        return 0.0
    if odds < 0:
        page.context.lifted[index] = f"its place holds content on {pages} of {page.tally.total} pages of this site"
    return _PLACE_WEIGHT * math.log(place.content / (1 - place.content))
