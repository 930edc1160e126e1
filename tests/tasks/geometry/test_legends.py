"""Keys of charts."""

from tasks.geometry.groups import Group
from tasks.geometry.legends import with_legends
from tasks.geometry.texts import Text
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

PIE = (100, 100, 200, 200)


def drawn(*sides: float, rule: str = "frame") -> Group:
    box = Box(*sides)
    region = Region(
        **box._asdict(),
        region_id=f"{sides}",
        doc_id="d",
        page=1,
        kind=RegionKind.FIGURE,
        source="raster" if rule == "image" else "drawing",
        rule=rule,
    )
    return Group((region,))


def name(x: float, y: float, content: str, size: float = 8) -> Text:
    return Text(Box(x, y, x + size * len(content), y + size), content, size, vertical=False, kind=None, cue=None)


def entries(
    x: float, y: float, count: int = 3, size: float = 8, content: str = "電車"
) -> tuple[list[Group], list[Text]]:
    """Return samples under each other, in line with their names."""
    step = 1.5 * size
    samples = [drawn(x, y + at * step, x + 6, y + at * step + 6) for at in range(count)]
    return samples, [name(x + 9, y + at * step - 1, content, size) for at in range(count)]


def boxes(groups: list[Group], texts: list[Text]) -> set[Box]:
    return {group.box for group in with_legends(groups, texts)}


SENTENCES = [name(50, 400 + 14 * at, "駅までの交通手段を年齢ごとに調べた結果である。", 10) for at in range(4)]


def test_a_legend_beside_a_pie_is_a_part_of_it() -> None:
    samples, names = entries(212, 120)
    assert boxes([drawn(*PIE, rule="shapes"), *samples], [*names, *SENTENCES]) == {Box(100, 100, 218, 200)}


def test_a_legend_under_the_ticks_is_a_part_of_the_chart() -> None:
    samples = [drawn(100, 222, 106, 228), drawn(150, 222, 156, 228)]
    row = [name(109, 221, "鉄道　　　　航空")]
    ticks = [name(110, 203, "2001 2002")]
    assert boxes([drawn(*PIE, rule="shapes"), *samples], [*row, *ticks]) == {Box(100, 100, 200, 228)}


def test_a_lone_square_before_a_word_is_a_bullet() -> None:
    samples, names = entries(212, 120, count=1)
    assert len(boxes([drawn(*PIE, rule="shapes"), *samples], names)) == 2


def test_a_list_in_running_type_some_way_beside_a_chart_is_no_legend() -> None:
    samples, names = entries(218, 120, size=10)
    assert len(boxes([drawn(*PIE, rule="shapes"), *samples], [*names, *SENTENCES])) == 4


def test_samples_before_long_names_are_bullets() -> None:
    samples, names = entries(
        212,
        120,
        size=4,
        content="年齢ごとの交通手段とその変化について詳しく述べるものとし次の章で改めて取り上げることにする",
    )
    assert len(boxes([drawn(*PIE, rule="shapes"), *samples], [*names, *SENTENCES])) == 4


def test_each_of_two_charts_has_its_own_legend() -> None:
    left = [drawn(100, 210, 106, 216), drawn(140, 210, 146, 216)]
    right = [drawn(230, 210, 236, 216), drawn(270, 210, 276, 216)]
    names = [name(109, 209, "鉄道"), name(149, 209, "航空"), name(239, 209, "鉄道"), name(279, 209, "航空")]
    charts = [drawn(*PIE, rule="shapes"), drawn(220, 100, 320, 200, rule="shapes")]
    assert boxes([*charts, *left, *right], names) == {Box(100, 100, 200, 216), Box(220, 100, 320, 216)}


def test_a_photo_has_no_legend() -> None:
    samples, names = entries(212, 120)
    assert len(boxes([drawn(*PIE, rule="image"), *samples], names)) == 4


def test_a_page_without_drawings_stays_empty() -> None:
    assert with_legends([], SENTENCES) == []


def test_a_legend_over_bars_that_are_joined_is_a_part_of_the_chart() -> None:
    samples = [drawn(100, 84, 106, 90), drawn(150, 84, 156, 90)]
    names = [name(109, 83, "鉄道"), name(159, 83, "航空")]
    bars = drawn(*PIE, rule="grid")
    assert boxes([bars._replace(linked=True), *samples], names) == {Box(100, 84, 200, 200)}
    assert len(boxes([bars, *samples], names)) == 3


def test_the_entry_of_a_single_series_stands_in_the_middle_under_its_chart() -> None:
    chart = drawn(*PIE, rule="shapes")
    assert boxes([chart, drawn(138, 222, 144, 228)], [name(147, 221, "電車"), *SENTENCES]) == {Box(100, 100, 200, 228)}
    assert len(boxes([chart, drawn(108, 222, 114, 228)], [name(117, 221, "電車"), *SENTENCES])) == 2
    assert len(boxes([chart, drawn(138, 222, 144, 228)], [name(147, 219, "電車", 10), *SENTENCES])) == 2
