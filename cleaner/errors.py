"""The errors `cleaner` raises for bad arguments, unreadable files and missing extras; never for page content."""

from __future__ import annotations


class CleanerError(Exception):
    """Base of every error of this package; its message says what to do next."""


class OptionError(CleanerError, ValueError):
    """An argument or option has a value that does not exist."""


class SourceError(CleanerError, OSError):
    """An input cannot be opened or is no text (binary data, an unknown encoding name)."""


class DataFileError(CleanerError):
    """A data file of ours or of the user's (lexicon, weights, template) is malformed."""


class MissingExtraError(CleanerError, ImportError):
    """An optional dependency is not installed; the message names the `pip install` that brings it."""
