"""Goes through the pages that a template is learned from, once, holding no more than the counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.errors import OptionError, SourceError
from cleaner.features import count_words
from cleaner.options import Kind, Options
from cleaner.pipeline import Source, find_kind, judge, read_source
from cleaner.segment.limits import Deadline
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
        self.counted = 0

    def add(self, source: Source, site: str = "", kind: Kind | None = None) -> Kind:
        """Count one page and return what it is; `kind` says it beforehand.

        Raises:
            OptionError: the source is of a wrong type.
            SourceError: a path cannot be read, or the page took longer than `options.time_limit`.
        """
        text, _ = read_source(source, self.options)
        kind = find_kind(source, text, kind or self.kind)
        key = (site, kind)
        if key in self._tallies and page_level(text) < self._tallies[key].level:
            return kind  # would be forgotten at once
        deadline = Deadline(self.options.time_limit)
        context, probability = judge(text, kind, self.options, deadline)
        if deadline.passed():
            # Counts of half a page would depend on the machine.
            raise SourceError(f"took longer than {deadline.seconds:g} s")
        page = count_page(context.segments, probability, count_words(context.measured), self.limit)
        self.counted += 1
        waiting = self._waiting.setdefault(key, [])
        waiting.append(page)
        if len(waiting) >= _BATCH:
            self._gather(key)
        return kind

    def _gather(self, key: tuple[str, str]) -> None:
        waiting = self._waiting.pop(key)
        self._tallies[key] = add_all([*waiting, self._tallies[key]] if key in self._tallies else waiting)

    def template(self) -> Template:
        """Return what was learned so far."""
        for key in list(self._waiting):
            self._gather(key)
        return Template(self._tallies)

    def flush(self) -> Template:
        """Return what was learned since the last time and forget it, but not which pages are outside the samples.

        The sum of all that was returned is what one `template()` at the end would have been.
        """
        learned = self.template()
        self._tallies = {key: Tally(tally.limit, tally.level) for key, tally in self._tallies.items() if tally.level}
        self.counted = 0
        return learned
