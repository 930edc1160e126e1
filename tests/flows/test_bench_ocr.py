import csv

import pymupdf
import pytest

from flows.bench_ocr import (
    BESIDE,
    HEADINGS,
    bench_ocr,
    bench_ocr_speed,
    cells,
    cells_beside,
    chosen,
    found,
    print_absent,
    print_standings,
    rate,
    room_for,
    worst_row,
)
from flows.exits import DONE
from tasks.engines import allowance
from tasks.engines.allowance import Allowance
from tasks.engines.analyzer.yomitoku import Yomitoku
from tasks.metrics.contest import Entrant, Reading, standings
from tasks.metrics.ocr import LineScore
from tasks.records.enums import Direction
from tasks.runtime.errors import UsageError
from tasks.runtime.settings import Settings

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
        "unordered": 0.1, "lines": LineScore(truth=10, read=10, right=10), "seconds": 2.0, "cpu_seconds": 1.75,
        "bare_seconds": 1.5, "bare_cpu_seconds": 1.0,
    }  # fmt: skip
    return Reading(**facts | changed)


def entrant(*readings, engine="rapidocr"):
    return Entrant(engine=engine, version="1", peak_mb=1200.4, readings=readings)


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


def test_one_engine_alone_is_told_at_length():
    (one,) = standings([entrant(reading(), reading(ordered=0.3, unordered=0.2))])
    row = cells(one)
    assert len(row) == len(HEADINGS)
    assert row[:8] == ("horizontal, clean", 2, "0.5000", "0.2000", "0.1500", "0.1850", "1/2", "1.0000")
    assert row[8:] == ("2.00", "1.75", "1.00", "1200")


def test_engines_are_told_side_by_side(capsys):
    print_standings([entrant(reading()), entrant(reading(ordered=0.3), engine="tesseract")])
    said = capsys.readouterr().out
    assert len(cells_beside(standings([entrant(reading())])[0])) == len(BESIDE)
    assert "horizontal, clean │ rapidocr  │ 1 │ 0.5000   │ 0.1000    │" in said
    assert "horizontal, clean │ tesseract │ 1 │ 0.5000   │ 0.3000    │" in said
    assert "beyond the bound" not in said


def test_what_stopped_an_engine_is_told(capsys):
    print_standings([entrant(reading(failed="hangs: it took longer than 600 seconds", worn=True, page=3))])
    assert "rapidocr, a.pdf page 3, horizontal, worn: hangs: it took longer" in capsys.readouterr().out


def test_what_is_measured_of_an_engine_that_divides_pages_too_is_told(capsys):
    print_standings([entrant(reading()), entrant(reading(), engine="yomitoku").model_copy(update={"divides": True})])
    said = capsys.readouterr().out
    assert "yomitoku: s and CPU s are of its whole pass, which finds figures and tables too; CPU s bare" in said
    assert "rapidocr: s and" not in said


def test_an_engine_gets_room_for_its_models(tmp_path):
    settings = Settings(workspace=tmp_path)
    assert room_for("yomitoku", settings).worker_mb == settings.worker_mb + Yomitoku.memory_mb
    assert room_for("rapidocr", settings) == settings


def test_the_engines_that_are_named_are_asked_once_each_in_their_order():
    assert chosen(["rapidocr", "fake", "rapidocr"]) == ["rapidocr", "fake"]


def test_without_a_name_all_that_are_ready_are_asked_and_no_stand_in():
    assert "rapidocr" in chosen([])
    assert "fake" not in chosen([])


@pytest.mark.parametrize("name", ["nonsuch", "none"])
def test_what_cannot_read_is_refused(name):
    with pytest.raises((LookupError, UsageError)):
        chosen([name])


def test_an_engine_that_is_not_ready_is_named_with_its_reason(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(allowance, "_granted", Allowance(threads=7))  # engines are kept that were found before
    print_absent()
    said = capsys.readouterr().out
    assert "tesseract is not ready: tesseract is not installed: apt-get install" in said
    assert said.endswith("`etoki engines` tells more\n")


def test_a_page_beyond_its_bound_says_what_it_missed():
    row = worst_row(reading(ordered=0.2, worn=True, page=7))
    assert row == ("a.pdf", 7, "horizontal, worn", "0.5000", "0.2000", "0.1000", "0.1250", "1.0000")


def test_what_was_not_measured_is_a_dash():
    assert rate(None) == "–"


def test_a_pdf_is_read_and_reported(pdf, tmp_path, capsys):
    assert bench_ocr([pdf], 1, ["fake"], tmp_path / "deep" / "out") == DONE
    said = capsys.readouterr().out
    assert "horizontal, clean │ 1 " in said
    assert "horizontal, worn  │ 1 " in said
    assert "vertical" not in said
    assert {path.name for path in (tmp_path / "deep" / "out").iterdir()} == {"ocr.csv", "ocr.svg"}
    with (tmp_path / "deep" / "out" / "ocr.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["worn"] for row in rows] == ["False", "True"]
    for row in rows:
        assert min(float(row[name]) for name in ("cer", "bare_cer", "seconds", "bare_seconds")) > 0
        assert float(row["peak_mb"]) > 30


def test_a_file_is_no_folder_to_write_into(pdf):
    with pytest.raises(UsageError, match=r"book\.pdf is not a folder"):
        bench_ocr([pdf], 1, ["fake"], pdf)


def test_the_race_is_reported(pdf, capsys):
    assert bench_ocr_speed([pdf], 1, ["fake"]) == DONE
    said = capsys.readouterr().out
    assert "fake, 1 processes × 1 threads" in said
    assert "etoki's rate over the bare engine's: " in said


@pytest.mark.parametrize("measure", [bench_ocr, bench_ocr_speed])
def test_pdfs_without_pages_to_measure_are_refused(tmp_path, measure):
    empty = tmp_path / "empty.pdf"
    with pymupdf.open() as document:
        document.new_page()
        document.save(empty)
    with pytest.raises(UsageError, match="no page"):
        measure([empty], 1, ["fake"])
