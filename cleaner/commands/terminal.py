"""Usage errors of the command line that send no escape codes to the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer.core import TyperGroup

from cleaner.render.explain import printable_lines


class Commands(TyperGroup):
    """Commands whose usage errors quote what was given without its escape codes: a file's name may hold some."""

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Read the program's own options."""
        with _printable_usage():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Read a command's options and run it."""
        with _printable_usage():
            return super().invoke(ctx)


@contextmanager
def _printable_usage() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message") and isinstance(getattr(error, "message", None), str):
            error.message = printable_lines(error.message)  # type: ignore[attr-defined]
        raise
