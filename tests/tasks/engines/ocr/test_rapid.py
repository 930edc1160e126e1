import subprocess
import sys

import numpy as np
import pymupdf
import pytest

from tasks import engines
from tasks.engines import allowance
from tasks.engines.allowance import Allowance, grant, granted
from tasks.engines.ocr.rapid import RapidOcr, darkened, params, weights
from tasks.engines.weights import sha256_in_turn
from tasks.pdf.render import render
from tasks.records.enums import Direction, EngineKind

DPI = 150
SENTENCE = "図書館の歴史は古く、人々は知識を集めた。"
COLUMN = "平安時代の貴族は日記を書いた"

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def ocr():
    return engines.load(EngineKind.OCR, "rapidocr")


def page():
    return pymupdf.open().new_page(width=400, height=300)


def read(ocr, page):
    return ocr.read(render(page, DPI), DPI)


def test_reads_a_horizontal_line_where_it_stands(ocr):
    sheet = page()
    sheet.insert_text((50, 100), SENTENCE, fontname="japan", fontsize=14)
    (line,) = read(ocr, sheet)
    assert line.text == SENTENCE
    assert line.direction is Direction.HORIZONTAL
    assert line.confidence > 0.9
    assert (line.x0, line.x1) == pytest.approx((50, 50 + 14 * len(SENTENCE)), abs=10)
    assert line.y0 < 95 < line.y1


def test_reads_a_column_from_top_to_bottom(ocr):
    sheet = page()
    for at, character in enumerate(COLUMN):
        sheet.insert_text((300, 40 + 16 * at), character, fontname="japan", fontsize=16)
    (line,) = read(ocr, sheet)
    assert line.direction is Direction.VERTICAL
    assert line.text == COLUMN
    assert line.box.height > 10 * line.box.width


def test_colours_are_not_swapped(ocr):
    """Blue type on a red ground is read as it is."""
    sheet = page()
    sheet.draw_rect((0, 0, 400, 300), fill=(0.9, 0.1, 0.1), color=None)
    sheet.insert_text((50, 100), SENTENCE, fontname="japan", fontsize=14, color=(1, 1, 1))
    assert [line.text for line in read(ocr, sheet)] == [SENTENCE]


def test_reads_pale_print(ocr):
    sheet = page()
    sheet.insert_text((50, 100), SENTENCE, fontname="japan", fontsize=14, color=(0.87, 0.87, 0.87))
    assert [line.text for line in ocr.read(render(sheet, 250), 250)] == [SENTENCE]


def test_only_pale_print_is_darkened():
    paper = np.full((100, 100, 3), 240, np.uint8)
    pale, dark = paper.copy(), paper.copy()
    pale[40:60, 40:60], dark[40:60, 40:60] = 200, 30
    assert darkened(pale).min() == 0
    assert darkened(pale).max() == 255
    assert darkened(dark) is dark
    assert darkened(paper) is paper


def test_small_glyphs_of_clean_columns_are_read(ocr):
    """Of a render, the engine itself drops 。 and 、 from columns."""
    sheet = pymupdf.open().new_page(width=200, height=500)
    text = "山の上に、小さな家が建っていた。"
    for at, character in enumerate(text):
        aside = 10 if character in "、。" else 0
        sheet.insert_text((100 + aside, 60 + 16 * at - aside), character, fontname="japan", fontsize=16)
    (line,) = ocr.read(render(sheet, 200), 200)
    assert line.text.count("、") + line.text.count("。") == 2


def test_finds_nothing_on_a_blank_page(ocr):
    assert read(ocr, page()) == []


def test_finds_nothing_on_a_speck(ocr):
    assert ocr.read(np.zeros((1, 1, 3), np.uint8), DPI) == []


def test_the_same_picture_gives_the_same_lines(ocr):
    sheet = page()
    sheet.insert_text((50, 100), SENTENCE, fontname="japan", fontsize=14)
    assert read(ocr, sheet) == read(RapidOcr(), sheet)


def test_the_weights_are_named_by_their_bytes(ocr, tmp_path):
    assert [path.suffix for path in weights()] == [".onnx", ".onnx"]
    assert ocr.weights_sha256 == sha256_in_turn(weights())
    (tmp_path / "PP-OCRv6_det_small.onnx").write_bytes(b"other weights")
    assert sha256_in_turn(tmp_path.iterdir()) != ocr.weights_sha256


def test_the_threads_are_those_of_the_process(monkeypatch):
    monkeypatch.setattr(allowance, "_granted", Allowance())
    grant(Allowance(threads=3))
    assert params(granted().threads)["EngineConfig.onnxruntime.intra_op_num_threads"] == 3


def test_its_fingerprint_needs_no_model(tmp_path):
    code = (
        "import sys; from tasks import engines; from tasks.records.enums import EngineKind;"
        "print(engines.fingerprint(EngineKind.OCR, 'rapidocr').version, 'onnxruntime' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert said.stdout.split()[-1] == "False"
