"""Rules on what is said twice: the headline again or cut short, a paragraph again."""

from __future__ import annotations

import re

from cleaner.document import CONTENT_LABELS, Label
from cleaner.labels.context import LIKELY_DROP, PROSE, SURE_DROP, Context, Verdict

_MIN_CUT = 16
_MIN_HEADLINE = 8
_MIN_REPEAT = 40
_KEY_CHARS = 12
#: Lines between a quotation and whose it is: a sign, a date.
_ABOVE_QUOTE = 3
_TITLE_TAIL = re.compile(r"\s+[|\-–—•·»:/]+\s+[^|\-–—•·»/]{2,60}$|[_|][^_|]{1,40}$")
_ELLIPSES = ("…", "...", "[…]", "[...]")
#: Blocks that begin alike and are looked through for what another is an excerpt of.
_FAMILY = 100
_STOPS = (".", "!", "?", "。", "।")
_CUT_MARK = "….·… "


def _shift(context: Context, text: str = "") -> float:
    """In HTML a text may be said again for a reason (code, quotations, posts), and so may a short line (a refrain)."""
    return SURE_DROP if context.is_text and not 0 < len(text) < _MIN_REPEAT else LIKELY_DROP


def headline_again(context: Context) -> None:
    """A short block before the text that another block there says in full, or says again with the site's name."""
    alike: dict[str, list[tuple[int, str]]] = {}
    for index in _top(context):
        text = " ".join(context.blocks[index].text.split())
        if len(text) >= _MIN_CUT:
            alike.setdefault(text[:_KEY_CHARS], []).append((index, text))
    for family in alike.values():
        for index, whole in family:
            stem = whole.rstrip(_CUT_MARK)
            full = next(
                (text for other, text in family if other != index and _says_more(text, stem, other < index, whole)),
                "",
            )
            is_part = len(full) > len(whole) and whole.endswith(_STOPS) and not whole.endswith(_ELLIPSES)
            is_part = is_part and _first(family, full) < index
            if is_part or _is_quoted(context, index):
                continue  # of what somebody wrote, said again below
            if full and not context.is_dropped(index) and index not in context.listed:
                shift = _shift(context, whole if full == whole else "")
                context.say(index, Verdict(Label.DUPLICATE, shift, "duplicate.headline", full[:80]))


def _first(family: list[tuple[int, str]], text: str) -> int:
    return next(index for index, other in family if other == text)


def _says_more(full: str, text: str, is_earlier: bool, whole: str) -> bool:
    """Whether `full` is the headline that `text` is a cut or dressed-up copy of."""
    if full == whole:
        return is_earlier
    if len(full) > len(text) and full.startswith(text) and len(full) < 400:
        # A longer one that only adds the site's name is itself the copy.
        return _TITLE_TAIL.sub("", full) != text
    return len(full) >= _MIN_CUT and _TITLE_TAIL.sub("", whole) == full


def _top(context: Context) -> list[int]:
    """The blocks among which headlines stand: up to the first few paragraphs, at most 200."""
    top: list[int] = []
    seen = 0
    for index, block in enumerate(context.blocks):
        if context.prose[index] > PROSE:
            seen += 1
            if seen > 2:
                break
        if len(block.text) <= 400 and block.kind is not Label.TABLE:
            top.append(index)
    return top[-200:]


def said_before(context: Context) -> None:
    """A paragraph or headline that stood before, word for word, or an excerpt of the paragraph that follows."""
    seen: dict[str, int] = {}
    for index, block in enumerate(context.blocks):
        if block.kind in (Label.CODE, Label.TABLE) or len(block.text) < _MIN_HEADLINE:
            continue
        key = block.text.rstrip(_CUT_MARK)
        first = seen.setdefault(key, index)
        if first == index or context.is_dropped(first) or index in context.listed or _is_quoted(context, index):
            continue
        is_title = _is_title(context, first)
        if len(key) >= _MIN_REPEAT or is_title or context.blocks[first].kind is Label.HEADING:
            shift = _shift(context, "" if is_title else key)
            verdict = Verdict(Label.DUPLICATE, shift, "duplicate.repeated", context.blocks[first].text[:80])
            context.say(index, _of_junk(context, first, index, shift) or verdict)


def _is_quoted(context: Context, index: int) -> bool:
    """Whether readers of flattened text quote each other: in a thread, or right below `Anna wrote:`."""
    above = context.measured.hits[max(0, index - _ABOVE_QUOTE) : index]
    return context.is_text and (
        (context.is_forum and context.closed[index])
        or any(hit is not None and hit.group == "comment_ui" and hit.parts[0] == "{name}" for hit in above)
    )


def _of_junk(context: Context, first: int, index: int, shift: float) -> Verdict | None:
    """Return the verdict of junk that comes twice, such as a teaser or a comment: what it is says more."""
    before, now = context.verdicts[first], context.verdicts[index]
    if before is None or now is None or before.label is not now.label or now.label in CONTENT_LABELS:
        return None
    return now._replace(shift=shift)


def _is_title(context: Context, index: int) -> bool:
    verdict = context.verdicts[index]
    return verdict is not None and verdict.label is Label.TITLE


def excerpt(context: Context) -> None:
    """A teaser of the article's own text, cut with an ellipsis, that another block says in full."""
    cut = [index for index, block in enumerate(context.blocks) if block.text.endswith(_ELLIPSES)]
    if not cut:
        return
    starts: dict[str, list[int]] = {}
    for index, block in enumerate(context.blocks):
        if len(block.text) > _MIN_REPEAT:
            family = starts.setdefault(block.text[:_KEY_CHARS], [])
            if len(family) < _FAMILY:
                family.append(index)
    for index in cut:
        block = context.blocks[index]
        text = block.text
        if len(text) < _MIN_REPEAT:
            continue
        stem = text.rstrip(_CUT_MARK + ".[]").rstrip()
        for other in starts.get(block.text[:_KEY_CHARS], ()):
            full = context.blocks[other].text
            if other != index and len(full) > len(stem) + 8 and full.startswith(stem):
                context.say(index, Verdict(Label.DUPLICATE, _shift(context), "duplicate.excerpt", full[:80]))
                break
