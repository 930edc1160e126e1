from collections.abc import Callable, Collection

import pytest

from tasks.pairing.explaining import REACH_EM, explanations
from tasks.pairing.features import Surroundings
from tasks.pairing.joint import NOBODY
from tasks.pairing.matching import Match
from tasks.pairing.model import fitted
from tasks.pairing.scene import Text
from tasks.pairing.wording import Features
from tasks.records.enums import Outcome, Reason, RegionKind
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
MakeSurroundings = Callable[..., Surroundings]
Explain = Callable[..., list[Match]]
Describe = Callable[..., Features]
SPEAKS = "右の画面で「設定」をクリックすると、一覧が表示されます。"
BELOW, RIGHT = (100, 210, 300, 250), (320, 120, 500, 180)


@pytest.fixture
def explained(figure_at: MakeFigure, around_of: MakeSurroundings) -> Explain:
    """Return what may explain a figure at (100, 100, 300, 200) among these texts."""

    def build(*texts: Region, captions: Collection[str] = (), inside: str | None = None) -> list[Match]:
        shown = figure_at(100, 100, 300, 200, text_inside=inside)
        return explanations([shown], captions, around_of([shown], list(texts)))

    return build


@pytest.fixture
def described(explained: Explain, text_at: MakeText) -> Describe:
    def build(words: str, *sides: float, inside: str | None = None) -> Features:
        return explained(text_at(words, *(sides or BELOW)), inside=inside)[0].features

    return build


def test_a_paragraph_beside_a_figure_may_explain_it(explained: Explain, text_at: MakeText) -> None:
    (found,) = explained(text_at(SPEAKS, *RIGHT))
    assert (found.text.words, found.distance, found.shares) == (SPEAKS, 2.0, NOBODY)


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("図1　設定の画面の例", {}),
        ("（出典）総務省「情報通信白書」", {}),
        ("設定", {}),
        (SPEAKS, {"kind": RegionKind.LABEL}),
        (SPEAKS, {"kind": RegionKind.HEADER}),
    ],
    ids=["numbered", "credit", "too short", "label", "header"],
)
def test_some_texts_never_explain(explained: Explain, text_at: MakeText, words: str, more: dict[str, object]) -> None:
    assert explained(text_at(words, *BELOW, **more)) == []


def test_the_caption_of_another_figure_does_not_explain_this_one(explained: Explain, text_at: MakeText) -> None:
    text = text_at(SPEAKS, *BELOW)
    assert explained(text, captions={text.region_id}) == []
    assert explained(text, captions={"another"}) != []


def test_a_sentence_laid_on_the_picture_may_explain_it(explained: Explain, text_at: MakeText) -> None:
    (found,) = explained(text_at(SPEAKS, 110, 110, 290, 150, kind=RegionKind.LABEL), inside=SPEAKS)
    assert found.features["inside"] == 1
    assert not {"words_shared", "has_words_inside"} & found.features.keys(), "the sentence is itself what stands there"


def test_the_lines_of_a_sentence_on_the_picture_are_joined(explained: Explain, text_at: MakeText) -> None:
    (found,) = explained(text_at("一覧を\n右クリックして登録を\n選びます。", 110, 110, 290, 150, kind=RegionKind.LABEL))
    assert found.text.words == "一覧を右クリックして登録を選びます。"


def test_names_of_parts_of_the_picture_do_not_explain_it(explained: Explain, text_at: MakeText) -> None:
    assert explained(text_at("送信の装置", 110, 110, 290, 150, kind=RegionKind.LABEL)) == []


def test_a_list_may_explain_as_a_whole(explained: Explain, text_at: MakeText) -> None:
    items = [text_at(f"・画面の{at}番目を選びます。", 100, 210 + 14 * at, 300, 222 + 14 * at) for at in range(3)]
    found = {each.text.words: each for each in explained(*items)}
    whole = found["\n".join(item.text or "" for item in items)]
    assert whole.features["list_share"] == whole.features["list_speaks"] == whole.features["several"] == 1
    single = found[items[0].text or ""]
    assert (single.features["list_share"], "several" in single.features) == (0.3333, False)
    assert len(explained(*items, captions={items[1].region_id})) == 2


def test_a_text_beside_one_row_of_panels_is_not_that_of_all(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    figures = [figure_at(100, 100, 200, 150), figure_at(100, 160, 200, 210)]
    found = explanations(figures, (), around_of(figures, [text_at(SPEAKS, 220, 110, 400, 140)]))
    assert {each.features.get("panels_one_row") for each in found if each.shares} == {1.0}
    assert {each.features.get("panels_one_row") for each in found if not each.shares} == {None}


def test_texts_out_of_reach_do_not_explain(explained: Explain, text_at: MakeText) -> None:
    far = 200 + 10 * REACH_EM
    assert len(explained(text_at(SPEAKS, 100, far - 1, 300, far + 9))) == 1
    assert explained(text_at(SPEAKS, 100, far + 1, 300, far + 11)) == []


def test_a_crowded_page_gives_the_nearest_texts(explained: Explain, text_at: MakeText) -> None:
    lines = [text_at(f"これは第{n}の行である。", 100, 205 + 12 * n, 300, 215 + 12 * n) for n in range(20)]
    found = [each.text.words for each in explained(*lines)]
    assert 0 < len(found) < len(lines)
    assert found == [line.text for line in lines[: len(found)]]


@pytest.mark.parametrize(
    ("words", "inside", "feature"),
    [
        ("設定の画面が表示されます。", None, "shown"),
        ("ここを選択すると値がわかる。", None, "showing"),
        ("次の例のように書きます。", None, "this"),
        ("上図は東京の朝を写したもの。", None, "points_at"),
        ("下図は東京の朝を写したもの。", None, "points_elsewhere"),
        ("図1を見ればそれとわかる。", None, "cites"),
        ("①を押し、②を離します。", "① 設定 ②", "circles_shared"),
        ("①を押し、②を離します。", "① 設定 ② 一覧 ③", "circles_missed"),
        ("①を押し、②を離します。", "① 設定", "circles_elsewhere"),
        ("①を押し、②を離します。", None, "circled"),
        ("手順1 電源を入れます。", None, "step"),
        ("送信装置と受信装置の間。", "送信装置", "words_shared"),
    ],
)
def test_what_speaks_of_a_figure_is_noticed(described: Describe, words: str, inside: str | None, feature: str) -> None:
    assert described(words, inside=inside)[feature] > 0
    assert feature not in described("祭りは毎年の夏に行われる。")


@pytest.mark.parametrize(
    ("sides", "side"), [(BELOW, "below"), ((100, 40, 300, 90), "above"), (RIGHT, "right"), ((5, 120, 90, 180), "left")]
)
def test_the_side_is_said(described: Describe, sides: tuple[float, ...], side: str) -> None:
    assert set(described(SPEAKS, *sides)) & {"below", "above", "right", "left"} == {side}


def test_a_text_level_with_the_figure_stands_beside_it(described: Describe) -> None:
    assert "beside_level" in described(SPEAKS, *RIGHT)
    assert "beside_level" not in described(SPEAKS, *BELOW)


def test_every_feature_has_a_weight(explained: Explain, text_at: MakeText) -> None:
    texts = [text_at(SPEAKS, *BELOW), text_at(SPEAKS, *RIGHT), text_at(SPEAKS, 100, 60, 300, 72, page=2)]
    found = explained(*texts, inside="① 設定")
    assert found
    for each in found:
        assert set(each.features) <= set(fitted().explains.weights)
        assert list(each.features) == sorted(each.features)


def test_a_bubble_that_reaches_the_picture_is_seen(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    shown = figure_at(100, 100, 300, 200)
    near, far = ((306, 110, 510, 150), (340, 110, 510, 150))
    for sides, touches in ((near, 1.0), (far, None)):
        bubble = figure_at(*sides, outcome=Outcome.REJECTED, reason=Reason.TEXT_FRAME)
        text = text_at(SPEAKS, 345, 115, 500, 145)
        (found,) = explanations([shown], (), around_of([shown, bubble], [text]))
        assert (found.features["framed"], found.features.get("frame_touches")) == (1, touches)


def test_panels_may_be_explained_together_unless_one_has_a_caption(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    figures = [figure_at(100, 100, 200, 200), figure_at(210, 100, 310, 200)]
    around = around_of(figures, [text_at(SPEAKS, *BELOW)])
    both = frozenset(figure.figure_id for figure in figures)
    assert {each.shares for each in explanations(figures, (), around)} == {NOBODY, both}
    assert {each.shares for each in explanations(figures[:1], (), around)} == {NOBODY}


def test_a_text_on_the_next_page_may_explain(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    shown = figure_at(100, 500, 400, 780)
    around = around_of([shown], [text_at(SPEAKS, 100, 60, 400, 90, page=2, reading_order=0)])
    (found,) = explanations([shown], (), around)
    assert (found.distance, found.features["page_break"]) == (0.0, 1.0)


def test_nothing_explains_where_no_figure_is_bare(around_of: MakeSurroundings, text_at: MakeText) -> None:
    assert explanations([], (), around_of([], [text_at(SPEAKS, *BELOW)])) == []


def test_a_telephone_number_explains_nothing(explained: Explain, text_at: MakeText) -> None:
    assert explained(text_at("お問い合わせ先の電話 087-555-0136 まで", *BELOW)) == []


def test_the_one_statement_beside_the_one_figure_is_seen(explained: Explain, text_at: MakeText) -> None:
    topic, other = (
        text_at("設定の画面について", 100, 40, 300, 60),
        text_at("保存しないと設定は消えます。", 100, 400, 300, 420),
    )
    told = {text.words: found for text, found in _told(explained(text_at(SPEAKS, *BELOW), topic))}
    assert (told[SPEAKS].get("alone"), told["設定の画面について"].get("alone")) == (1, None)
    assert not any("alone" in found for _, found in _told(explained(text_at(SPEAKS, *BELOW), other)))


@pytest.mark.parametrize(("size", "speaks"), [(24.0, 1), (10.0, None)])
def test_statements_on_slides_are_told_from_running_text(
    explained: Explain, text_at: MakeText, size: float, speaks: int | None
) -> None:
    (found,) = explained(text_at(SPEAKS, *BELOW, size=size))
    assert found.features.get("slide_speaks") == speaks


def _told(matches: list[Match]) -> list[tuple[Text, Features]]:
    return [(match.text, match.features) for match in matches]
