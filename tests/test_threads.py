"""Who wrote: names that come again beside dates and times are none of the text; refrains and heads are."""

import pytest

import cleaner

TITLE = "The old weir is opened for one night"
LEAD = "For the first time in forty years the water runs free below the mill. Our reporters are at the bank until dawn."
LINES = [
    "The weir gate will be opened at dawn, the water board says.",
    "Nobody has told the eel fishers, who have set their baskets.",
    "They are being hauled out now by lamplight.",
    "The lock keeper has the second key.",
]


def reasons(document):
    return {block.text: block.reason for block in document.blocks}


@pytest.mark.parametrize("time", ["04:0{}", "4:0{} am", "klo 04.0{}"])
def test_a_name_beside_the_time_of_each_post_goes(time):
    rows = [row for number, line in enumerate(LINES) for row in ("Jess Pollard", time.format(number), line)]
    document = cleaner.clean("\n".join([TITLE, LEAD, *rows]), kind="text")
    kept = [block.text for block in document.blocks if block.kept]
    assert "Jess Pollard" not in kept
    assert [line for line in LINES if line in kept] == LINES


@pytest.mark.parametrize(
    "rows",
    [
        [row for line in LINES for row in (line, "Row on, my boy")],
        ["Harbour", "04:12", *LINES[:2], "Harbour", *LINES[2:], "Harbour"],
    ],
    ids=["refrain", "not always by a time"],
)
def test_a_short_line_that_comes_again_elsewhere_is_no_name(rows):
    document = cleaner.clean("\n".join([TITLE, LEAD, *rows]), kind="text")
    assert "section.poster" not in reasons(document).values()


@pytest.mark.parametrize("said", ["Jess Pollard wrote:", "Jess Pollard said:", "Jess Pollard wrote on 12 May 2024"])
def test_what_somebody_wrote_may_be_quoted_below(said):
    posts = ["Put a bag over the end of the pipe with a rubber band.", "Thanks, that is what I will do tonight then."]
    rows = [TITLE, "Jess Pollard", "12 May 2024, 10:30", posts[0], "Reply", "Old Wilf", "12 May 2024, 11:15", said]
    document = cleaner.clean("\n".join([*rows, posts[0], posts[1], "Reply"]), kind="text")
    assert [block.label for block in document.blocks if block.text == posts[0]].count("duplicate") == 0


def test_a_headline_cut_short_is_still_a_copy():
    document = cleaner.clean("\n".join([f"{TITLE[:24]}…", TITLE, "Share", LEAD, *LINES]), kind="text")
    assert document.blocks[0].label == "duplicate"
