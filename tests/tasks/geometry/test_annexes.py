"""What belongs to a diagram that arrows lead through."""

from tasks.geometry.annexes import with_annexes
from tasks.geometry.groups import Group
from tasks.geometry.texts import Text
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

FLOW = Box(100, 100, 400, 200)
BAND = Box(100, 220, 400, 250)


def drawn(box: Box, rule: str = "frame", *, linked: bool = False) -> Group:
    region = Region(
        **box._asdict(),
        region_id=f"{box}",
        doc_id="d",
        page=1,
        kind=RegionKind.FIGURE,
        source="raster" if rule == "image" else "drawing",
        rule=rule,
    )
    return Group((region,), linked=linked)


def said(box: Box, content: str) -> Text:
    x, y = box.centre
    wide = min(box.width, 5.0 * len(content)) / 2
    return Text(Box(x - wide, y - 5, x + wide, y + 5), content, 10, vertical=False, kind=None, cue=None)


def count(group: Group, *texts: Text) -> int:
    return len(with_annexes([drawn(FLOW, "shapes", linked=True), group], texts))


def test_a_band_as_wide_as_the_diagram_belongs_to_it() -> None:
    assert count(drawn(BAND), said(BAND, "関係機関の連携による体制の構築")) == 1


def test_a_box_close_beside_the_diagram_goes_on_with_it() -> None:
    box = Box(405, 120, 480, 180)
    assert count(drawn(box, "shapes"), said(box, "住民")) == 1


def test_a_band_of_another_width_is_not_part_of_it() -> None:
    box = Box(150, 220, 400, 250)
    assert count(drawn(box), said(box, "連携")) == 2


def test_a_paragraph_in_a_frame_is_not_part_of_it() -> None:
    assert count(drawn(BAND), said(BAND, "関係機関の連携による体制の構築を進める。" * 3)) == 2


def test_a_line_between_parts_them() -> None:
    between = Text(Box(120, 205, 300, 215), "次に示す。", 10, vertical=False, kind=None, cue=None)
    assert count(drawn(BAND), said(BAND, "連携"), between) == 2


def test_a_photo_is_not_part_of_it() -> None:
    assert count(drawn(Box(405, 100, 480, 200), "image")) == 2


def test_without_arrows_nothing_is_joined() -> None:
    assert len(with_annexes([drawn(FLOW, "shapes"), drawn(BAND)], [said(BAND, "連携")])) == 2
