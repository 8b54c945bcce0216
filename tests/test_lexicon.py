"""The phrases: every language has its file, files keep the schema, a phrase is found where it stands."""

import json
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import DataFileError, Label, lexicon, lexicon_build
from cleaner.datafiles import record_hash
from cleaner.lexicon import fold

FOLDER = Path(lexicon.__file__).parent / "data" / "lexicons"
FILES = sorted(FOLDER.glob("*.toml"))
LANGUAGES = (
    "en el de fr es it pt nl sv da nb fi is pl cs sk hu ro bg sr hr sl uk ru be lt lv et tr az kk ar fa he "
    "hi bn ur ta te th vi id ms tl zh-Hans zh-Hant ja ko ca eu gl sq mk ka hy"
)
#: Not a language: strings that are the same in all of them.
SHARED = "und"

of_each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
of_each_language = pytest.mark.parametrize(
    "path", [path for path in FILES if path.stem != SHARED], ids=lambda path: path.stem
)


@cache
def read(path):
    return lexicon_build.read_lexicon_file(path)


@cache
def phrases(path):
    """(group, sure, phrase) of every phrase of a file, checked against the schema on the way."""
    return list(lexicon_build.phrases_of(read(path), path.name))


def placeholders(phrase):
    return re.findall(r"\{(\w+)\}", phrase)


def load(compiled, folder):
    """The lexicon as it is at run time, from a compiled one that is not the package's own."""
    (folder / "lexicon.json").write_text(lexicon_build.dump(compiled), "utf-8")
    record_hash(folder / "lexicon.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexicon, "DATA", folder)
        return lexicon.load_lexicon.__wrapped__()


@pytest.fixture(scope="module")
def compiled():
    """What the lexicon files say now, whether or not the compiled file is up to date."""
    return lexicon_build.compile_lexicons(FOLDER)


@pytest.fixture(scope="module")
def whole(compiled, tmp_path_factory):
    return load(compiled, tmp_path_factory.mktemp("whole"))


@pytest.fixture
def write(tmp_path):
    """Write a lexicon file with the given tables and return its folder."""

    def write_file(tables, head='language = "xx"\nname = "Test"\nscript = "Latn"\n'):
        (tmp_path / "xx.toml").write_text(f"{head}\n{tables}\n", "utf-8")
        return tmp_path

    return write_file


@pytest.fixture
def small(write, tmp_path):
    """A loaded lexicon of a few phrases: `small('[share]\\nsure = ["Share"]')`."""

    def build(tables):
        return load(lexicon_build.compile_lexicons(write(tables)), tmp_path)

    return build


def found(phrase_book, line):
    match = phrase_book.match(line, fold(line))
    return match.text if match else None


# --- files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_language_has_a_file(language):
    assert (FOLDER / f"{language}.toml").is_file()


@of_each_file
def test_file_is_named_for_its_language(path):
    data = read(path)
    assert data["language"] == path.stem
    assert data["name"].strip()
    assert data["script"]


@of_each_file
def test_phrases_keep_the_schema(path):
    for group, sure, phrase in phrases(path):
        assert group in lexicon.GROUPS
        assert isinstance(sure, bool)
        assert isinstance(phrase, str)
        assert phrase.strip()


@of_each_file
def test_phrases_have_two_open_placeholders_at_most_and_text_between(path):
    wrong = [
        phrase
        for _, _, phrase in phrases(path)
        if len([name for name in placeholders(phrase) if name != "n"]) > 2
        or re.search(r"\}\s*\{(?:name|date|x)\}", phrase.replace("{n}", ""))
    ]
    assert wrong == []


@of_each_file
def test_no_phrase_is_written_twice(path):
    texts = [phrase for _, _, phrase in phrases(path)]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


@of_each_file
def test_leads_end_in_the_title_they_lead_to(path):
    leads = [phrase for group, _, phrase in phrases(path) if group == "teaser_lead"]
    assert [phrase for phrase in leads if not phrase.endswith("{x}")] == []


@of_each_language
def test_language_has_phrases_in_every_group(path):
    data = read(path)
    assert [group for group in lexicon.GROUPS if not any(data.get(group, {}).values())] == []


@of_each_language
def test_language_has_its_words_and_nothing_else_in_them(path):
    words = read(path)["words"]
    assert set(words) == {"months", "weekdays", "stop"}
    assert len(words["months"]) >= 12
    assert len(words["weekdays"]) >= 7
    assert len(words["stop"]) >= 20


@of_each_file
def test_glue_is_sure_and_literal(path):
    glue = read(path).get("glue", {})
    assert set(glue) <= {"sure"}
    assert [phrase for phrase in glue.get("sure", []) if not phrase.strip() or placeholders(phrase)] == []


def test_compiled_lexicon_is_up_to_date(compiled):
    written = (FOLDER.parent / "lexicon.json").read_text("utf-8")
    assert json.loads(written) == json.loads(lexicon_build.dump(compiled)), "run python -m cleaner.lexicon_build"


# --- every phrase is found --------------------------------------------------------------------------

FILLERS = {"{n}": "12", "{name}": "Ida Brandt", "{date}": "3.4.2026", "{x}": "Winter in Holm"}


def fill(phrase):
    for placeholder, filler in FILLERS.items():
        phrase = phrase.replace(placeholder, filler)
    return phrase


def missed(phrase_book, path, *, is_open):
    """Phrases of a file that are not found in a line that consists of them."""
    language = frozenset([path.stem])
    return [
        phrase
        for _, _, phrase in phrases(path)
        if bool(set(placeholders(phrase)) - {"n"}) is is_open
        and phrase_book.match(fill(phrase), fold(fill(phrase)), language) is None
    ]


def test_every_literal_phrase_matches_itself(whole):
    assert {path.stem: lost for path in FILES if (lost := missed(whole, path, is_open=False))} == {}


def test_every_phrase_with_its_placeholders_filled_matches(whole):
    assert {path.stem: lost for path in FILES if (lost := missed(whole, path, is_open=True))} == {}


@pytest.mark.parametrize("phrase", ["Наш Telegram-канал", "PR-материал", "AP/БТА"])
def test_phrase_with_words_of_two_scripts_matches_itself(small, phrase):
    assert found(small(f'[promo]\nsure = ["{phrase}"]'), phrase) == phrase


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("{name}, reporter {x}", "Ida Brandt, reporter in Holm"),
        ("{name}回复了{name}", "Ida Brandt回复了Jon Holm"),
    ],
)
def test_text_between_placeholders_need_not_stand_between_blanks(small, phrase, line):
    assert found(small(f'[byline]\nsure = ["{phrase}"]'), line) == phrase


# --- fold -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Share", "share"),
        ("SHARE THIS", "share this"),
        ("  Share \t this\xa0 ", "share this"),
        ("12 Comments", "# comments"),
        ("1,234 comments", "# comments"),
        ("1.2K comments", "# comments"),
        ("3M views", "# views"),
        ("Page 2 of 17", "page # of #"),
        ("12:30", "#"),
        ("» Share: ", "share"),
        ("[Share]", "share"),
        ("👍 Like!", "like"),
        ("• Share …", "share"),
        ("© 2026 Holm", "© # holm"),
        ("Réagir à l’article", "reagir a l'article"),
        ("ΡΟΗ ΕΙΔΗΣΕΩΝ", "ροη ειδησεων"),
        ("Σχόλιό σας", "σχολιο σασ"),
        ("Straße", "strasse"),
        ("Com\u00adments\u200b", "comments"),
        ("Ｓｈａｒｅ", "share"),
        ("تعليقات", "تعليقات"),
        ("…", ""),
        ("", ""),
    ],
)
def test_fold_brings_a_line_to_the_form_phrases_have(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ρoή Ειδήσεων", "ΡΟΗ ΕΙΔΗΣΕΩΝ"),
        ("Σχόλια", "ΣΧΟΛΙΑ"),
        ("Кoмментарии", "КОММЕНТАРИИ"),
        ("Paylaşın", "PAYLAŞIN"),
        ("Paylaş I", "paylaş ı"),
        ("Cafe\u0301", "CAFÉ"),
        ("Don't miss", "Don’t miss"),
        ("Partager :", "Partager"),
        ("Foto : Ida", "Foto: Ida"),
        ("7 Comments", "7,000 comments"),
    ],
)
def test_fold_makes_spellings_of_one_phrase_equal(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Share", "Shares"),
        ("Comments", "12 comments"),
        ("C#", "C"),
        ("Read more", "Readmore"),
        ("Read: more", "Read more"),
        ("и", "u"),
    ],
)
def test_fold_keeps_different_phrases_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("word", ["Facebook", "Google News", "Twitter"])
def test_fold_leaves_latin_words_beside_greek_ones_alone(word):
    assert fold(f"Ακολουθήστε μας στο {word}").endswith(word.lower())


@given(st.text(st.characters(), max_size=60))
def test_fold_of_any_text_has_no_white_space_to_spare(text):
    folded = fold(text)
    assert folded == " ".join(folded.split())


# --- placeholders -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("{n} comments", "12 comments"),
        ("{n} comments", "(1,234 Comments)"),
        ("{n} comments", "1.2K comments:"),
        ("Page {n} of {n}", "Page 2 of 17"),
        ("Posted by {name}", "Posted by Ida Brandt"),
        ("Posted by {name}", "POSTED BY IDA BRANDT"),
        ("Posted by {name}", "» Posted by holm_fan"),
        pytest.param(
            "Posted by {name}",
            "Posted by holm_fan88",
        ),
        ("Posted by {name}", "Posted by Jan van der Holm"),
        ("{name} replied to {name}", "Ida Brandt replied to Jon Holm"),
        ("{name} is typing", "Someone is typing…"),
        ("Updated {date}", "Updated 3 March 2026, 14:05"),
        ("Updated {date}", "Updated yesterday at 14:05"),
        ("Published {date} at {date}", "Published 3 March 2026 at 14:05"),
        ("Read also: {x}", "Read also: The night the ferry stayed in port"),
        ("Read also: {x}", "READ ALSO : “Soup for forty”"),
        ("{x} – all rights reserved", "The Holm Gazette – All rights reserved."),
        ("Tags: {x}", "Tags: ferry, harbour, storm"),
    ],
)
def test_placeholder_takes_what_it_stands_for(small, phrase, line):
    assert found(small(f'[share]\nsure = ["{phrase}"]'), line) == phrase


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("{n} comments", "comments"),
        ("{n} comments", "twelve comments"),
        ("{n} comments", "12 angry comments"),
        ("{n} comments", "12 comments on the ferry"),
        ("Page {n} of {n}", "Page 2 of the book"),
        ("Posted by {name}", "Posted by"),
        ("Posted by {name}", "Posted by the river in the spring"),
        ("Posted by {name}", "Posted by Ida Brandt: the night the ferry stayed"),
        ("Posted by {name}", "Posted by Ida Brandt and Jon Holm and Eva Sand and Per Lund"),
        ("Posted by {name}", "Signposted by Ida Brandt"),
        ("{name} replied to {name}", "Nobody has ever replied to the letter that the harbour master wrote"),
        ("Updated {date}", "Updated"),
        ("Updated {date}", "Updated the old boats and the quay at last"),
        ("Read also: {x}", "Read also"),
        ("Read also: {x}", "Read also the letter of the harbour master"),
        ("Read also: {x}", "Read also: " + "the ferry and the soup " * 8),
        ("Photo {x}", "Photographs of the harbour"),
        ("Share", "Share prices fell"),
        ("Share", "The share"),
        ("Share", "Share " * 60),
    ],
)
def test_placeholder_does_not_take_near_misses(small, phrase, line):
    assert found(small(f'[share]\nsure = ["{phrase}"]'), line) is None


def test_match_says_group_sureness_and_language(small):
    match = small('[teaser_head]\nlikely = ["Read also"]').match("READ ALSO:", fold("READ ALSO:"))
    assert (match.label, match.group, match.sure, match.languages) == (
        Label.TEASER,
        "teaser_head",
        False,
        ("xx",),
    )


def test_phrase_of_the_languages_asked_for_comes_first(write, tmp_path):
    write('[share]\nsure = ["Pin"]')
    other = 'language = "yy"\nname = "Other"\nscript = "Latn"\n[navigation]\nlikely = ["Pin"]\n'
    (tmp_path / "yy.toml").write_text(other, "utf-8")
    both = load(lexicon_build.compile_lexicons(tmp_path), tmp_path)
    assert both.match("Pin", "pin", frozenset(["yy"])).label is Label.NAVIGATION
    assert both.match("Pin", "pin", frozenset(["xx"])).label is Label.SHARE


PARAGRAPH = "The ferry stayed in port all night, the harbour master said, and nobody slept a minute of it."


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Share on Facebook", Label.SHARE),
        ("1,234 Comments", Label.COMMENT_UI),
        ("Κοινοποίηση στο Facebook", Label.SHARE),
        ("Все права защищены", Label.FOOTER),
    ],
)
def test_whole_lines_of_the_lexicon_are_dropped_between_paragraphs(line, label):
    document = cleaner.clean(f"A night in Holm\n\n{PARAGRAPH}\n\n{line}\n\nNobody minded the soup.", kind="text")
    assert [block.label for block in document.blocks if block.text == line] == [label]
    assert line not in document.text


@pytest.mark.parametrize(
    "line",
    [
        "Share prices of the ferry line fell by a tenth on Wednesday.",
        "The 12 comments of the harbour master filled a page.",
        "Comments on the soup were few, and all of them were kind.",
    ],
)
def test_sentences_that_begin_like_a_phrase_stay(line):
    document = cleaner.clean(f"A night in Holm\n\n{PARAGRAPH}\n\n{line}\n\nNobody minded the soup.", kind="text")
    assert line in document.text


# --- languages of a text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry stayed in port all night and nobody on the island could have said why it was so.", "en"),
        (
            "Το πλοίο έμεινε στο λιμάνι όλη τη νύχτα και κανείς δεν ήξερε γιατί, αλλά όλοι είχαν μια γνώμη.",
            "el",
        ),
        ("Das Schiff lag die ganze Nacht im Hafen, und niemand auf der Insel wusste, was mit ihm war.", "de"),
        ("Паром всю ночь стоял у причала, и никто не знал, что это было и как с этим быть.", "ru"),
        ("渡轮整夜停在码头，没有人知道这是为什么，他们都在学校里睡了。", "zh-Hans"),
        ("船は一晩中港に泊まっていて、島の人は誰もその理由を知らなかった。", "ja"),
    ],
)
def test_language_is_told_from_function_words(whole, text, language):
    assert language in whole.languages_of(text)


def test_text_without_words_has_no_language(whole):
    assert whole.languages_of("12 34 — 56") == frozenset()


# --- malformed files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tables", "names"),
    [
        ('[share]\nsure = ["Posted by {user}"]', ["share", "sure", "Posted by {user}"]),
        ('[share]\nlikely = ["Posted {by"]', ["share", "likely", "Posted {by"]),
        ('[byline]\nsure = ["{name}"]', ["byline", "sure", "{name}"]),
        pytest.param(
            '[byline]\nlikely = ["{name} {x}"]',
            ["byline", "likely", "{name} {x}"],
        ),
        ('[share]\nsure = ["…"]', ["share", "sure", "…"]),
        ('[share]\nsure = ["★ {n} ★"]', ["share", "sure", "★ {n} ★"]),
        ('[share]\nsure = [""]', ["share", "sure"]),
        ('[share]\nsure = ["Share\\tthis"]', ["share", "sure", r"Share\tthis", "more than one line"]),
        ('[shares]\nsure = ["Share"]', ["shares"]),
        ('[share]\nmaybe = ["Share"]', ["share", "maybe"]),
        ('[share]\nsure = ["Share"', []),
        pytest.param(
            "[share]\nsure = [7]",
            ["share", "7"],
        ),
        pytest.param(
            '[share]\nsure = "Share"',
            ["share", "sure"],
        ),
        pytest.param(
            'share = ["Share"]',
            ["share"],
        ),
    ],
)
def test_malformed_file_is_refused_by_name_of_file_and_phrase(write, tables, names):
    with pytest.raises(DataFileError) as error:
        lexicon_build.compile_lexicons(write(tables))
    assert [name for name in ["xx.toml", *names] if name not in str(error.value)] == []


@pytest.mark.parametrize("key", ["language", "name", "script"])
def test_file_without_one_of_its_keys_is_refused(write, key):
    keys = {"language": "xx", "name": "Test", "script": "Latn"}
    head = "".join(f'{name} = "{value}"\n' for name, value in keys.items() if name != key)
    with pytest.raises(DataFileError, match=rf"xx\.toml.*{key}"):
        lexicon_build.compile_lexicons(write('[share]\nsure = ["Share"]', head))


def test_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "xx.toml").write_bytes(b'language = "\xff"')
    with pytest.raises(DataFileError, match=r"xx\.toml"):
        lexicon_build.compile_lexicons(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"exact": {}}', '{"exact": 3, "patterns": 4}'])
def test_broken_compiled_file_is_refused_with_the_way_to_make_it(tmp_path, monkeypatch, content):
    (tmp_path / "lexicon.json").write_text(content, "utf-8")
    record_hash(tmp_path / "lexicon.json")
    monkeypatch.setattr(lexicon, "DATA", tmp_path)
    with pytest.raises(DataFileError, match=r"lexicon\.json.*cleaner\.lexicon_build"):
        lexicon.load_lexicon.__wrapped__()


def test_missing_compiled_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(lexicon, "DATA", tmp_path)
    with pytest.raises(DataFileError, match=r"lexicon\.json"):
        lexicon.load_lexicon.__wrapped__()


def test_building_writes_a_file_that_loads(write, tmp_path, monkeypatch):
    lexicons = tmp_path / "lexicons"
    lexicons.mkdir()
    write('[share]\nsure = ["Share"]').joinpath("xx.toml").rename(lexicons / "xx.toml")
    monkeypatch.setattr(lexicon_build, "DATA", tmp_path)
    monkeypatch.setattr(lexicon, "DATA", tmp_path)
    monkeypatch.setattr(sys, "argv", ["lexicon_build"])
    lexicon_build.main()
    assert found(lexicon.load_lexicon.__wrapped__(), "Share") == "Share"
