"""Captions of several lines, among running text of another size."""

import pytest

from tasks.geometry.blocks import blocks
from tasks.geometry.kinds import begins_caption
from tasks.records.page import Line
from tasks.records.record import Box

BODY = [
    Line(x0=50, y0=400 + 16 * at, x1=350, y1=410 + 16 * at, text="本文がここに続いている。" * 2, size=10)
    for at in range(4)
]


def line(text: str, y: float, x: float = 50, size: float = 9, **more: object) -> Line:
    return Line(x0=x, y0=y, x1=x + size * len(text), y1=y + size, text=text, size=size, **more)


def captions(*lines: Line, figures: tuple[Box, ...] = ()) -> list[list[str]]:
    found = blocks([*lines, *BODY], figures, starts=begins_caption)
    return [[one.text for one in block] for block in found if begins_caption(block[0])]


def test_a_sentence_on_its_own_line_stays_in_a_caption_set_smaller_than_the_text() -> None:
    upper, lower = "図1　道具はすべて村で作られる。", "上段の左から、枠とはけである。"
    assert captions(line(upper, 100), line(lower, 112)) == [[upper, lower]]


def test_lines_that_hang_under_the_text_behind_the_label_stay() -> None:
    upper, lower = "図2　煮た皮を川にさらして、ちりを除いて", "いるところ。"
    assert captions(line(upper, 100), line(lower, 112, x=77)) == [[upper, lower]]


def test_text_in_the_size_of_the_body_does_not_join_a_smaller_caption() -> None:
    caption = "図3　村の位置と、街道および川の流れを示した略図である矢印の向き"
    below = line("本文の一行が字下げもなくすぐ下に続いている場合でも、まざることはない。", 111, size=10)
    assert captions(line(caption, 100), below) == [[caption]]


def test_a_label_alone_takes_its_title_though_it_is_bolder() -> None:
    assert captions(line("図5", 100, bold=True), line("板に張って干した紙", 112)) == [["図5", "板に張って干した紙"]]


def test_panels_listed_under_a_caption_are_of_it() -> None:
    rows = ["図6　村の入口から見た山", "(a) 冬、雪がつもった朝", "(b) 夏、田に水をはったあと"]
    assert captions(*(line(text, 100 + 12 * at) for at, text in enumerate(rows))) == [rows]


def test_heads_of_a_table_do_not_join_the_caption_above() -> None:
    heads = [line("年度", 112, x=50), line("人数", 112, x=150), line("割合", 112, x=250)]
    assert captions(line("表1　年ごとの従事者の数", 100), *heads) == [["表1　年ごとの従事者の数"]]


def test_captions_side_by_side_keep_their_own_lines() -> None:
    one, other = ["図7　枝を切って束ねる。", "葉は落としておく。"], ["図8　大釜で蒸して皮をはぐ。", "力がいる。"]
    lines = [line(text, 100 + 12 * at, x) for rows, x in ((one, 50), (other, 200)) for at, text in enumerate(rows)]
    assert sorted(captions(*lines)) == [one, other]


def test_the_next_note_does_not_join_the_note_before() -> None:
    assert captions(line("注1　この値は推計である。", 100), line("*2合計は一致しない。", 112)) == [
        ["注1　この値は推計である。"]
    ]


@pytest.mark.parametrize(("end", "kept"), [(212, 2), (350, 1)])
def test_a_caption_in_the_size_of_the_text_keeps_to_the_width_of_its_figure(end: float, kept: int) -> None:
    upper = Line(x0=50, y0=100, x1=210, y1=110, text="図9　谷をわたる橋の上から見た", size=10)
    lower = Line(x0=50, y0=113, x1=end, y1=123, text="集落の全景", size=10)
    [caption] = captions(upper, lower, figures=(Box(50, 20, 212, 95),))
    assert len(caption) == kept


def test_sizes_that_ocr_saw_may_waver() -> None:
    lines = [
        line("図1　村の位置と街道の流れを示した略図である", 100, confidence=0.9, size=14),
        line("矢印の向き", 116, confidence=0.9, size=12.6).model_copy(update={"x0": 120.0, "x1": 180.0}),
    ]
    centred = lines[1].model_copy(
        update={"x0": 50 + lines[0].box.width / 2 - 30, "x1": 50 + lines[0].box.width / 2 + 30}
    )
    assert captions(lines[0], centred) == [[lines[0].text, centred.text]]


def flush_right(text: str, y: float, size: float = 9) -> Line:
    return line(text, y, x=200 - size * len(text), size=size)


def test_a_caption_set_flush_right_keeps_its_ragged_lines() -> None:
    rows = ["【図1】", "配食サービスの比較（令和5", "年）。左から順に要介護", "が一致しない。"]
    assert captions(*(flush_right(text, 100 + 11 * at) for at, text in enumerate(rows))) == [rows]


def centred(text: str, y: float, size: float = 9) -> Line:
    return line(text, y, x=200 - size * len(text) / 2, size=size)


@pytest.mark.parametrize(
    "pair", [("図1　断面の詳細", "Fig. 1 Detail of section"), ("Figure 1  Detail of section", "図1　断面の詳細")]
)
def test_a_caption_in_two_languages_is_one(pair: tuple[str, str]) -> None:
    assert captions(*(line(text, 100 + 12 * at) for at, text in enumerate(pair))) == [list(pair)]


def test_captions_of_two_numbers_stay_two() -> None:
    assert len(captions(line("図1　断面の詳細", 100), line("Fig. 2 Plan", 112))) == 2


def test_running_text_under_a_centred_caption_is_not_of_it() -> None:
    text = Line(x0=50, y0=112, x1=350, y1=122, text="本文が図のすぐ下から始まり、段の幅いっぱいに続いている。", size=10)
    assert captions(centred("図2　試験の手順", 100, size=10), text) == [["図2　試験の手順"]]
    assert captions(centred("図2　試験の手順", 100), centred("（平成三十年撮影）", 112)) == [
        ["図2　試験の手順", "（平成三十年撮影）"]
    ]


def test_lines_that_begin_and_end_together_are_one_though_the_column_is_wider() -> None:
    rows = ["図1　道具の外観。手前に見", "えるのが枠で、奥がはけであ", "る。"]
    lines = [line(text, 354 + 14 * at, x=120, size=10) for at, text in enumerate(rows)]
    assert captions(*lines) == [rows]
