"""Formulas in cleaned HTML, marked as pandoc marks them: `\\(...\\)` in a span, which MathJax and KaTeX set."""

from __future__ import annotations

import html
from typing import NamedTuple

import turbohtml
from turbohtml import Element, Text

from cleaner.segment.formulas import DRAWING, is_drawing, shown_text, tex_of

#: Holds a formula's place while the markup round it is sanitised: from Unicode's private use area.
_MARK = "\ue000{}\ue001"
#: Longer markup, and more formulas than that, are rendered as bare text.
_MAX_CHARS, _MAX_FORMULAS = 200_000, 300
INLINE, DISPLAY = "math inline", "math display"


class Formula(NamedTuple):
    """A formula of a block."""

    text: str
    """As it stands in the block's text."""
    markup: str
    """As cleaned HTML has it."""


def take_formulas(markup: str) -> tuple[str, list[Formula]]:
    """Return markup with marks in the place of its formulas, and these in order."""
    count = markup.lower().count("<math")
    if not 0 < count <= _MAX_FORMULAS or len(markup) > _MAX_CHARS or "\ue000" in markup:
        return markup, []
    fragment = turbohtml.parse_fragment(markup)
    drawn = [span for span in fragment.find_all("span") if DRAWING in (span.attr("class") or "")]
    for drawing in [span for span in drawn if is_drawing(span)]:
        drawing.extract()
    found = []
    for math in fragment.find_all("math"):
        found.append(_formula_of(math))
        math.replace_with(Text(_MARK.format(len(found) - 1)))
    return fragment.inner_html, found


def _formula_of(math: Element) -> Formula:
    tex = tex_of(math)
    if tex is None:
        shown = " ".join(shown_text(math).split())
        return Formula(shown, html.escape(shown, quote=False))
    is_display = math.attr("display") == "block"
    name, opening, closing = (DISPLAY, r"\[", r"\]") if is_display else (INLINE, r"\(", r"\)")
    return Formula(tex, f'<span class="{name}">{opening}{html.escape(tex, quote=False)}{closing}</span>')


def put_back(text: str, formulas: list[Formula], *, as_markup: bool) -> str:
    """Return text with the formulas, or their markup, in the place of their marks."""
    for number, formula in enumerate(formulas):
        text = text.replace(_MARK.format(number), formula.markup if as_markup else formula.text)
    return text


#: What Markdown would read as markup, and what TeX has for it.
_SAFE_TEX = (("< ", "<"), ("<", r"\lt "), ("> ", ">"), (">", r"\gt "), ("](", "]{}("))


def as_dollars(element: Element, inner: str) -> str:
    """Write a formula as Markdown has it, between dollar signs; no tag or link for readers that know no formulas."""
    name, tex = element.attr("class"), element.text[2:-2]
    if name not in (INLINE, DISPLAY) or "$" in tex:
        return inner
    for mark, command in _SAFE_TEX:
        tex = tex.replace(mark, command)
    return f"$${tex}$$" if name == DISPLAY else f"${tex}$"
