"""Single junk lines in a tiny article must go under their label; article lines that resemble them must stay.

A case of `fixtures/snippets/<label>.toml` may name what it is known to fail, by direction:
`xfail.dropped = "why"`, `xfail.label = "why"`, `xfail.near_miss = "why"`.
"""

import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import cleaner

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SNIPPETS = Path(__file__).parent.parent / "fixtures" / "snippets"
KEYS = {"id", "language", "text", "near_miss"}
OPTIONAL_KEYS = {"before", "xfail"}
DIRECTIONS = {"dropped", "label", "near_miss"}
ABOVE_THE_BODY = {"metadata", "share", "navigation"}
DROPPED_LABELS = [
    "metadata",
    "comment",
    "comment_ui",
    "teaser",
    "share",
    "navigation",
    "pagination",
    "tags",
    "promo",
    "form",
    "ad",
    "consent",
    "paywall",
    "author_bio",
    "credit",
    "footer",
    "loader",
    "duplicate",
]


def load(name):
    return tomllib.loads((SNIPPETS / f"{name}.toml").read_text(encoding="utf-8"))


FRAMES = load("frames")
CASES = {label: load(label)["case"] for label in DROPPED_LABELS}
ALL_CASES = [(label, case) for label in DROPPED_LABELS for case in CASES[label]]


def each_case(direction):
    """One pytest item a case, expected to fail if the case says so for this direction."""
    items = []
    for label, case in ALL_CASES:
        reason = case.get("xfail", {}).get(direction)
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        items.append(pytest.param(label, case, id=f"{label}-{case['id']}", marks=marks))
    return pytest.mark.parametrize(("label", "case"), items)


def every_case():
    items = [pytest.param(label, case, id=f"{label}-{case['id']}") for label, case in ALL_CASES]
    return pytest.mark.parametrize(("label", "case"), items)


def with_junk(label, case):
    """Lines of the case's article above its junk line, that line, and those below it."""
    frame = FRAMES[case["language"]]
    before = case.get("before", [])
    if label in ABOVE_THE_BODY:
        return [frame["title"], *before], case["text"], frame["paragraphs"]
    return [frame["title"], *frame["paragraphs"], *before], case["text"], []


def with_near_miss(case):
    """The same with the near miss after the article's first paragraph."""
    frame = FRAMES[case["language"]]
    first, *others = frame["paragraphs"]
    return [frame["title"], first], case["near_miss"], others


@cache
def clean_lines(lines):
    return cleaner.clean("\n\n".join(lines), kind="text")


def blocks_of_line(above, line, below):
    """The blocks of the planted line: one, or several if the segmenter cuts between its sentences."""
    document = clean_lines((*above, line, *below))
    start = len("\n\n".join(above)) + 2
    end = start + len(line)
    assert document.source[start:end] == line
    blocks = [block for block in document.blocks if block.start < end and block.end > start]
    assert blocks, "the line is lost"
    assert all(start <= block.start and block.end <= end for block in blocks), "the line is joined to another"
    return blocks


def verdicts(blocks):
    return [f"{b.label}, {b.reason} {b.evidence!r}: {b.text}" for b in blocks]


@each_case("dropped")
def test_junk_line_is_not_kept(label, case):
    blocks = blocks_of_line(*with_junk(label, case))
    assert not any(block.kept for block in blocks), verdicts(blocks)


@each_case("label")
def test_junk_line_has_its_label(label, case):
    blocks = blocks_of_line(*with_junk(label, case))
    assert {str(block.label) for block in blocks} == {label}, verdicts(blocks)


@each_case("near_miss")
def test_near_miss_is_kept(label, case):
    blocks = blocks_of_line(*with_near_miss(case))
    assert all(block.kept for block in blocks), verdicts(blocks)


@pytest.mark.parametrize("language", sorted(FRAMES))
def test_bare_frame_is_kept_whole(language):
    frame = FRAMES[language]
    document = clean_lines((frame["title"], *frame["paragraphs"]))
    assert [block.text for block in document.kept] == [frame["title"], *frame["paragraphs"]]
    assert document.title == frame["title"]


@every_case()
def test_case_is_well_formed(label, case):
    assert case.keys() >= KEYS
    assert case.keys() <= KEYS | OPTIONAL_KEYS
    assert case.get("xfail", {}).keys() <= DIRECTIONS
    assert case["language"] in FRAMES
    assert all("\n" not in line for line in [case["text"], case["near_miss"], *case.get("before", [])])
    assert bool(case.get("before")) or label != "comment", "a reader's comment needs the lines before it"


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES["duplicate"]])
def test_duplicate_repeats_its_frame(case):
    frame = FRAMES[case["language"]]
    start = case["text"].removesuffix("…").removesuffix("...")
    assert any(line.startswith(start) for line in [frame["title"], *frame["paragraphs"]])


@pytest.mark.parametrize("label", DROPPED_LABELS)
def test_label_has_ten_to_fourteen_cases_of_distinct_ids(label):
    ids = Counter(case["id"] for case in CASES[label])
    assert 10 <= len(CASES[label]) <= 14
    assert set(ids.values()) == {1}


def test_cases_use_every_frame_and_at_least_twenty_languages():
    used = {case["language"] for _, case in ALL_CASES}
    assert used == set(FRAMES)
    assert len(used) >= 20
