"""Samples written without a language model."""

import hashlib

import pytest

from tasks.engines.llm import requests
from tasks.engines.llm.template import TemplateLlm, caption_answer, transcription_answer
from tasks.records.enums import Role
from tasks.records.sample import Evidence, EvidenceText


def text(pair_id: str, said: str, role: Role = Role.CAPTION) -> EvidenceText:
    return EvidenceText(pair_id=pair_id, region_id="region", role=role, text=said)


def evidence(*texts: EvidenceText, inside: str | None = None, figure: str = "figure") -> Evidence:
    return Evidence(
        figure_id=figure, doc_id="doc", image_sha256="image", kind=None, texts=list(texts), text_inside=inside
    )


def answers(given: Evidence) -> dict[str, str]:
    return {draft.kind: draft.messages[1].content for draft in TemplateLlm().write(given)}


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("図1: 和紙の製造工程", "和紙の製造工程"),
        ("図１　和紙の製造工程．", "和紙の製造工程．"),
        ("図1(a) 平面図", "平面図"),
        ("図1～3　原料の比較", "原料の比較"),
        ("写真2 （b）楮の皮", "楮の皮"),
        ("第三・一圖　紙漉きの様子", "紙漉きの様子"),
        ("▲ 紙を漉く職人", "紙を漉く職人"),
        ("Fig. 2 水の流れ", "水の流れ"),
        ("【図表Ⅰ-4-1-1】情報通信産業の推移", "情報通信産業の推移"),
        ("〔第三圖　紙漉きの様子〕", "紙漉きの様子"),
        ("紙を漉く職人", "紙を漉く職人"),
    ],
)
def test_a_caption_loses_its_label(printed, said):
    assert caption_answer(printed) == said


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("図1　⽇本の⼈⼝", "日本の人口"),
        ("図1　ＧＤＰの推移（２０２０年）", "GDPの推移（2020年）"),
        ("図1　ｱｸﾃｨﾌﾞﾃﾞｰﾀの表示", "アクティブデータの表示"),
        ("図1　面積（㎡）と①の位置", "面積（㎡）と①の位置"),
        ("図1　紙の\n厚さの分布", "紙の厚さの分布"),
        ("図1　紙の thick\nness", "紙の thick ness"),
        ("図1　流れ　　と　速さ", "流れ と 速さ"),
        ("図1　︵上︶流れ︒", "（上）流れ。"),
    ],
)
def test_a_caption_is_spelled_as_one_would_type_it(printed, said):
    assert caption_answer(printed) == said


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("図1　産業の推移（出典：総務省「白書」）", "産業の推移"),
        ("表2　人口の変化（続き）", "人口の変化"),
        ("図1　処理の流れ：", "処理の流れ"),
        ("図1　処理の流れ（概要）", "処理の流れ（概要）"),
        ("図1　入力ファイルの例（blockMeshDict)", "入力ファイルの例（blockMeshDict)"),
        ("図1　「紙」という字。", "「紙」という字。"),
    ],
)
def test_a_caption_ends_tidily(printed, said):
    assert caption_answer(printed) == said


@pytest.mark.parametrize(
    "printed",
    [
        "図2",
        "図2　",
        "図2　12.5",
        "図2：例",
        "Figure 3: Overview of the system",
        "図4　売上\ufffd高の推移",
        "図4　\ue001の推移",
        "",
    ],
)
def test_what_is_no_answer_gives_no_sample(printed):
    assert caption_answer(printed) is None
    assert TemplateLlm().write(evidence(text("p", printed))) == []


def test_a_transcription_is_the_text_line_by_line():
    assert (
        transcription_answer(" 楮の皮を煮る \n\n水に　さらす\n枠で紙をすく")
        == "楮の皮を煮る\n水に さらす\n枠で紙をすく"
    )


def test_a_chart_with_named_axes_is_worth_reading():
    inside = "売上高（億円）\n0\n10\n20\n年度\n令和３年\n令和４年"
    assert transcription_answer(inside) == "売上高（億円）\n0\n10\n20\n年度\n令和3年\n令和4年"


@pytest.mark.parametrize(
    "inside",
    [
        "0\n10\n20\n30",
        "紙の厚さ",
        "紙の厚さと重さの関係図" + "\n100" * 20,
        "売上高の推移を年度ごとに\ufffd示す",
        "\ue000\ue001\ue002売上高の推移を年度ごとに示す",
        "",
    ],
)
def test_digits_scraps_and_unreadable_text_are_not_transcribed(inside):
    assert transcription_answer(inside) is None


def test_writes_a_caption_and_a_transcription_on_their_own_evidence():
    given = evidence(text("p", "図1　紙をすく手順"), inside="楮の皮を煮る\n水にさらしておく")
    drafts = TemplateLlm().write(given)
    assert [(draft.kind, draft.mode) for draft in drafts] == [("caption", "raw_pair"), ("transcription", "raw_pair")]
    assert [draft.pair_ids for draft in drafts] == [["p"], ["p"]]


def test_a_transcription_of_an_uncaptioned_figure_names_no_pair():
    assert TemplateLlm().write(evidence(inside="楮の皮を煮てから水にさらす"))[0].pair_ids == []


def test_mentions_are_no_captions():
    assert answers(evidence(text("p", "図1に示すように紙をすく", Role.MENTION))) == {}


def test_the_japanese_caption_wins_over_its_translation_in_any_order():
    both = [text("a", "Fig. 1 How paper is made by hand"), text("b", "図1　紙のすきかた")]
    assert answers(evidence(*both)) == answers(evidence(*reversed(both))) == {"caption": "紙のすきかた"}


def test_a_numbered_caption_wins_over_a_longer_text_without_number():
    given = evidence(text("a", "この写真は冬の作業場で写したものである"), text("b", "図1　冬の作業場"))
    assert answers(given)["caption"] == "冬の作業場"


def test_the_image_stands_on_a_line_of_its_own_before_the_request():
    draft = TemplateLlm().write(evidence(text("p", "図1　紙をすく手順")))[0]
    mark, request = draft.messages[0].content.split("\n")
    assert mark == "<image>"
    assert draft.prompt_hash == hashlib.sha256(request.encode()).hexdigest()


@pytest.mark.parametrize("kind", ["caption", "transcription"])
def test_figures_are_asked_about_in_every_wording(kind):
    known = requests.wordings(kind)
    assert len(known) == len(set(known)) >= 6
    assert {requests.choose(kind, str(figure)) for figure in range(200)} == set(known)


def test_a_figure_is_always_asked_in_the_same_words():
    assert requests.choose("caption", "figure") == "本文に添える図版として、この画像の説明書きを考えてください。"
