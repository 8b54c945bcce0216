"""Fuzz targets for Atheris: `python tests/fuzz.py html --seconds 30`; targets are html, text and render.

The corpus is the fixtures, and what a run finds worth keeping is put beside them in `--corpus`, so that a later run
goes on from there. Whatever raises, hangs for ten seconds or breaks an invariant ends the run with a status other than
0 and leaves the input in a file.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cleaner"]):
    import cleaner

import invariants

FIXTURES = Path(__file__).parent.parent / "fixtures" / "cases"
KEEP_ALL = cleaner.Options(keep=frozenset(cleaner.Label) - cleaner.document.CONTENT_LABELS)
WORDS = (
    "<p> </p> <div <table> <tr><td> </table> <br> <b> <i> <a\\x20href= javascript: data: <li> <ul> <ol> <pre> <h1> "
    "<blockquote> <script> </script> <style> <template> <svg> <math> <title> <!-- --> <![CDATA[ &#x &lt; &gt; &amp; "
    "hidden style=display:none class= id= onclick= <article> <nav> <section> \\x00 \\x1b[ \\x0d\\x0a \\xe2\\x80\\xae "
    "\\xf3\\xa0\\x81\\x81 | --- ``` ~~~ # * [x]( ![x]( \\x5c <textarea> <noscript> <plaintext> <select> <form> "
    "<frameset> <body> <html> Share Comments Reply <semantics> <annotation\\x20encoding=tex> </math> <ruby> <rt> $ "
    "\\x5c( <td\\x20rowspan=3\\x20colspan=2> </li> <ol\\x20start=4> <code\\x20class=language-c> katex-html "
    "aria-hidden=true <a\\x20href=#> <img\\x20alt= <span"
)


def fuzz_html(data):
    """The HTML door, bytes in."""
    invariants.check_document(cleaner.clean(data, kind="html"))


def fuzz_text(data):
    """The text door: bytes as they are, decoding included."""
    invariants.check_document(cleaner.clean(data, kind="text"))


def fuzz_render(data):
    """What is rendered of a page, or of a text if the first byte is odd, all of it kept."""
    kind = "text" if data[:1] and data[0] % 2 else "html"
    document = cleaner.clean(data[1:], kind=kind, options=KEEP_ALL)
    invariants.check_output(document)


TARGETS = {"html": fuzz_html, "text": fuzz_text, "render": fuzz_render}


def copy_fixtures(target, folder, limit):
    """Fill the corpus with the fixtures' sources, cut to what a run tries."""
    for path in sorted(FIXTURES.glob("*/source.*")):
        data = path.read_bytes()[:limit]
        if target != "text" or path.suffix == ".txt":
            is_text = path.suffix == ".txt"
            (folder / path.parent.name).write_bytes((b"1" if is_text else b"0") + data if target == "render" else data)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=30, help="how long to run (default 30)")
    parser.add_argument("--corpus", type=Path, help="folder that keeps what was found between runs")
    parser.add_argument("--max-len", type=int, default=2048, help="bytes of an input (default 2048)")
    parser.add_argument("--seed", type=int, default=1, help="of the random choices; 0 for a new one (default 1)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        seeds = Path(scratch, "seeds")
        seeds.mkdir()
        copy_fixtures(given.target, seeds, given.max_len)
        words = Path(scratch, "words")
        words.write_text("".join('"{}"\n'.format(word.replace('"', '\\"')) for word in WORDS.split()), "utf-8")
        corpus = given.corpus or Path(scratch, "corpus")
        corpus.mkdir(parents=True, exist_ok=True)
        options = {"max_total_time": given.seconds, "max_len": given.max_len, "dict": words, "timeout": 10}
        options |= {"seed": given.seed, "rss_limit_mb": 4096, "print_final_stats": 1, "close_fd_mask": 0}
        flags = [f"-{name}={value}" for name, value in options.items()]
        atheris.Setup([sys.argv[0], *flags, str(corpus), str(seeds)], TARGETS[given.target])
        try:
            atheris.Fuzz()
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
