"""Examples for training: a page as the network sees it, with a soft label and a weight for every block."""

from __future__ import annotations

import random
import sys
import warnings
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
from bs4 import BeautifulSoup

from cleaner.bench.flatten import by_bs4
from cleaner.datafiles import DATA
from cleaner.features import measure
from cleaner.labels import find_verdicts
from cleaner.labels.evidence import LABELS
from cleaner.lexicon import load_lexicon
from cleaner.network import Inputs, gather_inputs
from cleaner.pipeline import segment
from cleaner.scoring import settle
from cleaner.training.alignment import align, from_segments, from_votes, squeeze, tokens_of
from cleaner.training.composed import Composer, as_source
from cleaner.training.dressed import Dresser
from cleaner.training.labelled import FORMS, KEPT, Line, read_labelled
from cleaner.training.tongue import Tongue

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Column = npt.NDArray[np.float32]

#: Parts of the sites in cross-validation.
FOLDS = 3
LEXICONS = DATA / "lexicons"


@dataclass
class Example:
    """One page, ready for the network."""

    name: str
    """Identifier of the page."""
    site: str
    """Pages of one site are never split between training and test."""
    source: str
    """The set it comes from."""
    group: str
    """Page type or flattener, for figures by group."""
    inputs: Inputs
    sure: Column
    """The probability where a sure verdict settles the block, NaN elsewhere; shape (blocks,)."""
    title: npt.NDArray[np.bool_]
    """Whether the block was found to be the headline."""
    label: Column
    """How much of the block is content, 0 to 1; NaN where it is not known."""
    size: Column
    """Tokens of the block."""
    weight: float = 1.0
    """Of the page among the others."""
    texts: Sequence[str] = ()
    """The blocks' texts."""
    named: npt.NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    """Number of the block's label in `evidence.LABELS`; -1 where nobody said."""

    def __post_init__(self) -> None:
        """Where nothing is said of labels, none is known."""
        if not len(self.named):
            self.named = np.full(len(self.label), -1, dtype=np.int8)


#: Inputs, sure verdicts, whether headline, texts of the blocks.
Made: TypeAlias = "tuple[Inputs, Column, npt.NDArray[np.bool_], list[str]]"


def make_inputs(text: str, kind: str) -> Made | None:
    """Run the pipeline up to the network: (inputs, sure verdicts, headline, texts); None for a page without blocks."""
    lexicon = load_lexicon()
    segments, languages = segment(text, kind, lexicon)
    if not segments.blocks:
        return None
    measured = measure(segments, lexicon, languages)
    context = find_verdicts(segments, measured)
    sure = settle(np.full(len(segments.blocks), np.nan, dtype=np.float32), context)
    title = np.array([context.is_title(index) for index in range(len(segments.blocks))])
    return gather_inputs(context), sure, title, [block.text for block in segments.blocks]


def site_of(url: str, name: str) -> str:
    """Return the site of a page from its address, or from its file name if that begins with the host.

    >>> site_of("https://www.example.org/a", "1"), site_of("", "set::example.org-a.html")
    ('example.org', 'example.org')
    """
    host = urlsplit(url or "").hostname or ""
    return (
        host.removeprefix("www.")
        or name.rsplit("::", maxsplit=1)[-1].split("/", maxsplit=1)[0].split("-", maxsplit=1)[0]
    )


def fold_of(site: str, folds: int = FOLDS) -> int:
    """Return the fold a site belongs to, the same in every run."""
    return zlib.crc32(site.encode("utf-8", "replace")) % folds


def from_page(row: Mapping[str, Any], source: str) -> Example | None:
    """Make an example of a page with gold, or with segments and the votes of two other extractors."""
    html = row["html"].decode("utf-8", "replace")
    return _of_page(row, source, html, html, "html")


def flatten(row: Mapping[str, Any], source: str) -> Example | None:
    """Make an example of a page flattened to one text chunk a line."""
    html = row["html"].decode("utf-8", "replace")
    return _of_page(row, source, html, by_bs4(html), "text")


def flatten_otherwise(row: Mapping[str, Any], source: str) -> Example | None:
    """Make an example of a page flattened in one of `OTHER_WAYS`, the same one for the same page."""
    html = row["html"].decode("utf-8", "replace")
    number = zlib.crc32(f"{source}/{row['id']}".encode()) % len(OTHER_WAYS)
    name, way = list(OTHER_WAYS.items())[number]
    example = _of_page(row, source, html, way(html), "text")
    return example and replace(example, group=name, weight=_OTHERWISE_WEIGHT)


def _on_one_line(html: str) -> str:
    return " ".join(by_bs4(html).split())


def _without_breaks(html: str) -> str:
    """The page's own white space stands between its elements, or none."""
    return BeautifulSoup(html, "lxml").get_text()


#: Ways to flatten a page that the sets of flattened texts do not have.
OTHER_WAYS: dict[str, Callable[[str], str]] = {
    "one-line": _on_one_line,
    "no-breaks": _without_breaks,
}


def _of_page(row: Mapping[str, Any], source: str, html: str, text: str, kind: str) -> Example | None:
    made = make_inputs(text, kind)
    if made is None:
        return None
    inputs, sure, title, texts = made
    label, size = align(texts, row["gold"] or "")
    if not row["gold"]:
        label = _weak_label(texts, row, _other_extractors(html))
    site = site_of(row["url"], row["id"])
    group, weight = (row["page_type"] or "", 1.0) if kind == "html" else (f"flat-{source}", 0.7)
    return Example(row["id"], site, source, group, inputs, sure, title, label, size, weight, texts)


def from_text(row: Mapping[str, Any]) -> Example | None:
    """Make an example of a flattened text with gold."""
    made = make_inputs(row["text"], "text")
    if made is None:
        return None
    inputs, sure, title, texts = made
    label, size = align(texts, row["gold"])
    return Example(
        row["id"], row["site"], row["source"], row["flattener"], inputs, sure, title, label, size, 1.0, texts
    )


def compose(language: str, seed: int, stories: Sequence[Sequence[str]]) -> Example | None:
    """Make an example of a composed text."""
    dice = random.Random(f"{language} {seed}")
    lexicon = tomllib.loads((LEXICONS / f"{language}.toml").read_text("utf-8"))
    lines = Composer(Tongue(language, lexicon, dice), lexicon, stories, dice).text()
    lines = [(" ".join(text.split()) if "\t" not in text else text, kept) for text, kept in lines if text.strip()]
    made = make_inputs(as_source(lines, dice), "text")
    if made is None:
        return None
    label = _carry(made[3], [(text, float(kept)) for text, kept in lines])
    return _of_lines(f"{language}-{seed}", made, label, _COMPOSED_WEIGHT, "composed")


def from_labelled(task: tuple[Path, Path, str, int]) -> Example | None:
    """Make an example of a text labelled by hand: its file, that of a partner in its language, a form, its number."""
    path, partner, name, number = task
    form = FORMS[name]
    dice = random.Random(f"{path.stem} {name} {number}")
    made = form.make(read_labelled(path), read_labelled(partner), dice)
    source = "\n".join(text for _, text in made)
    return _of_labelled(path.stem, source, "text", made, form.weight)


def from_dressed(path: Path, variant: int = 0) -> Example | None:
    """Make an example of a labelled text dressed as a page, another one for each variant."""
    lines = read_labelled(path)
    page = Dresser(random.Random(f"{path.stem} {variant}")).page(lines)
    return _of_labelled(path.stem, page, "html", lines, _DRESSED_WEIGHT)


def _of_labelled(name: str, source: str, kind: str, lines: Sequence[Line], weight: float) -> Example | None:
    """Make an example of a source whose lines have labels."""
    made = make_inputs(source, kind)
    if made is None:
        return None
    label = _carry(made[3], [(text, float(label in KEPT)) for label, text in lines])
    said = _carry(made[3], [(text, float(_NUMBERS.get(label, -1))) for label, text in lines])
    example = _of_lines(name, made, label, weight, "labelled")
    return replace(example, named=np.where(np.isnan(said), -1, said).astype(np.int8))


def _of_lines(name: str, made: Made, label: Column, weight: float, origin: str) -> Example:
    """Make an example of a source whose lines are known to be content or not."""
    inputs, sure, title, texts = made
    size = np.array([len(tokens_of(text)) for text in texts], dtype=np.float32)
    return Example(name, name, origin, origin, inputs, sure, title, label, size, weight, texts)


_COMPOSED_WEIGHT = 0.8
_OTHERWISE_WEIGHT = 0.4
_DRESSED_WEIGHT = 0.25
_NUMBERS = {label.value: number for number, label in enumerate(LABELS)}


def _carry(texts: Sequence[str], lines: Sequence[tuple[str, float]]) -> Column:
    """Carry what is said of lines over to the blocks they became, which may be joined or split; NaN where two meet."""
    owners = np.concatenate([np.full(len(squeeze(text)), said) for text, said in lines] or [np.zeros(0)])
    carried = np.full(len(texts), np.nan, dtype=np.float32)
    at = 0
    for index, text in enumerate(texts):
        stop = at + len(squeeze(text))
        if stop > at and stop <= len(owners) and (owners[at:stop] == owners[at]).all():
            carried[index] = owners[at]
        at = stop
    return carried


def _weak_label(texts: Sequence[str], row: Mapping[str, Any], outputs: Sequence[str]) -> Column:
    label = from_segments(texts, row["must"], row["must_not"])
    return np.where(np.isnan(label), from_votes(texts, outputs), label).astype(np.float32)


def _other_extractors(html: str) -> list[str]:
    """Return what two other extractors keep; both need the extra `bench`."""
    import trafilatura
    from readability import Document

    summary = ""
    try:
        summary = BeautifulSoup(Document(html).summary(), "lxml").get_text("\n")
    except Exception as error:  # whatever it fails of, it has no vote
        warnings.warn(f"readability-lxml has no vote: {error}", stacklevel=2)
    return [trafilatura.extract(html) or "", summary]
