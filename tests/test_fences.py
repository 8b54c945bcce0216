"""Markdown as text: fenced code, tables with rules, initials, and Markdown that has tags in it."""

import textwrap

import pytest

import cleaner

FIRST = "The gauge speaks over a serial line at a speed that a switch on its back sets, as the manual says."
SECOND = "Changes take effect when the gauge is next switched on, so plan for a gap of a minute in the readings."
CODE = "[queue]\n    enabled = true   # always\n\n- not = an item\n# no heading"


def text(*parts, title="# Settings of the gauge"):
    return "\n\n".join([title, FIRST, *parts, SECOND])


@pytest.mark.parametrize("mark", ["```", "~~~", "````"])
@pytest.mark.parametrize("language", ["toml", ""])
def test_fenced_code_is_one_block_and_comes_out_as_it_went_in(mark, language):
    document = cleaner.clean(text(f"{mark}{language}\n{CODE}\n{mark}"), kind="text")
    assert [block.label for block in document.blocks] == ["title", "paragraph", "code", "paragraph"]
    assert f"```{language}\n{CODE}\n```" in document.markdown
    assert CODE in document.text


def test_markdown_of_code_cleaned_again_is_the_same():
    once = cleaner.clean(text(f"```toml\n{CODE}\n```"), kind="text").markdown
    assert cleaner.clean(once, kind="text").markdown == once


def test_a_fence_that_nothing_closes_takes_no_text_along():
    document = cleaner.clean(text("```toml"), kind="text")
    assert [block.text for block in document.kept if block.label == "paragraph"] == [FIRST, SECOND]


def test_rows_of_a_table_with_a_rule_are_no_menu():
    rows = ["| Home | Search | Login |", "| --- | --- | --- |", "| Living room | yes | no |", "| News | no | Contact |"]
    document = cleaner.clean(text("\n".join(rows)), kind="text")
    assert "\n".join(rows) in document.markdown


def test_two_tables_with_something_between_them_that_goes_are_two():
    table = "| Gauge | Tested |\n| --- | --- |\n| {} | yes |"
    source = text(table.format("Tipping"), "Share on Facebook", table.format("Weighing"))
    markdown = cleaner.clean(source, kind="text").markdown
    assert markdown.count("| --- | --- |") == 2
    assert "Facebook" not in markdown


@pytest.mark.parametrize("start", ["E. coli was", "J. Martin Hale, who heads the laboratory, was", "A. Person was"])
def test_an_initial_is_no_mark_of_a_list(start):
    line = f"{start} found on two of the boards, and the county said on Tuesday that the schools serve cold meals."
    document = cleaner.clean(text(line), kind="text")
    assert line in document.markdown


def test_letters_in_order_are_a_list():
    document = cleaner.clean(text("a. Set the switch to four.\nb. Turn the gauge on.\nc. Wait a minute."), kind="text")
    assert [block.kind for block in document.blocks if block.text[1] == "."] == ["list_item"] * 3


def test_markdown_with_tags_in_it_is_text():
    source = '<p align="center">\n<img src="logo.png">\n</p>\n\n' + text("## Use", "- Connect it.\n- Turn it on.")
    document = cleaner.clean(source)
    assert document.kind == "text"
    assert (document.title, "<p" in document.text) == ("Settings of the gauge", False)
    assert [block.reason for block in document.removed] == ["shape.tag"] * 3


@pytest.mark.parametrize(
    "source",
    [
        f"<article>\n<h1>Settings</h1>\n<p>{FIRST}</p>\n<pre># one\n- two\n* three\n</pre><p>{SECOND}</p></article>",
        f"<!doctype html>\n# a\n# b\n# c\n<p>{FIRST}",
    ],
)
def test_pages_with_marks_of_markdown_in_them_are_pages(source):
    assert cleaner.clean(source).kind == "html"


def test_a_line_of_signs_parts_paragraphs_that_are_wrapped():
    one = f"{FIRST} {SECOND}"
    other = "The post of harbour master has been vacant since the first of October. " * 3
    document = cleaner.clean(f"{textwrap.fill(one, 60)}\n-------\n{textwrap.fill(other, 60)}", kind="text")
    assert [block.text for block in document.kept] == [one, other.strip()]


def test_the_headline_is_not_lost_with_a_line_that_was_taken_for_it():
    lines = [
        "“A bell cannot be hurried”: an interview with the founder Stephen Yarrow | Valley Observer",
        "News",
        "Culture",
        "Sport",
        "Log in",
        "January 17, 2026",
        "“A bell cannot be hurried”",
        "The founder on why a sound cannot be tuned with a file, and how long a ton of bronze takes to cool",
        FIRST,
        SECOND,
    ]
    document = cleaner.clean("\n".join(lines), kind="text")
    assert "A bell cannot be hurried" in (document.title or "")
