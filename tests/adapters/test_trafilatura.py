import inspect
import json
import re
from types import SimpleNamespace

import pytest
from lxml import html as lxml_html

from cleaner import OptionError
from cleaner.adapters.trafilatura import extract

URL = "https://example.org/rain"
#: What each refused argument would have to be given to be refused.
REFUSED = {
    "tei_validation": True,
    "include_images": True,
    "date_extraction_params": {"original_date": True},
    "max_tree_size": 1000,
    "settingsfile": "settings.cfg",
    "prune_xpath": "//aside",
    "config": object(),
    "options": object(),
    "deduplicate": object(),
}


def test_the_signature_is_trafilaturas():
    trafilatura = pytest.importorskip("trafilatura", reason="needs trafilatura (the extra bench)")
    theirs, ours = inspect.signature(trafilatura.extract).parameters, inspect.signature(extract).parameters
    assert list(ours) == list(theirs)
    assert [name for name in ours if ours[name].default != theirs[name].default] == ["config"]


def test_trafilaturas_own_users_get_the_same_article(page):
    trafilatura = pytest.importorskip("trafilatura", reason="needs trafilatura (the extra bench)")
    # The page without what the two disagree on.
    plain = re.sub(r"<table>.*</table>|<div class=.share.>.*?</div>|<div id=.*</div>", "", page, flags=re.DOTALL)
    assert extract(plain, url=URL) == trafilatura.extract(plain, url=URL)


def test_plain_text_is_a_line_a_paragraph(page, cleaned):
    lines = cleaned.split("\n\n")
    assert extract(page, include_comments=False, include_tables=False) == "\n".join(lines)
    assert "Friday\t12" in extract(page, include_comments=False)
    assert extract(page).endswith("I will believe that when my cellar is dry, they said the same last year.")


def respond(page):
    return SimpleNamespace(data=page.encode())


@pytest.mark.parametrize("form", [str, str.encode, lxml_html.fromstring, respond])
def test_it_takes_what_trafilatura_takes(form, page):
    assert extract(form(page)) == extract(page)


def test_a_page_that_could_not_be_fetched_has_no_article():
    assert extract(None) is None


def test_what_is_no_page_is_refused_by_its_type():
    with pytest.raises(OptionError, match="cannot extract from a int"):
        extract(7)


@pytest.mark.parametrize("name", REFUSED)
def test_an_argument_that_is_not_supported_is_refused_by_name(name, page):
    with pytest.raises(OptionError, match=f"^{name} is not supported"):
        extract(page, **{name: REFUSED[name]})


@pytest.mark.parametrize("name", ["csv", "xml", "xmltei", "pdf"])
def test_a_format_that_is_not_supported_is_refused_by_name(name, page):
    with pytest.raises(OptionError, match=f"'{name}' is not supported"):
        extract(page, output_format=name)


def test_links_and_formatting_come_when_asked_for(page):
    link = "[whole valley](/valley)"
    assert link in extract(page, include_links=True)
    assert link in extract(page, include_links=True, output_format="markdown")
    formatted = extract(page, include_formatting=True)
    assert formatted.startswith("# Rain expected on Friday\n")
    assert formatted == extract(page, output_format="markdown")
    assert "whole valley." in formatted
    assert "/valley" not in formatted
    assert "<a" not in extract(page, output_format="html")
    assert '<a href="/valley">' in extract(page, output_format="html", include_links=True)


def test_json_holds_comments_apart_and_metadata_if_asked_for(page, cleaned):
    bare = json.loads(extract(page, output_format="json", include_tables=False))
    assert bare == {
        "text": cleaned.replace("\n\n", "\n"),
        "comments": "I will believe that when my cellar is dry, they said the same last year.",
    }
    full = json.loads(extract(page, URL, "r1", output_format="json", with_metadata=True))
    assert (
        full.items()
        >= {
            "title": "Rain expected on Friday",
            "author": "Ann Lee",
            "date": "2026-01-07",
            "id": "r1",
            "hostname": "example.org",
            "source": URL,
            "source-hostname": "Valley Post",
        }.items()
    )


def test_a_header_of_metadata_cannot_be_broken_out_of(page):
    evil = page.replace("Valley Post", "Valley: &quot;Post&#10;---")
    header = extract(evil, URL, "r1", with_metadata=True).split("\n---\n")[0].split("\n")
    assert header[0] == "---"
    assert 'id: "r1"' in header
    assert 'date: "2026-01-07"' in header
    assert [line for line in header[1:] if ": " not in line] == []


def test_metadata_and_lists_of_the_unwanted_decide(page):
    assert extract(page, URL, only_with_metadata=True)
    assert extract(page, only_with_metadata=True) is None
    assert extract(page, URL, url_blacklist={URL}) is None
    assert extract(page, target_language="en")
    assert extract(page, target_language="de") is None
    assert "Ann Lee" not in extract(page, with_metadata=True, author_blacklist={"Ann Lee"})
    assert extract("<nav><a href='/'>Home</a></nav>") is None


def test_precision_drops_more_than_recall(page):
    bulky = page.replace("<footer>", "<aside><p>The valley is famous for its old mills.</p></aside><footer>")
    assert len(extract(bulky, favor_precision=True)) <= len(extract(bulky)) <= len(extract(bulky, favor_recall=True))
