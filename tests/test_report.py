"""The report's file: its data are whole and inert, its policy allows its own script and style and nothing else."""

import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cleaner
from cleaner import Label, Options
from cleaner.cli import app
from cleaner.render.report import write_report
from cleaner.render.report.record import document_record, site_of
from cleaner.render.report.skeleton import find_boxes

ROOT = Path(__file__).parent.parent
CASES = ROOT / "fixtures" / "cases"
#: What the report is made of, of the package as it is installed.
PAGE = Path(cleaner.__file__).parent / "render" / "report" / "page"
HOSTILE = ROOT / "fixtures" / "report" / "hostile.html"
TEXT = "Rain expected on Friday\n\nShare\n\nThe service said it would rain for two days.\n"


class Page(HTMLParser):
    """The elements of a report with their attributes and what stands in scripts and styles."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.texts = {}
        self.inside = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag in ("script", "style"):
            self.inside = len(self.elements) - 1
            self.texts[self.inside] = ""

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.inside = None

    def handle_data(self, data):
        if self.inside is not None:
            self.texts[self.inside] += data

    def data(self, name):
        (number,) = [n for n, (_, given) in enumerate(self.elements) if given.get("id") == name]
        return json.loads(self.texts[number])


def report_of(*pages, **arguments):
    out = io.StringIO()
    write_report(pages, out, **arguments)
    return out.getvalue()


def hash_of(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def case(name):
    (source,) = (CASES / name).glob("source.*")
    return cleaner.clean(source)


def test_the_policy_allows_the_report_s_own_script_and_style_and_nothing_else():
    page = Page(report_of(("a", cleaner.clean(TEXT))))
    (policy,) = [
        given["content"] for tag, given in page.elements if given.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    scripts = [page.texts[n] for n, (tag, given) in enumerate(page.elements) if tag == "script" and not given]
    styles = [page.texts[n] for n, (tag, _) in enumerate(page.elements) if tag == "style"]
    assert len(scripts) == len(styles) == 1
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["script-src"] == hash_of(scripts[0])
    assert rules["style-src"] == hash_of(styles[0])
    assert rules["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in policy


def test_the_script_never_parses_markup():
    script = "".join(path.read_text("utf-8") for path in PAGE.glob("*.js"))
    assert "textContent" in script
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|srcdoc", script) == []


def test_text_of_a_page_is_data_and_never_markup():
    harmless = Page(report_of(("a", cleaner.clean(TEXT))))
    page = Page(report_of(("</script><b>&lt;", cleaner.clean(HOSTILE))))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in harmless.elements]
    record = page.data("document-0")
    assert record["name"] == "</script><b>&lt;"
    assert "<script>attacked('text')</script>" in " ".join(row[0] for row in record["blocks"])


def test_separators_that_end_a_line_of_script_are_escaped():
    document = cleaner.clean("Rain expected\n\nThe service\u2028said it\u2029would rain.")
    assert not re.search("[\u2028\u2029]", report_of(("a\u2028b", document)))


@pytest.mark.parametrize("name", ["html-news--sv-wordpress", "news--en-openweb-typing", "junk--kk-404"])
def test_a_record_holds_every_block_and_its_probabilities_tell_the_fate(name):
    document = case(name)
    record = json.loads(json.dumps(document_record(name, document)))
    labels = list(Label)
    strings = record["strings"]
    for block, row in zip(document.blocks, record["blocks"], strict=True):
        text, start, end, label, kept, probability, kind, level, reason, evidence, path = row
        assert (text, start, end, level) == (block.text, block.start, block.end, block.level)
        assert (labels[label], labels[kind], bool(kept)) == (block.label, block.kind, block.kept)
        assert (strings[reason], strings[evidence], strings[path]) == (block.reason, block.evidence, block.path or "")
        assert (probability >= record["cut"]) is block.kept


def test_boxes_nest_and_name_containers():
    document = case("html-news--sv-wordpress")
    boxes = find_boxes(document)
    assert boxes[0][0] == -1
    assert boxes[0][2:] == (0, len(document.blocks))
    for parent, name, first, last in boxes[1:]:
        assert name
        assert boxes[parent][2] <= first < last <= boxes[parent][3]
        assert (first, last) != boxes[parent][2:]
    (comments,) = [box for box in boxes if "comments-area" in box[1]]
    assert {str(block.label) for block in document.blocks[comments[2] : comments[3]]} >= {"comment", "comment_ui"}


def test_boxes_of_a_page_that_nests_without_end_are_few():
    page = "<html><body>" + "".join(f"<div><p>Words of level {n}.</p>" for n in range(3000))
    boxes = find_boxes(cleaner.clean(page, kind="html"))
    depths = []
    for parent, *_ in boxes:
        depths.append(0 if parent < 0 else depths[parent] + 1)
    assert 3 < max(depths) < 30


@pytest.mark.parametrize(
    ("head", "site"),
    [
        ('<link rel="canonical" href="https://www.valley.example/a">', "valley.example"),
        ('<meta property="og:url" content="https://hill.example:8080/a">', "hill.example"),
        ('<link rel="canonical" href="https://[broken">', ""),
        ('<link rel="canonical" href="javascript:alert(1)">', ""),
        ("", ""),
    ],
)
def test_a_page_s_site_is_the_host_it_names(head, site):
    assert site_of(cleaner.clean(f"<html><head>{head}</head><body><p>Rain.</p></body></html>", kind="html")) == site


def test_the_address_given_for_a_page_says_its_site():
    assert site_of(cleaner.clean(TEXT, url="https://news.example/x")) == "news.example"


def test_the_overview_counts_what_the_documents_hold():
    documents = [case("html-news--sv-wordpress"), case("news--en-openweb-typing")]
    page = Page(report_of(*[(str(n), document) for n, document in enumerate(documents)]))
    labels = list(Label)
    for document, row in zip(documents, page.data("report")["documents"], strict=True):
        for label, kept, blocks, characters in row[6]:
            those = [block for block in document.blocks if (block.label, block.kept) == (labels[label], bool(kept))]
            assert (len(those), sum(len(block.text) for block in those)) == (blocks, characters)
        assert sum(blocks for _, _, blocks, _ in row[6]) == len(document.blocks)


def test_options_say_which_labels_are_kept():
    options = Options(keep={"comment"}, drop={"caption"})
    facts = Page(report_of(("a", cleaner.clean(TEXT, options=options)), options=options)).data("report")
    kept = {label["name"] for label in facts["labels"] if label["kept"]}
    assert kept == {"title", "heading", "paragraph", "list_item", "quote", "code", "table", "comment"}


def test_every_label_has_a_colour():
    style = (PAGE / "page.css").read_text("utf-8")
    assert [label.value for label in Label if f'[data-label="{label}"]' not in style] == []


def test_the_same_input_gives_the_same_file():
    assert report_of(("a", cleaner.clean(TEXT))) == report_of(("a", cleaner.clean(TEXT)))


# --- the command ----------------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_the_command_writes_a_report_and_lists_what_failed(tmp_path):
    (tmp_path / "rain.txt").write_text(TEXT, "utf-8")
    result = run(tmp_path / "rain.txt", tmp_path / "absent.txt", "-o", tmp_path / "sub" / "out.html")
    assert result.exit_code == 1
    facts = Page((tmp_path / "sub" / "out.html").read_text("utf-8")).data("report")
    assert [Path(row[0]).name for row in facts["documents"]] == ["rain.txt"]
    assert [Path(name).name for name, _ in facts["failures"]] == ["absent.txt"]
    assert [path.name for path in (tmp_path / "sub").iterdir()] == ["out.html"]


def test_a_report_of_nothing_leaves_the_old_one_alone(tmp_path):
    (tmp_path / "out.html").write_text("old", "utf-8")
    result = run(tmp_path / "absent.txt", "-o", tmp_path / "out.html")
    assert result.exit_code == 3
    assert (tmp_path / "out.html").read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path):
    (tmp_path / "rain.txt").write_text(TEXT, "utf-8")
    result = run(tmp_path / "rain.txt", "-o", tmp_path / "rain.txt" / "out.html")
    assert result.exit_code == 1
    assert "cannot write" in result.output
    assert "Traceback" not in result.output


def test_standard_output_takes_the_report(tmp_path):
    (tmp_path / "rain.txt").write_text(TEXT, "utf-8")
    command = [sys.executable, "-m", "cleaner", "report", "rain.txt", "-o", "-"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert Page(done.stdout.decode("utf-8")).data("document-0")["title"] == "Rain expected on Friday"
