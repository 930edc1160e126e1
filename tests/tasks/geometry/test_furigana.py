"""Which characters a reading stands beside."""

from tasks.geometry.furigana import Sign, furigana
from tasks.geometry.ruby import mark_ruby
from tasks.records.enums import Direction, Outcome, RegionKind
from tasks.records.page import Line, Page
from tasks.records.record import Box
from tasks.records.region import Region

EM = 10.0
PAGE = Page(doc_id="d" * 64, page=1, width=400, height=400, rotation=0)
VERTICAL = Direction.VERTICAL


def line(text: str, x: float, y: float, size: float = EM, direction: Direction = Direction.HORIZONTAL) -> Line:
    long = len(text) * size
    x1, y1 = (x + size, y + long) if direction is VERTICAL else (x + long, y + size)
    return Line(x0=x, y0=y, x1=x1, y1=y1, text=text, size=size, direction=direction)


def region(box: Box, text: str, name: str = "r", kind: RegionKind = RegionKind.TEXT) -> Region:
    return Region(
        **box._asdict(),
        region_id=name,
        doc_id=PAGE.doc_id,
        page=1,
        kind=kind,
        text=text,
        source="layer",
        outcome=Outcome.KEPT,
    )


def read(*lines: Line, signs: tuple[Sign, ...] = ()) -> list[tuple[str, str]]:
    marked = mark_ruby(lines)
    assert any(one.ruby for one in marked)
    everywhere = region(Box(0, 0, 400, 400), "本文")
    return [(row.base, row.reading) for row in furigana(PAGE, marked, [everywhere], signs)]


def test_a_reading_over_two_kanji_is_one_row() -> None:
    assert read(line("この繊維が長い", 100, 100), line("せんい", 122.5, 94, 5)) == [("繊維", "せんい")]


def test_a_reading_beside_a_vertical_line_is_read_too() -> None:
    base = line("この繊維が長い", 100, 100, direction=VERTICAL)
    assert read(base, line("せんい", 110.5, 122.5, 5, VERTICAL)) == [("繊維", "せんい")]


def test_a_long_reading_does_not_take_the_kana_beside_its_kanji() -> None:
    assert read(line("わが志を語る", 100, 100), line("こころざし", 112.5, 94, 5)) == [("志", "こころざし")]


def test_a_reading_of_one_kanji_in_a_compound_is_of_that_one() -> None:
    rows = read(line("私は京都へ行く", 100, 100), line("きょう", 117.5, 94, 5), line("と", 137, 94, 5))
    assert rows == [("京", "きょう"), ("都", "と")]


def test_kana_spread_over_a_word_are_one_reading() -> None:
    rows = read(line("この百舌鳥の森", 100, 100), line("も", 125, 94, 5), line("ず", 140, 94, 5))
    assert rows == [("百舌鳥", "もず")]


def test_a_latin_word_is_read_as_a_whole() -> None:
    base = line("これはPythonです", 100, 100)
    wide = Line(**{**base.model_dump(), "x1": 180.0})
    assert read(wide, line("パイソン", 135, 94, 5)) == [("Python", "パイソン")]


def test_glyphs_tell_the_base_better_than_equal_cells() -> None:
    places = {"i": (100, 102), "l": (102, 104), "は": (104, 114), "磨": (114, 124), "く": (124, 134), "。": (134, 144)}
    signs = [Sign(char, Box(x0, 100, x1, 110), EM) for char, (x0, x1) in places.items()]
    small = [Sign("み", Box(114, 94, 119, 99), 5), Sign("が", Box(119, 94, 124, 99), 5)]
    base = Line(x0=100, y0=100, x1=144, y1=110, text="ilは磨く。", size=EM)
    assert read(base, line("みが", 114, 94, 5), signs=(*signs, *small)) == [("磨", "みが")]


def test_dots_for_stress_are_no_reading() -> None:
    assert read(line("ここが要点だ", 100, 100), line("・・", 130, 94, 5)) == []


def test_katakana_beside_kanbun_are_endings_and_no_reading() -> None:
    base = line("帝且還宮", 100, 100, direction=VERTICAL)
    reading, order = line("しばらク", 110.5, 106, 4, VERTICAL), line("レ", 100, 126, 4, VERTICAL)
    assert read(base, reading, order) == [("且", "しばら")]


def test_a_row_names_the_smallest_region_that_holds_its_base() -> None:
    lines = mark_ruby([line("この繊維が長い", 100, 100), line("せんい", 122.5, 94, 5)])
    page = region(Box(0, 0, 400, 400), "すべて", "page")
    text = region(Box(100, 100, 170, 110), "この繊維が長い", "text")
    small = region(Box(122, 94, 138, 99), "せんい", "ruby", RegionKind.RUBY)
    [row] = furigana(PAGE, lines, [page, text, small])
    assert (row.region_id, row.box) == ("text", Box(122.5, 94, 137.5, 99))


def test_a_reading_outside_all_regions_makes_no_row() -> None:
    lines = mark_ruby([line("この繊維が長い", 100, 100), line("せんい", 122.5, 94, 5)])
    assert furigana(PAGE, lines, [region(Box(300, 300, 350, 350), "別")]) == []
