"""No call leaves anything behind: order, threads, processes and hash seeds change nothing, and nothing is fetched.

`python tests/state.py matrix` does the same over all fixtures and other Pythons; `... memory` counts memory.
"""

import multiprocessing
import socket
import subprocess
import sys
import tracemalloc
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
import state
from typer.testing import CliRunner

import cleaner
from cleaner.cli import app

#: Every nineteenth case, both doors.
SOME = state.sources()[::19]
FOLDER = Path(state.__file__).parent


@pytest.fixture(scope="module")
def wanted():
    return [state.digest(path) for path in SOME]


def test_the_order_of_calls_changes_nothing(wanted):
    assert [state.digest(path) for path in SOME[::-1]] == wanted[::-1]


def test_sixteen_threads_say_the_same(wanted):
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(state.digest, SOME * 2)) == wanted * 2


@pytest.mark.parametrize(
    "method", [method for method in ("fork", "spawn") if method in multiprocessing.get_all_start_methods()]
)
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_forked_and_spawned_processes_say_the_same(method, wanted):
    with ProcessPoolExecutor(2, multiprocessing.get_context(method)) as pool:
        assert list(pool.map(state.digest, SOME)) == wanted


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_the_hash_seed_changes_nothing(seed, wanted):
    program = "import state; print(*map(state.digest, state.sources()[::19]), sep='\\n')"
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(FOLDER), "PATH": ""}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=FOLDER)
    assert done.stdout.splitlines() == wanted


def test_many_calls_on_the_same_texts_keep_no_memory():
    def clean_all():
        for number in range(60):
            document = cleaner.clean(state.small_source(number))
            assert document.to_json()
            assert document.markdown is not None

    clean_all()
    tracemalloc.start()
    try:
        clean_all()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(5):
            clean_all()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 100_000, "300 calls left more than 100 kB behind"


# --- the network ----------------------------------------------------------------------------------------------------

LINKED = """<!doctype html><html><head><base href="https://evil.test/"><meta http-equiv=refresh content="0;url=/next">
<link rel=stylesheet href="https://evil.test/a.css"><link rel=canonical href="https://evil.test/story">
<script src="https://evil.test/a.js"></script><meta property=og:image content="https://evil.test/a.png"></head><body>
<article><h1>The ferry</h1><p>The ferry stayed in port all night, and <a href="https://evil.test/">forty</a> passengers
slept in the school hall of Holm, 7 March 2026.</p><img src="https://evil.test/p.png"><iframe src="//evil"></iframe>
</article></body></html>"""


class ReachedError(Exception):
    """Something tried to reach the network."""


@pytest.fixture
def offline(monkeypatch):
    def refuse(*arguments, **_):
        raise ReachedError(arguments)

    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)


def test_the_guard_holds(offline):
    with pytest.raises(ReachedError):
        socket.create_connection(("evil.test", 80))
    with pytest.raises(ReachedError), socket.socket() as line:
        line.connect(("127.0.0.1", 9))


@pytest.mark.parametrize("engine", ["model", "readability"])
def test_no_door_and_no_rendering_reaches_the_network(offline, engine):
    from bs4 import BeautifulSoup

    options = cleaner.Options(engine=engine)
    for source in (LINKED, LINKED.encode("utf-16"), BeautifulSoup(LINKED, "lxml"), *SOME):
        document = cleaner.clean(source, url="https://evil.test/story", options=options)
        assert document.to_json()
        assert document.html is not None
        assert document.markdown is not None
        assert document.metadata is not None
    assert cleaner.clean_soup(BeautifulSoup(LINKED, "html.parser"), options=options).title == "The ferry"


def test_the_command_line_reaches_no_network(offline, tmp_path):
    (tmp_path / "page.html").write_text(LINKED, "utf-8")
    for command in (["clean", "-f", "json"], ["clean", "-f", "markdown"], ["explain"]):
        result = CliRunner().invoke(app, [*command, str(tmp_path / "page.html")])
        assert result.exit_code == 0, result.output


def test_an_address_is_no_file_and_is_not_fetched(offline):
    assert CliRunner().invoke(app, ["clean", "https://evil.test/story"]).exit_code == 3
