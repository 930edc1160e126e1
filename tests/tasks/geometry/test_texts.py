from tasks.geometry.texts import covered, outside, readable, within
from tasks.records.enums import Direction, RegionKind
from tasks.records.page import Line
from tasks.records.record import Box
from tasks.records.region import Region


def line(
    text: str, *box: float, size: float = 10, direction: Direction = Direction.HORIZONTAL, ruby: bool = False
) -> Line:
    x0, y0, x1, y1 = box
    return Line(x0=x0, y0=y0, x1=x1, y1=y1, text=text, size=size, direction=direction, ruby=ruby)


def test_blank_lines_and_ruby_are_not_read() -> None:
    assert readable([line("  ", 0, 0, 9, 9), line("かな", 0, 0, 9, 9, ruby=True)]) == []


def test_texts_come_from_top_to_bottom() -> None:
    found = readable([line("下", 0, 50, 10, 60), line("上", 0, 0, 10, 10)])
    assert [text.text for text in found] == ["上", "下"]


def test_a_box_much_higher_than_its_type_is_cut_to_it() -> None:
    (text,) = readable([line("文字", 0, 0, 20, 40)])
    assert text.box == Box(0, 12, 20, 28)


def test_a_column_much_wider_than_its_type_is_cut_to_it() -> None:
    (text,) = readable([line("文字", 0, 0, 40, 20, direction=Direction.VERTICAL)])
    assert text.box == Box(12, 0, 28, 20)


def test_a_numbered_label_makes_a_caption() -> None:
    figure, table, plain = readable(
        [line("図1 駅", 0, 0, 40, 10), line("表1 駅", 0, 20, 40, 30), line("駅の様子", 0, 40, 40, 50)]
    )
    assert (figure.is_caption, figure.names_figure) == (True, True)
    assert (table.is_caption, table.names_figure) == (True, False)
    assert not plain.is_caption


def test_a_caption_region_is_one_without_a_number() -> None:
    region = Region(
        region_id="r", doc_id="d", page=1, kind=RegionKind.CAPTION, text="駅前", source="layer", x0=0, y0=0, x1=9, y1=9
    )
    assert readable([region])[0].is_caption


def test_length_leaves_spaces_out() -> None:
    assert readable([line("一 二　三", 0, 0, 50, 10)])[0].length == 3


def test_covered_is_the_share_of_the_box_under_text() -> None:
    texts = readable([line("文字", 0, 0, 20, 10)])
    assert covered(Box(0, 0, 40, 10), texts) == 0.5
    assert covered(Box(0, 0, 0, 10), texts) == 0


def test_within_and_outside_share_the_texts() -> None:
    texts = readable([line("内", 0, 0, 10, 10), line("外", 100, 0, 110, 10)])
    box = Box(0, 0, 50, 50)
    assert [text.text for text in within(box, texts)] == ["内"]
    assert [text.text for text in outside(texts, [box])] == ["外"]
