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
    except MissingExtraError:
        raise  # it says already what is missing
    except ImportError as error:
        raise missing_extra(module.partition(".")[0], extra) from error


def missing_extra(name: str, extra: str) -> MissingExtraError:
    """Return the error that says which extra brings what is not installed.

    >>> print(missing_extra("pyarrow", "parquet"))
    pyarrow is not installed: pip install "boilerplate-cleaner[parquet]"
    """
    return MissingExtraError(f'{name} is not installed: pip install "boilerplate-cleaner[{extra}]"')
