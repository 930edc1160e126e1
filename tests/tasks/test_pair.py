"""Layouts that Japanese documents really have, made of records."""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.pair import PairSpec, pair_document, pair_figures, to_compare
from tasks.pairing.similarity import PHRASES, Vectors
from tasks.records import identity
from tasks.records.enums import Direction, FigureKind, Outcome, Reason, RegionKind, Role
from tasks.records.figure import Candidate, Figure
from tasks.records.page import Page
from tasks.records.record import Box
from tasks.records.region import Region

DOC = "d" * 64
BODY = "本文の行がここに続き、段落として長く組まれているので、図の説明ではないことがわかる。" * 4


def figure(x0: float, y0: float, x1: float, y1: float, page: int = 1, kind: FigureKind | None = None) -> Figure:
    box = Box(x0, y0, x1, y1)
    return Figure(
        figure_id=identity.of("figure", page, identity.place(box)),
        doc_id=DOC,
        page=page,
        region_id=identity.of("region", page, identity.place(box)),
        kind=kind,
        **box._asdict(),
    )


def text(
    words: str,
    box: tuple[float, float, float, float],
    page: int = 1,
    kind: RegionKind = RegionKind.TEXT,
    size: float = 10,
    direction: Direction = Direction.HORIZONTAL,
) -> Region:
    where = Box(*box)
    return Region(
        region_id=identity.of("region", page, identity.place(where), words),
        doc_id=DOC,
        page=page,
        kind=kind,
        text=words,
        size=size,
        direction=direction,
        source="layer",
        **where._asdict(),
    )


def body(y0: float, y1: float, page: int = 1, words: str = BODY) -> Region:
    return text(words, (70, y0, 525, y1), page)


def run(figures: Sequence[Figure], regions: Sequence[Region], spec: PairSpec | None = None) -> list[Candidate]:
    last = max(page for page in [*(f.page for f in figures), *(r.page for r in regions)])
    pages = [Page(doc_id=DOC, page=n, width=595, height=842, rotation=0) for n in range(1, last + 1)]
    return pair_document(pages, figures, regions, spec or PairSpec())


def in_order(regions: Sequence[Region]) -> list[Region]:
    """Return regions as read down each page."""
    down = sorted(regions, key=lambda region: (region.page, region.y0, region.x0))
    pages = groupby(down, key=lambda region: region.page)
    return [region.model_copy(update={"reading_order": at}) for _, its in pages for at, region in enumerate(its)]


def explanations(found: Sequence[Candidate]) -> dict[str, str]:
    """Return the text that explains each figure that has no caption but such a text."""
    kept = [each for each in found if each.role is Role.EXPLAINS and each.outcome is Outcome.KEPT]
    return {each.figure_id: each.text for each in kept}


def captions(found: Sequence[Candidate]) -> dict[str, str]:
    """Return the text of each figure that has a caption one would bet on."""
    kept = [each for each in found if each.role is Role.CAPTION and each.outcome is Outcome.KEPT]
    return {each.figure_id: each.text for each in kept if each.p_match >= 0.5}


def the(found: Sequence[Candidate], region: Region) -> Candidate:
    return next(each for each in found if each.region_id == region.region_id and each.role is Role.CAPTION)


PICTURE = figure(150, 200, 450, 400)


@pytest.mark.parametrize(
    "box",
    [(230, 408, 370, 420), (230, 180, 370, 192), (460, 390, 560, 402), (40, 200, 142, 212), (150, 408, 290, 420)],
    ids=["below", "above", "right", "left", "below, flush left"],
)
def test_a_numbered_caption_is_found_on_every_side(box: tuple[float, float, float, float]) -> None:
    caption = text("図1: システムの構成", box)
    assert captions(run([PICTURE], [body(60, 160), caption, body(480, 600)])) == {PICTURE.figure_id: caption.text}


def test_two_figures_side_by_side_keep_their_own_captions() -> None:
    left, right = figure(70, 200, 290, 400), figure(305, 200, 525, 400)
    one, two = text("図1　夏の様子", (130, 405, 230, 417)), text("図2　冬の様子", (365, 405, 465, 417))
    assert captions(run([left, right], [one, two, body(450, 600)])) == {
        left.figure_id: one.text,
        right.figure_id: two.text,
    }


def test_a_figure_takes_the_caption_of_its_own_column() -> None:
    left, right = figure(60, 300, 285, 450), figure(310, 100, 535, 250)
    one, two = text("図1　左の段の図", (110, 456, 230, 467)), text("図2　右の段の図", (360, 256, 480, 267))
    columns = [text(BODY, (60, 60, 285, 290)), text(BODY, (310, 275, 535, 700)), text(BODY, (60, 475, 285, 700))]
    assert captions(run([left, right], [one, two, *columns])) == {left.figure_id: one.text, right.figure_id: two.text}


def test_a_vertical_caption_at_the_left_of_the_picture_is_found() -> None:
    columns = [text(BODY, (x, 80, x + 12, 700), direction=Direction.VERTICAL) for x in (470, 490, 510)]
    caption = text("図三　江戸城の天守", (132, 200, 142, 330), direction=Direction.VERTICAL, size=9)
    assert captions(run([PICTURE], [*columns, caption])) == {PICTURE.figure_id: caption.text}


def test_tables_above_and_figures_below_live_in_one_document() -> None:
    figures, regions, expected = [], [], dict[str, str | None]()
    for page in (1, 2, 3):
        table = figure(100, 150, 500, 300, page, FigureKind.TABLE)
        chart = figure(100, 330, 500, 550, page, FigureKind.CHART)
        above = text(f"表{page}　売上の内訳", (250, 132, 350, 144), page)
        below = text(f"図{page}　売上の推移", (250, 556, 350, 568), page)
        figures += [table, chart]
        regions += [above, below, body(600, 700, page)]
        expected |= {table.figure_id: above.text, chart.figure_id: below.text}
    assert captions(run(figures, regions)) == expected


@pytest.mark.parametrize("side", ["above", "below"])
def test_habit_decides_between_two_stacked_figures(side: str) -> None:
    figures, regions = [], []
    for page in (1, 2, 3, 4):
        shown = figure(100, 200, 500, 400, page)
        y = 182 if side == "above" else 406
        figures.append(shown)
        regions += [text(f"図{page}　結果", (250, y, 350, y + 12), page), body(500, 700, page)]
    upper, lower = figure(100, 100, 500, 290, 5), figure(100, 322, 500, 500, 5)
    between = text("図5　結果", (250, 300, 350, 312), 5)
    found = captions(run([*figures, upper, lower], [*regions, between]))
    wanted, other = (lower, upper) if side == "above" else (upper, lower)
    assert found[wanted.figure_id] == between.text
    assert other.figure_id not in found


def test_a_source_credit_between_figure_and_caption_is_stepped_over() -> None:
    credit = text("出典：総務省「情報通信白書」", (150, 404, 300, 414), size=8)
    caption = text("図1　利用率の推移", (240, 418, 360, 430))
    found = run([PICTURE], [credit, caption, body(500, 600)])
    assert captions(found) == {PICTURE.figure_id: caption.text}
    assert the(found, credit).reason is Reason.SOURCE_CREDIT


def test_a_sentence_directly_below_a_figure_is_no_caption() -> None:
    sentence = text("図1に示すように、利用率は年々上がっている。" + BODY, (70, 410, 525, 460))
    caption = text("図1　利用率の推移", (240, 182, 360, 194))
    found = run([PICTURE], [sentence, caption])
    assert captions(found) == {PICTURE.figure_id: caption.text}
    mention = next(each for each in found if each.role is Role.MENTION)
    assert mention.text == "図1に示すように、利用率は年々上がっている。"
    assert mention.region_id == sentence.region_id


@pytest.mark.parametrize(
    "words",
    [
        BODY,
        "次に、設定ボタンを押します。",
        "3.2 実行の手順",
        "・設定を保存する",
        "出典：環境省",
        "注：速報値",
        "※ 画面は開発中のものです",
    ],
)
def test_a_figure_beside_text_without_cue_gets_none(words: str) -> None:
    below = text(words, (70, 410, 525, 424))
    found = run([PICTURE], [body(60, 180), below, body(440, 600)])
    assert captions(found) == {}
    assert the(found, below).outcome is Outcome.REJECTED


def test_a_short_centred_small_line_below_is_taken_without_a_number() -> None:
    caption = text("工場の全景", (272, 405, 328, 413), size=8)
    assert captions(run([PICTURE], [caption, body(500, 700)])) == {PICTURE.figure_id: caption.text}


def test_a_heading_below_is_not_taken() -> None:
    heading = text("まとめと今後の課題", (220, 412, 380, 430), kind=RegionKind.TITLE, size=16)
    assert captions(run([PICTURE], [heading, body(440, 700)])) == {}


def test_text_inside_the_picture_is_not_about_it() -> None:
    label = text("開始", (280, 390, 320, 400), kind=RegionKind.LABEL, size=8)
    inside = text("処理の流れ", (200, 210, 300, 220), size=8)
    found = run([PICTURE], [label, inside, body(500, 700)])
    assert {label.region_id, inside.region_id}.isdisjoint(each.region_id for each in found)


def test_the_same_number_twice_gives_doubtful_mentions_to_the_nearer_section() -> None:
    near, far = figure(150, 200, 450, 400, 1), figure(150, 200, 450, 400, 9)
    labels = [text("図1　一章の図", (240, 406, 360, 418), page) for page in (1, 9)]
    cite = body(500, 520, 8, "図1のとおりである。")
    found = run([near, far], [*labels, cite, body(600, 700, 1)])
    mention = next(each for each in found if each.role is Role.MENTION)
    assert mention.figure_id == far.figure_id
    assert mention.p_match < 0.6


def test_a_range_mentions_each_figure() -> None:
    shown = [figure(150, 200, 450, 400, page) for page in (1, 2, 3)]
    labels = [text(f"図{n}　推移", (240, 406, 360, 418), n) for n in (1, 2, 3)]
    found = run(shown, [*labels, body(500, 600, 3, "推移を図１～３に示す。次の文。")])
    mentions = [each for each in found if each.role is Role.MENTION]
    assert [each.figure_id for each in mentions] == [each.figure_id for each in shown]
    assert {each.text for each in mentions} == {"推移を図１～３に示す。"}
    assert all(0.85 < each.p_match <= 0.95 for each in mentions)


def test_a_caption_parted_by_a_page_break_is_found_where_the_habit_agrees() -> None:
    figures = [figure(100, 200, 500, 400, page) for page in (1, 2, 3)]
    regions = [text(f"図{n}　推移", (250, 406, 350, 418), n) for n in (1, 2, 3)]
    last = figure(100, 500, 500, 780, 4)
    regions += [body(60, 400, 4), text("図4　内訳", (250, 60, 350, 72), 5), body(100, 300, 5)]
    assert captions(run([*figures, last], in_order(regions)))[last.figure_id] == "図4　内訳"


def test_a_table_keeps_its_caption_from_the_picture_above_it() -> None:
    table = text("", (100, 440, 500, 600), kind=RegionKind.TABLE)
    caption = text("表1　諸元", (250, 424, 350, 436))
    assert captions(run([PICTURE], [caption, table, body(620, 700)])) == {}


def test_the_caption_of_one_figure_is_not_that_of_another_far_off() -> None:
    upper, lower = figure(70, 100, 290, 300), figure(305, 480, 525, 680)
    caption = text("図1　夏", (130, 305, 230, 317))
    found = run([upper, lower], [caption, body(330, 460), body(700, 760)])
    assert captions(found) == {upper.figure_id: caption.text}
    others = [each for each in found if each.figure_id == lower.figure_id and each.region_id == caption.region_id]
    assert [each.outcome for each in others] == [Outcome.REJECTED]


def test_panels_share_the_caption_below_them() -> None:
    left, right = figure(70, 200, 290, 400), figure(305, 200, 525, 400)
    letters = [text("(a)", (170, 404, 190, 414), size=8), text("(b)", (405, 404, 425, 414), size=8)]
    caption = text("図1　夏と冬の様子", (230, 420, 365, 432))
    found = captions(run([left, right], [*letters, caption, body(450, 600)]))
    assert found == {left.figure_id: caption.text, right.figure_id: caption.text}


def test_every_row_turned_away_says_why_and_rows_are_few() -> None:
    lines = [text(f"第{n}の値は年々上がっている。", (100, 405 + 12 * n, 300, 415 + 12 * n)) for n in range(20)]
    found = run([PICTURE], lines)
    assert captions(found) == {}
    assert set(Counter(each.role for each in found).values()) == {PairSpec().max_candidates}
    away = [each for each in found if each.outcome is Outcome.REJECTED]
    assert all(each.reason and each.rule and each.threshold is not None for each in away)


def test_a_far_caption_is_too_far() -> None:
    near, far = (text("図1　遠い図", (250, y, 350, y + 12)) for y in (560, 650))
    row = the(run([PICTURE], [far]), far)
    assert (row.outcome, row.reason) == (Outcome.REJECTED, Reason.TOO_FAR)
    assert row.score == pytest.approx(25.0)
    assert row.threshold == PairSpec().max_distance
    assert the(run([PICTURE], [near]), near).reason is not Reason.TOO_FAR
    assert the(run([PICTURE], [near], PairSpec(max_distance=15)), near).reason is Reason.TOO_FAR


def test_turned_away_figures_and_regions_take_no_part() -> None:
    gone = PICTURE.model_copy(update={"outcome": Outcome.REJECTED})
    caption = text("図1　構成", (240, 406, 360, 418))
    assert run([gone], [caption]) == []
    assert run([PICTURE], [caption.model_copy(update={"outcome": Outcome.MERGED})]) == []


def test_the_order_of_the_input_does_not_matter() -> None:
    left, right = figure(70, 200, 290, 400), figure(305, 200, 525, 400)
    regions = [
        text("図1　夏", (130, 405, 230, 417)),
        text("図2　冬", (365, 405, 465, 417)),
        body(450, 600),
        body(60, 160),
    ]
    shuffled = regions[:]
    random.Random(7).shuffle(shuffled)
    assert run([left, right], regions) == run([right, left], shuffled)


def test_ids_are_unique() -> None:
    caption = text("図1　構成", (240, 406, 360, 418))
    twice = body(500, 600, words="図1を見る。図1を見る。図1と図1を比べる。")
    ids = [each.pair_id for each in run([PICTURE], [caption, twice])]
    assert len(ids) == len(set(ids)) == 5


def vectors_of(figures: Sequence[Figure], regions: Sequence[Region], likes: Mapping[str, Figure]) -> Vectors:
    """Return what a model says to whom a sentence that ``likes`` names looks like its figure, and no other like any."""
    asked = to_compare(figures, regions, PairSpec())
    found = {key: _pointing(key) for key in [*asked.images, *asked.sentences]}
    for key, sentence in asked.sentences.items():
        if sentence in likes:
            found[key] = found[key] + found[likes[sentence].image_sha256 or ""]
    return {key: (vector / np.linalg.norm(vector)).astype(np.float32) for key, vector in found.items()}


def _pointing(name: str) -> NDArray[np.float64]:
    chance = random.Random(name)
    vector = np.array([chance.gauss(0, 1) for _ in range(128)])
    return vector / np.linalg.norm(vector)


def pictured(shown: Figure) -> Figure:
    return shown.model_copy(update={"image_sha256": identity.sha256(shown.figure_id.encode())})


def test_an_image_text_model_can_tip_the_balance() -> None:
    shown = pictured(PICTURE)
    texts = [
        text("【写真】山", (250, 405, 350, 415), size=9),
        text("【写真】海", (250, 185, 350, 195), size=9),
    ]
    for liked in texts:
        vectors = vectors_of([shown], texts, {(liked.text or ""): shown})
        found = pair_figures([shown], texts, PairSpec(clip="fake"), vectors)
        assert captions(found) == {shown.figure_id: liked.text}
        cosines = {each.text: each.similarity for each in found}
        assert max(cosines, key=lambda words: cosines[words] or 0) == liked.text
        assert all(value == round(value or 0, 4) for value in cosines.values())


def test_without_an_image_text_model_nothing_is_said_of_similarity() -> None:
    found = run([pictured(PICTURE)], [text("図1: 海", (230, 408, 370, 420)), body(480, 600, words="図1は海を示す。")])
    assert {each.role for each in found} >= {Role.CAPTION, Role.MENTION}
    assert all(each.similarity is None and "similarity" not in each.features for each in found)


def test_sentences_that_cite_a_figure_are_compared_too() -> None:
    shown, regions = (
        pictured(PICTURE),
        [
            text("図1: 海", (230, 408, 370, 420)),
            body(480, 600, words="図1は海を示す。"),
        ],
    )
    found = pair_figures([shown], regions, PairSpec(), vectors_of([shown], regions, {"図1は海を示す。": shown}))
    (mention,) = (each for each in found if each.role is Role.MENTION)
    assert mention.similarity is not None
    assert mention.similarity > 0.5


NUMBERED = [(1, "海の家", 235), (2, "山の家", 455), (3, "駅の家", 675)]


def test_no_model_turns_numbered_captions_round() -> None:
    figures = [pictured(figure(150, y, 450, y + 150)) for y in (80, 300, 520)]
    beside = text("海のそばの町", (460, 350, 560, 362))
    regions = [text(f"図{n}: {words}", (250, y, 350, y + 12)) for n, words, y in NUMBERED] + [beside, body(700, 800)]
    wrong = {words: figures[n % 3] for n, words, _ in NUMBERED} | {"海のそばの町": figures[1]}
    vectors = vectors_of(figures, regions, wrong)
    found = pair_figures(figures, regions, PairSpec(), vectors)
    cosines = {(each.figure_id, each.text): each.similarity or 0.0 for each in found}
    assert cosines[figures[1].figure_id, "海のそばの町"] > 0.5 > cosines[figures[1].figure_id, "図2: 山の家"]
    assert captions(found) == captions(pair_figures(figures, regions, PairSpec()))
    assert captions(found)[figures[1].figure_id] == "図2: 山の家"


def test_what_a_model_is_to_see_are_figures_their_texts_and_those_who_cite_them() -> None:
    shown = pictured(PICTURE)
    far = text("遠くの頁の文。", (70, 100, 300, 112), page=2)
    regions = [text("図1: 海辺", (230, 408, 370, 420)), body(480, 600, words="図1は海を示す。空は青い。"), far]
    asked = to_compare([shown], regions, PairSpec())
    assert asked.images == (shown.image_sha256,)
    assert set(asked.sentences.values()) - set(PHRASES) == {"海辺", "図1は海を示す。", "空は青い。"}


def test_a_white_paper_with_titles_above_and_credits_below_keeps_them_apart() -> None:
    figures, regions, expected = [], [], {}
    for n, y in enumerate((100, 320, 540), start=1):
        shown = figure(70, y, 525, y + 150)
        title = text(f"図表Ⅰ-4-1-{n}　インターネット利用率の推移", (70, y - 18, 300, y - 6))
        figures.append(shown)
        regions += [title, text("（出典）総務省「通信利用動向調査」", (300, y + 156, 525, y + 165), size=8)]
        expected[shown.figure_id] = title.text
    assert captions(run(figures, regions)) == expected


def test_pictures_in_a_row_with_a_line_each_are_captioned() -> None:
    left, right = figure(70, 200, 270, 350), figure(320, 200, 520, 350)
    one, two = text("冷却前の試料", (135, 356, 205, 366)), text("冷却後の試料", (385, 356, 455, 366))
    assert captions(run([left, right], [one, two, body(450, 600)])) == {
        left.figure_id: one.text,
        right.figure_id: two.text,
    }


def test_the_same_axis_title_under_two_charts_is_no_caption() -> None:
    left, right = figure(70, 200, 270, 350), figure(320, 200, 520, 350)
    titles = [text("経過時間", (x, 356, x + 40, 366)) for x in (150, 400)]
    assert captions(run([left, right], [*titles, body(450, 600)])) == {}


@pytest.mark.parametrize("words", ["12", "1/3", "–"])
def test_a_page_number_below_is_no_caption(words: str) -> None:
    assert captions(run([PICTURE], [text(words, (295, 405, 305, 413), size=8), body(500, 600)])) == {}


def test_a_mark_that_points_at_the_picture_is_a_cue() -> None:
    below = text("▲会場には多くの人が集まった", (200, 405, 400, 414), size=8)
    assert captions(run([PICTURE], [below, body(500, 600)])) == {PICTURE.figure_id: below.text}


def test_a_mark_that_points_away_is_none() -> None:
    below = text("▼ 次のページへ続く", (200, 412, 400, 424))
    assert captions(run([PICTURE], [below, body(500, 600)])) == {}


def test_a_sentence_that_points_down_mentions_the_figure_below() -> None:
    pointing = body(150, 190, words="処理の流れを下図に示す。次に進む。")
    found = run([figure(150, 20, 450, 140), PICTURE], [pointing, body(500, 600)])
    mentions = [each for each in found if each.role is Role.MENTION]
    assert [(each.figure_id, each.text, each.p_match) for each in mentions] == [
        (PICTURE.figure_id, "処理の流れを下図に示す。", 0.7)
    ]


def test_a_sentence_that_points_past_the_page_mentions_nothing() -> None:
    assert [
        each.role for each in run([PICTURE], [body(500, 600, words="下図に示す。")]) if each.role is Role.MENTION
    ] == []


def test_panels_are_cited_one_by_one() -> None:
    left, right = figure(70, 200, 270, 350), figure(320, 200, 520, 350)
    labels = [text("図1(a)　夏", (135, 356, 205, 366)), text("図1(b)　冬", (385, 356, 455, 366))]
    found = run([left, right], [*labels, body(500, 600, words="冬の様子は図1(b)に示した．")])
    assert [each.figure_id for each in found if each.role is Role.MENTION] == [right.figure_id]


def test_a_long_numbered_caption_is_still_one() -> None:
    words = "図1　利用率の推移。" + "凡例の線は年齢の階層を表し、点線は前回の調査の値である。" * 5
    long = text(words, (150, 406, 450, 470), size=8)
    assert captions(run([PICTURE], [long, body(500, 600)])) == {PICTURE.figure_id: words}


def test_a_numbered_line_inside_the_frame_may_be_its_caption() -> None:
    inside = text("図1　操作の流れ", (250, 386, 350, 397), kind=RegionKind.CAPTION)
    assert captions(run([PICTURE], [inside, body(500, 600)])) == {PICTURE.figure_id: inside.text}


def test_a_stricter_threshold_keeps_fewer() -> None:
    caption = text("工場の全景", (272, 405, 328, 413), size=8)
    p = the(run([PICTURE], [caption, body(500, 700)]), caption).p_match
    spec = PairSpec(keep_threshold=p + 0.0001)
    found = the(run([PICTURE], [caption, body(500, 700)], spec), caption)
    assert (found.outcome, found.reason, found.score) == (Outcome.REJECTED, Reason.NO_CUE, p)


def crowded(wide: int, high: int, texts: int) -> tuple[list[Figure], list[Region]]:
    """Return a page full of figures, each with a label below, and lines of text anywhere."""
    x, y = 550 / wide, 800 / high
    figures = [
        figure(20 + x * at, 20 + y * down, 12 + x * (at + 1), 4 + y * (down + 1))
        for at in range(wide)
        for down in range(high)
    ]
    regions = [text(f"図{n}　推移", (f.x0 + 2, f.y1 + 1, f.x1 - 2, f.y1 + 8), size=6) for n, f in enumerate(figures, 1)]
    anywhere = random.Random(7)
    while len(regions) < texts:
        at, down = anywhere.uniform(0, 550), anywhere.uniform(0, 820)
        regions.append(text(f"第{len(regions)}の行の言葉", (at, down, at + 40, down + 8), size=6))
    return figures, regions


def test_every_figure_of_a_crowded_page_gets_its_caption() -> None:
    figures, regions = crowded(4, 6, 120)
    found = captions(run(figures, regions))
    assert len(found) == len(figures)


def test_rows_in_any_order_give_the_same_candidates() -> None:
    figures, regions = crowded(2, 4, 20)
    regions += [body(500, 520, 2, "図1に示すように、値は上がった。"), body(530, 600, 2)]
    expected = run(figures, regions)
    for seed in range(3):
        shuffled = random.Random(seed)
        assert run(shuffled.sample(figures, len(figures)), shuffled.sample(regions, len(regions))) == expected


_DIGEST = """
import hashlib, runpy
tests = runpy.run_path({path!r})
figures, regions = tests["crowded"](2, 3, 12)
print(hashlib.sha256(repr(tests["run"](figures, regions)).encode()).hexdigest())
"""


def test_hash_seeds_do_not_matter() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", _DIGEST.format(path=str(Path(__file__)))],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1] != ""


def test_a_document_of_one_figure_and_no_text_has_no_candidates() -> None:
    assert run([PICTURE], []) == []
    assert run([], [body(60, 160)]) == []


def test_a_figure_with_a_caption_is_not_explained() -> None:
    step = body(480, 500, words="次に、画面の「設定」ボタンをクリックすると、一覧が表示されます。")
    found = run([PICTURE], [text("図1　設定画面", (240, 406, 360, 418)), step])
    assert captions(found) != {}
    assert [each for each in found if each.role is Role.EXPLAINS] == []


def test_a_step_that_speaks_of_the_screen_explains_it() -> None:
    screen = figure(150, 200, 450, 400, kind=FigureKind.SCREENSHOT).model_copy(
        update={"text_inside": "ユーザー登録\n① 氏名の入力欄\n② 登録ボタン"}
    )
    step = text(
        "下図の画面が表示されるので、①氏名の入力欄に氏名を入力し、②登録ボタンをクリックします。",
        (150, 180, 450, 192),
    )
    found = run([screen], in_order([step, body(60, 150), body(500, 640)]))
    assert (captions(found), explanations(found)) == ({}, {screen.figure_id: step.text})


def test_a_list_that_explains_is_one_pair_of_several_regions() -> None:
    screen = figure(150, 200, 450, 400, kind=FigureKind.SCREENSHOT).model_copy(update={"text_inside": "① 氏名 ② 登録"})
    words = ["①氏名の入力欄に氏名を入力します。", "②登録ボタンをクリックします。"]
    steps = [text(each, (150, 410 + 14 * at, 450, 422 + 14 * at)) for at, each in enumerate(words)]
    found = run([screen], in_order([body(60, 150), *steps]))
    assert explanations(found) == {screen.figure_id: "\n".join(words)}
    (pair,) = [each for each in found if each.role is Role.EXPLAINS and each.outcome is Outcome.KEPT]
    assert [pair.region_id, *(pair.more_region_ids or ())] == [step.region_id for step in steps]


def test_an_explanation_says_how_sure_it_is_and_the_next_ones_why_not() -> None:
    found = [each for each in run([PICTURE], [body(60, 190), body(410, 600)]) if each.role is Role.EXPLAINS]
    assert found
    assert [each.p_match for each in found] == sorted((each.p_match for each in found), reverse=True)
    kept = [each.p_match >= PairSpec().explain_threshold and at == 0 for at, each in enumerate(found)]
    assert [each.outcome is Outcome.KEPT for each in found] == kept
    assert all((each.reason is None) is (each.outcome is Outcome.KEPT) for each in found)
    assert {(each.rule, each.threshold) for each in found} == {("explain-threshold", PairSpec().explain_threshold)}


def test_a_page_of_columns_keeps_each_picture_its_own_caption() -> None:
    columns = [text(BODY, (x, 80, x + 12, 700), direction=Direction.VERTICAL) for x in (520, 500, 270, 250)]
    right, left = figure(330, 100, 480, 250), figure(70, 100, 220, 250)
    labels = [
        text(words, (x, 254, x + 60, 264), size=8) for words, x in (("図一　江戸城の天守", 375), ("図二　大手門", 115))
    ]
    found = captions(run([right, left], [*columns, *labels]))
    assert found == {right.figure_id: labels[0].text, left.figure_id: labels[1].text}
