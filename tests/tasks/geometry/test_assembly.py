"""Tables and what they are drawn with."""

from tasks.geometry.assembly import tables_among
from tasks.geometry.figures import figure_boxes, group_figures
from tasks.records.enums import FigureKind, Outcome, RegionKind
from tasks.records.figure import Figure
from tasks.records.page import Line, Page
from tasks.records.record import Box
from tasks.records.region import Region

PAGE = Page(doc_id="d", page=1, width=595, height=842, rotation=0)
TABLE = (100, 200, 400, 300)


def region(
    *sides: float, kind: RegionKind = RegionKind.FIGURE, source: str = "drawing", rule: str | None = "grid", **more: str
) -> Region:
    box = Box(*sides)
    return Region(
        **box._asdict(), region_id=f"{sides}{source}", doc_id="d", page=1, kind=kind, source=source, rule=rule, **more
    )


def table(*sides: float, source: str = "table", text: str | None = "項目\t値\n長さ\t12") -> Region:
    more = {"text": text} if text else {}
    return region(*(sides or TABLE), kind=RegionKind.TABLE, source=source, rule="table", **more)


def lines(*places: tuple[float, float, str]) -> list[Line]:
    return [Line(x0=x, y0=y, x1=x + 10 * len(text), y1=y + 10, text=text, size=10) for x, y, text in places]


def kept(rows: list[Figure]) -> list[Figure]:
    return [row for row in rows if row.outcome is Outcome.KEPT]


def test_a_table_is_one_figure_of_its_kind_with_its_cells_as_text() -> None:
    rows = group_figures(PAGE, [region(*TABLE), table()], lines((110, 210, "項目"), (260, 210, "値")))
    (figure,) = kept(rows)
    assert (figure.kind, figure.text_inside, figure.box) == (FigureKind.TABLE, "項目\t値\n長さ\t12", Box(*TABLE))
    assert figure.region_id == table().region_id


def test_all_that_a_table_is_drawn_with_is_a_part_of_it() -> None:
    fill = region(100, 200, 400, 220, rule="frame")
    icon = region(110, 240, 130, 260, source="raster", rule="image")
    rule = region(99, 299.5, 401, 300.5, rule="rule")
    rows = group_figures(PAGE, [fill, icon, rule, table()])
    assert [row.outcome for row in rows] == [Outcome.KEPT, *[Outcome.MERGED] * 3]
    assert {row.merged_into for row in rows[1:]} == {rows[0].figure_id}


def test_a_grid_that_reaches_beyond_its_table_is_still_its_own() -> None:
    wider = region(100, 150, 400, 300)
    (figure,) = kept(group_figures(PAGE, [wider, table()]))
    assert figure.box == Box(*TABLE)


def test_captions_and_notes_stay_outside() -> None:
    around = lines((180, 186, "表1 主要な値"), (100, 304, "注：速報値"), (110, 210, "項目"))
    assert figure_boxes(PAGE, [region(*TABLE), table()], around) == [Box(*TABLE)]


def test_a_picture_beside_a_table_stands_for_itself() -> None:
    photo = region(100, 310, 400, 500, source="raster", rule="image")
    rows = kept(group_figures(PAGE, [photo, table()]))
    assert [(row.kind, row.box.y0) for row in rows] == [(FigureKind.TABLE, 200), (None, 310)]


def test_the_panel_that_a_table_stands_on_is_no_part_of_it() -> None:
    panel = region(50, 100, 550, 700, rule="panel")
    rows = group_figures(PAGE, [panel, table()], lines((60, 650, "本文が続く")))
    assert [row.outcome for row in rows] == [Outcome.KEPT, Outcome.REJECTED]


def test_a_table_seen_twice_is_the_one_with_cells() -> None:
    seen = table(95, 195, 410, 310, source="model", text=None)
    (group,), rest = tables_among([seen, table()])
    assert group.main == table()
    assert group.is_table
    assert rest == []


def test_rules_say_more_of_a_table_than_a_model() -> None:
    seen = table(90, 190, 420, 320, source="model", text="項目 値\n長さ 12")
    (figure,) = kept(group_figures(PAGE, [seen, table()]))
    assert (figure.box, figure.text_inside) == (Box(*TABLE), table().text)


def test_a_table_that_only_a_model_saw_is_one() -> None:
    seen = table(source="model", text=None)
    (figure,) = kept(group_figures(PAGE, [seen, region(*TABLE)]))
    assert (figure.kind, figure.text_inside) == (FigureKind.TABLE, None)


def test_tables_below_each_other_are_two() -> None:
    groups, _ = tables_among([table(), table(100, 310, 400, 400)])
    assert len(groups) == 2


def test_without_a_table_nothing_is_taken() -> None:
    pictures = [region(*TABLE), region(100, 400, 400, 600, source="raster", rule="image")]
    assert tables_among(pictures) == ([], pictures)


def image(*sides: float) -> Region:
    return region(*sides, source="raster", rule="image")


def figures(regions: list[Region], texts: list[Line] | None = None) -> list[Box]:
    return [row.box for row in kept(group_figures(PAGE, regions, texts or []))]


def test_a_callout_between_two_screenshots_joins_only_the_one_it_lies_on() -> None:
    left, right = (60, 200, 260, 400), (300, 200, 500, 400)
    callout = region(230, 300, 308, 340, rule="frame")
    found = figures([image(*left), image(*right), callout], lines((235, 310, "ここを押す"), (235, 324, "と開く")))
    assert found == [Box(60, 200, 308, 400), Box(*right)]


def test_screenshots_that_are_drawn_on_are_steps_though_an_arrow_leads_on() -> None:
    marks = [region(80, 220, 160, 250, rule="frame"), region(330, 220, 400, 250, rule="frame")]
    arrow = region(265, 290, 295, 310, rule="frame")
    steps = [(60, 200, 260, 400), (300, 200, 500, 400)]
    assert figures([*(image(*step) for step in steps), *marks, arrow]) == [Box(*step) for step in steps]


def test_plain_pictures_with_an_arrow_between_them_are_one_diagram() -> None:
    arrow = region(265, 290, 295, 310, rule="frame")
    assert figures([image(60, 200, 260, 400), arrow, image(300, 200, 500, 400)]) == [Box(60, 200, 500, 400)]


def test_a_pie_between_two_photos_is_no_arrow() -> None:
    pie = region(215, 220, 295, 300, rule="shapes")
    photos = [(100, 200, 205, 320), (305, 200, 410, 320)]
    assert len(figures([*(image(*photo) for photo in photos), pie])) == 3


def test_tiles_are_put_together_before_their_pictures_are_compared() -> None:
    left = [image(60 + 50 * at, 200 + 50 * row, 110 + 50 * at, 250 + 50 * row) for at in range(4) for row in range(4)]
    right = [image(272 + 50 * at, 200 + 50 * row, 322 + 50 * at, 250 + 50 * row) for at in range(4) for row in range(4)]
    assert figures([*left, *right]) == [Box(60, 200, 260, 400), Box(272, 200, 472, 400)]


def test_touching_photos_with_a_caption_under_each_are_two() -> None:
    captions = lines((120, 410, "図1 朝の駅"), (320, 410, "図2 夜の駅"))
    photos = [image(60, 200, 260, 400), image(260, 200, 460, 400)]
    assert len(figures(photos, captions)) == 2
    assert len(figures(photos)) == 1


def test_low_screenshots_in_rows_stand_for_themselves() -> None:
    tiles = [image(x, y, x + 96, y + 58) for y in (100, 168) for x in (56, 161, 266)]
    assert len(figure_boxes(PAGE, tiles)) == len(tiles)


def test_icons_near_each_other_are_one_picture() -> None:
    icons = [image(x, 100, x + 50, 150) for x in (56, 116, 176)]
    assert figure_boxes(PAGE, icons) == [Box(56, 100, 226, 150)]


def test_photos_in_the_cells_of_a_ruled_table_are_figures() -> None:
    photos = [image(110, 220, 240, 290), image(260, 220, 390, 290)]
    assert figure_boxes(PAGE, [region(*TABLE), *photos], lines((150, 205, "補強前"))) == [one.box for one in photos]
