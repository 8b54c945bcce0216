"""What the shape of one line alone says of it, and what it does not."""

import pytest

from cleaner import clean

ARTICLE = (
    "Ferry returns to a full timetable\n"
    "The council said on Friday that the boats would sail again from June, and that nobody need wait for the spring.\n"
    "{line}\n"
    "Passengers had crossed by the old bridge for eleven weeks, and many of them said that they would miss the walk."
)


def verdict(line):
    document = clean(ARTICLE.format(line=line), kind="text")
    block = next(block for block in document.all_blocks if block.text == " ".join(line.split(" ")))
    return block.reason, block.evidence


@pytest.mark.parametrize(
    "line",
    ["JPEG - 84.6 ko", "PDF (1,2 MB)", "» DOCX – 310 kb", "MP3: 12 Mo", "ZIP, 3 МБ"],
)
def test_an_attachment_is_told_by_its_kind_and_size(line):
    reason, evidence = verdict(line)
    assert "shape.attachment" in (reason, evidence.split(" ")[0])


@pytest.mark.parametrize("line", ["PDF", "84.6 kg of fish", "A PDF of 3 MB was sent to all members.", "MP3 3"])
def test_what_has_no_kind_or_no_size_is_no_attachment(line):
    assert "shape.attachment" not in " ".join(verdict(line))


def test_a_row_that_begins_with_a_time_is_not_cut_into_phrases():
    assert verdict("13:30\tFoto de familia")[0] != "phrase.composed"
    assert verdict("9:15\tShare Facebook")[0] != "phrase.composed"
