"""The headline of a flattened text: which of the lines above the text it is."""

import json

import pytest

from cleaner import clean
from cleaner.datafiles import record_hash
from cleaner.errors import DataFileError
from cleaner.features import measure
from cleaner.labels import headline
from cleaner.labels.context import Context
from cleaner.lexicon import load_lexicon
from cleaner.pipeline import segment

BODY = (
    "The keeper of Marrow Bridge lock has opened its gates by hand for ten days since the motor failed in the frost.",
    "Boats wait up to three hours, and the harbour office says that a new motor cannot come before next month.",
    "For the keeper, who is 63, it is the second winter of this kind. She asks skippers to bring tea, and many do.",
)


def title_of(*lines):
    document = clean("\n".join((*lines, *BODY)), kind="text")
    return next((block.text for block in document.all_blocks if block.reason == "title"), None)


@pytest.mark.parametrize(
    "above",
    [
        ("Home", "News", "Sport", "Log in"),
        ("Home", "BREAKING", "Minister resigns after night of talks in the capital", "Log in", "Search"),
        ("Community calendar", "About us", "Contact", "Menu"),
        ("The Marrow Courier", "News", "Local"),
        (),
    ],
)
@pytest.mark.parametrize(
    "below",
    [
        ("By Anna Hale", "12 May 2024", "Share"),
        (
            "Since the frost every gate of the lock moves by hand, and skippers wait.",
            "12 May 2024",
            "Share",
        ),
    ],
)
def test_the_headline_is_found_among_menus_tickers_and_standfirsts(above, below):
    wanted = "Keeper opens the lock of Marrow Bridge by hand"
    assert title_of(*above, wanted, *below) == wanted


NAMED = "Tea at the weir"
RIVAL = "Harbour office says new motor for Marrow Bridge lock cannot come"


@pytest.mark.parametrize(
    ("naming", "wanted"),
    [
        ("Home > Columns > Tea at the weir", NAMED),
        ("Start › TEA AT THE WEIR", NAMED),
        ("Tea at the weir | The Marrow Courier", NAMED),
        ("Tea at the weir - Marrow Courier", NAMED),
        ("Home > Columns > Opinion", RIVAL),
        ("No tea at the weir", RIVAL),
        ("We had tea at the weir", RIVAL),
    ],
)
def test_a_line_that_the_breadcrumb_or_the_page_title_names_is_the_headline(naming, wanted):
    assert title_of("Log in", naming, RIVAL, "Anna Hale", NAMED) == wanted


def test_an_open_deck_is_told_from_the_headline_above_it():
    lines = ("Marrow Bridge goes by hand", "Ten days of frost have stopped the motor, and the keeper with it", "Share")
    segments, languages = segment("\n".join((*lines, *BODY)), "text", load_lexicon())
    context = Context(segments, measure(segments, load_lexicon(), languages))
    columns = headline.measure_candidates(context, [0, 1], 3)
    seen = {name: columns[:, headline.COLUMNS.index(name)].tolist() for name in ("deck_below", "headed")}
    assert seen == {"deck_below": [1, 0], "headed": [0, 1]}


def test_a_headline_said_in_full_is_taken_before_one_that_was_cut_off():
    whole = "Keeper opens the lock of Marrow Bridge by hand, and the office has no motor, no date and no tea"
    assert title_of("News", whole, whole[:58], "12 May 2024", "Share") == whole


def test_a_text_that_starts_with_its_first_paragraph_has_no_headline():
    assert title_of() is None


@pytest.mark.parametrize("data", ['{"weights": {}}', "[]", "no JSON"])
def test_broken_weights_are_one_clear_error(data, tmp_path, monkeypatch):
    path = tmp_path / "headline.json"
    path.write_text(data)
    record_hash(path)
    monkeypatch.setattr(headline, "DATA", tmp_path)
    with pytest.raises(DataFileError, match=r"headline\.json.*reinstall"):
        headline.load_weights.__wrapped__()


def test_the_weights_are_those_of_the_columns():
    weights = json.loads((headline.DATA / "headline.json").read_text("utf-8"))["weights"]
    assert tuple(weights) == headline.COLUMNS


def test_the_head_of_a_sidebar_is_no_headline_though_the_page_title_has_its_word():
    said = "Half the leeks stood through minus eleven, and the other half did not, as anybody could see from the road."
    page = (
        "<html><head><title>Gardening Archives - Leek Post</title></head><body>"
        f"<main><h1>Category: Gardening</h1><p>{said}</p><p>{said[::-1]}</p></main>"
        "<aside class=sidebar><h2>Archives</h2><ul><li>May</li></ul></aside></body></html>"
    )
    assert clean(page, kind="html").title != "Archives"
