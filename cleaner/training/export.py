"""Writes trained networks to the one file that is read at run time, and the model card beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.bench.held_out import INDEX
from cleaner.datafiles import record_hash
from cleaner.labels.evidence import LABELS
from cleaner.network import COLUMNS
from cleaner.training.model import Net

#: Dense layers.
_DENSE = ("dense1", "dense2", "page", "head1", "head2", "naming1", "naming2")
#: Those that read the columns, and therefore their scaling; they keep full precision.
_OF_COLUMNS = ("dense1", "naming1")


def arrays_of(net: Net) -> dict[str, npt.NDArray[Any]]:
    """Return a network's weights as `cleaner.network` reads them: scaling folded in, matrices on the right."""
    state = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    arrays: dict[str, npt.NDArray[Any]] = {}
    n = len(net.columns)
    for name in _DENSE:
        kernel, bias = state[f"{name}.weight"].T.copy(), state[f"{name}.bias"].copy()
        if name in _OF_COLUMNS:
            kernel[:n] *= state["scale"][:, None]
            bias -= state["mean"] @ kernel[:n]
        arrays |= {name: kernel, f"{name}_bias": bias}
    for layer in range(len(net.convs)):
        kernel = state[f"convs.{layer}.weight"]  # (out, in, width)
        arrays[f"conv{layer}"] = kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0])
        arrays[f"conv{layer}_bias"] = state[f"convs.{layer}.bias"]
    for name in ("word", "edge_first", "edge_last", "name"):
        if name in state:
            arrays[name] = state[name]
    return arrays


def export(nets: Mapping[str, Sequence[Net]], facts: Mapping[str, Any], path: Path) -> None:
    """Write the networks of each door to a compressed archive of plain arrays, half precision, without pickle."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for kind, number, net in ((kind, n, net) for kind, several in nets.items() for n, net in enumerate(several)):
        for name, array in arrays_of(net).items():
            if number and name.startswith("naming"):
                continue  # one network of a door names
            whole = np.float32 if name.startswith(_OF_COLUMNS) else np.float16
            arrays[f"{kind}.{number}.{name}"] = array.astype(whole)
    columns = {kind: [COLUMNS[index] for index in several[0].columns] for kind, several in nets.items()}
    labels = [label.value for label in LABELS]
    head = json.dumps({"columns": columns, "labels": labels, **facts}, ensure_ascii=False).encode()
    arrays["head"] = np.frombuffer(head, dtype=np.uint8)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    record_hash(path)


def write_folds(
    folder: Path,
    folds: Sequence[Mapping[str, Sequence[Net]]],
    facts: Mapping[str, Any],
    pages: Mapping[str, Mapping[str, int]],
) -> None:
    """Write the networks of each fold, and which fold each page is in, as `cleaner.bench.held_out` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, nets in enumerate(folds):
        export(nets, facts, folder / f"{number}.npz")
    (folder / INDEX).write_text(json.dumps(pages, ensure_ascii=False), "utf-8")


def write_card(path: Path, facts: Mapping[str, Any]) -> None:
    """Write the model card: data, command and figures, as Markdown."""
    sets = [f"| {name} | {rows} | `{sha[:16]}` | {_ABOUT.get(name, 'yours')} |" for name, rows, sha in facts["sets"]]
    figures = [
        f"| {kind} | {name} | {value:.4f} |"
        for kind, table in facts["figures"].items()
        for name, value in table.items()
    ]
    confidence = [
        f"- {kind}: " + ", ".join(f"{x:.2f} → {y:.2f}" for x, y in zip(*pairs, strict=True))
        for kind, pairs in facts["confidence"].items()
    ]
    text = _CARD.format(
        command=facts["command"],
        sets="\n".join(sets),
        figures="\n".join(figures),
        confidence="\n".join(confidence),
    )
    path.write_text(text, "utf-8")


_CARD = """# Model card of `model.npz`

Networks for the blocks of HTML and for the lines of flattened text, two of different seeds each, of whose odds the mean
counts; see `cleaner/network.py`. Which label a block is most like one of them tells, which learned it from the set
`labelled` alone. Made by

```sh
{command}
```

## Data

| set | pages | SHA-256 of the file | what it is |
|---|---|---|---|
{sets}
| labelled | `cleaner/training/texts` | in the repository | texts written and labelled for this project |
| composed | made anew | - | lines of the lexicons and of the sets' running text, put together by `composed.py` |

No page and no text of the sets is in the package; the weights are what was learnt from them. The project's own fixtures
are never trained on.

## Figures

Site-wise cross-validation in three folds: a site is never in both training and test. `wf1` is word F1, `snip` the F1 of
wanted and unwanted segments. As many networks a fold as are shipped; those that are shipped were trained on all folds.

| door | set | figure |
|---|---|---|
{figures}

## Confidence

The word F1 that the network expects, and the one observed for such documents on other sites; between these it is
interpolated.

{confidence}
"""

_ABOUT = {
    "wcxb-dev": "WCXB development pages (M. Foley 2026), seven page types, gold of the whole main content; CC-BY 4.0",
    "traf-dev": "half of trafilatura's evaluation pages, wanted and unwanted segments; terms as published",
    "daniel-dev": "news of 2011-12 in five languages (DAnIEL corpus), gold of the body; terms as published",
    "text-dev": "article pages of wcxb-dev and daniel-dev flattened to text by four tools",
}
