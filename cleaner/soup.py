"""The BeautifulSoup door: take the boilerplate out of a tree in place."""

from __future__ import annotations

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from cleaner.document import Document
from cleaner.errors import OptionError
from cleaner.options import Options
from cleaner.pipeline import Cleaner

#: How far ahead of its place a string is looked for when the two trees disagree on the order of text.
_WINDOW = 4000
_MACHINERY = frozenset("script style template noscript iframe object embed link meta".split())
_STRUCTURE = frozenset("html head body br hr img td th tr".split())


def clean_soup(soup: BeautifulSoup | Tag, *, options: Options | None = None, url: str | None = None) -> Document:
    """Take the boilerplate out of a BeautifulSoup tree in place.

    Text that was not kept goes, and with it the elements it leaves empty; scripts and styles go too. Images and
    line breaks inside kept elements stay.

    Args:
        soup: The tree; it is changed.
        options: What to keep and drop.
        url: Address of the page, for the metadata.

    Returns:
        The document, as `cleaner.clean(soup)` would give it for the tree as it was.

    Raises:
        OptionError: `soup` is no BeautifulSoup tree.
    """
    if not isinstance(soup, Tag):
        raise OptionError(f"clean_soup takes a BeautifulSoup tree, not a {type(soup).__name__}")
    document = Cleaner(options or Options()).clean(soup, kind="html", url=url)
    ledger = _Ledger(document)
    strings = [node for node in soup.descendants if isinstance(node, NavigableString)]
    dropped = [node for node in strings if _is_markup(node) or (node.strip() and not ledger.keeps(str(node)))]
    for node in dropped:
        if not isinstance(node, PreformattedString):
            _remove(node, soup)
    for tag in soup.find_all(list(_MACHINERY)):
        tag.decompose()
    return document


def _is_markup(node: NavigableString) -> bool:
    """Whether a string is script or style text, which goes with its element."""
    return node.parent is not None and node.parent.name in _MACHINERY


class _Ledger:
    """All text of the document without white space, in order, with whether each character was kept.

    The strings of the tree are looked up in it one after the other, each from where the last was found.
    """

    def __init__(self, document: Document) -> None:
        pieces = [("".join(block.text.split()), block.kept) for block in document.blocks]
        self._text = "".join(text for text, _ in pieces)
        self._kept = "".join(("1" if kept else "0") * len(text) for text, kept in pieces)
        self._position = 0

    def keeps(self, string: str) -> bool:
        """Whether any of the string's characters were kept; text that never became a block was not."""
        squeezed = "".join(string.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").split())
        found = self._text.find(squeezed, self._position, self._position + len(squeezed) + _WINDOW)
        if found < 0 or not squeezed:
            return False
        self._position = found + len(squeezed)
        return "1" in self._kept[found : self._position]


def _remove(node: NavigableString, root: Tag) -> None:
    """Take a string out, and every element round it that holds nothing any more."""
    parent = node.parent
    node.extract()
    while parent is not None and parent is not root and parent.name not in _STRUCTURE:
        if parent.find(["img", "picture", "video", "audio"]) or parent.get_text(strip=True):
            break
        above = parent.parent
        parent.extract()
        parent = above
