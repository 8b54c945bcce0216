"""The BeautifulSoup door: take the boilerplate out of a tree in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from bs4.element import PreformattedString

from cleaner.document import Document
from cleaner.errors import OptionError
from cleaner.options import Options
from cleaner.pipeline import Cleaner
from cleaner.segment.elements import SKIPPED, is_hidden, is_permalink
from cleaner.segment.formulas import DRAWING, text_of

if TYPE_CHECKING:
    from typing import TypeGuard

    from cleaner.templates.template import Template

#: How far ahead of its place a string is looked for when the two trees disagree on the order of text.
_WINDOW = 4000
_MACHINERY = frozenset("script style template noscript iframe object embed link".split())
#: What stands in these is no text of the page, except in a `noscript` that was left.
_UNSHOWN = (SKIPPED | {"option"}) - {"noscript"}
#: Elements that the document's text has something else of than their strings, and those of `ruby` that it leaves out.
_SAID, _READINGS = ["math", "ruby"], ["rt", "rtc", "rp"]
_PICTURES = frozenset(["img", "picture", "video", "audio"])
_STRUCTURE = frozenset("html head body br hr img td th tr".split())


def clean_soup(
    soup: BeautifulSoup | Tag,
    *,
    options: Options | None = None,
    url: str | None = None,
    template: Template | None = None,
) -> Document:
    """Take the boilerplate out of a BeautifulSoup tree in place.

    Text that was not kept goes, and with it the elements it leaves empty; scripts and styles go too. Images and
    line breaks inside kept elements stay.

    Args:
        soup: The tree; it is changed.
        options: What to keep and drop.
        url: Address of the page, for the metadata.
        template: What the page's site repeats.

    Returns:
        The document, as `cleaner.clean(soup)` would give it for the tree as it was.

    Raises:
        OptionError: `soup` is no BeautifulSoup tree.
    """
    if not isinstance(soup, Tag):
        raise OptionError(f"clean_soup takes a BeautifulSoup tree, not a {type(soup).__name__}")
    document = Cleaner(options or Options(), template).clean(soup, kind="html", url=url)
    ledger = _Ledger(document)
    _remove_unseen(soup, document)
    for link in soup.select(":is(h1, h2, h3, h4, h5, h6) a[href]"):
        if is_permalink(_first(link.get("href")), link.get_text()):
            link.decompose()
    stand_ins = [_StandIn(tag) for tag in soup.find_all(_SAID) if tag.find_parent(_SAID) is None]
    strings = [node for node in soup.descendants if _is_shown(node)]
    _remove([node for node in strings if not ledger.keeps(str(node))], soup)
    for stand_in in stand_ins:
        stand_in.put_back()
    return document


def _remove_unseen(soup: Tag, document: Document) -> None:
    """Take out machinery, and the hidden elements whose text the document lists as hidden. The head's elements stay."""
    machinery = set(_MACHINERY)
    if document.facts is not None and document.facts.reads_noscript:
        machinery.remove("noscript")
    for tag in soup.find_all(list(machinery)):
        if not tag.decomposed:
            tag.decompose()
    hidden = {_squeeze(block.text) for block in document.hidden} | {""}
    for tag in soup.find_all(_is_hidden):
        if not tag.decomposed and _squeeze(tag.get_text()) in hidden:
            tag.decompose()


def _is_hidden(tag: Tag) -> bool:
    names = tag.get("class") or ""
    classes = names if isinstance(names, str) else " ".join(names)
    return is_hidden(_first(tag.get("hidden")), _first(tag.get("style")), classes)


def _first(value: object) -> str | None:
    return None if value is None else str(value)


def _is_shown(node: PageElement) -> TypeGuard[NavigableString]:
    if not isinstance(node, NavigableString) or isinstance(node, PreformattedString) or not node.strip():
        return False
    return all(parent.name not in _UNSHOWN for parent in node.parents)


def _squeeze(text: str) -> str:
    """Return the text without white space and without what a block's text leaves out."""
    return "".join(text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").split())


class _StandIn:
    """An element whose place is held by a string of what the document's text has of it; a formula's drawing is out."""

    def __init__(self, tag: Tag) -> None:
        self._tag = tag
        self._string = NavigableString(text_of(str(tag)) if tag.name == "math" else _base_of(tag))
        said = tag.parent
        drawing = said.next_sibling if said is not None else None
        self._drawing = drawing if isinstance(drawing, Tag) and _draws(drawing, said) else None
        if self._drawing is not None:
            self._drawing.extract()
        tag.replace_with(self._string)

    def put_back(self) -> None:
        """Put all of it back where the string still is."""
        around = self._string.parent
        if around is None:
            return
        if self._drawing is not None:
            around.insert_after(self._drawing)
        self._string.replace_with(self._tag)


def _base_of(ruby: Tag) -> str:
    """Return text without the readings above it."""
    strings = (node for node in ruby.descendants if _is_shown(node))
    return "".join(node for node in strings if node.find_parent(_READINGS) is None)


def _draws(tag: Tag, said: Tag | None) -> bool:
    """Whether a tag draws the formula that the one before it says: KaTeX's drawing, MediaWiki's picture."""
    if tag.name == "img":
        return said is not None and _is_hidden(said)
    return DRAWING in (tag.get("class") or "") and tag.get("aria-hidden") == "true"


class _Ledger:
    """All text of the document without white space, in order, with whether each character was kept.

    The strings of the tree are looked up in it one after the other, each from where the last was found.
    """

    def __init__(self, document: Document) -> None:
        pieces = [("".join(block.text.split()), block.kept) for block in document.all_blocks]
        self._text = "".join(text for text, _ in pieces)
        self._kept = "".join(("1" if kept else "0") * len(text) for text, kept in pieces)
        self._position = 0

    def keeps(self, string: str) -> bool:
        """Whether any of the string's characters were kept; text that never became a block was not."""
        squeezed = _squeeze(string)
        found = self._text.find(squeezed, self._position, self._position + len(squeezed) + _WINDOW)
        if found < 0 or not squeezed:
            return False
        self._position = found + len(squeezed)
        return "1" in self._kept[found : self._position]


def _remove(nodes: list[NavigableString], root: Tag) -> None:
    """Take strings out, and every element round them that holds nothing any more."""
    parents = [node.parent for node in nodes]
    for node in nodes:
        node.extract()
    filled = _filled(root)
    for start in parents:
        parent = start
        while parent is not None and parent is not root and not (id(parent) in filled or parent.name in _STRUCTURE):
            above = parent.parent
            parent.extract()
            parent = above


def _filled(root: Tag) -> set[int]:
    """Return the ids of the elements that hold text or a picture."""
    filled: set[int] = set()
    for node in root.descendants:
        if isinstance(node, Tag):
            holder = node if node.name in _PICTURES else None
        else:
            holder = None if isinstance(node, PreformattedString) or not str(node).strip() else node.parent
        while holder is not None and id(holder) not in filled:
            filled.add(id(holder))
            holder = holder.parent
    return filled
