"""Frames under each other."""

from tasks.geometry.groups import Group
from tasks.geometry.strips import in_strips
from tasks.geometry.texts import Text
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region


def frame(at: int, *, x0: float = 60, width: float = 188, rules: tuple[str, ...] = ("panel", "shapes")) -> Group:
    box = Box(x0, 80 + 123 * at, x0 + width, 197 + 123 * at)
    return Group(
        tuple(
            Region(
                **box._asdict(),
                region_id=f"{box} {rule}",
                doc_id="d",
                page=1,
                kind=RegionKind.FIGURE,
                source="raster" if rule == "image" else "drawing",
                rule=rule,
            )
            for rule in rules
        )
    )


def test_frames_of_one_width_close_under_each_other_are_one_strip() -> None:
    (strip,) = in_strips([frame(at) for at in range(4)], [])
    assert strip.box == Box(60, 80, 248, 566)


def test_two_drawings_are_no_strip() -> None:
    assert len(in_strips([frame(0), frame(1)], [])) == 2


def test_what_is_written_between_parts_the_frames() -> None:
    title = Text(Box(60, 198, 120, 202), "二こま目", 4, vertical=False, kind=None, cue=None)
    assert len(in_strips([frame(at) for at in range(3)], [title])) == 3


def test_drawings_of_other_widths_stay_apart() -> None:
    assert len(in_strips([frame(0), frame(1, width=150), frame(2)], [])) == 3


def test_photos_under_each_other_stay_apart() -> None:
    assert len(in_strips([frame(at, rules=("image",)) for at in range(4)], [])) == 4


def test_ruled_grids_are_no_strip() -> None:
    assert len(in_strips([frame(at, rules=("grid",)) for at in range(4)], [])) == 4
