"""What a caller may choose. Frozen, hashable and picklable; every value is checked when the object is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from cleaner.document import Label
from cleaner.errors import OptionError
from cleaner.segment.decode import check_encoding

Mode = Literal["balanced", "precision", "recall"]
Engine = Literal["model", "readability"]
Kind = Literal["auto", "html", "text"]


def parse_label(value: Label | str) -> Label:
    """Return the label of that name.

    Raises:
        OptionError: no label has that name; the message lists those that exist.

    >>> parse_label("teaser")
    <Label.TEASER: 'teaser'>
    """
    try:
        return Label(value)
    except ValueError:
        names = " ".join(label.value for label in Label)
        raise OptionError(f"unknown label {str(value)!r}; the labels are: {names}") from None


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise OptionError(f"unknown {name} {value!r}; choose one of: {' '.join(allowed)}")


@dataclass(frozen=True, slots=True)
class Options:
    """How to clean.

    Raises:
        OptionError: a value does not exist, or a label is both kept and dropped.
    """

    mode: Mode = "balanced"
    """`precision` drops more, `recall` keeps more."""
    keep: frozenset[Label] = frozenset()
    """Labels to keep besides those kept by default, such as `Label.COMMENT`."""
    drop: frozenset[Label] = frozenset()
    """Labels to drop besides those dropped by default, such as `Label.CAPTION`."""
    engine: Engine = "model"
    """`readability`: readability-lxml picks the container, our labels clean it (HTML only)."""
    encoding: str | None = None
    """Encoding of bytes input; None detects it."""
    max_size: int = 20_000_000
    """Characters (or bytes) read from one input; what follows is cut off with a warning."""
    time_limit: float = 60.0
    """Seconds to spend on one input; what is not done by then is left undone with a warning.

    Looked at between steps, so it may be passed by a step's time. No real page comes near it; a result that it cut
    short depends on the machine, all others do not.
    """

    if TYPE_CHECKING:
        # What `keep` and `drop` are made from may be names, in any collection.
        def __init__(  # noqa: PLR0913, PLR0917  # the fields
            self,
            mode: Mode = "balanced",
            keep: Iterable[Label | str] = frozenset(),
            drop: Iterable[Label | str] = frozenset(),
            engine: Engine = "model",
            encoding: str | None = None,
            max_size: int = 20_000_000,
            time_limit: float = 60.0,
        ) -> None: ...

    def __post_init__(self) -> None:
        _one_of("mode", self.mode, get_args(Mode))
        _one_of("engine", self.engine, get_args(Engine))
        object.__setattr__(self, "keep", _labels(self.keep))
        object.__setattr__(self, "drop", _labels(self.drop))
        if both := self.keep & self.drop:
            raise OptionError(f"cannot both keep and drop {', '.join(sorted(both))}")
        if not isinstance(self.max_size, int) or self.max_size < 1:
            raise OptionError(f"max_size must be a whole number of at least 1, not {self.max_size!r}")
        if not isinstance(self.time_limit, (int, float)) or not self.time_limit > 0:
            raise OptionError(f"time_limit must be a number of seconds above 0, not {self.time_limit!r}")
        if self.encoding is not None:
            check_encoding(self.encoding)


def _labels(values: Iterable[Label | str]) -> frozenset[Label]:
    if isinstance(values, (str, Label)):
        values = [values]
    if not isinstance(values, Iterable):
        raise OptionError(f"keep and drop take labels, not {values!r}")
    return frozenset(parse_label(value) for value in values)
