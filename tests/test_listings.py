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


def each_line(form, between="", blank="\n"):
    """Each line of the code in a form of its own: `{line}`, and its number (`{number}`)."""
    lines = enumerate(HTML.split("\n"), 1)
    return between.join(form.format(number=number, line=line or blank) for number, line in lines)


GITHUB = each_line(
    '<tr><td id="L{number}" class="blob-num js-line-number" data-line-number="{number}"></td>'
    '<td id="LC{number}" class="blob-code blob-code-inner js-file-line">{line}</td></tr>',
    between="\n",
)
HLJS = each_line(
    '<tr><td class="hljs-ln-line hljs-ln-numbers" data-line-number="{number}"><div class="hljs-ln-n"></div></td>'
    '<td class="hljs-ln-line hljs-ln-code" data-line-number="{number}">{line}</td></tr>',
    between="\n",
)
NUMBERED = each_line('<tr><td class="lineno">{number}</td><td class="line">{line}</td></tr>', between="\n")
TYPED = each_line("<div><span style='color:#c586c0'>{line}</span></div>", blank="<br>")
LINES = {
    "github": f'<table class="highlight tab-size" data-tab-size="8"><tbody>\n{GITHUB}\n</tbody></table>',
    "highlight.js": f'<pre><code class="hljs"><table class="hljs-ln"><tbody>{HLJS}</tbody></table></code></pre>',
    "numbers in cells": f"<table>{NUMBERED}</table>",
    "prism": f'<pre class="prism-code">{each_line("<div class=token-line>{line}</div>")}</pre>',
    "prettify": f'<pre class="linenums"><ol>{each_line("<li class=L{number}>{line}</li>")}</ol></pre>',
    "breaks": f"<p><code>{HTML.replace(chr(10), '<br />' + chr(10)).replace('    ', '&nbsp;' * 4)}</code></p>",
    "editor": f'<div style="color:#d4d4d4;font-family:Menlo, Monaco, monospace;white-space: pre;">{TYPED}</div>',
}


@pytest.mark.parametrize("listing", LINES.values(), ids=LINES)
def test_a_listing_with_an_element_for_each_line_is_one_piece_of_code(listing):
    document = cleaner.clean(page(listing))
    assert fence(CODE) in document.markdown.replace("```python", "```")
    assert [block.label for block in document.blocks if "print" in block.text] == ["code"]


def cells(names, numbers, lines):
    return (
        f'<div class="{names}"><table border="0"><tbody><tr><td class="{numbers[0]}">'
        f"{each_line(numbers[1])}</td>"
        f'<td class="{lines[0]}"><div>{each_line(lines[1], blank="&nbsp;")}</div></td></tr></tbody></table></div>'
    )


CELLS = {
    "SyntaxHighlighter": cells(
        "syntaxhighlighter python",
        ("gutter", '<div class="line number{number}">{number}</div>'),
        ("code", '<div class="line number{number}"><code class="python plain">{line}</code></div>'),
    ),
    "Crayon": cells(
        "crayon-main",
        ("crayon-nums ", '<div class="crayon-num" data-line="crayon-1-{number}">{number}</div>'),
        ("crayon-code", '<div class="crayon-line" id="crayon-1-{number}">{line}</div>'),
    ),
}


@pytest.mark.parametrize("listing", CELLS.values(), ids=CELLS)
def test_a_listing_with_all_lines_in_one_cell_loses_their_numbers(listing):
    document = cleaner.clean(page(listing))
    assert fence(CODE) in document.markdown
    assert "1\n2" not in document.text


def test_a_page_in_a_pre_that_was_never_closed_is_no_listing():
    rest = f"<div><h2>Slow ways</h2><div>{FIRST}</div><div>{LAST}</div></div>"
    texts = [block.text for block in cleaner.clean(page(f"<pre>{HTML}{rest}")).blocks]
    assert {"Slow ways", FIRST, LAST} <= set(texts)


@pytest.mark.parametrize(
    "table",
    [
        "<tr><td class=num>1</td><td>cat</td></tr><tr><td class=num>2</td><td>ls</td></tr>",
        "<tr><td class=code>cat</td><td>prints</td></tr><tr><td class=code>ls</td><td>lists</td></tr>",
        "<tr><td class=gutter>cat</td><td>prints</td></tr><tr><td class=gutter>ls</td><td>lists</td></tr>",
    ],
)
def test_a_table_whose_cells_are_only_called_numbers_or_code_is_a_table(table):
    blocks = cleaner.clean(page(f"<table>{table}</table>")).blocks
    assert [block.kind for block in blocks if "cat" in block.text] == ["table"]


def test_code_in_a_line_of_text_stays_in_its_line():
    paragraph = "<p>First run <code>cat<br>file</code> and see what it prints, or so the manual of the system says.</p>"
    block = next(block for block in cleaner.clean(page(paragraph)).blocks if "cat" in block.text)
    assert (block.kind, block.text.split("\n")) == (
        "paragraph",
        ["First run cat", "file and see what it prints, or so the manual of the system says."],
    )


def test_two_listings_in_a_row_stay_two():
    document = cleaner.clean(page(f"<pre>{HTML}</pre><pre>{HTML}</pre>"))
    assert f"{fence(CODE)}\n\n{fence(CODE)}" in document.markdown


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


def test_empty_cells_at_the_start_of_a_row_keep_their_columns():
    rows = (
        "<tr><th></th><th>&nbsp;</th><th>Old</th><th>New</th></tr>"
        "<tr><td>Ferry</td><td>North</td><td>80</td><td>120</td></tr><tr><td></td><td>South</td><td>30</td><td>20</td></tr>"
    )
    markdown = cleaner.clean(page(f"<table>{rows}</table>")).markdown
    assert (
        "|  |  | Old | New |\n| --- | --- | --- | --- |\n| Ferry | North | 80 | 120 |\n|  | South | 30 | 20 |"
        in markdown
    )


@pytest.mark.parametrize(
    ("within", "shown"),
    [
        (
            "<figure><img src=a.png><figcaption>A hammer on the quay, seen from afar.</figcaption></figure>",
            "A hammer on",
        ),
        ("<table><tr><th>Way</th><th>Needs</th></tr><tr><td>lines</td><td>4 kB</td></tr></table>", "| lines | 4 kB |"),
    ],
)
def test_an_ordered_list_goes_on_behind_what_stands_in_its_items(within, shown):
    items = [
        f"Step of the work that follows after the one before it, number {name}." for name in ("one", "two", "three")
    ]
    markup = "".join(f"<li>{item}{within if index < 2 else ''}</li>" for index, item in enumerate(items))
    markdown = cleaner.clean(
        page(f"<ol start=4>{markup}</ol><p>{FIRST[:-1]} again.</p><ol><li>{items[0]}</li></ol>")
    ).markdown
    assert shown in markdown
    places = [markdown.index(f"{number}. {item}") for number, item in enumerate(items, 4)]
    assert places == sorted(places)
    assert f"\n1. {items[0]}" in markdown[places[-1] :]


def test_blanks_that_do_not_break_are_blanks_in_markdown():
    markdown = cleaner.clean(
        page(f"<p>It is a <b>good&nbsp;plan</b>, said the mayor.&nbsp;</p><h2>Part two&#160;</h2><p>{FIRST}</p>")
    ).markdown
    assert "It is a **good\xa0plan**, said the mayor.\n\n## Part two\n" in markdown


def test_powers_in_cells_stay_powers():
    rows = "<tr><td>Name</td><td>Size</td></tr><tr><td>H<sub>2</sub>O</td><td><b>6</b> × 10<sup>23</sup> a|b</td></tr>"
    document = cleaner.clean(page(f"<table>{rows}</table>"))
    assert r"| H<sub>2</sub>O | 6 × 10<sup>23</sup> a\|b |" in document.markdown
    assert "<td>6 × 10<sup>23</sup> a|b</td>" in document.html


def test_the_first_line_of_code_keeps_its_indent():
    code = "    <span class=k>def</span> read(self):\n        return self.text"
    for before in ("", "\n"):
        document = cleaner.clean(page(f"<pre><code>{before}{code}</code></pre>"))
        assert fence("    def read(self):\n        return self.text") in document.markdown


@pytest.mark.parametrize(("tag", "second"), [("ol", "1) Buy"), ("ul", "* Buy")])
def test_two_lists_in_a_row_are_two(tag, second):
    lists = f"<{tag}><li>Open the gate wide.</li><li>Close it.</li></{tag}><{tag}><li>Buy another gate.</li></{tag}>"
    document = cleaner.clean(page(lists))
    assert document.html.count(f"<{tag}>") == 2
    assert f"\n{second} another gate." in document.markdown


def test_french_blanks_in_headings_are_blanks():
    markdown = cleaner.clean(page(f"<h2>Qui a gagné\xa0? «\u202fNous\u202f»</h2><p>{FIRST}</p>")).markdown
    assert "## Qui a gagné\xa0? «\u202fNous\u202f»" in markdown
