"""The accuracy gate: measures the fixtures and holds the figures against the recorded floor, `fixtures/floor.toml`.

python tests/accuracy.py            fails (status 1) where a figure is below its floor; raises the floors it beats
python tests/accuracy.py --lower    writes the figures as they are; each lowered floor needs a line in DECISIONS.md

A floor that ever went down, in a commit or in the checkout, is accepted only if DECISIONS.md holds a line
`floor: NAME OLD -> NEW, because ...`.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import cleaner
from cleaner.document import CONTENT_LABELS, Label

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
FLOOR = ROOT / "fixtures" / "floor.toml"
DECISIONS = ROOT / "DECISIONS.md"
#: Floors have four digits; rounding down, so that a figure is never below its own floor.
STEP = 0.0001
HEAD = """# What the fixtures score at least: `python tests/accuracy.py` measures, checks and raises. A floor is lowered
# only with `--lower` and a line in DECISIONS.md: `floor: NAME OLD -> NEW, because ...`.
"""


def folded(text):
    return " ".join(text.split())


def measure():
    """Return the figures by name, each between 0 and 1.

    kept_f1: F1 of the blocks the program keeps against those people keep, each counted as often as it occurs.
    labels: share of people's blocks that the program cuts alike and labels alike.
    markdown: share of cases whose Markdown is byte for byte as wanted.
    """
    counts = {kind: Counter() for kind in ("text", "html")}
    for case in sorted((ROOT / "fixtures" / "cases").glob("*/expected.json")):
        wanted = json.loads(case.read_text("utf-8"))
        kind = wanted["kind"]
        source = case.with_name("source.txt" if kind == "text" else "source.html").read_bytes()
        add_case(counts[kind], wanted["blocks"], cleaner.clean(source, kind=kind), case.with_name("expected.md"))
    return {f"{name}_{kind}": value for kind, count in counts.items() for name, value in figures(count).items()}


def add_case(count, wanted, document, markdown):
    """Add what one case has right to the counts of its kind."""
    blocks = [block for block in document.blocks if not block.is_hidden]
    keep = Counter(folded(text) for label, text in wanted if Label(label) in CONTENT_LABELS)
    kept = Counter(folded(block.text) for block in blocks if block.kept)
    said = Counter((block.label.value, folded(block.text)) for block in blocks)
    asked = Counter((label, folded(text)) for label, text in wanted)
    count["cases"] += 1
    count["keep"] += keep.total()
    count["kept"] += kept.total()
    count["right"] += (keep & kept).total()
    count["blocks"] += asked.total()
    count["labels"] += (asked & said).total()
    count["markdown"] += document.markdown + "\n" == markdown.read_text("utf-8")


def figures(count):
    return {
        "kept_f1": 2 * count["right"] / (count["keep"] + count["kept"]),
        "labels": count["labels"] / count["blocks"],
        "markdown": count["markdown"] / count["cases"],
    }


def read_floors(text):
    return tomllib.loads(text)["floor"]


def compare(measured, floors):
    """Return the names of the figures below their floors, and of those above."""
    change = {name: round(value - floors.get(name, 0), 4) for name, value in measured.items()}
    return [name for name in change if change[name] < 0], [name for name in change if change[name] > 0]


def write_floors(floors):
    lines = "".join(f"{name} = {value:.4f}\n" for name, value in sorted(floors.items()))
    FLOOR.write_text(f"{HEAD}[floor]\n{lines}", "utf-8")


def rounded_down(value):
    return int(value / STEP + 1e-6) * STEP


def history():
    """The floors of every commit that touched them, oldest first; none where there is no repository."""

    def git(*arguments):
        command = ["git", "-C", str(ROOT), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    name = FLOOR.relative_to(ROOT).as_posix()
    try:
        commits = git("log", "--reverse", "--diff-filter=AM", "--format=%H", "--", name).split()
        return [read_floors(git("show", f"{commit}:{name}")) for commit in commits]
    except (OSError, subprocess.CalledProcessError):
        print("no repository here: lowered floors are not looked for")
        return []


def unexplained(before, after, decisions):
    """The floors that went down without a line in DECISIONS.md that says from where, to where, and why."""
    return [
        f"floor: {name} {before[name]:.4f} -> {value:.4f}, because ..."
        for name, value in after.items()
        if name in before
        and round(value - before[name], 4) < 0
        and not re.search(rf"floor: {name} {before[name]:.4f} -> {value:.4f}, because \S", decisions)
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lower", action="store_true")
    given = parser.parse_args()
    measured = {name: rounded_down(value) for name, value in measure().items()}
    floors = read_floors(FLOOR.read_text("utf-8")) if FLOOR.exists() else {}
    for name, value in sorted(measured.items()):
        print(f"{name:16} {value:.4f}  floor {floors.get(name, 0):.4f}")
    fallen, risen = compare(measured, floors)
    if given.lower:
        fallen = []
        write_floors(measured)
    elif risen:
        write_floors({name: max(value, floors.get(name, 0)) for name, value in measured.items()})
        print(f"raised in fixtures/floor.toml, commit it: {' '.join(risen)}")
    problems = [f"{name} fell below its floor" for name in fallen]
    versions, decisions = [*history(), read_floors(FLOOR.read_text("utf-8"))], DECISIONS.read_text("utf-8")
    missing = [line for before, after in pairwise(versions) for line in unexplained(before, after, decisions)]
    problems += [f"DECISIONS.md lacks the line: {line}" for line in missing]
    print("\n".join(problems) or "no figure below its floor")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
