"""Labelled texts dressed as pages: so that the HTML door, too, learns languages and widgets that no labelled page has.

Content stands in one container, junk around and amid it in containers of its own; tags, nesting, links and class names
vary, and many class names say nothing, as on real pages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from cleaner.training.labelled import KEPT, Line

#: What the class names of a label's containers are made of.
_NAMES: dict[str, tuple[str, ...]] = {
    "content": ("entry-content", "article-body", "post-content", "story", "content", "text", "article__text", "main"),
    "navigation": ("menu", "main-nav", "navbar", "breadcrumbs", "site-header", "top-links", "quicklinks"),
    "share": ("share", "social-share", "sharing", "post-tools", "article-tools", "sharedaddy"),
    "teaser": ("related", "most-read", "more-news", "recommended", "teasers", "sidebar", "widget", "read-also"),
    "comment": ("comments", "comment-list", "discussion", "replies", "comment-body"),
    "comment_ui": ("comments", "respond", "comment-form", "discussion", "comment-head"),
    "metadata": ("meta", "byline", "post-meta", "article-info", "dateline", "author-line"),
    "credit": ("credit", "photo-credit", "image-source"),
    "tags": ("tags", "topics", "keywords", "post-tags"),
    "promo": ("newsletter", "promo", "subscribe", "app-banner", "support-us", "cta"),
    "form": ("form", "login", "contact-form", "poll", "search"),
    "ad": ("ad", "advert", "sponsored", "ad-slot"),
    "consent": ("cookie-banner", "consent", "gdpr"),
    "paywall": ("paywall", "subscription", "meter", "piano-offer"),
    "author_bio": ("author-box", "about-author", "bio"),
    "footer": ("footer", "site-footer", "colophon", "legal"),
    "pagination": ("pagination", "post-nav", "prev-next"),
    "loader": ("loading", "player", "spinner"),
    "duplicate": ("header-title", "sticky-title", "breadcrumb-title"),
    "other": ("box", "extra", "player", "module", "widget"),
}
_PLAIN_NAMES = ("row", "col", "wrap", "inner", "block", "box", "item", "container", "section", "module")
#: Elements that hold the lines of a run of junk, and elements round each line; `a` more often than not.
_BOXES = ("div", "div", "div", "section", "aside", "ul")
_LINES = ("span", "p", "div", "a", "a")
_BUTTONS = ("button", "a", "span", "div")
_TAGS = {"navigation": "nav", "footer": "footer", "teaser": "aside", "form": "form"}
_INTERACTIVE = frozenset(["share", "comment_ui", "form", "consent", "promo", "paywall", "loader"])


class Dresser:
    """Makes one page out of labelled lines; `dice` decides how it looks."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        #: How many of a page's containers have names that say what they are.
        self.candour = dice.choice([0.0, 0.3, 0.6, 0.9])
        self.paragraph = dice.choices(["p", "div"], [9, 1])[0]

    def page(self, lines: Sequence[Line]) -> str:
        """Return the page; every line stands in it once, in order."""
        kept = [number for number, (label, _) in enumerate(lines) if label in KEPT]
        first, last = (kept[0], kept[-1] + 1) if kept else (len(lines), len(lines))
        title = next((text for label, text in lines if label == "title"), "")
        head = f"<title>{escape(title)}</title>" if self.dice.random() < 0.8 else ""
        wrapper = self.dice.choice(["article", "main", "div", "div", "section"])
        article = f"<{wrapper}{self._class('content')}>{self._runs(lines[first:last])}</{wrapper}>"
        for _ in range(self.dice.randrange(4)):
            article = f"<div{self._class('')}>{article}</div>"
        above, below = self._runs(lines[:first]), self._runs(lines[last:])
        return f"<!doctype html><html><head>{head}</head><body>{above}{article}{below}</body></html>"

    def _class(self, label: str) -> str:
        if label and self.dice.random() < self.candour:
            return f' class="{self.dice.choice(_NAMES.get(label, _NAMES["other"]))}"'
        chance = self.dice.random()
        if chance < 0.4:
            return ""
        if chance < 0.7:
            return f' class="{self.dice.choice(_PLAIN_NAMES)}"'
        return f' class="css-{self.dice.randrange(16**6):06x}"'

    def _runs(self, lines: Sequence[Line]) -> str:
        filled = [line for line in lines if line[1].strip()]
        runs = (list(run) for _, run in groupby(filled, key=lambda line: line[0]))
        return "\n".join(self._run(run[0][0], [escape(text) for _, text in run]) for run in runs)

    def _run(self, label: str, texts: list[str]) -> str:
        if label in KEPT:
            return "\n".join(self._content(label, texts))
        box = _TAGS.get(label, "div") if self.dice.random() < self.candour else self.dice.choice(_BOXES)
        if len(texts) == 1 and self.dice.random() < 0.5:
            return self._line(label, texts[0])
        lines = [self._line(label, text) for text in texts]
        if self.dice.random() < 0.25 and label in ("teaser", "comment_ui", "promo", "navigation", "author_bio"):
            heading = self.dice.choice(["h2", "h3", "h4"])
            lines[0] = f"<{heading}>{texts[0]}</{heading}>"
        if box == "ul" or (box == "nav" and self.dice.random() < 0.6):
            inner = "".join(f"<li>{line}</li>" for line in lines)
            return f"<{box}{self._class(label)}>{inner}</{box}>" if box == "ul" else f"<nav><ul>{inner}</ul></nav>"
        return f"<{box}{self._class(label)}>{chr(10).join(lines)}</{box}>"

    def _line(self, label: str, text: str) -> str:
        if label == "comment" or (len(text) > 90 and self.dice.random() < 0.8):
            return f"<p>{text}</p>"
        tag = self.dice.choice(_BUTTONS if label in _INTERACTIVE else _LINES)
        if label in ("navigation", "teaser", "tags") and self.dice.random() < 0.7:
            tag = "a"
        if tag in ("a", "span"):
            link = ' href="/x"' if tag == "a" else ""
            return f"<div><{tag}{link}>{text}</{tag}></div>"
        return f"<{tag}{self._class(label)}>{text}</{tag}>"

    def _content(self, label: str, texts: list[str]) -> Iterator[str]:
        """Yield the elements of a run of content."""
        chance = self.dice.random()
        if label == "list_item":
            tag = self.dice.choice(["ul", "ul", "ol"])
            yield f"<{tag}>{''.join(f'<li>{text}</li>' for text in texts)}</{tag}>"
        elif label == "table":
            rows = ("".join(f"<td>{cell}</td>" for cell in text.split("\t")) for text in texts)
            yield f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
        elif label == "title":
            tag = "h1" if chance < 0.85 else "h2"
            yield from (f"<{tag}>{text}</{tag}>" for text in texts)
        elif label == "heading":
            tag = self.dice.choice(["h2", "h2", "h3"])
            yield from (
                f"<{tag}>{text}</{tag}>" if chance < 0.8 else f"<p><strong>{text}</strong></p>" for text in texts
            )
        elif label == "caption":
            yield from (f'<figure><img src="/x.jpg"><figcaption>{text}</figcaption></figure>' for text in texts)
        elif label == "quote":
            yield from (f"<blockquote><p>{text}</p></blockquote>" for text in texts)
        elif label == "code":
            yield f"<pre>{chr(10).join(texts)}</pre>"
        else:
            yield from (f"<{self.paragraph}>{text}</{self.paragraph}>" for text in texts)
