import pytest

from tasks.japanese.cues import CueStrength, Side, caption_cue, mentions, panel_label, source_credit


@pytest.mark.parametrize(
    ("text", "word", "number"),
    [
        ("図１", "図", "1"),
        ("図 1　プロセス", "図", "1"),
        ("図1プロセス", "図", "1"),
        ("図1: プロセス", "図", "1"),
        ("図1．プロセス", "図", "1"),
        ("図一　江戸", "図", "1"),
        ("第三図　江戸", "図", "3"),
        ("第3・1圖　構造", "図", "3-1"),
        ("第二十一表", "表", "21"),
        ("図表Ⅰ-4-1-1　推移", "図表", "1-4-1-1"),
        ("図Ⅲ－１ 予算", "図", "3-1"),
        ("図1.2 構成", "図", "1-2"),
        ("図1-2 構成", "図", "1-2"),
        ("図01", "図", "1"),
        ("図A-1 構成", "図", "A-1"),
        ("Fig. 1 Overview", "図", "1"),
        ("Figure 2: Overview", "図", "2"),
        ("Table 3. Sizes", "表", "3"),
        ("表2年度別の推移", "表", "2"),
        ("写真３ 大阪城", "写真", "3"),
        ("資料1: 地図", "資料", "1"),
        ("■図3 人口", "図", "3"),
        ("【図2】人口", "図", "2"),
        ("▲図3 断面", "図", "3"),
        ("図1.2000年の推移", "図", "1"),
        ("図1 はじめに読むところ", "図", "1"),
        ("図1本システムの構成", "図", "1"),
        ("付図１ 平面", "付図", "1"),
        ("図-1　支承の取替え", "図", "1"),
        ("図－1 支承", "図", "1"),
        ("図―1　堤防", "図", "1"),
        ("図‐1 堤防", "図", "1"),
        ("図─1 堤防", "図", "1"),
        ("図ー1 堤防", "図", "1"),
        ("図 － 1 堤防", "図", "1"),
        ("図−2.1　断面", "図", "2-1"),
        ("図-2-1 断面", "図", "2-1"),
        ("図-A.1 断面", "図", "A-1"),
        ("図-Ⅰ-1 断面", "図", "1-1"),
        ("図-1.2000年の推移", "図", "1"),
        ("図-3月別の降水量", "図", "3"),
        ("表－3", "表", "3"),
        ("写真-1", "写真", "1"),
        ("Photo 1", "写真", "1"),
        ("Table-2 Sizes", "表", "2"),
        ("図 ２．地形", "図", "2"),
        ("資料 1　地図", "資料", "1"),
        ("別図1", "別図", "1"),
        ("参考図2　位置", "参考図", "2"),
        ("図表 1-2-3", "図表", "1-2-3"),
        ("第1-2図", "図", "1-2"),
        ("【図-１】", "図", "1"),
        ("［図1］", "図", "1"),
        ("＜図1＞", "図", "1"),
        ("(図-1)", "図", "1"),
    ],
)
def test_labels_are_read_in_every_spelling(text: str, word: str, number: str) -> None:
    cue = caption_cue(text)
    assert cue is not None
    assert (cue.word, cue.number, cue.strength) == (word, number, CueStrength.NUMBERED)


@pytest.mark.parametrize(
    "text",
    [
        "図3に示すように",
        "図1は全体の流れである",
        "図 1 は全体の流れである",
        "図2のように",
        "表1から分かる",
        "図 4 より明らかである",
        "図1、図2に示す",
        "図1と図2",
        "図1(a)に示す",
        "図1および図2",
        "図1中の記号",
        "図3参照",
        "（図１参照）",
        "Figure 1 shows the flow",
        "写真3枚を添える",
        "図1 プロセス ........ 12",
        "図1 プロセス・・・・・・・・12",
        "図一覧",
        "図の説明",
        "表現の自由",
        "代表1",
        "資料2部",
        "図-",
        "図-の見方",
        "表-裏",
        "表ー裏",
        "表-10℃",
        "表-1.5m",
        "表-10%",
        "図-1に示す",
        "図-1，図-2に示す",
        "図-1, -2に示す",
        "図-1～図-3に示す",
        "図1－図3に示す",
        "図－3および図－4",
        "（図-1参照）",
        "図-2024年",
        "地図-3D表示",
        "写真-1枚",
        "スライド-1日目",
        "図-1 …………12",
        "出典：環境省",
        "",
    ],
)
def test_sentences_lists_and_other_words_are_no_labels(text: str) -> None:
    assert caption_cue(text) is None


@pytest.mark.parametrize(
    "text", ["▲ 会場の様子", "【写真】富士山", "［図］断面", "(写真上)富士山", "↑完成図", "写真：富士山"]
)
def test_marks_are_weaker_cues_without_number(text: str) -> None:
    cue = caption_cue(text)
    assert cue is not None
    assert (cue.number, cue.strength) == (None, CueStrength.MARK)


@pytest.mark.parametrize(
    ("text", "label", "panel"),
    [
        ("図１（ａ）　平面", "図１（ａ）", "a"),
        ("【図2】人口", "図2", None),
        ("図3b 断面", "図3b", "b"),
        ("第㈱図 図1", None, None),
    ],
)
def test_offsets_are_those_of_the_printed_text(text: str, label: str | None, panel: str | None) -> None:
    cue = caption_cue(text)
    assert (text[cue.start : cue.end] if cue else None) == label
    assert (cue.panel if cue else None) == panel


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("図3と図 4、第5図をFig. 6に", ["3", "4", "5", "6"]),
        ("図3,4と", ["3", "4"]),
        ("図3～5を見る", ["3", "4", "5"]),
        ("図3-1～3-3を見る", ["3-1", "3-2", "3-3"]),
        ("図1から図3に", ["1", "2", "3"]),
        ("（図1・2参照）", ["1", "1-2", "2"]),
        ("図\n3に", ["3"]),
        ("代表3名と写真2枚", []),
        ("図1～9999", ["1"]),
        ("図-1に、図－2と図―3を", ["1", "2", "3"]),
        ("図－3および図－4", ["3", "4"]),
        ("表-1～表-3を", ["1", "2", "3"]),
        ("図-1～3を", ["1", "2", "3"]),
        ("図-1-1～図-1-3を", ["1-1", "1-2", "1-3"]),
        ("図1－図3を", ["1", "2", "3"]),
        ("（図-1, -2）", ["1", "2"]),
        ("図-2.1に", ["2-1"]),
        ("図-\n3に", ["3"]),
        ("図-1、-5℃", ["1"]),
        ("外気の表-10℃と、代表-1と、発表-2", []),
    ],
)
def test_every_cited_number_is_found_once_in_order(text: str, numbers: list[str]) -> None:
    assert [cue.number for cue in mentions(text)] == numbers


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("下図のように", [Side.BELOW]),
        ("次の図と上の写真", [Side.BELOW, Side.ABOVE]),
        ("右の写真", [Side.RIGHT]),
        ("左図", [Side.LEFT]),
        ("以下の図", [Side.BELOW]),
        ("次の表現と右の図形", []),
    ],
)
def test_pointing_has_a_direction(text: str, points: list[Side]) -> None:
    assert [cue.points for cue in mentions(text)] == points


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("出典：環境省", True),
        ("資料：内閣府", True),
        ("（注）速報値", True),
        ("注1) 速報値", True),
        ("※画面は開発中", True),
        ("（写真提供：JAXA）", True),
        ("内閣府「白書」より作成", True),
        ("資料1　地図", False),
        ("注意：触らないこと", False),
        ("図1 構成（内閣府資料より作成）", False),
        ("参考：国勢調査", True),
        ("＜参考＞　人口の推移", False),
        ("（参考）：国勢調査", True),
        ("本文が続く。", False),
    ],
)
def test_source_credits_are_told_from_captions(text: str, expected: bool) -> None:  # noqa: FBT001
    assert source_credit(text) is expected


@pytest.mark.parametrize(
    ("text", "panel"), [("(a) 平面", "a"), ("（ア）", "ア"), ("①", "1"), ("⑴", "1"), ("(abc)", None)]
)
def test_panel_labels_are_read(text: str, panel: str | None) -> None:
    assert panel_label(text) == panel


@pytest.mark.parametrize("text", ["図４・３　溶解度の変化", "図4・3：溶解度", "【図4・3】溶解度"])
def test_a_middle_dot_joins_chapter_and_figure_in_a_label(text: str) -> None:
    cue = caption_cue(text)
    assert cue is not None
    assert (cue.word, cue.number) == ("図", "4-3")


def test_a_middle_dot_in_running_text_may_be_a_list_or_a_chapter() -> None:
    assert [cue.number for cue in mentions("結果を図4・3に示す。")] == ["4", "3", "4-3"]
    assert caption_cue("図1・2に示すように、溶解度は上がる。") is None
