import numpy as np
import pytest

from tasks.geometry.finders import reconcile, turned_away
from tasks.geometry.gutters import Ground
from tasks.records import identity
from tasks.records.enums import Direction, Outcome, Reason, RegionKind, TextSource
from tasks.records.page import Line, Page
from tasks.records.record import Box
from tasks.records.region import Region

PAPER = Box(0, 0, 595, 842)
PICTURE = Box(150, 300, 350, 420)


def page(source: TextSource = TextSource.OCR) -> Page:
    return Page(doc_id="d", page=1, width=595, height=842, rotation=0, text_source=source)


def region(box: Box, source: str, *, rule: str, score: float | None = None, table: bool = False) -> Region:
    return Region(
        **box._asdict(),
        region_id=identity.of("region", "d", 1, source, identity.place(box)),
        doc_id="d",
        page=1,
        kind=RegionKind.TABLE if table else RegionKind.FIGURE,
        source=source,
        rule=rule,
        score=score,
    )


def raster(*box: float) -> Region:
    return region(Box(*box), "raster", rule="image")


def drawing(form: str, *box: float) -> Region:
    return region(Box(*box), "drawing", rule=form)


def seen(*box: float, score: float = 0.9, table: bool = False) -> Region:
    return region(Box(*box), "cdla", rule="model", score=score, table=table)


SCAN = raster(*PAPER)


def line(x: float, y: float, text: str, *, size: float = 12, confidence: float | None = 0.9) -> Line:
    return Line(x0=x, y0=y, x1=x + size * len(text), y1=y + size, text=text, size=size, confidence=confidence)


def paragraph(y: float, rows: int, *, x: float = 60, length: int = 38, confidence: float | None = 0.9) -> list[Line]:
    return [line(x, y + 18 * row, "文" * length, confidence=confidence) for row in range(rows)]


TEXT = [*paragraph(60, 10), *paragraph(500, 12)]


def fates(found: list[Region]) -> list[tuple[str, str, str | None]]:
    return [(one.source, one.outcome.value, one.rule) for one in found]


def kept(found: list[Region]) -> list[Box]:
    return [one.box for one in found if one.outcome is Outcome.KEPT]


def only(found: list[Region], source: str) -> Region:
    (one,) = (one for one in found if one.source == source)
    return one


def assert_whole(found: list[Region], count: int) -> None:
    """Every input is there, rejected with a reason, or merged into one that is there and kept."""
    ids = {one.region_id for one in found if one.outcome is Outcome.KEPT}
    assert len(found) == count
    for one in found:
        assert (one.reason is None) == (one.outcome is Outcome.KEPT)
        assert (one.merged_into in ids) == (one.outcome is Outcome.MERGED)


def test_the_scan_is_no_figure_of_its_page():
    found = reconcile(page(), [SCAN], [], [], TEXT)
    assert (found[0].outcome, found[0].reason, found[0].rule) == (Outcome.REJECTED, Reason.PAGE_BACKGROUND, "scan")
    assert found[0].score == 1


def test_the_scan_of_a_blank_sheet_shows_nothing():
    (found,) = turned_away([SCAN])
    assert (found.outcome, found.reason, found.rule) == (Outcome.REJECTED, Reason.UNIFORM, "bare")


def test_a_box_as_large_as_a_scan_within_margins_is_no_figure():
    inner = raster(40, 100, 555, 760)
    text = [*paragraph(120, 9), *paragraph(440, 16)]
    found = reconcile(page(), [inner], [seen(50, 110, 545, 750)], [PICTURE], text)
    assert kept(found) == [PICTURE]


def test_strips_that_cover_the_page_are_its_scan():
    strips = [raster(0, 84.2 * at, 595, 84.2 * (at + 1)) for at in range(10)]
    found = reconcile(page(), strips, [], [PICTURE], TEXT)
    assert kept(found) == [PICTURE]


def test_a_picture_as_large_as_the_page_is_the_figure_where_nothing_else_is():
    assert kept(reconcile(page(), [SCAN], [], [], [])) == [PAPER]
    assert kept(reconcile(page(), [SCAN], [], [PICTURE], [])) == [PICTURE]


def test_ink_on_a_scan_is_a_figure():
    found = reconcile(page(), [SCAN], [], [PICTURE], TEXT)
    one = only(found, "ink")
    assert (one.outcome, one.kind, one.box) == (Outcome.KEPT, RegionKind.FIGURE, PICTURE)
    assert one.region_id == identity.of("region", "d", 1, "ink", identity.place(PICTURE))
    assert_whole(found, 2)


def test_of_the_model_and_the_ink_the_tighter_box_is_kept():
    found = reconcile(page(), [SCAN], [seen(140, 290, 362, 431)], [PICTURE], TEXT)
    assert kept(found) == [PICTURE]
    assert only(found, "cdla").merged_into == only(found, "ink").region_id
    assert_whole(found, 3)


def test_a_model_that_cuts_ink_gives_way_to_it():
    assert kept(reconcile(page(), [SCAN], [seen(150, 300, 310, 420)], [PICTURE], TEXT)) == [PICTURE]


def test_a_part_of_the_ink_is_merged_into_it():
    found = reconcile(page(), [SCAN], [seen(160, 310, 220, 380)], [PICTURE], TEXT)
    assert kept(found) == [PICTURE]


def test_labels_around_the_ink_speak_for_the_model():
    ticks = [line(120, 310 + 30 * at, str(10 * at)) for at in range(4)]
    model = Box(110, 290, 360, 430)
    found = reconcile(page(), [SCAN], [seen(*model)], [PICTURE], [*TEXT, *ticks])
    assert kept(found) == [model]
    assert only(found, "ink").merged_into == only(found, "cdla").region_id


def test_faint_pictures_are_as_large_as_the_model_says():
    model = Box(100, 260, 480, 470)
    assert kept(reconcile(page(), [SCAN], [seen(*model)], [Box(300, 300, 340, 340)], TEXT)) == [model]


def test_unlike_pieces_of_ink_are_one_figure():
    model = Box(100, 260, 480, 470)
    pieces = [Box(110, 270, 300, 460), Box(330, 300, 370, 340)]
    found = reconcile(page(), [SCAN], [seen(*model)], pieces, TEXT)
    assert kept(found) == [model]
    assert_whole(found, 4)


def test_drawings_of_a_size_in_one_box_stand_for_themselves():
    drawings = [Box(110, 270 + 50 * at, 300, 310 + 50 * at) for at in range(4)]
    signs = [line(200, 311 + 50 * at, "アイウエ"[at], size=8) for at in range(4)]
    found = reconcile(page(), [SCAN], [seen(100, 260, 310, 470)], drawings, [*TEXT, *signs])
    assert kept(found) == drawings
    assert_whole(found, 6)


def test_panels_with_labels_are_one_figure():
    panels = [Box(110, 270, 200, 360), Box(240, 270, 330, 360)]
    labels = [line(205, 300, "送信側"), line(205, 320, "から受信側")]
    model = Box(100, 260, 340, 400)
    assert kept(reconcile(page(), [SCAN], [seen(*model)], panels, [*TEXT, *labels])) == [model]


def test_a_model_that_takes_in_running_text_gives_way_to_the_ink():
    intro = [line(150, 270, "次の図に示すとおりである。図の左が前側になる。", size=9)]
    assert kept(reconcile(page(), [SCAN], [seen(140, 262, 400, 430)], [PICTURE], [*TEXT, *intro])) == [PICTURE]


def test_a_model_that_takes_in_columns_of_text_gives_way_to_the_ink():
    columns = [*paragraph(60, 14, x=60, length=18), *paragraph(60, 14, x=320, length=18)]
    drawn = [line(240, 520, "図5　水車"), *paragraph(780, 1)]
    half = seen(50, 50, 550, 760)
    found = reconcile(page(), [SCAN], [half], [Box(200, 400, 420, 510)], [*columns, *drawn])
    assert kept(found) == [Box(200, 400, 420, 510)]


def test_a_vertical_page_called_a_figure_is_a_text_frame():
    columns = [
        Line(
            x0=520 - 20 * at,
            y0=60,
            x1=532 - 20 * at,
            y1=780,
            text="文" * 60,
            size=12,
            direction=Direction.VERTICAL,
            confidence=0.9,
        )
        for at in range(24)
    ]
    found = reconcile(page(), [SCAN], [seen(5, 5, 590, 838)], [], columns)
    assert only(found, "cdla").reason is Reason.TEXT_FRAME
    assert only(found, "cdla").rule == "page-sized"
    assert kept(found) == []


@pytest.mark.parametrize("table", [False, True], ids=["figure", "table"])
def test_a_paragraph_is_neither_figure_nor_table(table):
    found = reconcile(page(), [SCAN], [seen(55, 495, 530, 720, table=table)], [], TEXT)
    one = only(found, "cdla")
    assert (one.outcome, one.reason, one.rule) == (Outcome.REJECTED, Reason.TEXT_FRAME, "running-text")
    assert one.score > one.threshold


def test_long_cells_do_not_make_running_text_of_a_table():
    cells = [line(60 + 235 * column, 310 + 25 * row, "値" * 16) for row in range(4) for column in range(2)]
    table = Box(55, 300, 500, 410)
    assert kept(reconcile(page(), [SCAN], [seen(*table, table=True)], [], [*TEXT, *cells])) == [table]
    assert kept(reconcile(page(), [SCAN], [seen(*table)], [], [*TEXT, *cells])) == []


def test_a_console_is_a_figure_if_a_caption_calls_it_one():
    console = [line(110, 270 + 14 * row, "$ " + "x" * 30, size=10) for row in range(12)]
    box = Box(100, 262, 440, 440)
    assert kept(reconcile(page(), [SCAN], [seen(*box)], [], [*TEXT, *console])) == []
    caption = line(200, 446, "図3　端末の画面")
    assert kept(reconcile(page(), [SCAN], [seen(*box)], [], [*TEXT, *console, caption])) == [box]


def test_a_figure_without_ink_needs_a_sure_model():
    assert kept(reconcile(page(), [SCAN], [seen(*PICTURE, score=0.8)], [], TEXT)) == [PICTURE]
    found = reconcile(page(), [SCAN], [seen(*PICTURE, score=0.5)], [], TEXT)
    assert (only(found, "cdla").rule, only(found, "cdla").score, only(found, "cdla").threshold) == ("no-ink", 0.5, 0.6)


def test_what_the_model_saw_twice_counts_once():
    once, twice = seen(*PICTURE, score=0.7), seen(152, 298, 352, 425, score=0.9)
    found = reconcile(page(), [SCAN], [once, twice], [], TEXT)
    assert kept(found) == [twice.box]
    assert_whole(found, 3)


def test_rules_that_are_ink_belong_to_the_table():
    cells = [line(160 + 60 * column, 310 + 25 * row, "値") for row in range(4) for column in range(3)]
    found = reconcile(page(), [SCAN], [seen(*PICTURE, table=True)], [Box(152, 302, 349, 419)], [*TEXT, *cells])
    assert [one.kind for one in found if one.outcome is Outcome.KEPT] == [RegionKind.TABLE]
    assert_whole(found, 3)


def test_a_placed_image_wins_over_what_was_seen():
    found = reconcile(page(), [raster(*PICTURE)], [seen(140, 290, 360, 430)], [Box(155, 305, 345, 415)], TEXT)
    assert kept(found) == [PICTURE]
    assert {one.merged_into for one in found[1:]} == {found[0].region_id}


def test_a_picture_placed_on_a_scan_wins_too():
    found = reconcile(page(), [SCAN, raster(*PICTURE)], [seen(140, 290, 360, 430)], [PICTURE], TEXT)
    assert fates(found) == [
        ("raster", "rejected", "scan"),
        ("raster", "kept", "image"),
        ("cdla", "merged", "finders"),
        ("ink", "merged", "finders"),
    ]


def test_on_a_drawn_page_a_box_shares_the_fate_of_the_drawing_it_shows():
    frame = drawing("frame", 100, 262, 440, 330)
    inside = [line(120, 280, "注意"), line(120, 300, "電源を切る")]
    found = reconcile(page(), [frame], [seen(102, 264, 438, 328)], [Box(100, 262, 440, 330)], [*TEXT, *inside])
    assert [one.merged_into for one in found[1:]] == [frame.region_id] * 2


def test_on_a_drawn_page_ink_without_a_drawing_is_letters():
    found = reconcile(page(), [raster(*PICTURE)], [], [Box(400, 300, 440, 340)], TEXT)
    assert (only(found, "ink").reason, only(found, "ink").rule) == (Reason.TEXT_FRAME, "undrawn")


def test_on_a_drawn_page_a_figure_set_as_text_must_be_called_one():
    box = Box(380, 300, 560, 420)
    pictures, tree = [raster(60, 300, 200, 420)], [line(400, 310, "├ a"), line(400, 330, "└ b")]
    assert box not in kept(reconcile(page(), pictures, [seen(*box)], [], [*TEXT, *tree]))
    caption = line(400, 425, "図2　構成")
    assert box in kept(reconcile(page(), pictures, [seen(*box)], [], [*TEXT, *tree, caption]))


def test_the_order_of_what_was_seen_does_not_matter():
    model = [seen(140, 290, 362, 431), seen(380, 290, 560, 400), seen(378, 292, 562, 402, score=0.8)]
    ink = [PICTURE, Box(385, 295, 555, 395)]
    one = {(r.region_id, r.outcome, r.merged_into) for r in reconcile(page(), [SCAN], model, ink, TEXT)}
    other = {(r.region_id, r.outcome, r.merged_into) for r in reconcile(page(), [SCAN], model[::-1], ink[::-1], TEXT)}
    assert one == other


ONE, OTHER = Box(100, 300, 250, 420), Box(262, 300, 412, 420)


def inked(*boxes: Box) -> Ground:
    """Return the ink of a sheet with boxes full of it, a point a pixel."""
    ink = np.zeros((842, 595), dtype=np.bool_)
    for x0, y0, x1, y1 in boxes:
        ink[int(y0) : int(y1), int(x0) : int(x1)] = True
    return Ground(ink, 1.0)


def test_a_box_around_two_photos_is_parted_where_the_ink_is_known():
    model = seen(90, 290, 420, 430)
    assert kept(reconcile(page(), [SCAN], [model], [ONE, OTHER], TEXT, inked(ONE, OTHER))) == [ONE, OTHER]
    joined = [ONE.union(OTHER)]
    found = reconcile(page(), [SCAN], [model], joined, TEXT, inked(ONE, OTHER))
    assert sorted(kept(found)) == [ONE, OTHER]
    assert_whole(found, 7)


def test_a_box_parted_by_its_captions_gives_figures_of_their_own():
    upper, lower = Box(100, 300, 300, 380), Box(100, 420, 300, 500)
    caption = line(140, 390, "図1 道具のしくみ")
    text = [*paragraph(60, 10), *paragraph(560, 10), caption]
    found = reconcile(page(), [SCAN], [seen(90, 290, 310, 510)], [upper, lower], text, inked(upper, lower))
    assert sorted(kept(found)) == [upper, lower]


def test_a_part_without_a_find_of_its_own_is_kept_for_its_text():
    tree = Box(100, 300, 200, 420)
    label = line(140, 340, "写真", size=8)
    found = reconcile(page(), [SCAN], [seen(90, 290, 420, 500, score=0.5)], [], [*TEXT[:10], label], inked(tree))
    assert kept(found) == [tree]


def test_a_box_with_more_running_text_than_ink_gives_way_to_the_ink():
    one, other = Box(100, 100, 180, 160), Box(400, 600, 480, 660)
    text = [*paragraph(200, 6, x=90, length=25), *paragraph(400, 6, x=90, length=25)]
    model = seen(80, 90, 500, 680)
    found = reconcile(page(), [SCAN], [model], [one, other], text, inked(one, other))
    assert sorted(kept(found)) == [one, other]


def test_on_drawn_pages_nothing_is_parted():
    found = reconcile(
        page(TextSource.LAYER), [drawing("shapes", *ONE)], [seen(90, 290, 420, 430)], [], [], inked(ONE, OTHER)
    )
    assert "parted" not in [one.rule for one in found]
