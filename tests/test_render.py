"""The renderings: Markdown that says what the text says, HTML that can do no harm, JSON with every block."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from cleaner import Block, Document, Label, Options, clean, clean_soup

TITLE = "Harbour bridge opens to cyclists"
FIRST = "The council opened the old harbour bridge to cyclists on Monday after a long winter of repairs."
SECOND = "Engineers said that the new deck would carry twice the load of the one that it replaced last year."
THIRD = "Traders on the quay hope that the riders will stop for lunch now that the way is short again."
REST = "and so it stood written on the board by the gate for everybody who passed in those days to read."


def page(body, options=None):
    """Clean an article with the markup given in its middle."""
    article = f"<article><h1>{TITLE}</h1><p>{FIRST}</p>{body}<p>{SECOND}</p><p>{THIRD}</p></article>"
    head = f'<!doctype html><html lang="en"><head><title>{TITLE}</title></head>'
    return clean(f"{head}<body>{article}</body></html>", options=options)


def document_of(*blocks, kind="text", source=""):
    return Document(list(blocks), kind=kind, source=source)


def block(text, label=Label.PARAGRAPH, **values):
    return Block(text, 0, len(text), kind=label, label=label, kept=True, **values)


def read_markdown(markdown):
    """The elements a CommonMark reader with tables makes of it."""
    return BeautifulSoup(MarkdownIt("commonmark").enable("table").render(markdown), "html.parser")


def squeeze(text):
    return " ".join(text.split())


class Nesting(HTMLParser):
    """Collects what is wrong with the nesting of a fragment."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        parent = self.open[-1] if self.open else None
        if (parent in ("ul", "ol")) != (tag == "li"):
            self.wrong.append(f"<{tag}> in <{parent}>")
        if tag not in ("br", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


def nesting_faults(fragment):
    parser = Nesting()
    parser.feed(fragment)
    parser.close()
    return parser.wrong + [f"unclosed <{tag}>" for tag in parser.open]


# --- Markdown: text that looks like markup ------------------------------------------------------

EVERYTHING = Options(keep=list(Label))
LOOKALIKES = [
    "The sign said *closed*",
    "The sign said _closed_ and __shut__",
    "The sign said **closed**",
    "The sign said `closed`",
    "The sign said ``` and nothing else",
    "The sign said [closed](https://shore.example)",
    "The sign said ![closed](sign.png)",
    "The sign said [closed][1]",
    "The sign said <b>closed</b>",
    "The sign said <script>alert(1)</script>",
    "The sign said <https://shore.example>",
    "The sign said &copy; and &amp; and &#35;",
    "The sign said C:\\new\\*files\\_here",
    "The sign said a | b | c",
    "# The sign said",
    "###### The sign said",
    "- The sign said",
    "+ The sign said",
    "* The sign said",
    "1. The sign said",
    "2) The sign said",
    "> The sign said",
    "~~~ The sign said",
    "``` The sign said",
    "=== The sign said",
    "--- The sign said",
    "[1]: The sign said",
    "<!-- The sign said",
    "|The sign | said",
    "\\# The sign said",
]


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("start", LOOKALIKES)
def test_a_markdown_reader_sees_the_paragraph_the_page_shows(start):
    text = f"{start} {REST}"
    document = page(f"<p>{escape(text)}</p>", EVERYTHING)
    assert text in [block.text for block in document.kept]
    shown = [squeeze(p.get_text()) for p in read_markdown(document.markdown).find_all(recursive=False)]
    assert shown == [TITLE, FIRST, text, SECOND, THIRD]


@pytest.mark.parametrize("sign", ["<b>closed</b>", "<script>alert(1)</script>"])
def test_a_paragraph_that_shows_a_tag_is_kept(sign):
    assert sign in page(f"<p>The sign said {escape(sign)} {REST}</p>").text


@pytest.mark.parametrize("start", LOOKALIKES)
def test_a_markdown_reader_makes_no_markup_of_text(start):
    markdown = document_of(block(f"{start} {REST}")).markdown
    assert [tag.name for tag in read_markdown(markdown).find_all(True)] == ["p"]


@pytest.mark.parametrize("label", [Label.TITLE, Label.HEADING, Label.QUOTE, Label.CAPTION])
@pytest.mark.parametrize("text", ["Closed *for* now", "Use of <b> and &lt; here", "A [link](x) of sorts", "Up # down"])
def test_text_is_escaped_in_every_kind_of_block(label, text):
    document = document_of(block(text, label))
    assert squeeze(read_markdown(document.markdown).get_text()) == text
    assert BeautifulSoup(document.html, "html.parser").find(["b", "a", "em"]) is None


@pytest.mark.parametrize("second", ["===", "---", "# down", "- down", "1. down", "> down", "+ down"])
def test_a_line_after_a_line_break_makes_no_markup(second):
    document = page(f"<p>The sign read, in two lines, {REST}<br>{escape(second)}</p>")
    names = [tag.name for tag in read_markdown(document.markdown).find_all(recursive=False)]
    assert names == ["h1", "p", "p", "p", "p"]


# --- Markdown and HTML: structure ---------------------------------------------------------------


def test_a_table_becomes_a_pipe_table_with_its_cells():
    rows = [["Day", "Riders", "Weather"], ["Monday", "1,204 | more", "*dry*"], ["Tuesday", "980", "rain"]]
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    document = page(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")
    for rendered in (read_markdown(document.markdown), BeautifulSoup(document.html, "html.parser")):
        shown = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in rendered.find_all("tr")]
        assert shown == rows


def test_an_empty_cell_in_the_middle_of_a_row_keeps_its_place():
    head = "<tr><th>Day</th><th>Riders</th><th>Weather</th></tr>"
    document = page(f"<table>{head}<tr><td>Monday</td><td></td><td>dry</td></tr></table>")
    rows = BeautifulSoup(document.html, "html.parser").find_all("tr")
    assert [cell.get_text() for cell in rows[1].find_all("td")] == ["Monday", "", "dry"]


def test_a_row_with_one_filled_cell_stays_in_its_table():
    head = "<tr><th>Day</th><th>Riders</th></tr><tr><td>Monday</td><td>1,204</td></tr>"
    document = page(f"<table>{head}<tr><td>Tuesday</td><td></td></tr><tr><td>Friday</td><td>87</td></tr></table>")
    days = [row.find(["th", "td"]).get_text() for row in BeautifulSoup(document.html, "html.parser").find_all("tr")]
    assert days == ["Day", "Monday", "Tuesday", "Friday"]


def test_a_flattened_pipe_table_becomes_a_table_without_its_rule():
    lines = ["| Day | Riders |", "|---|---|", "| Monday | 1,204 |"]
    document = document_of(*(block(line, Label.TABLE) for line in lines))
    rows = read_markdown(document.markdown).find_all("tr")
    assert [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in rows] == [
        ["Day", "Riders"],
        ["Monday", "1,204"],
    ]


@pytest.mark.parametrize(
    "code",
    [
        "def cross(bridge):\n    return bridge + 1",
        "<b>bold</b> & *stars*\n# no heading",
        "before\n```\ninside\n```\nafter",
        "````\nfour\n````",
        "first\n\n\nfourth",
    ],
)
def test_code_is_shown_word_for_word(code):
    document = page(f"<pre><code>{escape(code)}</code></pre>")
    for rendered in (read_markdown(document.markdown), BeautifulSoup(document.html, "html.parser")):
        assert rendered.pre.get_text().strip("\n") == code


def test_lists_nest_as_the_page_has_them():
    inner = "<ul><li>It is painted green all the way</li><li>It is two metres wide</li></ul>"
    items = f"<li>The first new lane carries cyclists only{inner}</li><li>The second lane carries buses only</li>"
    document = page(f"<ul>{items}</ul>")
    for rendered in (read_markdown(document.markdown), BeautifulSoup(document.html, "html.parser")):
        nested = rendered.ul.li.ul
        assert [li.get_text() for li in nested.find_all("li")] == [
            "It is painted green all the way",
            "It is two metres wide",
        ]
        assert len(rendered.ul.find_all("li", recursive=False)) == 2


@pytest.mark.parametrize(("tag", "count"), [("ol", 1), ("ul", 1)])
def test_ordered_and_unordered_lists_are_told_apart(tag, count):
    items = "<li>Open the gate on the eastern side of it</li><li>Walk slowly over the wooden deck</li>"
    document = page(f"<{tag}>{items}</{tag}>")
    for rendered in (read_markdown(document.markdown), BeautifulSoup(document.html, "html.parser")):
        assert len(rendered.find_all(["ol", "ul"])) == count
        assert len(rendered.find(tag).find_all("li")) == 2


@pytest.mark.parametrize(
    ("mark", "tag"),
    [("-", "ul"), ("*", "ul"), ("•", "ul"), ("1.", "ol"), ("2)", "ol"), ("+", "ul"), ("–", "ul")],
)
def test_a_bullet_in_flattened_text_is_not_said_twice(mark, tag):
    document = document_of(block(f"{mark} Open the gate", Label.LIST_ITEM, level=1))
    for rendered in (read_markdown(document.markdown), BeautifulSoup(document.html, "html.parser")):
        assert rendered.find(tag).li.get_text() == "Open the gate"


DEEP = "Only the innermost list of the three has any words"


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>One of the lanes<ol><li>is green all the way</li></ol></li><li>Two are not</li></ul>",
        "<dl><dt>Deck</dt><dd>What the riders ride on every day</dd></dl>",
        pytest.param(
            f"<ul><li><ul><li>{DEEP}</li></ul></li></ul>",
        ),
        pytest.param(
            f"<ol><li><ul><li><ol><li>{DEEP}</li></ol></li></ul></li></ol>",
        ),
        "<blockquote><p>We waited.</p><p>It was worth it.</p></blockquote>",
        "<p>A <b>bold <i>and slanted</b> word</i> is not closed <em>in the right order here, as we see.</p>",
    ],
)
def test_the_html_is_well_nested(markup):
    assert nesting_faults(page(markup).html) == []


@pytest.mark.parametrize("levels", [[1, 2, 3], [1, 3, 1], [1, 2, 1, 2], [1, 1, 2, 3, 1]])
def test_lists_of_any_depth_that_start_at_one_hold_every_item_once(levels):
    items = [block(f"item {n}", Label.LIST_ITEM, level=level, path="ul/li") for n, level in enumerate(levels)]
    rendered = document_of(*items, kind="html", source="").html
    texts = [li.find(string=True, recursive=False) for li in BeautifulSoup(rendered, "html.parser").find_all("li")]
    assert [text for text in texts if text] == [item.text for item in items]


def test_quotes_are_set_apart():
    document = page("<blockquote><p>We waited for a whole winter and now we ride, said one.</p></blockquote>")
    for rendered in (read_markdown(document.markdown), BeautifulSoup(document.html, "html.parser")):
        assert squeeze(rendered.blockquote.get_text()) == "We waited for a whole winter and now we ride, said one."


def test_a_quote_mark_in_flattened_text_is_not_said_twice():
    document = document_of(block("> We waited.", Label.QUOTE))
    assert squeeze(read_markdown(document.markdown).blockquote.get_text()) == "We waited."


@pytest.mark.parametrize("level", [2, 3, 4, 5, 6])
def test_headings_keep_their_level(level):
    document = page(f"<h{level}>What the engineers found under it</h{level}>")
    for rendered in (read_markdown(document.markdown), BeautifulSoup(document.html, "html.parser")):
        assert rendered.find(f"h{level}").get_text() == "What the engineers found under it"


def test_only_the_title_is_a_heading_of_level_one():
    document = document_of(block("A bridge", Label.TITLE, level=1), block("A deck", Label.HEADING, level=1))
    tags = read_markdown(document.markdown).find_all(True)
    assert [(tag.name, tag.get_text()) for tag in tags] == [("h1", "A bridge"), ("h2", "A deck")]


def test_a_heading_mark_in_flattened_text_is_not_said_twice():
    document = document_of(block("## What comes next", Label.HEADING, level=2))
    assert read_markdown(document.markdown).h2.get_text() == "What comes next"


def test_a_heading_mark_before_the_title_is_not_said_twice():
    document = clean(f"# {TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n", kind="text")
    assert read_markdown(document.markdown).h1.get_text() == TITLE


def test_emphasis_and_links_of_a_kept_paragraph_are_kept():
    words = 'The <b>old</b> deck was <em>heavy</em>, wrote <a href="https://shore.example/a">the paper</a>,'
    document = page(f"<p>{words} {REST}</p>")
    for rendered in (read_markdown(document.markdown), BeautifulSoup(document.html, "html.parser")):
        assert rendered.find(["b", "strong"]).get_text() == "old"
        assert rendered.find("em").get_text() == "heavy"
        assert (rendered.a["href"], rendered.a.get_text()) == ("https://shore.example/a", "the paper")


# --- HTML: nothing harmful ----------------------------------------------------------------------

HARMFUL = [
    '<a href="javascript:alert(1)">word</a>',
    '<a href=" jAvaScript:alert(1)">word</a>',
    '<a href="java&#10;script:alert(1)">word</a>',
    '<a href="&#106;avascript:alert(1)">word</a>',
    '<a href="\x01javascript:alert(1)">word</a>',
    '<a href="vbscript:alert(1)">word</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">word</a>',
    '<a href="https://shore.example" onclick="alert(1)">word</a>',
    '<a href="https://shore.example" style="position:fixed">word</a>',
    '<b onmouseover="alert(1)" style="color:red">word</b>',
    "<b ONCLICK=alert(1)>word</b>",
    '<i/onclick="alert(1)">word</i>',
    "word<script>alert(1)</script>",
    "word<style>p { color: red }</style>",
    '<img src=x onerror="alert(1)">word',
    '<svg onload="alert(1)"><script>alert(1)</script></svg>word',
    '<math><mi xlink:href="javascript:alert(1)">word</mi></math>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>word',
    '<object data="javascript:alert(1)"></object>word',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></p></noscript>word',
    '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">word</button></form>',
    '<input autofocus onfocus="alert(1)">word',
    "<!--><script>alert(1)</script>-->word",
]
FRAMES = ["<p>{}</p>", "<h2>{}</h2>", "<blockquote><p>{}</p></blockquote>", "<ul><li>{}</li></ul>"]
ALLOWED = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "pre", "code", "br"}
ALLOWED |= {
    "figure",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "abbr",
    "b",
    "cite",
    "del",
}
ALLOWED |= {"em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "strong", "sub", "sup", "u", "var"}


def dangers(rendered):
    """Tags and attributes that may do something, and links to anything but addresses."""
    soup = BeautifulSoup(rendered, "html.parser")
    found = [tag.name for tag in soup.find_all(True) if tag.name not in ALLOWED]
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            if name != "href" or not value.startswith(("https://", "http://", "mailto:", "/", "#")):
                found.append(f"{name}={value}")
    return found


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("harm", HARMFUL)
def test_html_of_a_hostile_page_can_do_nothing(harm, frame):
    document = page(frame.format(f"The {harm} was on the sign {REST}"), EVERYTHING)
    assert dangers(document.html) == []
    assert dangers(str(read_markdown(document.markdown))) == []
    assert REST in document.html


@pytest.mark.parametrize("harm", HARMFUL)
def test_html_of_hostile_flattened_text_can_do_nothing(harm):
    document = document_of(*(block(f"{harm} {REST}", label) for label in Label))
    assert dangers(document.html) == []


@pytest.mark.parametrize("harm", HARMFUL)
def test_a_hostile_table_cell_or_caption_can_do_nothing(harm):
    cell = f"<table><tr><th>Day</th><th>Riders</th></tr><tr><td>{harm}</td><td>12</td></tr></table>"
    caption = f"<figure><img src=a.png><figcaption>The {harm} {REST}</figcaption></figure>"
    markup = f"<article><h1>{TITLE}</h1><p>{FIRST}</p>{cell}{caption}<p>{SECOND}</p></article>"
    assert dangers(clean(markup, kind="html", options=EVERYTHING).html) == []


# --- hidden text --------------------------------------------------------------------------------

SECRET = "Buy cheap watches now"
HIDINGS = [
    "<span hidden>{}</span>",
    '<span style="display:none">{}</span>',
    '<span style="visibility: hidden">{}</span>',
    '<span style="DISPLAY : NONE !important">{}</span>',
    '<span class="sr-only">{}</span>',
    '<span class="visually-hidden">{}</span>',
    "<template>{}</template>",
    "<noscript>{}</noscript>",
    "<script>{}</script>",
    "<style>{}</style>",
    "<!-- {} -->",
    "<textarea>{}</textarea>",
    "<select><option>{}</option></select>",
    "<b><i hidden>{}</i></b>",
    '<svg><title>{}</title><path d="M0 0"/></svg>',
]


@pytest.mark.parametrize("frame", [*FRAMES, "<p><a href='/a'>{}</a></p>"])
@pytest.mark.parametrize("hiding", HIDINGS)
def test_hidden_text_in_a_kept_block_is_never_rendered(hiding, frame):
    document = page(frame.format(f"The <em>sign</em> {hiding.format(SECRET)} hung by the gate {REST}"))
    kept = [block for block in document.kept if REST in block.text]
    assert len(kept) == 1
    shown = document.text + document.html + document.markdown
    assert "watches" not in shown
    assert REST in document.markdown


def test_hidden_text_in_a_table_cell_is_never_rendered():
    head = "<tr><th>Day</th><th>Riders</th></tr>"
    document = page(f"<table>{head}<tr><td>Monday <i hidden>{SECRET}</i></td><td>12</td></tr></table>")
    assert "Monday" in document.html
    assert "watches" not in document.html + document.markdown


# --- JSON ---------------------------------------------------------------------------------------

FLAT = f"{TITLE}\n\nBy Ann Lee | Jan 7, 2026\n\nShare\n\n{FIRST}\n\n“Δρόμος” – 橋\n\n{SECOND}\n\nRead also\n"


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("kind", ["html", "text"])
def test_json_reads_back_as_the_dictionary(kind, indent):
    document = clean(FLAT, kind=kind) if kind == "text" else page("<p>“Δρόμος” – 橋 – 🚲</p>")
    assert json.loads(document.to_json(indent=indent)) == document.to_dict()


def test_json_without_indent_is_one_line_and_readable():
    rendered = clean(FLAT, kind="text").to_json()
    assert len(rendered.splitlines()) == 1
    assert "Δρόμος" in rendered


def test_json_holds_the_record_of_every_block_dropped_ones_too():
    document = clean(FLAT, kind="text")
    records = json.loads(document.to_json())["blocks"]
    assert document.removed
    for record, item in zip(records, document.blocks, strict=True):
        rounded = pytest.approx(item.probability, abs=0.001)
        expected = (
            item.text,
            item.start,
            item.end,
            item.label,
            item.kept,
            rounded,
            item.reason,
            item.evidence,
        )
        names = ("text", "start", "end", "label", "kept", "probability", "reason", "evidence")
        assert tuple(record[name] for name in names) == expected


def test_json_holds_text_metadata_and_counts():
    document = clean(FLAT, kind="text")
    record = json.loads(document.to_json())
    assert record["text"] == document.text
    assert record["title"] == TITLE
    assert record["metadata"]["date"] == "2026-01-07"
    assert record["metadata"]["authors"] == ["Ann Lee"]
    assert sum(record["counts"].values()) == len(document.blocks)


def test_json_of_lone_surrogates_can_be_written_as_utf_8():
    rendered = clean(f"{FIRST} \ud83d broken \udc00\n\n{SECOND}").to_json()
    assert FIRST in rendered.encode("utf-8").decode("utf-8")


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [Label.PARAGRAPH, Label.HEADING, Label.QUOTE, Label.CAPTION])
def test_a_blank_line_stands_between_blocks(label):
    assert document_of(block("one", label), block("two", label)).text == "one\n\ntwo"


@pytest.mark.parametrize("label", [Label.LIST_ITEM, Label.TABLE, Label.CODE])
def test_a_line_break_stands_between_items_rows_and_code_lines(label):
    document = document_of(block("lead"), block("one", label), block("two", label), block("tail"))
    assert document.text == "lead\n\none\ntwo\n\ntail"


def test_a_list_and_a_table_are_kept_apart():
    assert document_of(block("one", Label.LIST_ITEM), block("a\tb", Label.TABLE)).text == "one\n\na\tb"


def test_dropped_blocks_are_in_no_rendering():
    dropped = Block("Share this", 0, 10, label=Label.SHARE)
    document = document_of(block("one"), dropped, block("two"))
    assert [document.text, document.markdown.strip(), document.html] == [
        "one\n\ntwo",
        "one\n\ntwo",
        "<p>one</p>\n<p>two</p>",
    ]


def test_body_is_text_without_the_title():
    document = document_of(block("A bridge", Label.TITLE), block("one"))
    assert (document.text, document.body) == ("A bridge\n\none", "one")


def test_nothing_kept_renders_as_nothing():
    document = document_of()
    assert (document.text, document.body, document.html, document.markdown.strip()) == ("",) * 4


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("a <em>pavasarį</em> b", "a *pavasarį* b"),
        ("<b>два</b> слова", "**два** слова"),
        ("je<em>mně</em>", "je*mně*"),
        ("слово<b>: два</b>", "слово<strong>: два</strong>"),
        ("<i>Älä tee.</i> Vene", "*Älä tee.* Vene"),
        ("<i>één</i><b>twee</b>", "<em>één</em><strong>twee</strong>"),
        ("<b>į <i>š</i> į</b>", "**į <em>š</em> į**"),
    ],
)
def test_emphasis_next_to_any_letter_is_written_in_marks(markup, markdown):
    story = "The council met on Monday and said that the ferry would run until the end of the year, as it had before."
    written = clean(f"<article><h1>Ferry</h1><p>{story}</p><p>{markup}. {story}</p><p>{story}</p></article>").markdown
    assert f"\n\n{markdown}. {story}" in written
    assert "*" not in MarkdownIt().render(written)


# --- links ----------------------------------------------------------------------------------------

LINKED = (
    "<h1>The board</h1><p>Somebody had written about <a href='/x?a=1&amp;b=2'>the book</a>, "
    "<a href='y.html'>another</a> and <a href='https://example.com/z'>a third</a>, with <a href='#n1'>a note</a>, in "
    "white chalk, and had underlined it twice.</p><p>On Friday the cleaners came, and the board was as green and empty "
    "as on the day it was hung.</p>"
)


@pytest.mark.parametrize(
    ("url", "base", "links"),
    [
        ("https://example.org/a/b", "", ["https://example.org/x?a=1&b=2", "https://example.org/a/y.html"]),
        (
            "https://example.org/a/b",
            "<base href='/c/'>",
            ["https://example.org/x?a=1&b=2", "https://example.org/c/y.html"],
        ),
        (
            None,
            "<base href='https://example.net/d/'>",
            ["https://example.net/x?a=1&b=2", "https://example.net/d/y.html"],
        ),
        (None, "<base href='/c/'>", ["/x?a=1&b=2", "y.html"]),
        (None, "", ["/x?a=1&b=2", "y.html"]),
        ("javascript:alert(1)//", "", ["/x?a=1&b=2", "y.html"]),
        ("file:///home/me/page.html", "", ["/x?a=1&b=2", "y.html"]),
        ("http://[", "", ["/x?a=1&b=2", "y.html"]),
    ],
)
def test_links_are_whole_where_the_page_s_address_is_known(url, base, links):
    document = clean(f"<html><head>{base}</head><body>{LINKED}</body></html>", url=url)
    wanted = [*links, "https://example.com/z", "#n1"]
    assert re.findall(r"\]\(<?([^)>]*)>?\)", document.markdown) == wanted
    assert [unescape(link) for link in re.findall(r'href="([^"]*)"', document.html)] == wanted


# --- headings and lists ---------------------------------------------------------------------------

SIGNED = [
    'The way<a class="headerlink" href="#way" title="Permalink to this heading">¶</a>',
    '<a class="anchor" aria-hidden="true" href="#way">#</a> The way',
    'The way<a class="hash-link" href="/guide#way" title="Direct link to The way">\u200b</a>',
    'The way <a href="#way">🔗</a>',
    'The way<a href="#way">§</a>',
]


def guide(heading):
    """An article with a heading, and a `#` in its text."""
    way = f"<h2 id='way'>{heading}</h2><p>{SECOND} Turn left where the # is on the stones.</p>"
    return f"<article><h1>The moor</h1><p>{FIRST}</p>{way}<p>{THIRD}</p></article>"


@pytest.mark.parametrize("heading", SIGNED)
def test_the_sign_that_links_to_a_heading_is_not_part_of_it(heading):
    document = clean(guide(heading))
    assert [block.text for block in document.kept if block.label is Label.HEADING] == ["The way"]
    assert "\n## The way\n" in document.markdown
    assert "<h2>The way</h2>" in document.html


@pytest.mark.parametrize("heading", SIGNED)
def test_a_tree_loses_the_sign_and_nothing_else(heading):
    soup, plain = (BeautifulSoup(guide(text), "html.parser") for text in (heading, "The way"))
    clean_soup(soup)
    assert "".join(soup.get_text().split()) == "".join(plain.get_text().split())


@pytest.mark.parametrize("heading", ['<a href="#way">The way</a>', 'Why C<a href="/sharp">#</a>', "Rooms # and ¶"])
def test_other_links_and_signs_of_a_heading_stay(heading):
    wanted = BeautifulSoup(heading, "html.parser").get_text()
    assert wanted in [block.text for block in clean(guide(heading)).kept]


def test_paragraphs_of_a_list_item_stay_in_it():
    items = (
        "<li><p>From the station take the lane to the left.</p><p>It is signed for the mill.</p></li>"
        "<li>Cross the brook<ul><li><p>by the bridge, if it is there</p></li><li><p>or by the stones</p></li></ul></li>"
        "<li><p>Go on to the farm.</p></li>"
    )
    markdown = clean(f"<article><h1>The moor</h1><p>{FIRST}</p><ol>{items}</ol><p>{SECOND}</p></article>").markdown
    parsed = BeautifulSoup(MarkdownIt().render(markdown), "html.parser")
    outer = parsed.ol.find_all("li", recursive=False)
    assert [" ".join(item.get_text(" ").split()) for item in outer] == [
        "From the station take the lane to the left. It is signed for the mill.",
        "Cross the brook by the bridge, if it is there or by the stones",
        "Go on to the farm.",
    ]
    assert [item.get_text().strip() for item in parsed.ul.find_all("li")] == [
        "by the bridge, if it is there",
        "or by the stones",
    ]


STEPS = (
    "<ol{start}><li><p>Install it:</p><pre><code>pip install tool\ntool --version</code></pre><p>Mind it.</p></li>"
    "<li>Run it.<ul><li>once</li><li>twice</li></ul><blockquote>It may fail at first.</blockquote></li>"
    "<li>Stop it:<pre>tool stop</pre></li></ol>"
)


@pytest.mark.parametrize(("start", "number"), [("", 1), (' class="steps" start="7"', 7), (" start=x", 1)])
def test_code_and_quotes_stand_in_their_item_of_a_numbered_list(start, number):
    article = f"<article><h1>Setting up</h1><p>{FIRST}</p>{STEPS.format(start=start)}<p>{SECOND}</p></article>"
    parsed = BeautifulSoup(MarkdownIt().render(clean(article).markdown), "html.parser")
    [steps] = parsed.find_all("ol")
    install, run, stop = steps.find_all("li", recursive=False)
    assert int(steps.get("start", 1)) == number
    assert [child.name for child in install.find_all(recursive=False)] == ["p", "pre", "p"]
    assert install.pre.get_text() == "pip install tool\ntool --version\n"
    assert [item.get_text() for item in run.find_all("li")] == ["once", "twice"]
    assert run.get_text().split()[-5:] == "It may fail at first.".split()
    assert stop.pre.get_text() == "tool stop\n"


# --- readings -------------------------------------------------------------------------------------

RUBY = (
    "<ruby>今日<rp>(</rp><rt>きょう</rt><rp>)</rp></ruby>は<ruby>東京<rt>とうきょう</rt></ruby>で<a href='/k'>会議</a>"
    "が開かれ、雨にもかかわらず、朝早くから多くの人々が集まりました。"
)


def test_readings_above_a_text_are_no_text():
    document = clean(f"<article><h1>会議の朝</h1><p>{RUBY}</p></article>")
    assert "今日は東京で会議が開かれ、" in document.text
    assert "今日は東京で[会議](/k)が開かれ、" in document.markdown


def test_a_tree_keeps_the_readings_of_what_it_keeps_and_no_others():
    comment = "<section id='comments'><h2>コメント 1件</h2><p><ruby>昨日<rt>きのう</rt></ruby>は晴れた</p></section>"
    soup = BeautifulSoup(f"<article><h1>会議の朝</h1><p>{RUBY}</p></article>{comment}", "html.parser")
    article = str(soup.p)
    clean_soup(soup)
    assert str(soup.p) == article
    assert len(soup.find_all("ruby")) == 2
    assert "きのう" not in str(soup)
