from collections.abc import Callable

import pytest

from tasks.pairing.scene import Scene
from tasks.pairing.wording import Features, shared_words, spoken, typeset, worded
from tasks.records.enums import RegionKind
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
MakeScene = Callable[..., Scene]
Said = Callable[..., set[str]]


@pytest.fixture
def said(text_at: MakeText, scene_of: MakeScene) -> Said:
    """Return the names of what a text of 10 points says of itself, where the body is set in 10 points."""

    def build(words: str, **more: object) -> set[str]:
        body = text_at("本文が続く。" * 40, 50, 600, 500, 700)
        scene = scene_of([], [text_at(words, 0, 0, 100, 10, **more), body])
        return {name for name, value in worded(scene.texts[0], scene).items() if value}

    return build


def test_a_line_that_says_nothing_has_no_names(said: Said) -> None:
    assert said("東京の朝") == set()


@pytest.mark.parametrize("words", ["「設定」をクリックします。", "次の画面が表示されます", "値を入力してください。"])
def test_a_step_of_a_manual_instructs(said: Said, words: str) -> None:
    assert "instructs" in said(words)


@pytest.mark.parametrize("words", ["祭りは毎年行われます。", "表示の設定", "図1　設定をクリックします。"])
def test_other_lines_do_not(said: Said, words: str) -> None:
    assert "instructs" not in said(words)


def test_a_sentence_in_the_bodys_type_runs(said: Said) -> None:
    assert "running" in said("値は年々上がっている。")
    assert "running" not in said("値は年々上がっている。", size=8.0)
    assert "running" not in said("値は年々上がっている。", bold=True)


@pytest.mark.parametrize(
    ("kind", "name"), [(RegionKind.CAPTION, "caption_kind"), (RegionKind.TITLE, "title"), (RegionKind.NOTE, "note")]
)
def test_the_kind_of_region_counts_unless_the_text_has_a_number(said: Said, kind: RegionKind, name: str) -> None:
    assert name in said("東京の朝", kind=kind)
    assert name not in said("図1　東京の朝", kind=kind)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("上：昼の様子　下：夜の様子", True),
        ("（左）昼（右）夜", True),
        ("① 昼の様子　② 夜の様子", True),
        ("(a) 平面図　(b) 断面図", True),
        ("左の様子", False),
        ("上：昼の様子", False),
        ("① 昼の様子", False),
    ],
)
def test_a_caption_that_names_its_parts_says_so(said: Said, words: str, names: bool) -> None:  # noqa: FBT001
    assert ("names_places" in said(words)) is names


@pytest.mark.parametrize("words", ["(a) 平面図", "① 開く", "（ア）断面"])
def test_a_panels_name_is_no_bullet(said: Said, words: str) -> None:
    assert said(words) & {"panel_label", "bullet"} == {"panel_label"}


@pytest.mark.parametrize("words", ["【来場者数の推移】", "＜事業の流れ＞", "■《今年の内訳》", "【件数】（単位：件）"])
def test_a_title_in_brackets_says_so(said: Said, words: str) -> None:
    assert "bracketed" in said(words)


@pytest.mark.parametrize("words", ["【注意】火を使わないでください", "来場者数の推移", "「朝」と「夜」"])
def test_words_that_are_not_all_in_brackets_are_no_such_title(said: Said, words: str) -> None:
    assert "bracketed" not in said(words)


@pytest.mark.parametrize(
    "words", ["人口の推移", "人口の推移（単位：人）", "人口の推移（6年4月現在）", "【人口の推移】"]
)
def test_a_caption_ends_in_what_it_shows_units_and_dates_apart(said: Said, words: str) -> None:
    assert "caption_ending" in said(words)
    assert ("unit" in said(words)) is ("単位" in words)


@pytest.mark.parametrize("words", ["2016 2017 2018 2019 年度", "0 20 40 60 80 100", "10:00"])
def test_the_values_of_an_axis_are_no_words(said: Said, words: str) -> None:
    assert "wordless" in said(words)


def test_a_year_in_a_title_leaves_it_its_words(said: Said) -> None:
    assert "wordless" not in said("2024年の来場者数")


def test_length_counts_later_for_a_text_with_a_number(text_at: MakeText, scene_of: MakeScene) -> None:
    words = "長い説明がここに続いている様子" * 4
    scene = scene_of([], [text_at(words, 0, 0, 100, 10), text_at(f"図1　{words}", 0, 20, 100, 30)])
    plain, numbered = (worded(text, scene)["chars"] for text in scene.texts)
    assert plain > numbered == 0


def test_length_is_bounded(text_at: MakeText, scene_of: MakeScene) -> None:
    scene = scene_of([], [text_at("長い説明" * 500, 0, 0, 100, 10)])
    assert worded(scene.texts[0], scene)["chars"] == 4.0


@pytest.mark.parametrize(
    ("size", "bold", "name"), [(8.0, False, "smaller_type"), (14.0, False, "larger_type"), (10.0, True, "bold_uncued")]
)
def test_type_is_held_against_the_body(
    text_at: MakeText, scene_of: MakeScene, size: float, bold: bool, name: str  # noqa: FBT001
) -> None:  # fmt: skip
    body = text_at("本文が続く。" * 40, 50, 600, 500, 700)
    texts = [text_at(words, 0, 0, 100, 10, size=size, bold=bold) for words in ("全景", "図1　全景")]
    scenes = [scene_of([], [text, body]) for text in texts]
    plain, numbered = ({key for key, value in typeset(scene.texts[0], scene).items() if value} for scene in scenes)
    assert (plain, numbered) == ({name}, set())


def test_words_are_shared_by_pairs_of_characters_however_spelled() -> None:
    assert shared_words("送信装置", "送信装置\n受信装置") == 1.0
    assert shared_words("送信 装置", "送信\n装置") == 1.0
    assert shared_words("送信装置", "受信装置") == pytest.approx(2 / 3)
    assert shared_words("ＡＢＣ", "abc ABC") == 1.0


@pytest.mark.parametrize(("words", "inside"), [("送信", None), ("", "送信"), ("字", "字"), ("・・", "・・")])
def test_nothing_is_shared_with_nothing(words: str, inside: str | None) -> None:
    assert shared_words(words, inside) == 0.0


def test_what_the_document_says_of_the_number_counts(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(100, 100, 300, 200)
    regions = [
        text_at(words, 100, y, 300, y + 10)
        for words, y in (("図1　構成", 210), ("図2　構成", 230), ("図2　内訳", 250), ("図1に示す。", 400))
    ]
    scene = scene_of([shown], regions)
    found: list[Features] = [spoken(shown, text, scene) for text in scene.texts]
    assert [bool(each["cited"]) for each in found] == [True, False, False, False]
    assert [bool(each["number_repeated"]) for each in found] == [False, True, True, False]


@pytest.mark.parametrize(
    "words", ["動画はこちらから電話 060-555-0141", "問い合わせ先 電話 087-555-0136", "https://example.jp"]
)
def test_what_stands_beside_a_qr_code_is_a_contact(said: Said, words: str) -> None:
    assert "contact" in said(words)


@pytest.mark.parametrize("words", ["電話機の普及率", "図1　電話の普及", "令和2-3年の推移"])
def test_other_texts_are_no_contact(said: Said, words: str) -> None:
    assert "contact" not in said(words)


@pytest.mark.parametrize("words", ["森　誠　もり　まこと", "西川　千春　にしかわ　ちはる"])
def test_the_reading_of_a_name_is_no_statement(said: Said, words: str) -> None:
    assert "predicate" not in said(words)


def test_a_unit_alone_says_nothing_of_a_figure(said: Said) -> None:
    assert "wordless" in said("（単位：百万円）")
    assert "wordless" not in said("人口の推移（単位：人）")
