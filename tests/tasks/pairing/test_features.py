from collections.abc import Callable

import pytest

from tasks.japanese.cues import Side
from tasks.pairing.features import Features, describe
from tasks.pairing.habits import Habits
from tasks.pairing.model import WEIGHTS
from tasks.pairing.scene import Scene
from tasks.records.enums import Direction, FigureKind, RegionKind
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
Describe = Callable[..., Features]


@pytest.fixture
def described(figure_at: MakeFigure, text_at: MakeText, scene_of: Callable[..., Scene]) -> Describe:
    """Describe the first text as the caption of a figure at (100, 100, 300, 200) among the others."""

    def build(
        text: Region, *others: Region, figures: tuple[Figure, ...] = (), kind: FigureKind | None = None, **more: Habits
    ) -> Features:
        shown = figure_at(100, 100, 300, 200, kind=kind)
        body = text_at("本文が続く。" * 40, 50, 600, 500, 700)
        scene = scene_of([shown, *figures], [text, *others, body])
        subject = next(each for each in scene.texts if each.region == text)
        return describe(shown, subject, scene, more.get("habits", Habits()))

    return build


def test_every_feature_has_a_weight(described: Describe, text_at: MakeText) -> None:
    found = described(text_at("図1　構成", 160, 206, 240, 216))
    assert set(found) <= set(WEIGHTS)
    assert list(found) == sorted(found)


def test_a_label_below_is_described_in_names_a_reader_knows(described: Describe, text_at: MakeText) -> None:
    found = described(text_at("図1　構成", 160, 206, 240, 216))
    assert found == {"below": 1.0, "centred": 1.0, "near_em": 0.6, "numbered_cue": 1.0, "overlap": 1.0}


@pytest.mark.parametrize(
    ("words", "feature"),
    [
        ("▲構成", "mark_cue"),
        ("全体の構成図", "caption_ending"),
        ("出典：総務省", "source_credit"),
        ("・項目", "bullet"),
        ("3.2 手順", "bullet"),
        ("① 開く", "bullet"),
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


def test_a_house_that_numbers_speaks_against_texts_without(described: Describe, text_at: MakeText) -> None:
    habits = Habits([("図", Side.BELOW)] * 8)
    assert described(text_at("全景", 160, 206, 240, 216), habits=habits)["numbering_house"] > 0.8
    assert "numbering_house" not in described(text_at("図1　全景", 160, 206, 240, 216), habits=habits)


@pytest.mark.parametrize(
    ("words", "away"), [("▲全景", False), ("▼全景", True), ("←全景", True), ("【写真】全景", False)]
)
def test_a_mark_below_must_point_up(described: Describe, text_at: MakeText, words: str, away: bool) -> None:  # noqa: FBT001
    assert ("points_away" in described(text_at(words, 160, 206, 240, 216))) is away


def test_a_twin_in_the_row_is_seen(described: Describe, text_at: MakeText, figure_at: MakeFigure) -> None:
    own, twin = text_at("冷却前", 185, 206, 215, 216), text_at("冷却後", 405, 206, 435, 216)
    row = (figure_at(320, 100, 520, 200),)
    assert "parallel" in described(own, twin, figures=row)
    assert "parallel" not in described(own, figures=row)
    assert "parallel" not in described(own, text_at("冷却後", 405, 240, 435, 250), figures=row)
    elsewhere = text_at("冷却後", 405, 366, 435, 376)
    assert "parallel" not in described(own, elsewhere, figures=(figure_at(320, 260, 520, 360),))
