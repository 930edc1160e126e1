import subprocess
import sys
import time

import numpy as np
import psutil
import pymupdf
import pytest

from tasks import engines
from tasks.engines.ocr.tesseract import COLUMNS, ROWS, Tesseract, as_ppm, asked, tied
from tasks.engines.readiness import NotReadyError, readiness_of
from tasks.pdf.render import render
from tasks.records.enums import Direction, EngineKind

DPI = 150
SENTENCE = "図書館の歴史は古く、人々は知識を集めた。"
COLUMN = "平安時代の貴族は日記を書いた"


def missing() -> str:
    """Say why the program cannot be asked; nothing if it can."""
    return readiness_of(EngineKind.OCR, "tesseract", Tesseract()).missing or ""


REASON = missing()
here = pytest.mark.skipif(bool(REASON), reason=REASON or "it can be asked")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Give a function that puts a script in the program's place."""

    def put(body: str) -> None:
        path = tmp_path / "tesseract"
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return put


def test_a_picture_is_sent_as_it_is():
    image = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    assert as_ppm(image) == b"P6\n3 2\n255\n" + bytes(range(18))


def test_a_program_that_is_not_there_is_named_with_what_brings_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = readiness_of(EngineKind.OCR, "tesseract", Tesseract())
    assert found.missing == f"tesseract is not installed: {Tesseract.get}"
    assert found.licence == "Apache-2.0"


def test_a_model_that_is_not_there_is_named(program, tmp_path):
    (tmp_path / f"{ROWS}.traineddata").write_bytes(b"model")
    program(f"echo 'List of available languages in \"{tmp_path}/\" (1):'")
    with pytest.raises(NotReadyError, match=f"tesseract has no {COLUMNS} in {tmp_path}: apt-get install"):
        _ = Tesseract().weights_sha256


def test_a_program_that_does_not_tell_where_its_models_lie_is_too_old(program):
    program("echo 'List of available languages (2):'")
    with pytest.raises(NotReadyError, match="version 5 is needed"):
        _ = Tesseract().weights


def test_a_program_that_cannot_be_started_is_not_ready(program):
    program("echo 'error while loading shared libraries: libtesseract.so.5' >&2; exit 127")
    with pytest.raises(NotReadyError, match=r"ended with 127: error while loading shared libraries"):
        _ = Tesseract().version


def test_the_version_names_what_shows_the_program_pictures(program):
    program("echo 'tesseract v5.4.1'; echo ' leptonica-1.84.1'; echo '  libpng 1.6 : zlib 1.3'")
    assert Tesseract().version.startswith("5.4.1+leptonica-1.84.1+")


def test_other_models_have_another_hash(program, tmp_path):
    hashes = set()
    for at in range(2):
        folder = tmp_path / str(at)
        folder.mkdir()
        for name, content in ((ROWS, b"rows"), (COLUMNS, f"columns {at}".encode())):
            (folder / f"{name}.traineddata").write_bytes(content)
        program(f"echo 'List of available languages in \"{folder}/\" (2):'")
        hashes.add(Tesseract().weights_sha256)
    assert len(hashes) == 2


def test_what_a_program_says_last_is_told_when_it_fails(program):
    program("echo first >&2; echo 'image too large' >&2; exit 3")
    with pytest.raises(RuntimeError, match="tesseract ended with 3: image too large"):
        asked(["tesseract"])


def test_the_threads_are_those_that_are_granted(program):
    program('echo "$OMP_THREAD_LIMIT"')
    assert asked(["tesseract"]).strip() == "1"


@pytest.mark.skipif(tied(["true"]) == ["true"], reason="no setpriv here: a stopped worker's program runs to its end")
def test_a_program_dies_with_the_process_that_started_it():
    code = "from tasks.engines.ocr.tesseract import asked; asked(['sleep', '60'])"
    parent = subprocess.Popen([sys.executable, "-c", code])
    child = _child_of(psutil.Process(parent.pid))
    parent.kill()
    parent.wait()
    assert not psutil.wait_procs([child], timeout=5)[1]


def _child_of(parent: psutil.Process) -> psutil.Process:
    for _ in range(200):
        found = [child for child in parent.children() if child.name() == "sleep"]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("it never started its program")


@pytest.fixture(scope="module")
def ocr():
    return engines.load(EngineKind.OCR, "tesseract")


@here
def test_reads_a_row_where_it_stands(ocr):
    page = pymupdf.open().new_page(width=400, height=300)
    page.insert_text((50, 100), SENTENCE, fontname="japan", fontsize=14)
    (line,) = ocr.read(render(page, DPI), DPI)
    assert line.text == SENTENCE
    assert line.direction is Direction.HORIZONTAL
    assert line.confidence > 0.8
    assert (line.x0, line.x1) == pytest.approx((50, 50 + 14 * len(SENTENCE)), abs=10)
    assert line.y0 < 95 < line.y1


@here
def test_reads_columns_and_a_row_on_one_page(ocr):
    """The program itself loses the feet of some columns."""
    page = pymupdf.open().new_page(width=500, height=400)
    page.insert_text((60, 50), SENTENCE, fontname="japan", fontsize=16)
    for column in range(4):
        for at, character in enumerate(COLUMN):
            page.insert_text((300 - 30 * column, 120 + 17 * at), character, fontname="japan", fontsize=16)
    lines = ocr.read(render(page, DPI), DPI)
    columns = [line for line in lines if line.direction is Direction.VERTICAL]
    assert [COLUMN.startswith(line.text) for line in columns] == [True] * 4
    assert all(line.box.height > 5 * line.box.width for line in columns)
    assert lines[0].text == SENTENCE


@here
def test_finds_nothing_on_a_speck(ocr):
    assert ocr.read(np.zeros((1, 1, 3), np.uint8), DPI) == []
