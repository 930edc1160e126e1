"""Line drawings in loose parts."""

from tasks.geometry.bridges import bridged
from tasks.geometry.groups import Group
from tasks.geometry.texts import Text
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

LEFT, RIGHT = Box(100, 200, 160, 380), Box(240, 210, 300, 380)
ARC = Box(130, 100, 270, 185)


def part(box: Box, source: str = "drawing") -> Group:
    rule = "shapes" if source == "drawing" else "image"
    return Group(
        (
            Region(
                **box._asdict(),
                region_id=f"{box}",
                doc_id="d",
                page=1,
                kind=RegionKind.FIGURE,
                source=source,
                rule=rule,
            ),
        )
    )


def text(x: float, y: float, content: str) -> Text:
    return Text(Box(x, y, x + 8 * len(content), y + 8), content, 8, vertical=False, kind=None, cue=None)


def count(*boxes: Box, texts: tuple[Text, ...] = (), source: str = "drawing") -> int:
    return len(bridged([part(box, source) for box in boxes], texts))


def test_what_begins_over_one_part_and_ends_over_another_joins_them() -> None:
    (drawing,) = bridged([part(LEFT), part(ARC), part(RIGHT)], [])
    assert (drawing.box, drawing.linked) == (Box(100, 100, 300, 380), True)


def test_a_bridge_may_stand_under_what_it_joins() -> None:
    assert count(LEFT, RIGHT, Box(130, 400, 270, 480)) == 1


def test_a_drawing_as_wide_as_those_under_it_joins_nothing() -> None:
    assert count(LEFT, RIGHT, Box(100, 100, 300, 185)) == 3


def test_a_caption_between_parts_the_drawings() -> None:
    assert count(LEFT, ARC, RIGHT, texts=(text(140, 188, "図1 上の図"),)) == 3


def test_a_drawing_far_above_joins_nothing() -> None:
    assert count(LEFT, RIGHT, Box(130, 20, 270, 105)) == 3


def test_pictures_are_not_joined() -> None:
    assert count(LEFT, ARC, RIGHT, source="raster") == 3
