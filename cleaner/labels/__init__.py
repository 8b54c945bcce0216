"""Step four, label: ordered rules say what each block is; sure ones settle it, unsure ones move the probability.

`RULES` is the whole table, in order. A rule is a function over the `Context`; it records verdicts and removes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from cleaner.document import CONTENT_LABELS, Block
from cleaner.features import Column, Measured
from cleaner.labels import duplicates, lines, sections, teasers, threads
from cleaner.labels.context import SURE, Context, Verdict
from cleaner.labels.naming import name_dropped
from cleaner.labels.title import title
from cleaner.lexicon import Lexicon, load_lexicon
from cleaner.segment import Segments

Rule = Callable[[Context], None]


@lru_cache(maxsize=1)
def rules() -> tuple[tuple[str, Rule], ...]:
    """Return the rule table: (name, rule) in the order they run."""
    lexicon: Lexicon = load_lexicon()
    return (
        ("shape", lines.make_shapes(lexicon)),
        ("title", title),
        ("duplicate.headline", duplicates.headline_again),
        ("section.author_bio", sections.author_boxes),
        ("phrase", lines.phrases),
        ("phrase.composed", lines.make_composed(lexicon)),
        ("phrase.sentence", lines.make_opening_sentence(lexicon)),
        ("section.bylines", sections.bylines),
        ("section.forum", threads.forum),
        ("section.comments", threads.comments),
        ("section.teasers", teasers.teasers),
        ("section.cards", teasers.cards_below),
        ("section.consent", sections.consent),
        ("section.consent.inside", sections.sandwiched),
        ("duplicate.excerpt", duplicates.excerpt),
        ("duplicate.repeated", duplicates.said_before),
        ("shape.rows", lines.runs_of_rows),
        ("shape.quantities", lines.quantities),
        ("shape.continued", lines.continued),
        ("section.above_title", sections.above_title),
        ("section.author_lines", sections.author_lines),
        ("shape.heading", lines.headings),
        ("section.menu", sections.menus),
        ("section.footer", sections.footer),
        ("section.junk_alone", sections.junk_alone),
    )


def label_blocks(segments: Segments, measured: Measured, probability: Column, threshold: float) -> None:
    """Give every block its label, probability, reason and evidence."""
    context = Context(segments, measured, probability)
    for _, rule in rules():
        rule(context)
    for index, block in enumerate(segments.blocks):
        _settle(block, context.verdicts[index], float(probability[index]))
    name_dropped(context, threshold)


def _settle(block: Block, verdict: Verdict | None, probability: float) -> None:
    """Combine the model's opinion with the verdict; `name_dropped` names what the model alone drops."""
    block.label, block.reason = block.kind, "model"
    block.probability = probability
    if verdict is None:
        return
    odds = math.log(max(probability, 1e-6) / max(1 - probability, 1e-6))
    if verdict.is_sure:
        odds = math.copysign(SURE / 2, verdict.shift)
    else:
        odds += verdict.shift
    block.probability = 1 / (1 + math.exp(-odds))
    is_content = verdict.label in CONTENT_LABELS
    if is_content or block.probability < 0.5 or verdict.is_sure:
        block.label, block.reason, block.evidence = verdict.label, verdict.reason, verdict.evidence
    else:
        block.evidence = f"{verdict.reason} was outweighed"
