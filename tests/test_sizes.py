"""Functions and modules stay small enough to read at one sitting."""

import ast
from pathlib import Path

import pytest

import cleaner

PACKAGE = Path(cleaner.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_BODY_LINES = 50
MAX_MODULE_LINES = 400


def body_lines(function):
    """Lines from the first statement behind the docstring to the last."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def name_of(path):
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_function_has_more_than_fifty_body_lines(path):
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    too_long = {f"{node.name}:{node.lineno}": n for node in functions if (n := body_lines(node)) > MAX_BODY_LINES}
    assert too_long == {}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_has_more_than_four_hundred_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= MAX_MODULE_LINES


def test_the_modules_are_found():
    assert {"pipeline.py", "segment/html.py", "cli.py"} <= {name_of(path) for path in MODULES}


def test_the_measure_counts_the_lines_behind_the_docstring():
    function = ast.parse('def f():\n    """Say.\n\n    More.\n    """\n    a = 1\n\n    return a\n').body[0]
    assert body_lines(function) == 3
