"""Rules on one block at a time by the phrases of the lexicon, and on runs of rows, quantities and broken sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from cleaner.caching import CACHED
from cleaner.document import Label
from cleaner.folding import fold
from cleaner.labels.context import LIKELY_DROP, LIKELY_KEEP, LIKELY_SHIFT, SURE_DROP, Context, Verdict
from cleaner.labels.shapes import is_date, is_path
from cleaner.lexicon import GROUPS, Lexicon, Phrase
from cleaner.segment.text import RULE_ROW

_SEPARATED = re.compile(r"\s*(?:[|•·/»›>→]|[-–—](?=\s))\s*")
_SEPARATOR = re.compile(r"[|•·/»›>→]|\s[-–—]\s")
#: Where a person can be reached: an author's line that says so is a box, no sentence of the article.
_REACHED_AT = re.compile(r"(?:^|[\s(:,])@\w{2,30}|[\w.+-]+@[\w-]+\.\w")


def phrases(context: Context) -> None:
    """A block that is a phrase of the lexicon as a whole has the phrase's label."""
    for index, hit in enumerate(context.measured.hits):
        if hit is not None and not _is_amid_sentence(context, index):
            context.say(index, Verdict(hit.label, _shift(context, index, hit), f"phrase.{hit.group}", hit.text))


#: What a line begins with that goes on behind a link; `:` and `)` may follow a label or a button, `...` anything.
_GOES_ON = re.compile(r"(?:\.(?!\.)|[,;!?”»。，、])+(?:\s|$)")


def _is_amid_sentence(context: Context, index: int) -> bool:
    """Whether flattened text goes on with a comma or a full stop: what looks like a button was a link in a sentence."""
    below = index + 1
    return context.is_text and below < len(context.blocks) and bool(_GOES_ON.match(context.blocks[below].text))


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
        ruled = _ruled_rows(context)
        for index, folded in enumerate(context.measured.folded):
            if not 2 < len(folded) <= 160 or context.verdicts[index] is not None or index in ruled:
                continue
            text = context.blocks[index].text
            is_menu = _SEPARATOR.search(text) and not is_path(context, index)
            found = _split_menu(text, lexicon, context) if is_menu else None
            if found is None and "\t" not in text and 1 < context.words[index] <= 16 and not context.closed[index]:
                found = _split_words(folded, lexicon, context.measured.languages)
            if found:
                label, evidence = found
                context.say(index, Verdict(label, SURE_DROP, "phrase.composed", evidence))
            elif _is_dated(text, lexicon) and not _is_row(context, index):
                context.say(index, Verdict(Label.METADATA, LIKELY_DROP, "shape.dated", text))

    return composed


def _ruled_rows(context: Context) -> set[int]:
    """The rows of flattened tables with a rule below their head, as Markdown has it: no menus, whatever they say."""
    ruled: set[int] = set()
    run: list[int] = []
    for index, block in enumerate([*context.blocks, None] if context.is_text else []):
        if block is not None and block.kind is Label.TABLE:
            run.append(index)
            continue
        if len(run) > 1 and any(RULE_ROW.match(context.blocks[row].text) for row in run[:3]):
            ruled.update(run)
        run = []
    return ruled


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
def _split_words(folded: str, lexicon: Lexicon, languages: frozenset[str]) -> tuple[Label, str] | None:
    """Cut a line greedily into exact phrases of its languages, page numbers between them allowed.

    All of it must be used up. A function word of the text is no phrase: `the` is one in Vietnamese, folded.
    """
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
            phrase = lexicon.parse(key, lexicon.exact[key], languages)
            is_foreign = languages and languages.isdisjoint(phrase.languages) and _ANYWHERE.isdisjoint(phrase.languages)
            if is_foreign or not languages.isdisjoint(lexicon.stop.get(key, ())):
                return None
            found.append(phrase)
        elif words[position] != "#" or not found:
            return None
        position += max(size, 1)
    numbered = len(found) > 0 and found[0].group == "pagination" and "#" in words
    if (len(found) < 2 and not numbered) or not (numbered or any(phrase.sure for phrase in found)):
        return None
    best = next((phrase for phrase in found if phrase.sure), found[0])
    return GROUPS[best.group], " + ".join(phrase.text for phrase in found[:4])


#: Languages whose phrases stand on pages in any other.
_ANYWHERE = frozenset(["en", "und"])
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
        goes_on = _GOES_ON.match(following) is not None
        if not (context.is_prose(index) or context.is_prose(index + 1) or context.closed[index + 1] or goes_on):
            continue
        for piece in () if text[-1] == ":" else (index, index + 1):
            if context.verdicts[piece] is None and (goes_on or context.measured.hits[piece] is None):
                context.say(piece, Verdict(Label.PARAGRAPH, 2.5, "shape.continued", "a sentence runs over the line"))


#: Phrases that stand amid articles on a line of their own.
_INTERRUPTING = frozenset(["ad", "credit", "navigation", "teaser_lead"])


def resumed(context: Context) -> None:
    """In flattened text, a paragraph goes on with the article behind a single line of junk, such as a button.

    Of 29 paragraphs of the labelled texts that are the last ones behind such a line 27 are content.
    """
    if not context.is_text:
        return
    told = [context.is_prose(index) and context.closed[index] for index in range(len(context.blocks))]
    for index in range(2, len(context.blocks)):
        # `Read the report` and the full stop behind that link are two lines.
        line = index - 2 if _GOES_ON.fullmatch(context.blocks[index - 1].text) else index - 1
        if not (told[index] and told[line - 1]) or told[line] or context.groups[line] not in _INTERRUPTING:
            continue
        above = context.verdicts[line - 1]
        if above is None or above.shift > 0:
            evidence, kind = context.blocks[line].text[:60], context.blocks[index].kind
            context.say(index, Verdict(kind, LIKELY_KEEP, "section.resumed", evidence))


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
