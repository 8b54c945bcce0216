"""Pages that a converter turned into Markdown are judged by what stands behind the marks; what a person marks stays."""

import time

import pytest
from invariants import check_document

import cleaner
from cleaner.document import Block, Label
from cleaner.segment.markdown import is_image, is_numbered, plain_text, plain_texts, restore_marks

MENU = ["[Home](/)", "[News](/news)", "[Sign in](/login?next=%2F)", "[Subscribe](/subscribe)", "[Contact us](/contact)"]
STORY = [
    "# A bell for the ferry",
    "",
    "The ferrymen of Lower Sandry have hung a bell on the **north bank**, and whoever wants to cross may ring it.",
    "",
    "It came from [a school](/places/school) that closed in 1961. Nobody has stolen it yet, which was the chief worry.",
    "",
    "## How to ring",
    "",
    "  * twice for the boat",
    "  * once to say that you have changed your mind",
    "",
    r"The bell is silent from ten to six, and on the feast of St\. Olave, when the ferry does not run.",
]


def converted(mark="  * "):
    menu = [mark + entry for entry in MENU]
    return "\n".join(
        [*menu, "", *STORY, "", *(mark + entry for entry in ["[Privacy policy](/p)", "[Terms of use](/t)"])]
    )


@pytest.mark.parametrize("mark", ["  * ", "* ", "*   ", "- ", "+ "])
def test_a_converted_page_yields_the_article_without_its_marks(mark):
    document = cleaner.clean(converted(mark), kind="text")
    kept = [(block.label.value, block.text) for block in document.blocks if block.kept]
    assert kept == [
        ("title", "A bell for the ferry"),
        (
            "paragraph",
            "The ferrymen of Lower Sandry have hung a bell on the north bank, and whoever wants to cross may ring it.",
        ),
        (
            "paragraph",
            "It came from a school that closed in 1961. Nobody has stolen it yet, which was the chief worry.",
        ),
        ("heading", "How to ring"),
        ("list_item", "twice for the boat"),
        ("list_item", "once to say that you have changed your mind"),
        (
            "paragraph",
            "The bell is silent from ten to six, and on the feast of St. Olave, when the ferry does not run.",
        ),
    ]


@pytest.mark.parametrize(
    ("label", "mark", "wanted"),
    [
        (Label.PARAGRAPH, (Label.LIST_ITEM, 1), Label.LIST_ITEM),
        (Label.CAPTION, (Label.PARAGRAPH, 0), Label.CAPTION),
        (Label.TITLE, (Label.HEADING, 1), Label.TITLE),
    ],
)
def test_a_mark_names_what_it_stands_before(label, mark, wanted):
    block = Block("Two boats", 0, 9, label=label)
    restore_marks(block, mark)
    assert block.label is wanted


def test_marks_come_back_in_markdown():
    assert "## How to ring\n\n- twice for the boat\n" in cleaner.clean(converted(), kind="text").markdown


def test_offsets_cover_the_marks():
    source = converted()
    for block in cleaner.clean(source, kind="text").all_blocks:
        assert plain_text(" ".join(source[block.start : block.end].split())) == block.text


def test_what_a_person_marked_keeps_its_marks():
    source = "\n".join(STORY)
    assert [block.text for block in cleaner.clean(source, kind="text").blocks if block.kept] == [
        " ".join(line.split()) for line in STORY if line
    ]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("## Part two", "Part two"),
        ("> * [a](b) and [c](d (e) f)", "a and c"),
        ("[ ![Logo](/logo.svg) The Courier ](/)", "The Courier"),
        ("snake_case_name stays, _this_ does not", "snake_case_name stays, this does not"),
        ("![](logo.png)", "![](logo.png)"),
        ("* * *", "* * *"),
        ("#hashtag", "#hashtag"),
        ("2 * 3 is 6", "2 * 3 is 6"),
        ("def call(*args, **kwargs, **more): ...", "def call(*args, **kwargs, **more): ..."),
        ("* [Boat](/b)\tTwo  oars\t[1961](/y)", "Boat\tTwo oars\t1961"),
    ],
)
def test_marks_are_taken_off(line, text):
    assert plain_text(line) == text


def test_code_between_fences_keeps_its_marks():
    lines = ["# Install", "```sh", "# as root", "- [x](y)", "```", "- [now](/b) read on"]
    assert plain_texts(lines) == ["Install", "```sh", "# as root", "- [x](y)", "```", "now read on"]


@pytest.mark.parametrize(
    "piece", ["[", "![](", "](", "[a](b", "![a](b) ", "_", "**", "_a", "**a", "\\", "* ", "[![](a)"]
)
def test_hostile_lines_take_no_time(piece):
    line = piece * (50_000 // len(piece)) + "!"
    start = time.process_time()
    plain_text(line)
    is_image(line)
    assert time.process_time() - start < 2


def test_numbers_of_links_are_taken_off():
    menu = "\n".join(f"   [{number}]{name}" for number, name in enumerate("Home News Sport Weather Jobs".split(), 1))
    article = (
        "   The ferry to [6]Skerry Isle will sail again from Monday, the company has\n   said. It had been in "
        '[7]dry dock since January.\n\n   "We have missed it," said the [8]postmistress, who has had to row.'
    )
    document = cleaner.clean(f"{menu}\n\n{article}\n\n   [9]Privacy policy [10]Contact us\n", kind="text")
    check_document(document)
    assert document.text.startswith("The ferry to Skerry Isle will sail again from Monday")
    assert "[" not in document.text
    assert {"Home", "Sport"} <= {block.text for block in document.all_blocks if not block.kept}


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"Sentence {number} has a footnote.[{number}]" for number in range(1, 20)),
        "\n".join(f"[{number}] Orrell, T. Locks of the Wharf, volume {number}." for number in range(1, 20)),
        "\n".join(f"x = [{number * 7 % 20}]y" for number in range(1, 20)),
    ],
)
def test_footnotes_and_references_keep_their_numbers(text):
    assert not is_numbered(text)
    assert [block.text for block in cleaner.clean(text, kind="text").all_blocks] == text.split("\n")
