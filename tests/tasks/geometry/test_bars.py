"""Charts of level bars."""

from tasks.geometry.bars import barred
from tasks.geometry.groups import Group
from tasks.geometry.texts import Text
from tasks.japanese.cues import caption_cue
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

SIZE = 8.0


def bar(x0: float, y0: float, x1: float, y1: float, source: str = "drawing") -> Group:
    box = Box(x0, y0, x1, y1)
    rule = "grid" if source == "drawing" else "image"
    return Group(
        (
            Region(
                **box._asdict(),
                region_id=f"{box}",
                doc_id="d",
                page=1,
                kind=RegionKind.FIGURE,
                source=source,
                rule=rule,
            ),
        )
    )


def text(x: float, y: float, content: str, width: float | None = None) -> Text:
    box = Box(x, y, x + (width or SIZE * len(content)), y + SIZE)
    cue = caption_cue(content)
    return Text(box, content, SIZE, vertical=False, kind=None, cue=cue)


def stacked(count: int = 3, step: float = 24) -> list[Group]:
    return [bar(200, 100 + step * at, 500, 116 + step * at) for at in range(count)]


def names(count: int = 3, step: float = 24, content: str = "男性") -> list[Text]:
    return [text(180, 104 + step * at, content) for at in range(count)]


def shares(count: int = 3, step: float = 24, content: str = "26.8") -> list[Text]:
    return [text(x, 104 + step * at, content, 16) for at in range(count) for x in (240, 400)]


def sizes(groups: list[Group], texts: list[Text]) -> list[int]:
    return sorted(len(group.members) for group in barred(groups, texts))


def test_stacked_bars_of_one_width_are_one_chart() -> None:
    (chart,) = barred(stacked(), [*names(), *shares()])
    assert (chart.box, chart.linked) == (Box(200, 100, 500, 164), True)


def test_bars_from_one_line_with_their_figures_behind_are_one_chart() -> None:
    ends = [300, 420, 260]
    bars = [bar(200, 100 + 24 * at, end, 116 + 24 * at) for at, end in enumerate(ends)]
    behind = [text(end + 4, 104 + 24 * at, "48%") for at, end in enumerate(ends)]
    assert sizes(bars, [*names(), *behind]) == [3]


def test_a_name_that_runs_on_into_the_figures_is_a_name() -> None:
    glued = text(170, 128, "30～39歳 10.5", 60)
    assert sizes(stacked(), [names()[0], glued, names()[2], *shares()]) == [3]


def test_fields_of_a_form_are_no_chart() -> None:
    assert sizes(stacked(), names()) == [1, 1, 1]


def test_shaded_rows_of_words_are_no_chart() -> None:
    assert sizes(stacked(), [*names(), *shares(content="若草市立図書館")]) == [1, 1, 1]


def test_bars_without_names_are_no_chart() -> None:
    assert sizes(stacked(), shares()) == [1, 1, 1]


def test_bars_far_from_each_other_are_no_chart() -> None:
    assert sizes(stacked(step=90), [*names(step=90), *shares(step=90)]) == [1, 1, 1]


def test_pictures_are_no_bars() -> None:
    images = [bar(200, 100 + 24 * at, 500, 116 + 24 * at, "raster") for at in range(3)]
    assert sizes(images, [*names(), *shares()]) == [1, 1, 1]
