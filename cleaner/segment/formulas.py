"""Formulas: a page says each of them several times, as MathML, as TeX, as a drawing. One of these is text.

TeX is what people and language models read best, so it is what counts wherever MathML is annotated with it. Readers
do not see the annotation, though, so it has to say what the MathML shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import turbohtml
from turbohtml import Element, Text

from cleaner.segment.elements import is_hidden

#: What a formula is said to be, and the room it leaves, beside what is shown of it.
_UNSEEN = frozenset(["annotation", "annotation-xml", "mphantom"])
#: Class of what KaTeX draws a formula with.
DRAWING = "katex-html"
#: What is no letter or number of a formula: commands, and the names of environments.
_COMMANDS = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\(?:[a-zA-Z]+|.)", re.DOTALL)
#: What MediaWiki wraps each formula in.
_STYLED = re.compile(r"\{\s*\\(?:displaystyle|textstyle)\b\s*(?P<tex>.*)\}", re.DOTALL)
#: Letters and numbers of TeX that its MathML may lack, such as those of measures (`\hspace{1em}`), and their share.
_ASTRAY, _ASTRAY_SHARE = 4, 0.2
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Words of TeX that its MathML may lack (`\color{red}`); so many words make prose.
_WORDS_ASTRAY, _PROSE = 2, 4
#: Longer formulas are read as they are shown.
_MAX_TEX = 10_000
#: Formulas that stand alone: between TeX's own marks; else at most so long, with a command or a sign of relation.
_DELIMITED = re.compile(
    r"(?:\$\$.+\$\$|\\\[.+\\\]|\\begin\{(?P<name>[a-z]+\*?)\}.+\\end\{(?P=name)\})[.,;]?", re.DOTALL
)
_RELATION = re.compile(r"\\[a-zA-Z]{2,}|\S[ \u2009]?[=≈≠≤≥≡∈⊂→↦∝][ \u2009]?\S")
#: Not of formulas: addresses, attributes, code.
_NOT_OF_FORMULAS = re.compile(r"[?\"';]|&\w|==")
_MAX_ALONE = 200


def tex_of(math: Element) -> str | None:
    """Return the TeX a `math` element is annotated with, white space folded; None if that is not what it shows.

    See MathML Core, section 6 (https://www.w3.org/TR/mathml-core/#semantics-and-presentation).
    """
    for semantics in _elements_in(math):
        for note in _elements_in(semantics):
            if note.tag == "annotation" and "tex" in (note.attr("encoding") or "").lower():
                tex = " ".join(note.text.split())
                found = _STYLED.fullmatch(tex)
                tex = found["tex"].strip() if found else tex
                return tex if tex and _is_shown(tex, semantics) else None
    return None


def text_of(markup: str) -> str:
    """Return what the text of a page has of the markup of a `math` element.

    >>> text_of("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>")
    'x=1'
    """
    math = turbohtml.parse_fragment(markup).find("math")
    return "" if math is None else tex_of(math) or shown_text(math)


def _elements_in(node: Element) -> list[Element]:
    return [child for child in node.children if isinstance(child, Element)]


def shown_text(math: Element) -> str:
    """Return what a `math` element shows, without its annotations and what else readers do not see."""
    parts, unseen = [], set()
    for node in math.descendants:
        if node.parent in unseen or (isinstance(node, Element) and _is_unseen(node)):
            unseen.add(node)
        elif isinstance(node, Text):
            parts.append(node.data)
    return "".join(parts)


def _is_unseen(node: Element) -> bool:
    return node.tag in _UNSEEN or is_hidden(node.attr("hidden"), node.attr("style"), node.attr("class"))


def _is_shown(tex: str, semantics: Element) -> bool:
    """Whether nearly all letters and numbers of TeX stand in the MathML, too, and nearly all its words as such."""
    text, shown = (unicodedata.normalize("NFKC", part) for part in (_COMMANDS.sub(" ", tex), shown_text(semantics)))
    if max(len(text), len(shown)) > _MAX_TEX:
        return False
    said, squeezed = _characters(text), _squeeze(shown)
    astray = (said - _characters(shown)).total()
    words = sum(word not in squeezed for word in set(_WORD.findall(text)))
    return astray <= max(_ASTRAY, _ASTRAY_SHARE * said.total()) and words <= _WORDS_ASTRAY


def _characters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalnum())


def is_drawing(node: Element) -> bool:
    """Whether an element draws the formula that the element before it says as MathML, as KaTeX writes it."""
    said = node.previous_sibling
    return isinstance(said, Element) and node.attr("aria-hidden") == "true" and _math_in(said) is not None


def is_spoken(node: Element) -> bool:
    """Whether a hidden element says the formula of the picture behind it, as MediaWiki writes it; never prose."""
    math, picture = _math_in(node), node.next_sibling
    if math is None or not isinstance(picture, Element) or picture.tag != "img":
        return False
    tex = tex_of(math)
    return tex is not None and len(_WORD.findall(_COMMANDS.sub(" ", tex))) < _PROSE and _bare(picture) == _squeeze(tex)


def _math_in(node: Element) -> Element | None:
    """Return the `math` element that is all an element holds."""
    inner = _elements_in(node)
    return inner[0] if len(inner) == 1 and inner[0].tag == "math" else None


def _bare(picture: Element) -> str:
    """Return the formula a picture stands for."""
    alt = " ".join((picture.attr("alt") or "").split())
    found = _STYLED.fullmatch(alt)
    return _squeeze(found["tex"] if found else alt)


def _squeeze(tex: str) -> str:
    return "".join(tex.split())


def is_formula(text: str) -> bool:
    """Tell a line that is nothing but a formula.

    >>> [is_formula(text) for text in (r"$$\\sum_i a_i$$", "E = mc^2", "x = the number of users online")]
    [True, True, False]
    """
    if _DELIMITED.fullmatch(text):
        return True
    if len(text) > _MAX_ALONE or not _RELATION.search(text) or _NOT_OF_FORMULAS.search(text):
        return False
    return not _WORD.search(_COMMANDS.sub(" ", text))
