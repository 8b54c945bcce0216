"""Absolute dates in short texts of any language, by dateparser."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Any

from cleaner.folding import fold
from cleaner.lexicon import load_lexicon

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_EAST_ASIAN_DATE = re.compile(r"(\d{4})\s?[年년./-]\s?(\d{1,2})\s?[月월./-]\s?(\d{1,2})\s?[日일]?")
_YEARS = range(1990, 2100)


def parse_date(text: str, language: str | None = None) -> datetime.date | None:
    """Read an absolute date out of a short text in any language; relative ones ("2 days ago") give None.

    >>> parse_date("Jan 7, 2026"), parse_date("7 Ιανουαρίου 2026, 10:30", "el"), parse_date("2026年1月7日")
    (datetime.date(2026, 1, 7), datetime.date(2026, 1, 7), datetime.date(2026, 1, 7))
    """
    text = " ".join(text.split())[:120]
    if not any(char.isdigit() for char in text):
        return None
    for pattern in (_ISO_DATE, _EAST_ASIAN_DATE, _COMPACT_DATE):
        for found in pattern.finditer(text):
            if day := _make_date(*(int(part) for part in found.groups())):
                return day
    return _parse_words(text, language)


def _make_date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _parse_words(text: str, language: str | None) -> datetime.date | None:
    """Let dateparser read the piece of the text that runs from its first to its last date word."""
    core = _date_core(text)
    if not core:
        return None
    from dateparser.date import DateDataParser

    for languages in dict.fromkeys(filter(None, (_supported(language), ("en",), _same_script(core)))):
        parser = DateDataParser(languages=list(languages), settings=_settings(language))
        try:
            found = parser.get_date_data(core).date_obj
        except (ValueError, OverflowError, TypeError):
            continue
        if found is not None and found.year in _YEARS:
            return datetime.date(found.year, found.month, found.day)
    return None


def _same_script(core: str) -> tuple[str, ...]:
    """The languages whose months the words may be when they are not those of the language the text was taken for.

    All of dateparser's two hundred would take seconds, which any line like "1.1k views" could call for.
    """
    if not any(char.isalpha() for char in core):
        return ()
    return next((languages for script, languages in _SCRIPTS if script.search(core)), _LATIN)


def _settings(language: str | None) -> dict[str, Any]:
    return {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": "MDY" if language in (None, "en") else "DMY",
        "PREFER_LOCALE_DATE_ORDER": True,
        "RETURN_AS_TIMEZONE_AWARE": False,
    }


@lru_cache(maxsize=256)
def _supported(language: str | None) -> tuple[str, ...] | None:
    from dateparser.data import language_locale_dict

    return (language,) if language is not None and language in language_locale_dict else None


_SCRIPTS = (
    (re.compile("[\u0400-\u04ff]"), tuple("ru uk bg sr mk be".split())),
    (re.compile("[\u0600-\u06ff]"), tuple("ar fa ur".split())),
    (re.compile("[\u0900-\u097f]"), tuple("hi mr ne".split())),
)
_LATIN = tuple("es fr de it pt nl pl cs ro hu sv da tr id".split())
_CONNECTORS = frozenset("de del di of the th st nd rd г год года".split())


def _date_core(text: str) -> str:
    """Cut a line down to its date: the run of numbers and month names that holds a year or a full numeric date."""
    months = load_lexicon().months
    words = text.replace(",", " ").split()
    is_date = [
        any(char.isdigit() for char in word) or fold(word) in months or fold(word).rstrip(".") in months
        for word in words
    ]
    is_link = [word.casefold().strip(".") in _CONNECTORS for word in words]
    best: list[str] = []
    start = 0
    while start < len(words):
        stop = start
        while stop < len(words) and (is_date[stop] or (is_link[stop] and stop > start)):
            stop += 1
        if (
            stop > start
            and len(words[start:stop]) > len(best)
            and re.search(r"\d{4}|\d[./-]\d", " ".join(words[start:stop]))
        ):
            best = words[start:stop]
        start = max(stop, start + 1)
    return " ".join(_strip_clock(best))


def _strip_clock(words: list[str]) -> list[str]:
    return [word for word in words if ":" not in word and not re.fullmatch(r"\d{1,2}[hH]\d{0,2}", word)]
