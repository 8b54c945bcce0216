"""Facts about the article: from the page's own statements, else from the metadata lines of its text.

The order of trust is JSON-LD, OpenGraph and other `<meta>`, then `<time>`, then what the text's own lines say.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from turbohtml.detect import detect_language

from cleaner.dates import parse_date
from cleaner.document import Block, Document, Label, Metadata, PageFacts
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
_SITE_TAIL = re.compile(r"^(.{12,}?)\s+[|·•–—»-]\s+([^|·•–—»]{2,60})$|^(.{4,}?)[|_]([^|_]{2,40})$")
_SPLIT_AUTHORS = re.compile(r"\s*(?:,|;|/|&|\band\b|\bund\b|\bet\b|\bи\b|\boch\b|\bog\b|και|、|，)\s+|[、，]")
#: "And" between names in some languages, part of a name in those or others.
_AND = re.compile(r"\s+(?:y|e|i)\s+")
#: What stands behind a name and a comma and is no name.
_DEGREE = re.compile(
    r"(?:jr|sr|iii?|iv|esq|ph\.?\s?d|[mb]\.?[ads]|r\.?n|d\.?o|m\.?p\.?h|mba|dds|cpa|jd)\.?", re.IGNORECASE
)
#: Lines and meta elements with figures that are read for a date at most.
_MAX_DATES = 20
#: Meta elements that hold one name each, the last name first (Google Scholar, Dublin Core).
_ONE_NAME_KEYS = frozenset(["citation_author", "dc.creator", "dcterms.creator"])
_NAME_WORDS = 3

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
    """The names in a value of JSON-LD: strings, things with a name, lists of either."""
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
        names = [
            _turn_round(name) if key in _ONE_NAME_KEYS else name
            for key in _AUTHOR_KEYS
            for name in facts.meta.get(key, ())
        ]
    if not names:
        names = list(_byline_names(document.all_blocks))
    return _unique(part for name in names for part in _split_names(name))


def _turn_round(name: str) -> str:
    """Return `Smith, John A.` as `John A. Smith`; where more commas or words are, it is another kind of list."""
    last, comma, first = name.partition(",")
    is_name = comma and "," not in first and len(last.split()) <= _NAME_WORDS and 0 < len(first.split()) <= _NAME_WORDS
    return f"{first.strip()} {last.strip()}" if is_name and not _DEGREE.fullmatch(first.strip()) else name


def _split_names(text: str) -> Iterator[str]:
    """The names of a byline, degrees left out; `y` and the like part names of two words, not of one."""
    if "://" in text or "@" in text:
        return
    text = re.sub(r"^(?:by|von|par|por|di|door|av|af)\s+(?=[^\W\d_])", "", " ".join(text.split()), flags=re.I)
    names: list[str] = []
    for part in _SPLIT_AUTHORS.split(text):
        name = part.strip(" .:|–—-")
        if _DEGREE.fullmatch(name):
            if names and name[:2].lower() in ("jr", "sr"):
                names[-1] += f" {name}."
        elif 2 <= len(name) <= 60 and not name.isdigit():
            pieces = _AND.split(name)
            names += pieces if all(" " in piece for piece in pieces) else [name]
    yield from names


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


#: Which part of a phrase stands behind a name behind a lead: `By {name} on {date}`.
_LITERAL_BEHIND = 2


def _behind_lead(text: str, hit: Phrase) -> str:
    """The name behind the first literal of a byline phrase, up to a comma or the next literal's words."""
    lead = hit.parts[0].strip()
    if lead.endswith(":") and (found := re.split(r"[:：]", text, maxsplit=1)) and len(found) == 2:
        name = found[1]
    else:
        name = " ".join(text.split()[len(lead.split()) :])
    if hit.parts[-1] == "{name}":
        return name
    behind = hit.parts[_LITERAL_BEHIND].strip(" ,;|") if len(hit.parts) > _LITERAL_BEHIND else ""
    if behind:
        name = re.split(rf"\s+{re.escape(behind)}\b", name, maxsplit=1, flags=re.IGNORECASE)[0]
    return re.split(r"[,;|]", name)[0]


def _tags(document: Document, facts: PageFacts, linked: list[dict[str, Any]]) -> tuple[str, ...]:
    stated = [tag for key in ("article:tag", "news_keywords", "keywords") for tag in facts.meta.get(key, ())]
    for item in linked:
        stated.extend(_names(item.get("keywords")))
    if not stated:
        named = (block for block in document.all_blocks if block.label is Label.TAGS and block.reason == "phrase.tags")
        lines = [block.text for block in named if ":" in block.text]
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
    lines = (block.text for block in document.all_blocks if block.label is Label.METADATA)
    for texts in (filter(None, stated), lines):
        # Words take dateparser milliseconds each, and lists of other articles have dates by the hundred.
        dated = (text for text in texts if any(char.isdigit() for char in text))
        if found := next(filter(None, (parse_date(text, language) for text in islice(dated, _MAX_DATES))), None):
            return found
    return None
