"""The `readability` engine: readability-lxml picks the container, and what stands in it counts as content."""

from __future__ import annotations

import numpy as np
from lxml.etree import LxmlError
from readability import Document as Readability
from readability.readability import Unparseable

from cleaner.features import Column
from cleaner.segment import Segments
from cleaner.segment.html import segment_html

_INSIDE, _OUTSIDE = 0.9, 0.1


def readability_probability(segments: Segments) -> Column:
    """Return .9 for blocks whose words stand in readability-lxml's article, .1 for the others.

    Where readability-lxml finds nothing or cannot parse the page, all blocks get .1 and the segments a warning.
    """
    article = _article_words(segments)
    inside = [article is not None and f" {_words(block.text)} " in article for block in segments.blocks]
    return np.where(np.array(inside, dtype=bool), _INSIDE, _OUTSIDE).astype(np.float32)


def _article_words(segments: Segments) -> str | None:
    try:
        summary = Readability(segments.source).summary(html_partial=True)
    except (Unparseable, LxmlError, ValueError, TypeError, AttributeError, IndexError) as error:
        segments.warnings.append(f"readability-lxml could not read the page: {type(error).__name__}")
        return None
    texts = [_words(block.text) for block in segment_html(summary).blocks]
    return f" {' '.join(texts)} "


def _words(text: str) -> str:
    return " ".join(text.split())
