"""Rules on one block at a time: lexicon phrases and shapes (dates, file names, counters, bare addresses)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from cleaner.caching import CACHED
from cleaner.document import Label
from cleaner.folding import fold
from cleaner.labels.context import CLOCK, LIKELY_DROP, LINE_NUMBERS, SURE_DROP, Context, Verdict
from cleaner.lexicon import GROUPS, Lexicon, Phrase
from cleaner.segment.markdown import is_image

_FILE_NAME = re.compile(
    r"[^\s/\\][^/\\\n]{0,120}\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic|mp4|webm|mov|mp3)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/?", re.IGNORECASE)
_URL = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+|[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
#: A photographer and an agency: `Rosa Delgado/The Ledger`.
_CREDIT = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){1,3} ?/ ?[^\W\d_a-z][^/.!?]{2,40}")
_HANDLE = re.compile(r"@\w{2,30}")
_HASHTAGS = re.compile(r"(?:#[^\W\d]\w*[\s,]*){1,12}")
_NUMBER = re.compile(r"[(\[]?[+-]?\d[\d.,: ]*\s?[kKmM%]?[)\]]?")
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
_SEPARATED = re.compile(r"\s*(?:[|•·/»›>→]|[-–—](?=\s))\s*")
_SEPARATOR = re.compile(r"[|•·/»›>→]|\s[-–—]\s")
_HAS_WORD = re.compile(r"[^\W_]")
#: Between the steps of a breadcrumb; `>=`, `->` and `=>` are none. phpBB, and pages from right to left, have `‹`, `«`.
_CRUMBS = re.compile(r"\s*(?:[»›→]|(?<![=-])>(?!=))\s*|\s+[‹«←]\s+")

#: Where a person can be reached: an author's line that says so is a box, no sentence of the article.
_REACHED_AT = re.compile(r"(?:^|[\s(:,])@\w{2,30}|[\w.+-]+@[\w-]+\.\w")
#: What an unsure phrase says, in log-odds of content.
LIKELY_SHIFT = -1.8


def phrases(context: Context) -> None:
    """A block that is a phrase of the lexicon as a whole has the phrase's label."""
    for index, hit in enumerate(context.measured.hits):
        if hit is not None:
            context.say(index, Verdict(hit.label, _shift(context, index, hit), f"phrase.{hit.group}", hit.text))


#: Names behind a colon, with commas between them.
_KEYWORDS = re.compile(r"[^:：]{2,40}[:：] ?(?:[^,،、，.:]{2,40}[,،、，] ?)+[^,.:]{2,40}")


def _shift(context: Context, index: int, hit: Phrase) -> float:
    block = context.blocks[index]
    if hit.group == "author_bio" and _REACHED_AT.search(block.text):
        return SURE_DROP
    if hit.group == "tags" and _KEYWORDS.fullmatch(block.text):
        return SURE_DROP
    if not hit.sure or not _is_at_home(context, hit):
        return LIKELY_SHIFT
    if block.tag is not None and block.kind is Label.HEADING and hit.group in _HEADINGS:
        return LIKELY_SHIFT
    if not _is_line_like(block.text, hit):
        return LIKELY_SHIFT
    return SURE_DROP


def _is_at_home(context: Context, hit: Phrase) -> bool:
    """Whether the phrase's language is one of the text's; a short Latin word may mean something else in another."""
    literal = "".join(part for part in hit.parts if part[0] != "{")
    languages = context.measured.languages
    if len(literal) > 12 or not literal.isascii() or not languages:
        return True
    return not languages.isdisjoint(hit.languages) or "en" in hit.languages or "und" in hit.languages


#: Groups whose phrases may head a section of a page's own content.
_HEADINGS = frozenset(["section", "navigation", "date", "loader", "form", "consent", "tags", "footer", "promo"])


def _is_line_like(text: str, hit: Phrase) -> bool:
    """Whether a line is no sentence of the article that merely begins like a phrase with a placeholder."""
    if (
        len(hit.parts) == 1
        or hit.parts[-1][0] != "{"
        or (hit.parts[0].rstrip().endswith((":", "|", "»")) and len(text) <= 160)
    ):
        return True
    return len(text) <= 110 and not text.rstrip().endswith((".", "。", "।", "?", "!", ","))


def make_composed(lexicon: Lexicon) -> Callable[[Context], None]:
    """Make the rule for lines that consist of several phrases: share bars, menus, breadcrumbs on one line."""

    def composed(context: Context) -> None:
        for index, folded in enumerate(context.measured.folded):
            if not 2 < len(folded) <= 160 or context.verdicts[index] is not None:
                continue
            text = context.blocks[index].text
            found = _split_menu(text, lexicon, context) if _SEPARATOR.search(text) else None
            if found is None and "\t" not in text and 1 < context.words[index] <= 16 and not context.closed[index]:
                found = _split_words(folded, lexicon)
            if found:
                label, evidence = found
                context.say(index, Verdict(label, SURE_DROP, "phrase.composed", evidence))
            elif _is_dated(text, lexicon) and not _is_row(context, index):
                context.say(index, Verdict(Label.METADATA, LIKELY_DROP, "shape.dated", text))

    return composed


def _is_dated(text: str, lexicon: Lexicon) -> bool:
    """Whether a line is a date and a name or two: `Culture desk | 12/02/2023`."""
    pieces = [piece for piece in _SEPARATED.split(text) if piece] if _SEPARATOR.search(text) else []
    if not 2 <= len(pieces) <= _MAX_DATED or len(text) > _MAX_DATED_CHARS:
        return False
    dates = [is_date(piece, fold(piece), lexicon) for piece in pieces]
    names = (piece for piece, dated in zip(pieces, dates, strict=True) if not dated)
    return any(dates) and all(len(name.split()) <= _MAX_NAME for name in names)


#: Pieces of a line with a date, its characters, words of the names in it.
_MAX_DATED, _MAX_DATED_CHARS, _MAX_NAME = 3, 90, 4


def _is_row(context: Context, index: int) -> bool:
    """Whether the block stands by a row of a table."""
    return any(
        block.kind is Label.TABLE
        for block in (*context.blocks[max(0, index - 1) : index], *context.blocks[index + 1 : index + 2])
    )


def _split_menu(text: str, lexicon: Lexicon, context: Context) -> tuple[Label, str] | None:
    """Split at menu separators; half of at least two pieces must be phrases."""
    pieces = [piece for piece in _SEPARATED.split(text) if piece]
    if not 2 <= len(pieces) <= 24 or max(map(len, pieces)) > 60:
        return None
    hits = [lexicon.find(piece, context.measured.languages) for piece in pieces]
    dated = sum(is_date(piece, fold(piece), lexicon) for piece in pieces)
    found = [hit for hit in hits if hit is not None]
    if len(found) + dated < 2 or (len(found) + dated) * 2 < len(pieces):
        if dated and any(hit is not None and hit.label is Label.METADATA for hit in hits):
            return Label.METADATA, " + ".join(hit.text for hit in found)
        return None
    if not found:
        return Label.METADATA, text
    label = Label.METADATA if dated else max(found, key=lambda hit: hit.sure).label
    return label, " + ".join(hit.text for hit in found[:4])


@lru_cache(maxsize=CACHED)
def _split_words(folded: str, lexicon: Lexicon) -> tuple[Label, str] | None:
    """Cut a line greedily into exact phrases, page numbers between them allowed; all of it must be used up."""
    words = folded.split()
    if len(words) < 2 or words[0] not in lexicon.openers or words[-1] in lexicon.stop:
        return None
    if not lexicon.vocabulary.issuperset(word for word in words if word not in _SEPARATORS):
        return None
    found: list[Phrase] = []
    position = 0
    while position < len(words):
        size = next(
            (n for n in range(min(6, len(words) - position), 0, -1) if _key(words, position, n) in lexicon.exact),
            0,
        )
        if size:
            key = _key(words, position, size)
            found.append(lexicon.parse(key, lexicon.exact[key]))
        elif words[position] != "#" or not found:
            return None
        position += max(size, 1)
    numbered = len(found) > 0 and found[0].group == "pagination" and "#" in words
    if (len(found) < 2 and not numbered) or not (numbered or any(phrase.sure for phrase in found)):
        return None
    best = next((phrase for phrase in found if phrase.sure), found[0])
    return GROUPS[best.group], " + ".join(phrase.text for phrase in found[:4])


_SEPARATORS = frozenset(["#", "|", "·", "•", "/", "-", "–"])


def _key(words: list[str], position: int, size: int) -> str:
    return " ".join(words[position : position + size]).strip(" ,|:")


def runs_of_rows(context: Context) -> None:
    """Three and more table rows or list items in a row that are no phrases speak for each other."""
    for kind, shift in ((Label.TABLE, 3.0), (Label.LIST_ITEM, 0.8)):
        run: list[int] = []
        for index, block in enumerate([*context.blocks, None]):
            if block is not None and block.kind is kind and context.verdicts[index] is None:
                run.append(index)
                continue
            if len(run) >= 3 and context.is_text and _is_amid_text(context, run):
                for member in run:
                    context.say(member, Verdict(kind, shift, "shape.rows", f"one of {len(run)} rows"))
            run = []


def _is_amid_text(context: Context, run: list[int]) -> bool:
    """Whether rows stand by the text and few phrases are near; menus are lists too."""
    return (
        run[-1] > context.first_prose
        and run[0] <= context.last_prose + 3
        and context.measured["hits_near"][run].max() < 0.35
    )


def quantities(context: Context) -> None:
    """Four and more short open lines of which half hold numbers and none is a phrase: ingredients, results, prices."""
    if not context.is_text:
        return
    run: list[int] = []
    for index, block in enumerate([*context.blocks, None]):
        is_short = (
            block is not None and context.words[index] <= 8 and len(block.text) <= 60 and not context.closed[index]
        )
        if block is not None and is_short and context.verdicts[index] is None:
            run.append(index)
            continue
        numbered = sum("#" in context.measured.folded[member] for member in run)
        if len(run) >= 4 and numbered * 2 >= len(run) and run[-1] > context.first_prose:
            for member in run:
                context.say(member, Verdict(Label.PARAGRAPH, 1.2, "shape.quantities", f"one of {len(run)} lines"))
        run = []


def continued(context: Context) -> None:
    """In flattened text, the pieces an inline link broke a sentence into hold together."""
    if not context.is_text:
        return
    for index in range(len(context.blocks) - 1):
        text, following = context.blocks[index].text, context.blocks[index + 1].text
        if context.closed[index] or not (following[0].islower() or following[0] in ",.;:)"):
            continue
        if not (context.is_prose(index) or context.is_prose(index + 1) or context.closed[index + 1]) or text[-1] == ":":
            continue
        for piece in (index, index + 1):
            if context.verdicts[piece] is None and context.measured.hits[piece] is None:
                context.say(piece, Verdict(Label.PARAGRAPH, 2.5, "shape.continued", "a sentence runs over the line"))


def make_opening_sentence(lexicon: Lexicon) -> Callable[[Context], None]:
    """Make the rule for lines that begin with a whole sure phrase and say little more."""

    def opening_sentence(context: Context) -> None:
        for index, block in enumerate(context.blocks):
            if not 30 < len(block.text) <= 240 or context.verdicts[index] is not None:
                continue
            found = _SENTENCE.match(block.text)
            if not found or len(block.text) > 2.4 * found.end():
                continue
            key = fold(found.group(1))
            if found.end() <= 20 or key not in lexicon.exact:
                continue
            hit = lexicon.parse(key, lexicon.exact[key], context.measured.languages)
            if hit.sure and _is_at_home(context, hit):
                context.say(index, Verdict(hit.label, SURE_DROP, f"phrase.{hit.group}", hit.text))

    return opening_sentence


_SENTENCE = re.compile(r"([^.!?。！？।]{10,120}[.!?。！？।])\s*")


def make_shapes(lexicon: Lexicon) -> Callable[[Context], None]:
    """Make the rule for lines whose shape alone tells what they are."""

    def shapes(context: Context) -> None:
        for index, block in enumerate(context.blocks):
            if block.kind is Label.CODE and _numbers_lines(context, index):
                context.say(index, Verdict(Label.OTHER, SURE_DROP, LINE_NUMBERS, "one a line of the code below"))
            if block.kind in (Label.CODE, Label.TABLE):
                continue
            if context.is_text and is_image(block.text):
                verdict: Verdict | None = Verdict(Label.CREDIT, SURE_DROP, "shape.image", block.text[:40])
            elif len(block.text) > 160:
                continue
            else:
                verdict = _shape(block.text, context.measured.folded[index], lexicon)
            if verdict is not None:
                context.say(index, verdict)

    return shapes


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
    if not folded and not _HAS_WORD.search(text):
        shift = LIKELY_SHIFT if _BRACKETS.fullmatch(text) else SURE_DROP
        return Verdict(Label.OTHER, shift, "shape.symbols", text[:20])
    if " " not in text:
        verdict = _shape_of_word(text)
        if verdict is not None:
            return verdict
    if "." in text and _FILE_NAME.fullmatch(text):
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
    if "." in text and not text[0].isdigit() and _ADDRESS.fullmatch(text) and not _FILE_NAME.fullmatch(text):
        return Verdict(Label.FOOTER, SURE_DROP, "shape.site_address", text)
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
