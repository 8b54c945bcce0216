"""Whole scraped texts and pages with the wanted label of every block and the wanted Markdown.

A case is a folder of `fixtures/cases` (see `fixtures/README.md`). What a case is known to fail stands in
`fixtures/known_failures.toml`, block by block; a known failure that no longer fails is an error, so the list only
shrinks, and every other block of the case is still held to its label.
"""

import json
import sys
from functools import cache
from pathlib import Path

import pytest

import cleaner
from cleaner.document import CONTENT_LABELS, Label

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FIXTURES = Path(__file__).parent.parent / "fixtures"
CASES = sorted(path.parent for path in (FIXTURES / "cases").glob("*/expected.json"))
KNOWN = tomllib.loads((FIXTURES / "known_failures.toml").read_text("utf-8"))
KEPT = {label.value for label in CONTENT_LABELS}


def fold(text):
    return " ".join(text.split())


@cache
def expected(case):
    return json.loads((case / "expected.json").read_text("utf-8"))


@cache
def cleaned(case):
    kind = expected(case)["kind"]
    source = (case / f"source.{'txt' if kind == 'text' else 'html'}").read_bytes()
    return cleaner.clean(source, kind=kind)


def seen(case):
    """The blocks a reader of the page sees; what the page hides is the business of `test_hidden.py`."""
    return [block for block in cleaned(case).blocks if not block.is_hidden]


def cases(aspect):
    """One item a case, expected to fail if the list of known failures says so."""
    known = KNOWN.get(aspect, {})
    return [
        pytest.param(
            case,
            id=case.name,
            marks=[pytest.mark.xfail(strict=True, reason=known[case.name])] if case.name in known else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", cases("cut"))
def test_the_source_is_cut_into_the_wanted_blocks(case):
    assert [fold(block.text) for block in seen(case)] == [fold(text) for _, text in expected(case)["blocks"]]


@pytest.mark.parametrize("case", [case for case in CASES if case.name not in KNOWN["cut"]], ids=lambda case: case.name)
def test_every_block_has_its_label_and_only_the_article_is_kept(case):
    known = KNOWN["labels"].get(case.name, {})
    wanted = [label for label, _ in expected(case)["blocks"]]
    got = [(block.label.value, fold(block.text)) for block in seen(case)]
    assert got == [
        (known.get(str(n), label), text) for n, (label, (_, text)) in enumerate(zip(wanted, got, strict=True))
    ]
    assert [n for n, label in known.items() if wanted[int(n)] == label] == []
    assert [block.kept for block in seen(case)] == [label in KEPT for label, _ in got]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_names_known_labels_of_blocks_it_has(case):
    assert max(map(int, KNOWN["labels"].get(case.name, {})), default=0) < len(expected(case)["blocks"])
    assert {label for label, _ in expected(case)["blocks"]} <= {label.value for label in Label}


@pytest.mark.parametrize("case", cases("markdown"))
def test_the_markdown_is_as_wanted(case):
    assert cleaned(case).markdown + "\n" == (case / "expected.md").read_text("utf-8")


@pytest.mark.parametrize("case", cases("metadata"))
def test_the_metadata_a_reader_sees_is_found(case):
    found = cleaned(case).metadata.to_dict()
    wanted = expected(case).get("metadata", {})
    assert {key: found[key] for key in wanted} == wanted


def test_there_are_enough_cases_in_enough_languages():
    kinds = [expected(case)["kind"] for case in CASES]
    assert kinds.count("text") >= 30
    assert kinds.count("html") >= 30
    assert len({expected(case)["language"].split("-")[0] for case in CASES}) >= 20


def test_every_known_failure_names_a_case():
    names = {case.name for case in CASES}
    assert {name for table in KNOWN.values() for name in table} <= names
