"""Live blogs: what stands below their times is content; lists of news and comments with times are none."""

import pytest

import cleaner

TITLE = "Live: The last night of the floating bridge"
LEAD = "Tonight the pontoons of the old bridge are towed away one by one. We follow the tugs from the east quay."
ENTRIES = [
    "The last pontoon is in the basin. Applause from the quay.",
    "Fog again! The pilot asks for a quarter of an hour.",
    "Two rowers are sent back behind the buoys.",
    "Pontoon nine is loose. It took forty minutes and a new chain.",
    "The first tug casts off with the west ramp in tow.",
]
TIMES = ["23:41", "23:12", "22:50", "22:07", "21:30"]
HEADLINES = ["Mayor opens toll office", "Rye prices fall again", "Cup final in May", "Ferry late", "Two foxes seen"]


def reasons(document):
    return {block.text: block.reason for block in document.all_blocks}


def page(times, entries, *, above=()):
    lines = [TITLE, LEAD, *above]
    for time, entry in zip(times, entries, strict=True):
        lines += [time, entry]
    return "\n".join(lines)


@pytest.mark.parametrize("above", [(), ("Share",), ("Newest first",)])
@pytest.mark.parametrize("form", ["{}", "{} Uhr", "kl. {}", "{} WIB"])
def test_entries_of_a_live_blog_stay(above, form):
    document = cleaner.clean(page([form.format(time) for time in TIMES], ENTRIES, above=above), kind="text")
    assert [block.text for block in document.blocks if block.kept and block.text in ENTRIES] == ENTRIES
    assert {reasons(document)[entry] for entry in ENTRIES} == {"section.live"}


def test_minutes_of_a_match_are_times():
    document = cleaner.clean(page(["90+3'", "88'", "61'", "45'", "2'"], ENTRIES), kind="text")
    assert {reasons(document)[entry] for entry in ENTRIES} == {"section.live"}


@pytest.mark.parametrize(("times", "stay"), [(TIMES, False), (["90+3'", "88'", "61'", "45'", "2'"], True)])
def test_clock_times_go_and_minutes_of_a_match_stay_all_of_them(times, stay):
    document = cleaner.clean(page(times, ENTRIES), kind="text")
    assert [block.text for block in document.blocks if block.text in times and block.kept is stay] == times


def test_a_button_that_ends_each_entry_is_no_name():
    entries = [f"{entry}\nCopy link to update" for entry in ENTRIES]
    document = cleaner.clean(page(TIMES, entries), kind="text")
    assert [block.text for block in document.blocks if block.kept and block.text in ENTRIES] == ENTRIES
    assert {reasons(document)[entry] for entry in ENTRIES} == {"section.live"}
    assert "Copy link" not in document.text


def test_headlines_with_times_are_no_live_blog():
    assert "section.live" not in reasons(cleaner.clean(page(TIMES, HEADLINES), kind="text")).values()


def test_times_in_no_order_are_no_live_blog():
    times = [TIMES[index] for index in (2, 0, 3, 1, 4)]
    assert "section.live" not in reasons(cleaner.clean(page(times, ENTRIES), kind="text")).values()


def test_comments_with_times_below_their_names_are_no_live_blog():
    names = ["ferrywatcher", "Oda N.", "plank_and_nail", "Tom", "quay rat"]
    article = [TITLE, *(LEAD.replace("Tonight", day) for day in ("By dawn", "At noon", "On Friday", "After the feast"))]
    lines = [*article, "5 comments"]
    for name, time, said in zip(names, TIMES, ENTRIES, strict=True):
        lines += [name, time, said]
    document = cleaner.clean("\n".join(lines), kind="text")
    assert "section.live" not in reasons(document).values()
    assert [block.text for block in document.blocks if block.kept] == article  # names and times go with what was said


def test_comments_with_nothing_but_times_are_no_live_blog():
    document = cleaner.clean(page(TIMES, ENTRIES, above=["5 comments"]), kind="text")
    assert "section.live" not in reasons(document).values()
