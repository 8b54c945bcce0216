"""Facts about the article: from the page's own statements, else from the metadata lines of its text.

The order of trust is JSON-LD, OpenGraph and other `<meta>`, then `<time>`, then what the text's own lines say.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from turbohtml.detect import detect_language

from cleaner.document import Block, Document, Label, Metadata, PageFacts
from cleaner.folding import fold
from cleaner.lexicon import Phrase, load_lexicon

_ARTICLE_TYPES = re.compile(r"article|posting|report|recipe|product|webpage|discussion|howto|review|videoobject", re.I)
_DATE_KEYS = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate",
    "publish-date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "sailthru.date", "parsely-pub-date",
    "publication_date", "citation_publication_date", "cxenseparse:recs:publishtime", "last-modified",
)  # fmt: skip
_AUTHOR_KEYS = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "citation_author",
    "byl",
)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_EAST_ASIAN_DATE = re.compile(r"(\d{4})\s?[年년./-]\s?(\d{1,2})\s?[月월./-]\s?(\d{1,2})\s?[日일]?")
_SITE_TAIL = re.compile(r"^(.{12,}?)\s+[|·•–—»-]\s+([^|·•–—»]{2,60})$|^(.{4,}?)[|_]([^|_]{2,40})$")
_SPLIT_AUTHORS = re.compile(
    r"\s*(?:,|;|/|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bи\b|\bi\b|\boch\b|\bog\b|και|、|，)\s+|[、，]"
)
_YEARS = range(1990, 2100)

#: ISO 639-3 as the detector answers to the two-letter codes pages use.
_TWO_LETTERS = dict(
    pair.split(":")
    for pair in (
        "eng:en rus:ru cmn:zh spa:es por:pt ita:it fra:fr deu:de ukr:uk kat:ka ara:ar hin:hi jpn:ja "
        "heb:he yid:yi pol:pl amh:am jav:jv kor:ko nob:nb dan:da swe:sv fin:fi tur:tr nld:nl hun:hu "
        "ces:cs ell:el bul:bg bel:be mar:mr kan:kn ron:ro slv:sl hrv:hr srp:sr mkd:mk lit:lt lav:lv "
        "est:et tam:ta vie:vi urd:ur tha:th guj:gu uzb:uz pan:pa aze:az ind:id tel:te pes:fa mal:ml "
        "ori:or mya:my nep:ne sin:si khm:km tuk:tk aka:ak zul:zu sna:sn afr:af lat:la slk:sk cat:ca "
        "tgl:tl hye:hy ben:bn kaz:kk msa:ms zlm:ms isl:is eus:eu glg:gl sqi:sq als:sq"
    ).split()
)


def read_metadata(document: Document) -> Metadata:
    """Gather the metadata of a document; nothing on a page makes this raise."""
    facts = document.facts or PageFacts()
    linked = _linked_data(facts)
    language = _language(document, facts)
    title = _title(document, facts, linked)
    return Metadata(
        title=title,
        authors=_authors(document, facts, linked),
        date=_date(document, facts, linked, language),
        site_name=_site_name(facts, linked),
        language=language,
        description=_first(facts, "og:description", "description", "twitter:description")
        or _text_of(linked, "description"),
        image=_first(facts, "og:image", "og:image:url", "twitter:image", "twitter:image:src") or _image(linked),
        url=document.url or facts.canonical or _first(facts, "og:url"),
        tags=_tags(document, facts, linked),
    )


def _first(facts: PageFacts, *names: str) -> str | None:
    for name in names:
        for value in facts.meta.get(name, ()):
            if folded := " ".join(value.split()):
                return folded
    return None


# --- JSON-LD ----------------------------------------------------------------------------------------------------


def _linked_data(facts: PageFacts) -> list[dict[str, Any]]:
    """Return the JSON-LD objects that describe the article, the likeliest type first; broken JSON is passed over."""
    found: list[dict[str, Any]] = []
    for text in facts.json_ld:
        try:
            data = json.loads(text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        found.extend(_objects(data))
    articles = [item for item in found if _ARTICLE_TYPES.search(_type_of(item))]
    return sorted(articles, key=lambda item: "article" not in _type_of(item).lower())


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    queue = [data]
    seen = 0
    while queue and seen < 500:
        seen += 1
        item = queue.pop(0)
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(value for key in ("@graph", "mainEntity", "mainEntityOfPage") if (value := item.get(key)))


def _type_of(item: dict[str, Any]) -> str:
    kind = item.get("@type", "")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _text_of(linked: Iterable[dict[str, Any]], *keys: str) -> str | None:
    for item in linked:
        for key in keys:
            value = item.get(key)
            if isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
    return None


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[:20]:
            if isinstance(item, (str, dict)):
                yield from _names(item)
    elif isinstance(value, dict) and isinstance(value.get("name"), (str, list)):
        yield from _names(value["name"])


def _image(linked: Iterable[dict[str, Any]]) -> str | None:
    for item in linked:
        value = item.get("image") or item.get("thumbnailUrl")
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("url") or value.get("contentUrl")
        if isinstance(value, str) and value:
            return value
    return None


# --- single facts -----------------------------------------------------------------------------------------------


def _title(document: Document, facts: PageFacts, linked: list[dict[str, Any]]) -> str | None:
    for block in document.all_blocks:
        if block.label is Label.TITLE:
            return " ".join(block.text.split())
    stated = _first(facts, "og:title", "twitter:title") or _text_of(linked, "headline", "name") or facts.title
    if not stated:
        return None
    tail = _SITE_TAIL.match(stated)
    return (tail.group(1) or tail.group(3)) if tail else stated


def _site_name(facts: PageFacts, linked: list[dict[str, Any]]) -> str | None:
    if stated := _first(facts, "og:site_name", "application-name", "apple-mobile-web-app-title", "publisher"):
        return stated
    for item in linked:
        for name in _names(item.get("publisher")):
            return " ".join(name.split())
    return None


def _language(document: Document, facts: PageFacts) -> str | None:
    stated = facts.language or _first(facts, "content-language", "og:locale", "language")
    if stated and re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", stated.strip()):
        return re.split(r"[-_,; ]", stated.strip())[0].lower()
    kept = [block for block in document.all_blocks if block.kept]
    sample = " ".join(block.text for block in (kept or document.all_blocks)[:40])[:4000]
    return guess_language(sample)


def guess_language(text: str) -> str | None:
    """Guess the language of a text: by its function words and script, else by its letter trigrams.

    >>> guess_language("Der Rat hat am Montag über die Brücke und den Platz beraten.")
    'de'
    """
    likely = load_lexicon().languages_of(text)
    if len(likely) == 1:
        return next(iter(likely)).split("-")[0]
    match = detect_language(text)
    code = _TWO_LETTERS.get(match.language or "")
    if code and (not likely or code in {name.split("-")[0] for name in likely} or match.confidence > 0.5):
        return code
    return sorted(likely)[0].split("-")[0] if likely else code


def _authors(document: Document, facts: PageFacts, linked: list[dict[str, Any]]) -> tuple[str, ...]:
    names = next((found for item in linked if (found := list(_names(item.get("author"))))), [])
    if not names:
        names = [name for key in _AUTHOR_KEYS for name in facts.meta.get(key, ())]
    if not names:
        names = list(_byline_names(document.all_blocks))
    return _unique(part for name in names for part in _split_names(name))


def _split_names(text: str) -> Iterator[str]:
    if "://" in text or "@" in text:
        return
    text = re.sub(r"^(?:by|von|par|por|di|door|av|af)\s+(?=[^\W\d_])", "", " ".join(text.split()), flags=re.I)
    for part in _SPLIT_AUTHORS.split(text):
        name = part.strip(" .:|–—-")
        if 2 <= len(name) <= 60 and not name.isdigit():
            yield name


def _byline_names(blocks: list[Block]) -> Iterator[str]:
    """The names in byline blocks: what stands behind the lead phrase, or on the line after a bare one."""
    lexicon = load_lexicon()
    for block in blocks:
        if block.label is not Label.METADATA:
            continue
        if block.reason in ("section.byline", "section.author_line"):
            yield block.text
            continue
        for piece in re.split(r"\s+[|•·]\s+", block.text):
            hit = lexicon.find(piece, frozenset())
            if hit is None or "{name}" not in hit.parts[1:]:
                continue
            if hit.group == "byline" and hit.parts[1] == "{name}":
                yield _behind_lead(piece, hit)
            elif hit.parts[-1] == "{name}":
                yield re.split(re.escape(hit.parts[-2].strip()), piece, flags=re.IGNORECASE)[-1]


def _behind_lead(text: str, hit: Phrase) -> str:
    """The name behind the first literal of a byline phrase, up to a comma or the next literal's words."""
    lead = hit.parts[0].strip()
    if lead.endswith(":") and (found := re.split(r"[:：]", text, maxsplit=1)) and len(found) == 2:
        name = found[1]
    else:
        name = " ".join(text.split()[len(lead.split()) :])
    return name if hit.parts[-1] == "{name}" else re.split(r"[,;|]", name)[0]


def _tags(document: Document, facts: PageFacts, linked: list[dict[str, Any]]) -> tuple[str, ...]:
    stated = [tag for key in ("article:tag", "news_keywords", "keywords") for tag in facts.meta.get(key, ())]
    for item in linked:
        stated.extend(_names(item.get("keywords")))
    if not stated:
        lines = [block.text for block in document.all_blocks if block.label is Label.TAGS and ":" in block.text]
        stated = [line.split(":", 1)[1] for line in lines]
    return _unique(tag.strip(" #.") for text in stated for tag in re.split(r"[,;،、]", text))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


# --- dates ------------------------------------------------------------------------------------------------------


def _date(
    document: Document, facts: PageFacts, linked: list[dict[str, Any]], language: str | None
) -> datetime.date | None:
    stated = [_text_of(linked, "datePublished"), _text_of(linked, "dateCreated", "uploadDate")]
    stated += [value for key in _DATE_KEYS for value in facts.meta.get(key, ())] + facts.times[:3]
    for text in stated:
        if text and (found := parse_date(text, language)):
            return found
    for block in document.all_blocks:
        if block.label is Label.METADATA and (found := parse_date(block.text, language)):
            return found
    return None


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
_CORE_WORD = re.compile(r"\d[\d.,:/-]*|[^\W\d_]+\.?", re.UNICODE)
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
