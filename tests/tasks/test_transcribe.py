import numpy as np
import pymupdf
import pytest

from tasks.engines.ocr.fake import FakeOcr
from tasks.records.enums import Direction, FigureKind, Outcome, Reason, RegionKind, TextSource
from tasks.records.figure import Figure
from tasks.records.page import Line, Page
from tasks.records.record import Box
from tasks.records.region import Region
from tasks.transcribe import MOST_PIXELS, Label, believed, is_to_be_read, labels_in, portions, read_crop, transcript

FIGURE = Figure(x0=100, y0=100, x1=300, y1=250, figure_id="f", doc_id="d", page=1, region_id="r")


def seen(x, y, text, confidence=0.95, size=10.0, **more):
    return Line(x0=x, y0=y, x1=x + size * len(text), y1=y + size, text=text, size=size, confidence=confidence, **more)


def known(x, y, text, size=10.0):
    return Label(text, Box(x, y, x + size * len(text), y + size), size, Direction.HORIZONTAL)


def page(source=TextSource.LAYER):
    return Page(doc_id="d", page=1, width=400, height=300, rotation=0, text_source=source)


def region(source="raster", kind=RegionKind.FIGURE, box=(100, 100, 300, 250), **more):
    x0, y0, x1, y1 = box
    return Region(x0=x0, y0=y0, x1=x1, y1=y1, region_id="r", doc_id="d", page=1, kind=kind, source=source, **more)


def test_lines_are_read_from_top_to_bottom():
    assert transcript((), [seen(100, 200, "支出"), seen(100, 100, "収入")]) == "収入\n支出"


def test_a_figure_without_text_has_none():
    assert transcript((), []) is None


def test_what_the_layer_says_is_not_said_twice():
    assert transcript([known(100, 100, "収入")], [seen(101, 101, "収人"), seen(100, 200, "支出")]) == "収入\n支出"


def test_the_layer_and_the_picture_are_read_as_one():
    text = transcript([known(100, 150, "二行目")], [seen(100, 100, "一行目"), seen(100, 200, "三行目")])
    assert text == "一行目\n二行目\n三行目"


@pytest.mark.parametrize(
    ("text", "confidence", "kept"), [("ー", 0.7, False), ("東", 0.9, True), ("東京", 0.55, True), ("東京", 0.4, False)]
)
def test_what_is_not_sure_is_no_text(text, confidence, kept):
    assert (transcript((), [seen(100, 100, text, confidence)]) is not None) is kept


def test_a_row_of_marks_is_no_text():
    rows = [seen(100, 100, "8088" * 6), seen(100, 120, "0000"), seen(100, 140, "1101001010")]
    assert transcript((), rows) == "1101001010"


def test_furigana_is_no_line_of_its_own():
    assert transcript((), [seen(100, 90, "とうきょう", size=5, ruby=True), seen(100, 100, "東京")]) == "東京"


def test_lines_of_a_paragraph_stay_broken_as_printed():
    lines = [seen(100, 100, "人口は増え続け"), seen(100, 115, "十万人を超えた")]
    assert transcript((), lines) == "人口は増え続け\n十万人を超えた"


def test_columns_are_read_from_the_right():
    columns = [
        Line(x0=x, y0=100, x1=x + 10, y1=160, text=text, direction=Direction.VERTICAL, size=10, confidence=0.9)
        for x, text in ((100, "左の欄の文章"), (200, "右の欄の文章"))
    ]
    assert transcript((), columns) == "右の欄の文章\n左の欄の文章"


@pytest.mark.parametrize(
    ("source", "parts", "labels", "read"),
    [
        (TextSource.LAYER, [region("raster")], [known(110, 110, "札")], True),
        (TextSource.LAYER, [region("drawing")], [known(110, 110, "札")], False),
        (TextSource.LAYER, [region("drawing")], [], True),
        (TextSource.LAYER, [region("drawing"), region("raster")], [known(110, 110, "札")], True),
        (TextSource.OCR, [region("ink")], [known(110, 110, "札")], True),
    ],
)
def test_pixels_are_read_and_drawings_without_labels(source, parts, labels, read):
    assert is_to_be_read(page(source), FIGURE, parts, labels) is read


def test_tables_are_read_cell_by_cell_elsewhere():
    table = FIGURE.model_copy(update={"kind": FigureKind.TABLE})
    assert not is_to_be_read(page(), table, [region("table")], [])


def test_what_was_turned_away_is_not_read():
    away = FIGURE.model_copy(update={"outcome": Outcome.REJECTED, "reason": Reason.TOO_SMALL})
    assert not is_to_be_read(page(), away, [region()], [])


def test_labels_are_the_texts_within_the_figure():
    inside = region("layer", RegionKind.LABEL, (110, 110, 150, 120), text="収入", size=10.0)
    beside = region("layer", RegionKind.LABEL, (310, 110, 350, 120), text="支出", size=10.0)
    caption = region("layer", RegionKind.CAPTION, (110, 130, 150, 140), text="図1", size=10.0)
    assert [label.text for label in labels_in(FIGURE, [inside, beside, caption])] == ["収入"]


def test_what_a_page_was_read_to_say_must_be_sure():
    labels = [known(110, 110, "収入"), known(110, 150, "XNM"), known(110, 190, "8")]
    lines = [seen(110, 110, "収入"), seen(110, 150, "XNM", 0.4), seen(110, 190, "8", 0.7)]
    assert believed(labels, lines) == labels[:1]
    assert believed(labels, [line.model_copy(update={"confidence": None}) for line in lines]) == labels


def test_a_poster_full_of_pictures_is_read_by_portions():
    side = int((MOST_PIXELS / 4) ** 0.5)
    large = [FIGURE.model_copy(update={"figure_id": f"{at}", "width_px": side, "height_px": side}) for at in range(4)]
    small = FIGURE.model_copy(update={"figure_id": "s", "width_px": 100, "height_px": 100})
    assert portions([*large, small]) == [[small, *large[:3]], large[3:]]
    assert portions(large) == [large]
    assert portions([]) == []


def test_a_picture_larger_than_a_portion_is_one_by_itself():
    huge = [FIGURE.model_copy(update={"figure_id": f"{at}", "width_px": 9000, "height_px": 9000}) for at in range(2)]
    assert portions(huge) == [[huge[0]], [huge[1]]]


def test_what_is_read_in_a_crop_lies_on_the_page():
    image = np.full((300, 400, 3), 255, np.uint8)  # 144 dpi
    image[100:120, 40:200] = 0
    (line,) = read_crop(image, FIGURE, FakeOcr().read)
    assert line.box == pytest.approx((120, 150, 200, 160), abs=1.5)


@pytest.mark.engine
def test_the_labels_of_a_picture_are_read(run_steps):
    """A chart that is pixels alone gives its labels, in order."""
    chart = pymupdf.open().new_page(width=300, height=150)
    for y, text in ((40, "製造業の売上高"), (80, "小売業の売上高"), (120, "建設業の売上高")):
        chart.insert_text((30, y), text, fontname="japan", fontsize=14)
        chart.draw_rect((150, y - 12, 270, y), fill=(0.2, 0.3, 0.8))
    picture = chart.get_pixmap(dpi=200).tobytes("png")
    document = pymupdf.open()
    sheet = document.new_page()
    sheet.insert_text((72, 72), "売上高は業種によって大きく異なり、製造業が最も多い。", fontname="japan")
    sheet.insert_image((72, 120, 372, 270), stream=picture)
    (figure,) = (one for one in run_steps(document.tobytes(), Figure, "figures") if one.outcome is Outcome.KEPT)
    assert figure.text_inside == "製造業の売上高\n小売業の売上高\n建設業の売上高"


@pytest.mark.engine
def test_every_picture_of_a_page_is_read_whatever_the_portions(run_steps, monkeypatch):
    monkeypatch.setattr("tasks.transcribe.MOST_PIXELS", 1)
    document = pymupdf.open()
    sheet = document.new_page()
    sheet.insert_text((72, 40), "三つの写真に写る看板の文字を読み取るための試験の頁である。", fontname="japan")
    for at, text in enumerate(("東の入口の看板", "西の入口の看板", "南の入口の看板")):
        sign = pymupdf.open().new_page(width=200, height=100)
        sign.draw_rect(sign.rect, fill=(0.7, 0.8, 0.9))
        sign.draw_circle((100, 70), 20, fill=(0.9, 0.3, 0.1))
        sign.insert_text((30, 30), text, fontname="japan", fontsize=16)
        sheet.insert_image((72, 100 + 180 * at, 272, 200 + 180 * at), stream=sign.get_pixmap(dpi=150).tobytes("png"))
    kept = [one for one in run_steps(document.tobytes(), Figure, "figures") if one.outcome is Outcome.KEPT]
    assert sorted(one.text_inside for one in kept) == ["南の入口の看板", "東の入口の看板", "西の入口の看板"]
