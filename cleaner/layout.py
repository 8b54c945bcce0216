"""Columns of the feature matrix that follow from a page's elements: names, containers, repeated places.

Every element covers a contiguous run of blocks, so container statistics are differences of prefix sums.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.segment import Outline, Segments
from cleaner.segment.hints import Hint

Matrix = npt.NDArray[np.float32]
_Ints = npt.NDArray[np.intp]

#: How many containers up the container statistics look.
LEVELS = 6
_BITS = np.array([int(hint) for hint in Hint])

COLUMNS: tuple[str, ...] = (
    *(f"own_{hint.name}" for hint in Hint),
    *(f"inherited_{hint.name}" for hint in Hint),
    *(f"share_{level}" for level in range(LEVELS)),  # of the document's prose that the container holds
    *(f"links_{level}" for level in range(LEVELS)),  # link density of the container
    *(f"prose_{level}" for level in range(LEVELS)),  # mean prose of the container's characters
    *(f"blocks_{level}" for level in range(LEVELS)),  # log of the container's number of blocks
    "place_count",  # log of the number of blocks in elements of the same name, class and way from the root
    "place_prose",  # their mean prose
    "place_links",  # their mean link density
    "place_chars",  # log of their mean length
    "place_mass",  # their running text, compared to that of the place that has most
    "nest_mass",  # running text of the blocks whose elements have the same parent, compared to the most
    "nest_mass_above",  # the same one element up
    "place_before",  # share of the document's running text before the first block of such a place: 0 in the article,
    # much in a thread below it
    "nest_before",  # the same for the blocks whose elements have the same parent
    "depth",  # log of the number of elements round the block
)


def measure_layout(
    matrix: Matrix, segments: Segments, outline: Outline, chars: Matrix, links: Matrix, prose: Matrix
) -> None:
    """Fill a matrix of these columns, given characters, link density and prose of every block."""
    element = np.array(segments.element, dtype=np.intp)
    n_hints = len(_BITS)
    own = np.array(outline.hints)[element] | np.array(segments.inner_hints)
    matrix[:, :n_hints] = (own[:, None] & _BITS) != 0
    matrix[:, n_hints : 2 * n_hints] = (np.array(outline.inherited)[element][:, None] & _BITS) != 0
    _containers(matrix[:, 2 * n_hints : 2 * n_hints + 4 * LEVELS], element, outline, (chars, links, prose))
    _places(matrix[:, 2 * n_hints + 4 * LEVELS :], element, outline, (chars, links, prose))


def _containers(matrix: Matrix, element: _Ints, outline: Outline, columns: tuple[Matrix, Matrix, Matrix]) -> None:
    """Statistics of the containers round each block, the nearest that holds other blocks too first."""
    chars, links, prose = (column.astype(np.float64) for column in columns)
    sums = np.zeros((len(chars) + 1, 3))
    np.cumsum(np.stack((chars, links * chars, prose * chars), axis=1), axis=0, out=sums[1:])
    first, last, parent = (np.array(values, dtype=np.intp) for values in (outline.first, outline.last, outline.parent))
    inside = sums[last] - sums[first]
    size = last - first
    inside[:, 0] = np.maximum(inside[:, 0], 1)
    total = max(float(sums[-1, 2]), 1.0)
    of_element = np.stack(
        (inside[:, 2] / total, inside[:, 1] / inside[:, 0], inside[:, 2] / inside[:, 0], np.log1p(size)), axis=1
    ).astype(np.float32)
    wider = _wider(size, parent)
    index = element
    for level in range(LEVELS):
        index = wider[index]
        matrix[:, level::LEVELS] = of_element[index]


def _wider(size: _Ints, parent: _Ints) -> _Ints:
    """Number of the nearest ancestor that covers more blocks, looked for in four steps."""
    above = parent
    for _ in range(4):
        above = np.where(size[above] == size, parent[above], above)
    return above


def _places(matrix: Matrix, element: _Ints, outline: Outline, columns: tuple[Matrix, Matrix, Matrix]) -> None:
    """Statistics of all blocks that stand in like places: posts of a thread, items of a menu, paragraphs."""
    numbers: dict[tuple[int, str, str], int] = {}
    place: list[int] = []
    depth: list[int] = []
    for tag, names, parent in zip(outline.tag, outline.names, outline.parent, strict=True):
        if not place:
            place.append(0)
            depth.append(0)
            continue
        place.append(numbers.setdefault((place[parent], tag, names), len(numbers) + 1))
        depth.append(depth[parent] + 1)
    of_block = np.array(place, dtype=np.intp)[element]
    counts = np.bincount(of_block)
    divisor = np.maximum(counts, 1)
    mass = columns[0] * columns[2]
    chars, links, prose = (np.bincount(of_block, weights=column) / divisor for column in columns)
    stacked = np.stack((np.log1p(counts), prose, links, np.log1p(chars)), axis=1)
    matrix[:, :4] = stacked[of_block]
    above = np.array(outline.parent, dtype=np.intp)
    matrix[:, 4] = _share_of_most(of_block, mass)
    matrix[:, 5] = _share_of_most(above[element], mass)
    matrix[:, 6] = _share_of_most(above[above[element]], mass)
    before = np.cumsum(mass) - mass
    for column, group in ((7, of_block), (8, above[element])):
        matrix[:, column] = before[_first_of_group(group)] / max(float(mass.sum()), 1.0)
    matrix[:, 9] = np.log1p(np.array(depth)[element])


def _first_of_group(group: _Ints) -> _Ints:
    """Return the number of the first block of each block's group."""
    first = np.zeros(int(group.max()) + 1, dtype=np.intp)
    # Of several values for one place the last one stands.
    first[group[::-1]] = np.arange(len(group))[::-1]
    return first[group]


def _share_of_most(group: _Ints, mass: Matrix) -> npt.NDArray[np.float64]:
    """Sum the mass by group and return each block's group's, 1 for the group that has most."""
    sums = np.bincount(group, weights=mass)
    return np.asarray(sums[group] / max(float(sums.max()), 1.0))
