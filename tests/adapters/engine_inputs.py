"""Inputs that Spark, Ray and local processes clean alike, and a step that dies once in mid-run."""

import gzip
import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from conftest import CLEANED, JUNK, PAGE, SCRAPED

from cleaner import Template
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
    sources = find_sources([os.path.relpath(corpus)])
    return Job(sources, Path(output), plan=BatchPlan(template=river()), filters=Filters(min_words=5), seconds=120.0)


def river():
    """A template by which a sentence of every page is boilerplate."""
    stories = [f"The {'very ' * n}old mill was sold on Monday, and nobody knew why." for n in range(10)]
    return Template.learn(f"{story}\n\n{CLEANED.splitlines()[-1]}\n\n{story.title()}" for story in stories)


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
    assert all(row["counts"]["template"] == 1 for row in one.to_pylist())
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


def site_pages(count):
    """Pages of two sites with their addresses, and five that cannot be learned from."""
    import pyarrow as pa

    hosts = ["www.post.example", "gazette.example"]
    pages = [PAGE.replace("two days", f"{row} of {'x' * row} days") for row in range(count)]
    pages[1::4] = [f"{SCRAPED}\n\nStory number {'y' * row} is told here." for row in range(len(pages[1::4]))]
    urls = [f"https://{hosts[row // 3 % 2]}/{row}" for row in range(count)]
    pages += [None, "One line.", "Another.", "<" * 70_000, PAGE]
    urls += ["https://post.example/null", None, "no address", "https://post.example/large", "mailto:a@b"]
    return pa.table({"url": urls, "html": pages})


def learn_everywhere(tmp_path, learn_on_engine):
    """Learn by site with `cleaner learn` and on an engine; both must write one file and count the same failures."""
    import pyarrow.parquet as pq
    import pytest
    from typer.testing import CliRunner

    from cleaner.cli import app

    pq.write_table(site_pages(60), tmp_path / "pages.parquet")
    options = ["--by-site", "--limit", "16", "--max-size", "50000", "-o", str(tmp_path / "here.json")]
    result = CliRunner().invoke(app, ["learn", str(tmp_path / "pages.parquet"), *options])
    assert result.exit_code == 1
    assert "read 65 pages = learned from 60 + failed 5" in result.output
    with pytest.warns(RuntimeWarning, match=r"5 of 65 pages .*: 3 no_site, 1 null, 1 too_large"):
        template = learn_on_engine(site_pages(60), BatchPlan(max_size=50_000), limit=16)
    template.save(tmp_path / "there.json")
    assert (tmp_path / "there.json").read_bytes() == (tmp_path / "here.json").read_bytes()
    assert template.sites == ("gazette.example", "post.example")
