import logging

import numpy as np
import pytest

from tasks.engines.allowance import Allowance, grant
from tasks.engines.layout.cdla import CdlaLayout, is_torn, views, weights
from tasks.records import identity
from tasks.records.enums import RegionKind
from tasks.records.record import Box

DPI = 100
A4 = (1169, 827)


def paper(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), 255, np.uint8)


def printed(image: np.ndarray, left: int, right: int) -> np.ndarray:
    """Print lines of little bars, as letters are, over the columns from ``left`` to ``right``."""
    height = image.shape[0]
    for top in range(60, height - 60, 22):
        for x in range(left, right - 8, 12):
            image[top : top + 10, x : x + 8] = 0
    return image


def with_picture(image: np.ndarray, x: int, y: int, side: int = 240) -> np.ndarray:
    """Place a picture: smooth, many-coloured, with shapes in it."""
    down, across = np.mgrid[0:side, 0:side]
    image[y : y + side, x : x + side] = np.stack([down % 200, across % 180, (down + across) % 220], axis=2)
    disc = (down - side / 2) ** 2 + (across - side / 2) ** 2 < (side / 3) ** 2
    image[y : y + side, x : x + side][disc] = (200, 60, 30)
    return image


def test_a_page_is_looked_at_whole():
    assert [(view.left, view.image.shape) for view in views(paper(*A4))] == [(0, (1169, 827, 3))]


def test_a_spread_is_looked_at_by_halves_cut_in_its_gutter():
    spread = printed(printed(paper(800, 1067), 60, 490), 560, 1000)
    left, right = views(spread)
    assert left.left == 0
    assert 490 <= right.left <= 560
    assert left.image.shape[1] + right.image.shape[1] == 1067


def test_the_shadow_of_a_fold_is_no_print():
    spread = printed(printed(paper(800, 1067), 60, 490), 560, 1000)
    shadow = np.abs(np.arange(1067) - 525) < 20
    spread[:, shadow] = 60
    assert len(views(spread)) == 2


def test_a_slide_with_text_across_its_middle_is_one_page():
    assert len(views(printed(paper(800, 1067), 60, 1000))) == 1


def test_boxes_that_meet_at_the_gutter_are_one_picture():
    left, right = Box(50, 100, 380, 300), Box(385, 110, 700, 300)
    assert is_torn([left, right], 383)
    assert not is_torn([left, Box(385, 320, 700, 500)], 383)
    assert not is_torn([left, Box(420, 110, 700, 300)], 383)
    assert not is_torn([left], 0)


def test_naming_the_engine_loads_no_model():
    layout = CdlaLayout()
    assert layout.name == "cdla"
    assert layout.version
    assert layout.weights_sha256 == identity.sha256(weights().read_bytes())
    assert "_model" not in vars(layout)


@pytest.fixture(scope="module")
def layout() -> CdlaLayout:
    return CdlaLayout()


@pytest.mark.engine
def test_finds_a_picture_among_text_and_says_where_in_points(layout):
    image = printed(paper(*A4), 80, 740)
    image[380:700] = 255
    with_picture(image, 290, 420)
    placed = Box(290 * 0.72, 420 * 0.72, 530 * 0.72, 660 * 0.72)
    found = max(layout.find(image, DPI, "doc", 3), key=lambda one: one.box.iou(placed))
    assert found.kind is RegionKind.FIGURE
    assert found.box.iou(placed) > 0.7
    assert (found.doc_id, found.page, found.source, found.rule) == ("doc", 3, "cdla", "model")
    assert found.score is not None
    assert 0.4 <= found.score <= 1
    assert found.region_id == identity.of("region", "doc", 3, "cdla", identity.place(found.box))


@pytest.mark.engine
def test_boxes_do_not_depend_on_the_resolution(layout):
    image = with_picture(paper(*A4), 290, 420)
    once, twice = (
        layout.find(image, DPI, "doc", 1)[0].box,
        layout.find(image.repeat(2, 0).repeat(2, 1), 2 * DPI, "doc", 1)[0].box,
    )
    assert once.iou(twice) > 0.9


@pytest.mark.engine
def test_finds_a_picture_on_the_right_page_of_a_spread_where_it_is(layout):
    spread = printed(printed(paper(800, 1067), 60, 490), 560, 1000)
    spread[250:560, 560:1010] = 255
    with_picture(spread, 660, 280)
    boxes = [one.box for one in layout.find(spread, DPI, "doc", 1) if one.kind is RegionKind.FIGURE]
    assert any(box.iou(Box(660 * 0.72, 280 * 0.72, 900 * 0.72, 520 * 0.72)) > 0.6 for box in boxes)


@pytest.mark.engine
def test_finds_nothing_on_an_empty_page(layout):
    assert layout.find(paper(*A4), DPI, "doc", 1) == []


@pytest.mark.engine
def test_says_nothing_and_keeps_to_its_threads(capfd):
    grant(Allowance(threads=1))
    fresh = CdlaLayout()
    fresh.find(paper(400, 300), DPI, "doc", 1)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("rapid_layout").level == logging.NOTSET
    assert fresh._model.session.session.get_session_options().intra_op_num_threads == 1
