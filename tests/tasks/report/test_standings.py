import csv
from xml.etree import ElementTree as ET

import pytest

from tasks.metrics.contest import Standing
from tasks.records.enums import Direction
from tasks.report.standings import BAR, COLOURS, ERRORS, LEFT, laid_out, panel, write_csv, write_plot


def standing(engine="rapidocr", **changed):
    facts = {
        "engine": engine, "version": "1", "direction": Direction.HORIZONTAL, "worn": False, "pages": 2, "cer": 0.01,
        "bare_cer": 0.02, "unordered": 0.01, "bound": 0.017, "within": 2, "cleval": 0.98765432, "seconds": 2.5,
        "cpu_seconds": 2.0, "bare_seconds": 2.25, "bare_cpu_seconds": 1.75, "peak_mb": 1200.0,
    }  # fmt: skip
    return Standing(**facts | changed)


def beside():
    vertical = {"direction": Direction.VERTICAL, "pages": 1, "cer": 0.08}
    return [standing(), standing("tesseract"), standing(**vertical), standing("tesseract", **vertical)]


def test_a_row_is_written_for_each_engine_and_kind_of_pages(tmp_path):
    path = write_csv([*beside(), standing("none", cleval=None)], tmp_path / "ocr.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["engine"], row["direction"], row["cer"]) for row in rows[1:3]] == [
        ("tesseract", "horizontal", "0.01"),
        ("rapidocr", "vertical", "0.08"),
    ]
    assert [rows[0]["cleval"], rows[4]["cleval"]] == ["0.9877", ""]


def test_bars_of_a_kind_stand_under_each_other_and_keep_their_colour():
    horizontal, vertical = laid_out(beside())
    assert (horizontal.title, vertical.title) == ("horizontal, clean (2 pages)", "vertical, clean (1 page)")
    assert [bar.colour for bar in horizontal.bars] == [bar.colour for bar in vertical.bars] == list(COLOURS[:2])
    assert horizontal.bars[1].y == horizontal.bars[0].y + BAR
    assert vertical.y > horizontal.bars[1].y + BAR


def test_an_engine_that_was_not_everywhere_keeps_its_colour():
    _, vertical = laid_out([one for one in beside() if (one.engine, one.direction) != ("rapidocr", Direction.VERTICAL)])
    assert [bar.colour for bar in vertical.bars] == [COLOURS[1]]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.061], ["0.00", "0.02", "0.04", "0.06", "0.08"]),
        ([4.59, 1.2], ["0", "1", "2", "3", "4", "5"]),
        ([12.4], ["0", "5", "10", "15"]),
        ([1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([0.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([730.0], ["0", "200", "400", "600", "800"]),
    ],
)
def test_ticks_are_round_and_hold_all_values(values, texts):
    found = panel(100, 200, values)
    assert [tick.text for tick in found.ticks] == texts
    assert (found.ticks[0].x, found.ticks[-1].x) == (100, 300)
    assert max(values) * found.scale <= 200 + 1e-6


def test_the_plot_names_every_engine_and_stands_by_itself(tmp_path):
    path = write_plot([*beside(), standing("<b>&", bare_cer=0.9)], tmp_path / "ocr.svg")
    drawn = ET.parse(path).getroot()
    said = ["".join(text.itertext()) for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"rapidocr", "tesseract", "<b>&"} <= set(said)
    assert "0.0100 alone 0.9000" in said
    assert "href" not in path.read_text(encoding="utf-8")
    circles = [float(circle.get("cx")) for circle in drawn.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(circles) == 4
    assert max(circles) <= LEFT + ERRORS
