"""Goes through the pages that a template is learned from, once, holding no more than the counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.errors import OptionError
from cleaner.features import count_words
from cleaner.options import Kind, Options
from cleaner.pipeline import Source, find_kind, judge, read_source
from cleaner.templates.tally import Tally, add_all, count_page, page_level
from cleaner.templates.template import PAGES, Template

#: Pages that are counted before they are added to those of the site.
_BATCH = 16


@dataclass
class Learner:
    """Learns page by page, for callers that want to know which page failed; see `Template.learn`.

    A page that would not be in the sample is not even cleaned, so that very many pages take little time.

    Raises:
        OptionError: the limit is less than 1.
    """

    limit: int = PAGES
    """Pages of a site whose counts are held."""
    kind: Kind = "auto"
    """What the pages are."""
    options: Options = field(default_factory=Options)
    """How to read and clean them."""

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise OptionError(f"the limit must be a whole number of at least 1, not {self.limit}")
        self._tallies: dict[tuple[str, str], Tally] = {}
        self._waiting: dict[tuple[str, str], list[Tally]] = {}

    def add(self, source: Source, site: str = "") -> None:
        """Count one page.

        Raises:
            OptionError: the source is of a wrong type.
            SourceError: a path cannot be read.
        """
        text, _ = read_source(source, self.options)
        kind = find_kind(source, text, self.kind)
        key = (site, kind)
        if key in self._tallies and page_level(text) < self._tallies[key].level:
            return  # would be forgotten at once
        context, probability = judge(text, kind, self.options)
        page = count_page(context.segments, probability, count_words(context.measured), self.limit)
        waiting = self._waiting.setdefault(key, [])
        waiting.append(page)
        if len(waiting) >= _BATCH:
            self._gather(key)

    def _gather(self, key: tuple[str, str]) -> None:
        waiting = self._waiting.pop(key)
        self._tallies[key] = add_all([*waiting, self._tallies[key]] if key in self._tallies else waiting)

    def template(self) -> Template:
        """Return what was learned so far."""
        for key in list(self._waiting):
            self._gather(key)
        return Template(self._tallies)
