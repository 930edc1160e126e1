import json
import subprocess
import sys

import numpy as np
import pymupdf
import pytest
from pydantic import BaseModel

from random_yomitoku import save
from tasks import engines
from tasks.engines.analyzer import yomitoku as module
from tasks.engines.analyzer.yomitoku import Yomitoku, bgr, is_broad, loaded, within
from tasks.engines.protocols import is_analyzer
from tasks.engines.readiness import NotReadyError
from tasks.pdf.render import render
from tasks.read import analyzed, recognise
from tasks.records.enums import Direction, EngineKind, RegionKind
from tasks.records.page import Page
from tasks.segment import finder
from tasks.store.blobs import Blobs
from tasks.store.outputs import Outputs

DPI = 150


def sheet():
    page = pymupdf.open().new_page(width=400, height=300)
    page.insert_text((50, 100), "図書館の歴史は古く", fontname="japan", fontsize=14)
    page.draw_rect((50, 150, 200, 250), fill=(0.2, 0.3, 0.4))
    return page


@pytest.fixture
def yomitoku(granting, small, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    granting(small)
    return engines.load(EngineKind.OCR, "yomitoku")


def test_making_one_loads_nothing_heavy():
    program = (
        "import sys; from tasks.engines.analyzer.yomitoku import Yomitoku; Yomitoku(); print('torch' in sys.modules)"
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert made.stdout == "False\n"


def test_it_reads_and_divides_in_one_pass():
    assert is_analyzer(Yomitoku())
    assert not is_analyzer(engines.load(EngineKind.OCR, "fake"))
    assert not is_analyzer(engines.load(EngineKind.LAYOUT, "fake"))


def test_without_its_package_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr("tasks.engines.tensors.find_spec", lambda _: None)
    with pytest.raises(NotReadyError, match=r"not installed: .*yomitoku.*; get it by: pip install 'etoki\[models\]'"):
        _ = Yomitoku().version


def test_colours_are_turned_round():
    assert bgr(np.array([[[1, 2, 3]]], np.uint8)).tolist() == [[[3, 2, 1]]]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([[0, 0], [9, 0], [9, 3], [0, 3]], True),
        ([[0, 0], [1, 0], [1, 1], [0, 1]], True),
        ([[0, 0], [0, 0], [0, 9], [0, 9]], False),
        ([[0, 0], [9, 0], [9, 0], [0, 0]], False),
        ([[4, 0], [9, 0], [2, 0], [0, 0]], False),
    ],
)
def test_lines_thinner_than_a_pixel_cannot_be_cut_out(points, expected):
    assert is_broad(points) is expected


@pytest.mark.models
def test_a_page_is_read_and_divided_in_one_pass(yomitoku):
    image = render(sheet(), DPI)
    said = yomitoku.analyze(image, DPI)
    lines, regions = yomitoku.lines(said), yomitoku.regions(said, "doc", 1)
    assert lines
    assert all(0 <= line.x0 < line.x1 <= 400.5 and line.direction in Direction for line in lines)
    assert {region.kind for region in regions} == {RegionKind.FIGURE, RegionKind.TABLE}
    assert set(json.loads(said)) == {"dpi", "width", "height", "paragraphs", "tables", "words", "figures"}


@pytest.mark.models
def test_each_half_alone_says_the_same_as_the_whole(yomitoku):
    image = render(sheet(), DPI)
    said = yomitoku.analyze(image, DPI)
    assert yomitoku.read(image, DPI) == yomitoku.lines(said)
    assert yomitoku.find(image, DPI, "doc", 1) == yomitoku.regions(said, "doc", 1)


@pytest.mark.models
def test_step_by_step_it_says_what_the_package_says_at_once(yomitoku):
    image = render(sheet(), DPI)
    theirs, *_ = yomitoku._models.analyzer(bgr(image))
    assert json.loads(yomitoku.analyze(image, DPI)).items() >= json.loads(theirs.model_dump_json()).items()


@pytest.mark.models
@pytest.mark.parametrize("size", [(1, 1), (5, 300), (300, 5), (31, 31), (200, 200)])
def test_any_picture_can_be_looked_at(yomitoku, size):
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    for image in (np.full((*size, 3), 255, np.uint8), noise):
        said = yomitoku.analyze(image, DPI)
        assert yomitoku.find(image, DPI, "doc", 1) == yomitoku.regions(said, "doc", 1)
        assert yomitoku.read(image, DPI) == yomitoku.lines(said)


@pytest.mark.models
def test_all_of_a_process_share_the_loaded_models(yomitoku):
    layout = engines.load(EngineKind.LAYOUT, "yomitoku")
    assert layout._models is yomitoku._models


@pytest.mark.models
def test_other_weights_are_another_engine(granting, small, tmp_path):
    granting(small)
    first = engines.fingerprint(EngineKind.OCR, "yomitoku")
    granting(save(tmp_path / "other", seed=3))
    other = engines.fingerprint(EngineKind.OCR, "yomitoku")
    assert (other.name, other.version) == (first.name, first.version)
    assert other.weights_sha256 != first.weights_sha256


@pytest.mark.models
def test_a_page_that_was_read_is_divided_by_what_was_said(yomitoku, tmp_path, monkeypatch):
    page, record = sheet(), Page(doc_id="d" * 64, page=1, width=400.0, height=300.0, rotation=0)
    outputs = Outputs(tmp_path / "engines", Blobs(tmp_path / "blobs"))
    unread = analyzed(page, record, outputs, "yomitoku", yomitoku)
    assert unread
    lines = recognise(page, record, outputs, "yomitoku")

    def unavailable(*_):
        raise AssertionError("no model is to run")

    monkeypatch.setattr(module, "loaded", unavailable)
    assert finder(page, record, outputs, "yomitoku")(np.zeros((1, 1, 3), np.uint8), 1) == unread
    assert recognise(page, record, outputs, "yomitoku") == lines


SILENT = """
import socket, sys, warnings
from pathlib import Path
def refuse(*_): raise AssertionError("no network")
socket.socket.connect = socket.getaddrinfo = refuse
import numpy as np
from tasks.engines.allowance import Allowance, grant
from tasks.engines.analyzer.yomitoku import Yomitoku
grant(Allowance(threads=1, device="cpu", weights=(Path(sys.argv[1]),)))
engine = Yomitoku()
engine.analyze(np.full((64, 64, 3), 255, np.uint8), 150)
assert not [kind for kind in warnings.filters if kind[0] == "ignore" and kind[1:4] == (None, Warning, None)]
warnings.warn("still heard")
"""


@pytest.mark.models
def test_it_is_silent_stays_off_the_network_and_leaves_the_warnings_of_others_alone(small):
    made = subprocess.run([sys.executable, "-c", SILENT, str(small)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert made.stdout == ""
    assert made.stderr.splitlines() == ["<string>:13: UserWarning: still heard"]


@pytest.mark.models
def test_the_models_of_their_true_size_are_loaded_and_run(granting, tmp_path):
    granting(save(tmp_path / "full", small=False))
    engine = Yomitoku()
    assert len(engine.weights_sha256) == 64
    said = engine.analyze(render(sheet(), 60), 60)
    assert engine.lines(said)
    assert set(json.loads(said)) >= {"paragraphs", "tables", "words", "figures"}
    loaded.cache_clear()  # they take gigabytes


class Area(BaseModel):
    """What yomitoku calls an element of a page, as far as it matters here."""

    box: list[int]


@pytest.mark.parametrize(
    ("box", "left"),
    [
        ([10, 20, 90, 80], [[10, 20, 90, 80]]),
        ([-2, -1, 101, 203], [[0, 0, 100, 200]]),
        ([100, 20, 130, 80], []),
        ([10, -30, 90, 0], []),
        ([50, 20, 40, 80], []),
    ],
)
def test_an_area_that_oversteps_the_edges_is_cut_there(box, left):
    picture = np.zeros((200, 100, 3), np.uint8)
    assert [area.box for area in within([Area(box=box)], picture)] == left
