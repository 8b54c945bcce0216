"""Steps three and five: ordered rules say what each block is; after the model has weighed that, blocks get labels.

`rules` is the whole table, in order. A rule is a function over the `Context`; it records verdicts and removes nothing.
Verdicts are evidence for the model; which sure ones stand above it, `scoring.settle` says.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from cleaner.document import CONTENT_LABELS, Block, Label
from cleaner.features import Column, Measured
from cleaner.labels import contents, duplicates, headings, lines, live, sections, shapes, teasers, threads
from cleaner.labels.context import SURE_KEEP, Context, Verdict
from cleaner.labels.naming import name_dropped, name_kept
from cleaner.labels.title import title
from cleaner.lexicon import Lexicon, load_lexicon
from cleaner.segment import Segments
from cleaner.segment.formulas import is_formula
from cleaner.segment.limits import Deadline

Rule = Callable[[Context], None]


@lru_cache(maxsize=1)
def rules() -> tuple[tuple[str, Rule], ...]:
    """Return the rule table: (name, rule) in the order they run."""
    lexicon: Lexicon = load_lexicon()
    return (
        ("structured", sections.structured),
        ("section.contents", contents.contents),
        ("shape", shapes.make_shapes(lexicon)),
        ("shape.day", sections.diary),
        ("title", title),
        ("duplicate.headline", duplicates.headline_again),
        ("section.author_bio", sections.author_boxes),
        ("phrase", lines.phrases),
        ("phrase.composed", lines.make_composed(lexicon)),
        ("phrase.sentence", lines.make_opening_sentence(lexicon)),
        ("section.bylines", sections.bylines),
        ("section.poster", threads.posters),
        ("section.live", live.live),
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
        ("section.resumed", lines.resumed),
        ("section.above_title", sections.above_title),
        ("section.author_lines", sections.author_lines),
        ("shape.heading", headings.headings),
        ("section.menu", sections.menus),
        ("section.footer", sections.footer),
        ("section.junk_alone", sections.junk_alone),
    )


def find_verdicts(segments: Segments, measured: Measured, deadline: Deadline | None = None) -> Context:
    """Run all rules, or those that the deadline lets, and return the document with what they say of each block."""
    context = Context(segments, measured)
    for _, rule in rules():
        if deadline is not None and deadline.passed():
            break
        rule(context)
    return context


def label_blocks(context: Context, probability: Column, cut: float) -> None:
    """Give every block its probability, label, reason and evidence: a sure verdict's, otherwise the model's."""
    for index, block in enumerate(context.blocks):
        block.probability = float(probability[index])
    _take_copy_of_headline(context, cut)
    _bridge_gaps(context, cut)
    _bridge_formulas(context.blocks, cut)
    for index, (block, verdict) in enumerate(zip(context.blocks, context.verdicts, strict=True)):
        _settle(block, verdict, cut)
        notes = context.repeated.get(index), context.lifted.get(index) if block.probability >= cut else None
        block.evidence = "; ".join(filter(None, (block.evidence, *notes)))
    name_kept(context, cut)
    name_dropped(context, cut)


def _take_copy_of_headline(context: Context, cut: float) -> None:
    """Where what was taken for the headline of flattened text goes, let its last copy above the text be the headline.

    That is said twice speaks for it, and a copy of nothing that is kept is no copy.
    """
    headline = next((index for index in range(len(context.blocks)) if context.is_title(index)), None)
    if not context.is_text or cut > 1 or headline is None or context.blocks[headline].probability >= cut:
        return
    said = context.blocks[headline].text
    copies = [
        index
        for index, verdict in enumerate(context.verdicts[: context.first_prose + 1])
        if verdict is not None
        and verdict.label is Label.DUPLICATE
        and verdict.evidence == said[: len(verdict.evidence)]
    ]
    if copies:
        context.blocks[copies[-1]].probability = max(cut, 0.5)
        context.verdicts[copies[-1]] = Verdict(Label.TITLE, SURE_KEEP, "title", "the last of its copies above the text")


def _bridge_gaps(context: Context, cut: float) -> None:
    """Let code between two pieces of the article, and a row between two rows of it, belong to it.

    What a rule is sure to be junk, such as a row of share buttons or the line numbers of code, does not.
    """
    blocks = context.blocks
    for index in range(1, len(blocks) - 1):
        verdict = context.verdicts[index]
        block, around = blocks[index], (blocks[index - 1], blocks[index + 1])
        is_row = block.kind is Label.TABLE and all(near.kind is Label.TABLE for near in around)
        if not (block.kind is Label.CODE or is_row) or (verdict is not None and verdict.is_sure):
            continue
        if min(near.probability for near in around) >= cut:
            block.probability = max(block.probability, cut)


def _bridge_formulas(blocks: list[Block], cut: float) -> None:
    """Let lines of formulas between two pieces of the article belong to it: they have hardly any words."""
    formulas: list[Block] = []
    above = 0.0
    for block in blocks:
        if block.probability < cut and is_formula(block.text):
            formulas.append(block)
            continue
        if formulas and min(above, block.probability) >= cut:
            for formula in formulas:
                formula.probability = cut
        formulas.clear()
        above = block.probability


def _settle(block: Block, verdict: Verdict | None, cut: float) -> None:
    """Choose the label; `name_dropped` names what the model alone drops."""
    block.label, block.reason = block.kind, "model"
    if verdict is None:
        return
    is_content = verdict.label in CONTENT_LABELS
    if is_content or block.probability < cut:
        block.label, block.reason, block.evidence = verdict.label, verdict.reason, verdict.evidence
    else:
        block.evidence = f"{verdict.reason} was outweighed"
