"""The other extractors: a table of names, and how to import and call each.

All get the page as the same decoded `str`, with the settings that their documentation gives for the text of an article;
none may fetch anything. What they print and log is their own business and not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata

from cleaner.bench.line_rules import as_is, c4, refinedweb
from cleaner.bench.sets import Page
from cleaner.errors import MissingExtraError, OptionError
from cleaner.options import Kind

#: Takes a page, returns the text of its article.
Engine = Callable[[Page], str]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another way to clean a page."""

    name: str
    """Name on the command line."""
    kind: Kind
    """What it reads, `html` or `text`."""
    load: Callable[[], Engine]
    """Imports it and returns the engine."""
    package: str | None = None
    """What pip installs; None for rules of our own."""

    @property
    def version(self) -> str | None:
        """Version of the installed package; None if there is none."""
        try:
            return metadata.version(self.package) if self.package else None
        except metadata.PackageNotFoundError:
            return None


def find_peers(names: Iterable[str]) -> list[Peer]:
    """Look up peers by name, each once, in the order named.

    Raises:
        OptionError: no peer has that name; the message lists those that exist.
    """
    known = {peer.name: peer for peer in PEERS}
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            raise OptionError(f"unknown peer {name!r}; the peers are: {' '.join(known)}")
    return [known[name] for name in wanted]


def load_peer(peer: Peer) -> Engine:
    """Import a peer.

    Raises:
        MissingExtraError: it is not installed, or something it needs is not.
    """
    try:
        return peer.load()
    except ImportError as error:
        message = f"{peer.name} is not installed ({error}); pip install {peer.package}"
        raise MissingExtraError(message) from error


def _trafilatura() -> Engine:
    import trafilatura

    return lambda page: str(trafilatura.extract(page.source, include_comments=False) or "")


def _resiliparse() -> Engine:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: str(extract_plain_text(page.source, main_content=True, alt_texts=False))


def _readability() -> Engine:
    from readability import Document

    return lambda page: markup_to_text(Document(page.source).summary(html_partial=True))


def _justext() -> Engine:
    import justext

    lists = {name: justext.get_stoplist(name) for name in ("English", *_STOP_LISTS.values())}

    def extract(page: Page) -> str:
        # It must be told the language. English where the set does not tell, as in its own examples.
        lang = page.traits.get("lang", "")
        name = _STOP_LISTS.get(lang.lower()[:2]) if len(lang) in (2, 5) else lang
        paragraphs = justext.justext(page.source, lists.get(name or "") or lists["English"])
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return extract


def _newspaper4k() -> Engine:
    from newspaper import Article

    def extract(page: Page) -> str:
        # Without this it would fetch the images of the page to choose one.
        article = Article(page.url or "", fetch_images=False)
        article.download(input_html=page.source)
        article.parse()
        return str(article.text)

    return extract


def _goose3() -> Engine:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})
    return lambda page: str(goose.extract(raw_html=page.source).cleaned_text)


def _boilerpy3() -> Engine:
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor()
    return lambda page: str(extractor.get_content(page.source))


def _magic_html() -> Engine:
    from magic_html import GeneralExtractor

    extractor = GeneralExtractor()
    return lambda page: markup_to_text(extractor.extract(page.source, base_url=page.url or "").get("html") or "")


def _html2text() -> Engine:
    from html2text import HTML2Text

    def extract(page: Page) -> str:
        # One object a page: it keeps what it read.
        reader = HTML2Text(bodywidth=0)
        reader.ignore_links = reader.ignore_images = reader.ignore_emphasis = True
        return str(reader.handle(page.source))

    return extract


def _inscriptis() -> Engine:
    from inscriptis import get_text

    return lambda page: str(get_text(page.source))


def _bs4() -> Engine:
    from bs4 import BeautifulSoup

    return lambda page: str(BeautifulSoup(page.source, "lxml").get_text("\n", strip=True))


def _rules(rule: Callable[[str], str]) -> Callable[[], Engine]:
    return lambda: lambda page: rule(page.source)


PEERS: Sequence[Peer] = (
    Peer("trafilatura", "html", _trafilatura, "trafilatura"),
    Peer("resiliparse", "html", _resiliparse, "resiliparse"),
    Peer("readability-lxml", "html", _readability, "readability-lxml"),
    Peer("justext", "html", _justext, "justext"),
    Peer("newspaper4k", "html", _newspaper4k, "newspaper4k"),
    Peer("goose3", "html", _goose3, "goose3"),
    Peer("boilerpy3", "html", _boilerpy3, "boilerpy3"),
    Peer("magic-html", "html", _magic_html, "magic-html"),
    Peer("html2text", "html", _html2text, "html2text"),
    Peer("inscriptis", "html", _inscriptis, "inscriptis"),
    Peer("bs4", "html", _bs4, "beautifulsoup4"),
    Peer("as-is", "text", _rules(as_is)),
    Peer("c4", "text", _rules(c4)),
    Peer("refinedweb", "text", _rules(refinedweb)),
)

#: jusText's lists of stop words, by language code.
_STOP_LISTS = dict(
    pair.split(":")
    for pair in """
    af:Afrikaans sq:Albanian ar:Arabic hy:Armenian az:Azerbaijani eu:Basque be:Belarusian bn:Bengali bs:Bosnian
    bg:Bulgarian ca:Catalan hr:Croatian cs:Czech da:Danish nl:Dutch en:English et:Estonian fi:Finnish fr:French
    gl:Galician ka:Georgian de:German el:Greek he:Hebrew hi:Hindi hu:Hungarian is:Icelandic id:Indonesian it:Italian
    kk:Kazakh ko:Korean lv:Latvian lt:Lithuanian mk:Macedonian ms:Malay nb:Norwegian_Bokmal no:Norwegian_Bokmal
    fa:Persian pl:Polish pt:Portuguese ro:Romanian ru:Russian sr:Serbian sk:Slovak sl:Slovenian es:Spanish sv:Swedish
    tl:Tagalog ta:Tamil te:Telugu tr:Turkish uk:Ukrainian ur:Urdu vi:Vietnamese
    """.split()
)

_LINES = (
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table td th tr ul"
).split()


def markup_to_text(markup: str) -> str:
    """The text of an HTML fragment, a line for each block element; for peers that give HTML back.

    >>> markup_to_text("<div><p>One <b>t</b>wo</p><p>three</p></div>").split()
    ['One', 'two', 'three']
    """
    from lxml.html import document_fromstring

    if not markup.strip():
        return ""
    tree = document_fromstring(markup)
    for element in tree.iter(*_LINES):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return str(tree.text_content())
