import numpy as np
import pytest

from tasks.geometry.apart import stand_alone, stand_apart
from tasks.geometry.gutters import Ground, Gutter
from tasks.geometry.sight import Sight, sight_of
from tasks.geometry.texts import readable
from tasks.records.page import Line
from tasks.records.record import Box

LEFT, RIGHT, LOWER = Box(20, 50, 150, 120), Box(180, 50, 230, 120), Box(20, 160, 100, 220)
ACROSS, DOWN = Gutter(150, 180, level=False), Gutter(120, 160, level=True)


def line(x: float, y: float, text: str, size: float = 10.0) -> Line:
    return Line(x0=x, y0=y, x1=x + size * len(text), y1=y + size, text=text, size=size, confidence=0.9)


def drawn(*boxes: Box, texts: tuple[Line, ...] = (), solid: bool = False, others: tuple[Box, ...] = ()) -> Sight:
    """Return what is seen of crosses in boxes, or of boxes full of ink."""
    ink = np.zeros((400, 400), dtype=np.bool_)
    for box in boxes:
        x0, y0, x1, y1 = (int(side) for side in box)
        part = ink[y0:y1, x0:x1]
        part[:] = solid
        part[part.shape[0] // 2], part[:, part.shape[1] // 2] = True, True
    return sight_of(Ground(ink, 1.0), readable(texts), others)


def test_drawings_that_nothing_tells_apart_are_one() -> None:
    assert not stand_apart(LEFT, RIGHT, ACROSS, drawn(LEFT, RIGHT))
    assert not stand_apart(LEFT, LOWER, DOWN, drawn(LEFT, LOWER))


def test_text_is_no_picture_of_its_own() -> None:
    assert not stand_apart(
        LEFT, Box(180, 80, 220, 90), ACROSS, drawn(LEFT, texts=(line(180, 80, "凡例凡例"),), solid=True)
    )


@pytest.mark.parametrize("words", ["図1 道具のしくみ", "この道具は昔から使われてきたものである。"])
def test_captions_and_running_text_between_part_pictures(words: str) -> None:
    assert stand_apart(LEFT, LOWER, DOWN, drawn(LEFT, LOWER, texts=(line(22, 135, words, size=6.0),)))


def test_two_captions_side_by_side_part_the_pictures_over_them() -> None:
    captions = (line(20, 125, "図1 道具", size=9.0), line(180, 125, "図2 材料", size=9.0))
    assert stand_apart(LEFT, RIGHT, ACROSS, drawn(LEFT, RIGHT, texts=captions))
    assert not stand_apart(LEFT, RIGHT, ACROSS, drawn(LEFT, RIGHT, texts=captions[:1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [("A", "B"), ("①", "②"), ("a. 平面", "b. 側面"), ("(a)", "(b)"), ("ア", "イ"), ("（ア）", "（イ）")],
)
@pytest.mark.parametrize("y", [35, 125])
def test_signs_at_the_heads_or_feet_of_both_part_them(one: str, other: str, y: float) -> None:
    signs = (line(80, y, one), line(200, y, other))
    assert stand_apart(LEFT, RIGHT, ACROSS, drawn(LEFT, RIGHT, texts=signs))


def test_one_sign_or_the_same_one_twice_parts_nothing() -> None:
    assert not stand_apart(LEFT, RIGHT, ACROSS, drawn(LEFT, RIGHT, texts=(line(80, 35, "A"),)))
    assert not stand_apart(LEFT, RIGHT, ACROSS, drawn(LEFT, RIGHT, texts=(line(80, 35, "A"), line(200, 35, "A"))))


def test_a_sign_at_the_head_of_one_and_at_the_foot_of_the_other_parts_nothing() -> None:
    signs = (line(80, 35, "A"), line(40, 225, "B"))
    assert not stand_apart(LEFT, LOWER, DOWN, drawn(LEFT, LOWER, texts=signs))


def test_ticks_are_no_signs() -> None:
    ticks = (line(80, 125, "1"), line(200, 125, "2"))
    assert not stand_apart(LEFT, RIGHT, ACROSS, drawn(LEFT, RIGHT, texts=ticks))


def test_a_photo_stands_apart_from_what_is_beside_it() -> None:
    assert stand_apart(LEFT, RIGHT, ACROSS, drawn(LEFT, RIGHT, solid=True))


def test_a_name_in_a_filled_box_makes_it_a_box_of_a_chart() -> None:
    named = drawn(LEFT, RIGHT, solid=True, texts=(line(70, 80, "製造業"),))
    assert not stand_apart(LEFT, RIGHT, ACROSS, named)


def test_what_the_model_saw_by_itself_stands_apart() -> None:
    assert stand_apart(LEFT, RIGHT, ACROSS, drawn(LEFT, RIGHT, others=(RIGHT.grown(3),)))


def test_large_drawings_of_a_size_in_a_row_stand_apart() -> None:
    like = Box(180, 50, 310, 120)
    assert stand_apart(LEFT, like, ACROSS, drawn(LEFT, like))
    off = Box(180, 100, 310, 170)
    assert not stand_apart(LEFT, off, ACROSS, drawn(LEFT, off))


WHOLE = Box(0, 0, 400, 400)


def test_large_drawings_without_words_stand_alone() -> None:
    large = [Box(20, 20, 120, 90), Box(20, 120, 120, 190)]
    assert stand_alone(WHOLE, large, [])
    assert not stand_alone(WHOLE, large[:1], [])
    assert not stand_alone(WHOLE, large, readable([line(150, 50, "凡例の説明")]))


def test_low_drawings_stand_alone_by_their_signs() -> None:
    rows = [Box(20, 20, 200, 50), Box(20, 80, 200, 110)]
    assert not stand_alone(WHOLE, rows, [])
    assert stand_alone(WHOLE, rows, readable([line(90, 55, "ア"), line(90, 115, "イ")]))


def test_drawings_of_unlike_size_do_not_stand_alone() -> None:
    assert not stand_alone(WHOLE, [Box(20, 20, 320, 220), Box(20, 240, 90, 310)], [])
