from pathlib import Path

import pymupdf
import pytest

from flows.bench_ocr import HEADINGS, bench_ocr, bench_ocr_speed, cells, found, rate, summary, worst_row
from flows.exits import DONE
from tasks.metrics.ocr import LineScore
from tasks.metrics.reading import Reading
from tasks.records.enums import Direction
from tasks.runtime.errors import UsageError

TEXT = "図書館の歴史は古く、人々は知識を集めて広がった。"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    """Have what the bench puts into the environment gone afterwards."""
    for name in ("WORKSPACE", "PAGE_SECONDS"):
        monkeypatch.setenv(f"ETOKI_{name}", "1")
    monkeypatch.setenv("ETOKI_JOBS", "1")


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "book.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=300)
        for at in range(5):
            page.insert_text((40, 40 + 20 * at), TEXT, fontname="japan", fontsize=12)
        document.save(path)
    return path


def reading(**changed):
    facts = {
        "name": "a.pdf", "page": 1, "direction": Direction.HORIZONTAL, "worn": False, "bare": 0.5, "ordered": 0.1,
        "unordered": 0.1, "lines": LineScore(truth=10, read=10, right=10), "seconds": 2.0, "bare_seconds": 1.0,
    }  # fmt: skip
    return Reading(**facts | changed)


def test_pdfs_are_found_in_folders_and_by_name(tmp_path):
    for name in ("b.pdf", "a.pdf", "deep/c.pdf", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in found([tmp_path, tmp_path / "a.pdf"])] == ["a.pdf", "b.pdf", "c.pdf", "a.pdf"]


def test_a_missing_pdf_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"gone\.pdf"):
        found([tmp_path / "gone.pdf"])
    with pytest.raises(UsageError, match="no PDF"):
        found([tmp_path])


def test_directions_and_wear_are_told_apart():
    readings = [
        reading(direction=Direction.VERTICAL),
        reading(worn=True),
        reading(),
        reading(direction=Direction.VERTICAL),
    ]
    rows = summary(readings)
    assert [row[:2] for row in rows] == [("horizontal, clean", 1), ("horizontal, worn", 1), ("vertical, clean", 2)]
    assert {len(row) for row in rows} == {len(HEADINGS)}


def test_rates_are_means_and_lines_are_pooled():
    missed = LineScore(truth=30, read=0, right=0)
    row = cells([reading(), reading(ordered=0.3, unordered=0.2, lines=missed, seconds=4.0)])
    assert row == (2, "0.5000", "0.2000", "0.1500", "0.1850", "1/2", "0.4000", "3.00", "1.00")


def test_a_page_beyond_its_bound_says_what_it_missed():
    row = worst_row(reading(ordered=0.2, worn=True, page=7))
    assert row == ("a.pdf", 7, "horizontal, worn", "0.5000", "0.2000", "0.1000", "0.1250", "1.0000")


def test_what_was_not_measured_is_a_dash():
    assert rate(None) == "–"


def test_a_pdf_is_read_and_reported(pdf, capsys):
    assert bench_ocr([pdf], 1, "fake") == DONE
    said = capsys.readouterr().out
    assert "horizontal, clean │ 1 " in said
    assert "horizontal, worn  │ 1 " in said
    assert "vertical" not in said


def test_the_race_is_reported(pdf, capsys):
    assert bench_ocr_speed([pdf], 1, "fake") == DONE
    said = capsys.readouterr().out
    assert "1 processes × 1 threads" in said
    assert "etoki's rate over the bare engine's: " in said


def test_a_race_without_pages_is_refused(tmp_path):
    empty = Path(tmp_path / "empty.pdf")
    with pymupdf.open() as document:
        document.new_page()
        document.save(empty)
    with pytest.raises(UsageError, match="no page"):
        bench_ocr_speed([empty], 1, "fake")
