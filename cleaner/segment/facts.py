"""What an HTML page says of itself: `<title>`, `<meta>`, JSON-LD and the like, noted while the tree is walked."""

from __future__ import annotations

from turbohtml import Element

from cleaner.document import PageFacts
from cleaner.segment.elements import BLOCK, PLAIN, SKIP

#: Where frameworks leave the data of a page.
_APP_DATA = frozenset(["__NEXT_DATA__", "__NUXT_DATA__", "__APOLLO_STATE__", "__PRELOADED_STATE__"])


def gather_fact(facts: PageFacts, node: Element, tag: str) -> int:
    """Note what an element states and return what it does in the walk."""
    if tag == "meta":
        _gather_meta(facts, node)
    elif tag == "title":
        facts.title = facts.title or " ".join(node.text.split())
    elif tag == "link":
        if (node.attr("rel") or "").lower() == "canonical":
            facts.canonical = facts.canonical or node.attr("href")
    elif tag == "base":
        facts.base = facts.base or node.attr("href")
    elif tag == "time":
        if moment := node.attr("datetime"):
            facts.times.append(moment)
        return PLAIN
    elif tag == "script":
        if (node.attr("type") or "").lower() == "application/ld+json":
            facts.json_ld.append(node.text)
        else:
            facts.scripts += 1
            if node.attr("id") in _APP_DATA:
                facts.app_data.append(node.text)
    elif node.attr("shadowrootmode") is not None:
        return BLOCK
    return SKIP


def _gather_meta(facts: PageFacts, node: Element) -> None:
    name = node.attr("property") or node.attr("name") or node.attr("itemprop")
    content = node.attr("content")
    if name and content:
        facts.meta.setdefault(name.strip().lower(), []).append(content)
