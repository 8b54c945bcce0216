"""The text door: one block a line, wrapped paragraphs whole again, glued junk split off, offsets exact."""

import textwrap

import pytest

import cleaner
from cleaner import Label

PARAGRAPH = (
    "The ferry stayed in port all night because a part of its rudder had broken off in the storm, "
    "and the harbour "
    "master, who has done the job for thirty years, could not remember anything like it. Forty "
    "passengers slept in "
    "the school hall, on mats that the gymnastics club had lent them for the night."
)
SECOND = (
    "In the morning a spare part came over from the mainland on a fishing boat, and two mechanics "
    "from the yard had "
    "it in place by noon. The captain thanked the islanders for the soup and promised them a free "
    "crossing, which "
    "the owners of the line confirmed later that day."
)
CHINESE = (
    "渡轮整夜停在码头因为舵的一部分在风暴中折断了港务长做这份工作已经三十年从未见过这样的事四十名乘客睡在学校礼堂里垫子是体操俱乐部"
    "当晚借给他们的第二天早上大陆送来了备件两名机械师在中午之前就把它装好了船长感谢岛上居民的热汤并答应让他们免费乘船一次航运公司"
    "当天下午确认了这个消息岛上的人都很高兴孩子们在码头上跑来跑去直到天黑才肯回家老人们说这样的夜晚他们一辈子只见过一次"
)


def blocks_of(source):
    return cleaner.clean(source, kind="text").blocks


def texts_of(source):
    return [block.text for block in blocks_of(source)]


def wrap_chinese(width):
    return "\n".join(CHINESE[start : start + width] for start in range(0, len(CHINESE), width))


# --- lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n \t\n", "\u2028"])
def test_each_line_is_a_block(line_end):
    lines = ["The ferry stays in port", "A short line", PARAGRAPH, "Ida Brandt"]
    assert texts_of(line_end.join(lines)) == lines


@pytest.mark.parametrize("source", ["", " ", "\n\n\r\n\t", "\xa0\u3000\n"])
def test_blank_input_has_no_blocks_and_says_so(source):
    document = cleaner.clean(source, kind="text")
    assert document.blocks == []
    assert document.text == ""
    assert document.warnings


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("  The   ferry  stays  ", "The ferry stays"),
        ("The\xa0ferry\u3000stays", "The ferry stays"),
        ("The fer\u00adry\u200b stays", "The ferry stays"),
        ("\ufeffThe ferry stays", "The ferry stays"),
    ],
)
def test_white_space_is_folded_and_what_has_no_width_left_out(line, text):
    assert texts_of(line) == [text]


def test_edges_of_a_line_stay_outside_its_offsets():
    source = "\r\n   The ferry stays in port  \r\n\r\n\tNobody slept\t\r\n"
    document = cleaner.clean(source, kind="text")
    assert [source[block.start : block.end] for block in document.blocks] == [
        "The ferry stays in port",
        "Nobody slept",
    ]


# --- wrapped paragraphs ---------------------------------------------------------------------------


@pytest.mark.parametrize("width", [50, 60, 66, 72, 80, 100])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_hard_wrapped_paragraphs_are_whole_again(width, line_end):
    source = f"{textwrap.fill(PARAGRAPH, width)}\n\n{textwrap.fill(SECOND, width)}".replace("\n", line_end)
    assert texts_of(source) == [PARAGRAPH, SECOND]


def test_wrapped_paragraph_spans_its_lines():
    source = "Holm\r\n\r\n" + textwrap.fill(PARAGRAPH, 72).replace("\n", "\r\n") + "\r\n\r\nThe end\r\n"
    block = blocks_of(source)[1]
    assert source[block.start : block.end].split() == PARAGRAPH.split()


def test_headline_over_a_wrapped_paragraph_stays_apart():
    source = f"Ferry stays in port\n\n{textwrap.fill(PARAGRAPH, 72)}"
    assert texts_of(source) == ["Ferry stays in port", PARAGRAPH]


def test_bullets_under_a_wrapped_paragraph_stay_apart():
    source = f"{textwrap.fill(PARAGRAPH, 72)}\n- soup\n- mats\n- a harmonica"
    assert texts_of(source) == [PARAGRAPH, "- soup", "- mats", "- a harmonica"]


def test_wrapped_chinese_is_one_block():
    assert len(blocks_of(wrap_chinese(60))) == 1


def test_wrapped_chinese_is_joined_without_blanks():
    assert texts_of(wrap_chinese(60)) == [CHINESE]


def test_chinese_wrapped_at_76_columns_is_one_block():
    assert len(blocks_of(wrap_chinese(38))) == 1


# --- what looks wrapped but is not ----------------------------------------------------------------

VERSE = """The boat went out at break of day,
the gulls were loud above the bay,
and nobody on shore could say
who steered it through the mist and spray.

The night came down, the boat came in,
its sails were torn, its ropes were thin,
and those who heard the fiddle spin
"""
MENU = "Home\nNews\nSport\nCulture\nHarbour\nWeather\nContact"
LONG_MENU = """Everything about the ferries and the harbour
Timetables of all lines in summer and in winter
Prices for passengers, bicycles and cars
Rules for dogs, cats and other animals on board
Contact the office on the quay in Holm
Lost property and how to ask for it"""
DIALOGUE = """“Is the ferry going tonight?” asked the woman with the cello.
“No.”
“And tomorrow?”
“If the part comes over from the mainland before the tide turns.”
“And if it does not come?”
“Then there will be soup again.”"""
PROSE_LINES = f"{PARAGRAPH}\n{SECOND}\n{PARAGRAPH[:90]}.\n{SECOND[:120]}."


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(VERSE, id="verse"),
        pytest.param(MENU, id="menu"),
        pytest.param(
            LONG_MENU,
            id="menu of long entries",
        ),
        pytest.param(DIALOGUE, id="dialogue"),
        pytest.param(PROSE_LINES, id="a paragraph a line"),
    ],
)
def test_lines_that_were_not_wrapped_are_not_joined(source):
    assert texts_of(source) == [line for line in source.splitlines() if line]


def test_verse_beside_a_wrapped_paragraph_is_not_joined():
    lines = [line for line in VERSE.splitlines() if line]
    assert texts_of(f"{textwrap.fill(PARAGRAPH, 76)}\n\n{VERSE}") == [PARAGRAPH, *lines]


# --- shapes of lines ------------------------------------------------------------------------------


@pytest.mark.parametrize("bullet", ["•", "-", "–", "*", "▪", "●", "1.", "12)", "(a)", "b."])
def test_bulleted_lines_are_list_items(bullet):
    source = "\n".join(f"{bullet} {thing}" for thing in ("warm soup", "forty mats", "one harmonica"))
    assert [(block.text, block.kind) for block in blocks_of(source)] == [
        (line, Label.LIST_ITEM) for line in source.splitlines()
    ]


@pytest.mark.parametrize("line", ["2. Bundesliga: Remis am Moor", "12. Drehorgelfest eröffnet", "1. Mai: Tausende da"])
def test_an_ordinal_is_no_item_of_a_list(line):
    kinds = [block.kind for block in blocks_of(f"{line}\nThe council met on Friday.\n7. warm soup\n8. forty mats")]
    assert kinds == [Label.PARAGRAPH, Label.PARAGRAPH, Label.LIST_ITEM, Label.LIST_ITEM]


@pytest.mark.parametrize("line", ["-soup", "3.5 tonnes of fish", "2026 was a good year", "*", "–", "1.", "e.g. soup"])
def test_what_only_looks_like_a_bullet_is_no_list_item(line):
    assert [block.kind for block in blocks_of(line)] == [Label.PARAGRAPH]


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("Port\tShips", Label.TABLE, "Port\tShips"),
        ("Holm  Island \t 3", Label.TABLE, "Holm Island\t3"),
        ("Port | Ships | Crew", Label.TABLE, "Port | Ships | Crew"),
        ("| Holm | 3 |", Label.TABLE, "| Holm | 3 |"),
        ("|------|:--:|", Label.TABLE, "|------|:--:|"),
        ("## The night", Label.HEADING, "## The night"),
        ("> We had soup", Label.QUOTE, "> We had soup"),
        ("#harbour", Label.PARAGRAPH, "#harbour"),
        ("5 > 3, they said", Label.PARAGRAPH, "5 > 3, they said"),
        ("\tNobody slept", Label.PARAGRAPH, "Nobody slept"),
    ],
)
def test_shape_of_a_line_tells_its_kind(line, kind, text):
    assert [(block.kind, block.text) for block in blocks_of(line)] == [(kind, text)]


def test_rows_of_a_table_are_kept_as_a_table():
    source = f"{PARAGRAPH}\n\nPort\tShips\tCrew\nHolm\t3\t41\nBrink\t2\t18\nSand\t1\t6\n\n{SECOND}"
    document = cleaner.clean(source, kind="text")
    rows = [block.text for block in document.kept if block.label is Label.TABLE]
    assert rows == ["Port\tShips\tCrew", "Holm\t3\t41", "Brink\t2\t18", "Sand\t1\t6"]


def test_depth_of_a_markdown_heading_is_its_level():
    assert [block.level for block in blocks_of("# Holm\n### The night\n####### seven")] == [1, 3, 0]


# --- glued junk -----------------------------------------------------------------------------------

FIRST = "The ferry stayed in port all night and nobody slept."
RUSSIAN = "Паром всю ночь стоял у причала, и никто из пассажиров не спал."
LAST = "The crew went home when the sun rose."


@pytest.mark.parametrize(
    "junk",
    [
        "Advertisement",
        "ADVERTISEMENT",
        "Article continues after advertisement",
        "Share this article",
        "Read more",
    ],
)
def test_junk_between_sentences_is_split_off_with_its_offsets(junk):
    source = f"A night in Holm\n\n{FIRST} {junk} {LAST}\n\n{SECOND}"
    document = cleaner.clean(source, kind="text")
    pieces = [(source[block.start : block.end], block.kept) for block in document.blocks[1:4]]
    assert pieces == [(FIRST, True), (junk, False), (LAST, True)]


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        (f"{FIRST} Continue reading", [FIRST, "Continue reading"]),
        (f"Advertisement {LAST}", ["Advertisement", LAST]),
        (
            f"{FIRST} Advertisement {LAST} Share this article {SECOND}",
            [FIRST, "Advertisement", LAST, "Share this article", SECOND],
        ),
        (f"{RUSSIAN} Реклама {RUSSIAN}", [RUSSIAN, "Реклама", RUSSIAN]),
    ],
)
def test_junk_at_either_end_and_twice_in_a_line_is_split_off(source, pieces):
    assert texts_of(source) == pieces


def test_split_offsets_hold_with_odd_characters_before():
    source = f"😀 \u200bHolm\r\n\r\n  {FIRST}\xa0 Advertisement  {LAST}\r\n"
    document = cleaner.clean(source, kind="text")
    assert [source[b.start : b.end] for b in document.blocks[1:]] == [FIRST, "Advertisement", LAST]


@pytest.mark.parametrize(
    "line",
    [
        f"{FIRST} Advertisement was the only word on the screen.",
        f"{FIRST} Read more about it in the paper of next week.",
        "The sign on the quay said Share this article and nothing else at all.",
        "The man who sold the Advertisement space on the ferry slept as well.",
        f"{FIRST} Readership of the paper grew.",
        f"{FIRST} advertisement {LAST}",
        f"{FIRST} Advertisements {LAST}",
        "Advertisement",
        "Read more books",
    ],
)
def test_near_misses_are_not_split(line):
    assert texts_of(line) == [line]


def test_phrase_of_another_language_is_not_split_off():
    german = "Das Schiff lag die ganze Nacht im Hafen, und niemand hat geschlafen."
    line = f"{german} Реклама Die Leute gingen nach Hause."
    assert texts_of(line) == [line]


def test_glued_share_bar_is_dropped():
    document = cleaner.clean(f"{FIRST} Share this: Facebook Twitter WhatsApp", kind="text")
    assert document.text == FIRST


def test_share_bar_glued_to_the_first_of_two_sentences_is_dropped():
    document = cleaner.clean(f"{FIRST} Share this: Facebook Twitter WhatsApp\n\n{SECOND}", kind="text")
    assert document.text == f"{FIRST}\n\n{SECOND}"
