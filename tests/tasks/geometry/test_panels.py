"""Rectangles around pictures."""

from tasks.geometry.groups import Group
from tasks.geometry.panels import framed_pictures, in_panel
from tasks.geometry.texts import Text
from tasks.japanese.cues import caption_cue
from tasks.records.enums import Reason, RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

PAPER = Box(0, 0, 600, 800)


def region(*sides: float, rule: str = "panel") -> Region:
    box = Box(*sides)
    source = "raster" if rule == "image" else "drawing"
    return Region(
        **box._asdict(),
        region_id=f"{sides}{rule}",
        doc_id="d",
        page=1,
        kind=RegionKind.FIGURE,
        source=source,
        rule=rule,
    )


PANEL = region(100, 100, 400, 400)


def text(x: float, y: float, content: str, size: float = 10) -> Text:
    return Text(
        Box(x, y, x + size * len(content), y + size), content, size, vertical=False, kind=None, cue=caption_cue(content)
    )


def found(inner: list[Region], texts: list[Text]) -> list[Box]:
    return sorted(group.box for group in in_panel(PANEL, [Group((one,)) for one in inner], texts, PAPER))


def test_a_panel_takes_the_drawings_that_it_holds() -> None:
    bars = region(150, 150, 350, 350, rule="shapes")
    assert found([bars], [text(120, 240, "件数")]) == [PANEL.box]


def test_a_line_under_a_framed_photo_is_outside_the_figure() -> None:
    photo = region(110, 110, 390, 360, rule="image")
    assert found([photo], [text(110, 370, "駅前の広場のようす")]) == [PANEL.box, photo.box]


def test_a_line_over_a_framed_chart_is_outside_the_figure() -> None:
    chart = region(120, 140, 380, 380, rule="shapes")
    assert found([chart], [text(120, 110, "年齢別の利用者の数")]) == [PANEL.box, chart.box]


def test_photos_with_a_line_under_each_stand_for_themselves() -> None:
    photos = [region(110, 110, 240, 300, rule="image"), region(260, 110, 390, 300, rule="image")]
    lines = [text(110, 310, "駅前の広場のようす", 8), text(260, 310, "川沿いの道のようす", 8)]
    assert found(photos, lines) == [PANEL.box, *(photo.box for photo in photos)]


def test_the_name_of_a_panel_of_boxes_is_a_part_of_the_diagram() -> None:
    boxes = [region(115 + 95 * at, 150, 200 + 90 * at, 230, rule="frame") for at in range(3)]
    boxes += [region(115 + 95 * at, 280, 200 + 90 * at, 319, rule="frame") for at in range(3)]
    assert found(boxes, [text(110, 105, "サーバーのある部屋")]) == [PANEL.box]


def test_a_fill_does_not_swallow_what_its_edge_frames() -> None:
    edge = region(101, 100, 400, 399)
    photo = region(110, 110, 390, 350, rule="image")
    boxes = found([edge, photo], [text(110, 370, "駅前の広場のようす")])
    assert photo.box in boxes
    assert len(boxes) == 3


def test_a_numbered_caption_in_a_panel_keeps_the_panel_out() -> None:
    photo = region(110, 110, 390, 350, rule="image")
    assert found([photo], [text(110, 370, "図1 駅前")]) == [PANEL.box, photo.box]


def test_a_panel_that_holds_only_rules_stays_alone() -> None:
    rule = region(110, 200, 390, 201, rule="rule")
    assert found([rule], []) == [PANEL.box, rule.box]


def test_what_stands_beside_the_panel_is_left_alone() -> None:
    photo = region(410, 100, 500, 200, rule="image")
    assert found([photo], []) == [PANEL.box, photo.box]


GRID = region(100, 100, 500, 260, rule="grid")
CELLS = [region(110, 120, 280, 250, rule="image"), region(320, 120, 490, 250, rule="image")]


def test_the_rules_around_photos_are_turned_away() -> None:
    (verdict,) = framed_pictures([GRID, *CELLS], []).values()
    assert verdict.reason is Reason.TABLE_RULES


def test_rules_around_one_photo_and_its_name_are_turned_away() -> None:
    assert framed_pictures([GRID, CELLS[0]], [text(330, 150, "補強した橋脚")]) != {}
    assert framed_pictures([GRID, CELLS[0]], []) == {}


def test_the_grid_of_a_chart_and_a_table_with_icons_are_left_alone() -> None:
    assert framed_pictures([GRID, region(102, 102, 498, 258, rule="image")], []) == {}
    assert framed_pictures([GRID, region(110, 120, 130, 140, rule="image")], [text(140, 120, "注意")]) == {}
    assert framed_pictures([GRID, region(110, 120, 280, 250, rule="hidden")], [text(330, 150, "補強")]) == {}
