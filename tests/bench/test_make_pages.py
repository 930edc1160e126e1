"""Made pages as Chromium prints them: what is written down of them is what can be seen."""

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pymupdf
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from pagemaker.document import Made, Sheet
from pagemaker.gold import gold_of, sentences_of
from pagemaker.pictures import figure
from pagemaker.printing import CHROMIUM, SpilledError, browser, print_pages
from pagemaker.prose import Words
from printed_pages import squeezed

SCRIPT = Path(__file__).with_name("make_pages.py")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")


@pytest.fixture(scope="module")
def page():
    """Return a page of a browser that is closed with this file: as long as it is open, no other loop can run."""
    with browser() as chromium:
        yield chromium.new_page()


def _printed(page, *sheets, css=""):
    return print_pages(Made(css, [Sheet(html, 300, 400.5) for html in sheets]), page)


def test_boxes_are_in_points_of_the_printed_page(page) -> None:
    style = "position:absolute;left:30pt;top:60pt;width:90pt;height:45pt;background:#000"
    square = f'<div data-figure="a" style="{style}"></div>'
    printed = _printed(page, "", square)
    [gold] = gold_of(printed, "x", "x")
    assert (gold["page"], gold["figure_bbox"]) == (2, (30, 60, 120, 105))
    with pymupdf.open(stream=printed.pdf) as document:
        assert len(document) == 2
        assert tuple(document[1].get_drawings()[0]["rect"]) == pytest.approx((30, 60, 120, 105), abs=0.8)


def test_text_boxes_are_those_of_the_letters(page) -> None:
    printed = _printed(
        page, '<p data-caption="a" style="font-size:12pt;text-align:center">図1　人口の推移</p><i data-figure="a">x</i>'
    )
    [gold] = gold_of(printed, "x", "x")
    x0, y0, x1, y1 = gold["caption_bbox"]
    assert (x1 - x0, y1 - y0) == pytest.approx((90.7, 12), abs=3)
    with pymupdf.open(stream=printed.pdf) as document:
        assert squeezed(document[0].get_textbox(pymupdf.Rect(x0 - 1, y0 - 2, x1 + 1, y1 + 2))) == "図1人口の推移"


def test_ink_is_what_can_be_seen_of_a_figure(page) -> None:
    drawing = (
        '<div data-figure="a" data-ink style="padding:20pt"><svg width="100pt" height="100pt" viewBox="0 0 100 100">'
        '<rect x="10" y="20" width="50" height="30"/></svg></div>'
    )
    [gold] = gold_of(_printed(page, drawing), "x", "x")
    assert gold["figure_bbox"] == pytest.approx((30, 40, 80, 70), abs=0.2)
    assert gold["vector"]


def test_what_a_box_hides_is_no_ink(page) -> None:
    band = (
        '<div style="width:40pt;height:20pt;overflow:hidden;background:#aaa;white-space:nowrap">長い長い言葉の列</div>'
    )
    [gold] = gold_of(_printed(page, f'<div data-figure="a" data-ink>{band}</div>'), "x", "x")
    assert gold["figure_bbox"] == pytest.approx((0, 0, 40, 20), abs=0.2)


def test_furigana_is_in_no_text(page) -> None:
    ruby = "<ruby>人口<rt>じんこう</rt></ruby>"
    printed = _printed(page, f'<p data-sentences>{ruby}増。</p><p data-caption="a">{ruby}</p><i data-figure="a">x</i>')
    assert sentences_of(printed) == [{"page": 1, "text": "人口増。"}]
    assert gold_of(printed, "x", "x")[0]["caption"] == "人口"


def test_what_does_not_fit_is_dropped_and_what_fits_stays(page) -> None:
    blocks = "".join(f'<div style="height:60pt"><i data-figure="f{at}">x</i></div>' for at in range(4))
    printed = _printed(
        page, f'<div data-fit style="height:150pt;overflow:hidden">{blocks}<p style="height:20pt">終わり</p></div>'
    )
    assert len(gold_of(printed, "x", "x")) == 2
    with pymupdf.open(stream=printed.pdf) as document:
        assert "終わり" in squeezed(document[0].get_text())


def test_text_off_the_sheet_is_refused(page) -> None:
    with pytest.raises(SpilledError, match="caption a"):
        _printed(page, '<p data-caption="a" style="position:absolute;top:420pt">図1</p>')


def test_a_figure_that_bleeds_ends_with_the_sheet(page) -> None:
    [gold] = gold_of(
        _printed(page, '<div data-figure="a" style="margin:-20pt;width:500pt;height:90pt"></div>'), "x", "x"
    )
    assert gold["figure_bbox"] == pytest.approx((0, 0, 300, 70), abs=0.1)


@pytest.mark.parametrize(
    "name", ["photo_in_strips", "line_chart", "table", "console", "drawing_over_photo", "flowchart"]
)
def test_figure_boxes_hold_all_the_ink_and_little_else(page, name) -> None:
    html, _ = figure(Words(random.Random(4)), "a", 200, 130, [name])
    printed = _printed(page, f'<div style="padding:50pt">{html}</div>')
    box = gold_of(printed, "x", "x")[0]["figure_bbox"]
    with pymupdf.open(stream=printed.pdf) as document:
        pixels = document[0].get_pixmap(dpi=144, colorspace=pymupdf.csGRAY)
    rows, columns = np.where(np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width) < 245)
    seen = columns.min() / 2, rows.min() / 2, columns.max() / 2, rows.max() / 2
    assert box == pytest.approx(seen, abs=8)
    assert seen[0] >= box[0] - 1.5
    assert seen[3] <= box[3] + 1.5


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Return two folders made alike, each by a run of its own: one process can drive one browser only."""
    folders = [tmp_path_factory.mktemp("made") for _ in range(2)]
    for folder in folders:
        asked = [folder, "--seeds", "1", "--family", "side-by-side", "panels", "--scanned", "--draw"]
        subprocess.run([sys.executable, SCRIPT, *asked], check=True, timeout=120)
    return folders


def test_the_same_seed_gives_the_same_gold(folders) -> None:
    names = [sorted(path.relative_to(folder) for path in folder.rglob("*.json")) for folder in folders]
    assert names[0] == names[1]
    assert len(names[0]) == 8
    assert all((folders[0] / name).read_bytes() == (folders[1] / name).read_bytes() for name in names[0])


def test_a_gold_file_is_of_the_pdf_beside_it(folders) -> None:
    for path in (folders[0] / "panels-0.json", folders[0] / "scanned" / "panels-0.json"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        digest = hashlib.sha256((path.parent / gold[0]["pdf"]).read_bytes()).hexdigest()
        assert {entry["pdf_sha256"] for entry in gold} == {digest}


def test_captions_stand_where_the_gold_says(folders) -> None:
    for name in ("side-by-side-0", "panels-0"):
        gold = json.loads((folders[0] / f"{name}.json").read_text(encoding="utf-8"))
        assert gold
        with pymupdf.open(folders[0] / f"{name}.pdf") as document:
            for entry in gold:
                x0, y0, x1, y1 = entry["caption_bbox"]
                place = pymupdf.Rect(x0 - 2, y0 - 3, x1 + 2, y1 + 3)
                there = document[entry["caption_page"] - 1].get_textbox(place)
                assert set(squeezed(entry["pdf_caption_line"])) <= set(squeezed(there))


def test_scans_have_the_same_figures_a_little_moved(folders) -> None:
    flat, scanned = (
        json.loads((folder / "panels-0.json").read_text(encoding="utf-8"))
        for folder in (folders[0], folders[0] / "scanned")
    )
    assert [entry["caption"] for entry in flat] == [entry["caption"] for entry in scanned]
    boxes = [(one["figure_bbox"], other["figure_bbox"]) for one, other in zip(flat, scanned, strict=True)]
    assert all(one != other and one == pytest.approx(other, abs=12) for one, other in boxes)


def test_pages_are_drawn_to_be_looked_at(folders) -> None:
    with pymupdf.open(folders[0] / "panels-0.pdf") as document:
        assert len(list((folders[0] / "drawn").glob("panels-0-p*.png"))) == len(document)
