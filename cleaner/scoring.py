"""Step four, score: the network weighs everything that is known of each block; and where to cut.

The weights stand in `data/model.npz`, made by `cleaner.training` (see `data/MODEL_CARD.md`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from cleaner.datafiles import DATA, read_shipped
from cleaner.document import CONTENT_LABELS
from cleaner.errors import DataFileError
from cleaner.features import Column
from cleaner.labels.context import LINE_NUMBERS, SURE, Context
from cleaner.labels.evidence import LABELS
from cleaner.network import REACH, Matrix, Network, gather_inputs
from cleaner.options import Mode
from cleaner.segment import Segments
from cleaner.segment.limits import Deadline
from cleaner.tokens import name_bags

#: Probability of a block that a sure verdict keeps.
SURE_PROBABILITY = 0.98


@dataclass(frozen=True)
class Scale:
    """How one mode chooses its cut: the weight of recall, and the probabilities between which the cut lies.

    The bounds keep a document of junk alone from yielding its least unlikely line, and a clean one from losing some.
    """

    beta: float
    low: float
    high: float


SCALES: Mapping[Mode, Scale] = {
    "balanced": Scale(1.0, 0.2, 0.5),
    "precision": Scale(0.5, 0.4, 0.8),
    "recall": Scale(2.0, 0.08, 0.3),
}


#: Blocks that are scored at once. A longer document is scored in parts, so that memory does not grow with it.
_WINDOW = 3000


class Opinion(NamedTuple):
    """What the networks of a door say of a document."""

    probability: Column
    """Probability of content of every block, the sure verdicts settled; shape (blocks,)."""
    likeness: Matrix
    """How much every block is like each label, see `network.Reading`; all zero for blocks that were not scored."""


class Model:
    """The networks of both doors with their calibration. Two of the same weights file are equal."""

    def __init__(self, data: bytes) -> None:
        """Read a weights file; see `cleaner.training.export`.

        Raises:
            DataFileError: the file is not one of ours, or its columns or labels are not those of the program.
        """
        self._digest = sha256(data).digest()
        try:
            with np.load(BytesIO(data), allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            head: dict[str, Any] = json.loads(arrays.pop("head").tobytes())
            columns: dict[str, list[str]] = head["columns"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise DataFileError(f"cannot read the model's weights: {error}; reinstall the package") from error
        self._networks = {kind: _networks_of(kind, arrays, names) for kind, names in columns.items()}
        if head.get("labels") != [label.value for label in LABELS]:
            raise DataFileError("the model's weights know other labels than the program; reinstall the package")
        self._confidence: dict[str, tuple[Sequence[float], Sequence[float]]] = head.get("confidence", {})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and other._digest == self._digest

    def __hash__(self) -> int:
        return hash(self._digest)

    def opinion(self, context: Context, kind: str, deadline: Deadline | None = None) -> Opinion:
        """Weigh every block by the networks' mean odds. Blocks that the deadline leaves unscored have 0.5."""
        networks, size = self._networks[kind], len(context.blocks)
        odds, likeness = np.zeros(size, dtype=np.float32), np.zeros((size, len(LABELS)), dtype=np.float32)
        outline = context.segments.outline
        names = None if outline is None else name_bags(outline)
        for start in range(0, size, _WINDOW):
            if deadline is not None and deadline.passed():
                break
            first = max(0, start - REACH)
            inputs = gather_inputs(context, first, start + _WINDOW + REACH, names=names)
            own = slice(start - first, start - first + _WINDOW)
            for reading in [network.read(inputs) for network in networks]:
                odds[start : start + _WINDOW] += reading.odds[own] / len(networks)
                if reading.likeness is not None:
                    likeness[start : start + _WINDOW] = reading.likeness[own]
        if outline is not None:
            odds = draw_lists_together(odds, context.segments)
        probability = np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), dtype=np.float32)
        return Opinion(settle(probability, context), likeness)

    def confidence(self, expected: float, kind: str) -> float:
        """Turn the expected word F1 of a cleaning into the one observed for such documents on other sites.

        Where nothing is kept there is nothing to trust: 0 stays 0.
        """
        if kind not in self._confidence or not expected:
            return expected
        xs, ys = self._confidence[kind]
        return float(np.interp(expected, xs, ys))


def _networks_of(kind: str, arrays: Mapping[str, npt.NDArray[Any]], columns: Sequence[str]) -> list[Network]:
    """Return the networks of a door, whose mean odds count: `<kind>.<number>.<name>` names their arrays.

    Raises:
        DataFileError: there is none, or it asks for columns that do not exist.
    """
    numbers = sorted({name.split(".")[1] for name in arrays if name.startswith(f"{kind}.")})
    if not numbers:
        raise DataFileError(f"the model's weights hold no network for {kind}; reinstall the package")
    own = [f"{kind}.{number}." for number in numbers]
    return [
        Network({name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}, columns)
        for start in own
    ]


#: Elements whose parts are likelier than others to be content together, or not; and how far each moves to their mean.
_LISTS = frozenset(["ul", "ol", "dl"])
_TOGETHER = 0.5


def draw_lists_together(odds: Column, segments: Segments) -> Column:
    """Return log-odds with those of the blocks of a list moved halfway to their mean, weighed by words' square root.

    A list is content or not, and half a list, such as the first of two definitions, is of no use to a reader.
    """
    outline = segments.outline
    if outline is None or not segments.blocks or _LISTS.isdisjoint(outline.tag):
        return odds
    around = list(range(len(outline.tag)))
    for element, (tag, parent) in enumerate(zip(outline.tag, outline.parent, strict=True)):
        around[element] = element if tag in _LISTS else around[parent]
    lists = np.array([around[element] for element in segments.element])
    weights = np.sqrt([block.text.count(" ") + 1.0 for block in segments.blocks])
    means = np.bincount(lists, weights * odds) / np.maximum(np.bincount(lists, weights), 1e-9)
    in_list = np.array([outline.tag[element] in _LISTS for element in lists])
    moved = (1 - _TOGETHER) * odds + _TOGETHER * means[lists]
    return np.asarray(np.where(in_list, moved, odds), dtype=np.float32)


def settle(probability: Column, context: Context) -> Column:
    """Return the probabilities with those that sure verdicts settle.

    In flattened text a sure verdict is all there is to know. In HTML the model has the elements too and weighs the
    verdicts among the rest; only what is kept for sure is settled: the headline, an article read from the page's data;
    and the line numbers of code, which look like the code they stand beside.
    """
    settled = np.asarray(probability, dtype=np.float32).copy()
    for index, verdict in enumerate(context.verdicts):
        if verdict is None or not verdict.is_sure:
            continue
        if context.is_text or verdict.shift > 0 or verdict.reason == LINE_NUMBERS:
            settled[index] = SURE_PROBABILITY if verdict.shift > 0 else 1 - SURE_PROBABILITY
    return settled


def weigh(probability: Column, context: Context) -> Column:
    """Return the probabilities of a scorer that knows of no verdicts, moved by them; sure ones settle their blocks."""
    shifts = np.array([0.0 if verdict is None else verdict.shift for verdict in context.verdicts])
    odds = np.log(probability / (1 - probability)) + shifts
    odds = np.where(np.abs(shifts) >= SURE, shifts, odds)
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)


def cut_document(context: Context, probability: Column, words: Column, mode: Mode) -> float:
    """Return the cut of a document: the best by the expected measure, but for two sorts.

    A flattened text in which the rules see next to no boilerplate loses only what is practically sure to be some. A
    short document whose best cut promises little besides a headline, such as an error page, keeps nothing.
    """
    cut = choose_cut(probability, words, mode)
    junk = [v for v in context.verdicts if v is not None and v.label not in CONTENT_LABELS]
    if context.is_text and not any(v.is_sure for v in junk) and len(junk) <= _NEXT_TO_NONE * len(context.blocks):
        return min(cut, _CLEAN)
    short, hopeless = _HOPELESS_TEXT if context.is_text else _HOPELESS_PAGE
    if words.sum() < short:
        rest = np.array(
            [not context.is_title(index) or words[index] > _LITTLE for index in range(len(words))], dtype=bool
        )
        if words[rest].sum() < _LITTLE:
            rest[:] = True
        if expected_f1(probability[rest], words[rest], cut) < hopeless:
            return NOTHING
    return cut


_NEXT_TO_NONE = 0.1
_CLEAN = 0.01
#: Below how many words a document is short, and below which expected word F1 it holds no article.
_HOPELESS_TEXT, _HOPELESS_PAGE = (400, 0.55), (200, 0.45)
#: Words beside a headline that it is judged without, and of a headline that is no mere headline.
_LITTLE = 25
#: A cut that no block reaches.
NOTHING = 1.1


def choose_cut(probability: Column, words: Column, mode: Mode) -> float:
    """Return the probability from which blocks are content: where the expected word F measure is highest.

    Blocks are kept from the likeliest down; of k blocks the expected measure is
    (1 + beta^2) sum(p words) / (sum(words) + beta^2 total(p words)). After Lewis, Evaluating and Optimizing Autonomous
    Text Classification Systems, SIGIR 1995.
    """
    scale = SCALES[mode]
    if not len(probability):
        return scale.high
    order = np.argsort(-probability, kind="stable")
    hoped = (probability * words)[order]
    square = scale.beta**2
    measure = np.cumsum(hoped) / (np.cumsum(words[order]) + square * hoped.sum() + 1e-9)
    return float(np.clip(probability[order[int(np.argmax(measure))]], scale.low, scale.high))


def expected_f1(probability: Column, words: Column, cut: float) -> float:
    """Return the expected word F1 of keeping what reaches the cut; 0 if nothing does."""
    kept = probability >= cut
    if not kept.any():
        return 0.0
    hoped = probability * words
    return float(min(1.0, 2 * hoped[kept].sum() / (words[kept].sum() + hoped.sum())))


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Return the shipped model, read once a process.

    Raises:
        DataFileError: the weights file is missing, broken or not the one shipped.
    """
    return Model(read_shipped(DATA / "model.npz"))
