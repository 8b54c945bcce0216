"""The accuracy gate tells a fall from a rise, and a floor that was lowered without a reason."""

from collections import Counter

import accuracy
import pytest

import cleaner

BEFORE = {"labels_html": 0.82, "kept_f1_text": 0.9363}


def test_a_figure_below_its_floor_fails_and_one_above_raises_it():
    assert accuracy.compare({"labels_html": 0.8199, "kept_f1_text": 0.9363}, BEFORE) == (["labels_html"], [])
    assert accuracy.compare({"labels_html": 0.8201, "new": 0.5}, BEFORE) == ([], ["labels_html", "new"])


@pytest.mark.parametrize(
    ("line", "is_enough"),
    [
        ("floor: labels_html 0.8200 -> 0.8100, because new weights trade labels for kept lines", True),
        ("floor: labels_html 0.8200 -> 0.8100, because ", False),
        ("floor: labels_html 0.8300 -> 0.8100, because of another day", False),
        ("", False),
    ],
)
def test_a_lowered_floor_needs_its_line(line, is_enough):
    missing = accuracy.unexplained(BEFORE, BEFORE | {"labels_html": 0.81}, f"# Decisions\n{line}\n")
    assert (missing == []) is is_enough


def test_a_raised_floor_needs_none():
    assert accuracy.unexplained(BEFORE, {name: value + 0.01 for name, value in BEFORE.items()}, "") == []


def test_what_is_written_is_what_is_read_and_never_above_the_figure(tmp_path, monkeypatch):
    monkeypatch.setattr(accuracy, "FLOOR", tmp_path / "floor.toml")
    accuracy.write_floors({"labels_html": accuracy.rounded_down(0.82349)})
    assert accuracy.read_floors((tmp_path / "floor.toml").read_text("utf-8")) == {"labels_html": 0.8234}


def test_figures_count_lines_labels_and_markdown(tmp_path):
    text = "Rain expected on Friday\n\nShare\n\nThe service said it would rain for two days."
    document = cleaner.clean(text, kind="text")
    wanted = [["title", "Rain expected on Friday"], ["ad", "Share"], ["paragraph", "Something else was said."]]
    (tmp_path / "expected.md").write_text("other", "utf-8")
    count = Counter()
    accuracy.add_case(count, wanted, document, tmp_path / "expected.md")
    assert accuracy.figures(count) == {"kept_f1": 0.5, "labels": pytest.approx(1 / 3), "markdown": 0.0}


def test_the_recorded_floors_are_those_of_all_figures():
    floors = accuracy.read_floors(accuracy.FLOOR.read_text("utf-8"))
    assert set(floors) == {f"{name}_{kind}" for name in ("kept_f1", "labels", "markdown") for kind in ("text", "html")}
    assert all(0 < value <= 1 for value in floors.values())
