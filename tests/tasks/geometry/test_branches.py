from tasks.geometry.branches import joined_branches, joined_rows
from tasks.geometry.groups import Group
from tasks.geometry.texts import Text, readable
from tasks.records.enums import RegionKind
from tasks.records.page import Line
from tasks.records.record import Box
from tasks.records.region import Region


def drawn(*box: float, rule: str = "frame") -> Group:
    place = Box(*box)._asdict()
    return Group(
        (Region(region_id=str(box), doc_id="d", page=1, kind=RegionKind.FIGURE, source="drawing", rule=rule, **place),)
    )


def names(*placed: tuple[float, float, str], size: float = 8) -> list[Text]:
    return readable(
        Line(x0=x, y0=y, x1=x + size * len(text), y1=y + size, text=text, size=size) for x, y, text in placed
    )


TREE = names((50, 100, "資料"), (68, 114, "図面"), (86, 128, "断面"))
BRANCHES = [drawn(54, 110, 64, 118), drawn(72, 124, 82, 132)]


def test_the_lines_of_a_tree_belong_together_by_the_names_between_them() -> None:
    assert joined_branches(BRANCHES, TREE)[0, 1]


def test_lines_that_lead_to_no_name_are_no_branches() -> None:
    assert not joined_branches(BRANCHES, TREE[:2]).any()


def test_two_trees_are_two() -> None:
    far = names((50, 300, "資料"), (68, 314, "図面"))
    assert not joined_branches([BRANCHES[0], drawn(54, 310, 64, 318)], [*TREE, *far]).any()


def test_wide_drawings_are_no_branches() -> None:
    wide = drawn(54, 110, 64 + 40, 118)
    texts = names((50, 100, "資料"), (108, 114, "図面"), (126, 128, "断面"))
    assert not joined_branches([wide, drawn(112, 124, 122, 132)], texts).any()


def row(y: float) -> Group:
    return drawn(100, y, 300, y + 30, rule="shapes")


def labels(y: float) -> list[Text]:
    return names((120, y + 11, "受付"), (250, y + 11, "審査"))


def test_rows_of_boxes_under_each_other_are_one_diagram() -> None:
    assert joined_rows([row(100), row(150)], [*labels(100), *labels(150)])[0, 1]


def test_a_box_without_arrow_continues_a_row() -> None:
    last = drawn(320, 100, 400, 130)
    assert joined_rows([row(100), last], [*labels(100), *names((340, 111, "通知"))])[0, 1]


def test_boxes_alone_are_no_diagram() -> None:
    boxes = [drawn(100, 100, 180, 130), drawn(200, 100, 280, 130)]
    assert not joined_rows(boxes, names((120, 111, "受付"), (220, 111, "審査"))).any()


def test_text_between_rows_parts_them() -> None:
    caption = names((150, 136, "図1 手続"))
    assert not joined_rows([row(100), row(150)], [*labels(100), *labels(150), *caption]).any()


def test_rows_farther_apart_than_they_are_high_are_two() -> None:
    assert not joined_rows([row(100), row(165)], [*labels(100), *labels(165)]).any()
