import numpy as np

from tasks.geometry.gutters import Ground
from tasks.geometry.parting import parted, parts_of
from tasks.geometry.scans import PARTED, Merged
from tasks.geometry.sight import Sight, sight_of
from tasks.geometry.texts import readable
from tasks.records.enums import Direction, RegionKind
from tasks.records.page import Line
from tasks.records.record import Box
from tasks.records.region import Region

SHEET = Box(0, 0, 400, 400)
RUNNING = "この道具は昔から使われてきたものである。"
LEFT, RIGHT = Box(20, 50, 150, 120), Box(180, 50, 310, 120)


def line(x: float, y: float, text: str, size: float = 10.0) -> Line:
    return Line(x0=x, y0=y, x1=x + size * len(text), y1=y + size, text=text, size=size, confidence=0.9)


def seen(
    *boxes: tuple[float, ...],
    frames: tuple[Box, ...] = (),
    texts: tuple[Line, ...] = (),
    drawn: tuple[Box, ...] = (),
    others: tuple[Box, ...] = (),
) -> Sight:
    """Return what is seen of boxes full of ink, of frames, and of texts."""
    ink = np.zeros((400, 400), dtype=np.bool_)
    for x0, y0, x1, y1 in (tuple(map(int, box)) for box in frames):
        ink[y0:y1, x0:x1] = True
        ink[y0 + 2 : y1 - 2, x0 + 2 : x1 - 2] = False
    for x0, y0, x1, y1 in (tuple(map(int, box)) for box in [*boxes, *(one.box for one in texts)]):
        ink[y0:y1, x0:x1] = True
    return sight_of(Ground(ink, 1.0), readable(texts), others, drawn)


def region(box: Box, kind: RegionKind = RegionKind.FIGURE) -> Region:
    return Region(**box._asdict(), region_id=f"r {box}", doc_id="d", page=1, kind=kind, source="cdla", rule="model")


def parts(box: Box, sight: Sight) -> list[Box]:
    found, _ = parted([region(box)], {}, sight)
    return [one.box for one in found if one.rule == PARTED]


def test_photos_side_by_side_are_parted_at_their_gutter() -> None:
    assert sorted(parts_of(SHEET, seen(LEFT, RIGHT))) == [LEFT, RIGHT]


def test_photos_in_rows_and_columns_are_parted() -> None:
    four = [Box(x, y, x + 100, y + 80) for x in (20, 140) for y in (30, 130)]
    assert sorted(parts_of(SHEET, seen(*four))) == sorted(four)


def test_a_blank_box_stays() -> None:
    assert parts_of(SHEET, seen()) == [SHEET]


def test_a_caption_between_pictures_belongs_to_neither() -> None:
    upper, lower = Box(20, 50, 180, 120), Box(20, 160, 180, 230)
    assert parts_of(SHEET, seen(upper, lower, texts=(line(50, 135, "図1 道具のしくみ"),))) == [upper, lower]


def test_a_text_under_two_pictures_does_not_join_them() -> None:
    assert sorted(parts_of(SHEET, seen(LEFT, RIGHT, texts=(line(100, 126, "道具と材料のしくみ"),)))) == [LEFT, RIGHT]


def test_a_picture_keeps_the_labels_near_it_and_no_heading() -> None:
    heading, label = line(30, 26, "利用の状況", size=14.0), line(80, 124, "気温")
    axes = (Box(20, 50, 22, 120), Box(20, 118, 150, 120))
    sight = seen((20, 20, 150, 46), *axes, texts=(heading, label))
    assert parts_of(SHEET, sight) == [LEFT.union(label.box)]


def test_what_stands_far_off_is_no_part_of_a_picture() -> None:
    assert parts_of(SHEET, seen(LEFT, texts=(line(60, 200, "気温"),))) == [LEFT]


def test_the_frame_around_a_picture_and_its_caption_is_no_part_of_it() -> None:
    frame, caption = Box(10, 30, 250, 200), line(60, 150, "図1 道具のしくみ")
    assert parts_of(SHEET, seen(LEFT, frames=(frame,), texts=(caption,))) == [LEFT]
    assert parts_of(SHEET, seen(LEFT, frames=(frame,))) == [frame]


def test_the_frame_around_a_picture_and_what_is_said_of_it_is_no_part_of_it() -> None:
    frame = Box(10, 30, 350, 250)
    said = tuple(line(40, 150 + 16 * row, RUNNING) for row in range(3))
    assert parts_of(SHEET, seen(LEFT, frames=(frame,), texts=said)) == [LEFT]


def test_a_frame_of_text_alone_stays() -> None:
    frame = Box(10, 30, 350, 250)
    said = tuple(line(40, 60 + 16 * row, RUNNING) for row in range(3))
    assert parts_of(SHEET, seen(frames=(frame,), texts=said)) == [frame]


def test_parts_stand_for_the_whole() -> None:
    whole = region(Box(10, 40, 320, 130))
    found, fates = parted([whole], {}, seen(LEFT, RIGHT, drawn=(LEFT, RIGHT)))
    assert found[0] == whole
    assert [one.box for one in found[1:]] == [LEFT, RIGHT]
    assert fates == {whole.region_id: Merged(found[1].region_id)}
    assert len({one.region_id for one in found}) == 3


def test_a_loose_box_is_cut_to_its_ink_and_a_tight_one_stays() -> None:
    assert parts(Box(0, 0, 300, 300), seen(LEFT)) == [LEFT]
    assert parts(LEFT.grown(1), seen(LEFT)) == []


def test_tables_and_what_has_a_fate_stay() -> None:
    table, settled = region(SHEET, RegionKind.TABLE), region(SHEET.grown(-1))
    found, fates = parted([table, settled], {settled.region_id: Merged("x")}, seen(LEFT, RIGHT))
    assert (found, fates) == ([table, settled], {})


def test_the_edge_of_a_sheet_is_no_part() -> None:
    edge = Box(2, 10, 40, 390)
    photo = Box(180, 50, 310, 150)
    assert parts(SHEET, seen(edge, photo, drawn=(photo,))) == [photo]


def test_ink_tells_the_edges_of_a_box_that_cuts_it() -> None:
    photo = Box(20, 50, 220, 200)
    assert parts(Box(20, 65, 230, 210), seen(photo, drawn=(photo,))) == [photo]
    assert parts(Box(20, 65, 230, 210), seen(photo)) == [Box(20, 65, 220, 200)]


def test_rows_of_signed_drawings_are_left_to_their_ink() -> None:
    rows = tuple(Box(20, 20 + 60 * at, 200, 52 + 60 * at) for at in range(3))
    signs = tuple(line(100, 60 + 60 * at, sign) for at, sign in enumerate("才为卜"))
    assert parts(SHEET, seen(*rows, texts=signs, drawn=rows)) == []


def test_many_dots_are_looked_at_in_a_moment() -> None:
    ink = np.zeros((1200, 900), dtype=np.bool_)
    for dy in range(4):
        for dx in range(4):
            ink[dy::8, dx::8] = True
    assert len(parts_of(Box(0, 0, 900, 1200), sight_of(Ground(ink, 1.0), []))) == 1


def test_a_photo_has_no_labels_beside_it() -> None:
    assert parts_of(SHEET, seen(LEFT, texts=(line(60, 126, "竹の台"),))) == [LEFT]


def test_a_line_set_down_the_page_under_a_drawing_is_no_label() -> None:
    drawing = (Box(20, 50, 150, 52), Box(80, 50, 82, 120))
    caption = Line(
        x0=100, y0=124, x1=110, y1=204, text="現在の気動車の", size=10.0, direction=Direction.VERTICAL, confidence=0.9
    )
    assert parts_of(SHEET, seen(*drawing, texts=(caption,))) == [Box(20, 50, 150, 120)]
