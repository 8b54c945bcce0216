"""What the shape of one line alone says of it, and what it does not."""

import pytest

from cleaner import Options, clean
from cleaner.pipeline import judge

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


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("puente-vado-kAeG-U4410-1200x840@Comarca.jpg", "shape.file_name"),
        ("![](/img/puente.webp)", "shape.image"),
        ("[ ![El Vado](/logo.svg) ](/) ![](/pixel.gif)", "shape.image"),
        ("0:00 0:07:12 0:00", "shape.played"),
        ("환경과 | 2021-04-06", "shape.dated"),
        ("Home » Cronaca » Valle", "shape.breadcrumb"),
        ("Fórum kezdőlap ‹ Épületgépészet ‹ Fűtés", "shape.breadcrumb"),
        ("صفحہ اول « نوٹس بورڈ « امتحان", "shape.breadcrumb"),
        ("5★ 688", "phrase.comment_ui"),
        ("Fri 9:40", "shape.date"),
        ("Kettlemender said:", "phrase.comment_ui"),
    ],
)
def test_a_line_is_told_and_dropped(line, wanted):
    assert verdict(line)[0] == wanted
    assert line not in clean(ARTICLE.format(line=line), kind="text").text


@pytest.mark.parametrize(
    "line",
    [
        "«Torno al mulino», ha detto. «Ma stavolta da sola».",
        "Tue – Fri 9:00 – 12:30, 13:30 – 17:00",
        "She said:",
        "Il dit « oui » puis « non », et la salle a ri.",
        "Elle dit ‹ oui › puis ‹ non › à son père.",
        "From 0:00 to 0:07 the whole street had no light.",
    ],
)
def test_a_line_of_the_article_that_looks_alike_stays(line):
    assert line in clean(ARTICLE.format(line=line), kind="text").text


@pytest.mark.parametrize(
    "line",
    [
        "Then save the drawing under the name harbour.svg",
        "- Rename the old logo to logo-old.png",
        "1. Open Settings > Accounts > Backup",
        "London > Paris > Rome",
        "Rafa Nadal / Roger Fedele beat the home pair",
        "main.py",
        "Read the label",
        "Contact the police",
        "Related work on older boats",
        "Written by hand",
        "12 March 1968",
    ],
)
def test_what_looks_like_junk_by_its_shape_or_first_words_is_not_sure_to_be(line):
    document = clean(ARTICLE.format(line=line), kind="text")
    block = next(block for block in document.all_blocks if block.text == line)
    assert block.kept or block.probability > 0.03


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("harbour.svg", "shape.file_name"),
        ("IMG 4021 (2).jpg", "shape.file_name"),
        ("valleypost.example.org", "shape.site_address"),
        ("www.valleypost.py", "shape.site_address"),
        ("Rosa Delgado / AFP via Getty Images", "shape.credit"),
        ("Rosa Delgado/The Ledger", "shape.credit"),
        ("Written by Rosa Delgado", "phrase.byline"),
        ("RELATED Mayor opens toll office", "phrase.teaser_lead"),
    ],
)
def test_junk_that_looks_like_those_is_sure_to_be_junk(line, reason):
    document = clean(ARTICLE.format(line=line), kind="text")
    block = next(block for block in document.all_blocks if block.text == line)
    assert (block.reason, block.kept, round(block.probability, 2)) == (reason, False, 0.02)


def test_a_button_between_two_paragraphs_does_not_take_the_last_one_along():
    last = "The new timetable will be printed next week and put up at all the landings on both banks of the river."
    article = ARTICLE.format(line="Tickets will cost the same as now, the company said, though children travel free.")
    for button in ("Read more: Mayor opens toll office", "Photo: Rosa Delgado", "Read the report\n."):
        document = clean(f"{article}\n{button}\n{last}\n2 Comments\nPia\nVery glad about this.\nReply", kind="text")
        assert last in document.text


def test_a_link_in_a_sentence_is_no_button():
    line = "Whoever wants to know more can\nread the report\n, which has forty pages and a map of all landings."
    assert "read the report" in clean(ARTICLE.format(line=line), kind="text").text


def test_what_a_hash_mark_makes_a_heading_is_one():
    source = "# Rope\n\n" + ARTICLE.format(line="\n## On the day\n").partition("\n")[2]
    document = clean(source, kind="text")
    assert document.title == "Rope"
    assert [str(block.label) for block in document.kept] == ["title", "paragraph", "heading", "paragraph"]


def test_a_row_that_begins_with_a_time_is_not_cut_into_phrases():
    assert verdict("13:30\tFoto de familia")[0] != "phrase.composed"
    assert verdict("9:15\tShare Facebook")[0] != "phrase.composed"


@pytest.mark.parametrize("line", ["Maijs–septembris, 10.00–18.00", "June - August 9:30"])
def test_a_season_without_a_year_is_no_date(line):
    assert verdict(line)[0] != "shape.date"


@pytest.mark.parametrize(("line", "is_sure"), [("{", False), ("});", False), ("* * *", True), ("|", True)])
def test_braces_of_code_are_not_dropped_for_sure(line, is_sure):
    context, _ = judge(ARTICLE.format(line=line), "text", Options())
    said = next(said for block, said in zip(context.blocks, context.verdicts, strict=True) if block.text == line)
    assert (said.reason, said.is_sure) == ("shape.symbols", is_sure)


DIARY = (
    "Letters to the lighthouse\n"
    "{0}\nThe boat came today and brought two letters, one of them for me and the other for nobody at all.\n"
    "{1}\nThe wind did not stop all night, and the light shook like an old woman on the threshold of the house.\n"
    "{2}\nThe keeper fell asleep first, and I was left to count the ships that never stop here in the winter.\n"
)


def reasons_of(*lines):
    found = {block.text: block for block in clean(DIARY.format(*lines), kind="text").all_blocks}
    return [(found[line].reason, found[line].evidence.split(" ")[0]) for line in lines]


def test_days_that_head_the_entries_of_a_diary_are_no_sure_dates():
    for said in reasons_of("2 October", "Friday, October 9", "15 October"):
        assert "shape.date" not in said
        assert "shape.day" in said


@pytest.mark.parametrize(
    "lines",
    [
        ("2 October 2026", "9 October 2026", "15 October 2026"),
        ("2 October, 10:30", "9 October, 11:45", "15 October, 9:05"),
        ("2 October", "2 October", "2 October"),
    ],
)
def test_dates_with_years_or_times_or_the_same_again_are_dates(lines):
    assert {reason for reason, _ in reasons_of(*lines)} == {"shape.date"}


@pytest.mark.parametrize(("line", "below"), [("Reply", ")"), ("Read more", "...")])
def test_a_button_before_a_sign_is_no_link_in_a_sentence(line, below):
    document = clean(ARTICLE.format(line=f"{line}\n{below}"), kind="text")
    assert line not in [block.text for block in document.kept]


def test_a_likely_byline_below_the_headline_goes_in_scripts_without_capitals():
    lines = [
        "שיטפון בעמק החולה",
        "מאת נעמה ריבלין",
        "הכביש נסגר ביום שני בבוקר, ואיש לא נפגע, אמרה דוברת המועצה לתושבים.",
    ]
    assert [str(block.label) for block in clean("\n".join(lines), kind="text").blocks][1] == "metadata"
