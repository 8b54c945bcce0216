"""Tables of contents: their lines are a menu, the headings they name are no copies of them."""

import pytest

import cleaner

PARTS = {
    "What you need": "A bucket, a net with fine meshes and a lid that closes well, since fish will try to jump out.",
    "Two weeks before": "Stop feeding the plants with iron and clean the filter in a bowl of water from the tank.",
    "On the day": "Fill the bucket by a third with water from the tank, and catch the shy ones before all the others.",
    "In the new flat": "Let the tank stand for a day, then pour the bucket in slowly, a cup every ten minutes.",
}
TITLE = "How to move house with an aquarium"


def text_of(contents, blank="\n"):
    parts = [line for head, text in PARTS.items() for line in (head, text)]
    return blank.join([TITLE, "Contents", *contents, *parts])


def labels_of(text):
    return [(block.text, block.label.value, block.reason) for block in cleaner.clean(text, kind="text").all_blocks]


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
@pytest.mark.parametrize("numbered", [False, True])
def test_the_table_goes_and_the_headings_stay(numbered, blank):
    contents = [f"{number}. {head}" if numbered else head for number, head in enumerate(PARTS, start=1)]
    document = cleaner.clean(text_of(contents, blank), kind="text")
    headings = [block.text for block in document.blocks if block.label.value == "heading"]
    assert headings == list(PARTS)
    table = [block for block in document.all_blocks if not block.kept]
    assert [block.text for block in table[-4:]] == contents
    assert {block.reason for block in table[-4:]} == {"section.contents"}
    assert {block.label.value for block in table[-4:]} == {"navigation"}


def test_a_menu_that_comes_again_is_no_table_of_contents():
    story = [TITLE, *PARTS.values()]
    menu = ["News", "Sport", "Culture", "Weather"]
    assert "section.contents" not in {reason for *_, reason in labels_of("\n".join([*menu, *story, *menu]))}


def test_lines_in_another_order_are_no_table_of_contents():
    assert "section.contents" not in {reason for *_, reason in labels_of(text_of(list(PARTS)[::-1]))}


def test_a_refrain_is_no_table_of_contents():
    verse = ["Row on", "Row on, my boy", "The tide is high and the moon is pale", "And the nets are torn again"] * 3
    assert "section.contents" not in {reason for *_, reason in labels_of("\n".join(verse))}


def test_a_numbered_table_names_the_heads_of_short_lists_too():
    lists = {"What to pack": ["A lid", "Two buckets"], "Whom to ask": ["A neighbour", "The shop"], "When": ["At dawn"]}
    table = [f"{number}. {head}" for number, head in enumerate(lists, start=1)]
    parts = [line for head, items in lists.items() for line in (head, *items)]
    lines = [TITLE, next(iter(PARTS.values())), *table, *parts]
    document = cleaner.clean("\n".join(lines), kind="text")
    reasons = {block.text: block.reason for block in document.all_blocks}
    assert [reasons[line] for line in table] == ["section.contents"] * len(table)
    assert not any(block.kept for block in document.blocks if block.text in table)
