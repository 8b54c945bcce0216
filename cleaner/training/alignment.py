"""Labels for training: which part of each block stands in the gold, or what segments and other extractors say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq

Column = npt.NDArray[np.float32]

_TOKEN = re.compile(r"\w+")
#: Chinese, Japanese and Thai have no blanks: a run of them is aligned by character.
_DENSE_TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")
#: A block of which less (more) is aligned is taken for boilerplate (content) as a whole.
_NONE, _ALL = 0.2, 0.85
#: Pages with more tokens are aligned in their first part only; the rest has no label.
_MAX_TOKENS = 60_000


def tokens_of(text: str) -> list[str]:
    """Return the lower-case tokens of a text, those of dense scripts a character each."""
    return _DENSE_TOKEN.findall(text.lower())


def align(blocks: Sequence[str], gold: str) -> tuple[Column, Column]:
    """Return how much of each block the gold has, 0 to 1, and how many tokens the block has.

    Blocks and gold are aligned once as a whole, by a longest common subsequence of tokens, so that a word of a menu
    that also occurs in the article counts only in its own place.
    """
    wanted = tokens_of(gold)[:_MAX_TOKENS]
    rows = [tokens_of(block) for block in blocks]
    sizes = np.array([len(row) for row in rows], dtype=np.int64)
    flat = [token for row in rows for token in row][:_MAX_TOKENS]
    matched = np.zeros(int(sizes.sum()) + 1, dtype=np.float32)
    numbers = {token: number for number, token in enumerate(dict.fromkeys([*flat, *wanted]))}
    for code in LCSseq.opcodes([numbers[t] for t in flat], [numbers[t] for t in wanted]):
        if code.tag == "equal":
            matched[code.src_start : code.src_end] = 1
    ends = np.cumsum(sizes)
    sums = np.concatenate(([0.0], np.cumsum(matched)))
    share = (sums[ends] - sums[ends - sizes]) / np.maximum(sizes, 1)
    share = np.where(share < _NONE, 0.0, np.where(share > _ALL, 1.0, share))
    return share.astype(np.float32), sizes.astype(np.float32)


def from_segments(blocks: Sequence[str], must: Sequence[str], must_not: Sequence[str]) -> Column:
    """Return 1 for blocks that hold a wanted segment, 0 for those that hold an unwanted one, NaN for all others."""
    label = np.full(len(blocks), np.nan, dtype=np.float32)
    squeezed = [squeeze(block) for block in blocks]
    for segments, value in ((must_not, 0.0), (must, 1.0)):
        for segment in map(squeeze, segments):
            for index, block in enumerate(squeezed):
                if segment and (segment in block or (len(block) > 25 and block in segment)):
                    label[index] = value
    return label


def from_votes(blocks: Sequence[str], outputs: Sequence[str]) -> Column:
    """Return 1 for blocks that all of several extractors kept, 0 for those that none did, NaN for all others."""
    votes = np.zeros(len(blocks))
    for output in map(squeeze, outputs):
        votes += [bool(block) and block in output for block in map(squeeze, blocks)]
    label = np.full(len(blocks), np.nan, dtype=np.float32)
    label[votes == 0] = 0
    label[votes == len(outputs)] = 1
    return label


def squeeze(text: str) -> str:
    """Return a text's letters and digits in lower case, all else left out."""
    return "".join(_TOKEN.findall(text.lower()))
