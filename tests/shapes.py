"""Hostile shapes: how long they take, how that grows, and what memory they need.

    python -m tests.shapes                    # all shapes at 1 and 2 MB
    python -m tests.shapes --only html --size 500000
    python -m tests.shapes --json shapes.json

Each shape is cleaned, rendered and located at `--size` characters and at twice as many, each time in a process of its
own, so that its peak memory is its own too. The status is 1 if a shape misses an aim: no shape of 1 MB over a second,
twice the input at most 2.3 times the time, peak memory at most 40 times the input. SECURITY.md says what holds.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cleaner

MAX_SECONDS, MAX_GROWTH, MAX_MEMORY = 1.0, 2.3, 40.0
#: Shorter times are noise, of which no growth can be read.
MEASURABLE = 0.1
REPEATS = 3
_PARAGRAPH = "<p>The council voted on Tuesday to keep the ferry running until the end of the year, its chair said.</p>"
_ARTICLE = f"<html><body><article><h1>Ferry stays</h1>{_PARAGRAPH * 3}</article>"

Shape = Callable[[int], str]


def _repeat(unit: str, before: str = "", after: str = "") -> Shape:
    """Return a shape made of one unit over and over."""
    return lambda size: before + unit * (size // len(unit)) + after


def _nested(opening: str, closing: str) -> Shape:
    def shape(size: int) -> str:
        depth = size // (len(opening) + len(closing))
        return opening * depth + "x" + closing * depth

    return shape


def _numbered(pattern: str, before: str = "", after: str = "") -> Shape:
    """Return a shape whose units are all different; `{}` stands for their number."""

    def shape(size: int) -> str:
        count = size // (len(pattern) + 4)
        return before + "".join(pattern.replace("{}", f"{number:06d}") for number in range(count)) + after

    return shape


HTML: dict[str, Shape] = {
    "nested div": _nested("<div>", "</div>"),
    "unclosed div": _repeat("<div>", after="x"),
    "unclosed b, then an article": _repeat("<b>", after=_ARTICLE),
    "unclosed a href": _repeat("<a href=x>y"),
    "unclosed lists": _repeat("<ul><li>x"),
    "unclosed tables": _repeat("<table><tr><td>x"),
    "stray end tags": _repeat("</p></div></b>", after="x"),
    "p": _repeat("<p>x"),
    "different p": _numbered("<p>w{}"),
    "p with sentences": _numbered("<p>The {} people of the town said that they would not go there again."),
    "span": _repeat("<span>x</span>"),
    "span with blanks": _repeat("<span>x</span> "),
    "empty div": _repeat("<div></div>", after="x"),
    "div with other classes": _numbered('<div class="c{} d-{}">x</div>'),
    "links": _repeat("<a href=/x>link</a> ", before=_ARTICLE),
    "br": _repeat("a<br>"),
    "br br": _repeat("a<br><br>"),
    "cells": _repeat("<td>x</td>", before="<table><tr>"),
    "rows of cells": _repeat("<tr><td>x</td><td>1</td></tr>", before="<table>"),
    "table in table": _nested("<table><tr><td>", "</td></tr></table>"),
    "colspan": _repeat('<td colspan="9007199254740991">x', before="<table><tr>"),
    "list items": _repeat("<li>x</li>", before="<ul>"),
    "headings": _repeat("<h2>x</h2>"),
    "pre": _repeat("<pre>x\n</pre>"),
    "options": _repeat("<option>x", before="<select>"),
    "attributes": _repeat("a=b ", before="<p ", after=">x"),
    "different attributes": _numbered("a{}=b ", before="<p ", after=">x"),
    "classes": _repeat("ab ", before='<p class="', after='">x'),
    "attribute of 1 MB": _repeat("comment-", before='<p class="', after='">x'),
    "style of 1 MB": _repeat("display:block;", before='<p style="', after='">x'),
    "comments": _repeat("<!--x-->", after=_ARTICLE),
    "unclosed comment": _repeat("<!--"),
    "unclosed script": _repeat("<script>"),
    "scripts": _repeat("<script>x</script>", after=_ARTICLE),
    "templates": _repeat("<template>", after="x"),
    "svg": _repeat("<svg><path></svg>", after=_ARTICLE),
    "less-than signs": _repeat("<"),
    "ampersands": _repeat("&"),
    "entities": _repeat("&amp;"),
    "unknown entities": _repeat("&xyzw;"),
    "character references": _repeat("&#x1F600;"),
    "data URI": _repeat("QUJD", before=_ARTICLE + '<img src="data:image/png;base64,', after='">'),
    "misnested formatting": _repeat("<b><i></b></i>x"),
    "misnested fonts in p": _repeat("<p><font>x<font>y"),
    "adoption agency": _repeat("<a><div></a>x"),
    "word of 1 MB": _repeat("a", before="<p>"),
    "paragraph of 1 MB": _repeat("word ", before="<p>"),
    "hidden": _repeat("<i hidden>x</i>"),
    "hidden in one another": _nested("<div hidden>", "</div>"),
    "closed panels": _nested("<div class=faq hidden>", "</div>"),
    "noscript": _repeat("<noscript>x</noscript>", before=_ARTICLE),
    "noscript of 1 MB": _repeat("<p>x</p>", before="<noscript>", after="</noscript>"),
    "noscript in one another": _nested("<noscript>", "</noscript>"),
    "json-ld": _repeat('{"@type":', before='<script type="application/ld+json">', after="</script>" + _ARTICLE),
    "json-ld of brackets": _repeat("[", before='<script type="application/ld+json">', after="</script>x"),
    "meta": _repeat("<meta name=author content=x>", after=_ARTICLE),
    "NUL": _repeat("\0"),
    "surrogates": _repeat("\ud800"),
    "custom elements": _repeat("<x-y>z</x-y>"),
    "blocks in code": _repeat("a<br><p>x</p>", before="<code>"),
    "code in one another": _nested("<code>a<br>", "</code>"),
    "divs in pre": _repeat("<div>x</div>", before="<pre>"),
    "pre in one another": _nested("<pre><div>", "</div></pre>"),
    "numbered rows": _repeat("<tr><td class=lineno>1</td><td>x</td></tr>", before="<table>"),
    "numbered tables in one another": _nested("<table><tr><td class=lineno>1</td><td>", "</td></tr></table>"),
    "years below comments": _repeat("2024 ", before="<h3>Comments (3)</h3><p>Reply</p><p>"),
}

TEXT: dict[str, Shape] = {
    "one-character lines": _repeat("a\n"),
    "different lines": _numbered("{}x\n"),
    "lines of three words": _numbered("w{} is here\n"),
    "lines of junk": _repeat("Share\nReply\nComments (3)\n"),
    "lines of sentences": _numbered("The {} people of the town said that they would not go there again.\n"),
    "lines and blank lines": _repeat("a\n\n"),
    "line of words": _repeat("word "),
    "line of sentences": _repeat("He said no. "),
    "line of junk": _repeat("Share this: Facebook Twitter Advertisement "),
    "word": _repeat("a"),
    "blanks": _repeat(" ", after="x"),
    "line feeds": _repeat("\n", after="x"),
    "carriage returns": _repeat("\r", after="x"),
    "tabs": _repeat("a\t"),
    "pipes": _repeat("|"),
    "rule rows": _repeat("|---|---|\n"),
    "full stops": _repeat(". "),
    "dots": _repeat("."),
    "digits": _repeat("1"),
    "numbers": _repeat("1,"),
    "dates": _repeat("12 May 2024\n"),
    "bullets": _repeat("- "),
    "quotes": _repeat("> "),
    "hashes": _repeat("#"),
    "brackets": _repeat("[]("),
    "backticks": _repeat("`"),
    "colons": _repeat("a: "),
    "credits": _repeat("(Photo: A) "),
    "wrapped lines": _repeat("the quick brown fox jumps over the lazy dog and then goes on to the\n"),
    "combining marks": _repeat("\u0301", before="a"),
    "bidirectional marks": _repeat("\u202e\u202c"),
    "zero-width spaces": _repeat("\u200b"),
    "soft hyphens": _repeat("a\u00ad"),
    "no-break spaces": _repeat("a\xa0"),
    "ligatures": _repeat("\ufdfa"),
    "Chinese": _repeat("中"),
    "Thai": _repeat("กขค "),
    "emoji": _repeat("👩‍👩‍👧"),
    "surrogates": _repeat("\udc80"),
    "NUL": _repeat("\0"),
    "less-than signs": _repeat("<"),
    "years between names": _repeat("2024 ", before="Anna\n", after="\nAnna\nBert\n"),
    "clock times between names": _repeat("12:30 ", before="Anna\n", after="\nAnna\nBert\n"),
    "cut lines that begin alike": _numbered("The same start of it {} and then it goes on...\n"),
    "ordinals": _numbered("{}. Mai\n"),
}


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """All shapes as (kind, name, function from a size in characters to the input)."""
    for kind, table in (("html", HTML), ("text", TEXT)):
        for name, shape in table.items():
            yield kind, name, shape


def use(source: str, kind: str) -> cleaner.Document:
    """Clean, and ask for all that a caller may ask for."""
    document = cleaner.clean(source, kind=kind)  # type: ignore[arg-type]
    _ = document.text, document.blocks, document.markdown, document.metadata
    return document


def measure(kind: str, name: str, size: int) -> tuple[float, float]:
    """Return the processor's seconds (best of `REPEATS`) and this process's peak memory, in bytes a byte of input."""
    source = (HTML if kind == "html" else TEXT)[name](size)
    use("<p>Warm.</p>", "html")
    use("Warm.", "text")
    before = _peak()
    best = float("inf")
    for _ in range(REPEATS):
        started = time.process_time()
        use(source, kind)
        best = min(best, time.process_time() - started)
        if best > 2 * MAX_SECONDS:
            break
    return best, (_peak() - before) / len(source.encode("utf-8", "surrogatepass"))


def _peak() -> int:
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def judge(row: dict[str, Any]) -> list[str]:
    """Name the aims that a row misses. Time is promised for a megabyte, so that of a row is scaled to it."""
    broken = []
    if row["seconds"] / row["size"] * 1e6 > MAX_SECONDS:
        broken.append("slow")
    if row["seconds"] > MEASURABLE and row["growth"] > MAX_GROWTH:
        broken.append("growth")
    if row["memory"] > MAX_MEMORY:
        broken.append("memory")
    return broken


def run(size: int, only: str | None) -> list[dict[str, Any]]:
    """Measure all shapes and print a line for each."""
    rows = []
    # A fresh process for each measurement: its peak memory has not been reached by an earlier one.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        print(f"{'shape':40} {'s':>7} {'x2':>6} {'bytes/byte':>11}")
        for kind, name, _ in shapes():
            if only and only not in f"{kind} {name}":
                continue
            seconds, memory = pool.apply(measure, (kind, name, size))
            twice, _ = pool.apply(measure, (kind, name, 2 * size))
            row = {"kind": kind, "name": name, "size": size, "seconds": seconds, "growth": twice / seconds}
            row["memory"] = memory
            row["broken"] = judge(row)
            rows.append(row)
            note = " ".join(row["broken"])
            print(f"{kind} {name:35} {seconds:7.3f} {row['growth']:6.2f} {memory:11.1f} {note}", flush=True)
    return rows


def main() -> int:
    """Print the table; the status tells whether all aims are reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000, help="characters of an input (default 1000000)")
    parser.add_argument("--only", help="only shapes in whose kind and name this stands")
    parser.add_argument("--json", type=Path, help="write the rows there, too")
    arguments = parser.parse_args()
    rows = run(arguments.size, arguments.only)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1))
    broken = [row for row in rows if row["broken"]]
    print(f"{len(rows)} shapes, {len(broken)} miss an aim")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
