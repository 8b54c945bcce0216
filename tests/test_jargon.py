"""What lines speak of that are no phrase as a whole: the words of the lexicons' phrases."""

import io

import numpy as np
import pytest

from cleaner import lexicon_build
from cleaner.datafiles import DATA
from cleaner.document import Label
from cleaner.errors import DataFileError
from cleaner.features import measure
from cleaner.jargon import LABELS, load_jargon, read_jargon
from cleaner.lexicon import load_lexicon
from cleaner.pipeline import segment
from cleaner.tokens import word_bags

PROSE = {
    "en": "The council met on Friday and said that the old bridge would be closed for two weeks in the winter.",
    "de": "Der Rat hat am Freitag getagt und gesagt, dass die alte Brücke im Winter zwei Wochen gesperrt wird.",
    "fi": "Valtuusto kokoontui perjantaina ja kertoi, että vanha silta suljetaan talvella kahdeksi viikoksi.",
    "ja": "町議会は金曜日に開かれ、古い橋は冬の間、二週間にわたって通れなくなると説明した。",
}


def columns(line, language):
    """The jargon columns of a line below some prose, by name."""
    segments, languages = segment(f"{PROSE[language]}\n\n{line}", "text", load_lexicon())
    measured = measure(segments, load_lexicon(), languages)
    assert measured.hits[-1] is None, "the line is a phrase as a whole"
    return {name: float(measured[name][-1]) for name in ("jargon", *(f"jargon_{label.value}" for label in LABELS))}


@pytest.mark.parametrize(
    ("language", "line", "label"),
    [
        ("en", "Members who subscribe to the harbour newsletter get a second newsletter on Sunday", Label.PROMO),
        ("de", "Kommentare, die andere Leser der Hafenzeitung schon gemeldet haben", Label.COMMENT_UI),
        ("fi", "Satamalehden evästeasetukset ja evästeet tällä laivalla", Label.CONSENT),
        ("ja", "港町日報のコメントにコメントを投稿した人のコメント", Label.COMMENT_UI),
    ],
)
def test_a_line_is_known_by_the_words_of_phrases(language, line, label):
    found = columns(line, language)
    assert max(LABELS, key=lambda of: found[f"jargon_{of.value}"]) is label
    assert found["jargon"] > 2 * columns(PROSE[language].replace(" ", "  ", 1), language)["jargon"]


def test_words_of_another_language_say_nothing_but_english_ones_do():
    assert columns("Kommentare Kommentar melden Hafen", "fi")["jargon_comment_ui"] < 0.1
    assert columns("Laiva comments reply report", "fi")["jargon_comment_ui"] > 0.3


def test_function_words_count_for_nothing():
    assert columns("and the of it in to at", "en")["jargon"] == 0


def test_many_blocks_give_what_few_give():
    line = "Members who subscribe to the harbour newsletter get another on Sunday"
    few, many = (
        measure(*_measured_args("\n\n".join([PROSE["en"], *[f"{line} {n}" for n in range(size)]])))
        for size in (5, 2500)
    )
    assert few["jargon"][1:6].tolist() == pytest.approx(many["jargon"][1:6].tolist())
    assert many["jargon"][-1] == pytest.approx(few["jargon"][-1])


def _measured_args(text):
    segments, languages = segment(text, "text", load_lexicon())
    return segments, load_lexicon(), languages


def test_a_weight_is_the_share_of_the_phrases_that_hold_the_word(tmp_path):
    head = 'language = "xx"\nname = "Test"\nscript = "Latn"\n'
    groups = '[comment_ui]\nsure = ["Reply now", "Reply {name}", "reply"]\n[share]\nlikely = ["Reply by mail", "by"]\n'
    (tmp_path / "xx.toml").write_text(f'{head}{groups}[words]\nstop = ["by"]\n', "utf-8")
    table = lexicon_build.weigh_words(tmp_path)
    words = dict(zip(table["xx.words"].tolist(), table["xx.weights"].tolist(), strict=True))
    reply, by = word_bags(["reply", "by"])[1].tolist()
    comment, share = LABELS.index(Label.COMMENT_UI), LABELS.index(Label.SHARE)
    assert words[reply][comment] == round(255 * 3 / 6)
    assert words[reply][share] == round(255 * 1 / 6)
    assert by not in words
    assert len(words) == 3  # reply, now, mail


def test_the_shipped_table_says_what_the_lexicon_files_say():
    wanted = lexicon_build.weigh_words(DATA / "lexicons")
    with np.load(DATA / "jargon.npz", allow_pickle=False) as shipped:
        assert sorted(shipped.files) == sorted(wanted), "run: python -m cleaner.lexicon_build"
        assert all(np.array_equal(shipped[name], wanted[name]) for name in wanted)


def _bytes(**arrays):
    data = io.BytesIO()
    np.savez(data, **arrays)
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        _bytes(**{"en.words": np.zeros(3, np.uint64)}),
        _bytes(**{"en.words": np.zeros(3, np.uint64), "en.weights": np.zeros((3, 2), np.uint8)}),
        _bytes(**{"en.words": np.zeros(0, np.uint64), "en.weights": np.zeros((0, len(LABELS)), np.uint8)}),
        _bytes(**{"en.words": np.array(["a"], dtype=object), "en.weights": np.zeros((1, len(LABELS)), np.uint8)}),
    ],
)
def test_a_table_that_is_none_is_one_clear_error(data):
    with pytest.raises(DataFileError, match="reinstall"):
        read_jargon(data)


def test_a_text_without_words_has_no_jargon():
    assert load_jargon().weigh(np.zeros(0, np.uint64), ["en"]).shape == (0, len(LABELS))
