"""What is written around charts."""

from itertools import pairwise

from tasks.geometry.groups import Group
from tasks.geometry.texts import Text
from tasks.geometry.ticks import scaled, single_ticks, without_titles
from tasks.japanese.cues import CueStrength, caption_cue
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

CHART = Box(100, 100, 300, 200)


def group(box: Box = CHART, source: str = "drawing") -> Group:
    region = Region(
        **box._asdict(), region_id=f"{box}", doc_id="d", page=1, kind=RegionKind.FIGURE, source=source, rule="shapes"
    )
    return Group((region,))


def text(x: float, y: float, content: str, size: float = 7, width: float | None = None, *, down: bool = False) -> Text:
    along = width or size * len(content)
    box = Box(x, y, x + size, y + along) if down else Box(x, y, x + along, y + size)
    cue = caption_cue(content)
    numbered = cue if cue is not None and cue.strength is CueStrength.NUMBERED else None
    return Text(box, content, size, vertical=down, kind=None, cue=numbered)


TICKS = [text(100 + 40 * at, 203, str(2016 + at), width=16) for at in range(5)]
SCALE = [text(85, 98 + 24 * at, str(100 - 25 * at).rjust(3, "0"), width=12) for at in range(5)]


def left(*texts: Text) -> list[str]:
    return [one.text for one in without_titles([group()], [*TICKS, *texts]) if one not in TICKS]


def test_a_row_of_years_is_as_many_ticks() -> None:
    row = text(104, 203, "2016 2017 2018 2019", width=180)
    parts = single_ticks([row])
    assert [part.text for part in parts] == ["2016", "2017", "2018", "2019"]
    assert (parts[0].box.x0, round(parts[-1].box.x1)) == (104, 284)
    assert all(one.box.x1 < other.box.x0 for one, other in pairwise(parts))


def test_a_row_of_names_of_one_length_is_as_many_ticks() -> None:
    assert len(single_ticks([text(104, 203, "踏切 本線 軌道", width=180)])) == 3


def test_words_of_a_line_are_no_ticks() -> None:
    written = ("図1 2016 2017", "写真 左から 田中", "2016 2017", "平成28年 4月 から")
    lines = [text(104, 203, content) for content in written]
    assert single_ticks(lines) == lines


def test_a_line_over_a_chart_in_larger_type_is_its_title() -> None:
    assert left(text(150, 85, "売上高の推移", 9)) == []


def test_the_title_of_an_axis_in_the_type_of_the_ticks_is_no_title() -> None:
    assert left(text(180, 212, "列車本数")) == ["列車本数"]


def test_a_large_label_beside_a_chart_is_no_title() -> None:
    assert left(text(305, 150, "電車の数", 9)) == ["電車の数"]


def test_the_sign_of_a_panel_is_no_title() -> None:
    assert left(text(100, 85, "①", 9)) == ["①"]


def test_a_line_marked_as_a_caption_is_no_label() -> None:
    assert left(text(100, 215, "▲市の人口")) == []
    assert left(text(100, 215, "△3.2")) == ["△3.2"]


def test_the_next_line_of_a_caption_is_no_label() -> None:
    assert left(text(100, 215, "図1　市の人口の移り"), text(100, 225, "変わり")) == []
    assert left(text(320, 100, "第三図　製糸工", down=True), text(310, 100, "場の女工数", down=True)) == []


def test_the_titles_of_photos_are_left_alone() -> None:
    title = text(150, 85, "売上高の推移", 9)
    assert title in without_titles([group(source="raster")], [*TICKS, title])


def test_numbers_under_each_other_at_its_left_make_a_drawing_a_chart() -> None:
    assert scaled([group()], SCALE) == {0}


def test_few_numbers_or_numbers_out_of_line_are_no_scale() -> None:
    assert scaled([group()], SCALE[:2]) == set()
    moved = [one._replace(box=Box(*one.box.centre, one.box.x1 - 3 * at, one.box.y1)) for at, one in enumerate(SCALE)]
    assert scaled([group()], moved) == set()


def test_a_listing_with_numbered_lines_is_no_chart() -> None:
    code = [text(104, 98 + 24 * at, "for name in names: print(name)", width=150) for at in range(5)]
    assert scaled([group()], [*SCALE, *code]) == set()
