"""Imports of what an extra brings; without it the error names the `pip install` that does."""

from __future__ import annotations

import importlib
from typing import Any

from cleaner.errors import MissingExtraError


def require(module: str, extra: str) -> Any:
    """Import and return a module of an optional dependency.

    Args:
        module: Name of the module, `pyarrow.parquet`.
        extra: The extra of this package that brings it, `parquet`.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        raise MissingExtraError(f'{name} is not installed: pip install "boilerplate-cleaner[{extra}]"') from error
