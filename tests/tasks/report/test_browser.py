"""The report in a real browser: what a person does with it."""

import shutil

import pytest

from tasks.records import identity
from tasks.records.enums import Role, Step
from tasks.records.sample import Verdict
from tasks.report.why import MOST_STORIES
from tasks.report.write import write_report
from tasks.store import catalog

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [pytest.mark.sql, pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")]
MANY = 10_000


@pytest.fixture(scope="module")
def chromium():
    """Return a browser that is closed with this file: as long as it is open, no other test can run an event loop."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Return what opens a file; whatever the console says or the page asks for makes the test fail."""
    wrong = []
    contexts = []

    def opened(path, width=1400, **context):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, **context))
        page = contexts[-1].new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or wrong.append(request.url))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def whole(report):
    """Return the file of the document that has a figure."""
    return next(
        path
        for path in (report / "documents").iterdir()
        if '<article class="figure"' in path.read_text(encoding="utf-8")
    )


@pytest.fixture(scope="session")
def reasons(whole):
    """Return the file that says why of the document that has a figure."""
    return whole.with_name(f"{whole.stem}-why.html")


@pytest.fixture(scope="session")
def many(scribe_in, tmp_path_factory):
    """Return the list of ten thousand pairs: 500 figures with 20 texts each, every tenth turned away."""
    scribe = scribe_in(tmp_path_factory.mktemp("many") / "data")
    doc_id = scribe.register("多い.pdf")
    rows = scribe.rows(doc_id)
    figure, text = rows[Step.CROP]["figures"][0], rows[Step.PAIR]["candidates"][0]
    figure_ids = [identity.of("figure", place) for place in range(MANY // 20)]
    rows[Step.CROP]["figures"] = [figure.model_copy(update={"figure_id": figure_id}) for figure_id in figure_ids]
    candidates = [
        text.model_copy(
            update={
                "pair_id": identity.of("pair", place),
                "figure_id": figure_ids[place // 20],
                "role": Role.MENTION if place % 20 else Role.CAPTION,
                "text": f"図{place}: {'装置のようす' if place % 2 else 'ﾃﾞｰﾀの流れ'}",
                "p_match": round(place / MANY, 4),
            }
        )
        for place in range(MANY)
    ]
    rows[Step.PAIR]["candidates"] = candidates
    scribe.extract(doc_id, rows)
    verdicts = [
        Verdict(
            flow_run_id="c", pair_id=one.pair_id, accepted=place % 10 > 0, reason=None if place % 10 else "same-image"
        )
        for place, one in enumerate(candidates)
    ]
    scribe.append(None, verdicts=verdicts)
    assert catalog.load(scribe.root).failed_checks == []
    return write_report(scribe.root, lambda _doc_id, _pages: iter([])).with_name("pairs-1.html")


def _shown(page):
    return page.locator("tbody tr:visible").count()


def _wide(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
def test_no_page_scrolls_sideways(visit, report, whole, reasons, width, scheme) -> None:
    for path in (report / "index.html", report / "pairs-1.html", whole, reasons):
        assert _wide(visit(path, width, color_scheme=scheme)) <= 0


def test_hostile_text_does_nothing(visit, report, whole, reasons) -> None:
    for path in (report / "index.html", report / "pairs-1.html", whole, reasons):
        page = visit(path)
        assert "owned" not in page.title()
        assert page.locator("img[src=x]").count() == 0


def test_dark_is_dark(visit, report) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    assert visit(report / "index.html", color_scheme="dark").evaluate(ground) == "rgb(22, 22, 20)"
    assert visit(report / "index.html", color_scheme="light").evaluate(ground) == "rgb(251, 250, 247)"


def test_documents_are_filtered_by_status_reason_and_words(visit, report) -> None:
    page = visit(report / "index.html")
    table = page.locator("#documents-table tbody tr:visible")
    assert table.count() == 3
    page.select_option("[data-facet=status]", "rejected")
    assert table.locator(".name").all_inner_texts() == ["locked.pdf"]
    page.select_option("[data-facet=status]", "")
    page.select_option("[data-facet=reason]", "encrypted")
    assert table.count() == 1
    page.select_option("[data-facet=reason]", "")
    page.fill("[data-search]", "CC ｢BY".replace("｢", '"'))
    assert table.locator(".name").all_inner_texts() == ["報告<b>書.pdf"]
    assert page.locator("[data-count]").inner_text() == "1 of 3"


def test_documents_are_sorted_by_any_column_and_what_was_not_measured_comes_last(visit, report) -> None:
    page = visit(report / "index.html")
    head = page.locator("th[data-key=mean_p]")
    for order in ("ascending", "descending"):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == order
        assert page.locator("#documents-table .name").first.inner_text() == "報告<b>書.pdf"
    page.locator("th[data-key=name] button").click()
    assert page.locator("#documents-table .name").first.inner_text() == "bug.pdf"


def test_the_keyboard_alone_is_enough(visit, report) -> None:
    page = visit(report / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[data-search]')")
    page.keyboard.type("jk/")
    assert page.input_value("[data-search]") == "jk/"
    page.fill("[data-search]", "")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "bug.pdf"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/*")
    assert page.locator("h1").inner_text() == "locked.pdf"


def test_focus_can_be_seen(visit, report) -> None:
    page = visit(report / "index.html")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_box_leads_to_its_figure_and_back(visit, whole) -> None:
    page = visit(whole)
    page.locator("a.m-figure").focus()
    page.keyboard.press("Enter")
    page.locator("[data-figure]:focus").wait_for()
    page.locator("article.figure h3 a").click()
    assert page.locator("a.m-figure:target").count() == 1


def test_j_goes_to_the_figure(visit, whole) -> None:
    page = visit(whole)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('[data-figure]')")


def test_boxes_are_switched_by_kind(visit, whole) -> None:
    page = visit(whole)
    boxes = page.locator("a.m-figure")
    assert boxes.is_visible()
    page.uncheck("[data-toggle=figure]")
    assert not boxes.is_visible()
    assert page.locator("line.link:not([hidden])").count() == 1
    page.uncheck("[data-toggle=caption]")
    assert page.locator("line.link:not([hidden])").count() == 0
    region = page.locator("[data-layer='region caption']")
    assert not region.is_visible()
    page.locator(".regions summary").click()
    page.check("[data-toggle='region caption']")
    assert region.is_visible()


def test_a_link_shows_a_box_that_was_switched_off(visit, whole) -> None:
    page = visit(whole)
    box = page.locator("[data-layer='turned away candidate']")
    assert not box.is_visible()
    page.locator("details.turned summary").click()
    page.locator("details.turned a[href^='#b-']").click()
    box.wait_for()


def test_figures_are_found_by_their_texts(visit, whole) -> None:
    page = visit(whole)
    page.fill("[data-search]", "そんな言葉はない")
    assert page.locator("article.figure:visible").count() == 0
    page.fill("[data-search]", "平成")
    assert page.locator("article.figure:visible").count() == 1


def test_the_pages_of_documents_can_be_read_without_scripts(visit, whole) -> None:
    page = visit(whole, java_script_enabled=False)
    assert page.locator("article.figure").is_visible()
    assert page.locator("a.m-figure").is_visible()


def test_of_ten_thousand_pairs_a_hundred_are_drawn(visit, many) -> None:
    """Opening is quick because little is drawn and little is read: both are bounded, whatever the machine."""
    page = visit(many)
    page.wait_for_selector("tbody tr")
    assert _shown(page) == 100
    assert page.locator("*").count() < 2000
    assert many.stat().st_size < 5_000_000
    assert page.locator("[data-count]").inner_text() == "1–100 of 10\u202f000"


def test_pairs_are_filtered_and_sorted(visit, many) -> None:
    page = visit(many)
    count = page.locator("[data-count]")
    page.select_option("[name=role]", label="caption")
    assert count.inner_text().startswith("1–100 of 500 ")
    page.select_option("[name=status]", label="same-image")
    assert " of 500 " in count.inner_text()
    page.select_option("[name=status]", label="accepted")
    assert count.inner_text().startswith("none")
    page.select_option("[name=role]", label="any")
    page.fill("[name=low]", "0.5")
    page.fill("[name=high]", "0.6")
    assert " of 900 " in count.inner_text()
    page.fill("[name=text]", "データ")
    assert " of 400 " in count.inner_text()
    page.select_option("[name=order]", "down")
    assert page.locator("tbody tr td").first.inner_text() == "0.60"
    page.select_option("[name=order]", "up")
    assert page.locator("tbody tr td").first.inner_text() == "0.50"


def test_pairs_are_turned_page_by_page(visit, many) -> None:
    page = visit(many)
    back, on = page.locator("[data-turn='-1']").first, page.locator("[data-turn='1']").first
    assert back.is_disabled()
    on.click()
    assert page.locator("[data-count]").inner_text() == "101–200 of 10\u202f000"
    back.click()
    assert page.locator("[data-count]").inner_text() == "1–100 of 10\u202f000"


def test_a_pair_leads_to_its_figure_in_the_right_part(visit, many) -> None:
    page = visit(many)
    page.locator("tbody a").first.click()
    page.locator("[data-figure]:focus").wait_for()


def test_what_was_turned_away_is_filtered_by_step_reason_and_words(visit, reasons) -> None:
    page = visit(reasons)
    rows = page.locator("#away-table tbody tr:visible")
    count = page.locator("[data-count=away]")
    assert count.inner_text() == "4 of 4"
    page.select_option("[data-facet=step]", "crop")
    assert rows.locator("td:nth-child(5)").all_inner_texts() == ["too-thin"]
    page.select_option("[data-facet=step]", "")
    page.select_option("[data-facet=reason]", "too-far")
    assert count.inner_text() == "1 of 4"
    page.select_option("[data-facet=reason]", "")
    page.fill("[data-search]", "遠い")
    assert rows.count() == 1
    assert page.locator("[data-count=stories]").inner_text() == "0 of 1"


def test_a_pair_leads_to_its_story_and_back_to_its_figure(visit, whole) -> None:
    page = visit(whole)
    page.locator("li.paired a.why").first.click()
    page.wait_for_url("**-why.html#w-*")
    assert page.locator("[data-story]:target").count() == 1
    page.locator("[data-story] .line a").first.click()
    page.locator("[data-figure]:focus").wait_for()


def test_j_goes_to_the_story_and_its_origin_opens(visit, reasons) -> None:
    page = visit(reasons)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('[data-story]')")
    assert not page.get_by_text("all by code").is_visible()
    page.locator("[data-story] summary").click()
    assert page.get_by_text("all by code").is_visible()


def test_ten_thousand_stories_are_parted_into_files_of_bounded_size(many) -> None:
    files = sorted((many.parent / "documents").glob("*-why*.html"))
    assert len(files) == MANY // MOST_STORIES
    assert max(file.stat().st_size for file in files) < 2_000_000
