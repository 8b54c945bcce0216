"""Shows that nothing a `Cleaner` has done before, and nothing round it, changes what it does.

python tests/state.py digest              a digest of all output for every fixture, one a line
python tests/state.py matrix [PYTHON...]  the same in other orders, threads, processes, hash seeds and Pythons
python tests/state.py memory --calls N    the memory of one process over N small calls, each on a text of its own
"""

import argparse
import hashlib
import multiprocessing
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import cleaner

CASES = Path(__file__).resolve().parent.parent / "fixtures" / "cases"
WORDS = (
    "ferry harbour island council winter repairs passengers school night bridge market river station garden letter "
    "Share Comments Reply Subscribe Home News Sport Advertisement Related Next paragraph engine captain rudder quay"
).split()


def sources():
    return sorted(CASES.glob("*/source.*"))


def digest(path):
    """A line: the digest of everything a document says, and the name of the case."""
    document = cleaner.clean(path, kind="html" if path.suffix == ".html" else "text")
    said = (document.to_json(), document.text, document.body, document.markdown, document.html)
    return f"{hashlib.sha256(chr(0).join(said).encode()).hexdigest()[:16]} {path.parent.name}"


def digests_of_pool(pool):
    with pool:
        return list(pool.map(digest, sources()))


def digests_of_program(command, **environment):
    here = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | environment
    done = subprocess.run([*command, __file__, "digest"], check=True, capture_output=True, text=True, env=here)
    return done.stdout.splitlines()


def shuffled():
    order = sources()
    random.Random(7).shuffle(order)
    found = {path: digest(path) for path in order}
    return [found[path] for path in sources()]


def settings(pythons):
    """The name of each way to run, and how."""
    yield "reversed", lambda: [digest(path) for path in reversed(sources())][::-1]
    yield "shuffled", shuffled
    yield "again", lambda: [digest(path) for path in sources()]
    yield "16 threads", lambda: digests_of_pool(ThreadPoolExecutor(16))
    for method in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context(method)
        yield f"2 processes, {method}", lambda context=context: digests_of_pool(ProcessPoolExecutor(2, context))
    for seed in ("0", "1", "4242"):
        yield f"PYTHONHASHSEED={seed}", lambda seed=seed: digests_of_program([sys.executable], PYTHONHASHSEED=seed)
    for python in pythons:
        yield python, lambda python=python: digests_of_program([python])


def run_matrix(pythons):
    """Print a line for each way to run; return the number of those that differ."""
    wanted, failed = [digest(path) for path in sources()], 0
    print(f"{len(wanted)} cases; Python {sys.version.split()[0]}")
    for name, run in settings(pythons):
        got = run()
        different = [line for line in got if line not in wanted] or (["other cases"] if len(got) != len(wanted) else [])
        failed += bool(different)
        print(f"{'DIFFERS' if different else 'same':8} {name} {' '.join(different[:5])}", flush=True)
    return failed


def memory():
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def small_source(number):
    """A short page or text that no other number has."""
    draw = random.Random(number)
    lines = [" ".join(draw.choices(WORDS, k=draw.randint(1, 14))).capitalize() + f" {number}." for _ in range(5)]
    return "".join(f"<p>{line}</p>" for line in lines) if number % 2 else "\n\n".join(lines)


def run_memory(calls):
    """Print the memory at twenty points; return its growth in MB over the second half."""
    one, marks, curve, began = cleaner.Cleaner(), {round(calls * n / 20) for n in range(1, 21)}, [], time.monotonic()
    for number in range(1, calls + 1):
        document = one.clean(small_source(number))
        assert document.text or document.blocks
        assert document.markdown is not None
        if number in marks:
            curve.append(memory())
            print(f"{number:>9,} calls {curve[-1]:7.1f} MB {time.monotonic() - began:7.0f} s", flush=True)
    return curve[-1] - curve[len(curve) // 2]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["digest", "matrix", "memory"])
    parser.add_argument("pythons", nargs="*", help="other interpreters that have the package installed")
    parser.add_argument("--calls", type=int, default=100_000)
    given = parser.parse_args()
    if given.what == "digest":
        print("\n".join(map(digest, sources())))
    elif given.what == "matrix":
        sys.exit(min(1, run_matrix(given.pythons)))
    else:
        growth = run_memory(given.calls)
        print(f"growth over the second half: {growth:.1f} MB")
        sys.exit(growth > 10)


if __name__ == "__main__":
    main()
