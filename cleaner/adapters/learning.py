"""Learning templates from Arrow record batches: counts of each part of a corpus, and their sum.

    learned = learn_batches(batches, BatchPlan(column="html"))      # on every part of the data, wherever it is
    template = gather_template(merge_learned(learned))              # by site, in any order; then all of them

Counts merge by addition, so the rows of `learn_batches` may be grouped by `site` and `kind` on any engine and each
group given to `merge_learned`. The sum does not depend on how the data are parted.

| column | type | what |
|---|---|---|
| `site` | string | host of the pages' addresses; empty unless learning by site |
| `kind` | string | what the pages are: `html` or `text`; empty in a row that counts failures |
| `template` | binary | a `Template` of this site and kind, as its file holds it; null in a row that counts failures |
| `failure` | string | why pages could not be learned from, see `cleaner.corpus.records.Reason`; `no_site`: no address |
| `pages` | int64 | how many pages were read, or failed |
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Literal

from cleaner.adapters.arrow import BadRecordError, BatchPlan, plain_column, read_page, strings
from cleaner.corpus.records import Reason
from cleaner.errors import SourceError
from cleaner.extras import require
from cleaner.templates.learner import Learner
from cleaner.templates.template import PAGES, Template, host_of

#: Pages whose counts a part holds before it hands them on: bounds memory however many sites there are.
_HELD = 4096

_logger = logging.getLogger(__name__)
_NO_SITE: Literal["no_site"] = "no_site"
_Key = tuple[str, str]


def learned_schema() -> Any:
    """Return the `pyarrow.Schema` of learned counts; Spark and others ask for it first.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    pa = require("pyarrow", "parquet")
    columns = {"site": pa.string(), "kind": pa.string(), "template": pa.binary()}
    return pa.schema({**columns, "failure": pa.string(), "pages": pa.int64()})


def learn_batches(
    batches: Iterable[Any], plan: BatchPlan, *, by_site: bool = True, limit: int = PAGES
) -> Iterator[Any]:
    """Learn from the pages of record batches, once and with bounded memory.

    Args:
        batches: `pyarrow.RecordBatch`es of one schema.
        plan: Where the pages and their addresses stand and how to read them.
        by_site: Whether the pages are of several sites, told apart by the hosts of their addresses.
        limit: Pages of a site whose counts are held; of more, a sample that depends on the pages alone.

    Yields:
        `pyarrow.RecordBatch`es of `learned_schema()`; a site may come more than once.

    Raises:
        OptionError: the page column is missing or of no type that a page can have. Nothing in a page raises.
        MissingExtraError: pyarrow is not installed.
    """
    part = _Part(Learner(limit, plan.kind, plan.options), plan, by_site)
    for batch in batches:
        plan.schema(batch.schema)
        part.take(batch)
        if part.learner.counted >= _HELD:
            yield part.flush()
    yield part.flush()


class _Part:
    """What was learned from a part of the data and not handed on yet."""

    def __init__(self, learner: Learner, plan: BatchPlan, by_site: bool) -> None:
        self.learner = learner
        self._plan = plan
        self._by_site = by_site
        self._read: dict[_Key, int] = {}
        self._failed: dict[str, int] = {}

    def take(self, batch: Any) -> None:
        """Learn from the pages of a batch."""
        pages = plain_column(require("pyarrow", "parquet"), batch.column(self._plan.column))
        for value, url in zip(pages, strings(batch, self._plan.url_column), strict=True):
            if (reason := self._learn(value, url)) is not None:
                self._failed[reason] = self._failed.get(reason, 0) + 1

    def _learn(self, value: Any, url: str | None) -> Reason | Literal["no_site"] | None:
        """Learn from a page, or return why that cannot be done."""
        site = host_of(url) if self._by_site else ""
        try:
            page = read_page(value, self._plan)
            if self._by_site and not site:
                return _NO_SITE
            kind = self.learner.add(page, site)
        except BadRecordError as error:
            return error.reason
        except SourceError:
            return "timeout"
        except Exception:
            # A defect of ours must not cost the other records.
            _logger.exception("a page could not be learned from")
            return "error"
        self._read[site, kind] = self._read.get((site, kind), 0) + 1
        return None

    def flush(self) -> Any:
        """Return all as a batch, and begin anew."""
        read, failed = self._read, self._failed
        self._read, self._failed = {}, {}
        learned = {(site, kind): template for site, kind, template in self.learner.flush().split()}
        return _to_batch({key: (learned.get(key), count) for key, count in read.items()}, failed)


def merge_learned(batches: Iterable[Any]) -> Iterator[Any]:
    """Add learned counts: neighbouring rows of one site and kind become one.

    Rows that are sorted, or grouped, by site and kind come out with one row each; memory is that of one site.

    Args:
        batches: `pyarrow.RecordBatch`es (or tables) of `learned_schema()`.

    Yields:
        `pyarrow.RecordBatch`es of the same schema, one for each site and kind.
    """
    rows = (row for batch in batches for row in batch.to_pylist())
    for key, group in groupby(rows, key=lambda row: (row["site"], row["kind"])):
        template, read, failed = Template(), 0, dict[str, int]()
        for row in group:
            if row["failure"] is None:
                template = Template.merge([template, *_templates(row)])
                read += row["pages"]
            else:
                failed[row["failure"]] = failed.get(row["failure"], 0) + row["pages"]
        yield _to_batch({key: (template, read)} if read else {}, failed)


def gather_template(rows: Iterable[Mapping[str, Any]]) -> Template:
    """Return the sum of rows with the columns of `learned_schema()`; warns of pages that could not be learned from."""
    failed: dict[str, int] = {}
    read = 0

    def templates() -> Iterator[Template]:
        nonlocal read
        for row in rows:
            read += row["pages"]
            if row["failure"] is None:
                yield from _templates(row)
            else:
                failed[row["failure"]] = failed.get(row["failure"], 0) + row["pages"]

    template = Template.merge(templates())
    if failed:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(failed.items()))
        message = f"{sum(failed.values())} of {read} pages could not be learned from: {reasons}"
        warnings.warn(message, RuntimeWarning, stacklevel=3)
    return template


def _templates(row: Mapping[str, Any]) -> Iterator[Template]:
    if row["template"] is not None:
        yield Template.from_json(bytes(row["template"]))


def _encode(template: Template | None) -> bytes | None:
    return None if template is None else template.to_json().encode("utf-8", "replace")


def _to_batch(learned: Mapping[_Key, tuple[Template | None, int]], failed: Mapping[str, int]) -> Any:
    pa = require("pyarrow", "parquet")
    rows = [
        {"site": site, "kind": kind, "template": _encode(template), "pages": count}
        for (site, kind), (template, count) in sorted(learned.items(), key=lambda item: item[0])
    ]
    rows += [{"site": "", "kind": "", "failure": reason, "pages": n} for reason, n in sorted(failed.items())]
    schema = learned_schema()
    return pa.RecordBatch.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema)
