"""What comes out of a hostile page can be shown: in a browser, by a Markdown renderer, in a terminal."""

import html
import itertools
import json
import os
import pty
import re
import subprocess
import sys

import pytest
from invariants import RENDERED_TAGS, check_output, find_active, render_markdown
from typer.testing import CliRunner

import cleaner
from cleaner import Label, Options
from cleaner.cli import app
from cleaner.document import CONTENT_LABELS
from cleaner.render.explain import printable

EVERYTHING = Options(keep=frozenset(Label) - CONTENT_LABELS)
PROSE = "The ferry stayed in port all night, and forty passengers slept in the school hall of Holm. "

#: Addresses that run something in at least one browser, as the attribute's source has them.
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "&#9;javascript:alert(1)",
    "java&#9;script:alert(1)",
    "java&#10;script:alert(1)",
    "java&#13;&#10;script:alert(1)",
    "&#1;javascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3A;alert(1)",
    "&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116&#58&#97&#108&#101&#114&#116(1)",
    "&#x6A;&#x61;vascript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "java\x00script:alert(1)",
    "javascript:/*--></title></style><svg/onload=alert(1)>",
    "vbscript:msgbox(1)",
    "VBScript&colon;msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "DATA&colon;text/html,x",
    "file:///etc/passwd",
    "blob:https://evil.test/x",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "jar:javascript:alert(1)!/",
    "mhtml:x",
    "livescript:x",
    "http:javascript:alert(1)",
    "https://evil.test/)](javascript:alert(1))",
    "https://evil.test/ &quot; onclick=&quot;alert(1)",
    "https://evil.test/&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
]
#: Markup after which less careful sanitisers let something run.
MARKUP = [
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<b onclick=alert(1) style='background:url(javascript:alert(1))' class=x id=y>bold</b>",
    "<a href='https://good.test' onmouseover='alert(1)' target=_blank style=x>link</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<base href='javascript:alert(1)//'><a href='/x'>relative</a>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "<textarea><script>alert(1)</script></textarea>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<pre>```\n<script>alert(1)</script>\n```</pre>",
    "<pre>~~~~\n</code></pre><script>alert(1)</script></pre>",
    "<code>`<script>alert(1)</script>`</code>",
    "[click](javascript:alert(1)) ![track](https://evil.test/p.png) <javascript:alert(1)>",
    "[click]: javascript:alert(1)<br>[click]",
    "&lt;javascript:alert(1)&gt; &lt;https://evil.test&gt;",
    "\\[x\\](javascript:alert(1)) \\&lt;script\\&gt;",
    "<a href='https://good.test'>x](javascript:alert(1)) [y</a>",
    "<q cite='javascript:alert(1)'>said</q><del cite='javascript:alert(1)'>gone</del>",
    "<custom-card onclick=alert(1)>card</custom-card>",
    "<p is=x contenteditable onfocus=alert(1) autofocus>focus</p>",
]


def assert_harmless(document):
    check_output(document)
    for markup in (document.html, render_markdown(document.markdown)):
        assert find_active(markup, RENDERED_TAGS) == []


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("quote", ['"', "'"])
def test_no_dangerous_address_comes_out(address, quote):
    if quote in address:
        pytest.skip("would end the attribute")
    link = f"<a href={quote}{address}{quote}>Holm</a>"
    document = cleaner.clean(f"<!doctype html><h1>Ferry</h1><p>{PROSE}{link} {PROSE}</p>", options=EVERYTHING)
    assert "Holm" in document.text
    assert_harmless(document)


@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize(
    "frame", ["{}", "<p>{}</p>", "<li>{}</li>", "<td>{}</td>", "<h2>{}</h2>", "<blockquote>{}</blockquote>"]
)
def test_no_markup_comes_out_that_runs_or_loads(markup, frame):
    inner = frame.format(f"{PROSE} {markup} {PROSE}")
    assert_harmless(cleaner.clean(f"<!doctype html><article><p>{PROSE}</p>{inner}</article>", options=EVERYTHING))


@pytest.mark.parametrize("text", [*MARKUP, *ADDRESSES])
def test_no_flattened_text_comes_out_as_markup_that_runs(text):
    for source in (
        f"{PROSE}\n\n{text}\n\n{PROSE}",
        f"- {text}\n- {text}",
        f"a | {text}\n{text} | b",
        f"> {text}",
        f"# {text}",
    ):
        assert_harmless(cleaner.clean(source, kind="text", options=EVERYTHING))


# --- structure of the Markdown --------------------------------------------------------------------------------------

FENCES = ["---", "+++", ";;;", "--- #", "---\ttitle", "- - -", "***", "___", "===", "{", "```", "~~~"]


@pytest.mark.parametrize("fence", FENCES)
@pytest.mark.parametrize("kind", ["text", "html"])
def test_no_text_opens_front_matter_a_fence_or_a_rule(fence, kind):
    lines = [fence, 'title: "pwned"', "draft: false", fence]
    source = "\n".join([*lines, "", PROSE]) if kind == "text" else f"<p>{'<br>'.join(lines)}</p><p>{PROSE}</p>"
    document = cleaner.clean(source, kind=kind, options=EVERYTHING)
    check_output(document)
    rendered = render_markdown(document.markdown)
    assert "<hr" not in rendered
    # A line may be taken for code; then it alone stands in a fence, not what follows it.
    fenced = [
        line for part in re.findall(r"<pre><code>(.*?)</code></pre>", rendered, re.DOTALL) for line in part.split("\n")
    ]
    code = {line for block in document.kept if block.label is Label.CODE for line in block.text.split("\n")}
    assert rendered.count("<pre") == rendered.count("<pre><code>")
    assert {html.unescape(line) for line in fenced if line} <= code
    if "pwned" in document.text:
        assert "pwned" in rendered


CELLS = [
    "a|b",
    "a\\|b",
    "`a|b`",
    "a\\",
    "\\|",
    "|",
    "--- | ---",
    "<br>",
    "a\nb",
    "| x |\n|---|\n| y |",
    "&#124;",
    "&vert;x",
]


@pytest.mark.parametrize(("one", "two"), list(itertools.product(CELLS, CELLS)))
def test_no_cell_breaks_out_of_its_table(one, two):
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in [("name", "size"), (one, two), (two, "end")])
    document = cleaner.clean(f"<p>{PROSE}</p><table>{rows}</table><p>{PROSE}</p>", kind="html", options=EVERYTHING)
    rendered = render_markdown(document.markdown)
    check_output(document)
    assert rendered.count("<table>") <= 1
    assert rendered.count("<td>end</td>") == document.html.count("<td>end</td>")


# --- the terminal ---------------------------------------------------------------------------------------------------

ESCAPES = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;new title\x07",
    "\x1b]8;;https://evil.test\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJmIC8=\x07",
    "\x9b2J",
    "\x1bP$q\x1b\\",
    "over\rwrite",
    "back\x08space\x7f",
    "\x0e\x0f",
    "\u202etxt.exe\u202c \u2067x\u2069",
]


#: What embeds, overrides or isolates a direction.
REORDERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def is_safe(shown):
    """Whether a terminal shows it as text: no control character but line breaks and tabs, no reordering."""
    controls = {chr(code) for code in (*range(32), *range(127, 160))} - {"\n", "\t"}
    return not (controls | set(REORDERING)) & set(shown)


@pytest.mark.parametrize("escape", ESCAPES)
def test_printable_text_holds_no_escape_and_keeps_its_length(escape):
    assert is_safe(printable(escape))
    assert len(printable(escape)) == len(escape)
    assert printable("e\u0301 👩‍👩‍👧 שלום\u200f نص\tb") == "e\u0301 👩‍👩‍👧 שלום\u200f نص\tb"


@pytest.mark.parametrize("escape", ESCAPES)
def test_explain_errors_and_warnings_send_no_escapes(escape, tmp_path):
    folder = tmp_path / escape.replace("/", "")
    folder.mkdir()
    page = folder / f"{escape.replace('/', '')}.html"
    page.write_text(f"<p>{PROSE}{escape}</p><p class='{escape}' hidden>x{escape}</p>", "utf-8")
    (folder / "x.pdf").write_bytes(b"%PDF-")
    runner = CliRunner()
    for arguments in (
        ["explain", str(page)],
        ["explain", str(page), str(page.parent)],
        ["clean", str(folder)],
        ["clean", str(folder / "missing.html")],
        ["clean", str(folder / "x.pdf")],
        ["clean", str(folder / "*.nothing")],
        ["clean", str(page), "-o", str(page / "below")],
        ["clean", str(page), "--keep", escape],
        ["clean", str(page), "--encoding", escape],
        ["clean", str(page), f"--{escape}"],
        ["clean", str(page), "--kind", escape],
        [escape],
    ):
        result = runner.invoke(app, arguments)
        shown = result.output if arguments[0] == "explain" else result.stderr
        assert is_safe(shown), arguments


def read_terminal(arguments):
    """Run the command with a terminal for its output and return what the terminal got."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "cleaner", *arguments], stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    process.wait()
    return shown.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are for POSIX")
@pytest.mark.parametrize("format_", ["text", "markdown", "html", "json"])
def test_cleaned_text_sends_no_escapes_to_a_terminal_and_goes_unchanged_into_a_pipe(format_, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(f"{PROSE} {' '.join(ESCAPES)} {PROSE}", "utf-8", newline="")
    shown = read_terminal(["clean", "-q", "-f", format_, str(page)])
    assert "forty passengers" in shown
    assert is_safe(shown)
    command = [sys.executable, "-m", "cleaner", "clean", "-q", "-f", format_, str(page)]
    piped = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    assert "\x9b2J" in piped
    if format_ == "json":
        assert json.loads(piped)["text"] == cleaner.clean(page).text
