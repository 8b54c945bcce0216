"""`cleaner bench`: measures, intervals, line rules, evaluation sets, peers, and what the command prints and writes."""

import inspect
import io
import json
import subprocess
import sys

import numpy as np
import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

import cleaner
from cleaner.bench import peers as peers_module
from cleaner.bench.intervals import compare, draw, estimate
from cleaner.bench.line_rules import as_is, c4, refinedweb
from cleaner.bench.measures import MEASURES, page_scores, shingle_scores, snippet_counts, word_f1
from cleaner.bench.memory import PAGES, measure_memory
from cleaner.bench.peers import PEERS, Peer, find_peers, load_peer, markup_to_text
from cleaner.bench.run import Plan, load_engines, run_set
from cleaner.bench.sets import EvalSet, Page, read_sets, sample
from cleaner.bench.summary import summarise
from cleaner.bench.timing import measure_speed
from cleaner.cli import app
from cleaner.datafiles import DATA
from cleaner.errors import DataFileError, MissingExtraError, OptionError, SourceError
from cleaner.render.explain import summary as summary_line

TITLE = "Harbour bridge opens to cyclists"
FIRST = "The council opened the old harbour bridge to cyclists on Monday after a long winter of repairs."
SECOND = "Engineers said that the new deck would carry twice the load of the one that it replaced last year."
GOLD = f"{TITLE}\n{FIRST}\n{SECOND}"
HTML = f"""<!doctype html><html lang="en"><head><title>{TITLE}</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></article>
<footer><img src="http://bench.invalid/logo.png"><p>© 2026 Valley Post</p></footer></body></html>"""
TEXT = f"{TITLE}\n\nShare\n\n{FIRST}\n\n{SECOND}\n"
WF1, SF1, SNIP = MEASURES


def html_page(name, gold=GOLD, source=HTML, **more):
    return Page(name, "html", source, gold, **more)


def html_set(*pages):
    return EvalSet("pages", "html", pages, len(pages))


def run(pages, plan=None, **engines):
    """Outcomes of engines, which are functions of a page."""
    return run_set(pages, engines, plan or Plan(memory=False), lambda: None)


def invoke(*arguments, status=0):
    result = CliRunner().invoke(app, ["bench", "--no-memory", *map(str, arguments)])
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, (SystemExit, type(None)))
    return result


def write_parquet(path, **columns):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table(columns), path)
    return path


@pytest.fixture
def html_file(tmp_path):
    """Four HTML pages of two types: three alike, and the last, `d`, wanted quite different."""
    return write_parquet(
        tmp_path / "pages.parquet",
        id=list("abcd"),
        url=["http://bench.invalid/a", None, "", "http://bench.invalid/d"],
        lang=["en"] * 4,
        page_type=["article", "article", "article", "listing"],
        html=[HTML.encode()] * 4,
        gold=[GOLD, GOLD, "", "Rain is expected on Friday in the whole valley."],
        must=[[FIRST], [], [SECOND], []],
        must_not=[["Home"], [], ["Valley Post"], []],
    )


@pytest.fixture
def text_file(tmp_path):
    """Three flattened texts by two flatteners."""
    return write_parquet(
        tmp_path / "texts.parquet",
        id=["x", "y", "z"],
        source=["here", "there", "there"],
        flattener=["bs4", "bs4", "inscriptis"],
        lang=["en", "en", None],
        text=[TEXT] * 3,
        gold=[GOLD] * 3,
    )


# --- measures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "gold", "expected"),
    [
        ("the old bridge", "the old bridge", 1.0),
        ("The OLD, bridge!", "the old bridge", 1.0),
        ("bridge bridge bridge", "bridge", 0.5),  # precision 1/3, recall 1
        ("one two", "two three four", 0.4),  # precision 1/2, recall 1/3
        ("", "the old bridge", 0.0),
        ("rain", "snow", 0.0),
        ("Żółta łódź", "żółta łódź płynie", 0.8),  # precision 1, recall 2/3
    ],
)
def test_word_f1_of_values_worked_out_by_hand(output, gold, expected):
    assert word_f1(output, gold) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("output", "gold", "expected"),
    [
        ("a b c d e", "a b c d e", (1.0, 1.0)),
        ("a b c d e", "a b c d x", (0.5, 0.5)),
        ("a b c d", "a b c d e f", (1.0, 1 / 3)),
        ("a b c d a b c d", "a b c d", (1 / 5, 1.0)),  # five shingles, the right one twice, wanted once
        ("A b c d", "a b c d", (0.0, 0.0)),
        ("a b", "a b", (1.0, 1.0)),
        ("a b", "a b c d", (0.0, 0.0)),
        ("", "a b c d", (0.0, 0.0)),
    ],
)
def test_shingle_precision_and_recall_worked_out_by_hand(output, gold, expected):
    assert shingle_scores(output, gold) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("one two three", (1, 1, 0)),
        ("one\n two\tthree four Share", (2, 0, 1)),
        ("One two share", (0, 2, 0)),
        ("", (0, 2, 0)),
    ],
)
def test_snippets_are_found_whatever_the_white_space_but_in_their_case(output, expected):
    assert snippet_counts(output, ["one  two", "four"], ["Share"]) == expected


def test_word_f1_of_a_set_is_the_mean_of_its_pages():
    rows = [WF1.row(html_page("a", "one two"), output) for output in ("one two", "one", "")]
    assert float(WF1.statistic(np.sum(rows, axis=0))) == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_shingle_f1_of_a_set_is_the_f1_of_the_mean_precision_and_recall():
    pairs = [("a b c d e", "a b c d"), ("a b c d", "a b c d e f g")]
    rows = [SF1.row(html_page("a", gold), output) for output, gold in pairs]
    precision, recall = (0.5 + 1) / 2, (1 + 0.25) / 2
    assert float(SF1.statistic(np.sum(rows, axis=0))) == pytest.approx(2 * precision * recall / (precision + recall))


def test_snippet_f1_is_counted_over_the_whole_set():
    pages = [html_page("a", must=("one", "two"), must_not=("Share",)), html_page("b", must=("three",))]
    rows = [SNIP.row(pages[0], "one Share"), SNIP.row(pages[1], "three")]
    assert rows == [(1, 1, 1), (1, 0, 0)]
    assert float(SNIP.statistic(np.sum(rows, axis=0))) == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))


def test_a_page_is_measured_only_by_what_it_has():
    page = html_page("a", gold="", must=("one",))
    assert [measure.row(page, "one") is None for measure in MEASURES] == [True, True, False]
    page = html_page("a", gold="one")
    assert [measure.row(page, "one") is None for measure in MEASURES] == [False, False, True]


def test_a_page_without_the_segments_it_must_not_hold_is_right():
    pages = [html_page("a", must_not=("Share",)), html_page("b", must=("one",), must_not=("Share",))]
    rows = np.array([SNIP.row(pages[0], "one"), SNIP.row(pages[0], "Share"), SNIP.row(pages[1], "one Share")])
    assert page_scores(SNIP, rows) == pytest.approx([1, 0, 2 / 3])


def test_nothing_right_at_all_is_nought_and_no_division_by_it():
    rows = np.array([[0.0, 0.0, 1.0]])
    assert estimate(SF1, rows, draw(1, seed=0)).value == 0


# --- intervals ----------------------------------------------------------------------------------


def test_pages_that_score_alike_have_an_interval_of_no_width():
    interval = estimate(WF1, np.array([[0.7, 1.0]] * 20), draw(20, seed=1))
    assert (interval.value, interval.low, interval.high) == pytest.approx((0.7, 0.7, 0.7))


def test_the_interval_of_a_right_and_a_wrong_page_runs_from_nought_to_one():
    # Two pages drawn from two: both the wrong one a quarter of the time, both the right one another quarter.
    interval = estimate(WF1, np.array([[0.0, 1.0], [1.0, 1.0]]), draw(2, seed=0))
    assert (interval.value, interval.low, interval.high) == (0.5, 0.0, 1.0)


def test_the_interval_of_many_pages_is_that_of_the_normal_distribution():
    scores = np.random.default_rng(3).uniform(size=2000)
    interval = estimate(WF1, np.column_stack([scores, np.ones(2000)]), draw(2000, seed=0))
    half = 1.96 * scores.std() / 2000**0.5
    assert interval.value == pytest.approx(scores.mean())
    assert (interval.low, interval.high) == pytest.approx((scores.mean() - half, scores.mean() + half), abs=half / 10)


def test_drawings_are_repeated_by_their_seed():
    assert (draw(30, seed=4) == draw(30, seed=4)).all()
    assert (draw(30, seed=4) != draw(30, seed=5)).any()
    assert draw(30, seed=4).shape == (1000, 30)


def test_a_difference_is_paired():
    # The pages differ much, the engines by the same on each: paired, nothing of it is chance.
    first = np.array([[score, 1.0] for score in (0.2, 0.5, 0.9, 1.0)])
    second = first - np.array([0.1, 0.0])
    difference = compare(WF1, first, second, draw(4, seed=0))
    assert (difference.interval.low, difference.interval.value, difference.interval.high) == pytest.approx((0.1,) * 3)
    assert (difference.wins, difference.losses, difference.ties) == (4, 0, 0)


def test_wins_losses_and_ties_are_counted_by_page():
    first = np.array([[1.0, 1.0], [0.4, 1.0], [0.5, 1.0], [0.6, 1.0]])
    second = np.array([[0.5, 1.0], [0.8, 1.0], [0.5, 1.0], [0.9, 1.0]])
    difference = compare(WF1, first, second, draw(4, seed=0))
    assert (difference.wins, difference.losses, difference.ties) == (1, 2, 1)
    assert difference.interval.value == pytest.approx((0.5 - 0.4 + 0 - 0.3) / 4)


# --- line rules ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (FIRST, True),
        ('"We have to earn them back," he said to us all."', True),
        ("Are the buses coming back at last?", True),
        ("“They will be back in the spring.”", True),
        ("The council opened the old harbour bridge", False),
        ("It was a fine", False),
        ("Only four words here.", False),
        ("Five words are in here.", True),
        ("This was cut before its end...", False),
        ("Please enable JavaScript to read this page.", False),
        ("By going on you accept our Privacy Policy.", False),
        ("This site uses cookies to count its readers.", False),
    ],
)
def test_c4_keeps_sentences(line, kept):
    assert c4(f"{SECOND}\n{line}\n{SECOND}").splitlines() == [SECOND, *[line] * kept, SECOND]


def test_c4_drops_a_page_of_filler():
    assert c4(f"{FIRST}\nLorem ipsum dolor sit amet.") == ""


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (TITLE, True),
        ("BREAKING NEWS FROM THE HARBOUR", False),
        ("BREAKING NEWS THE Bridge is", False),
        ("BREAKING NEWS: the bridge", True),
        ("NATO and EU meet", True),
        ("12 / 14 (3)", False),
        ("3 likes", False),
        ("1,204 Comments", False),
        ("3 bridges", True),
        ("Share", False),
        ("", False),
        ("Sign in to comment", False),
        ("Sign-in or register", False),
        ("They had to sign in", True),
        ("The whole story here Read more...", False),
        ("You have 2 items in cart", False),
        ("He told the court that he had left two items in cart number seven by mistake", True),
    ],
)
def test_refinedweb_takes_out_counters_capitals_and_buttons(line, kept):
    assert refinedweb(f"{SECOND}\n{line}\n{FIRST}").splitlines() == [SECOND, *[line] * kept, FIRST]


def test_as_is_keeps_everything():
    assert as_is(TEXT) == TEXT


# --- evaluation sets ----------------------------------------------------------------------------


def test_an_html_set_is_read(html_file):
    (found,) = read_sets(html_file)
    assert (found.kind, found.total, [page.id for page in found.pages]) == ("html", 4, ["a", "b", "c", "d"])
    assert found.pages[0] == Page(
        "a", "html", HTML, GOLD, (FIRST,), ("Home",), "http://bench.invalid/a", {"page_type": "article", "lang": "en"}
    )
    assert [page.url for page in found.pages[1:3]] == [None, None]


def test_a_text_set_is_read(text_file):
    (found,) = read_sets(text_file)
    assert found.kind == "text"
    assert found.pages[2] == Page("z", "text", TEXT, GOLD, traits={"lang": "", "flattener": "inscriptis"})


def test_bytes_are_decoded_as_utf_8_with_replacement(tmp_path):
    path = write_parquet(
        tmp_path / "p.parquet", html=["<p>Łódź</p>".encode(), b"<p>caf\xe9</p>"], gold=["Łódź", "café"]
    )
    pages = read_sets(path)[0].pages
    assert [page.source for page in pages] == ["<p>Łódź</p>", "<p>caf\ufffd</p>"]
    assert [page.id for page in pages] == ["0", "1"]
    assert pages[0].size == len("<p>Łódź</p>".encode())


def test_empty_values_leave_nothing_to_measure_by(tmp_path):
    pa = pytest.importorskip("pyarrow")
    lists = pa.array([None, ["", " ", "one", None]], pa.list_(pa.string()))
    path = write_parquet(tmp_path / "p.parquet", html=["<p>a</p>", None], gold=[None, " \n"], must=lists)
    first, second = read_sets(path)[0].pages
    assert (first.gold, first.must, first.must_not) == ("", (), ())
    assert (second.gold, second.must, second.source) == ("", ("one",), "")


def test_a_sample_is_drawn_by_its_seed_and_keeps_the_order(tmp_path):
    path = write_parquet(tmp_path / "p.parquet", id=list(range(200)), text=["a"] * 200, gold=["a"] * 200)
    first, again, other = (read_sets(path, 9, seed)[0] for seed in (1, 1, 2))
    names = [int(page.id) for page in first.pages]
    assert (len(names), first.total) == (9, 200)
    assert names == sorted(set(names))
    assert first.pages == again.pages
    assert first.pages != other.pages
    assert sample(100, 9, 1) == sorted(sample(100, 9, 1))
    assert sample(3, 3, 0) == sample(3, 9, 0) == [0, 1, 2]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"page": ["a"], "gold": ["a"]}, "neither a column html nor a column text"),
        ({"html": ["a"], "id": ["a"]}, "nothing to measure by"),
        ({"html": [1], "gold": ["a"]}, "html must be text or bytes"),
        ({"text": ["a"], "gold": [1.5]}, "gold must be text"),
        ({"text": ["a"], "gold": ["a"], "lang": [1]}, "lang must be text"),
        ({"html": ["a"], "must": ["a"]}, "must must be a list of texts"),
        ({"html": ["a"], "must_not": [[1]]}, "must_not must be a list of texts"),
        ({"html": [], "gold": []}, "holds no pages"),
    ],
)
def test_a_malformed_set_is_told_in_one_line(tmp_path, columns, told):
    path = write_parquet(tmp_path / "bad.parquet", **columns)
    with pytest.raises(DataFileError, match=told) as raised:
        read_sets(path)
    assert str(path) in str(raised.value)
    result = invoke(path, status=3)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert told in result.stderr


@pytest.mark.parametrize("name", ["absent.parquet", "a" * 300, "page.parquet"])
def test_a_set_that_cannot_be_read_is_told_in_one_line(tmp_path, name):
    pytest.importorskip("pyarrow")
    (tmp_path / "page.parquet").write_text(HTML, "utf-8")
    with pytest.raises(SourceError, match=name):
        read_sets(tmp_path / name)
    assert len(invoke(tmp_path / name, status=3).stderr.splitlines()) == 1


def test_without_pyarrow_the_message_says_what_to_install(html_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="pip install pyarrow"):
        read_sets(html_file)
    assert "pip install" in invoke(html_file, status=3).stderr


def test_a_folder_of_pages_and_gold_files_is_a_set(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.html").write_text(HTML, "utf-8")
    (tmp_path / "a.gold.txt").write_text(GOLD + "\n", "utf-8")
    (tmp_path / "sub/b.html").write_bytes(b"<p>caf\xe9</p>")
    (tmp_path / "sub/b.gold.txt").write_text("café", "utf-8")
    (found,) = read_sets(tmp_path)
    assert (found.name, found.kind, found.total, found.notes) == (str(tmp_path), "html", 2, ())
    assert found.pages == (Page("a.html", "html", HTML, GOLD), Page("sub/b.html", "html", "<p>caf\ufffd</p>", "café"))
    assert len(read_sets(tmp_path, 1)[0].pages) == 1


def test_a_folder_of_both_kinds_is_two_sets(tmp_path):
    (tmp_path / "a.html").write_text(HTML, "utf-8")
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.gold.txt").write_text(GOLD, "utf-8")
    (tmp_path / "lonely.html").write_text(HTML, "utf-8")
    first, second = read_sets(tmp_path)
    assert [(found.kind, [page.id for page in found.pages]) for found in (first, second)] == [
        ("html", ["a.html"]),
        ("text", ["a.txt"]),
    ]
    assert first.name != second.name
    assert len(first.notes) == 1
    assert "1 pages" in first.notes[0]
    assert invoke(tmp_path).stdout.count("wf1 on 1") == 2


def test_a_folder_with_a_gold_file_but_no_page_is_told(tmp_path):
    with pytest.raises(DataFileError, match="holds no evaluation set"):
        read_sets(tmp_path)
    (tmp_path / "a.gold.txt").write_text(GOLD, "utf-8")
    with pytest.raises(DataFileError, match=r"name the page a\.html or a\.txt"):
        read_sets(tmp_path)


# --- the run ------------------------------------------------------------------------------------


def test_every_engine_gets_the_same_pages_in_turn():
    calls = []

    def engine(name):
        return lambda page: calls.append((name, page)) or page.gold

    pages = html_set(html_page("a"), html_page("b"), html_page("c"))
    run(pages, one=engine("one"), two=engine("two"))
    warm_up, measured = calls[:2], calls[2:]
    assert [(name, page.id) for name, page in warm_up] == [("one", "a"), ("two", "a")]
    assert [(name, page.id) for name, page in measured] == [
        ("one", "a"),
        ("two", "a"),
        ("two", "b"),
        ("one", "b"),
        ("one", "c"),
        ("two", "c"),
    ]
    assert all(page is pages.pages["abc".index(page.id)] for _, page in calls)


def test_an_engine_that_raises_counts_as_empty_and_the_run_goes_on():
    def shaky(page):
        if page.id == "b":
            raise RecursionError("too deep")
        return page.gold

    pages = html_set(html_page("a"), html_page("b"), html_page("c"))
    good, bad = run(pages, good=lambda page: page.gold, bad=shaky)
    assert (good.failures, good.empty) == ([], 0)
    assert (bad.failures, bad.empty) == ([("b", "RecursionError: too deep")], 1)
    assert [row[0] for row in bad.rows["wf1"]] == [1.0, 0.0, 1.0]
    assert (len(good.seconds), len(bad.seconds)) == (3, 3)


def test_a_set_is_summed_up_by_group_and_against_the_peer():
    pages = html_set(
        html_page("c", "three", traits={"page_type": "forum", "lang": "en"}),
        html_page("a", "one two", traits={"page_type": "article", "lang": "en"}),
        html_page("b", "one two", traits={"page_type": "article", "lang": "en"}),
    )
    outcomes = run(pages, cleaner=lambda page: "one two", peer=lambda page: "three" if page.id == "c" else "one")
    summary = summarise(pages, outcomes, worst=2)
    assert summary.scores["cleaner"]["wf1"].value == pytest.approx(2 / 3)
    assert summary.scores["peer"]["wf1"].value == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert "snip" not in summary.scores["peer"]
    assert list(summary.groups) == ["page_type"]
    assert [(g.value, g.pages, g.scores["cleaner"]["wf1"].value) for g in summary.groups["page_type"]] == [
        ("article", 2, 1.0),
        ("forum", 1, 0.0),
    ]
    difference = summary.paired["peer"].differences["wf1"]
    assert (difference.wins, difference.losses) == (2, 1)
    assert difference.interval.value == pytest.approx(2 / 3 - 7 / 9)
    assert [(page.id, score) for page, score in summary.worst] == [("c", 0.0), ("a", 1.0)]


def test_the_worst_pages_are_ranked_by_snippets_where_there_is_no_gold():
    pages = html_set(
        html_page("a", "one two", must=("nine",)),
        html_page("b", "", must=("one", "four"), must_not=("two",)),
        html_page("c", ""),
    )
    summary = summarise(pages, run(pages, cleaner=lambda page: "one two"), worst=9)
    assert [(page.id, score) for page, score in summary.worst] == [("b", 0.5), ("a", 1.0)]


def test_speed_is_told_in_milliseconds_and_megabytes():
    speed = measure_speed([0.001, 0.002, 0.009], [1_000_000, 2_000_000, 3_000_000])
    assert (speed.median_ms, speed.mean_ms, speed.mb_per_s) == pytest.approx((2, 4, 500))
    assert speed.p99_ms == pytest.approx(2 + 0.98 * 7)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems round differently")
def test_memory_is_measured_in_a_process_of_its_own():
    small, large = html_page("small"), html_page("large", source=HTML.replace(SECOND, "<p>one</p>" * 20_000))
    of_small = measure_memory("bs4", "text", [small])
    of_all = measure_memory("bs4", "text", [*[small] * PAGES, large])
    assert of_small is not None
    assert of_all is not None
    assert 0 < of_small < of_all - 5_000_000
    assert measure_memory("cleaner", "text", [small]) > 20_000_000  # the lexicon alone takes more
    assert measure_memory("no such engine", "text", [small]) is None


# --- peers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_returns_text_and_fetches_nothing(peer, monkeypatch):
    try:
        engine = load_peer(peer)
    except MissingExtraError:
        pytest.skip(f"{peer.name} is not installed")

    wanted = []

    def refuse(*arguments, **_):
        wanted.append(arguments)
        raise OSError("no network in this test")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    # Some take short paragraphs for boilerplate.
    source = HTML.replace(f"<p>{FIRST}</p>", f"<p>{FIRST} {SECOND} {FIRST}</p>" * 4)
    output = engine(html_page("a", source=source) if peer.kind == "html" else Page("a", "text", TEXT))
    assert FIRST in " ".join(output.split())
    assert "<p>" not in output
    assert wanted == []


def test_the_help_names_every_peer():
    from cleaner.commands.bench import bench

    told = inspect.signature(bench, eval_str=True).parameters["against"].annotation.__metadata__[0].help
    assert [peer.name for peer in PEERS if peer.name not in told] == []


def test_peers_are_found_by_name_each_once():
    assert [peer.name for peer in find_peers(["bs4", "c4", "bs4"])] == ["bs4", "c4"]
    with pytest.raises(OptionError, match=r"'boilerpipe'; the peers are: trafilatura .* refinedweb"):
        find_peers(["bs4", "boilerpipe"])


def test_text_of_markup_keeps_words_and_paragraphs_apart():
    lines = [line for line in markup_to_text("<div>a<p>b<i>c</i></p><p>d<br>e</p>f</div>").splitlines() if line]
    assert lines == ["a", "bc", "d", "e", "f"]
    assert markup_to_text(" ") == ""


def test_a_peer_is_loaded_only_for_the_pages_it_reads():
    said = []
    plan = Plan(tuple(find_peers(["bs4", "c4"])))
    assert list(load_engines("text", plan, said.append)) == ["cleaner", "c4"]
    assert len(said) == 1
    assert "bs4 reads html" in said[0]


def test_nothing_heavy_is_imported_with_the_command_line():
    names = (
        "pyarrow trafilatura resiliparse readability justext newspaper goose3 boilerpy3 magic_html html2text inscriptis"
    )
    code = f"import sys, cleaner, cleaner.cli; print([name for name in {names.split()!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- the command --------------------------------------------------------------------------------


def test_the_command_prints_scores_costs_and_groups(html_file):
    result = invoke(html_file)
    assert "4 pages of html; wf1 on 3, sf1 on 3, snip on 2" in result.stdout
    assert "by page_type" in result.stdout
    assert "by lang" not in result.stdout  # all in one
    assert result.stderr == ""


def test_the_command_prints_groups_of_texts(text_file):
    out = invoke(text_file, "--against", "c4,refinedweb,as-is").stdout
    assert "3 pages of text; wf1 on 3, sf1 on 3" in out
    assert "by lang" in out
    assert "(unknown)" in out
    assert "by flattener" in out


def scores_of(output):
    """Word F1 of an output for page `a` and for page `d` of the HTML set, and snippet F1 of the set."""
    words = word_f1(output, GOLD), word_f1(output, "Rain is expected on Friday in the whole valley.")
    counts = [snippet_counts(output, [FIRST], ["Home"]), snippet_counts(output, [SECOND], ["Valley Post"])]
    found, missed, unwanted = map(sum, zip(*counts, strict=True))
    return words, 2 * found / (2 * found + missed + unwanted)


def test_json_holds_what_was_measured(html_file, tmp_path):
    target = tmp_path / "new/folder/out.json"
    invoke(html_file, "--against", "bs4", "--json", target, "--worst", 1, "--seed", 5)
    record = json.loads(target.read_text("utf-8"))
    assert (record["what"], record["seed"], record["resamples"], record["confidence"]) == ("text", 5, 1000, 0.95)
    (found,) = record["sets"]
    assert (found["kind"], found["pages"], found["total"]) == ("html", 4, 4)
    assert found["measured"] == {"wf1": 3, "sf1": 3, "snip": 2}
    assert list(found["engines"]) == ["cleaner", "bs4"]
    ours, theirs = found["engines"].values()
    (right, wrong), snippets = scores_of(cleaner.clean(HTML).text)
    assert ours["scores"]["wf1"]["value"] == pytest.approx((right + right + wrong) / 3)
    assert ours["scores"]["snip"]["value"] == pytest.approx(snippets)
    assert theirs["scores"]["snip"]["value"] == pytest.approx(2 * 2 / (2 * 2 + 2))
    assert ours["failures"] == theirs["failures"] == []
    assert theirs["version"]
    assert 0 < ours["median_ms"] <= ours["p99_ms"]
    paired = found["paired"]["bs4"]
    (their_right, their_wrong), _ = scores_of(BeautifulSoup(HTML, "lxml").get_text("\n", strip=True))
    assert paired["wf1"]["wins"] == 2 * (right > their_right) + (wrong > their_wrong)
    assert paired["wf1"]["losses"] == 2 * (right < their_right) + (wrong < their_wrong)
    assert paired["wf1"]["difference"] == pytest.approx(
        ours["scores"]["wf1"]["value"] - theirs["scores"]["wf1"]["value"]
    )
    assert paired["time_ratio"] > 0
    groups = found["groups"]["page_type"]
    assert [(group["value"], group["pages"]) for group in groups] == [("article", 3), ("listing", 1)]
    assert groups[0]["scores"]["cleaner"]["wf1"]["value"] == pytest.approx(right)
    assert [page["id"] for page in found["worst"]] == ["d"]


def test_the_same_seed_gives_the_same_scores(html_file, tmp_path):
    records = []
    for name in ("one", "two"):
        invoke(html_file, "--limit", 3, "--seed", 7, "--json", tmp_path / name)
        records.append(json.loads((tmp_path / name).read_text("utf-8"))["sets"][0])
    assert records[0]["engines"]["cleaner"]["scores"] == records[1]["engines"]["cleaner"]["scores"]
    assert (records[0]["pages"], records[0]["total"]) == (3, 4)


def test_body_is_measured_without_the_title(html_file, tmp_path):
    values = []
    for what in ("text", "body"):
        invoke(html_file, "--what", what, "--json", tmp_path / what)
        found = json.loads((tmp_path / what).read_text("utf-8"))["sets"][0]
        values.append(found["groups"]["page_type"][0]["scores"]["cleaner"]["wf1"]["value"])
    document = cleaner.clean(HTML)
    assert values == pytest.approx([word_f1(document.text, GOLD), word_f1(document.body, GOLD)])
    assert values[0] != values[1]


def test_the_worst_page_is_explained(html_file):
    out = invoke(html_file, "--worst", 1).stdout
    told = out[out.index("worst 1: d") :]
    assert "http://bench.invalid/d" in told
    assert summary_line(cleaner.clean(HTML)) in told
    assert "worst 2" not in out
    assert "worst 1" not in invoke(html_file).stdout


@pytest.fixture
def folds(tmp_path):
    """Folds of which the second one's networks keep nothing; of the pages, `b` alone belongs to it."""
    folder = tmp_path / "folds"
    folder.mkdir()
    shipped = (DATA / "model.npz").read_bytes()
    (folder / "0.npz").write_bytes(shipped)
    with np.load(io.BytesIO(shipped), allow_pickle=False) as archive:
        arrays = {name: archive[name] - 100 * name.endswith("head2_bias") for name in archive.files if name != "head"}
        np.savez(folder / "1.npz", head=archive["head"], **arrays)
    (folder / "folds.json").write_text(json.dumps({"pages": {"a": 0, "b": 1, "c": 0, "d": 0}}), "utf-8")
    return folder


def test_each_page_is_cleaned_by_the_networks_of_its_fold(html_file, folds, tmp_path):
    out = invoke(html_file, "--folds", folds, "--worst", 1, "--json", tmp_path / "out.json").stdout
    [record] = json.loads((tmp_path / "out.json").read_text("utf-8"))["sets"]
    assert record["engines"]["cleaner"]["empty"] == 1
    assert [page["id"] for page in record["worst"]] == ["b"]
    assert "2 folds of networks" in record["notes"][0]
    explained = out[out.index("worst 1: b") :]
    assert summary_line(cleaner.clean(HTML)) not in explained  # the shipped networks keep the article
    assert "no article found" in explained


def test_a_flattened_set_has_the_folds_of_its_pages(html_file, folds, tmp_path):
    invoke(html_file, "--folds", folds, "--flatten", "bs4", "--json", tmp_path / "out.json")
    [record] = json.loads((tmp_path / "out.json").read_text("utf-8"))["sets"]
    assert (record["kind"], record["engines"]["cleaner"]["empty"]) == ("text", 1)


@pytest.mark.parametrize(
    ("index", "told"),
    [('{"pages": {"a": 0, "b": 1}}', "page c is in no fold"), ("[]", "does not tell"), ("{", "does not tell")],
)
def test_folds_that_do_not_fit_are_told_in_one_line(html_file, folds, index, told):
    (folds / "folds.json").write_text(index, "utf-8")
    result = invoke(html_file, "--folds", folds, status=3)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert told in result.stderr


def test_folds_are_not_for_templates(html_file, folds):
    assert "--folds" in invoke(html_file, "--folds", folds, "--templates", status=2).stderr


def test_a_missing_peer_is_named_and_passed_over(html_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    result = invoke(html_file, "--against", "trafilatura,bs4")
    assert len(result.stderr.splitlines()) == 1
    assert "trafilatura is not installed" in result.stderr
    assert "trafilatura" not in result.stdout
    assert "bs4" in result.stdout


def test_an_unknown_peer_is_a_usage_error(html_file):
    result = invoke(html_file, "--against", "bs4,boilerpipe", status=2)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "'boilerpipe'" in result.stderr


@pytest.mark.parametrize("arguments", [["--limit", "0"], ["--worst", "-1"], ["--what", "title"]], ids=" ".join)
def test_a_wrong_option_is_a_usage_error(html_file, arguments):
    assert invoke(html_file, *arguments, status=2).stdout == ""


def test_json_that_cannot_be_written_is_told_before_the_run(html_file, monkeypatch):
    monkeypatch.setattr("cleaner.bench.run.run_set", lambda *_: 1 / 0)
    result = invoke(html_file, "--json", html_file / "out.json", status=2)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "cannot write" in result.stderr


def test_a_peer_that_fails_is_shown_with_what_it_said(html_file, tmp_path, monkeypatch):
    def load():
        def fail(page):
            raise ValueError("no \x1b[31mbody")

        return fail

    monkeypatch.setattr(peers_module, "PEERS", (*PEERS, Peer("shaky", "html", load)))
    result = invoke(html_file, "--against", "shaky", "--json", tmp_path / "out.json")
    assert "shaky failed on a: ValueError: no \ufffd[31mbody" in result.stdout
    assert "shaky failed on 1 more" in result.stdout
    shaky = json.loads((tmp_path / "out.json").read_text("utf-8"))["sets"][0]["engines"]["shaky"]
    assert (len(shaky["failures"]), shaky["empty"], shaky["scores"]["wf1"]["value"]) == (4, 4, 0.0)


def test_a_failure_of_our_own_ends_with_status_one(html_file, monkeypatch):
    monkeypatch.setattr("cleaner.bench.run.Cleaner.clean", lambda *_, **__: 1 / 0)
    out = invoke(html_file, "--worst", 1, status=1).stdout
    assert "cleaner failed on a: ZeroDivisionError" in out
    assert "worst 1" in out
