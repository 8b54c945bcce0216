"""What bounds the work on one input: hostile shapes lose nothing and cost no more blocks than their size allows.

How long they take is measured by `python -m tests.shapes`, not here.
"""

from __future__ import annotations

import re
import threading
import time

import pytest

import cleaner
from cleaner.caching import cache_short
from cleaner.lexicon import Lexicon
from cleaner.segment.limits import Deadline, max_blocks, max_elements
from tests.shapes import shapes

_SIZE = 60_000
_ALL = [pytest.param(kind, shape, id=f"{kind}-{name}") for kind, name, shape in shapes()]


@pytest.mark.parametrize(("kind", "shape"), _ALL)
def test_every_shape_gives_a_document_of_bounded_blocks(kind, shape):
    source = shape(_SIZE)
    document = cleaner.clean(source, kind=kind)
    # A merged piece is a block, too: one for each 2,000 characters beyond the limit, or each change of kind.
    assert len(document.blocks) <= max_blocks(len(source), is_text=kind == "text") + max_elements(len(source)) // 2
    assert all(0 <= block.start <= block.end <= len(document.source) for block in document.blocks)
    if kind == "text":
        outside = "".join(
            document.source[before.end : after.start]
            for before, after in zip(document.blocks, document.blocks[1:], strict=False)
        )
        assert not outside.strip("\u200b\ufeff\u2060\u00ad \t\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\xa0")


def test_lines_beyond_the_limit_are_kept_in_pieces():
    lines = [f"w{number} is here" for number in range(30_000)]
    document = cleaner.clean("\n".join(lines), kind="text")
    assert len(document.blocks) < 10_000
    assert any("pieces of many" in warning for warning in document.warnings)
    said = " ".join(block.text for block in document.blocks).split()
    assert said == " ".join(lines).split()
    last = document.blocks[-1]
    assert document.source[last.start : last.end].split() == last.text.split()


def test_elements_beyond_the_limit_are_kept_in_pieces():
    words = [f"w{number}" for number in range(40_000)]
    page = "<body>" + "".join(f"<p>{word}</p>" for word in words)
    document = cleaner.clean(page, kind="html")
    assert len(document.blocks) < 12_000
    assert " ".join(block.text for block in document.blocks).split() == words
    # Beyond the limit a script is still no text, and a break is a break.
    document = cleaner.clean(page + "<script>evil()</script><div>one<br>two</div>three", kind="html")
    assert re.sub(r"\s+", " ", document.blocks[-1].text).endswith("w39999 one two three")


def test_no_block_limit_is_met_by_what_people_read():
    # Densest that is read: a page of short lines, one a dozen characters.
    assert max_blocks(40_000, is_text=True) > 40_000 // 12


@pytest.mark.parametrize("kind", ["html", "text"])
def test_time_limit_gives_a_partial_document_with_a_warning(kind):
    line = "<p>The {} people of the town said no.</p>\n" if kind == "html" else "The {} people of the town said no.\n"
    source = "".join(line.format(number) for number in range(4000))
    document = cleaner.clean(source, kind=kind, options=cleaner.Options(time_limit=1e-6))
    assert any("time limit" in warning for warning in document.warnings)
    said = " ".join(block.text for block in document.blocks).split()
    assert said == re.sub(r"<.*?>", " ", source).split()
    unlimited = cleaner.clean(source, kind=kind)
    assert not any("time limit" in warning for warning in unlimited.warnings)
    assert len(unlimited.blocks) > len(document.blocks)


def test_time_limit_works_in_a_thread():
    source = "".join(f"<p>Line {number} of many.</p>" for number in range(4000))
    found = []
    options = cleaner.Options(time_limit=1e-6)
    thread = threading.Thread(target=lambda: found.extend(cleaner.clean(source, options=options).warnings))
    thread.start()
    thread.join()
    assert any("time limit" in warning for warning in found)


@pytest.mark.parametrize("value", [0, -1, "soon", None, float("nan")])
def test_time_limit_is_checked(value):
    with pytest.raises(cleaner.OptionError, match="time_limit"):
        cleaner.Options(time_limit=value)


def test_deadline():
    assert not Deadline(60).passed()
    deadline = Deadline(0.001)
    time.sleep(0.002)
    assert deadline.passed()


def test_long_strings_are_not_kept_in_caches():
    calls = []

    @cache_short
    def double(text: str) -> str:
        calls.append(text)
        return text * 2

    assert [double(text) for text in ["ab", "ab", "x" * 1000, "x" * 1000]] == ["abab", "abab", "x" * 2000, "x" * 2000]
    assert calls == ["ab", "x" * 1000, "x" * 1000]


def test_long_paragraphs_are_not_kept_in_the_cache_of_phrases():
    match = Lexicon.match
    before = match.cache_info()
    cleaner.clean("\n\n".join(f"Paragraph {n} says that {'the ferry stays in port, ' * 40}." for n in range(50)))
    assert match.cache_info().currsize - before.currsize < 10
