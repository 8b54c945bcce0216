"""Templates, on the pages of invented outlets: one page pattern, other words on every page."""

import gzip
import json
import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import cleaner
from cleaner import Cleaner, DataFileError, Label, OptionError, Options, SourceError, Template, cli
from cleaner.bench.flatten import flatten_set
from cleaner.bench.sets import EvalSet, Page
from cleaner.bench.templates import group_by_site, learn_halves, split_sites
from cleaner.templates.tally import block_key, page_level
from cleaner.templates.template import host_of

ROOT = Path(__file__).parent.parent
NOUNS = "bridge council ferry orchard museum railway harbour library market quarry lighthouse school mill canal".split()
VERBS = "opened closed moved rebuilt sold repaired painted surveyed flooded cleared measured planned".split()
TIMES = "Monday morning|last spring|late in May|after the storm|two winters ago|at noon|before the fair".split("|")
PLEA = "Our reporters depend on readers like you, so please think of a small gift."
NOTICE = " ".join(["This report was put together with care but nobody at the Post vouches for any of it"] * 3) + "."


def prose(seed, sentences=3):
    draw = random.Random(seed)
    return " ".join(
        f"The {draw.choice(NOUNS)} by the {draw.choice(NOUNS)} was {draw.choice(VERBS)} {draw.choice(TIMES)}, and "
        f"{draw.randint(20, 900)} people of the {draw.choice(NOUNS)} came to see how it had been {draw.choice(VERBS)}."
        for _ in range(sentences)
    )


def headline(number):
    draw = random.Random(number)
    town = draw.choice(NOUNS).title() + "ville"
    return f"How the {draw.choice(NOUNS)} of {town} was {draw.choice(VERBS)} {draw.choice(TIMES)}"


def story(number, extra=PLEA, teasers=()):
    """A page of the Valley Post with what it says of itself between its paragraphs."""
    links = "".join(f"<li><a href='/s'>{text}</a></li>" for text in teasers)
    return f"""<!doctype html><html><head><title>{headline(number)} | Valley Post</title></head><body>
<nav class="menu"><ul><li><a href="/">Front page</a></li><li><a href="/v">Valley</a></li></ul></nav>
<article><h1>{headline(number)}</h1><div class="story">
<p>{prose(number * 10)}</p><p>{prose(number * 10 + 1)}</p><p>{extra}</p><p>{prose(number * 10 + 2)}</p>
</div></article><div class="more"><ul>{links}</ul></div>
<div class="foot"><p>Valley Post, {number} Mill Lane, printed every working day but one.</p></div></body></html>"""


def flat(number, extra=PLEA, teasers=()):
    """The same flattened."""
    lines = ["Front page", "Valley", headline(number), prose(number * 10), prose(number * 10 + 1), extra]
    lines += [prose(number * 10 + 2), *teasers, f"Valley Post, {number} Mill Lane, printed every working day but one."]
    return "\n\n".join(lines)


@pytest.fixture(scope="module")
def of_html():
    return Template.learn(story(number) for number in range(10))


@pytest.fixture(scope="module")
def of_text():
    return Template.learn(flat(number) for number in range(10))


def block_of(document, text):
    return next(block for block in document.blocks if block.text == text)


def outcome(document):
    return [(block.text, block.label, block.kept) for block in document.blocks]


# --- what it does


def test_a_plea_on_every_page_is_content_without_a_template_and_goes_with_one(of_html):
    assert block_of(cleaner.clean(story(77)), PLEA).kept
    block = block_of(cleaner.clean(story(77), template=of_html), PLEA)
    assert (block.label, block.kept, block.reason) == (Label.TEMPLATE, False, "template")
    assert block.evidence == "on 10 of 10 pages of this site"


def test_flattened_text_too(of_text):
    assert block_of(cleaner.clean(flat(77)), PLEA).kept
    block = block_of(cleaner.clean(flat(77), template=of_text), PLEA)
    assert (block.label, block.kept) == (Label.TEMPLATE, False)
    assert block.evidence == "on 10 of 10 pages of this site"


@pytest.mark.parametrize("page", [story, flat])
def test_what_stands_on_no_other_page_stays(page, of_html, of_text):
    document = cleaner.clean(page(77), template=of_html if page is story else of_text)
    assert document.title == headline(77)
    assert [prose(n) in document.text for n in (770, 771, 772)] == [True] * 3


def test_in_html_a_place_of_content_speaks_for_what_stands_there(of_html):
    odd = "Doors: 6 pm, tickets: 12, children: 4"
    before, after = (block_of(cleaner.clean(story(77, odd), template=t), odd) for t in (None, of_html))
    assert before.probability < after.probability
    elsewhere = story(77).replace("printed every working day but one.", "and something new.")
    line = "Valley Post, 77 Mill Lane, and something new."
    before, after = (block_of(cleaner.clean(elsewhere, template=t), line) for t in (None, of_html))
    assert after.probability == before.probability


def test_a_rule_that_names_a_block_keeps_its_name():
    pages = [story(number, "Share on Facebook") for number in range(10)]
    block = block_of(cleaner.clean(story(77, "Share on Facebook"), template=Template.learn(pages)), "Share on Facebook")
    assert block.label is Label.SHARE
    assert block.evidence.endswith("on 10 of 10 pages of this site")


@pytest.mark.parametrize("page", [story, flat])
def test_a_headline_in_the_teasers_of_most_pages_is_the_headline_of_its_own(page):
    template = Template.learn(page(number, teasers=[headline(77)]) for number in range(10))
    own = cleaner.clean(page(77), template=template)
    assert own.title == headline(77)
    assert headline(77) in own.text
    other = cleaner.clean(page(78, teasers=[headline(77)]), template=template)
    assert headline(77) not in other.text


def test_a_subheading_that_articles_share_stays():
    def recipe(number):
        eggs = random.Random(number).randint(1, 9)
        return story(number, f"</p><h2>What you need</h2><ul><li>{eggs} eggs</li><li>{prose(number, 1)}</li></ul><p>")

    template = Template.learn(recipe(number) for number in range(12))
    before, after = cleaner.clean(recipe(77)), cleaner.clean(recipe(77), template=template)
    kept, still = ({block.text for block in document.kept} for document in (before, after))
    foot = {"Valley Post, 77 Mill Lane, printed every working day but one."}
    assert "What you need" in still
    assert kept - foot == still


def test_a_long_notice_among_the_paragraphs_goes_for_precision_only():
    template = Template.learn(story(number, NOTICE) for number in range(10))
    block = block_of(cleaner.clean(story(77, NOTICE), template=template), NOTICE)
    assert block.kept
    assert "on 10 of 10 pages" in block.evidence
    precise = cleaner.clean(story(77, NOTICE), template=template, options=Options(mode="precision"))
    assert not block_of(precise, NOTICE).kept


def test_a_passage_met_at_a_few_addresses_is_no_boilerplate():
    repeated = prose(999)
    pages = [story(number, repeated if number < 5 else PLEA) for number in range(10)]
    assert repeated in cleaner.clean(story(77, repeated), template=Template.learn(pages)).text


@pytest.mark.parametrize("page", [story, flat])
def test_a_page_that_is_clean_already_loses_nothing(page):
    def article(number):
        source = page(number, prose(number * 10 + 5))
        if page is flat:
            source = source.replace("Valley\n\n", "12 May 2024\n\n", 1).replace(
                "12 May 2024\n\n" + headline(number), ""
            )
            source = source.replace("Front page\n\n", f"Front page\n\n{headline(number)}\n\n12 May 2024", 1)
        return source.replace(", printed every working day but one.", ". All rights reserved.")

    template = Template.learn(article(number) for number in range(12))
    perfect = 0
    for number in range(12, 40):
        before = cleaner.clean(article(number))
        if [block.text for block in before.kept] == [headline(number), *(prose(number * 10 + n) for n in (0, 1, 5, 2))]:
            perfect += 1
            assert cleaner.clean(article(number), template=template).text == before.text
    assert perfect >= 10


@pytest.mark.parametrize("page", [story, flat])
def test_three_pages_teach_nothing(page):
    template = Template.learn(page(number) for number in range(3))
    assert cleaner.clean(page(77), template=template) == cleaner.clean(page(77))


def test_in_a_soup_too(of_html):
    soup = BeautifulSoup(story(77), "lxml")
    cleaner.clean_soup(soup, template=of_html)
    assert PLEA not in soup.get_text()
    assert prose(770) in soup.get_text()


def test_the_same_input_gives_the_same_output(of_html):
    assert cleaner.clean(story(77), template=of_html) == cleaner.clean(story(77), template=of_html)


# --- other sites, other kinds


def other_site(number):
    return f"""<html><head><title>{headline(number)} - Hill Gazette</title></head><body><h1>{headline(number)}</h1>
<p>{prose(number)}</p><p>{prose(number + 1)}</p><p>{prose(number + 2)}</p></body></html>"""


def test_the_template_of_another_site_does_no_harm(of_html, of_text):
    for template in (of_html, of_text):
        assert outcome(cleaner.clean(other_site(5), template=template)) == outcome(cleaner.clean(other_site(5)))


def test_counts_of_text_serve_html_and_the_other_way_round(of_html, of_text):
    for source, template in ((story(77), of_text), (flat(77), of_html)):
        document = cleaner.clean(source, template=template)
        assert not block_of(document, PLEA).kept
        assert [prose(n) in document.text for n in (770, 771, 772)] == [True] * 3


def test_of_several_sites_the_one_of_the_address_is_taken():
    pages = [(f"https://www.post.example/{n}", story(n)) for n in range(10)]
    pages += [(f"https://gazette.example/{n}", other_site(n)) for n in range(10)]
    template = Template.learn_sites(pages)
    assert template.sites == ("gazette.example", "post.example")
    assert (template.pages(), template.pages("post.example")) == (20, 10)

    def keeps_plea(source, url=None, template=template):
        return block_of(cleaner.clean(source, url=url, template=template), PLEA).kept

    assert not keeps_plea(story(77), "http://post.example/77")
    assert keeps_plea(story(77), "https://gazette.example/77")
    assert keeps_plea(story(77), "https://elsewhere.example/77")
    assert keeps_plea(story(77))
    assert not keeps_plea(story(77), template=template.only("post.example"))
    link = '<head><link rel="canonical" href="https://post.example/77">'
    assert not keeps_plea(story(77).replace("<head>", link))


@pytest.mark.parametrize("url", ["http://[broken", "no address", "", None, "mailto:a@b"])
def test_an_address_without_host_names_no_site(url):
    assert host_of(url) == ""
    assert cleaner.clean(story(1), url=url, template=Template()).title == headline(1)


# --- counting

PAGES = [flat(number) for number in range(24)] + [story(number) for number in range(6)] + ["", "<p>", "One line"]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(PAGES), max_size=14), st.integers(0, 14), st.sampled_from([1, 2, 5, 256]))
def test_two_halves_learned_apart_and_added_are_the_whole(pages, at, limit):
    first, second = (Template.learn(part, limit=limit) for part in (pages[:at], pages[at:]))
    whole = Template.learn(pages, limit=limit)
    assert first + second == second + first == whole
    assert (first + second).to_dict() == whole.to_dict()


@settings(deadline=None, max_examples=15)
@given(
    *[st.lists(st.sampled_from(PAGES), max_size=8)] * 3, st.lists(st.sampled_from([1, 3, 256]), min_size=3, max_size=3)
)
def test_the_order_of_adding_does_not_matter(one, two, three, limits):
    a, b, c = (Template.learn(part, limit=limit) for part, limit in zip((one, two, three), limits, strict=True))
    assert (a + b) + c == a + (b + c)


def test_of_many_pages_no_more_than_the_limit_are_held():
    template = Template.learn((f"Valley Post\n\nWord {'x' * n}\n\nEnd of the page" for n in range(1000)), limit=16)
    assert 4 <= template.pages() <= 16
    (tally,) = (tally for tally in template._tallies.values())
    assert tally.level > 4
    assert tally.anywhere["valley post"] == template.pages()
    assert len(tally.anywhere) <= 2 + 16


def test_half_of_all_pages_have_level_0_and_a_quarter_level_1():
    levels = [page_level(str(number)) for number in range(4000)]
    assert 1900 < levels.count(0) < 2100
    assert 900 < levels.count(1) < 1100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Monday, 12 May 2024", "Friday, 3 June 2025"),
        ("1,234 Comments", "7 comments:"),
        ("Updated at 10:45", "» UPDATED AT 9:15"),
        ("x" * 500 + "one", "x" * 500 + "two"),
    ],
)
def test_texts_that_count_as_one(one, other):
    assert block_key(one) == block_key(other)


def test_long_texts_are_kept_short_and_told_apart():
    keys = {block_key(prose(number)) for number in range(50)}
    assert len(keys) == 50
    assert max(map(len, keys)) < 40


def test_a_page_of_very_many_lines_is_counted_at_both_ends():
    numbers = [f"line {'a' * (n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(4000)]
    (tally,) = Template.learn(["\n\n".join(numbers)])._tallies.values()
    assert len(tally.anywhere) <= 2000
    assert {block_key(numbers[0]), block_key(numbers[-1])} <= set(tally.anywhere)


# --- the file


def test_save_and_load(of_html, of_text, tmp_path):
    both = of_html + of_text
    both.save(tmp_path / "deep" / "site.json")
    assert Template.load(tmp_path / "deep" / "site.json") == both
    both.save(str(tmp_path / "again.json"))
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "deep" / "site.json").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["again.json", "deep"]


def test_halves_added_after_loading_are_the_whole(tmp_path):
    pages = [story(number) for number in range(10)]
    for name, part in (("a", pages[:3]), ("b", pages[3:])):
        Template.learn(part, limit=4).save(tmp_path / name)
    (Template.load(tmp_path / "a") + Template.load(tmp_path / "b")).save(tmp_path / "sum")
    Template.learn(pages, limit=4).save(tmp_path / "whole")
    assert (tmp_path / "sum").read_bytes() == (tmp_path / "whole").read_bytes()


def test_a_person_can_read_the_file(of_text, tmp_path):
    of_text.save(tmp_path / "site.json")
    lines = (tmp_path / "site.json").read_text("utf-8").splitlines()
    record = json.loads("\n".join(lines))
    assert (record["format"], record["version"]) == ("cleaner template", 1)
    assert sum(record["sites"][""]["text"]["places"][""]["texts"]["front page"]) == 10
    assert sum("our reporters depend on " in line for line in lines) == 1
    assert len("\n".join(lines)) < 10_000


GOOD = {"format": "cleaner template", "version": 1, "sites": {}}
PLACE = {"pages": [1], "words": [1], "hoped": [1], "texts": {"a": [1]}}


def tally_with(**changes):
    record = {"limit": 5, "level": 0, "pages": [1], "places": {"p": PLACE}} | changes
    return json.dumps(GOOD | {"sites": {"": {"html": record}}})


def test_the_record_that_the_broken_ones_are_made_of_is_good(tmp_path):
    (tmp_path / "t.json").write_text(tally_with(), "utf-8")
    assert Template.load(tmp_path / "t.json").pages() == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not a template"),
        ("\x00\xff", "not a template"),
        ("[" * 100_000, "not a template"),
        ("[]", "not a template"),
        ("{}", "not a template"),
        ('{"a": 1}', "not a template"),
        (json.dumps(GOOD | {"version": 99}), "version 99, not a cleaner template of version 1"),
        (json.dumps(GOOD | {"format": "tapestry"}), "tapestry"),
        (json.dumps({"format": "cleaner template", "version": 1}), "damaged"),
        (json.dumps(GOOD | {"sites": [1]}), "damaged"),
        (tally_with(pages=[-1]), "damaged"),
        (tally_with(pages=["1"]), "damaged"),
        (tally_with(pages=[True]), "damaged"),
        (tally_with(level=None), "damaged"),
        (tally_with(places=[]), "damaged"),
        (tally_with(places={"p": PLACE | {"texts": {"a": 1}}}), "damaged"),
        (tally_with(places={"p": {}}), "damaged"),
    ],
)
def test_a_file_that_is_no_template_of_ours_gives_one_clear_error(content, message, tmp_path):
    path = tmp_path / "site.json"
    path.write_text(content, "utf-8")
    with pytest.raises(DataFileError, match=message) as error:
        Template.load(path)
    assert "site.json" in str(error.value)


def test_a_file_that_cannot_be_read_or_written(tmp_path):
    with pytest.raises(DataFileError, match=r"cannot read the template .*none\.json"):
        Template.load(tmp_path / "none.json")
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError, match="cannot write"):
        Template().save(tmp_path / "file" / "below.json")


# --- as a value


def test_a_template_and_a_cleaner_with_one_are_values(of_html):
    owner = Cleaner(Options(mode="recall"), of_html)
    copy = pickle.loads(pickle.dumps(owner))
    assert copy == owner
    assert hash(copy) == hash(owner)
    assert copy.clean(story(77)) == owner.clean(story(77))
    assert owner != Cleaner(Options(mode="recall"))
    with pytest.raises(AttributeError):
        of_html._tallies = {}
    with pytest.raises(AttributeError):
        owner.template = None


def test_adding_leaves_both_as_they_were(of_html, of_text):
    before = json.dumps(of_html.to_dict()), json.dumps(of_text.to_dict())
    total = of_html + of_text + of_html
    assert (json.dumps(of_html.to_dict()), json.dumps(of_text.to_dict())) == before
    assert total.pages() == 30
    assert of_html + Template() == of_html
    with pytest.raises(TypeError):
        of_html + 1


def test_learning_asks_for_what_it_needs(tmp_path):
    with pytest.raises(OptionError, match="at least 1"):
        Template.learn([], limit=0)
    with pytest.raises(OptionError, match="cannot clean a int"):
        Template.learn([1])
    with pytest.raises(OptionError, match="unknown kind"):
        Template.learn(["a"], kind="pdf")
    with pytest.raises(SourceError, match="cannot read"):
        Template.learn([tmp_path / "none.html"])


# --- the command


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli.app, list(words))


@pytest.fixture
def crawl(tmp_path):
    for site, page in (("post", story), ("gazette", other_site)):
        (tmp_path / "crawl" / site).mkdir(parents=True)
        for number in range(8):
            (tmp_path / "crawl" / site / f"{number}.html").write_text(page(number), "utf-8")
    (tmp_path / "new.html").write_text(story(77), "utf-8")
    return tmp_path / "crawl"


def test_learn_then_clean_and_explain(run, crawl):
    result = run("learn", "crawl/post", "-o", "site.json")
    assert result.exit_code == 0, result.output
    assert "8 pages of 1 sites" in result.output
    assert PLEA in run("clean", "new.html").stdout
    cleaned = run("clean", "new.html", "--template", "site.json")
    assert cleaned.exit_code == 0
    assert PLEA not in cleaned.stdout
    assert prose(770) in cleaned.stdout
    assert "on 8 of 8 pages of this site" in run("explain", "new.html", "--template", "site.json").stdout


def test_by_site_tells_folders_apart(run, crawl):
    assert run("learn", "crawl", "--by-site", "-o", "sites.json").exit_code == 0
    assert Template.load("sites.json").sites == ("gazette", "post")
    (crawl / "post" / "new.html").write_text(story(77), "utf-8")
    assert PLEA not in run("clean", "crawl/post/new.html", "--template", "sites.json").stdout
    assert PLEA in run("clean", "new.html", "--template", "sites.json").stdout


def test_by_site_takes_the_first_folder_below_the_given_one(run, crawl):
    (crawl / "www.Hill.example" / "2024").mkdir(parents=True)
    for number in range(8):
        (crawl / "www.Hill.example" / "2024" / f"{number}.html").write_text(story(number), "utf-8")
    run("learn", "crawl", "--by-site", "-o", "sites.json")
    template = Template.load("sites.json")
    assert template.sites == ("gazette", "hill.example", "post")
    assert PLEA not in cleaner.clean(story(77), url="https://hill.example/77", template=template).text
    (crawl / "www.Hill.example" / "2024" / "new.html").write_text(story(77), "utf-8")
    assert PLEA not in run("clean", "crawl/www.Hill.example/2024/new.html", "--template", "sites.json").stdout


def test_by_site_tells_the_hosts_of_records_apart(run, tmp_path):
    records = [{"url": f"https://www.post.example/{n}", "html": story(n)} for n in range(8)]
    records += [{"url": f"https://flat.example/{n}", "text": flat(n)} for n in range(8)]
    lines = [json.dumps(record) for record in records] + [
        "",
        "{",
        "[]",
        '{"url": "https://a.example"}',
        '{"text": "a"}',
    ]
    (tmp_path / "crawl.jsonl").write_text("\n".join(lines), "utf-8")
    result = run("learn", "crawl.jsonl", "--by-site", "-o", "sites.json")
    assert result.exit_code == 1
    said = [line for line in result.output.splitlines() if "line" in line]
    assert [line.partition("line ")[2].split(":")[0] for line in said] == ["18", "19", "20", "21"]
    template = Template.load("sites.json")
    assert (template.sites, template.pages()) == (("flat.example", "post.example"), 16)
    assert PLEA not in cleaner.clean(flat(77), url="https://flat.example/77", template=template).text


def test_templates_among_the_inputs_are_added(run, crawl):
    run("learn", *[f"crawl/post/{n}.html" for n in range(3)], "-o", "a.json")
    run("learn", *[f"crawl/post/{n}.html" for n in range(3, 8)], "a.json", "-o", "b.json")
    run("learn", "crawl/post", "-o", "whole.json")
    assert Template.load("b.json") == Template.load("whole.json")


def test_learn_tells_of_what_it_cannot_read(run, crawl, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    result = run("learn", "crawl/post", "none.html", "empty", "picture.html", "-o", "site.json")
    assert result.exit_code == 1
    assert [word in result.output for word in ("none.html: ", "empty: holds no", "picture.html: binary")] == [True] * 3
    assert Template.load("site.json").pages() == 8
    nothing = run("learn", "none.html", "-o", "nothing.json")
    assert nothing.exit_code == 3
    assert not (tmp_path / "nothing.json").exists()
    assert run("learn", "crawl/post", "-o", "new.html/site.json").exit_code == 3


def test_plain_files_are_learned_from_without_any_extra(crawl, tmp_path):
    lines = [json.dumps({"url": f"https://post.example/{n}", "html": story(n)}) for n in range(8)]
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    hidden = "import sys; sys.modules.update(dict.fromkeys(['pyarrow', 'fastwarc', 'rensa'])); "
    code = hidden + "from cleaner.cli import main; main()"

    def learn(*inputs):
        command = [sys.executable, "-c", code, "learn", *inputs, "-o", "site.json"]
        settings = {"cwd": tmp_path, "env": os.environ | {"PYTHONPATH": str(ROOT)}, "capture_output": True}
        return subprocess.run(command, check=False, text=True, timeout=120, **settings)

    result = learn("crawl", "a.jsonl.gz")
    assert result.returncode == 0, result.stderr
    assert Template.load(tmp_path / "site.json").pages() == 24
    result = learn("a.parquet")
    assert result.returncode == 2
    assert result.stderr == 'cleaner: pyarrow is not installed: pip install "boilerplate-cleaner[parquet]"\n'


@pytest.mark.parametrize("command", ["clean", "explain"])
def test_a_template_that_is_none_ends_with_status_2_and_one_line(command, run, crawl):
    result = run(command, "new.html", "--template", "new.html")
    assert result.exit_code == 2
    assert "new.html is not a template" in result.output
    assert len(result.output.strip().splitlines()) == 1


# --- cleaner bench --templates


def bench_set():
    pages = [Page(f"p{n}", "html", story(n), gold=prose(n * 10), url=f"https://post.example/{n}") for n in range(9)]
    pages += [Page("lone", "html", other_site(1), gold=prose(1), url="https://gazette.example/1")]
    pages += [Page("nowhere", "html", other_site(2), gold=prose(2))]
    return EvalSet("pages", "html", tuple(pages), len(pages))


def test_no_page_is_cleaned_with_a_template_it_has_taught():
    ((host, first, second),) = split_sites(bench_set(), seed=0)
    assert (host, len(first), len(second)) == ("post.example", 4, 5)
    learned = learn_halves(bench_set(), seed=0)
    assert set(learned) == {page.id for page in (*first, *second)}
    assert {learned[page.id].pages() for page in first} == {5}
    assert learned[first[0].id] == Template.learn(page.source for page in second)
    assert split_sites(bench_set(), seed=0) == split_sites(bench_set(), seed=0)


def test_large_sites_are_a_group_each():
    sites = {page.id: page.traits["site"] for page in group_by_site(bench_set()).pages}
    assert sites["p0"] == "post.example"
    assert sites["lone"] == sites["nowhere"] == "(sites of fewer than 7 pages)"


def test_flattened_by_bs4():
    texts = flatten_set(bench_set(), "bs4")
    assert texts.kind == "text"
    assert texts.pages[0].source.splitlines()[1:3] == ["Front page", "Valley"]
    assert texts.pages[0].gold == bench_set().pages[0].gold
    assert flatten_set(texts, "bs4") is texts


def test_bench_shows_cleaner_with_and_without_templates(run, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra bench")
    import pyarrow as pa

    rows = [
        {"url": f"https://post.example/{n}", "html": story(n), "gold": "\n".join(prose(n * 10 + k) for k in range(3))}
        for n in range(20)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), folder / "set.parquet")
    words = ["bench", "set/set.parquet", "--what", "body", "--templates", "--no-memory", "--json", "out.json"]
    result = run(*words)
    assert result.exit_code == 0, result.output
    (found,) = json.loads((tmp_path / "out.json").read_text("utf-8"))["sets"]
    scores = {name: engine["scores"]["wf1"]["value"] for name, engine in found["engines"].items()}
    assert scores["cleaner"] < scores["cleaner+template"] == 1.0
    flattened = run(*words, "--flatten", "bs4")
    assert flattened.exit_code == 0, flattened.output
    assert "flattened by bs4" in flattened.output
