"""CommonMark with pipe tables, escaped by the library that writes it."""

from __future__ import annotations

import turbohtml

from cleaner.document import Document
from cleaner.render.html import to_html


def to_markdown(document: Document) -> str:
    """Render the kept blocks as Markdown; text that looks like markup is escaped."""
    markdown = turbohtml.parse_fragment(to_html(document)).to_markdown()
    # The writer escapes `---` and `+++`; these two open front matter as well, and nothing else in Markdown.
    return f"\\{markdown}" if markdown.startswith(("{", ";;;")) else markdown
