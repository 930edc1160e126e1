from tasks.geometry.groups import Group
from tasks.geometry.links import linked
from tasks.geometry.texts import Text, readable
from tasks.records.enums import RegionKind
from tasks.records.page import Line
from tasks.records.record import Box
from tasks.records.region import Region

PAPER = Box(0, 0, 720, 540)


def part(*box: float, source: str = "raster", rule: str = "image") -> Group:
    x0, y0, x1, y1 = box
    place = {"x0": x0, "y0": y0, "x1": x1, "y1": y1}
    region = Region(region_id=str(box), doc_id="d", page=1, kind=RegionKind.FIGURE, source=source, rule=rule, **place)
    return Group((region,))


def arrow(*box: float) -> Group:
    return part(*box, source="drawing", rule="frame")


def text(*box: float, content: str) -> list[Text]:
    x0, y0, x1, y1 = box
    return readable([Line(x0=x0, y0=y0, x1=x1, y1=y1, text=content, size=10)])


def sizes(*groups: Group, texts: list[Text] | None = None) -> list[int]:
    return sorted(len(group.members) for group in linked(groups, texts or [], PAPER))


def test_an_arrow_across_links_what_stands_at_its_ends() -> None:
    assert sizes(part(0, 100, 100, 200), arrow(110, 140, 150, 160), part(160, 100, 260, 200)) == [3]


def test_an_arrow_down_links_what_stands_at_its_ends() -> None:
    assert sizes(part(0, 0, 100, 100), arrow(40, 110, 60, 150), part(0, 160, 100, 260)) == [3]


def test_what_an_arrow_links_is_marked() -> None:
    (group,) = linked([part(0, 100, 100, 200), arrow(110, 140, 150, 160), part(160, 100, 260, 200)], [], PAPER)
    assert group.linked


def test_an_arrow_with_a_free_end_links_nothing() -> None:
    assert sizes(part(0, 100, 100, 200), arrow(110, 140, 150, 160)) == [1, 1]


def test_an_arrow_links_nothing_far_away() -> None:
    assert sizes(part(0, 100, 100, 200), arrow(110, 140, 150, 160), part(300, 100, 400, 200)) == [1, 1, 1]


def test_a_rule_between_two_pictures_is_no_arrow_down() -> None:
    assert sizes(part(0, 0, 100, 100), arrow(0, 110, 100, 111), part(0, 120, 100, 220)) == [1, 1, 1]


def test_a_box_with_text_is_no_arrow() -> None:
    groups = part(0, 100, 100, 200), arrow(110, 140, 150, 160), part(160, 100, 260, 200)
    assert sizes(*groups, texts=text(112, 142, 148, 158, content="次へ")) == [1, 1, 1]


def test_a_box_of_much_text_is_not_linked() -> None:
    groups = part(0, 100, 100, 200), arrow(110, 140, 150, 160), arrow(160, 100, 260, 200)
    assert sizes(*groups, texts=text(162, 102, 258, 198, content="長い文章。" * 20)) == [1, 1, 1]


def test_a_table_is_not_linked() -> None:
    table = part(160, 100, 260, 200, source="drawing", rule="grid")
    assert sizes(part(0, 100, 100, 200), arrow(110, 140, 150, 160), table) == [1, 1, 1]


def test_running_text_between_an_arrow_and_a_picture_parts_them() -> None:
    groups = part(0, 0, 100, 100), arrow(40, 130, 60, 170), part(0, 180, 100, 280)
    assert sizes(*groups) == [3]
    said = text(0, 105, 100, 115, content="この段落は図と図の間にある本文の一行です")
    assert sizes(*groups, texts=said) == [1, 1, 1]


def test_a_word_at_an_arrow_parts_nothing() -> None:
    groups = part(0, 0, 100, 100), arrow(40, 130, 60, 170), part(0, 180, 100, 280)
    assert sizes(*groups, texts=text(40, 105, 60, 115, content="承認")) == [3]


def test_a_bar_before_a_heading_links_nothing() -> None:
    bar = part(0, 110, 5, 128, source="drawing", rule="rule")
    photos = [part(0, 0, 100, 100), part(0, 135, 100, 230)]
    assert sizes(*photos, bar, texts=text(10, 113, 50, 124, content="作り方")) == [1, 1, 1]
    assert sizes(*photos, bar) == [3]


def test_a_thin_line_with_a_word_at_its_side_links() -> None:
    stem = part(40, 101, 41, 130, source="drawing", rule="rule")
    assert sizes(part(0, 0, 100, 100), part(0, 131, 100, 230), stem, texts=text(45, 110, 75, 120, content="はい")) == [
        3
    ]
