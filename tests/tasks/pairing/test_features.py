from collections.abc import Callable

import pytest

from tasks.japanese.cues import Side
from tasks.pairing.features import PLAIN_TOO, Subject, Surroundings, describe, describe_broken, with_house
from tasks.pairing.flow import Broken
from tasks.pairing.model import fitted
from tasks.pairing.panels import panels_of
from tasks.pairing.wording import Features
from tasks.records.enums import Direction, FigureKind, RegionKind
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
MakeSurroundings = Callable[..., Surroundings]
Describe = Callable[..., Features]


@pytest.fixture
def described(figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings) -> Describe:
    """Describe the first text as the caption of a figure at (100, 100, 300, 200) among the others."""

    def build(
        text: Region, *others: Region, figures: tuple[Figure, ...] = (), kind: FigureKind | None = None, **more: str
    ) -> Features:
        shown = figure_at(100, 100, 300, 200, kind=kind, text_inside=more.get("inside"))
        body = text_at("本文が続く。" * 40, 50, 600, 500, 700)
        around = around_of([shown, *figures], [text, *others, body])
        subject = next(each for each in around.scene.texts if each.region == text)
        return describe(Subject(shown), subject, around)

    return build


@pytest.mark.parametrize("words", ["図1　構成", "▼構成", "・設定を保存します。", "（出典）内閣府", "12"])
def test_every_feature_has_a_weight(described: Describe, text_at: MakeText, words: str) -> None:
    found = described(text_at(words, 160, 206, 240, 216, kind=RegionKind.TITLE, size=7.0, bold=True))
    assert set(found) <= set(fitted().caption.weights)
    assert list(found) == sorted(found)
    assert all(value and value == round(value, 4) for value in found.values())


def test_a_label_below_is_described_in_names_a_reader_knows(described: Describe, text_at: MakeText) -> None:
    found = described(text_at("図1　構成", 160, 206, 240, 216, reading_order=0))
    assert {name: found[name] for name in ("below", "centred", "near_em", "numbered_cue", "overlap")} == {
        "below": 1.0,
        "centred": 1.0,
        "near_em": 0.6,
        "numbered_cue": 1.0,
        "overlap": 1.0,
    }
    assert not any(name.startswith("plain_") for name in found)


def test_a_text_without_number_is_measured_once_more_under_names_of_its_own(
    described: Describe, text_at: MakeText
) -> None:
    found = described(text_at("全景", 160, 80, 240, 90))
    twice = {f"plain_{name}": found[name] for name in PLAIN_TOO if name in found}
    assert twice == {name: value for name, value in found.items() if name.startswith("plain_")}
    assert {"plain_above", "plain_near_em", "plain_centred"} <= set(twice)


@pytest.mark.parametrize(
    ("words", "feature"),
    [
        ("▲構成", "mark_cue"),
        ("全体の構成図", "caption_ending"),
        ("出典：総務省", "source_credit"),
        ("・項目", "bullet"),
        ("3.2 手順", "bullet"),
        ("① 開く", "panel_label"),
        ("ボタンを押します", "sentence"),
        ("以上を示した．", "sentence"),
        ("図1　構成（総務省より作成）", "numbered_cue"),
        ("12", "wordless"),
        ("とても長い文字列がここにある" * 3, "chars"),
    ],
)
def test_words_are_noticed(described: Describe, text_at: MakeText, words: str, feature: str) -> None:
    assert described(text_at(words, 160, 206, 240, 216))[feature] > 0


def test_a_numbered_caption_may_be_a_sentence_with_its_source(described: Describe, text_at: MakeText) -> None:
    found = described(text_at("図1　構成を示した。内閣府資料より作成", 160, 206, 240, 216))
    assert not {"sentence", "source_credit", "wordless", "chars"} & set(found)


@pytest.mark.parametrize(("size", "feature"), [(8.0, "smaller_type"), (14.0, "larger_type")])
def test_type_is_measured_against_the_body(described: Describe, text_at: MakeText, size: float, feature: str) -> None:
    assert feature in described(text_at("全景", 160, 206, 240, 216, size=size))
    assert feature not in described(text_at("図1　全景", 160, 206, 240, 216, size=size))


@pytest.mark.parametrize(
    ("sides", "side"),
    [
        ((160, 206, 240, 216), "below"),
        ((160, 80, 240, 90), "above"),
        ((310, 140, 380, 150), "right"),
        ((20, 140, 90, 150), "left"),
    ],
)
def test_exactly_one_side_is_said(described: Describe, text_at: MakeText, sides: tuple[float, ...], side: str) -> None:
    found = described(text_at("図1　構成", *sides))
    assert [name for name in found if name in set(Side)] == [side]


def test_far_white_space_counts_less(described: Describe, text_at: MakeText) -> None:
    found = described(text_at("図1　構成", 160, 270, 240, 280))
    assert (found["near_em"], found["far_em"]) == (4.0, 3.0)


def test_columns_beside_a_picture_are_at_home(described: Describe, text_at: MakeText) -> None:
    column = text_at("図一　天守", 80, 110, 90, 190, direction=Direction.VERTICAL)
    assert described(column)["vertical_beside"] == 1.0


@pytest.mark.parametrize(
    ("words", "kind", "feature"),
    [
        ("表1　諸元", FigureKind.TABLE, "word_agrees"),
        ("表1　諸元", FigureKind.PHOTO, "word_disagrees"),
        ("図1　全景", FigureKind.PHOTO, "word_agrees"),
        ("図1　諸元", FigureKind.TABLE, "word_disagrees"),
    ],
)
def test_the_series_is_held_against_the_kind(
    described: Describe, text_at: MakeText, words: str, kind: FigureKind, feature: str
) -> None:
    assert feature in described(text_at(words, 160, 206, 240, 216), kind=kind)


def test_an_unknown_kind_agrees_with_nothing(described: Describe, text_at: MakeText) -> None:
    found = described(text_at("表1　諸元", 160, 206, 240, 216))
    assert not {"word_agrees", "word_disagrees"} & set(found)


def test_a_table_nearer_to_its_title_is_seen(described: Describe, text_at: MakeText) -> None:
    table = text_at("", 100, 222, 300, 300, kind=RegionKind.TABLE)
    assert "table_nearer" in described(text_at("表1　諸元", 160, 212, 240, 220), table)
    assert "table_nearer" not in described(text_at("図1　諸元", 160, 212, 240, 220), table)


@pytest.mark.parametrize(
    ("words", "sides", "kind", "feature"),
    [
        ("表1　諸元", (160, 84, 240, 94), FigureKind.TABLE, "above_table"),
        ("表1　諸元", (160, 206, 240, 216), FigureKind.TABLE, None),
        ("図1　諸元", (160, 84, 240, 94), FigureKind.TABLE, None),
        ("表1　諸元", (160, 84, 240, 94), FigureKind.PHOTO, "photo_as_table"),
        ("表1　諸元", (160, 84, 240, 94), FigureKind.SCREENSHOT, None),
    ],
)
def test_a_table_has_its_title_above_and_a_photo_has_none(
    described: Describe,
    text_at: MakeText,
    words: str,
    sides: tuple[float, ...],
    kind: FigureKind,
    feature: str | None,
) -> None:
    found = set(described(text_at(words, *sides), kind=kind))
    assert found & {"above_table", "photo_as_table"} == ({feature} if feature else set())


def test_texts_between_are_counted_and_credits_are_not(described: Describe, text_at: MakeText) -> None:
    caption = text_at("図1　構成", 160, 240, 240, 250)
    plain, label = text_at("段落の行", 110, 206, 290, 216), text_at("図2　別", 160, 222, 240, 232)
    credit = text_at("出典：総務省", 110, 206, 290, 216)
    assert described(caption, plain, label)["texts_between"] == 1
    assert described(caption, plain, label)["captions_between"] == 1
    assert "texts_between" not in described(caption, credit)


def test_a_nearer_figure_and_one_between_are_seen(
    described: Describe, text_at: MakeText, figure_at: MakeFigure
) -> None:
    found = described(text_at("図1　構成", 160, 310, 240, 320), figures=(figure_at(100, 220, 300, 300),))
    assert (found["figures_between"], found["figure_nearer"]) == (1.0, 1.0)


def test_a_credit_between_the_text_and_what_lies_beyond_is_seen(described: Describe, text_at: MakeText) -> None:
    own = text_at("図1　構成", 160, 206, 240, 216)
    lone, pressed = described(own), described(own, text_at("次の段落", 100, 217, 300, 227))
    assert lone["detached"] == 3.0
    assert pressed.get("detached", 0.0) < 0


def test_a_printed_table_beyond_the_text_is_seen_as_well(described: Describe, text_at: MakeText) -> None:
    table = text_at("", 100, 228, 300, 300, kind=RegionKind.TABLE)
    assert described(text_at("表1　諸元", 160, 216, 240, 226), table).get("detached", 0.0) < 0


def test_a_text_in_the_frame_is_inside(described: Describe, text_at: MakeText) -> None:
    assert "inside" in described(text_at("図1　構成", 160, 186, 240, 196))
    assert "inside" not in described(text_at("図1　構成", 160, 206, 240, 216))


def test_words_that_stand_in_the_picture_are_shared(described: Describe, text_at: MakeText) -> None:
    own = text_at("図1　送信装置", 160, 206, 240, 216)
    assert described(own, inside="送信装置\n受信装置")["words_shared"] > 0
    assert "words_shared" not in described(own, inside="横軸")


def test_what_is_read_next_or_just_before_is_seen(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    shown = figure_at(100, 100, 300, 200)
    regions = [
        text_at("前の行", 100, 80, 300, 90, reading_order=0),
        text_at("", 100, 100, 300, 200, kind=RegionKind.FIGURE, reading_order=1),
        text_at("次の行", 100, 210, 300, 220, reading_order=2),
        text_at("後の行", 100, 230, 300, 240, reading_order=3),
    ]
    around = around_of([shown], regions)
    before, after, later = (describe(Subject(shown), text, around) for text in around.scene.texts)
    assert ("reads_before" in before, "reads_next" in before) == (True, False)
    assert ("reads_before" in after, "reads_next" in after) == (False, True)
    assert not {"reads_before", "reads_next"} & set(later)


def test_panels_are_measured_by_the_box_around_them(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    left, right = figure_at(100, 100, 200, 200), figure_at(210, 100, 310, 200)
    around = around_of([left, right], [text_at("図1　左右", 180, 206, 230, 216)])
    (panels,), (text,) = panels_of(around.scene, 1), around.scene.texts
    alone, together = (describe(Subject(left, group), text, around) for group in (None, panels))
    assert "panels" not in alone
    assert (together["panels"], together["panels_alike"], together["centred"]) == (1.0, 1.0, 1.0)
    assert together["centred"] > alone.get("centred", 0.0)


@pytest.mark.parametrize("feature", ["page_break", "column_break"])
def test_past_a_break_distances_say_nothing(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings, feature: str
) -> None:
    shown = figure_at(100, 500, 400, 780)
    around = around_of([shown], [text_at("内訳", 200, 60, 300, 72, page=2)])
    found = describe_broken(shown, Broken(around.scene.texts[0], Side.BELOW, feature == "page_break"), around)
    assert found[feature] == found[f"plain_{feature}"] == found["below"] == 1.0
    assert not {"near_em", "far_em", "slip_em", "overlap"} & set(found)
    assert set(found) <= set(fitted().caption.weights)


def test_the_house_is_added_and_once_more_for_texts_without_number(
    text_at: MakeText, around_of: MakeSurroundings
) -> None:
    around = around_of([], [text_at("図1　構成", 0, 0, 50, 10), text_at("構成", 0, 20, 50, 30)])
    house = {"house_agrees": 0.5, "house_bare": 0.0}
    numbered, plain = (with_house({"below": 1.0}, house, text) for text in around.scene.texts)
    assert numbered == {"below": 1.0, "house_agrees": 0.5}
    assert plain == {"below": 1.0, "house_agrees": 0.5, "plain_house_agrees": 0.5}


@pytest.mark.parametrize(
    ("words", "away"), [("▲全景", False), ("▼全景", True), ("←全景", False), ("【写真】全景", False)]
)
def test_a_mark_below_must_point_up(described: Describe, text_at: MakeText, words: str, away: bool) -> None:  # noqa: FBT001
    found = described(text_at(words, 160, 206, 240, 216))
    assert ("points_away" in found) is away
    assert ("points_at" in found) is (words == "▲全景")


def test_a_twin_in_the_row_is_seen(described: Describe, text_at: MakeText, figure_at: MakeFigure) -> None:
    own, twin = text_at("冷却前", 185, 206, 215, 216), text_at("冷却後", 405, 206, 435, 216)
    row = (figure_at(320, 100, 520, 200),)
    assert "parallel" in described(own, twin, figures=row)
    assert "parallel" not in described(own, figures=row)
    assert "parallel" not in described(own, text_at("冷却後", 405, 240, 435, 250), figures=row)
    elsewhere = text_at("冷却後", 405, 366, 435, 376)
    assert "parallel" not in described(own, elsewhere, figures=(figure_at(320, 260, 520, 360),))


@pytest.mark.parametrize(("y", "credit"), [(85, False), (206, True)])
def test_a_reference_over_a_picture_is_its_title_and_under_it_a_source(
    described: Describe, text_at: MakeText, y: float, *, credit: bool
) -> None:
    found = described(text_at("参考：人口の推移", 160, y, 240, y + 10))
    assert ("source_credit" in found) is credit
