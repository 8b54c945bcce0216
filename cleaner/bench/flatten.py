"""Turns a set of HTML pages into one of flattened text, as scrapers leave it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from cleaner.bench.sets import EvalSet
from cleaner.errors import MissingExtraError

#: Who flattens.
Flattener = Literal["bs4", "inscriptis"]


def flatten_set(pages: EvalSet, flattener: Flattener) -> EvalSet:
    """Return the same pages as text; a set of texts stays as it is.

    Raises:
        MissingExtraError: the flattener is not installed.
    """
    if pages.kind != "html":
        return pages
    flatten = _load(flattener)
    texts = [replace(page, kind="text", source=flatten(page.source)) for page in pages.pages]
    return replace(pages, name=f"{pages.name} (flattened by {flattener})", kind="text", pages=tuple(texts))


def by_bs4(page: str) -> str:
    """Return the text chunks of a page, a line each."""
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of XHTML, which is read as HTML like the rest
        return BeautifulSoup(page, "lxml").get_text("\n", strip=True)


def _load(flattener: Flattener) -> Callable[[str], str]:
    if flattener == "bs4":
        return by_bs4
    try:
        from inscriptis import get_text
    except ImportError as error:
        raise MissingExtraError('flattening needs inscriptis: pip install "boilerplate-cleaner[bench]"') from error
    return lambda page: str(get_text(page)) if page.strip() else ""
