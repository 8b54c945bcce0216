"""Writes trained networks to the one file that is read at run time, and the model card beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.network import COLUMNS
from cleaner.training.model import Net


def arrays_of(net: Net) -> dict[str, npt.NDArray[Any]]:
    """Return a network's weights as `cleaner.network` reads them: matrices multiply from the right, scaling folded in."""
    state = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    dense1, bias = state["dense1.weight"].T.copy(), state["dense1.bias"].copy()
    n = len(net.columns)
    dense1[:n] *= state["scale"][:, None]
    bias -= state["mean"] @ dense1[:n]
    arrays = {"dense1": dense1, "dense1_bias": bias}
    for name in ("dense2", "page", "head1", "head2"):
        arrays[name] = state[f"{name}.weight"].T
        arrays[f"{name}_bias"] = state[f"{name}.bias"]
    for layer in range(len(net.convs)):
        kernel = state[f"convs.{layer}.weight"]  # (out, in, width)
        arrays[f"conv{layer}"] = kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0])
        arrays[f"conv{layer}_bias"] = state[f"convs.{layer}.bias"]
    for name in ("word", "edge_first", "edge_last", "name"):
        if name in state:
            arrays[name] = state[name]
    return arrays


def export(nets: Mapping[str, Net], facts: Mapping[str, Any], path: Path) -> None:
    """Write networks by door to a compressed archive of plain arrays, half precision, without pickle."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for kind, net in nets.items():
        for name, array in arrays_of(net).items():
            arrays[f"{kind}.{name}"] = array.astype(np.float16)
        arrays[f"{kind}.dense1"] = arrays_of(net)["dense1"].astype(np.float32)
        arrays[f"{kind}.dense1_bias"] = arrays_of(net)["dense1_bias"].astype(np.float32)
    columns = {kind: [COLUMNS[index] for index in net.columns] for kind, net in nets.items()}
    head = json.dumps({"columns": columns, **facts}, ensure_ascii=False).encode()
    arrays["head"] = np.frombuffer(head, dtype=np.uint8)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    path.with_suffix(".sha256").write_text(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n", "ascii")
