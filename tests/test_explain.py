"""`cleaner explain`: the difference between two cleanings, and what decided about a text."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cleaner
from cleaner import Options
from cleaner.cli import app
from cleaner.errors import DataFileError
from cleaner.render.diff import Earlier, compare
from cleaner.render.why import decision, find_blocks

CASES = Path(__file__).parent.parent / "fixtures" / "cases"
PAGE = CASES / "html-news--sv-wordpress" / "source.html"
TEXT = CASES / "news--en-openweb-typing" / "source.txt"


def run(*arguments, status=0, stdin=None):
    result = CliRunner().invoke(app, ["explain", *map(str, arguments)], input=stdin)
    assert result.exit_code == status, result.output
    return result.output


def old_output(folder, *inputs, form="json", options=()):
    file = folder / f"old.{form}"
    arguments = ["clean", *map(str, inputs), "-f", form, "-o", str(file), "-q", *options]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    return file


def rows(output):
    """(was or now, sign, label, rest) of the lines of a diff."""
    return [tuple(line.split(None, 3)) for line in output.splitlines() if line.startswith(("was ", "now "))]


# --- the difference -------------------------------------------------------------------------------


def test_diff_shows_only_what_another_option_judges_otherwise():
    before, after = cleaner.clean(PAGE), cleaner.clean(PAGE, options=Options(keep={"comment"}))
    differing = [block for block in after.blocks if block.label == "comment"]
    output = run(PAGE, "--diff", "keep=comment")
    found = rows(output)
    assert [row[:3] for row in found] == [("was", "-", "comment"), ("now", "+", "comment")] * len(differing)
    for (_, _, _, rest), block in zip(found[::2], differing, strict=True):
        assert block.text[:30] in rest
        assert block.reason in rest
    assert f"{len(differing)} blocks differ" in output
    assert len(after.kept) - len(before.kept) == len(differing)


def test_several_changes_make_one_comparison():
    both = Options(mode="precision", keep=frozenset({"comment"}), drop=frozenset({"quote"}))
    changed = compare(cleaner.clean(PAGE).blocks, cleaner.clean(PAGE, options=both).blocks)
    output = run(PAGE, "--diff", "mode=precision", "--diff", "keep=comment", "--diff", "drop=quote")
    assert len(rows(output)) == 2 * len(changed) > 6


def test_the_options_of_the_command_are_what_is_compared_with():
    assert "no block differs" in run(PAGE, "--keep", "comment", "--diff", "keep=comment")
    assert {row[:3] for row in rows(run(PAGE, "--keep", "comment", "--diff", "drop=comment"))} == {
        ("was", "+", "comment"),
        ("now", "-", "comment"),
    }


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_diff_compares_with_an_earlier_output(tmp_path, form):
    old = old_output(tmp_path, PAGE, form=form)
    assert "no block differs" in run(PAGE, "--diff", old)
    found = rows(run(PAGE, "--drop", "quote", "--diff", old))
    assert {row[:3] for row in found} == {("was", "+", "quote"), ("now", "-", "quote")}


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_diff_finds_an_input_s_record_among_several(tmp_path, form):
    old = old_output(tmp_path, PAGE, TEXT, form=form)
    assert "no block differs" in run(TEXT, "--diff", old)
    output = run(CASES / "table--en-tabs" / "source.txt", "--diff", old, status=1)
    assert "no record with the id" in output


def test_blocks_that_are_new_or_gone_are_shown(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("Rain expected on Friday\n\nShare\n\nThe service said it would rain for two days.\n", "utf-8")
    old = old_output(tmp_path, page)
    page.write_text("Rain expected on Friday\n\nPrint\n\nThe service said it would rain for two days.\n", "utf-8")
    output = run(page, "--diff", old)
    assert "not there" in output
    assert "2 blocks differ" in output
    assert "Share" in output
    assert "Print" in output


@pytest.mark.parametrize("change", ["mode=loose", "colour=red", "keep=nonsense", "mode=", "encoding=klingon"])
def test_a_change_that_does_not_exist_is_a_usage_error(change):
    assert "Traceback" not in run(PAGE, "--diff", change, status=2)


@pytest.mark.parametrize("text", ["", "[]", '{"blocks": 3}', '{"blocks": [{"text": 1}], "confidence": 1}', "7"])
def test_a_file_without_the_input_s_record_is_told(tmp_path, text):
    file = tmp_path / "old.json"
    file.write_text(text, "utf-8")
    with pytest.raises(DataFileError, match=r"old\.json"):
        Earlier.read(file).cleaning("page.html")
    assert "old.json" in run(PAGE, "--diff", file, status=1)


def test_a_file_that_is_no_json_or_cannot_be_read_is_a_usage_error(tmp_path):
    (tmp_path / "old.json").write_text("{", "utf-8")
    assert "neither JSON nor JSONL" in run(PAGE, "--diff", tmp_path / "old.json", status=2)
    assert "cannot read" in run(PAGE, "--diff", tmp_path / "absent.json", status=2)


def test_an_encoding_is_compared_by_reading_the_file_again(tmp_path):
    page = tmp_path / "page.txt"
    page.write_bytes("Pôle Nord\n\nL’été fut chaud et sec dans toute la région, dit-on ici.\n".encode("cp1252"))
    assert "differ" in run(page, "--encoding", "cp1252", "--diff", "encoding=cp437")
    output = run("-", "--encoding", "cp1252", "--diff", "encoding=cp437", status=1, stdin=page.read_bytes())
    assert "cannot be decoded twice" in output


# --- what decided ---------------------------------------------------------------------------------


def test_why_says_what_dropped_a_block():
    document = cleaner.clean(PAGE)
    index = next(n for n, block in enumerate(document.blocks) if block.text == "Dela detta:")
    block = document.blocks[index]
    output = run(PAGE, "--why", "  dela   DETTA")
    assert f"block {index + 1} of {len(document.blocks)}: dropped as share" in output
    for said in (f"{block.probability:.3f} is below the cut of {document.cut:.3f}", block.reason, block.evidence):
        assert said in output
    assert f"{block.start}-{block.end} {block.path}" in output
    for near in document.blocks[index - 2 : index + 3]:
        assert near.text[:30] in output


def test_why_exits_with_one_if_nothing_holds_the_text():
    assert "no block holds" in run(PAGE, "--why", "a text that is not there", status=1)
    assert "never become text" in run(PAGE, "--why", "viewport", status=1)
    run(PAGE, TEXT, "--why", "Dela detta")


def test_why_needs_a_text_and_no_diff():
    run(PAGE, "--why", "  ", status=2)
    run(PAGE, "--why", "x", "--diff", "mode=recall", status=2)


def test_a_text_over_several_blocks_is_found_in_all_of_them():
    document = cleaner.clean("Rain expected\n\nThe service said so on Monday morning.\n\nShare\n\nSHARE\n")
    assert find_blocks(document, "expected the SERVICE") == [0, 1]
    assert find_blocks(document, "share") == [2, 3]
    assert find_blocks(document, "said so") == [1]
    assert find_blocks(document, " ") == []


def test_a_decision_names_the_rule_the_model_or_the_option():
    document = cleaner.clean(TEXT)
    share = next(block for block in document.blocks if block.text == "Share")
    assert f"below the cut of {document.cut:.3f}; the rule {share.reason} named it" in decision(
        document, share, Options()
    )
    corrected = replace(share, evidence=f"Share; reads like {share.label.value}")
    assert "; the network named it" in decision(document, corrected, Options())
    sure = next(block for block in document.removed if abs(block.probability - 0.02) < 1e-6)
    assert decision(document, sure, Options()).startswith(f"the rule {sure.reason}, which was sure")
    paragraph = next(block for block in document.blocks if block.reason == "model" and block.kept)
    said = decision(document, paragraph, Options())
    assert said.startswith("the model")
    assert "reaches the cut" in said
    options = Options(keep={"share"}, drop={"paragraph"})
    assert decision(document, share, options) == "the option to keep share"
    assert decision(document, paragraph, options) == "the option to drop paragraph"


def test_the_cut_divides_kept_from_dropped():
    for source in (PAGE, TEXT, *CASES.glob("junk--*/source.txt")):
        document = cleaner.clean(source)
        assert [block.probability >= document.cut for block in document.blocks] == [
            block.kept for block in document.blocks
        ]
        assert json.loads(document.to_json())["cut"] == round(document.cut, 3)


@pytest.mark.parametrize("arguments", [["--why", "rain"], ["--diff", "drop=paragraph"], ["--where"], ["--diff", "OLD"]])
def test_no_escape_codes_reach_the_terminal(tmp_path, arguments):
    escape = "\x1b]0;owned\x07\x9b31m\x1b[2J"
    page = tmp_path / "page.txt"
    page.write_text(
        f"Rain {escape} expected\n\nThe {escape} service said it would rain for two days.\n\nShare {escape}\n",
        "utf-8",
    )
    if "OLD" in arguments:
        old = old_output(tmp_path, page)
        record = json.loads(old.read_text("utf-8"))
        for block in record["blocks"]:
            block.update(kept=False, reason=f"x{escape}", evidence=escape)
        old.write_text(json.dumps(record), "utf-8")
        arguments = ["--diff", str(old)]
    output = run(page, *arguments)
    assert "rain" in output.lower()
    assert [char for char in output if char != "\n" and (ord(char) < 32 or 127 <= ord(char) < 160)] == []


def test_where_shows_offsets_and_paths():
    document = cleaner.clean(TEXT)
    output = run(TEXT, "--where")
    for block in document.blocks:
        assert f"{block.start}-{block.end}" in output


def test_the_chart_counts_characters_by_label():
    document = cleaner.clean(TEXT)
    size = sum(len(block.text) for block in document.blocks if block.label == "paragraph")
    lines = [line for line in run(TEXT).splitlines() if "█" in line]
    assert next(line for line in lines if " paragraph " in line).split() == [
        "+",
        "paragraph",
        "█" * 24,
        str(size),
        "characters",
    ]
    assert len(lines) == len({block.label for block in document.blocks})
