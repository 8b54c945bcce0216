"""The report in a real browser: every control by mouse and keyboard, no request, no error, nothing of a page run.

Needs the Python package playwright (`pip install -e '.[browser]'`) and Debian's Chromium (`apt-get install chromium`).
CHROMIUM names another one.
"""

import io
import os
import re
import shutil
from pathlib import Path

import pytest

import cleaner
from cleaner import Options
from cleaner.render.report import write_report

api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
if not CHROMIUM:
    pytest.skip("needs a browser: apt-get install chromium", allow_module_level=True)

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
PAGE = FIXTURES / "cases" / "html-news--sv-wordpress" / "source.html"
TEXT = FIXTURES / "cases" / "news--en-openweb-typing" / "source.txt"
RTL = FIXTURES / "cases" / "html-rtl--ar-saat" / "source.html"
HOSTILE = FIXTURES / "report" / "hostile.html"
MANY = [*sorted(FIXTURES.glob("cases/html-*/source.html"))[:24], *sorted(FIXTURES.glob("cases/junk--*/source.txt"))[:4]]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WITNESS = "window.attacks = []; window.attacked = (what) => attacks.push(what);"


@pytest.fixture(scope="module")
def browser():
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Tab:
    """A page of the browser, with all it complained of and asked for."""

    def __init__(self, browser, **settings):
        settings = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", **settings}
        self.context = browser.new_context(**settings)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context.add_init_script(WITNESS)
        self.page = self.context.new_page()
        self.errors = []
        self.requests = []
        self.stopped = []
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda request: self.stopped.append((request.url, request.failure)))
        self.page.on("dialog", lambda dialog: dialog.dismiss())

    def open(self, path):
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("h1")
        return self.page

    def is_clean(self):
        outside = [url for url in self.requests if not url.startswith(("file:", "data:"))]
        return (self.errors, outside, self.page.evaluate("attacks")) == ([], [], [])


@pytest.fixture
def tab(browser):
    tab = Tab(browser)
    yield tab
    assert tab.is_clean(), (tab.errors, tab.requests)
    tab.context.close()


def write(folder, *sources, options=None, failures=()):
    out = io.StringIO()
    options = options or Options()
    pages = [(str(source.relative_to(ROOT)), cleaner.clean(source, options=options)) for source in sources]
    write_report(pages, out, options=options, failures=failures)
    path = folder / "report.html"
    path.write_text(out.getvalue(), "utf-8")
    return path


def figures(page):
    return page.locator(".figure strong").all_inner_texts()


def shown(page):
    """The texts of the blocks one sees, by their numbers."""
    return page.locator(".block:visible .text").all_inner_texts()


def why(page):
    terms, said = page.locator(".why dt").all_inner_texts(), page.locator(".why dd").all_inner_texts()
    return dict(zip(terms, said, strict=True))


def check(page, label):
    """Choose a radio button as a reader does: by pressing its label."""
    page.get_by_label(label, exact=True).check()


# --- what is shown --------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [TEXT, PAGE, RTL], ids=["text", "page", "right-to-left"])
def test_all_blocks_are_shown_in_order_with_label_and_fate(tab, tmp_path, source):
    document = cleaner.clean(source)
    page = tab.open(write(tmp_path, source))
    assert page.title().startswith(document.title)
    assert page.locator("h1").inner_text() == document.title
    assert page.locator(".block .text").all_text_contents() == [
        block.text.replace("\t", "") for block in document.blocks
    ]
    tags = page.locator(".tag").all_inner_texts()
    wanted = [("+" if block.kept else "−") + f" {block.label} {block.probability:.2f}" for block in document.blocks]
    assert [" ".join(tag.split()) for tag in tags] == wanted
    kept = sum(len(block.text) for block in document.kept)
    total = sum(len(block.text) for block in document.blocks)
    assert figures(page) == [
        f"{document.confidence:.2f}",
        f"{len(document.kept)} of {len(document.blocks)} blocks",
        f"{total:,} → {kept:,}",
    ]


def test_kept_blocks_read_as_what_they_are(tab, tmp_path):
    page = tab.open(write(tmp_path, PAGE))
    document = cleaner.clean(PAGE)
    headings = [block.text for block in document.kept if block.label in ("title", "heading")]
    assert page.locator(".blocks").get_by_role("heading").all_inner_texts() == headings
    quotes = [block.text for block in document.kept if block.label == "quote"]
    assert page.locator(".blocks blockquote").all_inner_texts() == quotes


def test_right_to_left_text_runs_right_to_left(tab, tmp_path):
    page = tab.open(write(tmp_path, RTL))
    for part in ("h1", ".block.kept .text"):
        assert page.locator(part).first.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert page.locator("body").evaluate("node => getComputedStyle(node).direction") == "ltr"


def test_warnings_are_shown(tab, tmp_path):
    page = tab.open(write(tmp_path, FIXTURES / "cases" / "junk--hi-portal" / "source.txt"))
    assert "no article found" in page.locator(".warning").inner_text()


def test_an_empty_document_has_a_report_too(tab, tmp_path):
    path = tmp_path / "report.html"
    with path.open("w", encoding="utf-8") as out:
        write_report([("empty.txt", cleaner.clean(""))], out)
    page = tab.open(path)
    assert page.locator("h1").inner_text() == "empty.txt"
    assert figures(page) == ["0.00", "0 of 0 blocks", "0 → 0"]
    page.get_by_role("button", name="Next in doubt").click()
    page.get_by_role("slider").fill("0.1")
    assert page.locator(".effect").inner_text() == "Nothing would change."


# --- why ------------------------------------------------------------------------------------------


def assert_explains(page, block):
    said = why(page)
    assert str(block.label) in page.locator(".why .chip").inner_text()
    assert ("+ kept" if block.kept else "− dropped") in page.locator(".why .chip").inner_text()
    assert said["Reason"] == block.reason
    assert said.get("Evidence", "") == block.evidence
    assert said.get("Path", "").replace(" / ", "/") == (block.path or "")
    assert said["Offsets"].startswith(f"{block.start:,}–{block.end:,} of ")
    assert float(said["Probability"].split(",")[0]) == pytest.approx(block.probability, abs=5e-4)


@pytest.mark.parametrize("source", [TEXT, PAGE], ids=["text", "page"])
def test_pointing_at_a_block_shows_what_decided_and_pressing_it_holds_that(tab, tmp_path, source):
    blocks = cleaner.clean(source).blocks
    page = tab.open(write(tmp_path, source))
    rows = page.locator(".block")
    rows.nth(3).locator(".text").hover()
    assert_explains(page, blocks[3])
    rows.nth(5).locator(".text").click()
    page.locator("h1").hover()
    assert_explains(page, blocks[5])
    rows.nth(6).locator(".tag").hover()
    assert_explains(page, blocks[6])
    page.locator(".map").hover()
    assert_explains(page, blocks[5])
    page.get_by_role("button", name="Close").click()
    page.locator("h1").hover()
    assert page.locator(".why dl").count() == 0


def test_the_keyboard_walks_the_blocks(tab, tmp_path):
    blocks = cleaner.clean(PAGE).blocks
    page = tab.open(write(tmp_path, PAGE))
    page.get_by_role("button", name="Copy the cleaned text").focus()
    page.keyboard.press("Tab")
    assert_explains(page, blocks[0])
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert_explains(page, blocks[3])
    page.keyboard.press("Enter")
    assert page.locator(".tag").nth(3).get_attribute("aria-pressed") == "true"
    page.keyboard.press("End")
    assert_explains(page, blocks[-1])
    assert page.locator(".tag").last.evaluate("node => node === document.activeElement")
    page.keyboard.press("Home")
    assert_explains(page, blocks[0])
    page.keyboard.press("Escape")
    assert page.locator(".tag[aria-pressed=true]").count() == 0
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('.tag')"), "the list is one stop of the Tab key"


# --- controls -------------------------------------------------------------------------------------


def test_the_slider_shows_at_once_what_would_change(tab, tmp_path):
    document = cleaner.clean(PAGE)
    page = tab.open(write(tmp_path, PAGE))
    slider = page.get_by_role("slider", name="Keep from probability")
    assert page.locator(".effect").inner_text() == "As cleaned."
    slider.fill("0.02")
    gained = [block for block in document.removed if block.probability >= 0.02]
    assert gained
    assert page.locator(".block.changed .text").all_inner_texts() == [block.text for block in gained]
    assert set(page.locator(".change").all_inner_texts()) == {"would be kept"}
    assert page.locator(".effect").inner_text().startswith(f"{len(gained)} blocks (")
    assert figures(page)[1].startswith(f"{len(document.kept) + len(gained)} of")
    page.get_by_role("button", name="Next change").click()
    assert page.evaluate("Number(document.activeElement.closest('.block').dataset.index)") == document.blocks.index(
        gained[0]
    )
    page.get_by_role("button", name="As cleaned").click()
    assert page.locator(".block.changed").count() == 0
    assert page.locator(".effect").inner_text() == "As cleaned."


def test_the_slider_obeys_the_keyboard(tab, tmp_path):
    document = cleaner.clean(PAGE)
    page = tab.open(write(tmp_path, PAGE))
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    assert figures(page)[1].startswith("0 of")
    lost = page.locator(".change").all_inner_texts()
    assert lost == ["would be dropped"] * len(document.kept)
    page.keyboard.press("Home")
    assert figures(page)[1].startswith(f"{len(document.all_blocks)} of")
    page.keyboard.press("ArrowRight")
    assert page.locator("output.number").inner_text() == "0.01"


def test_a_label_s_switches_hide_it_and_keep_it(tab, tmp_path):
    document = cleaner.clean(PAGE)
    comments = [block.text for block in document.comments]
    page = tab.open(write(tmp_path, PAGE))
    assert set(comments) <= set(shown(page))
    show = page.get_by_label("show comment", exact=True)
    show.focus()
    page.keyboard.press("Space")
    assert not set(comments) & set(shown(page))
    show.click()
    assert set(comments) <= set(shown(page))
    page.get_by_role("switch", name="keep comment", exact=True).click()
    assert page.locator(".block.changed .text").all_inner_texts() == comments
    with_comments = cleaner.clean(PAGE, options=Options(keep={"comment"}))
    assert figures(page)[1].startswith(f"{len(with_comments.kept)} of")
    page.locator(".labels").get_by_role("button", name="comment", exact=True).click()
    assert page.evaluate("document.activeElement.closest('.block').dataset.label") == "comment"


def test_dropped_blocks_are_shaded_folded_or_hidden(tab, tmp_path):
    document = cleaner.clean(PAGE)
    page = tab.open(write(tmp_path, PAGE))
    check(page, "hidden")
    assert shown(page) == [block.text for block in document.kept]
    page.keyboard.press("ArrowLeft")
    assert page.get_by_label("folded").is_checked()
    assert len(shown(page)) == len(document.blocks)
    assert page.locator(".block.dropped .text").first.evaluate("node => getComputedStyle(node).whiteSpace") == "nowrap"
    check(page, "shaded")
    colour = "node => getComputedStyle(node).backgroundColor"
    share, ad = (
        page.locator(f'.block.dropped[data-label="{name}"]').first.evaluate(colour) for name in ("share", "ad")
    )
    assert share != ad


def test_search_marks_what_it_finds_and_enter_goes_there(tab, tmp_path):
    document = cleaner.clean(PAGE)
    page = tab.open(write(tmp_path, PAGE))
    field = page.get_by_role("searchbox")
    field.fill("  FÄRJAN ")
    found = [block for block in document.blocks if "färjan" in block.text.lower()]
    assert page.locator(".search output").first.inner_text() == f"{len(found)} blocks"
    assert {mark.lower() for mark in page.locator("mark").all_inner_texts()} == {"färjan"}
    field.press("Enter")
    field.press("Enter")
    box = page.locator(".block", has=page.locator("mark")).nth(1).bounding_box()
    assert 0 < box["y"] < 900
    field.fill("")
    assert page.locator("mark").count() == 0


@pytest.mark.parametrize("source", [TEXT, PAGE, RTL], ids=["text", "page", "right-to-left"])
def test_the_copied_text_is_the_cleaned_text(tab, tmp_path, source):
    document = cleaner.clean(source)
    page = tab.open(write(tmp_path, source))
    page.get_by_role("button", name="Copy the cleaned text").focus()
    page.keyboard.press("Enter")
    page.get_by_text("characters copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == document.text


def test_the_copied_text_follows_the_switches(tab, tmp_path):
    page = tab.open(write(tmp_path, PAGE))
    page.get_by_role("switch", name="keep comment", exact=True).click()
    page.get_by_role("button", name="Copy the cleaned text").click()
    page.get_by_text("characters copied").wait_for()
    wanted = cleaner.clean(PAGE, options=Options(keep={"comment"})).text
    assert page.evaluate("navigator.clipboard.readText()") == wanted


def test_blocks_in_doubt_come_nearest_to_the_cut_first(tab, tmp_path):
    document = cleaner.clean(PAGE)
    page = tab.open(write(tmp_path, PAGE))
    order = sorted(range(len(document.blocks)), key=lambda n: abs(document.blocks[n].probability - document.cut))
    for index in order[:3]:
        page.get_by_role("button", name="Next in doubt").click()
        assert page.evaluate("Number(document.activeElement.closest('.block').dataset.index)") == index


def test_the_map_goes_to_where_it_is_pressed(tab, tmp_path):
    document = cleaner.clean(PAGE)
    page = tab.open(write(tmp_path, PAGE))
    box = page.locator(".map").bounding_box()
    page.locator(".map").click(position={"x": box["width"] - 2, "y": box["height"] / 2})
    last = page.evaluate("Number(document.activeElement.closest('.block').dataset.index)")
    assert last == len(document.blocks) - 1


def test_the_skeleton_shows_the_page_s_containers(tab, tmp_path):
    document = cleaner.clean(PAGE)
    page = tab.open(write(tmp_path, PAGE))
    check(page, "page skeleton")
    share = page.locator("details.box", has_text="sharedaddy").last
    assert share.get_attribute("open") is None
    assert "dropped, most share" in share.locator("summary").first.inner_text()
    share.locator("summary").first.focus()
    page.keyboard.press("Enter")
    share.get_by_text("Facebook").first.wait_for()
    kept = [block.text for block in document.kept]
    assert page.locator(".block.kept .text").all_text_contents() == kept
    page.locator("details.box").evaluate_all("boxes => boxes.forEach(box => box.open = true)")
    page.wait_for_function(f"() => document.querySelectorAll('.block').length === {len(document.blocks)}")
    assert page.locator(".block .text").all_text_contents() == [block.text for block in document.blocks]
    page.get_by_role("slider").fill("0")
    assert page.locator("details.box.dropped").count() == 0


def test_flattened_text_has_no_skeleton(tab, tmp_path):
    page = tab.open(write(tmp_path, TEXT))
    assert page.get_by_label("page skeleton").count() == 0


def test_going_to_a_block_opens_the_box_it_is_in(tab, tmp_path):
    page = tab.open(write(tmp_path, PAGE))
    check(page, "page skeleton")
    page.get_by_role("searchbox").fill("Senaste inläggen")
    page.get_by_role("searchbox").press("Enter")
    found = page.locator("mark:visible", has_text="Senaste inläggen")
    found.wait_for()
    assert found.text_content() == "Senaste inläggen"


def test_colours_follow_the_reader_and_the_button(browser, tmp_path):
    report = write(tmp_path, PAGE)
    tab = Tab(browser, color_scheme="dark")
    page = tab.open(report)
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(colour)
    page.get_by_role("button", name="Light colours").click()
    light = page.evaluate(colour)
    assert dark != light
    page.get_by_role("button", name="Dark colours").click()
    assert page.evaluate(colour) == dark
    assert tab.is_clean()
    tab.context.close()


# --- many documents -------------------------------------------------------------------------------


def test_the_first_page_lists_the_least_certain_documents_first(tab, tmp_path):
    page = tab.open(write(tmp_path, *MANY, failures=[("gone.html", "No such file")]))
    documents = [cleaner.clean(source) for source in MANY]
    assert page.locator("h1").inner_text() == f"{len(MANY)} documents"
    shown = [float(text) for text in page.locator(".documents tbody td:first-child").all_inner_texts()]
    # The page holds four digits and shows two.
    assert shown == sorted(round(round(document.confidence, 4), 2) for document in documents)
    assert "gone.html: No such file" in page.locator(".failures").inner_text()
    bins = [int(text) for text in page.locator(".charts section").first.locator("td.number").all_inner_texts()]
    assert sum(bins) == len(MANY)
    assert bins[9] == sum(document.confidence >= 0.9 for document in documents)
    hosts = page.locator(".charts section").nth(2).locator("th[scope=row]").all_inner_texts()
    assert any("." in host for host in hosts)


def test_rows_of_the_charts_narrow_the_list(tab, tmp_path):
    page = tab.open(write(tmp_path, *MANY))
    documents = [cleaner.clean(source) for source in MANY]
    rows = page.locator(".documents tbody tr")
    quotes = page.get_by_role("button", name="quote", exact=True)
    quotes.click()
    assert rows.count() == sum(any(block.label == "quote" for block in document.blocks) for document in documents)
    assert quotes.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="0.9–1.0").focus()
    page.keyboard.press("Enter")
    assert rows.count() < sum(document.confidence >= 0.9 for document in documents)
    page.get_by_role("button", name="Show all documents").click()
    assert rows.count() == len(MANY)
    page.get_by_role("searchbox").fill("404")
    assert 0 < rows.count() < len(MANY)


def test_columns_sort_the_list(tab, tmp_path):
    page = tab.open(write(tmp_path, *MANY))
    page.locator(".documents").get_by_role("button", name="Characters").click()
    head = page.locator(".documents th[data-key=size]")
    sizes = [int(text.replace(",", "")) for text in page.locator(".documents td:nth-child(5)").all_inner_texts()]
    assert sizes == sorted(sizes)
    assert head.get_attribute("aria-sort") == "ascending"
    page.locator(".documents").get_by_role("button", name="Characters").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"


def test_a_document_opens_in_its_own_view_and_back_again(tab, tmp_path):
    page = tab.open(write(tmp_path, *MANY))
    link = page.locator(".documents a").nth(1)
    title = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("main.document")
    assert page.locator("h1").inner_text() == title
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.get_by_role("link", name="more certain →").click()
    page.wait_for_function("title => document.querySelector('h1').textContent !== title", arg=title)
    page.go_back()
    page.wait_for_function("title => document.querySelector('h1').textContent === title", arg=title)
    page.get_by_role("link", name=f"All {len(MANY)} documents").click()
    page.wait_for_selector("main.overview")


# --- hostile pages --------------------------------------------------------------------------------


def use_everything(page):
    check(page, "page skeleton")
    page.locator("details.box").evaluate_all("boxes => boxes.forEach(box => box.open = true)")
    check(page, "in order")
    page.get_by_role("searchbox").fill("<script>")
    page.get_by_role("slider").fill("0.3")
    for index in range(page.locator(".block").count()):
        page.locator(".block").nth(index).hover()
        page.locator(".tag").nth(index).click()


def test_a_hostile_page_runs_nothing_and_asks_for_nothing(tab, tmp_path):
    document = cleaner.clean(HOSTILE)
    page = tab.open(write(tmp_path, HOSTILE))
    assert page.locator("h1").inner_text() == document.title
    assert "<script>attacked('title')</script>" in page.locator("h1").inner_text()
    assert page.locator("mark").count() == 0
    use_everything(page)
    assert page.locator("mark").count() > 0
    assert page.locator("#page script, #page img, #page iframe, #page form, #page base, #page b").count() == 0
    assert page.locator('#page a[href^="javascript"]').count() == 0


def test_a_hostile_page_among_many_runs_nothing(tab, tmp_path):
    page = tab.open(write(tmp_path, HOSTILE, PAGE, failures=[("<img src=x onerror=attacked('name')>", "<b>")]))
    page.get_by_role("link", name=re.compile("attacked")).click()
    page.wait_for_selector("main.document")
    use_everything(page)


def test_the_hostile_page_itself_would_have_attacked(browser):
    tab = Tab(browser)
    tab.context.route(re.compile("^https?:"), lambda route: route.abort())
    tab.page.goto(HOSTILE.as_uri(), wait_until="commit")
    tab.page.wait_for_function("attacks.includes('script') && attacks.includes('picture')")
    assert any("evil.example" in url for url in tab.requests)
    tab.context.close()


def test_the_policy_stops_what_would_slip_through(browser, tmp_path):
    """Were a page's text to become markup of the report, nothing of it would run or be fetched all the same."""
    report = write(tmp_path, PAGE)
    slipped = (
        "<script>attacked('script')</script><img src='https://evil.example/x.png' onerror=\"attacked('error')\">"
        "<button id=slipped onclick=\"attacked('click')\">x</button><iframe src='https://evil.example/'></iframe>"
        "<a id=link href=\"javascript:attacked('link')\">y</a>"
    )
    report.write_text(report.read_text("utf-8").replace("</body>", slipped + "</body>"), "utf-8")
    tab = Tab(browser)
    page = tab.open(report)
    page.locator("#slipped").click()
    page.locator("#link").click()
    with pytest.raises(api.Error, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<b>x</b>'")
    assert page.evaluate("attacks") == []
    asked = [url for url in tab.requests if not url.startswith(("file:", "data:"))]
    assert [(url, "csp") for url in asked] == tab.stopped
    assert len(tab.errors) >= 5
    tab.context.close()


# --- size, print, contrast ------------------------------------------------------------------------


def long_page(sections):
    # Markup takes most of a page: with less of it, a page of so many blocks would be judged in pieces.
    part = (
        f'<section data-state="{"x" * 2000}">'
        "<h2>Part {n}</h2>" + "<p>The river rose by {n} centimetres overnight, the council said on Monday.</p>" * 8
    )
    parts = "".join(
        part.format(n=n) + '<div class="share"><a href="#">Share</a></div></section>' for n in range(sections)
    )
    return f"<html><head><title>A long page</title></head><body><h1>A long page</h1>{parts}</body></html>"


def test_a_long_page_opens_before_all_of_it_is_drawn_and_its_end_can_be_reached(tab, tmp_path):
    document = cleaner.clean(long_page(1200), kind="html")
    assert len(document.blocks) > 10_000
    path = tmp_path / "report.html"
    with path.open("w", encoding="utf-8") as out:
        write_report([("long", document)], out)
    tab.page.add_init_script("window.requestIdleCallback = () => 0")
    page = tab.open(path)
    assert 0 < page.locator(".block").count() < 2000
    page.locator(".tag").first.focus()
    page.keyboard.press("End")
    last = page.locator(f'.block[data-index="{len(document.blocks) - 1}"]')
    assert last.locator(".text").inner_text() == document.blocks[-1].text
    on_screen = "node => { const { top } = node.getBoundingClientRect(); return top >= 0 && top < innerHeight; }"
    page.wait_for_function(on_screen, arg=last.element_handle())
    page.wait_for_timeout(500)
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    middle = (
        "() => [...document.querySelectorAll('.block')].some(({ dataset: { index } }) => index > 4000 && index < 7000)"
    )
    page.wait_for_function(middle)


def test_print_shows_all_blocks_with_their_reasons_on_paper_white(tab, tmp_path):
    document = cleaner.clean(long_page(60), kind="html")
    path = tmp_path / "report.html"
    with path.open("w", encoding="utf-8") as out:
        write_report([("long", document)], out)
    page = tab.open(path)
    page.evaluate("document.documentElement.style.colorScheme = 'dark'")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".block").count() == len(document.blocks)
    assert not page.locator(".toolbar").is_visible()
    assert not page.get_by_role("slider").is_visible()
    assert page.locator(".labels tbody tr").first.is_visible()
    dropped = page.locator(".block.dropped").first
    shown = dropped.evaluate("node => getComputedStyle(node, '::after').content")
    assert document.removed[0].reason in shown
    ink = page.locator(".block.kept .text").first.evaluate("node => getComputedStyle(node).color")
    assert ink == "rgb(26, 29, 35)"


CONTRAST = """(selector) => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (channels) => channels.map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  return [...document.querySelectorAll(selector)].map((node) => {
    const behind = [];
    for (let around = node; around; around = around.parentElement) {
      behind.unshift(getComputedStyle(around).backgroundColor);
    }
    const [a, b] = [light(rgb(behind)), light(rgb([...behind, getComputedStyle(node).color]))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), node.textContent.slice(0, 40)];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(browser, tmp_path, scheme):
    tab = Tab(browser, color_scheme=scheme)
    page = tab.open(write(tmp_path, *MANY))
    colours = page.evaluate(CONTRAST, ".overview :is(th, td, a, button, p, h1, h2, output)")
    every = (
        "p, h1, h2, h3, dt, dd, legend, label, td, th, .text, .tag span, .change, .chip, .note, summary, code, output"
    )
    for source in (PAGE, TEXT, FIXTURES / "cases" / "html-consent--hu-libego" / "source.html"):
        page = tab.open(write(tmp_path, source))
        page.get_by_role("slider").fill("0.1")
        page.get_by_role("searchbox").fill("a")
        page.locator(".block.dropped").first.click()
        page.locator(".choice span").first.wait_for()
        colours += page.evaluate(CONTRAST, f"#page :is({every}), button:not(:disabled), .choice span")
        # All labels' colours, not only those the fixtures happen to have.
        for name in [label.value for label in cleaner.Label]:
            page.locator(".block.dropped").first.evaluate("(node, name) => (node.dataset.label = name)", name)
            colours += page.evaluate(CONTRAST, ".block.dropped:first-child :is(.text, .tag span)")
    assert len(colours) > 500
    assert [entry for entry in colours if entry[0] < 4.5] == []
    tab.context.close()


@pytest.mark.parametrize("size", [(390, 844), (768, 1024), (1280, 900), (1920, 1080)], ids=str)
def test_nothing_is_wider_than_the_screen(browser, tmp_path, size):
    tab = Tab(browser, viewport={"width": size[0], "height": size[1]})
    for sources in ([PAGE], [HOSTILE], MANY):
        page = tab.open(write(tmp_path, *sources))
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    tab.context.close()


def test_every_control_has_a_name(tab, tmp_path):
    for sources in ([PAGE], MANY):
        page = tab.open(write(tmp_path, *sources))
        for role in ("button", "checkbox", "switch", "radio", "slider", "searchbox", "link"):
            nameless = (
                page.get_by_role(role).filter(visible=True).count()
                - page.get_by_role(role, name=re.compile(r"\S")).filter(visible=True).count()
            )
            assert nameless == 0, role
