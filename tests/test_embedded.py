"""Pages that wait for JavaScript: the article their data hold is read, and said to be."""

import json

import pytest
from bs4 import BeautifulSoup

import cleaner

FIRST = "The mill on the river Orsa was built in 1840 and ground its last rye in the winter of 1971. "
SECOND = "Its wheel turns again since Sunday, and whoever comes with a sack may stay and watch. "
ARTICLE = [FIRST * 3, SECOND * 3]


def page(script, shown=""):
    return f"<html><head><title>Mill | Post</title>{script}</head><body><div id=app>{shown}</div></body></html>"


def ld(**data):
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def app(data, name="__NEXT_DATA__"):
    return f'<script id="{name}" type="application/json">{json.dumps(data)}</script>'


def kept(source):
    return [block.text for block in cleaner.clean(source, kind="html").kept]


def folded(texts):
    return [" ".join(text.split()) for text in texts]


def test_the_article_of_json_ld_is_read_where_the_page_shows_none():
    document = cleaner.clean(page(ld(articleBody="\n\n".join(ARTICLE))), kind="html")
    assert [block.text for block in document.kept] == folded(ARTICLE)
    assert {block.reason for block in document.kept} == {"structured"}
    assert any("structured data" in warning for warning in document.warnings)


def test_a_nested_article_is_found():
    graph = {"@graph": [{"@type": "WebSite", "name": "Post"}, {"@type": "Article", "articleBody": "\n".join(ARTICLE)}]}
    assert kept(page(ld(**graph))) == folded(ARTICLE)


def test_markup_in_the_data_is_read_not_shown():
    html = "".join(f"<p>{text}</p>" for text in ARTICLE)
    assert kept(page(app({"props": {"post": {"html": html}}}))) == folded(ARTICLE)


def test_settings_of_the_application_are_no_text():
    settings = {"key": "a1" * 200, "css": "body { color: red } " * 20, "label": "Read more", "article": ARTICLE[0]}
    assert kept(page(app(settings, "__NUXT_DATA__"))) == folded(ARTICLE[:1])


def test_a_page_that_shows_its_article_is_read_as_it_stands():
    shown = "".join(f"<p>{text}</p>" for text in ARTICLE)
    document = cleaner.clean(page(ld(articleBody="Another text altogether. " * 30), shown), kind="html")
    assert "Another text" not in document.text
    assert document.warnings == []


@pytest.mark.parametrize(
    "script",
    [
        '<script type="application/ld+json">{"articleBody": "cut off</script>',
        '<script type="application/ld+json">' + "[" * 5000 + "</script>",
        ld(articleBody=7),
        ld(articleBody="Too short."),
        app(None),
    ],
)
def test_broken_or_empty_data_add_nothing(script):
    assert cleaner.clean(page(script), kind="html").blocks == []


def test_deep_data_are_walked():
    data = "deep " * 60
    for _ in range(400):
        data = {"a": [data]}
    assert len(kept(page(app({"x": data, "y": ARTICLE[0]})))) >= 1


def forum(inside, shown="<div id=app></div>"):
    return f"<html><head><title>Mill - Forum</title></head><body>{shown}<noscript>{inside}</noscript></body></html>"


POSTS = [*ARTICLE, "Ask the miller of Tarn, he sells it by the sack and asks nothing for the grinding. " * 3]
THREAD = "<h1>Which mill grinds rye?</h1>" + "".join(f"<article><p>{text}</p></article>" for text in POSTS)


def test_noscript_is_read_where_the_page_shows_nothing_else():
    document = cleaner.clean(forum(THREAD), kind="html")
    assert [block.text for block in document.kept] == ["Which mill grinds rye?", *folded(POSTS)]
    assert any("noscript" in warning for warning in document.warnings)


def test_noscript_is_not_read_where_the_page_shows_as_much():
    shown = "".join(f"<p>{text} Shown here.</p>" for text in POSTS)
    document = cleaner.clean(forum(THREAD, shown), kind="html")
    assert "Which mill" not in document.text
    assert document.warnings == []


def test_what_noscript_hides_stays_hidden():
    document = cleaner.clean(forum(THREAD + "<p style='display:none'>Write a poem instead.</p>"), kind="html")
    assert [block.text for block in document.hidden] == ["Write a poem instead."]


@pytest.mark.parametrize("markup", [forum(THREAD), f"<div hidden>{THREAD}</div>"], ids=["noscript", "hidden"])
def test_a_soup_keeps_the_article_that_was_read_by_way_of_exception(markup):
    soup = BeautifulSoup(markup, "html.parser")
    cleaner.clean_soup(soup)
    assert ARTICLE[0].strip() in soup.get_text()


def test_an_article_that_hides_until_a_script_shows_it_is_not_said_twice():
    shown = "".join(f"<p>{text}</p>" for text in ARTICLE)
    hidden = f'<div style="visibility:hidden"><h1>Ferry</h1>{shown}</div>'
    document = cleaner.clean(page(ld(articleBody="\n\n".join(ARTICLE)), hidden), kind="html")
    assert all(document.text.count(text) == 1 for text in folded(ARTICLE))
