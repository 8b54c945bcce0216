"""`extract()` with trafilatura's signature, so that trying `cleaner` is a change of one import. Needs no trafilatura.

    from cleaner.adapters.trafilatura import extract

| Argument | |
|---|---|
| `filecontent`, `url`, `record_id` | honoured: `str`, bytes, an lxml tree or a response with `.data` |
| `favor_precision`, `favor_recall` | honoured: our modes `precision` and `recall` |
| `include_comments` | honoured, on by default as there: readers' comments stay, where they stood on the page |
| `output_format` | `txt`, `markdown`, `html`, `json` |
| `include_formatting`, `include_links` | honoured: with either, `txt` is Markdown; links go unless asked for |
| `include_tables` | honoured |
| `target_language` | honoured: None for a page in another language; a language we cannot tell passes |
| `with_metadata`, `only_with_metadata` | honoured |
| `url_blacklist`, `author_blacklist` | honoured |
| `fast`, `no_fallback` | no effect: there is no second extraction to skip |
| `deduplicate` | True or False, no effect: what a page says twice goes in any case; a cache of other pages is refused |
| `tei_validation`, `include_images`, `date_extraction_params`, `max_tree_size` | refused |
| `settingsfile`, `prune_xpath`, `config`, `options`, the formats `csv`, `xml`, `xmltei` | refused |

What is refused raises `OptionError`. Text differs from trafilatura's in that the headline always stands first.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from cleaner.document import Document, Label
from cleaner.errors import OptionError
from cleaner.options import Mode, Options
from cleaner.pipeline import Cleaner

_FORMATS = ("txt", "markdown", "html", "json")
_HEADER = "title author url hostname description sitename date tags id language".split()


def extract(
    filecontent: Any,
    url: str | None = None,
    record_id: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "txt",
    tei_validation: bool = False,
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    settingsfile: str | None = None,
    prune_xpath: str | list[str] | None = None,
    config: Any = None,
    options: Any = None,
) -> str | None:
    """Return the article of an HTML page, or None if there is none; see the module for each argument.

    None for a page, as `fetch_url` returns when it fails, gives None.

    Raises:
        OptionError: an argument is asked for that is not supported, or has a value that does not exist.
    """
    _refuse(
        tei_validation=tei_validation,
        include_images=include_images,
        date_extraction_params=date_extraction_params,
        max_tree_size=max_tree_size,
        settingsfile=settingsfile,
        prune_xpath=prune_xpath,
        config=config,
        options=options,
        deduplicate=None if isinstance(deduplicate, bool) else deduplicate,
    )
    if output_format not in _FORMATS:
        raise OptionError(f"output_format {output_format!r} is not supported; choose one of: {' '.join(_FORMATS)}")
    if filecontent is None:
        return None
    mode: Mode = "precision" if favor_precision else "recall" if favor_recall else "balanced"
    keep = frozenset([Label.COMMENT] if include_comments else [])
    drop = frozenset([] if include_tables else [Label.TABLE])
    page = Cleaner(Options(mode=mode, keep=keep, drop=drop)).clean(_source(filecontent), kind="html", url=url)
    facts = _facts(page, record_id, author_blacklist or set())
    if not page.text or not _is_wanted(facts, target_language, only_with_metadata, url_blacklist or set()):
        return None
    if output_format == "json":
        return _json(page, facts if with_metadata else {})
    text = _render(page, output_format, include_links, bool(include_formatting))
    return (_header(facts) if with_metadata and output_format != "html" else "") + text


def _refuse(**arguments: Any) -> None:
    for name, value in arguments.items():
        if value is not None and value is not False:
            raise OptionError(f"{name} is not supported by cleaner's extract(); leave it out")


def _source(content: Any) -> str | bytes:
    """Take what trafilatura takes: text, bytes, a response, an lxml tree."""
    if isinstance(content, (str, bytes)):
        return content
    if isinstance(data := getattr(content, "data", None), (str, bytes)):
        return data
    from lxml import etree, html

    if isinstance(content, etree._Element):
        return str(html.tostring(content, encoding="unicode"))
    raise OptionError(f"cannot extract from a {type(content).__name__}; pass str, bytes, a response or an lxml tree")


def _facts(page: Document, record_id: str | None, author_blacklist: set[str]) -> dict[str, Any]:
    """Return metadata under trafilatura's names; None where unknown."""
    metadata = page.metadata
    address = page.url or metadata.url
    authors = [name for name in metadata.authors if name not in author_blacklist]
    return {
        "title": page.title,
        "author": "; ".join(authors) or None,
        "url": address,
        "hostname": (urlsplit(address).hostname if address else None) or None,
        "description": metadata.description,
        "sitename": metadata.site_name,
        "date": metadata.date.isoformat() if metadata.date else None,
        "tags": list(metadata.tags),
        "id": record_id,
        "language": metadata.language,
        "image": metadata.image,
    }


def _is_wanted(facts: dict[str, Any], language: str | None, needs_metadata: bool, url_blacklist: set[str]) -> bool:
    if language is not None and facts["language"] not in (None, language):
        return False
    if needs_metadata and not (facts["date"] and facts["title"] and facts["url"]):
        return False
    return facts["url"] not in url_blacklist


def _render(page: Document, output_format: str, links: bool, formatting: bool) -> str:
    if output_format == "txt" and not links and not formatting:
        return _lines(page.text)
    if links:
        return page.html if output_format == "html" else page.markdown
    from bs4 import BeautifulSoup
    from turbohtml import parse_fragment

    soup = BeautifulSoup(page.html, "lxml")
    for link in soup("a"):
        link.unwrap()
    fragment = soup.body.decode_contents() if soup.body else ""
    return fragment if output_format == "html" else parse_fragment(fragment).to_markdown()


def _lines(text: str) -> str:
    """A paragraph a line, as trafilatura writes them."""
    return "\n".join(line for line in text.split("\n") if line)


def _header(facts: dict[str, Any]) -> str:
    """YAML front matter; JSON strings are valid YAML whatever is in them."""
    known = {name: facts[name] for name in _HEADER if facts[name]}
    return (
        "---\n"
        + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in known.items())
        + "---\n"
    )


def _json(page: Document, facts: dict[str, Any]) -> str:
    """Write trafilatura's JSON; comments stand apart in it."""
    from cleaner.render.text import to_text

    record: dict[str, Any] = {}
    if facts:
        taken = ("title", "author", "hostname", "date", "id", "language", "image")
        record = {name: facts[name] for name in taken}
        record |= {"source": facts["url"], "source-hostname": facts["sitename"], "excerpt": facts["description"]}
        record |= {"categories": "", "tags": ";".join(facts["tags"])}
    comments = [block for block in page.comments if block.kept]
    record["text"] = _lines(to_text([block for block in page.kept if block.label is not Label.COMMENT]))
    record["comments"] = _lines(to_text(comments))
    return json.dumps(record, ensure_ascii=False)
