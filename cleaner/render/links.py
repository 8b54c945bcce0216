"""Links of cleaned HTML and Markdown: whole addresses wherever the page's own is known."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

import turbohtml

from cleaner.document import Document
from cleaner.segment.elements import is_permalink

_HREF = re.compile(r'(<a href=")([^"]*)(?=")')
_WEB = ("http://", "https://")


def with_whole_links(markup: str, document: Document) -> str:
    """Return sanitised markup with its links made whole, but for those within the page (`#note`).

    They are relative to `Document.url` and the page's `<base>`; where neither is an address of the web they stay.
    """
    base = _base_of(document)
    if base is None or "<a " not in markup:
        return markup
    return _HREF.sub(lambda found: found[1] + html.escape(_join(base, html.unescape(found[2]))), markup)


def _base_of(document: Document) -> str | None:
    own = document.facts.base if document.facts is not None else None
    base = _join(document.url or "", (own or "").strip())
    return base if base.lower().startswith(_WEB) else None


def _join(base: str, link: str) -> str:
    if link.startswith("#"):
        return link
    try:
        return urljoin(base, link)
    except ValueError:  # no address at all, such as `http://[`
        return link


def without_permalinks(markup: str) -> str:
    """Return the markup of a heading without the sign that links to it."""
    if "href" not in markup:
        return markup
    fragment = turbohtml.parse_fragment(markup)
    signs = [link for link in fragment.find_all("a") if is_permalink(link.attr("href"), link.text)]
    for sign in signs:
        sign.extract()
    return fragment.inner_html if signs else markup
