"""What a site repeats on its pages: learned by counting, kept in a small file, merged by addition.

`tally.py` counts, `learner.py` goes through the pages, `repeats.py` says what the counts mean for the blocks of a page;
here is what users hold.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cleaner.errors import DataFileError, SourceError
from cleaner.options import Kind
from cleaner.templates.repeats import MIN_PAGES
from cleaner.templates.tally import Counts, Place, Tally

if TYPE_CHECKING:
    from cleaner.document import PageFacts
    from cleaner.pipeline import Source

#: Pages of a site whose counts are held, if the caller says no other number.
PAGES = 256
_FORMAT, _VERSION = "cleaner template", 1
_KINDS = ("html", "text")
#: An array of numbers that `json` has spread over several lines.
_SPREAD = re.compile(r"\[\n\s*(\d+(?:,\n\s*\d+)*)\n\s*\]")


def host_of(url: str | None) -> str:
    """Return the host of an address without `www.`, empty if there is none.

    >>> host_of("https://www.Example.org:8080/story"), host_of("story.html"), host_of(None)
    ('example.org', '', '')
    """
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def site_name(text: str) -> str:
    """Return the name of a site by an address, a host or the name of a folder.

    >>> site_name("https://www.example.org/a"), site_name("WWW.example.org"), site_name("valley post")
    ('example.org', 'example.org', 'valley post')
    """
    return host_of(text) or text.lower().removeprefix("www.")


class Template:
    """What the pages of one or several sites repeat. Immutable, picklable, and the sum of two is another.

    >>> pages = [f"Most read today\\\\n\\\\nStory number {word} is told here." for word in "one two three four".split()]
    >>> half, other = Template.learn(pages[:2]), Template.learn(pages[2:])
    >>> half + other == Template.learn(pages)
    True
    """

    __slots__ = ("_tallies",)
    _tallies: dict[tuple[str, str], Tally]

    def __init__(self, tallies: dict[tuple[str, str], Tally] | None = None) -> None:
        found = {key: tally for key, tally in sorted((tallies or {}).items()) if tally.total or tally.level}
        object.__setattr__(self, "_tallies", found)

    @classmethod
    def learn(cls, sources: Iterable[Source], *, kind: Kind = "auto", site: str = "", limit: int = PAGES) -> Template:
        """Learn from pages of one site, without anybody having said what is wanted of them.

        Args:
            sources: the pages, as `cleaner.clean` takes them; read once, one at a time.
            kind: `html`, `text`, or `auto` to look at each.
            site: host that the template is for; empty for whatever page it is given.
            limit: pages whose counts are held; of more, a sample that depends on the pages alone. Twelve pages are
                little, fifty enough.

        Raises:
            OptionError: the limit is less than 1, or a source is of a wrong type.
            SourceError: a path cannot be read.
        """
        from cleaner.templates.learner import Learner

        learner = Learner(limit=limit, kind=kind)
        for source in sources:
            learner.add(source, site_name(site))
        return learner.template()

    @classmethod
    def learn_sites(cls, pages: Iterable[tuple[str, Source]], *, kind: Kind = "auto", limit: int = PAGES) -> Template:
        """Learn from pages of several sites, each with its address or the name of its site; otherwise as `learn`."""
        from cleaner.templates.learner import Learner

        learner = Learner(limit=limit, kind=kind)
        for name, source in pages:
            learner.add(source, site_name(name))
        return learner.template()

    @property
    def sites(self) -> tuple[str, ...]:
        """Names of its sites; the empty name stands for any page."""
        return tuple(dict.fromkeys(site for site, _ in self._tallies))

    def pages(self, site: str | None = None) -> int:
        """Number of pages counted, of one site or of all."""
        return sum(tally.total for (name, _), tally in self._tallies.items() if site in (None, name))

    def only(self, site: str) -> Template:
        """Return what is known of one site, for whatever page it is given; empty if nothing is."""
        wanted = site_name(site)
        return Template({("", kind): tally for (name, kind), tally in self._tallies.items() if name == wanted})

    def find(self, kind: str, url: str | None = None, facts: PageFacts | None = None) -> Tally | None:
        """Return the counts that speak of a page: of its host by its address, or of the template's only site.

        Counts of the page's own kind are preferred, but what flattened text repeats, HTML repeats too.
        """
        host = host_of(url)
        if facts is not None and not host:
            host = next((h for h in map(host_of, [facts.canonical, *facts.meta.get("og:url", [])]) if h), "")
            host = host if self._kinds(host) else ""
        name = next((site for site in (host, "") if self._kinds(site)), self._only_site() if not host else None)
        if name is None:
            return None
        own = self._tallies.get((name, kind))
        if own is not None and own.total >= MIN_PAGES:
            return own
        return max((self._tallies[name, other] for other in self._kinds(name)), key=lambda tally: tally.total)

    def _kinds(self, site: str) -> list[str]:
        """The kinds of pages known of a site. A template may hold very many sites: nothing here goes through them."""
        return [kind for kind in _KINDS if (site, kind) in self._tallies]

    def _only_site(self) -> str | None:
        sites = self.sites if len(self._tallies) <= len(_KINDS) else ()
        return sites[0] if len(sites) == 1 else None

    def __add__(self, other: object) -> Template:
        """Return the counts of both together."""
        if not isinstance(other, Template):
            return NotImplemented
        return Template.merge((self, other))

    @classmethod
    def merge(cls, templates: Iterable[Template]) -> Template:
        """Return the sum of any number of templates, in one go."""
        merged: dict[tuple[str, str], Tally] = {}
        for template in templates:
            for key, tally in template._tallies.items():
                merged[key] = merged[key] + tally if key in merged else tally
        return cls(merged)

    def split(self) -> Iterator[tuple[str, str, Template]]:
        """Yield each site and kind of page with the template of these alone."""
        for (site, kind), tally in self._tallies.items():
            yield site, kind, Template({(site, kind): tally})

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same counts."""
        return self._tallies == other._tallies if isinstance(other, Template) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple((key, tally.pages) for key, tally in self._tallies.items()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Template cannot be changed; add templates to get another")

    def __reduce__(self) -> tuple[type[Template], tuple[dict[tuple[str, str], Tally]]]:
        return Template, (self._tallies,)

    def __repr__(self) -> str:
        return f"<Template of {self.pages()} pages of {len(self.sites)} sites>"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the template as JSON, the texts that repeat most first; the same counts give the same bytes.

        Raises:
            SourceError: the file cannot be written.
        """
        target = Path(path)
        part = target.with_name(target.name + ".part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(self.to_json(), "utf-8", "replace")
            part.replace(target)
        except OSError as error:
            raise SourceError(f"cannot write {target}: {error.strerror or error}") from error

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Template:
        """Read a template that `save` has written.

        Raises:
            DataFileError: the file cannot be read, is no template, or one of another version.
        """
        try:
            text = Path(path).read_bytes()
        except OSError as error:
            raise DataFileError(f"cannot read the template {path}: {error.strerror or error}") from error
        return cls.from_json(text, str(path))

    def to_json(self) -> str:
        """Return what `save` writes."""
        return _SPREAD.sub(_on_one_line, json.dumps(self.to_dict(), ensure_ascii=False, indent=1)) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, path: str = "the text") -> Template:
        """Return the template that `to_json` has written; `path` is what errors call it.

        Raises:
            DataFileError: it is no template, or one of another version.
        """
        try:
            data = json.loads(text)
            head = (data["format"], data["version"])
        except (ValueError, TypeError, LookupError, RecursionError):
            raise DataFileError(
                f"{path} is not a template; make one with: cleaner learn PAGES... -o site.json"
            ) from None
        if head != (_FORMAT, _VERSION):
            raise DataFileError(
                f"{path} is a {str(head[0])[:40]} of version {str(head[1])[:20]}, not a {_FORMAT} of version "
                f"{_VERSION}; learn it again"
            )
        try:
            return cls.from_dict(data)
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            raise DataFileError(f"the template {path} is damaged ({error}); learn it again") from None

    def to_dict(self) -> dict[str, Any]:
        """Return the template as JSON-ready values, as they stand in its file."""
        sites: dict[str, Any] = {}
        for (site, kind), tally in self._tallies.items():
            places = sorted(tally.places.items(), key=lambda item: (-sum(item[1].pages), item[0]))
            sites.setdefault(site, {})[kind] = {
                "limit": tally.limit,
                "level": tally.level,
                "pages": list(tally.pages),
                "places": {name: _place_record(place) for name, place in places},
            }
        return {"format": _FORMAT, "version": _VERSION, "counts": "by level; their sum counts", "sites": sites}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Template:
        """Return the template of such values.

        Raises:
            ValueError, TypeError, AttributeError, LookupError: they are not such values.
        """
        return cls(
            {
                (site, kind): _read_tally(record)
                for site, kinds in data["sites"].items()
                for kind, record in kinds.items()
                if kind in _KINDS
            }
        )


def _on_one_line(found: re.Match[str]) -> str:
    return f"[{', '.join(found.group(1).split())}]".replace(",,", ",")


def _place_record(place: Place) -> dict[str, Any]:
    texts = sorted(place.texts.items(), key=lambda item: (-sum(item[1]), item[0]))
    return {
        "pages": list(place.pages),
        "words": list(place.words),
        "hoped": list(place.hoped),
        "texts": {key: list(counts) for key, counts in texts},
    }


def _read_tally(record: dict[str, Any]) -> Tally:
    places = {
        name: Place(
            _counts(place["pages"]),
            _counts(place["words"]),
            _counts(place["hoped"]),
            {key: _counts(counts) for key, counts in place["texts"].items()},
        )
        for name, place in record["places"].items()
    }
    limit, level = _counts([record["limit"], record["level"]])
    return Tally(limit, level, _counts(record["pages"]), places)


def _counts(values: Any) -> Counts:
    if not isinstance(values, list) or not all(type(value) is int and value >= 0 for value in values):
        raise ValueError(f"{str(values)[:40]} is no list of counts")
    return tuple(values)
