"""The rule that finds the headline."""

from __future__ import annotations

import re

from cleaner.document import Label
from cleaner.labels.context import LIKELY_KEEP, PROSE, SURE_KEEP, Context, Verdict

_SITE_TAIL = re.compile(r"\s+[|\-–—•·»:/]+\s+")
_ABOVE_DATE = "above a date, byline or share bar"
_SAID_AGAIN = "said again near the top"
#: Between the names of a breadcrumb; a line that ends in a count.
_CRUMB = re.compile(r"\s[/|»›>→•]\s")
_COUNTED = re.compile(r"[\s:]#$|# ?(?:am|pm)$|^# ?\S{1,6}$")
_MAX_WORDS, _MAX_CHARS = 32, 220
#: log(1 + words) of a block that is surely past the headline.
_LONG = 2.9
#: Characters of an open line that is no headline any more.
_LONG_LINE = 160


def title(context: Context) -> None:
    """Mark the one block that is the headline, where there is one."""
    best = _from_page(context) if context.segments.facts else None
    if best is None and context.is_text:
        best = _from_text(context)
    if best is not None:
        index, evidence = best
        has_text = context.last_prose >= 0
        is_sure = not context.is_text or evidence in (_SAID_AGAIN, _ABOVE_DATE)
        shift = (SURE_KEEP if is_sure else LIKELY_KEEP) if has_text else -1.0
        context.verdicts[index] = Verdict(Label.TITLE, shift, "title", evidence)


def _words(text: str) -> set[str]:
    return {word.strip(".,:;!?\"'«»“”„()[]") for word in text.casefold().split()} - {""}


def _from_page(context: Context) -> tuple[int, str] | None:
    """The heading that shares most words with what the page calls its title; an `h1` before others."""
    facts = context.segments.facts
    assert facts is not None
    named = [facts.title, *facts.meta.get("og:title", [])[:1], *facts.meta.get("twitter:title", [])[:1]]
    wanted = [_words(name) for name in named if name]
    overlaps = context.measured["title_overlap"].tolist()
    best: tuple[float, int] | None = None
    for index, block in enumerate(context.blocks[:1500]):
        if len(block.text) > _MAX_CHARS or block.kind not in (Label.HEADING, Label.PARAGRAPH):
            continue
        if overlaps[index] < 0.5:
            continue
        overlap = _overlap(_words(block.text), wanted)
        is_heading = block.kind is Label.HEADING
        if overlap < (0.6 if is_heading else 0.85) or (not is_heading and len(block.text) < 20):
            continue
        score = overlap + (0.5 if block.level == 1 else 0.3 if is_heading else 0) - index * 1e-4
        if best is None or score > best[0]:
            best = (score, index)
    if best:
        return best[1], f"shares its words with the page title ({facts.title[:60]})"
    headings = [index for index, block in enumerate(context.blocks) if block.kind is Label.HEADING and block.level == 1]
    if len(headings) == 1 and context.measured.hits[headings[0]] is None:
        return headings[0], "the only h1"
    return None


def _overlap(words: set[str], wanted: list[set[str]]) -> float:
    """Share of the block's words that the page title has, lowered when the block says only a part of it."""
    if not words or not wanted:
        return 0.0
    return max(
        len(words & names) / len(words) * min(1.0, 0.4 + 0.9 * len(words & names) / len(names)) if names else 0.0
        for names in wanted
    )


def _from_text(context: Context) -> tuple[int, str] | None:
    """The likeliest headline above the first paragraphs: a whole line, said twice, or longest of the first lines."""
    candidates = _candidates(context)
    if not candidates:
        return None
    texts = [context.blocks[index].text for index in candidates]
    best, score, why = -1, 0.0, ""
    for position, index in enumerate(candidates):
        if _is_cut(texts[position], texts):
            continue
        value, reason = _headline_score(context, index, texts, position)
        if value > score:
            best, score, why = index, value, reason
    return (best, why) if best >= 0 else None


def _is_cut(text: str, texts: list[str]) -> bool:
    """Whether another candidate says the same in full, more than a site name longer."""
    stem = text.rstrip("….· ")
    if len(stem) <= 15:
        return False
    longer = [other for other in texts if other.startswith(stem) and len(other) > len(text)]
    return any(not _SITE_TAIL.match(other[len(stem) :]) for other in longer)


def _candidates(context: Context) -> list[int]:
    found = []
    for index, block in enumerate(context.blocks[:120]):
        if (
            context.prose[index] > PROSE
            and context.measured["log_words"][index] > _LONG
            and (context.closed[index] or len(block.text) > _LONG_LINE)
        ):
            if "consent" in context.groups[max(0, index - 3) : index + 4]:
                continue
            break
        words = context.words[index]
        is_line = (
            block.kind in (Label.PARAGRAPH, Label.HEADING) and len(block.text) <= _MAX_CHARS and words <= _MAX_WORDS
        )
        is_free = context.groups[index] in ("", "teaser_lead") and context.verdicts[index] is None
        if is_line and is_free and len(block.text) > 3:
            found.append(index)
    return found


def _is_copy(other: str, text: str) -> bool:
    return other.startswith(text[:40]) or text.startswith(other.rstrip("….")[:60])


def _is_below_headline(context: Context, index: int) -> bool:
    verdict = context.verdicts[index]
    return context.group(index) in ("date", "byline", "share") or (
        verdict is not None and verdict.label is Label.METADATA
    )


def _headline_score(context: Context, index: int, texts: list[str], position: int) -> tuple[float, str]:
    text = context.blocks[index].text
    words = min(len(text.split()) + len(text) / 12, 14)
    score = words / 14
    reason = "first line above the text"
    if text.rstrip().endswith((".", "。", "।", "։", ":", ",", ";")):
        score -= 0.7
    if text[0].islower() or text.startswith(("—", "–", "-")):
        score -= 0.4
    if len(_CRUMB.findall(text)) > 1 or _COUNTED.search(context.measured.folded[index]):
        score -= 0.8
    if context.groups[index]:
        score -= 0.3
    if context.blocks[index].kind is Label.HEADING:
        score += 0.5
    if any(_is_below_headline(context, near) for near in range(index + 1, min(index + 3, len(context.blocks)))):
        score += 0.4
        reason = _ABOVE_DATE
    copies = 0
    if len(text) > 15:
        copies = sum(other[:15] == text[:15] and _is_copy(other, text) for other in texts) - 1
    if copies > 0:
        score += 0.6 - 0.1 * bool(_SITE_TAIL.search(text) and any(text.startswith(t) and t != text for t in texts))
        reason = _SAID_AGAIN
    return score - 0.06 * position, reason
