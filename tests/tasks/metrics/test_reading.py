import numpy as np
import pymupdf
import pytest

from tasks.metrics.reading import (
    Sheet,
    bare_reader,
    read_bare,
    read_through,
    sheets_of,
    steps_to_regions,
    through,
    trials_of,
)
from tasks.metrics.scans import picture, write_scans
from tasks.records.enums import Direction, Step
from tasks.runtime import pool
from tasks.runtime.settings import Settings

TEXT = ("図書館の歴史は古く、人々は知識を集めて", "巻物から冊子へと姿を変えながら広がった。")
PAGES = (6, 0, 4, 6)


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    yield Settings(workspace=tmp_path_factory.mktemp("reading") / "etoki-data", jobs=1)
    pool.close_all()


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """Write a PDF of four pages: paragraphs, a drawing without text, and paragraphs again."""
    path = tmp_path_factory.mktemp("pdfs") / "book.pdf"
    with pymupdf.open() as document:
        for at, lines in enumerate(PAGES):
            page = document.new_page(width=400, height=300)
            page.draw_rect((50, 200, 100, 250), fill=(0, 0, 1))
            for line in range(lines):
                page.insert_text((40, 40 + 18 * line), f"{TEXT[line % 2]}{at + 1}", fontname="japan", fontsize=12)
        document.save(path)
    return path


def test_pages_with_enough_text_are_taken(pdf, settings):
    assert sheets_of(pdf, 9, settings) == [Sheet(pdf, 1), Sheet(pdf, 3), Sheet(pdf, 4)]
    assert sheets_of(pdf, 1, settings) == [Sheet(pdf, 3)]


def test_what_is_no_pdf_has_no_pages(tmp_path, settings):
    (tmp_path / "broken.pdf").write_bytes(b"no PDF")
    assert sheets_of(tmp_path / "broken.pdf", 3, settings) == []
    assert sheets_of(tmp_path / "gone.pdf", 3, settings) == []


def test_a_page_with_a_layer_is_read_without_an_engine(pdf, settings):
    found = read_through(pdf, "none", settings)
    assert found is not None
    assert [line.text for line in found.lines[:2]] == [f"{TEXT[0]}4", f"{TEXT[1]}4"]


def test_a_scan_is_read_by_the_engine_alone(pdf, settings, tmp_path):
    scan = write_scans([picture(pdf, 1)], tmp_path / "scan.pdf")
    assert read_through(scan, "none", settings) is None
    found = read_through(scan, "fake", settings)
    assert found is not None
    assert len(found.lines) >= PAGES[0]
    assert found.text


def test_the_steps_end_with_regions(pdf, settings):
    assert through(pdf, steps_to_regions("fake"), settings).step is Step.SEGMENT
    assert through(pdf.with_name("gone.pdf"), steps_to_regions("fake"), settings) is None


def test_the_bare_engine_sees_the_same_pixels(pdf, tmp_path):
    image = picture(pdf, 1)
    with pymupdf.open(write_scans([image], tmp_path / "scan.pdf")) as document:
        assert read_bare(document[0], "fake").splitlines() == bare_reader("fake")(image, 150)


def test_a_page_is_shown_clean_and_worn(pdf, settings, tmp_path):
    clean, worn = trials_of(Sheet(pdf, 3), settings, tmp_path)
    for trial, is_worn in ((clean, False), (worn, True)):
        assert trial[:4] == ("book.pdf", 3, Direction.HORIZONTAL, is_worn)
        assert trial.truth.text.startswith(f"{TEXT[0]}3{TEXT[1]}3")
        assert read_through(trial.scan, "none", settings) is None
    assert not np.array_equal(picture(clean.scan, 1), picture(worn.scan, 1))


def test_pages_that_look_the_same_are_documents_of_their_own(pdf, settings, tmp_path):
    shown = [trial for _ in range(2) for trial in trials_of(Sheet(pdf, 3), settings, tmp_path)]
    assert len({trial.scan.read_bytes() for trial in shown}) == 4


def test_a_page_without_text_is_not_shown(pdf, settings, tmp_path):
    assert trials_of(Sheet(pdf, 2), settings, tmp_path) == []


@pytest.mark.engine
def test_the_bare_rapidocr_reads_japanese(pdf):
    assert TEXT[0] in "".join(bare_reader("rapidocr")(picture(pdf, 1), 150))
