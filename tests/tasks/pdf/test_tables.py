"""Pages built by code, with tables and with what looks like them."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pymupdf
import pytest
from PIL import Image

from tasks.crop import encode_png
from tasks.geometry.tables import Table
from tasks.pdf.marks import painted
from tasks.pdf.tables import find_tables, table_regions
from tasks.read import read_page
from tasks.records.enums import RegionKind
from tasks.records.record import Box

XS = (100, 200, 300, 400)
YS = (100, 120, 140, 160)
ROWS = (("項目", "2020年", "2021年"), ("売上高", "1,234", "1,301"), ("純利益", "88", "61"))
TEXT = "項目\t2020年\t2021年\n売上高\t1,234\t1,301\n純利益\t88\t61"
BODY = "本文の段落がここに続いています。表とは関係のない説明の文章です。"


def blank() -> pymupdf.Page:
    page = pymupdf.open().new_page(width=595, height=842)
    page.parent_document = page.parent  # keeps the document alive
    return page


def write(page: pymupdf.Page, x: float, y: float, text: str, size: float = 10) -> None:
    page.insert_text((x, y), text, fontname="japan", fontsize=size)


def fill(page: pymupdf.Page, rows: Sequence[Sequence[str]] = ROWS, ys: Sequence[float] = YS) -> None:
    for y, row in zip(ys, rows, strict=False):
        for x, text in zip(XS, row, strict=False):
            write(page, x + 8, y + 14, text)


def rule(page: pymupdf.Page, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
    page.draw_line((x0, y0), (x1, y1), color=(0, 0, 0), width=width)


def across(page: pymupdf.Page, *ys: float, x0: float = XS[0], x1: float = XS[-1]) -> None:
    for y in ys:
        rule(page, x0, y, x1, y)


def down(page: pymupdf.Page, *xs: float, y0: float = YS[0], y1: float = YS[-1]) -> None:
    for x in xs:
        rule(page, x, y0, x, y1)


def block(page: pymupdf.Page, x0: float, y0: float, x1: float, y1: float, grey: float) -> None:
    page.draw_rect(pymupdf.Rect(x0, y0, x1, y1), color=None, fill=(grey, grey, grey))


def tables(page: pymupdf.Page) -> list[Table]:
    return find_tables(page, read_page(page))


def texts(page: pymupdf.Page) -> list[str]:
    return [table.text for table in tables(page)]


def full_grid(page: pymupdf.Page) -> None:
    across(page, *YS)
    down(page, *XS)


def open_sides(page: pymupdf.Page) -> None:
    across(page, *YS)
    down(page, *XS[1:-1])


def booktabs(page: pymupdf.Page) -> None:
    across(page, 100, 120, 160)


def row_rules(page: pymupdf.Page) -> None:
    across(page, *YS)


def rules_between_rows(page: pymupdf.Page) -> None:
    across(page, 120, 140, 160)


def head_and_stub(page: pymupdf.Page) -> None:
    across(page, 100, 120, 160)
    down(page, 200)


def column_rules(page: pymupdf.Page) -> None:
    across(page, 100, 120, 160)
    down(page, *XS)


def zebra(page: pymupdf.Page) -> None:
    block(page, 100, 100, 400, 120, 0.6)
    block(page, 100, 140, 400, 160, 0.9)


def filled_cells(page: pymupdf.Page) -> None:
    for y0, y1 in pairwise(YS):
        for x0, x1 in pairwise(XS):
            block(page, x0 + 0.7, y0 + 0.7, x1 - 0.7, y1 - 0.7, 0.9)


def white_rules_on_a_fill(page: pymupdf.Page) -> None:
    block(page, 100, 100, 400, 160, 0.8)
    for y in YS[1:-1]:
        page.draw_line((100, y), (400, y), color=(1, 1, 1), width=1.5)
    for x in XS[1:-1]:
        page.draw_line((x, 100), (x, 160), color=(1, 1, 1), width=1.5)


def one_path(page: pymupdf.Page) -> None:
    shape = page.new_shape()
    for y in YS:
        shape.draw_line((XS[0], y), (XS[-1], y))
    for x in XS:
        shape.draw_line((x, YS[0]), (x, YS[-1]))
    shape.finish(color=(0, 0, 0), width=0.5, closePath=False)
    shape.commit()


def filled_head(page: pymupdf.Page) -> None:
    block(page, 100, 100, 400, 120, 0.8)
    full_grid(page)


@pytest.mark.parametrize(
    "draw",
    [
        full_grid,
        open_sides,
        booktabs,
        row_rules,
        rules_between_rows,
        head_and_stub,
        column_rules,
        zebra,
        filled_cells,
        white_rules_on_a_fill,
        one_path,
        filled_head,
    ],
)
def test_a_table_is_read_however_it_is_ruled(draw: Callable[[pymupdf.Page], None]) -> None:
    page = blank()
    draw(page)
    fill(page)
    (table,) = tables(page)
    assert table.text == TEXT
    assert abs(table.box.x0 - 100) <= 2
    assert abs(table.box.y1 - 160) <= 2


@pytest.mark.parametrize("rotation", [90, 180, 270])
@pytest.mark.parametrize("draw", [full_grid, one_path])
def test_a_rotated_page_is_seen_as_displayed(rotation: int, draw: Callable[[pymupdf.Page], None]) -> None:
    page = blank()
    draw(page)
    fill(page)
    page.set_rotation(rotation)
    regions = table_regions(page, "d", 1, read_page(page))
    assert len(regions) == 1
    size = sorted((regions[0].box.width, regions[0].box.height))
    assert size == pytest.approx([60, 300], abs=1)


def test_a_cropped_page_is_seen_as_displayed() -> None:
    page = blank()
    one_path(page)
    fill(page)
    page.set_cropbox(pymupdf.Rect(50, 40, 500, 400))
    (table,) = tables(page)
    assert table.text == TEXT
    assert (table.box.x0, table.box.y0) == pytest.approx((50, 60), abs=1)


def test_merged_cells_stand_in_their_first_place() -> None:
    page = blank()
    across(page, 100, 160)
    across(page, 120, x0=200)
    across(page, 140)
    down(page, 100, 200, 400)
    down(page, 300, y0=120)
    for x, y, text in [(108, 124, "区分"), (280, 114, "人数"), (208, 134, "男"), (308, 134, "女")]:
        write(page, x, y, text)
    fill(page, [("学部", "12", "13")], YS[2:])
    assert texts(page) == ["区分\t人数\t\n\t男\t女\n学部\t12\t13"]


def test_words_over_the_rules_speak_against_a_table() -> None:
    page = blank()
    full_grid(page)
    for y in YS[:-1]:
        write(page, 152, y + 14, "甲乙丙丁戊己")
    assert texts(page) == []


def test_a_run_of_glyphs_is_cut_where_a_cell_ends() -> None:
    page = blank()
    full_grid(page)
    for y in YS[:-1]:
        write(page, 160, y + 14, "甲乙丙丁　戊己", 9)
    assert texts(page) == ["\n".join(["甲乙丙丁\t戊己"] * 3)]


def test_lines_of_a_cell_are_joined() -> None:
    page = blank()
    across(page, 100, 120, 160)
    down(page, *XS)
    fill(page, [("名称", "仕様", "備考"), ("装置", "屋外に設置し雨を", "なし")])
    write(page, 208, 148, "防ぐ構造とする")
    assert texts(page) == ["名称\t仕様\t備考\n装置\t屋外に設置し雨を防ぐ構造とする\tなし"]


def test_text_set_downwards_in_a_cell_is_read() -> None:
    page = blank()
    across(page, 100, 160)
    across(page, 120, 140, x0=200)
    down(page, *XS)
    for at, glyph in enumerate("売上高"):
        write(page, 145, 118 + at * 12, glyph)
    fill(page, [("", *row[1:]) for row in ROWS])
    assert texts(page) == ["売上高\t2020年\t2021年\n\t1,234\t1,301\n\t88\t61"]


def test_two_tables_below_each_other_are_two_with_their_captions_and_notes_outside() -> None:
    page = blank()
    for top in (100, 300):
        across(page, top, top + 20, top + 60)
        fill(page, ys=[top, top + 20, top + 40])
        write(page, 180, top - 8, f"表{top // 100} 主要な値")
        write(page, 100, top + 75, "注：速報値である。")
    found = tables(page)
    assert [table.text for table in found] == [TEXT, TEXT]
    assert [round(table.box.height) for table in found] == [60, 60]


def test_a_region_says_what_it_is_and_has_an_id_by_its_place() -> None:
    page = blank()
    full_grid(page)
    fill(page)
    (region,) = table_regions(page, "d", 3, read_page(page), painted(page))
    assert (region.kind, region.source, region.rule, region.page) == (RegionKind.TABLE, "table", "table", 3)
    assert region.text == TEXT
    (other,) = table_regions(page, "d", 4, read_page(page))
    assert other.region_id != region.region_id


def chart(page: pymupdf.Page) -> None:
    for at in range(6):
        across(page, 100 + at * 30)
        write(page, 80, 103 + at * 30, str(100 - 20 * at))
    for at in range(4):
        page.draw_rect(pymupdf.Rect(120 + at * 70, 115 + at * 12, 150 + at * 70, 250), color=None, fill=(0, 0, 1))
        write(page, 122 + at * 70, 112 + at * 12, str(90 - at))


def plot(page: pymupdf.Page) -> None:
    full_grid(page)
    page.draw_polyline([(100, 155), (210, 138), (290, 125), (400, 102)], color=(1, 0, 0))
    for at in range(6):
        write(page, 105 + at * 45, 150 - at * 8, f"{at}.5", 7)


def flow(page: pymupdf.Page) -> None:
    for row in range(3):
        for column in range(2):
            page.draw_rect(pymupdf.Rect(100 + column * 150, 100 + row * 60, 200 + column * 150, 130 + row * 60))
            write(page, 110 + column * 150, 120 + row * 60, f"処理{row}{column}")
        rule(page, 200, 115 + row * 60, 250, 115 + row * 60)
    for x in (150, 300):
        rule(page, x, 130, x, 160)
        rule(page, x, 190, x, 220)


def boxed_text(page: pymupdf.Page) -> None:
    page.draw_rect(pymupdf.Rect(90, 90, 500, 250))
    for at in range(8):
        write(page, 100, 110 + at * 17, BODY)


def listing(page: pymupdf.Page) -> None:
    page.draw_rect(pymupdf.Rect(90, 90, 500, 250))
    for at, (code, comment) in enumerate([("int main(void)", "// start"), ("x = 1;", "// value"), ("}", "// end")]):
        write(page, 100, 110 + at * 17, code)
        write(page, 300, 110 + at * 17, comment)


def two_columns_between_rules(page: pymupdf.Page) -> None:
    across(page, 60, 780, x0=60, x1=530)
    for at in range(40):
        write(page, 60, 90 + at * 17, BODY[:22])
        write(page, 305, 90 + at * 17, BODY[3:25])


def headings(page: pymupdf.Page) -> None:
    for at in range(4):
        write(page, 100, 96 + at * 100, f"{at}. 見出し   (2021)")
        across(page, 100 + at * 100, x1=500)
        for k in range(3):
            write(page, 100, 120 + at * 100 + k * 17, BODY)


def cards(page: pymupdf.Page) -> None:
    for at in range(4):
        x, y = 80 + at % 2 * 220, 100 + at // 2 * 200
        page.draw_rect(pymupdf.Rect(x, y, x + 220, y + 200))
        for k in range(10):
            write(page, x + 5, y + 20 + k * 17, BODY[:20])


def sheet_of_pictures(page: pymupdf.Page) -> None:
    across(page, 100, 200, 220, 320, 340)
    down(page, 100, 250, 400, y1=340)
    pixels = np.random.default_rng(1).integers(0, 255, (30, 40, 3), dtype=np.uint8)
    for x in (100, 250):
        for y in (100, 220):
            box = pymupdf.Rect(x + 2, y + 2, x + 148, y + 98)
            page.insert_image(box, stream=encode_png(Image.fromarray(pixels)), keep_proportion=False)
            write(page, x + 20, y + 114, f"写真{x + y}")


@pytest.mark.parametrize(
    "draw",
    [
        chart,
        plot,
        flow,
        boxed_text,
        listing,
        two_columns_between_rules,
        headings,
        cards,
        sheet_of_pictures,
        full_grid,
        booktabs,
    ],
)
def test_what_only_looks_like_a_table_is_none(draw: Callable[[pymupdf.Page], None]) -> None:
    page = blank()
    draw(page)
    assert texts(page) == []


def test_an_empty_page_has_none() -> None:
    assert tables(blank()) == []


def test_a_mesh_is_not_looked_at() -> None:
    page = blank()
    across(page, *range(100, 700, 4))
    down(page, *range(100, 400, 1), y1=700)
    fill(page)
    assert texts(page) == []


STRIPED = (*ROWS, ("総資産", "905", "870"), ("自己資本", "410", "399"))
STRIPED_YS = (100, 120, 140, 160, 180, 200)


def test_rows_shaded_in_turn_are_one_table_with_the_rows_between_them() -> None:
    page = blank()
    for x0, x1 in pairwise(XS):
        block(page, x0, 100, x1, 120, 0.3)
        block(page, x0, 140, x1, 160, 0.9)
        block(page, x0, 180, x1, 200, 0.9)
    fill(page, STRIPED, STRIPED_YS)
    (table,) = tables(page)
    assert table.box.iou(Box(100, 100, 400, 200)) > 0.95
    assert table.text == TEXT + "\n総資産\t905\t870\n自己資本\t410\t399"


def test_a_plain_row_below_the_last_shaded_one_is_in_the_table() -> None:
    page = blank()
    for x0, x1 in pairwise(XS):
        block(page, x0, 100, x1, 140, 0.8)
        block(page, x0, 160, x1, 180, 0.9)
    across(page, 120)
    fill(page, STRIPED, STRIPED_YS)
    (table,) = tables(page)
    assert table.text.split("\n")[-1] == "自己資本\t410\t399"


def test_a_shaded_head_over_open_rows_is_a_part_of_the_table() -> None:
    page = blank()
    for x0, x1 in pairwise(XS):
        block(page, x0, 100, x1, 120, 0.85)
    across(page, 100, 120, 140, 160)
    fill(page)
    assert texts(page) == [TEXT]


def test_rules_drawn_cell_by_cell_are_the_rules_of_three_line_tables() -> None:
    page = blank()
    for y in (100, 120, 160):
        for x0, x1 in pairwise(XS):
            block(page, x0, y, x1, y + 1.4, 0)
    fill(page)
    assert texts(page) == [TEXT]


def test_rules_around_a_table_and_its_text_frame_them() -> None:
    page = blank()
    across(page, 90, 260, x0=80, x1=420)
    across(page, 100, 120, 160)
    write(page, 180, 86, "表1 業績")
    fill(page)
    write(page, 90, 200, BODY[:28])
    assert texts(page) == [TEXT]
