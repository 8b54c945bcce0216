"""Rules on lines whose shape alone tells what they are: dates, file names, counters, addresses, breadcrumbs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from cleaner.caching import CACHED
from cleaner.document import Label
from cleaner.labels.context import (
    CLOCK,
    LIKELY_DROP,
    LIKELY_SHIFT,
    LINE_NUMBERS,
    SURE_DROP,
    SURE_KEEP,
    Context,
    Verdict,
)
from cleaner.lexicon import Lexicon
from cleaner.segment.markdown import is_image

_FILE_NAME = re.compile(
    r"[^\s/\\][^/\\\n]{0,120}\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic|mp4|webm|mov|mp3)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?P<last>[a-z]{2,12})/?", re.IGNORECASE)
#: What files of programs end in, and no address of a site; and what both do.
_FILE_ENDS = frozenset(
    "js jsx tsx json yaml yml toml ini cfg conf lock txt html htm css scss xml csv tsv sql log bat exe dll java php "
    "cpp hpp vue ipynb pdf doc docx xls xlsx ppt pptx zip gz tar tgz rar iso apk dmg deb rpm jar env bak tmp".split()
)
_EITHER_ENDS = frozenset("py rs sh md ts cs rb go kt ps so cc ml vb nim hs lua".split())
#: Blanks in the name of an image file; more words make a sentence that ends in one.
_FILE_BLANKS = 2
_URL = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+|[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
#: A photographer and an agency: `Rosa Delgado/The Ledger`, `Rosa Delgado / AFP via Getty Images`.
_CREDIT = re.compile(
    r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){1,3} ?/ ?"
    r"[^\W\d_a-z][^\s/.!?,]{1,30}"
    r"(?: (?:via |for |of |the |de |di |du |der |für |pour )?[^\W\d_a-z][^\s/.!?,]{0,30}){0,4}"
)
_HANDLE = re.compile(r"@\w{2,30}")
_HASHTAGS = re.compile(r"(?:#[^\W\d]\w*[\s,]*){1,12}")
_NUMBER = re.compile(r"[(\[]?[+-]?\d[\d.,: ]*\s?[kKmMx%]?[)\]]?")
_TIMESTAMP = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*(?:[ap]\.?m\.?|uhr|h|Uhr))?", re.IGNORECASE)
#: What a player shows of a recording: `0:00 / 6:48`.
_PLAYED = re.compile(r"-?\d{1,2}:\d{2}(?::\d{2})?(?:\s*[/|–-]?\s*-?\d{1,2}:\d{2}(?::\d{2})?){1,2}")
#: An attachment: `PDF - 1.2 MB`, `JPEG (84 ko)`.
_ATTACHMENT = re.compile(
    r"\W*(?:jpe?g|png|gif|webp|pdf|docx?|xlsx?|pptx?|odt|ods|zip|mp3|mp4|epub)\W+\d[\d.,\s]*"
    r"(?:[kmg]?i?b|[kmg]o|bytes?|octets|[кмг]б|байт)\W*",
    re.IGNORECASE,
)
#: A line of code without a word.
_BRACKETS = re.compile(r"[{}()\[\];,]{1,4}")
#: Tags and nothing else, as converters leave them in Markdown.
_TAGS = re.compile(r"(?:</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>\s*)+")
_HAS_WORD = re.compile(r"[^\W_]")
#: Between the steps of a breadcrumb; `>=`, `->` and `=>` are none. phpBB, and pages from right to left, have `‹`, `«`.
_ARROW = frozenset(">→")
_CRUMBS = re.compile(r"\s*(?:[»›→]|(?<![=-])>(?!=))\s*|\s+[‹«←]\s+")


def make_shapes(lexicon: Lexicon) -> Callable[[Context], None]:
    """Make the rule for lines whose shape alone tells what they are."""

    def shapes(context: Context) -> None:
        for index, block in enumerate(context.blocks):
            if block.kind is Label.CODE and _numbers_lines(context, index):
                context.say(index, Verdict(Label.OTHER, SURE_DROP, LINE_NUMBERS, "one a line of the code below"))
            if context.is_text and block.kind is Label.CODE:
                context.say(index, Verdict(Label.CODE, SURE_KEEP, "shape.code", "between fences"))
            if block.kind in (Label.CODE, Label.TABLE):
                continue
            if context.is_text and is_image(block.text):
                verdict: Verdict | None = Verdict(Label.CREDIT, SURE_DROP, "shape.image", block.text[:40])
            elif len(block.text) > 160:
                continue
            else:
                verdict = _shape(block.text, context.measured.folded[index], lexicon)
            if verdict is not None and not (verdict.reason == "shape.breadcrumb" and is_path(context, index)):
                context.say(index, verdict)

    return shapes


def is_path(context: Context, index: int) -> bool:
    """Tell whether a block is a way through menus, or stations of one: amid flattened text, or in a list.

    A breadcrumb, which looks the same, stands above or below the text of a page.
    """
    is_amid = context.blocks[index].kind is Label.LIST_ITEM or context.first_prose < index < context.last_prose
    return context.is_text and is_amid and not _ARROW.isdisjoint(context.blocks[index].text)


def _numbers_lines(context: Context, index: int) -> bool:
    """Whether a piece of code holds the line numbers of the next one and nothing else, as in tables of Pygments."""
    numbers = context.blocks[index].text.split()
    if len(numbers[0]) > 6 or not numbers[0].isdecimal() or index + 1 == len(context.blocks):
        return False
    code = context.blocks[index + 1]
    first = int(numbers[0])
    lines = code.text.count("\n") + 1
    return (
        code.kind is Label.CODE
        and numbers == [str(first + step) for step in range(len(numbers))]
        and lines <= len(numbers) <= lines + 2  # blank lines at the end are numbered, too
    )


@lru_cache(maxsize=CACHED)
def _shape(text: str, folded: str, lexicon: Lexicon) -> Verdict | None:
    if text[0] == "<" and _TAGS.fullmatch(text):
        return Verdict(Label.OTHER, SURE_DROP, "shape.tag", text[:40])
    if not folded and not _HAS_WORD.search(text):
        shift = LIKELY_SHIFT if _BRACKETS.fullmatch(text) else SURE_DROP
        return Verdict(Label.OTHER, shift, "shape.symbols", text[:20])
    if " " not in text:
        verdict = _shape_of_word(text)
        if verdict is not None:
            return verdict
    if "." in text and text.count(" ") <= _FILE_BLANKS and _FILE_NAME.fullmatch(text):
        return Verdict(Label.CREDIT, SURE_DROP, "shape.file_name", text)
    if text[0] == "#" and _HASHTAGS.fullmatch(text):
        return Verdict(Label.TAGS, SURE_DROP, "shape.hashtags", text)
    if "#" in folded and (verdict := _shape_of_numbers(text, folded, lexicon)):
        return verdict
    if "/" in text and not folded.endswith("#") and _CREDIT.fullmatch(text):
        return Verdict(Label.CREDIT, SURE_DROP, "shape.credit", text)
    return _crumbs(text) if not text.isascii() or ">" in text else None


def _shape_of_numbers(text: str, folded: str, lexicon: Lexicon) -> Verdict | None:
    """What a line with numbers is: a date, an attachment, a player's clock, a time, a number."""
    if len(text) >= 6 and is_date(text, folded, lexicon):
        return Verdict(Label.METADATA, SURE_DROP, "shape.date", text)
    if len(text) < 60 and _ATTACHMENT.fullmatch(text):
        return Verdict(Label.OTHER, LIKELY_DROP, "shape.attachment", text)
    if len(text) < 32 and text.count(":") > 1 and _PLAYED.fullmatch(text) and "0:00" in text:
        return Verdict(Label.LOADER, SURE_DROP, "shape.played", text)
    if len(text) < 12 and _TIMESTAMP.fullmatch(text):
        return Verdict(Label.METADATA, -2.5, "shape.time", text)
    if len(text) < 16 and _NUMBER.fullmatch(text):
        return Verdict(Label.OTHER, -1.5, "shape.number", text)
    return None


def _shape_of_word(text: str) -> Verdict | None:
    """What a line without blanks is: an address, a link, a handle."""
    if "." in text and not text[0].isdigit() and not _FILE_NAME.fullmatch(text) and (found := _ADDRESS.fullmatch(text)):
        last = found["last"].lower()
        if text.lower().startswith(("www.", "http")):
            return Verdict(Label.FOOTER, SURE_DROP, "shape.site_address", text)
        if last in _FILE_ENDS:
            return None
        # `ASP.NET` is no address, `READ.EXAMPLE.COM` might be.
        is_unsure = last in _EITHER_ENDS or (text.isupper() and text.count(".") == 1)
        return Verdict(Label.FOOTER, LIKELY_SHIFT if is_unsure else SURE_DROP, "shape.site_address", text)
    if ("." in text or "/" in text) and _URL.fullmatch(text) and not _FILE_NAME.fullmatch(text):
        return Verdict(Label.OTHER, -2.0, "shape.url", text)
    if text[0] == "@" and _HANDLE.fullmatch(text):
        return Verdict(Label.METADATA, -2.0, "shape.handle", text)
    return None


_QUOTES = (("«", "»"), ("‹", "›"))


def _crumbs(text: str) -> Verdict | None:
    if "<" in text or any(a in text and b in text for a, b in _QUOTES) or text.rstrip().endswith((".", "。", "।")):
        return None
    pieces = _CRUMBS.split(text.strip("»›>→ "))
    if len(pieces) >= 3 and all(0 < len(piece) <= 40 for piece in pieces[:-1]):
        return Verdict(Label.NAVIGATION, SURE_DROP, "shape.breadcrumb", " › ".join(pieces[:3]))
    return None


_NUMERIC_DATE = re.compile(r"\b\d{1,4}\s?([./-])\s?\d{1,2}\s?\1\s?\d{1,4}\b|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]")
_YEAR = re.compile(r"\d{4}")
_NOT_WORD = re.compile(r"[\s#.,/|:()•·–—-]+")
_DATE_EXTRAS = frozenset(
    "am pm a.m p.m gmt utc est edt cet cest pst pdt et bst ist msk z t h st nd rd th uhr at on um o y de del di г "
    "года год р року klo kl às à στις ώρα ore час час. 日 時 分 月 年 년 월 일 오전 오후 上午 下午 น ค.ศ พ.ศ".split()
)


def is_date(text: str, folded: str, lexicon: Lexicon) -> bool:
    """Whether a line is nothing but a date or a date and time.

    Every word is a month, a weekday or a particle of dates, and there is a number with a month name, a numeric date,
    or a clock time with a weekday.
    """
    if not folded or len(text) > 60 or "#" not in folded:
        return False
    numeric = bool(_NUMERIC_DATE.search(text))
    months = weekdays = others = 0
    for word in _NOT_WORD.split(folded):
        if word in lexicon.months or word + "." in lexicon.months:
            months += 1
        elif word in lexicon.weekdays or word + "." in lexicon.weekdays:
            weekdays += 1
        elif len(word) > 2 and unicodedata.normalize("NFC", word) not in _DATE_EXTRAS:
            others += 1
    if others:
        return False
    # Several months without a year are a season; several clock times and weekdays are opening hours.
    if months > 1 and not _YEAR.search(text):
        return False
    return bool(numeric or months or (weekdays and len(CLOCK.findall(text)) == 1))
