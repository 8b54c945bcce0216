"""Code as pages print it: in tables with line numbers, with buttons, with its language; and tables whose cells span."""

import pytest

import cleaner

FIRST = "The first way is the one that everybody knows, and it is good enough for files that fit in memory."
LAST = "The second way reads line by line, which takes a little longer to write and a lot less memory."
CODE = 'with open(name) as file:\n    text = file.read()\n\nprint(text, "<end>")'
HTML = CODE.replace("<", "&lt;").replace("with", '<span class="k">with</span>')


def page(*parts):
    article = "".join((f"<p>{FIRST}</p>", *parts, f"<p>{LAST}</p>"))
    return (
        "<html><head><title>Reading files | Dev notes</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Reading files</h1>{article}</article><footer>© 2026 Dev notes</footer></body></html>"
    )


def fence(code, language=""):
    return f"```{language}\n{code}\n```"


def numbers(stop, end="\n"):
    return "".join(f"{number}{end}" for number in range(1, stop))


PYGMENTS = (
    f'<table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre>{numbers(5)}</pre></div></td>'
    f'<td class="code"><div class="highlight"><pre><span></span><code>{HTML}\n</code></pre></div></td></tr></table>'
)
HEXO_LINES = "<br>".join(f'<span class="line">{line}</span>' for line in HTML.split("\n"))
HEXO = (
    f'<figure class="highlight python"><table><tr><td class="gutter"><pre>{numbers(5, "<br>")}</pre></td>'
    f'<td class="code"><pre>{HEXO_LINES}<br></pre></td></tr></table></figure>'
)
ROUGE = (
    '<div class="language-python highlighter-rouge"><table class="rouge-table"><tbody><tr>'
    f'<td class="rouge-gutter gl"><pre class="lineno">{numbers(6)}</pre></td>'
    f'<td class="rouge-code"><pre>{HTML}\n\n</pre></td></tr></tbody></table></div>'
)


@pytest.mark.parametrize("listing", [PYGMENTS, HEXO, ROUGE], ids=["pygments", "hexo", "rouge"])
def test_a_listing_in_a_table_keeps_its_lines_and_loses_their_numbers(listing):
    document = cleaner.clean(page(listing))
    assert fence(CODE) in document.markdown
    assert [block.label for block in document.blocks if block.text == CODE] == ["code"]
    gutter = next(block for block in document.removed if block.text.startswith("1\n2"))
    assert (gutter.label, gutter.reason) == ("other", "shape.line_numbers")


def test_a_listing_of_one_line_loses_its_number():
    row = '<tr><td class="linenos"><pre>1</pre></td><td class="code"><pre>print(open(name).read())</pre></td></tr>'
    document = cleaner.clean(page(f"<table>{row}</table>"))
    assert fence("print(open(name).read())") in document.markdown
    assert "shape.line_numbers" in [block.reason for block in document.removed]


def test_numbers_that_are_no_line_numbers_stay():
    squares, code = "1\n4\n9\n16", "for n in range(1, 5):\n    print(n * n)\n# prints\n# the above"
    document = cleaner.clean(
        page(f"<pre>{squares}</pre>", f"<p>{LAST}</p>", "<pre>1\n2\n3</pre>", f"<pre>{code}</pre>")
    )
    assert {squares, "1\n2\n3", code} <= {block.text for block in document.kept}


def test_a_row_of_short_code_is_a_row_of_a_table():
    rows = "<tr><td><pre>cat</pre></td><td>prints a file</td></tr><tr><td>to list files</td><td><pre>ls</pre></td></tr>"
    document = cleaner.clean(page(f"<table><tr><th>Name</th><th>Does</th></tr>{rows}</table>"))
    assert {"cat\tprints a file", "to list files\tls"} <= {block.text for block in document.kept}


@pytest.mark.parametrize(
    "button", ['<button class="copy">Copy</button>', '<button aria-label="Copy code">Copy code</button>']
)
@pytest.mark.parametrize("form", ["<pre>{button}<code>{code}</code></pre>", "<pre><code>{code}</code>{button}</pre>"])
def test_a_button_on_a_listing_is_no_code(button, form):
    document = cleaner.clean(page(form.format(button=button, code=HTML)))
    assert fence(CODE) in document.markdown
    assert "Copy" not in document.text


@pytest.mark.parametrize(
    ("opening", "language"),
    [
        ('<pre><code class="language-python">', "python"),
        ('<pre class="line-numbers lang-Python"><code>', "python"),
        ('<pre><code class="hljs language-c++">', "c++"),
        ('<pre><code class="language-plaintext">', ""),
        ('<pre title="x language-sql y"><code>', ""),
        ("<pre><code>", ""),
    ],
)
def test_markdown_names_the_language_that_the_page_names(opening, language):
    assert fence(CODE, language) in cleaner.clean(page(f"{opening}{HTML}</code></pre>")).markdown


def test_what_stands_above_the_line_stays_apart_but_for_notes():
    markdown = cleaner.clean(
        page(
            "<p>It holds 10<sup>3</sup> files and a bottle of H<sub>2</sub>O, or so the manual says"
            '.<sup><a href="#n1">[1]</a></sup></p>'
        )
    ).markdown
    assert r"10<sup>3</sup> files and a bottle of H<sub>2</sub>O, or so the manual says.[\[1\]](#n1)" in markdown


SPANNED = {
    "<tr><td rowspan=2>Way<td colspan=2>Memory<tr><td>small<td>large<tr><td>whole<td>1 MB<td>1 GB": (
        "| Way | Memory |  |\n| --- | --- | --- |\n|  | small | large |\n| whole | 1 MB | 1 GB |"
    ),
    "<tr><td>Way<td>Needs<tr><td>lines<td rowspan='2'>4 kB<tr><td>blocks<tr><td>whole<td>all": (
        "| Way | Needs |\n| --- | --- |\n| lines | 4 kB |\n| blocks |  |\n| whole | all |"
    ),
    "<tr><td colspan=x>Way<td rowspan=-1>Needs<tr><td colspan=0>lines<td>4 kB": (
        "| Way | Needs |\n| --- | --- |\n| lines | 4 kB |"
    ),
}


@pytest.mark.parametrize(("rows", "markdown"), SPANNED.items())
def test_columns_stay_below_each_other_where_cells_span(rows, markdown):
    assert markdown in cleaner.clean(page(f"<table>{rows}</table>")).markdown


BOMB = "<tr><td rowspan=999999999 colspan=9007199254740991>Way</td><td>Needs</td></tr>"


@pytest.mark.parametrize("table", [f"<table>{BOMB * 300}</table>", f"<table>{BOMB}</table>" * 300])
def test_cells_that_say_they_span_a_billion_columns_cost_next_to_nothing(table):
    assert len(cleaner.clean(page(table)).markdown) < 200_000


def test_a_row_of_very_many_cells_does_not_widen_the_others():
    wide = f"<tr>{'<td>a b</td>' * 3000}</tr>"
    table = f"<table><tr><td>Way</td><td>Needs</td></tr>{wide}{'<tr><td>lines</td><td>4 kB</td></tr>' * 1000}</table>"
    assert len(cleaner.clean(page(table)).markdown) < 100_000


def test_two_tables_stay_two():
    table = "<table><tr><th>{0}</th><th>Needs</th></tr><tr><td>lines</td><td>4 kB</td></tr></table>"
    markdown = cleaner.clean(page(table.format("Way"), table.format("Road"))).markdown
    assert "| lines | 4 kB |\n\n| Road | Needs |\n| --- | --- |" in markdown
