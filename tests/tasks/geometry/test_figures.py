"""Pages built by code, with pictures at known places, and what becomes of them."""

from collections.abc import Callable

import numpy as np
import pymupdf
import pytest
from PIL import Image

from tasks.crop import encode_png
from tasks.geometry.figures import figure_boxes, group_figures, turn_away_repeats
from tasks.pdf.pictures import find_pictures
from tasks.read import read_page
from tasks.records.enums import Outcome, Reason, RegionKind
from tasks.records.figure import Figure
from tasks.records.page import Page
from tasks.records.record import Box
from tasks.records.region import Region

BODY = "本文の段落がここに続いています。図とは関係のない説明の文章です。"
BLACK, BLUE, GREY = (0, 0, 0), (0.2, 0.3, 0.8), (0.9, 0.9, 0.9)


def blank(width: float = 595, height: float = 842) -> pymupdf.Page:
    page = pymupdf.open().new_page(width=width, height=height)
    page.parent_document = page.parent  # keeps the document alive
    return page


def noise(seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (30, 40, 3), dtype=np.uint8)
    return encode_png(Image.fromarray(pixels))


def photo(page: pymupdf.Page, *box: float, seed: int = 1) -> None:
    page.insert_image(pymupdf.Rect(*box), stream=noise(seed), keep_proportion=False)


def write(page: pymupdf.Page, x: float, y: float, text: str, size: float = 10) -> None:
    page.insert_text((x, y), text, fontname="japan", fontsize=size)


def paragraph(page: pymupdf.Page, x: float, y: float, lines: int, size: float = 10) -> None:
    for line in range(lines):
        write(page, x, y + line * size * 1.7, BODY, size)


def line(page: pymupdf.Page, x0: float, y0: float, x1: float, y1: float) -> None:
    page.draw_line((x0, y0), (x1, y1), color=BLACK)


def record(page: pymupdf.Page, number: int = 1) -> Page:
    return Page(doc_id="d", page=number, width=page.rect.width, height=page.rect.height, rotation=page.rotation)


def figures(page: pymupdf.Page) -> list[Figure]:
    regions = find_pictures(page, "d", 1)
    rows = group_figures(record(page), regions, read_page(page))
    assert sorted(row.region_id for row in rows) == sorted(region.region_id for region in regions)
    assert len({row.figure_id for row in rows}) == len(rows)
    ids = {row.figure_id for row in rows if row.outcome is Outcome.KEPT}
    assert all(row.merged_into in ids for row in rows if row.outcome is Outcome.MERGED)
    assert all(row.reason and row.rule for row in rows if row.outcome is not Outcome.KEPT)
    return rows


def kept(page: pymupdf.Page) -> list[Box]:
    return [row.box for row in figures(page) if row.outcome is Outcome.KEPT]


def reasons(page: pymupdf.Page) -> set[Reason | None]:
    return {row.reason for row in figures(page) if row.outcome is Outcome.REJECTED}


def assert_one(page: pymupdf.Page, *box: float, least: float = 0.9) -> None:
    found = kept(page)
    assert len(found) == 1, found
    assert found[0].iou(Box(*box)) >= least, found


def bar_chart(page: pymupdf.Page, x: float, y: float) -> Box:
    """Draw axes, five bars and the labels of both axes; return the box with the labels."""
    line(page, x, y, x, y + 120)
    line(page, x, y + 120, x + 200, y + 120)
    for at in range(5):
        left, high = x + 10 + at * 38, y + 20 + 17 * at
        page.draw_rect(pymupdf.Rect(left, high, left + 20, y + 120), color=None, fill=BLUE)
        write(page, left, y + 131, f"{2001 + at}", 8)
    for at in range(3):
        write(page, x - 20, y + 118 - at * 50, f"{at * 50:3d}", 8)
    return Box(x - 20, y, x + 200, y + 133)


def test_a_photo_with_caption_and_text_is_one_figure_at_its_own_box() -> None:
    page = blank()
    paragraph(page, 72, 90, 6)
    photo(page, 100, 220, 400, 420)
    write(page, 200, 440, "図1: 駅前の様子")
    paragraph(page, 72, 470, 6)
    assert_one(page, 100, 220, 400, 420, least=0.99)


def test_eight_strips_of_one_picture_are_one_figure() -> None:
    page = blank()
    for at in range(8):
        photo(page, 100, 200 + at * 25, 400, 225 + at * 25, seed=at)
    assert_one(page, 100, 200, 400, 400, least=0.99)
    assert [row.outcome for row in figures(page)].count(Outcome.MERGED) == 7


def test_tiles_with_a_hair_between_them_are_one_figure() -> None:
    page = blank()
    for row in range(3):
        for column in range(3):
            photo(page, 100 + column * 81, 200 + row * 61, 180 + column * 81, 260 + row * 61, seed=row * 3 + column)
    assert_one(page, 100, 200, 342, 382, least=0.98)


def test_two_photos_side_by_side_with_captions_are_two_figures() -> None:
    page = blank()
    photo(page, 70, 200, 280, 350)
    photo(page, 310, 200, 520, 350, seed=2)
    write(page, 120, 365, "図1 朝の駅")
    write(page, 360, 365, "図2 夜の駅")
    assert kept(page) == [Box(70, 200, 280, 350), Box(310, 200, 520, 350)]


def test_callouts_and_arrows_over_a_screenshot_belong_to_it() -> None:
    page = blank()
    photo(page, 100, 200, 400, 400)
    page.draw_rect(pymupdf.Rect(150, 250, 220, 280), color=(1, 0, 0), width=2)
    line(page, 380, 300, 430, 320)
    page.draw_rect(pymupdf.Rect(300, 380, 440, 410), color=(1, 0, 0), fill=(1, 1, 0.8))
    write(page, 305, 398, "ここを押します")
    assert_one(page, 100, 200, 440, 410, least=0.98)


def test_a_vector_chart_takes_its_axis_labels_but_not_its_caption() -> None:
    page = blank()
    paragraph(page, 72, 90, 5)
    box = bar_chart(page, 150, 200)
    write(page, 170, 352, "図3 生産量の推移")
    paragraph(page, 72, 380, 5)
    assert_one(page, *box)
    assert kept(page)[0].y1 < 342


def test_a_chart_does_not_join_the_framed_paragraph_under_it() -> None:
    page = blank()
    box = bar_chart(page, 150, 200)
    page.draw_rect(pymupdf.Rect(72, 340, 520, 440), color=BLACK)
    paragraph(page, 80, 358, 5)
    assert_one(page, *box)
    assert Reason.TEXT_FRAME in reasons(page)


def test_a_flow_chart_of_boxes_and_arrows_is_one_figure() -> None:
    page = blank()
    for at, label in enumerate(("入力", "変換する", "検査する", "出力")):
        top = 150 + at * 70
        page.draw_rect(pymupdf.Rect(200, top, 330, top + 36), color=BLACK)
        write(page, 225, top + 22, label)
        if at < 3:
            line(page, 265, top + 44, 265, top + 62)
    assert_one(page, 200, 150, 330, 396, least=0.95)


def test_pictures_with_arrows_between_them_are_one_diagram() -> None:
    page = blank(720, 540)
    for at in range(3):
        photo(page, 60 + at * 220, 200, 180 + at * 220, 300, seed=at)
        if at < 2:
            left = 205 + at * 220
            arrow = [(left, 240), (left + 30, 240), (left + 50, 250), (left + 30, 260), (left, 260)]
            page.draw_polyline(arrow, closePath=True, fill=(1, 0, 0))
    assert_one(page, 60, 200, 620, 300, least=0.95)


def test_rules_with_text_in_every_cell_are_a_table() -> None:
    page = blank()
    for row in range(6):
        line(page, 100, 200 + row * 20, 400, 200 + row * 20)
    for column in range(4):
        line(page, 100 + column * 100, 200, 100 + column * 100, 300)
    for row in range(5):
        for column in range(3):
            write(page, 106 + column * 100, 214 + row * 20, f"項目{row}{column}の値")
    assert kept(page) == []
    assert reasons(page) == {Reason.TABLE_RULES}


@pytest.mark.parametrize("fill", [None, GREY])
def test_a_frame_or_a_shaded_panel_around_text_is_no_figure(fill: tuple[float, float, float] | None) -> None:
    page = blank()
    page.draw_rect(pymupdf.Rect(72, 200, 520, 330), color=BLACK if fill is None else None, fill=fill)
    paragraph(page, 80, 220, 6)
    assert kept(page) == []
    assert reasons(page) == {Reason.TEXT_FRAME}


def console(page: pymupdf.Page, y: float) -> None:
    page.draw_rect(pymupdf.Rect(72, y, 520, y + 120), color=BLACK, fill=GREY)
    for at in range(6):
        write(page, 80, y + 18 + at * 17, f"$ command --option {at}", 9)


def test_a_box_of_code_is_no_figure() -> None:
    page = blank()
    console(page, 200)
    assert kept(page) == []


def test_a_console_screen_that_a_caption_calls_a_figure_is_one() -> None:
    page = blank()
    console(page, 200)
    write(page, 200, 338, "図4 端末の画面")
    assert_one(page, 72, 200, 520, 320, least=0.95)


def test_a_listing_that_a_caption_numbers_is_a_figure() -> None:
    page = blank()
    console(page, 200)
    write(page, 200, 338, "リスト1 端末の操作")
    assert_one(page, 72, 200, 520, 320, least=0.95)


def test_a_box_of_code_called_a_table_is_no_figure() -> None:
    page = blank()
    console(page, 200)
    write(page, 200, 338, "表1 端末の操作")
    assert kept(page) == []


def test_the_caption_of_the_photo_above_does_not_make_a_figure_of_the_code_below() -> None:
    page = blank()
    photo(page, 100, 60, 400, 160)
    write(page, 200, 176, "図1 駅前の様子")
    console(page, 192)
    assert kept(page) == [Box(100, 60, 400, 160)]


def test_an_image_behind_the_text_of_the_page_is_a_background() -> None:
    page = blank(720, 540)
    photo(page, 0, 0, 720, 540)
    paragraph(page, 72, 120, 8, 14)
    assert kept(page) == []
    assert reasons(page) == {Reason.PAGE_BACKGROUND}


def test_a_full_page_picture_without_text_stays() -> None:
    page = blank(720, 540)
    photo(page, 0, 0, 720, 540)
    assert kept(page) == [Box(0, 0, 720, 540)]


def test_a_photo_on_a_background_stays() -> None:
    page = blank(720, 540)
    photo(page, 0, 0, 720, 540)
    paragraph(page, 72, 60, 6, 14)
    photo(page, 200, 250, 500, 450, seed=2)
    assert kept(page) == [Box(200, 250, 500, 450)]


def test_a_banner_with_the_title_on_it_is_no_figure() -> None:
    page = blank(720, 540)
    photo(page, 0, 0, 720, 80)
    write(page, 40, 50, "第一章 はじめに", 28)
    assert kept(page) == []
    assert reasons(page) == {Reason.PAGE_BACKGROUND}


def test_icons_in_the_line_are_too_small() -> None:
    page = blank()
    paragraph(page, 90, 200, 6)
    for at in range(6):
        photo(page, 76, 191 + at * 17, 86, 201 + at * 17)
    assert kept(page) == []
    assert reasons(page) <= {Reason.TOO_SMALL, Reason.TOO_THIN}


def test_rules_and_bars_are_too_thin() -> None:
    page = blank()
    line(page, 72, 100, 520, 100)
    page.draw_rect(pymupdf.Rect(72, 200, 520, 206), color=None, fill=BLUE)
    assert kept(page) == []
    assert reasons(page) == {Reason.TOO_THIN}


def test_what_lies_beside_the_page_is_off_page() -> None:
    page = blank()
    photo(page, 700, 100, 900, 300)
    assert reasons(page) == {Reason.OFF_PAGE}


def test_a_page_frame_does_not_swallow_its_pictures() -> None:
    page = blank()
    page.draw_rect(pymupdf.Rect(40, 40, 555, 800), color=BLUE, radius=0.05)
    paragraph(page, 72, 90, 6)
    photo(page, 100, 220, 400, 420)
    paragraph(page, 72, 450, 6)
    assert kept(page) == [Box(100, 220, 400, 420)]


def test_a_panel_with_a_photo_and_its_caption_does_not_swallow_the_photo() -> None:
    page = blank()
    page.draw_rect(pymupdf.Rect(60, 180, 540, 480), color=None, fill=GREY)
    photo(page, 100, 200, 400, 400)
    write(page, 200, 420, "図1 駅前の様子")
    paragraph(page, 72, 440, 2)
    assert kept(page) == [Box(100, 200, 400, 400)]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_displayed(rotation: int) -> None:
    page = blank()
    photo(page, 100, 200, 300, 350)
    page.set_rotation(rotation)
    expected = Box(*(pymupdf.Rect(100, 200, 300, 350) * page.rotation_matrix).normalize())
    assert_one(page, *expected, least=0.99)


def test_the_crop_box_moves_and_cuts_boxes() -> None:
    page = blank()
    photo(page, 100, 200, 300, 350)
    page.set_cropbox(pymupdf.Rect(50, 100, 250, 700))
    assert_one(page, 50, 100, 200, 250, least=0.99)


def test_the_largest_part_stands_for_the_figure() -> None:
    page = blank()
    photo(page, 100, 200, 400, 400)
    photo(page, 350, 350, 450, 450, seed=2)
    main, part = figures(page)
    assert (main.outcome, part.outcome, part.merged_into) == (Outcome.KEPT, Outcome.MERGED, main.figure_id)
    assert main.region_id == max(find_pictures(page, "d", 1), key=lambda region: region.box.area).region_id


def test_figure_boxes_are_those_of_the_kept_figures() -> None:
    page = blank()
    bar_chart(page, 150, 200)
    photo(page, 100, 400, 400, 600)
    regions = find_pictures(page, "d", 1)
    assert figure_boxes(record(page), regions, read_page(page)) == kept(page)


def test_text_regions_serve_where_no_lines_are_given() -> None:
    frame = region(RegionKind.FIGURE, 72, 200, 520, 330)
    text = region(RegionKind.TEXT, 80, 205, 510, 320)
    page = Page(doc_id="d", page=1, width=595, height=842, rotation=0)
    assert [row.reason for row in group_figures(page, [frame, text])] == [Reason.TEXT_FRAME]


def region(kind: RegionKind, *box: float) -> Region:
    x0, y0, x1, y1 = box
    text = BODY * 5 if kind is RegionKind.TEXT else None
    source, rule = ("layer", None) if text else ("drawing", "frame")
    return Region(
        region_id=f"{kind}{box}", doc_id="d", page=1, kind=kind, x0=x0, y0=y0, x1=x1, y1=y1, text=text, source=source,
        rule=rule, size=10,
    )  # fmt: skip


def figure(page: int, *box: float, phash: str = "00ff00ff00ff00ff", name: str = "") -> Figure:
    x0, y0, x1, y1 = box
    return Figure(
        figure_id=f"{page}{box}{name}", doc_id="d", page=page, region_id="r", x0=x0, y0=y0, x1=x1, y1=y1, phash=phash
    )


def pages(count: int) -> list[Page]:
    return [Page(doc_id="d", page=at + 1, width=720, height=540, rotation=0) for at in range(count)]


def outcomes(count: int, make: Callable[[int], Figure]) -> list[tuple[Outcome, Reason | None]]:
    rows = turn_away_repeats(pages(count), [make(at + 1) for at in range(count)])
    return sorted({(row.outcome, row.reason) for row in rows})


def test_a_logo_on_every_page_is_repeated() -> None:
    assert outcomes(6, lambda page: figure(page, 10, 10, 60, 60)) == [(Outcome.REJECTED, Reason.REPEATED)]


def test_a_page_ornament_whose_number_changes_is_repeated() -> None:
    found = outcomes(6, lambda page: figure(page, 650, 480, 700, 530, phash=f"{0xFF00 + page:016x}"))
    assert found == [(Outcome.REJECTED, Reason.REPEATED)]


def test_different_pictures_at_the_same_place_stay() -> None:
    hashes = [f"{(0x9E3779B97F4A7C15 * (at + 1)) % 2**64:016x}" for at in range(6)]
    assert outcomes(6, lambda page: figure(page, 10, 10, 200, 150, phash=hashes[page - 1])) == [(Outcome.KEPT, None)]


def test_a_large_picture_that_stays_through_the_builds_of_a_slide_stays() -> None:
    assert outcomes(6, lambda page: figure(page, 100, 100, 600, 500)) == [(Outcome.KEPT, None)]


def test_a_picture_on_two_pages_stays() -> None:
    assert outcomes(2, lambda page: figure(page, 10, 10, 60, 60)) == [(Outcome.KEPT, None)]


def test_the_parts_of_a_repeated_ornament_go_with_it() -> None:
    mains = [figure(page, 10, 10, 60, 60) for page in range(1, 5)]
    part = figure(1, 20, 20, 40, 40, name="part").model_copy(
        update={"outcome": Outcome.MERGED, "merged_into": mains[0].figure_id}
    )
    rows = turn_away_repeats(pages(4), [*mains, part])
    assert {row.reason for row in rows} == {Reason.REPEATED}
    assert rows[-1].merged_into is None


def test_the_same_page_gives_the_same_rows() -> None:
    page = blank()
    bar_chart(page, 150, 200)
    photo(page, 100, 400, 400, 600)
    assert figures(page) == figures(page)


def test_the_title_of_a_chart_and_a_large_number_over_it_are_outside_the_figure() -> None:
    page = blank()
    chart = bar_chart(page, 150, 200)
    write(page, 150, 196, "売上高の推移", 11)
    write(page, 300, 196, "4,812億円", 20)
    assert_one(page, *chart)
    assert kept(page)[0].y0 >= 197


def test_a_row_of_years_under_a_chart_is_part_of_it() -> None:
    page = blank()
    line(page, 150, 200, 150, 300)
    line(page, 150, 300, 380, 300)
    for at in range(5):
        page.draw_rect(pymupdf.Rect(160 + at * 44, 220 + at * 9, 185 + at * 44, 300), color=None, fill=BLUE)
        write(page, 152 + at * 44, 309, f"{2001 + at}  ", 8)
    write(page, 250, 320, "年度", 8)
    assert_one(page, 150, 200, 380, 322)


def test_a_low_chart_is_a_figure_by_its_scale() -> None:
    page = blank()
    for at in range(4):
        line(page, 150, 200 + at * 9, 400, 200 + at * 9)
        write(page, 136, 202 + at * 9, f"{75 - at * 25:2d}", 6)
        page.draw_circle((180 + at * 50, 205 + at * 5), 3, fill=BLUE)
    assert_one(page, 136, 196, 403, 230, least=0.8)


def test_survey_bars_with_names_and_figures_are_one_chart() -> None:
    page = blank()
    for at, group in enumerate(("全体", "男性", "女性")):
        write(page, 160, 211 + at * 24, group, 8)
        for part in range(4):
            box = pymupdf.Rect(190 + part * 80, 200 + at * 24, 270 + part * 80, 216 + at * 24)
            page.draw_rect(box, color=None, fill=(0.1 * part, 0.4, 0.2 * part + 0.2))
            write(page, box.x0 + 30, 211 + at * 24, f"{20 + part}.{at}", 7)
    assert_one(page, 160, 200, 510, 264)
