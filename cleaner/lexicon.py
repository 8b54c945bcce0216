"""Phrases per language: what comment widgets, share bars, menus and the like print, matched against whole blocks.

The data are `data/lexicons/<lang>.toml` (see CONTRIBUTING.md for their form). `cleaner.lexicon_build` folds them into
the one file `data/lexicon.json` that is read here, indexed as it is looked up.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cleaner.caching import CACHED
from cleaner.datafiles import DATA, read_shipped
from cleaner.document import Label
from cleaner.errors import DataFileError
from cleaner.folding import fold, strip_edges

#: Groups of a lexicon file and the label each speaks for.
GROUPS: dict[str, Label] = {
    "comment_head": Label.COMMENT_UI,
    "comment_ui": Label.COMMENT_UI,
    "share": Label.SHARE,
    "teaser_head": Label.TEASER,
    "teaser_lead": Label.TEASER,
    "navigation": Label.NAVIGATION,
    "section": Label.NAVIGATION,
    "pagination": Label.PAGINATION,
    "promo": Label.PROMO,
    "form": Label.FORM,
    "consent": Label.CONSENT,
    "paywall": Label.PAYWALL,
    "byline": Label.METADATA,
    "date": Label.METADATA,
    "credit": Label.CREDIT,
    "footer": Label.FOOTER,
    "loader": Label.LOADER,
    "ad": Label.AD,
    "author_bio": Label.AUTHOR_BIO,
    "tags": Label.TAGS,
}

#: Labels of whole sentences that may be cut off the end or the start of a paragraph of flattened text.
CUT_LABELS = frozenset(
    [Label.SHARE, Label.AD, Label.PROMO, Label.TEASER, Label.COMMENT_UI, Label.PAYWALL, Label.CREDIT, Label.CONSENT]
)
#: Longer lines are never matched whole.
MAX_CHARS = 240
#: Longer ones are not tried against phrases with placeholders.
_MAX_PATTERN_CHARS = 180
_MAX_MIDDLE_CHARS = 80
#: Lines longer than this are looked at by their first letters before they are folded.
LONG_CHARS = 90
HEAD, _HEAD_SOURCE = 12, 36
#: Lengths of the keys that phrases with placeholders are found by: the longest that fits the literal.
KEY_SIZES = (6, 3, 2, 1)
#: What the compiled file has beside stop words and glue: records by key, and sets of words, a line each.
TABLES = ("exact", "by_start", "by_end", "by_word", "by_middle")
WORD_SETS = ("openers", "vocabulary", "long_heads", "share_openers", "cut_openers", "months", "weekdays")


class Phrase(NamedTuple):
    """A phrase as it matched or may match."""

    text: str
    """As the lexicon has it."""
    group: str
    sure: bool
    """Whether a line of exactly this is practically always boilerplate."""
    languages: tuple[str, ...]
    parts: tuple[str, ...]
    """Folded literals and placeholders in order, such as ("{name}", " says")."""

    @property
    def label(self) -> Label:
        """The label the phrase speaks for."""
        return GROUPS[self.group]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All phrases of all languages, indexed for matching whole blocks. Immutable once built."""

    exact: dict[str, str]
    """Folded phrase without placeholders to its records, a line each, as `parse` reads them."""
    by_start: dict[str, str]
    by_end: dict[str, str]
    by_word: dict[str, str]
    """Phrases with placeholders: by their first letters, their last letters, or the word between two placeholders.
    Records, a line each, as `_read_patterns` reads them when they are first needed."""
    by_middle: dict[str, str]
    """Language to the records of the phrases found only by the text between their placeholders."""
    openers: frozenset[str]
    """First words of the exact phrases."""
    vocabulary: frozenset[str]
    """All words of the exact phrases."""
    long_heads: frozenset[str]
    """The first letters of the exact phrases that are long."""
    share_openers: frozenset[str]
    """First words of the phrases of share bars."""
    cut_openers: frozenset[str]
    """First words of the phrases that may be cut off a paragraph: share bars, ad marks, promotion, credits."""
    months: frozenset[str]
    weekdays: frozenset[str]
    stop: dict[str, tuple[str, ...]]
    """Function word, in lower case, to the languages that have it."""
    glue: dict[str, tuple[tuple[str, str], ...]] = field(repr=False)
    """Language to the strings found glued into sentences, in exact case, each with its first word before it."""

    def find(self, text: str, languages: frozenset[str]) -> Phrase | None:
        """Return the phrase that a line not yet folded consists of."""
        return self.match(text, fold(text), languages) if len(text) <= MAX_CHARS else None

    @lru_cache(maxsize=CACHED)  # noqa: B019  # there is one lexicon a process
    def match(self, text: str, folded: str, languages: frozenset[str] = frozenset()) -> Phrase | None:
        """Return the phrase a whole block consists of: one of the given languages first, then the surest."""
        if not folded or len(text) > MAX_CHARS:
            return None
        if records := self.exact.get(folded):
            return self.parse(folded, records, languages)
        if len(folded) > _MAX_PATTERN_CHARS:
            return None
        hits = [
            phrase._replace(sure=False) if phrase.sure and _names_no_one(phrase, text, folded) else phrase
            for phrase in self._candidates(folded, languages)
            if _fits(phrase, text, folded)
            and not _is_quieter(phrase, text)
            and not _is_sentence_on(phrase, text)
            and not self._is_told(phrase, text, folded)
        ]
        return _prefer(hits, languages) if hits else None

    def _is_told(self, phrase: Phrase, text: str, folded: str) -> bool:
        """Whether an article says that somebody says something, and no widget: `She said:`."""
        if phrase.parts[0] != "{name}" or len(phrase.parts) < 2:
            return False
        is_closed = text[-1] in _STOPS and phrase.text[-1] not in _STOPS and not text.endswith("..")
        return (is_closed and len(phrase.parts) == 2) or folded[: folded.find(phrase.parts[1])].strip() in self.stop

    @staticmethod
    def parse(folded: str, records: str, languages: frozenset[str] = frozenset()) -> Phrase:
        """Return the best of the phrases a value of `exact` holds."""
        found = []
        for record in records.split("\n"):
            group, sure, tongues, text = record.split(";", 3)
            found.append(Phrase(text or folded, group, sure == "1", tuple(tongues.split(",")), (folded,)))
        return found[0] if len(found) == 1 else _prefer(found, languages)

    def _candidates(self, folded: str, languages: frozenset[str]) -> list[Phrase]:
        """Phrases with placeholders whose first or last literal, or a word between, the line has."""
        found: list[Phrase] = []
        for size in KEY_SIZES:
            if starting := self.by_start.get(folded[:size]):
                found += [phrase for phrase in _read_patterns(starting) if folded.startswith(phrase.parts[0])]
            if ending := self.by_end.get(folded[-size:]):
                found += [phrase for phrase in _read_patterns(ending) if folded.endswith(phrase.parts[-1])]
        words = folded.split()
        if len(words) > 2 and not self.by_word.keys().isdisjoint(words):
            for word in words[1:12]:
                if inner := self.by_word.get(word):
                    found += _read_patterns(inner)
        if len(folded) <= _MAX_MIDDLE_CHARS:
            for language in languages or self.by_middle:
                if records := self.by_middle.get(language):
                    found += [phrase for middle, phrase in _read_middles(records) if middle in folded]
        return found

    def may_match(self, text: str) -> bool:
        """Tell from its first letters whether a long line can be a phrase at all; saves folding the whole of it."""
        head = fold(text[:_HEAD_SOURCE])
        return head[:HEAD] in self.long_heads or any(head[:size] in self.by_start for size in KEY_SIZES[:2])

    def languages_of(self, text: str) -> frozenset[str]:
        """Guess the languages of a text from its function words: the best and those nearly as good."""
        counts: Counter[str] = Counter()
        for word, n in Counter(text[:_GUESSED].casefold().split()).items():
            for language in self.stop.get(word, ()):
                counts[language] += min(n, 5)
        if not text.isascii():
            for pattern, tongues in _SCRIPT_LANGUAGES:
                hits = len(pattern.findall(text[:1000]))
                for language in tongues:
                    counts[language] += hits
        best = max(counts.values(), default=0)
        return frozenset(language for language, n in counts.items() if n * 3 >= best * 2 and best)


#: Characters of a text that its languages are guessed from.
_GUESSED = 4100
_SCRIPT_LANGUAGES = (
    (re.compile("[\u3040-\u30ff]"), ("ja",)),
    (re.compile("[\uac00-\ud7a3]"), ("ko",)),
    (re.compile("[\u0e00-\u0e7f]"), ("th",)),
    (re.compile("[的了是在这个们说对时]"), ("zh-Hans",)),
    (re.compile("[的了是在這個們說對時]"), ("zh-Hant",)),
)


def _prefer(found: Iterable[Phrase], languages: frozenset[str]) -> Phrase:
    return max(found, key=lambda phrase: (not languages.isdisjoint(phrase.languages), phrase.sure))


def _fits(phrase: Phrase, text: str, folded: str) -> bool:
    """Whether the whole of a folded line is the phrase, its placeholders filled with what they may hold."""
    position = 0
    parts = phrase.parts
    for index, part in enumerate(parts):
        if part[0] != "{":
            if index == 0:
                if not folded.startswith(part):
                    return False
                position = len(part)
                if part[-1].isalnum() and folded[position : position + 1].isalnum() and part.isascii():
                    return False
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        if following is None:
            stop = len(folded)
        elif index + 2 == len(parts):
            stop = len(folded) - len(following)
            if stop < position or not folded.endswith(following):
                return False
        else:
            stop = folded.find(following, position)
            if stop < 0:
                return False
        filler = folded[position:stop].strip()
        if not _FILLERS[part](filler, text) and not (part == "{name}" and _is_user(filler, phrase)):
            return False
        position = stop + len(following or "")
    return True


def is_loud(text: str) -> bool:
    """Tell whether a phrase with a placeholder is written in capitals, at least its first word of three and more.

    >>> is_loud("READ MORE {x}"), is_loud("Read more {x}"), is_loud("READ MORE"), is_loud("BY {name}")
    (True, False, False, False)
    """
    literals = _PLACEHOLDER.sub("", text)
    return literals != text and literals.isupper() and len(literals.split()[0]) >= _LOUD


def _is_quieter(phrase: Phrase, text: str) -> bool:
    """Whether a line lacks the capitals of a phrase that is written in capitals: `Related work` is no `RELATED {x}`."""
    if phrase.parts[0][0] == "{" or not is_loud(phrase.text):
        return False
    head = _PLACEHOLDER.split(phrase.text)[0].split()[0]
    return any(letter.islower() for letter in text.lstrip()[: len(head)])


def _names_no_one(phrase: Phrase, text: str, folded: str) -> bool:
    """Whether a word in lower case stands for a name where capitals are used: `Written by hand`, `Posted by admin`."""
    if phrase.parts[-1] != "{name}" or len(phrase.parts) != 2:
        return False
    filler = folded[len(phrase.parts[0]) :].split()
    return len(filler) == 1 and filler[0].isalpha() and text[:1].isupper() and text.rsplit(None, 1)[-1][:1].islower()


_PLACEHOLDER = re.compile(r"\{\w+\}")
#: Letters of a word that capitals say something of.
_LOUD = 3
_STOPS = frozenset(".。।")
#: Parts of a phrase that leads and says no more.
_LEAD_PARTS = 2
_LEADING = frozenset(["credit", "byline", "teaser_lead"])


def _is_sentence_on(phrase: Phrase, text: str) -> bool:
    """Whether a line that begins like a credit, a byline or a teaser goes on as a sentence."""
    if phrase.group not in _LEADING or phrase.parts[-1] != "{x}" or phrase.parts[0][0] == "{":
        return False
    if len(phrase.parts) > _LEAD_PARTS:  # `The post {x} appeared first on {x}`
        return False
    is_open = phrase.parts[0].rstrip().endswith((":", "/", "|", "©"))
    if is_open or text[-1] not in ".!?。।" or text.count(" ") <= 5:
        return False
    following = text.split()[len(phrase.parts[0].split()) :]
    # A headline begins with a capital where there are capitals: "Read also Mayor resigns.", "Read also the verse."
    return phrase.group != "teaser_lead" or (bool(following) and following[0][0].islower())


_CLAUSE_MARKS = frozenset("?!;？！。，、؟।…「」『』")
_NOT_IN_NAMES = frozenset(':?!;"«»“”„？！。，、؟،।…「」『』')


def _is_name(filler: str, text: str) -> bool:
    words = filler.split()
    if not words or len(words) > 6 or len(filler) > 60 or not _NOT_IN_NAMES.isdisjoint(filler):
        return False
    if any(word[0] == "#" for word in words):
        return False
    if filler[-1] in ".!?。" and len(words) > 2:
        return False
    if filler.isascii() or filler.lower() != filler.upper():
        return _is_capitalised(words, text)
    return len(filler) <= 30


#: Letters of a phrase beside its placeholders from which it tells a user of a forum in lower case from a word.
_TELLING = 20


def _is_user(filler: str, phrase: Phrase) -> bool:
    """Whether it is one word, as users of forums are called, in a phrase that no sentence has."""
    literals = sum(len(part) for part in phrase.parts if part[0] != "{")
    return phrase.group == "comment_ui" and literals >= _TELLING and " " not in filler and len(filler) <= 24


def _is_capitalised(words: list[str], text: str) -> bool:
    """A name's words begin with capitals, particles aside; what the fold changed too much to find again passes."""
    originals = {strip_edges(word).casefold(): strip_edges(word) for word in text.split()}
    lower = sum(1 for word in words if (original := originals.get(strip_edges(word))) and original[0].islower())
    return lower * 2 <= len(words) if len(words) > 1 else lower == 0 or len(text) < 40


def _is_date(filler: str, text: str) -> bool:
    is_short = 0 < len(filler) <= 48 and len(filler.split()) <= 9
    return is_short and "#" in filler and _CLAUSE_MARKS.isdisjoint(filler)


def _is_short(filler: str, text: str) -> bool:
    return len(filler) > 0 and len(filler.split()) <= 22


_FILLERS = {"{name}": _is_name, "{date}": _is_date, "{x}": _is_short}


# --- reading ------------------------------------------------------------------------------------------------------


@cache  # as many as the lexicon has
def _read_patterns(records: str) -> tuple[Phrase, ...]:
    """Return the phrases of records with placeholders: group, sure or not, languages, text; their parts behind tabs."""
    found = []
    for record in records.split("\n"):
        head, *parts = record.split("\t")
        group, sure, tongues, text = head.split(";", 3)
        found.append(Phrase(text, group, sure == "1", tuple(tongues.split(",")), tuple(parts)))
    return tuple(found)


@cache  # as many as there are languages
def _read_middles(records: str) -> tuple[tuple[str, Phrase], ...]:
    return tuple((phrase.parts[1].strip(), phrase) for phrase in _read_patterns(records))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return the lexicon of all languages, read once a process.

    Raises:
        DataFileError: the compiled file is missing, broken or not the one whose hash stands beside it.
    """
    path = DATA / "lexicon.json"
    try:
        data = json.loads(read_shipped(path))
        tables: dict[str, Any] = {name: data[name] for name in TABLES}
        sets: dict[str, Any] = {name: frozenset(data[name].split("\n")) for name in WORD_SETS}
        stop = {word: tuple(languages.split(",")) for word, languages in data["stop"].items()}
        glue = {
            language: tuple((text.split(" ", 1)[0], text) for text in strings)
            for language, strings in data["glue"].items()
        }
        return Lexicon(**tables, **sets, stop=stop, glue=glue)
    except (DataFileError, ValueError, KeyError, TypeError) as error:
        message = f"cannot read {path}: {error}; reinstall, or in a checkout run `python -m cleaner.lexicon_build`"
        raise DataFileError(message) from error
