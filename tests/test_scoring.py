"""The model: its file is checked, the cut follows the expected measure, and junk alone keeps nothing."""

import json
import pickle

import numpy as np
import pytest

import cleaner
from cleaner.datafiles import DATA
from cleaner.errors import DataFileError
from cleaner.features import count_words
from cleaner.network import _times
from cleaner.options import Options
from cleaner.pipeline import Cleaner, judge
from cleaner.scoring import (
    NOTHING,
    SCALES,
    Model,
    choose_cut,
    cut_document,
    draw_lists_together,
    expected_f1,
    load_model,
)
from cleaner.segment.html import segment_html
from cleaner.tokens import name_bags


def column(*values):
    return np.array(values, dtype=np.float32)


def kept(probability, words, mode="balanced"):
    return (probability >= choose_cut(probability, words, mode)).tolist()


def test_the_cut_is_where_the_expected_f1_is_highest():
    # One long likely block: taking the long doubtful one too costs more than it brings.
    assert kept(column(0.9, 0.3), column(100, 100)) == [True, False]
    # Nothing is likely, but the third part of all words is content: keeping all is the best guess there is.
    assert kept(column(0.35, 0.34, 0.33), column(50, 50, 50)) == [True, True, True]


def test_what_is_unlikely_stays_out_however_little_there_is():
    assert kept(column(0.1, 0.05), column(10, 10)) == [False, False]


def cut_of(lines, *probabilities):
    """The cut of a flattened text whose first block is its headline."""
    text = "\n\n".join(lines)
    context, _ = judge(text, "text", Options())
    assert [context.is_title(index) for index in range(len(lines))] == [True] + [False] * (len(lines) - 1)
    return cut_document(context, column(*probabilities), count_words(context.measured), "balanced")


def test_a_headline_alone_amid_junk_is_no_article():
    lines = ["Ferry returns to a full timetable", "Monday, 3 June 2024", "Share", "Reply", "Load more comments"]
    lines += ["The council said on Friday that the boats would sail again from June and that nobody need wait."]
    assert cut_of(lines, 0.98, 0.02, 0.02, 0.02, 0.02, 0.3) == NOTHING
    assert cut_of(lines, 0.98, 0.02, 0.02, 0.02, 0.02, 0.6) <= 0.6


def test_a_notice_of_one_long_sentence_is_no_mere_headline():
    notice = "สะพานลอยหน้าตลาดเช้าปิดซ่อมบันไดฝั่งเหนือถึงวันศุกร์ คนเดินเท้าโปรดข้ามที่ทางม้าลายหน้าไปรษณีย์"
    text = f"โพสต์เมื่อ 3 ชั่วโมงที่แล้ว\n{notice}\nถูกใจ · แสดงความคิดเห็น · แชร์"
    assert cleaner.clean(text, kind="text").text == notice


@pytest.mark.parametrize("mode", SCALES)
def test_what_is_sure_stays_in_every_mode(mode):
    assert kept(column(0.98, 0.97, 0.02), column(5, 500, 50), mode) == [True, True, False]


def test_modes_move_along_the_curve():
    probability, words = column(0.9, 0.6, 0.45, 0.25, 0.1), column(20, 20, 20, 20, 20)
    counts = [sum(kept(probability, words, mode)) for mode in ("precision", "balanced", "recall")]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_the_items_of_a_list_move_halfway_to_their_mean_and_nothing_else_does():
    page = (
        "<p>One</p><ul><li>two two two two<ol><li>three</li><li>four</li></ol></li><li>five</li></ul><table><tr><td>six"
    )
    segments = segment_html(page)
    odds = column(5, 4, 2, -2, -2, -5)
    moved = draw_lists_together(odds, segments)
    # Four words weigh twice as much as one: (2 * 4 - 2) / 3 = 2 in the outer list, 0 in the inner one.
    assert moved.tolist() == [5, 3, 1, -1, 0, -5]
    assert draw_lists_together(odds[:1], segment_html("<p>One</p>")).tolist() == [5]
    assert cleaner.clean("<body><ul><li hidden>One</li></ul>", kind="html").text == ""


def test_expected_f1_by_hand():
    # Kept 10 words, of which 8 are hoped to be content, of 10 such words in all: 2 * 8 / (10 + 10).
    assert expected_f1(column(0.8, 0.2), column(10, 10), 0.5) == pytest.approx(0.8)
    assert expected_f1(column(0.1), column(10), 0.5) == 0


def test_the_weights_are_small_and_hold_no_pickles():
    path = DATA / "model.npz"
    assert path.stat().st_size <= 4_000_000
    with np.load(path, allow_pickle=False) as archive:
        assert all(archive[name].dtype.kind in "fu" for name in archive.files)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"\x93NUMPY"])
def test_a_broken_file_is_one_clear_error(data):
    with pytest.raises(DataFileError, match="reinstall"):
        Model(data)


@pytest.mark.parametrize(
    ("column", "network", "complaint"),
    [("no_such_column", "html", "no_such_column"), ("log_chars", "text", "no network for html")],
)
def test_weights_that_do_not_fit_are_refused(column, network, complaint, tmp_path):
    head = np.frombuffer(json.dumps({"columns": {"html": [column]}}).encode(), dtype=np.uint8)
    path = tmp_path / "model.npz"
    np.savez(path, **{"head": head, f"{network}.0.dense1": np.zeros((1, 1))})
    with pytest.raises(DataFileError, match=complaint):
        Model(path.read_bytes())


def test_weights_of_other_labels_are_refused(tmp_path):
    with np.load(DATA / "model.npz", allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    head = json.loads(arrays["head"].tobytes())
    head["labels"][:2] = head["labels"][1::-1]
    path = tmp_path / "model.npz"
    np.savez(path, **{**arrays, "head": np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)})
    with pytest.raises(DataFileError, match="other labels"):
        Model(path.read_bytes())


def test_the_odds_are_the_mean_of_the_networks(tmp_path):
    def odds_of(numbers):
        with np.load(DATA / "model.npz", allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files if name == "head" or name.split(".")[1] in numbers}
        path = tmp_path / "model.npz"
        np.savez(path, **arrays)
        context, _ = judge("Rain expected\n\nShare\n\nIt will rain for two days, said the service.", "text", Options())
        chance = Model(path.read_bytes()).opinion(context, "text").probability
        return np.log(chance / (1 - chance))

    # The block in the middle is settled by a sure rule.
    one, other, both = odds_of("0")[2], odds_of("1")[2], odds_of("01")[2]
    assert one != other
    assert both == pytest.approx((one + other) / 2, abs=1e-3)


def test_the_names_of_a_long_page_are_hashed_once_not_once_a_part(monkeypatch):
    asked = []

    def counted(outline):
        asked.append(outline)
        return name_bags(outline)

    for module in ("cleaner.scoring", "cleaner.network"):
        monkeypatch.setattr(f"{module}.name_bags", counted, raising=False)
    page = "".join(f"<div class='c{number}'>Line {number}</div>" for number in range(7000))
    context, _ = judge(page, "html", Options())
    assert len(context.blocks) > 4000  # read in two parts
    assert len(asked) == 1


@pytest.mark.parametrize("kind", ["html", "text"])
def test_confidence_rises_with_what_is_expected(kind):
    values = [load_model().confidence(expected, kind) for expected in (0.0, 0.3, 0.6, 0.8, 0.95, 1.0)]
    assert values == sorted(values)
    assert 0 <= values[0] < values[-1] <= 1


def keeping_nothing(path):
    """Write the shipped weights to a file, changed so that no block reaches any cut."""
    with np.load(DATA / "model.npz", allow_pickle=False) as archive:
        arrays = {name: archive[name] - 100 * name.endswith("head2_bias") for name in archive.files if name != "head"}
        np.savez(path, head=archive["head"], **arrays)
    return path


def test_a_cleaner_can_have_weights_of_its_own_and_stays_a_value(tmp_path):
    page = "<p>Rain is expected on Friday, the service said, and it will last for two days in the whole valley.</p>"
    other = Cleaner(model=Model(keeping_nothing(tmp_path / "model.npz").read_bytes()))
    assert Cleaner().clean(page, kind="html").text
    assert other.clean(page, kind="html").text == ""
    assert other.clean(page, kind="html").confidence == 0
    copy = pickle.loads(pickle.dumps(other))
    assert copy == other
    assert hash(copy) == hash(other)
    assert other != Cleaner()
    assert copy.clean(page, kind="html") == other.clean(page, kind="html")


@pytest.mark.parametrize("rows", [0, 1, 11, 12, 13, 500])
def test_products_are_worked_out_in_parts_that_no_threads_share(rows, monkeypatch):
    asked = []

    def spy(x, kernel, out):
        asked.append(x.shape[-2] * kernel.size)
        return multiply(x, kernel, out=out)

    multiply = np.matmul
    monkeypatch.setattr("cleaner.network.np.matmul", spy)
    dice = np.random.default_rng(0)
    x, kernel = dice.normal(size=(rows, 320)).astype(np.float32), dice.normal(size=(320, 64)).astype(np.float32)
    assert np.allclose(_times(x, kernel), multiply(x, kernel), atol=1e-3)
    assert asked
    assert max(asked) <= 1 << 18
