"""What an engine costs in memory: the peak of a fresh process that runs it alone on the largest pages.

In the measuring process engines take turns, and none could be told from the others; and `tracemalloc` does not see what
the parsers written in C or Rust take. So a process of its own reads pages from standard input, notes its peak, imports
the engine, runs it and prints by how many bytes the peak has grown. Libraries and data count in. What importing
`cleaner` takes counts for cleaner only, so that what both it and a peer need (lxml, say) is not held against the peer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.bench.sets import Page

#: The largest pages of a set are run, so many of them.
PAGES = 20
_TIMEOUT = 300.0


def measure_memory(name: str, what: str, pages: Iterable[Page]) -> int | None:
    """Peak growth in bytes while `name` alone cleans the largest of these pages.

    Args:
        name: `cleaner` or a peer's name.
        what: `text` or `body`, what is asked of cleaner.
        pages: of which the largest `PAGES` are taken.

    Returns:
        Bytes; None where it could not be measured: no way to read the peak on this system, or the process failed.
    """
    largest = sorted(pages, key=lambda page: page.size, reverse=True)[:PAGES]
    records = [json.dumps([page.id, page.kind, page.source, page.url, dict(page.traits)]) for page in largest]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        # This file as a script: `-m` would import the package before the first look at the memory.
        command = [sys.executable, "-c", Path(__file__).read_text("utf-8"), name, what]
        done = subprocess.run(
            command,
            input="\n".join(records).encode(),
            capture_output=True,
            env=environment,
            timeout=_TIMEOUT,
            check=True,
        )
        return int(done.stdout.split()[-1])
    except (subprocess.SubprocessError, OSError, ValueError, IndexError):
        return None


def peak() -> int:
    """The most memory this process has held so far, in bytes.

    `ru_maxrss` would do, but on Linux a child's starts at its parent's; the kernel's VmHWM does not.

    Raises:
        ImportError: the system (Windows) tells neither.
    """
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text("ascii", "replace")
        lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM:")]
        if lines:
            return int(lines[0][1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _main(name: str, what: str) -> None:
    # A line at a time, so that no more than the pages themselves is in the peak before.
    records = [json.loads(line) for line in sys.stdin.buffer]
    before = peak()
    from cleaner.bench.run import CLEANER, load_engine
    from cleaner.bench.sets import Page
    from cleaner.bench.timing import attempt

    if name != CLEANER:
        before = peak()
    engine = load_engine(name, what)
    for identity, kind, source, url, traits in records:
        attempt(engine, Page(identity, kind, source, url=url, traits=traits))
    print(peak() - before)


if __name__ == "__main__":
    _main(*sys.argv[1:3])
