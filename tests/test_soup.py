"""clean_soup: the BeautifulSoup tree loses its boilerplate in place and nothing else."""

import pytest
from bs4 import BeautifulSoup, Comment

import cleaner
from cleaner import Label, OptionError, Options, clean_soup

TITLE = "Harbour bridge opens to cyclists"
FIRST = "The council opened the old harbour bridge to cyclists on Monday after a long winter of repairs."
SECOND = "Engineers said that the new deck would carry twice the load of the one that it replaced last year."
THIRD = "Traders on the quay hope that the riders will stop for lunch now that the way is short again."
FOURTH = "Buses will follow in the summer, once the ramps on the northern bank have been rebuilt in stone."
REMARK = "I rode over it at dawn and it was lovely."
PAGE = f"""<!doctype html><html lang="en"><head><title>{TITLE} | Shore Post</title>
<link rel="stylesheet" href="s.css"><style>p {{ color: red }}</style></head><body>
<nav id="menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article id="story"><h1>{TITLE}</h1>
<p id="first">{FIRST}</p>
<p id="rich">The <b>old</b> deck, <a href="/deck">now in a museum</a>,<br>weighed <em>forty</em> tons
<img src="deck.png" alt=""> and was made of oak from the hills.</p>
<p>{SECOND}</p>
<script>track("bridge")</script>
<p>{THIRD}</p></article>
<section id="comments" class="comments"><h2>2 comments</h2>
<div class="comment"><b class="comment-author">Jo</b><p>{REMARK}</p><a href="#">Reply</a></div>
<div class="comment"><b class="comment-author">Al</b><p>When will the buses come back, I wonder?</p></div>
</section>
<footer><p>© 2026 Shore Post. All rights reserved.</p></footer></body></html>"""
PARSERS = ["html.parser", "lxml"]


def squeeze(text):
    return "".join(text.split())


def lost(soup, document):
    """Texts of kept blocks that the tree no longer holds."""
    held = squeeze((soup.body or soup).get_text())
    return [block.text for block in document.kept if squeeze(block.text) not in held]


@pytest.fixture(params=PARSERS)
def soup(request):
    return BeautifulSoup(PAGE, request.param)


def test_the_returned_document_is_that_of_clean_on_the_untouched_tree(soup):
    expected = cleaner.clean(soup)
    assert clean_soup(soup) == expected


def test_the_tree_is_changed_in_place(soup):
    article = soup.find(id="story")
    before = len(str(soup))
    clean_soup(soup)
    assert len(str(soup)) < before
    assert soup.find(id="story") is article


def test_all_kept_text_stays(soup):
    document = clean_soup(soup)
    assert document.kept
    assert lost(soup, document) == []


def test_kept_paragraphs_stay_in_order(soup):
    clean_soup(soup)
    text = soup.body.get_text()
    places = [text.find(part) for part in (TITLE, FIRST, "The old deck", SECOND, THIRD)]
    assert places == sorted(places)
    assert places[0] >= 0


@pytest.mark.parametrize("selector", ["#rich b", "#rich em", "#rich br", "#rich img[src]", '#rich a[href="/deck"]'])
def test_images_and_inline_markup_in_a_kept_paragraph_stay(soup, selector):
    clean_soup(soup)
    assert len(soup.select(selector)) == 1


@pytest.mark.parametrize("text", ["Home", "News", "All rights reserved", "2 comments", "Reply", REMARK])
def test_boilerplate_text_goes(soup, text):
    assert text in soup.get_text()
    clean_soup(soup)
    assert text not in soup.get_text()


@pytest.mark.parametrize("selector", ["script", "style", "link", "nav li", "nav a", ".comment", "footer p"])
def test_machinery_and_emptied_elements_go(soup, selector):
    assert soup.select(selector)
    clean_soup(soup)
    assert soup.select(selector) == []


@pytest.mark.parametrize("machine", ["iframe", "object", "noscript", "template", "embed"])
def test_embedded_machinery_goes_even_inside_the_article(machine):
    soup = BeautifulSoup(f"<p>{FIRST}</p><{machine} src=x></{machine}><p>{SECOND}</p>", "html.parser")
    clean_soup(soup)
    assert soup.find(machine) is None
    assert [p.get_text() for p in soup.find_all("p")] == [FIRST, SECOND]


def test_options_decide_what_stays(soup):
    document = clean_soup(soup, options=Options(keep={Label.COMMENT}, drop={Label.TITLE}))
    assert REMARK in soup.get_text()
    assert soup.h1 is None
    assert lost(soup, document) == []


def test_the_url_reaches_the_metadata(soup):
    assert clean_soup(soup, url="https://shore.example/b").metadata.url == "https://shore.example/b"


def test_a_tag_is_cleaned_alone_and_the_rest_of_its_tree_is_left(soup):
    story, menu, remarks = soup.find(id="story"), str(soup.nav), str(soup.find(id="comments"))
    expected = cleaner.clean(BeautifulSoup(PAGE, soup.builder.NAME).find(id="story"))
    assert clean_soup(story) == expected
    assert story.script is None
    assert (str(soup.nav), str(soup.find(id="comments"))) == (menu, remarks)


def test_a_detached_tag_is_cleaned():
    story = BeautifulSoup(PAGE, "html.parser").find(id="story").extract()
    document = clean_soup(story)
    assert document.kind == "html"
    assert lost(story, document) == []
    assert story.script is None


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("markup", ["", "   ", "<p></p>", "<!-- only a note -->", "<script>x()</script>"])
def test_a_tree_without_text_gives_an_empty_document(markup, parser):
    document = clean_soup(BeautifulSoup(markup, parser))
    assert document.blocks == []
    assert document.warnings


@pytest.mark.parametrize("parser", PARSERS)
def test_an_image_on_its_own_stays(parser):
    soup = BeautifulSoup(f'<p>{FIRST}</p><p><img src="a.png"></p><p>{SECOND}</p>', parser)
    clean_soup(soup)
    assert soup.img["src"] == "a.png"


@pytest.mark.parametrize("source", [None, 3, PAGE, PAGE.encode(), [BeautifulSoup("<p>x</p>", "html.parser")]])
def test_anything_but_a_tree_raises_an_option_error(source):
    with pytest.raises(OptionError, match=f"not a {type(source).__name__}"):
        clean_soup(source)


def test_a_single_string_of_a_tree_is_no_tree():
    string = BeautifulSoup("<p>text</p>", "html.parser").p.string
    with pytest.raises(OptionError):
        clean_soup(string)


UNSEEN = [
    pytest.param(f"<!-- {FOURTH} -->", id="markup comment"),
    pytest.param(f'<div style="display:none">{FOURTH}</div>', id="hidden element"),
    pytest.param(f"<div hidden>{FOURTH}</div>", id="hidden attribute"),
    pytest.param(f"<textarea>{FOURTH}</textarea>", id="form field"),
    pytest.param(f"<noscript><p>{FOURTH}</p></noscript>", id="noscript"),
]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("unseen", UNSEEN)
def test_unseen_copies_of_a_later_paragraph_cost_no_kept_text(unseen, parser):
    markup = f"<h1>{TITLE}</h1>{unseen}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>"
    soup = BeautifulSoup(f"<html><body><article>{markup}</article></body></html>", parser)
    document = clean_soup(soup)
    assert lost(soup, document) == []


@pytest.mark.parametrize("parser", PARSERS)
def test_a_page_title_equal_to_the_headline_does_not_cost_the_headline(parser):
    head = f"<html><head><title>{TITLE}</title></head>"
    soup = BeautifulSoup(f"{head}<body><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>", parser)
    assert clean_soup(soup).title == TITLE
    assert soup.h1 is not None


@pytest.mark.parametrize("parser", PARSERS)
def test_hidden_text_goes_from_the_tree(parser):
    soup = BeautifulSoup(f'<p>{FIRST} <span style="display:none">Not for readers.</span></p><p>{SECOND}</p>', parser)
    clean_soup(soup)
    assert "Not for readers." not in soup.get_text()
    assert FIRST in soup.get_text()


def test_a_note_in_the_markup_is_no_text(soup):
    soup.find(id="first").append(Comment(" checked by the desk "))
    document = clean_soup(soup)
    assert "checked by the desk" not in document.text
    assert FIRST in soup.get_text()


@pytest.mark.parametrize("parser", PARSERS)
def test_strings_of_audio_and_canvas_do_not_cost_the_paragraphs_behind_them(parser):
    fallback = "<canvas><b>The</b> chart <i>in</i> text</canvas><audio src=a.mp3><a href=a.mp3>the</a></audio>"
    tree = BeautifulSoup(PAGE.replace(f"<p>{SECOND}</p>", f"{fallback}<p>{SECOND}</p>"), parser)
    clean_soup(tree)
    assert all(text in tree.get_text() for text in (FIRST, SECOND, THIRD))


@pytest.mark.parametrize("parser", PARSERS)
def test_very_many_links_in_one_element_go_and_the_element_with_them(parser):
    # 8,000 took minutes when each looked through all that was left.
    links = "".join(f"<span><a href='/'>Share {number}</a></span>" for number in range(8000))
    tree = BeautifulSoup(PAGE.replace("<article", f"<div id=many>{links}</div><article"), parser)
    clean_soup(tree)
    assert tree.find(id="many") is None
    assert FIRST in tree.get_text()


def test_an_element_with_a_picture_stays_when_its_text_goes():
    tree = BeautifulSoup(PAGE.replace("Reply</a>", "Reply <img src=r.png></a>"), "html.parser")
    clean_soup(tree)
    assert tree.find("img", src="r.png") is not None
    assert "Reply" not in tree.get_text()
