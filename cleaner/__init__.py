"""Boilerplate cleaner for scraped web articles, HTML or already-flattened text.

>>> import cleaner
>>> document = cleaner.clean("Rain expected on Friday\\n\\nShare\\n\\nThe service said it would rain for two days.")
>>> [(block.label.value, block.kept) for block in document.blocks]
[('title', True), ('share', False), ('paragraph', True)]
"""

from typing import TYPE_CHECKING

from cleaner.document import Block, Document, Label, Metadata
from cleaner.errors import CleanerError, DataFileError, MissingExtraError, OptionError, SourceError
from cleaner.options import Options
from cleaner.pipeline import Cleaner, clean
from cleaner.templates.template import Template

if TYPE_CHECKING:
    from cleaner.soup import clean_soup

__version__ = "0.1.0"

__all__ = [
    "Block",
    "Cleaner",
    "CleanerError",
    "DataFileError",
    "Document",
    "Label",
    "Metadata",
    "MissingExtraError",
    "OptionError",
    "Options",
    "SourceError",
    "Template",
    "__version__",
    "clean",
    "clean_soup",
]


def __getattr__(name: str) -> object:
    """Import `clean_soup` when it is first asked for: bs4 takes longer to import than all the rest."""
    if name == "clean_soup":
        from cleaner.soup import clean_soup

        return clean_soup
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
