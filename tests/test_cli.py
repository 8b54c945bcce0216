"""The command line: what is printed and written, what goes to standard error, and the exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

import cleaner
from cleaner import Label, Options
from cleaner.cli import app

TITLE = "Harbour bridge opens to cyclists"
FIRST = "The council opened the old harbour bridge to cyclists on Monday after a long winter of repairs."
SECOND = "Engineers said that the new deck would carry twice the load of the one that it replaced last year."
REMARK = "I rode over it at dawn and it was lovely."
PAGE = f"""<!doctype html><html lang="en"><head><title>{TITLE}</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>
<figure><img src="b.jpg">
<figcaption>The bridge on its first evening, seen from the quay.</figcaption></figure>
</article><section id="comments" class="comments"><h2>2 comments</h2>
<div class="comment"><b class="comment-author">Jo</b><p>{REMARK}</p><a href="#">Reply</a></div>
<div class="comment"><b class="comment-author">Al</b><p>When will the buses come back, I wonder?</p>
<a href="#">Reply</a></div></section></body></html>"""
TEXT = "Rain expected on Friday\n\nShare\n\nThe service said it would rain for two days.\n"
CLEAN_TEXT = "Rain expected on Friday\n\nThe service said it would rain for two days.\n"
SUFFIXES = {"text": ".txt", "markdown": ".md", "html": ".html", "json": ".json", "jsonl": ".jsonl"}
BINARY = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to stand in, with a page, a text and things that cannot be read."""
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "rain.txt").write_text(TEXT, "utf-8")
    (tmp_path / "junk.txt").write_text("Share\n\nPrint\n", "utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.html").write_bytes(BINARY)
    (tmp_path / "nothing").mkdir()
    site = tmp_path / "site"
    for name, text in (
        ("a.html", PAGE),
        ("sub/a.html", PAGE.replace("winter", "summer")),
        ("sub/b.txt", TEXT),
    ):
        (site / name).parent.mkdir(exist_ok=True, parents=True)
        (site / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments, stdin=b""):
    """Run the real program."""
    colourful = ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "CLICOLOR_FORCE", "TTY_COMPATIBLE")
    environment = {name: value for name, value in os.environ.items() if name not in colourful}
    environment |= {"PYTHONPATH": str(Path(cleaner.__file__).parents[1]), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "cleaner", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, env=environment, check=False)
    return (
        done.returncode,
        done.stdout.decode().replace("\r\n", "\n"),
        done.stderr.decode().replace("\r\n", "\n"),
    )


def words(value):
    """The name of a parameter that is a list of arguments."""
    return " ".join(value) if isinstance(value, list) else None


def invoke(*arguments, stdin=None):
    """Run the program in this process and return its standard output."""
    result = CliRunner().invoke(app, list(arguments), input=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout


# --- inputs -------------------------------------------------------------------------------------


def test_a_file_is_cleaned_to_standard_output(folder):
    assert run("clean", "rain.txt") == (0, CLEAN_TEXT, "")


def test_standard_input_is_cleaned(folder):
    assert run("clean", "-", stdin=TEXT.encode()) == (0, CLEAN_TEXT, "")


def test_standard_input_of_html_bytes_is_cleaned(folder):
    status, out, errors = run("clean", "-", stdin=PAGE.encode())
    assert (status, errors) == (0, "")
    assert FIRST in out
    assert "Home" not in out


def test_several_files_are_told_apart_by_their_names(folder):
    out = invoke("clean", "rain.txt", "page.html")
    assert out.index("rain.txt") < out.index("rain for two days") < out.index("page.html") < out.index(FIRST)


def test_a_folder_is_cleaned_with_the_folders_below_it(folder):
    out = invoke("clean", "site")
    assert [name in out for name in ("a.html", str(Path("sub", "a.html")), str(Path("sub", "b.txt")))] == [True] * 3
    assert out.count(SECOND) == 2


def test_other_files_of_a_folder_are_passed_over_and_told_of_once(folder):
    (folder / "site" / "style.css").write_text("p { color: red }", "utf-8")
    (folder / "site" / "deck.png").write_bytes(BINARY)
    status, out, errors = run("clean", "site")
    assert status == 0
    assert "color" not in out
    assert len([line for line in errors.splitlines() if line.strip()]) == 1
    assert "2 files" in errors


@pytest.mark.parametrize(
    ("pattern", "found"), [("site/*.html", 1), ("site/**/*.html", 2), ("site/sub/[ab].*", 2), ("r?in.txt", 1)]
)
def test_a_pattern_the_shell_left_is_expanded(folder, pattern, found):
    records = [json.loads(line) for line in invoke("clean", pattern, "-f", "jsonl").splitlines()]
    assert len(records) == found


def test_a_file_whose_name_looks_like_a_pattern_is_read(folder):
    (folder / "rain[1].txt").write_text(TEXT, "utf-8")
    assert invoke("clean", "rain[1].txt") == CLEAN_TEXT


def test_a_file_given_twice_is_cleaned_once(folder):
    assert invoke("clean", "rain.txt", "rain.txt", "r*.txt") == CLEAN_TEXT


# --- formats ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("format_", "attribute"), [("text", "text"), ("markdown", "markdown"), ("html", "html")])
def test_a_format_prints_what_the_document_gives(folder, format_, attribute):
    assert invoke("clean", "page.html", "-f", format_).rstrip("\n") == getattr(cleaner.clean(PAGE), attribute).rstrip(
        "\n"
    )


@pytest.mark.parametrize("format_", ["json", "jsonl"])
def test_json_prints_the_whole_record_and_where_it_came_from(folder, format_):
    record = json.loads(invoke("clean", "page.html", "-f", format_))
    assert record.pop("id") == "page.html"
    assert record == cleaner.clean(PAGE).to_dict()


def test_jsonl_prints_a_line_for_each_input(folder):
    lines = invoke("clean", "rain.txt", "page.html", "-f", "jsonl").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["rain.txt", "page.html"]


def test_json_of_several_inputs_is_one_array(folder):
    records = json.loads(invoke("clean", "rain.txt", "page.html", "-f", "json"))
    assert [record["id"] for record in records] == ["rain.txt", "page.html"]


# --- output -------------------------------------------------------------------------------------


def test_a_single_input_is_written_to_the_file_named(folder):
    assert invoke("clean", "rain.txt", "-o", "out/deep/rain.clean") == ""
    assert (folder / "out/deep/rain.clean").read_text("utf-8") == CLEAN_TEXT


@pytest.mark.parametrize(("format_", "suffix"), SUFFIXES.items())
def test_a_folder_gets_a_file_for_each_input_with_the_suffix_of_the_format(folder, format_, suffix):
    invoke("clean", "page.html", "rain.txt", "-f", format_, "-o", "nothing")
    assert sorted(path.name for path in (folder / "nothing").iterdir()) == [f"page{suffix}", f"rain{suffix}"]


def test_a_folder_for_several_texts_is_made(folder):
    invoke("clean", "page.html", "rain.txt", "-o", "out/new")
    assert (folder / "out/new/rain.txt").read_text("utf-8") == CLEAN_TEXT


@pytest.mark.parametrize("arguments", [["rain.txt"], ["rain.txt", "page.html", "-f", "jsonl"]], ids=words)
def test_a_name_that_ends_in_a_slash_is_a_folder_to_make(folder, arguments):
    invoke("clean", *arguments, "-o", "out/")
    assert (folder / "out").is_dir()


def test_an_existing_folder_takes_a_single_input(folder):
    invoke("clean", "rain.txt", "-o", "nothing")
    assert (folder / "nothing/rain.txt").read_text("utf-8") == CLEAN_TEXT


def test_same_names_in_different_subfolders_are_written_apart(folder):
    invoke("clean", "site", "-o", "out")
    files = sorted(path.relative_to(folder / "out").as_posix() for path in (folder / "out").rglob("*.txt"))
    assert files == ["a.txt", "sub/a.txt", "sub/b.txt"]
    assert "winter" in (folder / "out/a.txt").read_text("utf-8")
    assert "summer" in (folder / "out/sub/a.txt").read_text("utf-8")


@pytest.mark.parametrize(
    "inputs",
    [["site/a.html", "site/sub/a.html"], ["site/**/a.html"], ["site/sub/b.txt", "site/sub/b.html"]],
    ids=["files", "pattern", "suffixes"],
)
def test_no_result_overwrites_another_one(folder, inputs):
    (folder / "site/sub/b.html").write_text(PAGE, "utf-8")
    invoke("clean", *inputs, "-o", "out/")
    assert len([path for path in (folder / "out").rglob("*") if path.is_file()]) == 2


@pytest.mark.parametrize(("format_", "read"), [("json", json.loads), ("jsonl", str.splitlines)])
def test_json_of_several_inputs_goes_into_one_file(folder, format_, read):
    invoke("clean", "rain.txt", "page.html", "-f", format_, "-o", "out.data")
    assert len(read((folder / "out.data").read_text("utf-8"))) == 2


def test_output_is_utf_8(folder):
    (folder / "greek.txt").write_text("Η γέφυρα άνοιξε ξανά τη Δευτέρα μετά από έναν μακρύ χειμώνα εργασιών.", "utf-8")
    invoke("clean", "greek.txt", "-o", "out.txt")
    assert "Η γέφυρα άνοιξε" in (folder / "out.txt").read_bytes().decode("utf-8")


def test_an_output_that_cannot_be_written_is_told_in_one_line(folder):
    status, out, errors = run("clean", "rain.txt", "-o", "page.html/out.txt")
    assert (status, out) == (1, "")
    assert len(errors.splitlines()) == 1
    assert "page.html" in errors


# --- options ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["--mode", "precision"], Options(mode="precision")),
        (["--mode", "recall"], Options(mode="recall")),
        (["--keep", "navigation"], Options(keep={"navigation"})),
        (["--keep", "navigation", "--keep", "comment"], Options(keep={"navigation", "comment"})),
        (["--keep", "navigation,comment"], Options(keep={"navigation", "comment"})),
        (["--drop", "title"], Options(drop={"title"})),
        (["--drop", "title,caption"], Options(drop={"title", "caption"})),
        (["--comments"], Options(keep={"comment"})),
        (["--comments", "--keep", "navigation"], Options(keep={"navigation", "comment"})),
        (["--engine", "readability"], Options(engine="readability")),
    ],
    ids=words,
)
def test_an_option_does_what_it_does_in_python(folder, arguments, options):
    assert invoke("clean", "page.html", *arguments) == cleaner.clean(PAGE, options=options).text + "\n"


def test_comments_are_dropped_unless_asked_for(folder):
    assert REMARK not in invoke("clean", "page.html")
    assert REMARK in invoke("clean", "page.html", "--comments")


@pytest.mark.parametrize("kind", ["html", "text"])
def test_kind_says_how_the_input_is_read(folder, kind):
    record = json.loads(invoke("clean", "page.html", "--kind", kind, "-f", "json"))
    assert record["kind"] == kind


def test_encoding_says_how_bytes_are_read(folder):
    text = "Żółta łódź płynie po jeziorze, a na brzegu stoją ludzie i patrzą na nią w milczeniu."
    (folder / "polish.txt").write_bytes(text.encode("iso8859-2"))
    assert invoke("clean", "polish.txt", "--encoding", "iso8859-2") == text + "\n"


def test_encoding_lets_text_with_nul_bytes_through(folder):
    (folder / "wide.txt").write_bytes(FIRST.encode("utf-16-le"))
    assert invoke("clean", "wide.txt", "--encoding", "utf-16-le") == FIRST + "\n"


def test_quiet_silences_warnings_but_not_errors(folder):
    assert run("clean", "-q", "empty.txt") == (1, "\n", "")
    status, _, errors = run("clean", "-q", "absent.txt")
    assert status == 3
    assert len(errors.splitlines()) == 1


# --- exit status and standard error -------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        (["rain.txt"], 0),
        (["rain.txt", "page.html"], 0),
        (["rain.txt", "empty.txt"], 0),
        (["empty.txt"], 1),
        (["junk.txt"], 1),
        (["empty.txt", "junk.txt"], 1),
        (["rain.txt", "absent.txt"], 1),
        (["rain.txt", "picture.html"], 1),
        (["absent.txt"], 3),
        (["picture.html"], 3),
        (["absent.txt", "picture.html", "no*.such"], 3),
        (["nothing"], 3),
        (["no*.such"], 3),
    ],
    ids=words,
)
@pytest.mark.parametrize("command", ["clean", "explain"])
def test_the_exit_status_tells_how_it_went(folder, command, inputs, status):
    assert CliRunner().invoke(app, [command, *inputs]).exit_code == status


@pytest.mark.parametrize(
    ("arguments", "listed"),
    [
        (["--keep", "adverts"], [label.value for label in Label]),
        (["--drop", "adverts"], [label.value for label in Label]),
        (["--keep", "title,adverts"], [label.value for label in Label]),
        (["--mode", "fast"], ["balanced", "precision", "recall"]),
        (["--engine", "magic"], ["model", "readability"]),
        (["--kind", "pdf"], ["auto", "html", "text"]),
        (["--encoding", "klingon"], ["klingon", "utf-8"]),
        (["--keep", "caption", "--drop", "caption"], ["caption"]),
    ],
    ids=words,
)
@pytest.mark.parametrize("command", ["clean", "explain"])
def test_a_wrong_option_is_a_usage_error_that_lists_what_exists(folder, command, arguments, listed):
    result = CliRunner().invoke(app, [command, "rain.txt", *arguments])
    assert result.exit_code == 2
    assert [name for name in listed if name not in result.output] == []
    assert "rain for two days" not in result.output


@pytest.mark.parametrize(
    "arguments", [["clean"], ["explain"], ["wash", "a"], ["clean", "rain.txt", "-f", "pdf"], ["--nope"]]
)
def test_a_wrong_command_line_is_a_usage_error(folder, arguments):
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_an_unknown_label_is_told_in_one_line_without_a_traceback(folder):
    status, out, errors = run("clean", "rain.txt", "--keep", "adverts")
    assert (status, out) == (2, "")
    assert len(errors.splitlines()) == 1


BAD = ["absent.txt", "picture.html", "nothing", "empty.txt", "rain.txt/below", "no*.such"]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_input_gives_exactly_one_line_that_names_it(folder, bad):
    status, _, errors = run("clean", bad)
    assert status == (1 if bad == "empty.txt" else 3)
    assert len(errors.splitlines()) == 1
    assert bad in errors


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_input_costs_no_other_input_its_result(folder, bad):
    status, out, errors = run("clean", "rain.txt", bad, "page.html")
    assert status == (0 if bad == "empty.txt" else 1)
    assert "rain for two days" in out
    assert FIRST in out
    assert len([line for line in errors.splitlines() if bad in line]) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_costs_no_other_input_its_result(folder):
    (folder / "page.html").chmod(0)
    status, out, errors = run("clean", "page.html", "rain.txt")
    assert status == 1
    assert "rain for two days" in out
    assert len([line for line in errors.splitlines() if "page.html" in line]) == 1


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_itself_costs_no_other_input_its_result(folder):
    (folder / "loop.txt").symlink_to("loop.txt")
    status, out, errors = run("clean", "loop.txt", "rain.txt")
    assert status == 1
    assert "rain for two days" in out
    assert len([line for line in errors.splitlines() if "loop.txt" in line]) == 1


@pytest.mark.xfail(strict=True, reason="a name longer than the system allows ends the run with a traceback")
def test_a_name_that_is_too_long_costs_no_other_input_its_result(folder):
    status, out, errors = run("clean", "a" * 300, "rain.txt")
    assert status == 1
    assert "rain for two days" in out
    assert "Traceback" not in errors


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_name_that_is_no_utf_8_costs_no_result(folder):
    name = os.fsdecode(b"rain\xff.txt")
    (folder / name).write_text(TEXT, "utf-8")
    status, _, errors = run("clean", name, "-f", "json", "-o", "out.json")
    assert "Traceback" not in errors
    assert status == 0
    assert json.loads((folder / "out.json").read_text("utf-8"))["text"] + "\n" == CLEAN_TEXT


def test_several_good_inputs_leave_standard_error_empty(folder):
    status, _, errors = run("clean", "rain.txt", "page.html")
    assert (status, errors) == (0, "")


def test_a_run_with_failures_ends_with_a_count(folder):
    _, _, errors = run("clean", "rain.txt", "absent.txt", "page.html")
    assert "2 cleaned, 1 failed" in errors.splitlines()[-1]


# --- explain, labels, help ----------------------------------------------------------------------


def test_explain_shows_every_block_with_sign_label_and_reason(folder):
    lines = invoke("explain", "rain.txt").splitlines()
    for block in cleaner.clean(TEXT).blocks:
        line = next(line for line in lines if block.text in line)
        sign, label = line.split()[:2]
        assert (sign, label) == ("+" if block.kept else "-", block.label.value)
        assert block.reason in line


def test_explain_of_several_inputs_names_each(folder):
    out = invoke("explain", "rain.txt", "page.html")
    assert out.index("rain.txt") < out.index("rain for two days") < out.index("page.html") < out.index(TITLE)


@pytest.mark.parametrize("name", ["[id]", "[bold]", "["])
def test_explain_prints_file_names_with_square_brackets(folder, name):
    (folder / name).mkdir()
    path = Path(name, "x].txt")
    path.write_text(TEXT, "utf-8")
    status, out, _ = run("explain", str(path), "rain.txt")
    assert status == 0
    assert str(path) in out


ESCAPES = ["\x1b[31m", "\x1b]0;owned\x07", "\x9b31m", "\x08", "\x07", "\x7f", "\x1bc"]


def control_characters(text):
    return [char for char in text if char != "\n" and (ord(char) < 32 or 127 <= ord(char) < 160)]


@pytest.mark.parametrize("escape", ESCAPES, ids=repr)
def test_explain_sends_no_escape_codes_of_a_text_to_the_terminal(folder, escape):
    text = f"{TITLE} {escape}\n\nBy Ann {escape}Lee\n\n{FIRST} {escape} More.\n\nRead also: {escape}this\n"
    (folder / "rain.txt").write_text(text, "utf-8")
    out = invoke("explain", "rain.txt", "junk.txt")
    assert TITLE in out
    assert control_characters(out) == []


@pytest.mark.parametrize("escape", ESCAPES, ids=repr)
def test_explain_sends_no_escape_codes_of_a_page_to_the_terminal(folder, escape):
    page = PAGE.replace("Monday", f"Monday {escape}").replace("2 comments", f"2 comments {escape}")
    page = page.replace(TITLE, f"{TITLE} {escape}").replace("Reply", "&#27;[2JReply")
    (folder / "page.html").write_text(page, "utf-8")
    out = invoke("explain", "page.html")
    assert TITLE in out
    assert control_characters(out) == []


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
@pytest.mark.parametrize("command", ["clean", "explain"])
def test_no_escape_codes_of_a_file_name_reach_the_terminal(folder, command):
    status, out, errors = run(command, "absent\x1b[31m.txt", "rain.txt")
    assert status == 1
    assert "absent" in errors
    assert control_characters(out + errors) == []


def test_labels_lists_every_label_with_whether_it_is_kept(folder):
    status, out, errors = run("labels")
    rows = {line.split()[0]: line.split()[1] for line in out.splitlines() if len(line.split()) > 1}
    kept = {"title", "heading", "paragraph", "list_item", "quote", "code", "table", "caption"}
    expected = {label.value: "kept" if label.value in kept else "dropped" for label in Label}
    assert (status, errors) == (0, "")
    assert expected.items() <= rows.items()


@pytest.mark.parametrize("arguments", [["clean", "--help"], ["explain", "--help"], ["labels", "-h"]], ids=words)
def test_help_shows_an_example_of_the_command(arguments):
    status, out, _ = run(*arguments)
    assert status == 0
    assert f"cleaner {arguments[0]}" in out[out.index("Example") :]


def test_help_names_the_commands():
    status, out, _ = run("--help")
    assert status == 0
    assert [command for command in ("clean", "explain", "labels") if command not in out.split()] == []


def test_version_is_that_of_the_package():
    assert run("--version") == (0, f"cleaner {cleaner.__version__}\n", "")


def test_html_output_is_safe_to_show(folder):
    (folder / "page.html").write_text(
        PAGE.replace("<p>", '<p onclick="x()">').replace("Monday", "<script>x()</script>")
    )
    soup = BeautifulSoup(invoke("clean", "page.html", "-f", "html"), "html.parser")
    assert soup.find("script") is None
    assert soup.find(onclick=True) is None


# --- nothing of the user's is lost ---------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("clean", "rain.txt", "-o", "rain.txt"),
        ("clean", "site/", "-o", "site/"),
        ("clean", "rain.txt", "-o", "."),
        ("clean", "site/", "-f", "jsonl", "-o", "site/a.html"),
        ("report", "page.html", "-o", "page.html"),
        ("learn", "site/", "-o", "page.html"),
    ],
)
def test_an_output_that_is_an_input_is_refused(folder, arguments):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    status, _, errors = run(*arguments)
    assert (status, errors.count("\n")) == (2, 1)
    assert "choose another output" in errors
    assert {path: path.read_bytes() for path in before} == before


def test_a_folder_or_a_pattern_gives_a_folder_and_an_array_even_of_one(folder):
    (folder / "one").mkdir()
    (folder / "one" / "rain.txt").write_text(TEXT, "utf-8")
    invoke("clean", "one/", "-o", "out")
    assert (folder / "out" / "rain.txt").read_text("utf-8") == CLEAN_TEXT
    assert len(json.loads(invoke("clean", "one/*.txt", "-f", "json"))) == 1


def test_several_documents_do_not_go_into_one_text_file(folder):
    status, _, errors = run("clean", "rain.txt", "page.html", "-o", "all.txt")
    assert (status, (folder / "all.txt").exists()) == (2, False)
    assert "name a folder" in errors


def test_records_are_in_the_file_before_the_last_input_is_read(folder, monkeypatch):
    seen = []
    clean = cleaner.pipeline.Cleaner.clean

    def spy(self, *arguments, **settings):
        seen.append(Path("all.jsonl").read_text("utf-8").count("\n") if Path("all.jsonl").exists() else 0)
        return clean(self, *arguments, **settings)

    monkeypatch.setattr(cleaner.pipeline.Cleaner, "clean", spy)
    invoke("clean", "rain.txt", "page.html", "site/", "-f", "jsonl", "-o", "all.jsonl")
    assert seen == [0, 1, 2, 3, 4]


def test_results_of_an_earlier_run_do_not_stay_when_nothing_could_be_read(folder):
    (folder / "all.jsonl").write_text('{"id": "old"}\n', "utf-8")
    assert run("clean", "picture.html", "nope.txt", "-f", "jsonl", "-o", "all.jsonl")[0] == 3
    assert not (folder / "all.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("https://example.org/a", "curl -s https://example.org/a | cleaner clean -"),
        ("dump.jsonl", "use cleaner corpus"),
        ("crawl", "use cleaner corpus"),
        ("./nope.html", "cleaner: ./nope.html: No such file"),
    ],
)
def test_what_cannot_be_cleaned_says_what_to_do(folder, name, hint):
    (folder / "dump.jsonl").write_text('{"text": "a"}\n', "utf-8")
    (folder / "crawl").write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n")
    status, _, errors = run("clean", name)
    assert (status, errors.count("\n")) == (3, 1)
    assert hint in errors


def test_the_address_of_a_page_makes_its_links_whole(folder):
    page = folder / "links.html"
    page.write_text(PAGE.replace("opened the old", "opened <a href='/old'>the old</a>"), "utf-8")
    markdown = invoke("clean", "links.html", "-f", "markdown", "--url", "https://example.org/news/1")
    assert "(https://example.org/old)" in markdown
    assert run("clean", "links.html", "rain.txt", "--url", "https://example.org/")[0] == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("labels",), ("explain", "rain.txt"), ("clean", "rain.txt")])
def test_a_full_disk_is_one_line_and_status_one(folder, arguments):
    command = [sys.executable, "-m", "cleaner", *arguments]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "cannot write standard output" in done.stderr


def test_why_says_of_hidden_text_that_the_page_hides_it(folder):
    page = PAGE.replace("<article>", "<article><p hidden>Nobody sees this paragraph of the page.</p>")
    (folder / "hidden.html").write_text(page, "utf-8")
    for options in ((), ("--keep", "other")):
        told = invoke("explain", "hidden.html", "--why", "Nobody sees", *options)
        assert "the page, which hides it" in told
        assert "no option keeps it" in told
