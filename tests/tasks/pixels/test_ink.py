import numpy as np
import pytest
from PIL import Image, ImageDraw

from tasks.pixels.ink import ink_figures, ink_mask, is_bare, on_paper
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

DPI = 144
WIDTH, HEIGHT = 595, 842
PICTURE = Box(150, 300, 350, 420)


def paper(colour: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    return Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), colour)


def pixels(box: Box) -> list[float]:
    return [2 * value for value in box]


def with_text(image: Image.Image, top: float, rows: int, left: float = 60, right: float = 530) -> list[Line]:
    """Print rows of separate letters of 12 points and return their lines."""
    pen, lines = ImageDraw.Draw(image), []
    for row in range(rows):
        y = top + 20 * row
        for x in range(int(left), int(right) - 10, 13):
            pen.rectangle(pixels(Box(x, y, x + 10, y + 11)), outline=(20, 20, 20), width=3)
        count = len(range(int(left), int(right) - 10, 13))
        lines.append(Line(x0=left, y0=y, x1=right, y1=y + 12, text="字" * count, size=12, confidence=0.95))
    return lines


def with_drawing(image: Image.Image, box: Box = PICTURE) -> None:
    """Draw an ellipse with a cross in it."""
    pen = ImageDraw.Draw(image)
    pen.ellipse(pixels(box), outline=(30, 30, 30), width=4)
    pen.line(pixels(box), fill=(30, 30, 30), width=4)
    pen.line(pixels(Box(box.x0, box.y1, box.x1, box.y0)), fill=(30, 30, 30), width=4)


def found(image: Image.Image, lines: list[Line]) -> list[Box]:
    return ink_figures(np.asarray(image), DPI, lines)


def assert_only(boxes: list[Box], expected: Box) -> None:
    (box,) = boxes
    assert box.iou(expected) > 0.9, box


def test_finds_a_drawing_between_text():
    image = paper()
    lines = with_text(image, 60, 10) + with_text(image, 500, 10)
    with_drawing(image)
    assert_only(found(image, lines), PICTURE)


def test_a_page_of_text_has_no_figure():
    image = paper()
    assert found(image, with_text(image, 60, 35)) == []


def test_an_empty_page_has_no_figure():
    assert found(paper(), []) == []
    assert found(paper((20, 20, 20)), []) == []


def test_boxes_do_not_depend_on_the_resolution():
    image = paper()
    with_drawing(image)
    coarse = ink_figures(np.asarray(image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)), DPI // 2, [])
    assert coarse[0].iou(found(image, [])[0]) > 0.95


def test_a_figure_on_yellowed_paper_in_uneven_light_is_found_alone():
    image = paper()
    lines = with_text(image, 60, 8)
    with_drawing(image)
    fade = np.linspace(1.0, 0.6, image.width)[None, :, None] * np.array([1.0, 0.93, 0.7])
    worn = np.asarray(image) * fade + np.random.default_rng(0).normal(0, 5, (image.height, image.width, 1))
    assert_only(ink_figures(worn.clip(0, 255).astype(np.uint8), DPI, lines), PICTURE)


def test_yellowed_paper_is_no_ink():
    assert not ink_mask(np.full((400, 300, 3), (240, 220, 150), np.uint8)).any()


def test_print_on_black_is_turned_over():
    image = paper()
    with_drawing(image)
    lines = with_text(image, 60, 5)
    light = np.asarray(image)
    assert (on_paper(255 - light, lines) == light).all()
    assert on_paper(light, lines) is light
    assert (on_paper(255 - light, []) == 255 - light).all()


def test_a_dark_photo_with_text_on_it_is_not_turned_over():
    shades = np.linspace(0, 120, 400 * 300).reshape(400, 300, 1)
    photo = np.repeat(shades, 3, axis=2).astype(np.uint8)
    assert on_paper(photo, [Line(x0=10, y0=10, x1=250, y1=20, text="字" * 24, size=10)]) is photo


def test_shaded_grainy_paper_is_bare_until_something_is_on_it():
    shade = np.linspace(250, 200, 595)[None, :, None] + np.random.default_rng(0).normal(0, 9, (842, 595, 1))
    empty = np.repeat(np.clip(shade, 0, 255), 3, axis=2).astype(np.uint8)
    marked = empty.copy()
    marked[400:430, 300:330] = 120
    assert is_bare(empty)
    assert not is_bare(marked)
    assert not is_bare(255 - empty)


def test_a_dark_picture_is_ink_all_over():
    image = np.full((800, 600, 3), 250, np.uint8)
    image[200:600, 100:500] = 60
    mask = ink_mask(image)
    assert mask[210:590, 110:490].all()
    assert not mask[:190].any()


@pytest.mark.parametrize(
    "border",
    [Box(0, 0, 30, 842), Box(0, 810, 595, 842), Box(280, 0, 292, 842)],
    ids=["side", "foot", "gutter"],
)
def test_borders_and_gutters_are_no_figures(border):
    image = paper()
    with_drawing(image, Box(380, 300, 540, 420))
    ImageDraw.Draw(image).rectangle(pixels(border), fill=(15, 15, 15))
    assert_only(found(image, []), Box(380, 300, 540, 420))


def test_a_border_around_the_page_is_no_figure():
    image = paper()
    lines = with_text(image, 100, 8)
    ImageDraw.Draw(image).rounded_rectangle(pixels(Box(40, 40, 555, 800)), 20, outline=(120, 120, 200), width=6)
    with_drawing(image)
    assert_only(found(image, lines), PICTURE)


def test_rules_and_dust_are_no_figures():
    image = paper()
    pen = ImageDraw.Draw(image)
    pen.line(pixels(Box(60, 100, 530, 100)), fill=(0, 0, 0), width=2)
    pen.line(pixels(Box(60, 700, 200, 700)), fill=(0, 0, 0), width=2)
    for x in range(100, 1000, 97):
        pen.rectangle((x, 3 * x % 1600, x + 2, 3 * x % 1600 + 2), fill=(0, 0, 0))
    assert found(image, []) == []


def test_a_frame_around_text_is_no_figure_but_one_around_a_drawing_is():
    image = paper()
    lines = with_text(image, 110, 4, left=110, right=480)
    ImageDraw.Draw(image).rectangle(pixels(Box(100, 100, 490, 190)), outline=(0, 0, 0), width=3)
    assert found(image, lines) == []
    frame = Box(130, 280, 370, 440)
    ImageDraw.Draw(image).rectangle(pixels(frame), outline=(0, 0, 0), width=3)
    with_drawing(image)
    assert_only(found(image, lines), frame)


def test_a_coloured_band_behind_a_heading_is_no_figure():
    image = paper()
    ImageDraw.Draw(image).rectangle(pixels(Box(0, 60, 595, 100)), fill=(150, 170, 220))
    assert found(image, with_text(image, 72, 1, left=80, right=400)) == []


def test_a_red_seal_is_no_figure():
    image = paper()
    pen = ImageDraw.Draw(image)
    pen.rectangle(pixels(Box(450, 60, 500, 110)), outline=(200, 30, 40), width=8)
    pen.line(pixels(Box(450, 60, 500, 110)), fill=(200, 30, 40), width=8)
    assert found(image, []) == []
    pen.line(pixels(Box(450, 60, 500, 110)), fill=(20, 20, 20), width=60)
    assert found(image, []) != []


def test_frames_with_arrows_between_them_are_one_flow_chart():
    image = paper()
    pen, lines = ImageDraw.Draw(image), []
    for row in range(4):
        y = 100 + 90 * row
        pen.rectangle(pixels(Box(200, y, 340, y + 50)), outline=(0, 0, 0), width=3)
        lines += with_text(image, y + 18, 1, left=220, right=320)
        if row:
            pen.polygon([2 * v for v in (262, y - 30, 278, y - 30, 270, y - 5)], fill=(0, 0, 0))
    assert_only(found(image, lines), Box(200, 100, 340, 420))


def test_text_on_a_picture_leaves_it_whole():
    image = paper()
    with_drawing(image)
    line = Line(x0=200, y0=340, x1=300, y1=380, text="大きな文字", size=40, confidence=0.9)
    assert_only(found(image, [line]), PICTURE)


def test_strokes_that_were_hardly_read_as_letters_stay_ink():
    image = paper()
    with_drawing(image)
    line = Line(**PICTURE._asdict(), text="図", size=100, confidence=0.35)
    assert_only(found(image, [line]), PICTURE)
    assert found(image, [line.model_copy(update={"confidence": 0.9})]) == []


def test_a_spot_that_was_read_as_a_single_letter_stays_ink():
    image = paper()
    with_drawing(image)
    spot = Line(**PICTURE._asdict(), text="8", size=120, confidence=0.7)
    assert_only(found(image, [spot]), PICTURE)
    assert found(image, [spot.model_copy(update={"confidence": 0.95})]) == []


def test_drawings_side_by_side_stay_apart_with_a_letter_between_them():
    image = paper()
    left, right = Box(100, 300, 240, 420), Box(256, 300, 400, 420)
    for box in (left, right):
        with_drawing(image, box)
    ImageDraw.Draw(image).ellipse(pixels(Box(244, 356, 252, 364)), fill=(0, 0, 0))
    lines = [Line(x0=60, y0=700, x1=500, y1=712, text="字" * 40, size=12)]
    first, second = sorted(found(image, lines))
    assert first.iou(left) > 0.85
    assert second.iou(right) > 0.85


def test_letters_that_were_not_read_are_no_figure():
    image = paper()
    with_text(image, 60, 3)
    assert found(image, []) == []


def test_the_unread_rest_of_a_heading_is_no_figure():
    image = paper()
    ImageDraw.Draw(image).rectangle(pixels(Box(210, 62, 300, 95)), outline=(0, 0, 0), width=12)
    ImageDraw.Draw(image).line(pixels(Box(210, 62, 300, 95)), fill=(0, 0, 0), width=12)
    heading = Line(x0=60, y0=60, x1=200, y1=96, text="見出し", size=36, confidence=0.9)
    assert found(image, [heading]) == []
    assert found(image, [heading.model_copy(update={"y0": 560.0, "y1": 596.0})]) != []


def test_the_unread_rest_of_a_column_is_no_figure():
    image = paper()
    ImageDraw.Draw(image).rectangle(pixels(Box(502, 210, 535, 300)), outline=(0, 0, 0), width=12)
    ImageDraw.Draw(image).line(pixels(Box(502, 210, 535, 300)), fill=(0, 0, 0), width=12)
    column = Line(x0=500, y0=60, x1=536, y1=200, text="見出し", size=36, direction=Direction.VERTICAL, confidence=0.9)
    assert found(image, [column]) == []


def test_crumbs_of_the_paper_edge_are_no_figures():
    image = paper()
    lines = with_text(image, 100, 25, left=100, right=480)
    crumb = Box(520, 40, 565, 80)
    with_drawing(image, crumb)
    assert found(image, lines) == []
    assert found(image, lines[:3]) != []


def test_the_same_image_gives_the_same_boxes_from_top_to_bottom():
    image = paper()
    with_drawing(image, Box(100, 500, 300, 640))
    with_drawing(image, Box(300, 100, 480, 240))
    boxes = found(image, [])
    assert boxes == found(image, [])
    assert [box.y0 for box in boxes] == sorted(box.y0 for box in boxes)
    assert len(boxes) == 2
