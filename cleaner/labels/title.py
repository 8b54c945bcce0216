"""The rule that finds the headline."""

from __future__ import annotations

from cleaner.document import Label
from cleaner.labels.context import LIKELY_KEEP, SURE_KEEP, Context, Verdict
from cleaner.labels.headline import MAX_CHARS, find_headline, is_only_first_level
from cleaner.segment.hints import Hint

_BESIDE = Hint.SIDEBAR | Hint.NAVIGATION | Hint.FOOTER
#: Probability from which the headline of a flattened text is sure. On texts held out in training 644 of 651 such
#: headlines of labelled texts were right, and 93 of 100 on pages where the HTML door's guess was held to be right.
SURE = 0.7


def title(context: Context) -> None:
    """Mark the one block that is the headline, where there is one."""
    shift = SURE_KEEP
    best = _from_page(context) if context.segments.facts else None
    if best is None and context.is_text and (found := find_headline(context)):
        index, probability = found
        best = index, f"the likeliest line above the text ({probability:.2f})"
        is_sure = probability >= SURE or is_only_first_level(context, index)
        shift = SURE_KEEP if is_sure else LIKELY_KEEP * probability / SURE
    if best is not None:
        index, evidence = best
        has_text = context.last_prose >= 0
        context.verdicts[index] = Verdict(Label.TITLE, shift if has_text else -1.0, "title", evidence)


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
        if len(block.text) > MAX_CHARS or block.kind not in (Label.HEADING, Label.PARAGRAPH):
            continue
        if overlaps[index] < 0.5 or (block.level != 1 and _is_beside(context, index)):
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


def _is_beside(context: Context, index: int) -> bool:
    """Whether a block stands in a sidebar, a menu or a footer, whose heads may have words of the title, too."""
    segments = context.segments
    return segments.outline is not None and bool(segments.outline.inherited[segments.element[index]] & _BESIDE)


def _overlap(words: set[str], wanted: list[set[str]]) -> float:
    """Share of the block's words that the page title has, lowered when the block says only a part of it."""
    if not words or not wanted:
        return 0.0
    return max(
        len(words & names) / len(words) * min(1.0, 0.4 + 0.9 * len(words & names) / len(names)) if names else 0.0
        for names in wanted
    )
