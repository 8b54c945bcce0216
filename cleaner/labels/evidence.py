"""What the rules and the lexicon say of each block, as columns beside the feature matrix."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.document import Label
from cleaner.labels.context import SURE, Context
from cleaner.lexicon import GROUPS

#: What a block may be, in the order in which rules and networks number it.
LABELS: tuple[Label, ...] = tuple(Label)
_GROUPS: tuple[str, ...] = tuple(GROUPS)
_LABEL_NUMBERS = {label: number for number, label in enumerate(LABELS)}
_GROUP_NUMBERS = {group: number for number, group in enumerate(_GROUPS)}

COLUMNS: tuple[str, ...] = (
    "said",  # how much the verdict speaks for content, -1 to 1; the ends are sure verdicts
    *(f"said_{label.value}" for label in LABELS),
    *(f"hit_{group}" for group in _GROUPS),  # 1 for a sure phrase of the group, half for a likely one
    "of_title",  # share of its words that the headline has
    "after_title",  # stands behind the headline
    "from_title",  # log of the number of blocks to the headline
    "forum",  # the page is a forum or Q&A thread
)


def evidence_matrix(context: Context, start: int, stop: int) -> npt.NDArray[np.float32]:
    """Return these columns for the blocks from `start` to before `stop`."""
    matrix = np.zeros((stop - start, len(COLUMNS)), dtype=np.float32)
    first_group = 1 + len(LABELS)
    pairs = zip(context.verdicts[start:stop], context.measured.hits[start:stop], strict=True)
    for index, (verdict, hit) in enumerate(pairs):
        if verdict is not None:
            matrix[index, 0] = max(-1.0, min(1.0, verdict.shift / SURE))
            matrix[index, 1 + _LABEL_NUMBERS[verdict.label]] = 1
        if hit is not None:
            matrix[index, first_group + _GROUP_NUMBERS[hit.group]] = 1 if hit.sure else 0.5
    headline = next((index for index, v in enumerate(context.verdicts) if v is not None and v.label is Label.TITLE), -1)
    if headline >= 0:
        distance = np.arange(start, stop) - headline
        bags = context.measured.words
        matrix[:, -4] = bags.rows(start, stop).shares(bags.rows(headline, headline + 1).ids)
        matrix[:, -3] = distance > 0
        matrix[:, -2] = np.log1p(np.abs(distance))
    matrix[:, -1] = context.is_forum
    return matrix
