"""What the README shows is run: its Python, its commands and their output. So are the doctests of all modules.

In a ```console block a line `$ cleaner ...` is a command, and the lines below it are its whole output, standard error
included; a line `...` alone stands for any lines. No lines below it: it must end with status 0. Other commands
(`$ pip`, `$ pytest`) are not run, nor is what fetches something. A block that opens with ```python needs=PACKAGE is run
where that package is installed.
"""

import doctest
import importlib
import os
import pkgutil
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest

import cleaner

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8") if (ROOT / "README.md").is_file() else ""

FENCED = re.compile(r"^ *```(\w+)([^\n]*)\n(.*?)^ *```[ ]*$", re.MULTILINE | re.DOTALL)
NEEDS = re.compile(r"needs=(\S+)")
RUNS_CLEANER = re.compile(r"(?:^|\|\s*)cleaner\s")
FETCHES = re.compile(r"^(?:curl|wget)\s")
#: What would change how wide or colourful the output is.
DISPLAY = {"COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS", "TERMINAL_WIDTH", "CLICOLOR_FORCE"}


class Command(NamedTuple):
    line: str
    output: list[str]


def blocks(language):
    """(line number, code, package it needs or None) of the README's fenced blocks in a language."""
    return [
        (
            README.count("\n", 0, found.start(3)) + 1,
            textwrap.dedent(found.group(3)),
            next(iter(NEEDS.findall(found.group(2))), None),
        )
        for found in FENCED.finditer(README)
        if found.group(1) == language
    ]


def commands_of(block):
    commands = []
    for line in block.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            commands.append(Command(line[2:], []))
        elif commands:
            commands[-1].output.append(line.rstrip())
    return commands


def trimmed(lines):
    """Without white space at the ends of lines and empty lines at the end, which a README does not show."""
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


def pattern_of(lines):
    anything = r"(?:.*\n)*"
    return "".join(
        anything if line.strip() == "..." else re.escape(line) + r"\n" for line in trimmed(lines).splitlines()
    )


PYTHON = blocks("python")
COMMANDS = [
    command
    for _, block, _ in blocks("console")
    for command in commands_of(block)
    if RUNS_CLEANER.search(command.line) and not FETCHES.match(command.line)
]
MODULES = ["cleaner"] + [
    module.name
    for module in pkgutil.walk_packages(cleaner.__path__, "cleaner.")
    if not module.name.endswith("__main__")
]


def run_block(line, code, names):
    """Run one block; like a reader's session, it sees what the blocks above it left in `names`."""
    if not re.search(r"^>>> ", code, re.MULTILINE):
        exec(compile(code, f"README.md:{line}", "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(code, names, f"README.md:{line}", "README.md", line - 1)
    failures = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, out=failures.append, clear_globs=False)
    names.update(test.globs)
    assert runner.failures == 0, "".join(failures)


def run_command(line):
    """Run a command line with `cleaner` meaning this checkout under this Python."""
    environment = {name: value for name, value in os.environ.items() if name not in DISPLAY}
    return subprocess.run(
        ["bash", "-c", 'cleaner() { "$PYTHON" -m cleaner "$@"; }\n' + line],
        check=False,
        cwd=ROOT,
        env=environment | {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
    )


def test_the_readme_shows_python_and_commands():
    assert PYTHON, "README.md has no python block"
    assert COMMANDS, "README.md has no console block with a cleaner command"


@pytest.mark.parametrize("number", range(len(PYTHON)), ids=[f"line-{line}" for line, _, _ in PYTHON])
def test_a_python_block_of_the_readme_runs(number, monkeypatch):
    monkeypatch.chdir(ROOT)
    names = {"__name__": "__readme__"}
    line, code, needed = PYTHON[number]
    if needed is not None:
        pytest.importorskip(needed, reason=f"needs {needed}")
    for above, earlier, framework in PYTHON[:number]:
        # What needs a framework leaves nothing behind that others use.
        if framework is None:
            run_block(above, earlier, names)
    run_block(line, code, names)


@pytest.mark.parametrize("command", COMMANDS, ids=[command.line for command in COMMANDS])
def test_a_command_of_the_readme_prints_what_the_readme_says(command):
    result = run_command(command.line)
    printed = trimmed(result.stdout.splitlines())
    assert "Traceback" not in printed
    if not any(command.output):
        assert result.returncode == 0, printed
    elif "..." in (line.strip() for line in command.output):
        assert re.fullmatch(pattern_of(command.output), printed), printed
    else:
        assert printed == trimmed(command.output)


@pytest.mark.parametrize(
    ("lines", "printed", "fits"),
    [
        (["one", "...", "four"], "one\ntwo\nthree\nfour\n", True),
        (["one", "..."], "one\ntwo\n", True),
        (["one", "...", "two"], "one\ntwo\n", True),
        (["one", "...", "five"], "one\ntwo\nfour\n", False),
        (["o.e"], "one\n", False),
    ],
)
def test_three_dots_stand_for_any_lines(lines, printed, fits):
    assert bool(re.fullmatch(pattern_of(lines), printed)) is fits


@pytest.mark.parametrize("name", [name for name in cleaner.__all__ if name != "__version__"])
def test_a_public_name_has_a_docstring(name):
    text = getattr(cleaner, name).__doc__ or ""
    # A dataclass without a docstring is given its signature for one.
    assert text.strip()
    assert not text.startswith(f"{name}(")


@pytest.mark.parametrize("name", MODULES)
def test_the_doctests_of_a_module_pass(name):
    if name.startswith("cleaner.training"):
        for needed in ("rapidfuzz", "torch"):
            pytest.importorskip(needed, reason="needs the extra train")
    try:
        module = importlib.import_module(name)
    except cleaner.MissingExtraError as error:
        assert name.startswith("cleaner.adapters."), "only adapters may need an extra to be imported"
        pytest.skip(str(error))
    assert doctest.testmod(module).failed == 0
