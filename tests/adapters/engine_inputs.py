"""Inputs that Spark, Ray and local processes clean alike, and a step that dies once in mid-run."""

import gzip
import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from conftest import JUNK, PAGE, SCRAPED

from cleaner.adapters.arrow import BatchPlan, clean_batches
from cleaner.adapters.table import CleanTable
from cleaner.corpus.filters import Filters
from cleaner.corpus.run import Job, run_corpus
from cleaner.corpus.sources import find_sources


def pages_table(count):
    import pyarrow as pa

    pages = [None if row % 7 == 3 else PAGE if row % 2 else SCRAPED for row in range(count)]
    return pa.table({"id": [f"r{row}" for row in range(count)], "html": pages, "topic": list(range(count))})


def cleaned_here(table):
    import pyarrow as pa

    return by_id(pa.Table.from_batches(clean_batches(table.to_batches(), BatchPlan())).to_pylist())


def by_id(rows):
    rows = list(rows)
    found = {row["id"]: row for row in rows}
    assert len(found) == len(rows), "a row came twice"
    return found


def write_corpus(folder):
    """A corpus of every form, with records that fail and a line that is broken."""
    import pyarrow.parquet as pq

    folder.mkdir()
    for number in range(2):
        lines = [json.dumps({"id": f"{number}-{row}", "text": SCRAPED, "topic": row}) for row in range(6)]
        lines[3:4] = ["{broken", json.dumps({"id": f"junk-{number}", "text": JUNK})]
        (folder / f"{number}.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    pq.write_table(pages_table(10), folder / "pages.parquet")
    (folder / "page.html").write_text(PAGE, "utf-8")
    return folder


def job(corpus, output):
    return Job(find_sources([os.path.relpath(corpus)]), Path(output), filters=Filters(min_words=5), seconds=120.0)


def run_everywhere(tmp_path, run_on_engine):
    """Run a corpus locally and on an engine; both must give the same rows, failures and reckoning."""
    import pyarrow.parquet as pq

    corpus = write_corpus(tmp_path / "in")
    here, there = tmp_path / "here", tmp_path / "there"
    totals = run_corpus(job(corpus, here))
    assert (totals.written, totals.held_back, totals.failed) == (20, 2, 3)
    assert run_on_engine(job(corpus, there)) == totals
    one, other = pq.read_table(here), pq.read_table(there)
    assert other.schema.names == one.schema.names
    assert by_id(other.to_pylist()) == by_id(one.to_pylist())
    assert failures(there) == failures(here)
    return there


def failures(output):
    lines = output.with_name(f"{output.name}.failures.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    # Only a local run numbers the records of all inputs.
    return sorted((r["id"], r["reason"], r["detail"], r["source"], r["position"]) for r in records)


def die_once(marker):
    """Kill this process as the system would that runs out of memory, the first time it is called."""
    try:
        Path(marker).open("x").close()
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class DyingTable(CleanTable):
    """Dies with its second table in hand."""

    marker: str = ""

    def __call__(self, table):
        cleaned = super().__call__(table)
        if table["topic"][0].as_py() > 0:
            die_once(self.marker)
        return cleaned


def dying_batches(batches, plan, marker):
    """Clean, and die when half of the batches are handed on."""
    for number, batch in enumerate(clean_batches(batches, plan)):
        if number:
            die_once(marker)
        yield batch
