"""What holds of every cleaning, whatever went in. The property tests and the fuzz targets check the same list.

Two more parsers than the library's own judge the output: Python's `html.parser` and lxml; Markdown is rendered by
markdown-it-py in its most trusting settings.
"""

import json
import re
from html.parser import HTMLParser

import lxml.html
from markdown_it import MarkdownIt

from cleaner import Label
from cleaner.document import CONTENT_LABELS
from cleaner.segment.markdown import is_numbered, plain_texts, without_numbers

#: Characters that take no room, which a block's text may leave out.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
#: All that `document.html` may hold.
TAGS = frozenset(
    "h1 h2 h3 h4 h5 h6 p ul ol li blockquote pre code table tr th td figure figcaption "
    "a abbr b br cite del em i ins kbd mark q s samp small span strong sub sup u var".split()
)
#: What rendered Markdown may hold besides: the renderer's own words for the same things.
RENDERED_TAGS = TAGS | {"thead", "tbody", "hr"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HARMLESS = frozenset(["http", "https", "mailto"])


def squeeze(text):
    """The text without white space and without what takes no room."""
    return "".join(text.translate(INVISIBLE).split())


def is_subsequence(part, whole):
    rest = iter(whole)
    return all(char in rest for char in part)


def everything(document):
    """All a document says, as one comparable value."""
    return document.to_json(), document.text, document.body, document.markdown, document.html


# --- blocks -------------------------------------------------------------------------------------------------------


def check_document(document, options=None):
    """Check what every document promises, whichever door it came through."""
    check_blocks(document, options)
    check_offsets(document)
    if document.kind == "text":
        check_accounted(document)
    for said in everything(document):
        said.encode("utf-8")
    assert json.loads(document.to_json())["text"] == document.text


def check_blocks(document, options=None):
    """Check that each block has one label, a probability, a reason, and the verdict that belongs to its label."""
    keep = options.keep if options else frozenset()
    drop = options.drop if options else frozenset()
    wanted = (CONTENT_LABELS | keep) - drop
    for block in document.blocks:
        assert isinstance(block.label, Label)
        assert 0.0 <= block.probability <= 1.0
        assert block.reason
        assert block.kept is (block.label in wanted and not block.is_hidden)
    assert document.kept == [block for block in document.blocks if block.kept]
    assert document.removed == [block for block in document.blocks if not block.kept]
    assert [block for block in document.blocks if not block.is_hidden] == document.all_blocks
    assert sum(block.label is Label.TITLE for block in document.blocks) <= 1
    assert 0.0 <= document.confidence <= 1.0


def check_offsets(document):
    """Check that blocks lie within the source and in its order (text the parser moves out of tables apart)."""
    assert all(0 <= block.start <= block.end <= len(document.source) for block in document.blocks)
    if document.kind == "text" or "<table" not in document.source.lower():
        starts = [block.start for block in document.blocks]
        assert starts == sorted(starts)


def check_accounted(document):
    """Check that kept and removed blocks hold every visible character of a flattened text once, where they say."""
    source, position = document.source, 0
    for block in document.blocks:
        assert block.start >= position, "two blocks overlap"
        assert not source[position : block.start].strip(), "text stands in no block"
        position = block.end
    assert not source[position:].strip(), "text stands in no block"
    texts = [squeeze(block.text) for block in document.blocks]
    places = [" ".join(source[block.start : block.end].translate(INVISIBLE).split()) for block in document.blocks]
    if is_numbered(source):
        places = [without_numbers(place) for place in places]
    # Of a page converted to Markdown all texts are what stands behind the marks.
    assert texts in ([squeeze(place) for place in places], [squeeze(text) for text in plain_texts(places)])
    assert is_subsequence("".join(document.text.split()), source)


# --- output -------------------------------------------------------------------------------------------------------


class _Active(HTMLParser):
    """Collects elements that are not on a list, handlers, and addresses a browser would run."""

    def __init__(self, markup, allowed):
        super().__init__()
        self.allowed = allowed
        self.found = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in self.allowed:
            self.found.append(tag)
        self.found += [f"{tag} {name}={value}" for name, value in attrs if is_dangerous(tag, name, value or "")]


def is_dangerous(tag, name, value):
    """Whether an attribute runs, loads or hides something: all do but a link's harmless address."""
    told = {("a", "href"), ("code", "class"), ("span", "class"), ("ol", "start"), ("th", "style"), ("td", "style")}
    if (tag, name) not in told:
        return True
    if name == "class":
        return not (value.startswith("language-") if tag == "code" else value in ("math inline", "math display"))
    if name == "style":
        return not re.fullmatch(r"text-align:(?:left|right|center)", value)
    scheme = _SCHEME.match("".join(char for char in value if char > " " and char != "\x7f"))
    return name == "href" and scheme is not None and scheme.group(1).lower() not in _HARMLESS


def find_active(markup, allowed=TAGS):
    """What is not harmless in a fragment of HTML, as two parsers see it."""
    found = _Active(markup, allowed).found
    if markup.strip():
        root = lxml.html.fragment_fromstring(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", markup), "div")
        for element in root.iterdescendants():
            name = str(element.tag) if isinstance(element.tag, str) else "markup comment"
            if name not in allowed:
                found.append(name)
            found += [f"{name} {key}={value}" for key, value in element.items() if is_dangerous(name, key, value)]
    return found


def render_markdown(markdown):
    """Markdown as the most trusting renderer shows it: tables, raw HTML and every link address let through."""
    renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
    renderer.validateLink = lambda address: True
    return renderer.render(markdown)


def check_output(document):
    """Check that neither the HTML nor the Markdown of a document holds anything that runs, loads or hides."""
    assert find_active(document.html) == []
    rendered = render_markdown(document.markdown)
    assert find_active(rendered, RENDERED_TAGS) == []
    check_no_front_matter(document.markdown)
    check_tables(rendered)


def check_no_front_matter(markdown):
    """Check that Markdown does not open with what site generators read as front matter."""
    assert not re.match(r"(?:---|\+\+\+|;;;|\{)[^\S\n]*(?:\n|\w*$)", markdown)


def check_tables(rendered):
    """Check that every row of a rendered table has as many cells as its head: no cell broke out."""
    for table in rendered.split("<table>")[1:]:
        rows = table.split("</table>")[0].split("<tr>")[1:]
        assert len({row.count("</th>") + row.count("</td>") for row in rows}) <= 1
