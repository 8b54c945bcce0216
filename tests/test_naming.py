"""What a block is called that no rule has named."""

import pytest

from cleaner import Options, clean
from cleaner.document import Label
from cleaner.labels import label_blocks
from cleaner.labels.context import SURE_DROP, Verdict
from cleaner.labels.evidence import LABELS
from cleaner.pipeline import judge

TEXT = (
    "Ferry returns to a full timetable\n"
    "The council said on Friday that the boats would sail again from June, and that nobody need wait for the spring.\n"
    "Quartz lanterns wander beneath marble\n"
    "Passengers had crossed by the old bridge for eleven weeks, and many of them said that they would miss the walk."
)
LINE = 2


def named(likeness, chance, verdict=None):
    """Label a line, given what the network finds it like, how likely content, and what a rule says of it."""
    context, probability = judge(TEXT, "text", Options())
    context.verdicts[LINE] = verdict
    context.blocks[LINE].kind = Label.PARAGRAPH
    probability[LINE] = chance
    if likeness is None:
        context.likeness = None
    else:
        context.likeness[LINE] = [likeness.get(label, -5.0) for label in LABELS]
    label_blocks(context, probability, 0.5)
    return context.blocks[LINE]


@pytest.mark.parametrize("label", [Label.PROMO, Label.COMMENT, Label.FOOTER])
def test_what_is_dropped_is_called_what_it_reads_like(label):
    block = named({label: 2.0}, chance=0.1)
    assert (block.label, block.reason, block.evidence) == (label, "model", f"reads like {label.value}")


@pytest.mark.parametrize("label", [Label.PARAGRAPH, Label.TITLE, Label.DUPLICATE, Label.TEMPLATE])
def test_what_is_dropped_gets_no_name_of_content_or_of_what_rules_alone_know(label):
    assert named({label: 9.0, Label.FORM: 2.0}, chance=0.1).label is Label.FORM


@pytest.mark.parametrize("label", [Label.LIST_ITEM, Label.HEADING, Label.QUOTE, Label.TABLE])
def test_what_is_kept_has_the_kind_it_is_most_like(label):
    assert named({label: 4.0, Label.SHARE: 9.0}, chance=0.9).label is label


def test_what_is_kept_is_a_paragraph_unless_another_kind_is_clear():
    alike = dict.fromkeys([Label.LIST_ITEM, Label.HEADING, Label.PARAGRAPH], 1.0)
    assert named(alike, chance=0.9).label is Label.PARAGRAPH
    assert named({Label.TITLE: 9.0, Label.PARAGRAPH: 3.0}, chance=0.9).label is Label.PARAGRAPH


@pytest.mark.parametrize("reason", ["phrase.navigation", "section.comments", "shape.number"])
def test_the_network_corrects_the_sort_of_junk_that_a_rule_of_flattened_text_gave(reason):
    verdict = Verdict(Label.NAVIGATION, SURE_DROP, reason, "a clue")
    block = named({Label.COMMENT: 4.0}, chance=0.02, verdict=verdict)
    assert (block.label, block.reason, block.evidence) == (Label.COMMENT, reason, "a clue; reads like comment")


def test_a_rule_keeps_its_label_where_the_network_is_in_two_minds():
    verdict = Verdict(Label.NAVIGATION, SURE_DROP, "phrase.navigation")
    alike = dict.fromkeys([Label.SHARE, Label.COMMENT, Label.FORM, Label.PROMO], 2.0)
    assert named(alike, chance=0.02, verdict=verdict).label is Label.NAVIGATION


@pytest.mark.parametrize("reason", ["duplicate.repeated", "duplicate.headline"])
def test_what_was_said_before_is_a_duplicate_whatever_it_reads_like(reason):
    verdict = Verdict(Label.DUPLICATE, SURE_DROP, reason)
    assert named({Label.COMMENT: 9.0}, chance=0.02, verdict=verdict).label is Label.DUPLICATE


def test_the_network_corrects_the_kind_of_content_that_a_rule_gave_but_not_the_headline():
    heading = Verdict(Label.HEADING, 1.0, "shape.heading")
    assert named({Label.QUOTE: 4.0}, chance=0.9, verdict=heading).label is Label.QUOTE
    title = Verdict(Label.TITLE, 9.0, "title")
    assert named({Label.QUOTE: 4.0}, chance=0.9, verdict=title).label is Label.TITLE


def test_a_label_that_the_page_itself_gives_stays():
    page = (
        "<nav><a href='/'>Home</a></nav><article>"
        + "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
        + "</article>"
    )
    context, probability = judge(page, "html", Options())
    index = next(i for i, block in enumerate(context.blocks) if block.text == "Home")
    context.verdicts[index] = Verdict(Label.NAVIGATION, SURE_DROP, "phrase.navigation")
    context.likeness[index] = [9.0 if label is Label.COMMENT else -5.0 for label in LABELS]
    probability[index] = 0.02
    label_blocks(context, probability, 0.5)
    assert context.blocks[index].label is Label.NAVIGATION


def test_without_a_network_the_neighbours_and_the_place_tell():
    assert named(None, chance=0.1).label not in (Label.PARAGRAPH, Label.TITLE)
    assert named(None, chance=0.9).label is Label.PARAGRAPH


def test_a_teaser_that_comes_twice_is_a_teaser_both_times():
    card = "Mayor throws a party after the council blames the weather\nBy\nAnna Quayle\n"
    text = TEXT + "\nRelated articles\n" + card + card + "No items found."
    labels = [block.label for block in clean(text, kind="text").all_blocks if block.text.startswith("Mayor")]
    assert labels == [Label.TEASER, Label.TEASER]


def test_a_paragraph_that_comes_twice_is_a_duplicate_the_second_time():
    text = TEXT + "\n" + TEXT.split("\n")[1]
    labels = [block.label for block in clean(text, kind="text").all_blocks if block.text.startswith("The council")]
    assert labels == [Label.PARAGRAPH, Label.DUPLICATE]


@pytest.mark.parametrize(("shift", "kept"), [(-1.8, True), (SURE_DROP, False)])
def test_a_row_between_two_rows_of_the_article_stays_unless_a_rule_is_sure_that_it_is_junk(shift, kept):
    context, probability = judge("adults\t4 euros\ndogs\tfree\nbikes\t2 euros", "text", Options())
    context.verdicts[:] = [None, Verdict(Label.SHARE, shift, "phrase.share"), None]
    probability[:] = 0.9, 0.2, 0.9
    label_blocks(context, probability, 0.5)
    assert (context.blocks[1].probability >= 0.5) == kept
