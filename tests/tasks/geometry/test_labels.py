import pytest

from tasks.geometry.groups import Group
from tasks.geometry.labels import grown
from tasks.geometry.texts import Text, readable
from tasks.records.enums import RegionKind
from tasks.records.page import Line
from tasks.records.record import Box
from tasks.records.region import Region

PAPER = Box(0, 0, 595, 842)


def group(*box: float, source: str = "drawing", linked: bool = False) -> Group:
    x0, y0, x1, y1 = box
    place = {"x0": x0, "y0": y0, "x1": x1, "y1": y1}
    region = Region(
        region_id=str(box), doc_id="d", page=1, kind=RegionKind.FIGURE, source=source, rule="shapes", **place
    )
    return Group((region,), linked=linked)


def text(x: float, y: float, content: str, size: float = 10) -> Text:
    line = Line(x0=x, y0=y, x1=x + size * len(content), y1=y + size, text=content, size=size)
    return readable([line])[0]


def final(one: Group, *texts: Text) -> Box:
    ((_, box),) = grown([one], PAPER, texts)
    return box


CHART = (100, 100, 300, 200)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (text(180, 204, "年度"), Box(100, 100, 300, 214)),
        (text(75, 140, "50"), Box(75, 100, 300, 200)),
        (text(305, 140, "凡例"), Box(100, 100, 325, 200)),
        (text(180, 88, "生産量"), Box(100, 88, 300, 200)),
        (text(290, 140, "端を越える"), Box(100, 100, 340, 200)),
        (text(180, 240, "離れた文字"), Box(*CHART)),
        (text(100, 204, "幅いっぱいに広がる長い文字列"), Box(100, 100, 300, 200)),
    ],
)
def test_a_drawing_takes_the_labels_at_its_edges(label: Text, expected: Box) -> None:
    if label.length > 12:
        label = label._replace(box=Box(100, 204, 300, 214))
    assert final(group(*CHART), label) == expected


def test_the_title_of_an_axis_stands_beyond_its_numbers() -> None:
    assert final(group(*CHART), text(180, 204, "2020"), text(180, 220, "年度")).y1 == 230


@pytest.mark.parametrize("content", ["図3 生産量", "表1 生産量", "Fig. 2 production"])
def test_a_caption_is_never_taken(content: str) -> None:
    assert final(group(*CHART), text(120, 204, content)) == Box(*CHART)


def test_a_line_of_a_paragraph_is_never_taken() -> None:
    first = text(100, 222, "長い本文の行がここから始まって続いていく。")
    assert final(group(*CHART), text(100, 205, "短い行。"), first) == Box(*CHART)


def test_a_photo_takes_nothing_that_only_stands_by() -> None:
    assert final(group(*CHART, source="raster"), text(180, 204, "駅前")) == Box(*CHART)


def test_a_photo_takes_a_label_across_its_edge() -> None:
    assert final(group(*CHART, source="raster"), text(280, 140, "入口はここ")).x1 == 330


def test_pictures_that_arrows_link_take_the_names_under_them() -> None:
    assert final(group(*CHART, source="raster", linked=True), text(180, 204, "計算機")).y1 == 214


def test_a_label_does_not_lead_off_the_page() -> None:
    assert final(group(400, 100, 590, 200), text(580, 140, "端を越える")).x1 == 595


def test_figures_that_come_to_hold_each_other_are_one() -> None:
    found = grown([group(100, 100, 300, 300), group(150, 150, 200, 200)], PAPER, [])
    assert [(len(one.members), box) for one, box in found] == [(2, Box(100, 100, 300, 300))]


def test_a_paragraph_set_narrow_beside_a_picture_that_was_seen_is_none_of_its_labels() -> None:
    lines = [text(205, 130 + 18 * at, "背甲は心臓形で中央") for at in range(4)]
    end = text(205, 102, "と呼ばれ珍重される。")
    box = final(group(300, 100, 450, 220, source="ink"), end, *lines, text(350, 224, "甲の形"))
    assert (box.x0, box.y1) == (300, 234)


def test_a_name_beside_a_picture_that_was_seen_is_a_label_of_it() -> None:
    assert final(group(300, 100, 450, 220, source="ink"), text(252, 150, "青ウミガメ")).x0 == 252


@pytest.mark.parametrize(
    ("content", "taken"), [("年度", True), ("近くから見た蒸し器の組み立て", False), ("←蒸し器", False)]
)
def test_beside_a_picture_seen_on_a_scan_only_short_words_are_labels(content: str, *, taken: bool) -> None:
    seen = Group((group(*CHART, source="ink").main.model_copy(update={"rule": "ink"}),))
    assert seen.is_seen
    assert (final(seen, text(305, 140, content)).x1 > 300) is taken
