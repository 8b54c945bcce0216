"""A cache that is bounded in bytes as well: what pages make as long as they like is not kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

#: The strings of pages repeat without end, so what is known of a string is kept for that many.
CACHED = 1 << 15
#: Longer strings (style attributes with pictures in them, names by the hundred) are worked out each time.
LONG = 400


def cache_short(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the results of a function of strings for the `CACHED` last arguments whose last string is not `LONG`."""
    cached = lru_cache(maxsize=CACHED)(function)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        key = args[-1]
        assert isinstance(key, str)
        return cached(*args, **kwargs) if len(key) <= LONG else function(*args, **kwargs)  # type: ignore[arg-type]

    return call
