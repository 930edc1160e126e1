import pytest

from tasks.geometry.decoys import Verdict, called_figures, is_written, judge, judge_alone
from tasks.geometry.groups import Group
from tasks.geometry.texts import Text, readable
from tasks.records.enums import Reason, RegionKind
from tasks.records.page import Line
from tasks.records.record import Box
from tasks.records.region import Region

A4 = Box(0, 0, 595, 842)
SLIDE = Box(0, 0, 362, 272)


def region(*box: float, source: str = "raster", rule: str = "image") -> Region:
    x0, y0, x1, y1 = box
    place = {"x0": x0, "y0": y0, "x1": x1, "y1": y1}
    return Region(
        region_id=f"{box}{rule}", doc_id="d", page=1, kind=RegionKind.FIGURE, source=source, rule=rule, **place
    )


def drawing(form: str, *box: float) -> Region:
    return region(*box, source="drawing", rule=form)


def lines(x: float, y: float, *contents: str, size: float = 10, leading: float = 17) -> list[Text]:
    return readable(
        Line(x0=x, y0=y + at * leading, x1=x + size * len(text), y1=y + at * leading + size, text=text, size=size)
        for at, text in enumerate(contents)
    )


def reason(verdict: Verdict | None) -> Reason | None:
    return verdict.reason if verdict else None


def alone(one: Region, texts: list[Text], paper: Box = A4) -> Reason | None:
    return reason(judge_alone(one, paper, texts, texts))


def judged(one: Region, texts: list[Text] | None = None, paper: Box = A4) -> Reason | None:
    return reason(judge(Group((one,)), paper, texts or []))


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((100, 100, 300, 300), None),
        ((100, 100, 139, 300), Reason.TOO_SMALL),
        ((100, 100, 141, 300), None),
        ((100, 100, 106, 300), Reason.TOO_THIN),
        ((20, 100, 570, 142), Reason.TOO_THIN),
    ],
)
def test_size_decides_first(box: tuple[float, ...], expected: Reason | None) -> None:
    assert judged(region(*box)) is expected


def test_a_small_page_has_small_figures() -> None:
    assert judged(region(100, 100, 130, 130), paper=SLIDE) is None
    assert judged(region(100, 100, 130, 130)) is Reason.TOO_SMALL


def test_a_verdict_says_what_was_measured_against_what() -> None:
    found = judge(Group((region(100, 100, 130, 300),)), A4, [])
    assert found == Verdict(Reason.TOO_SMALL, "side", 30, 40)


def test_a_block_arrow_alone_is_too_small_where_a_picture_of_its_size_is_not() -> None:
    assert judged(drawing("frame", 100, 100, 180, 150)) is Reason.TOO_SMALL
    assert judged(region(100, 100, 180, 150)) is None


def test_a_frame_with_any_text_frames_it() -> None:
    assert judged(drawing("frame", 100, 100, 400, 300), lines(120, 180, "注意")) is Reason.TEXT_FRAME


def test_an_empty_panel_or_lettering_is_no_figure() -> None:
    assert judged(drawing("panel", 100, 100, 400, 300)) is Reason.TEXT_FRAME
    assert judged(drawing("letters", 100, 100, 400, 150)) is Reason.TEXT_FRAME


def test_a_grid_without_text_is_a_picture_and_with_text_a_table() -> None:
    grid = drawing("grid", 100, 100, 400, 300)
    assert judged(grid) is None
    assert judged(grid, lines(110, 105, *["項目と値の組み合わせ"] * 9, leading=20)) is Reason.TABLE_RULES


def test_shapes_with_few_labels_are_a_picture_and_full_of_text_a_frame() -> None:
    shapes = drawing("shapes", 100, 100, 400, 300)
    assert judged(shapes, lines(120, 110, "始め", "次", "終り", leading=60)) is None
    assert judged(shapes, lines(105, 105, *["文" * 29] * 11)) is Reason.TEXT_FRAME


def test_shapes_around_one_line_in_their_middle_frame_it() -> None:
    banner = drawing("shapes", 50, 100, 300, 145)
    assert judged(banner, lines(80, 115, "はじめての解説", size=18)) is Reason.TEXT_FRAME
    assert judged(banner, lines(80, 99, "ここから", size=10)) is None


def test_lines_that_start_in_line_from_top_to_bottom_are_a_listing() -> None:
    box = drawing("shapes", 100, 100, 300, 250)
    listing = lines(110, 110, "h = 0.1", "T = 10", "x = 0.0", "v = 1.0", "print(x)", "end", "return", "exit")
    assert judged(box, listing) is Reason.TEXT_FRAME


def test_a_tree_with_a_label_at_every_branch_is_a_picture() -> None:
    labels = lines(130, 110, *["作業の名前"] * 8)
    assert judged(drawing("tree", 100, 100, 200, 250), labels) is None


def test_arrows_and_captions_overrule_text() -> None:
    frame = drawing("frame", 100, 100, 400, 300)
    text = lines(120, 180, "注意")
    assert judge(Group((frame,), linked=True), A4, text) is None
    assert judge(Group((frame,)), A4, text, called=True) is None


def test_an_image_that_leaves_no_ink_is_uniform() -> None:
    assert alone(region(100, 100, 300, 300, rule="hidden"), []) is Reason.UNIFORM


def test_what_is_mostly_beside_the_page_is_off_page() -> None:
    assert alone(region(500, 100, 700, 300), []) is Reason.OFF_PAGE
    assert alone(region(400, 100, 700, 300), []) is None


def test_a_page_sized_image_is_a_background_only_under_text() -> None:
    image = region(0, 0, 595, 842)
    assert alone(image, []) is None
    assert alone(image, lines(70, 90, "本文" * 20)) is Reason.PAGE_BACKGROUND


def test_an_image_full_of_text_is_a_background_whatever_its_size() -> None:
    image = region(70, 300, 520, 420)
    assert alone(image, lines(80, 310, *["目次の項目が並んでいる" * 3] * 6)) is Reason.PAGE_BACKGROUND
    assert alone(image, lines(80, 310, "矢印の先")) is None


def test_a_banner_touches_the_edge_of_the_page() -> None:
    title = lines(80, 30, "第一章 はじめに")
    assert alone(region(0, 0, 595, 100), title) is Reason.PAGE_BACKGROUND
    assert alone(region(0, 300, 595, 400), lines(80, 330, "注記")) is None
    assert alone(region(0, 0, 595, 100), []) is None


def test_only_drawings_are_written() -> None:
    text = lines(120, 180, "注意")
    assert is_written(drawing("frame", 100, 100, 400, 300), text)
    assert not is_written(region(100, 100, 400, 300), text)


def test_a_caption_speaks_of_the_nearest_group() -> None:
    groups = [Group((drawing("frame", 100, top, 400, top + 80),)) for top in (100, 300)]
    texts = [*lines(120, 130, "内容"), *lines(120, 330, "内容"), *lines(150, 388, "図2 端末の画面")]
    assert called_figures(groups, texts) == {1}


def test_a_caption_speaks_of_a_picture_rather_than_of_a_box_of_text() -> None:
    groups = [Group((region(100, 100, 400, 200),)), Group((drawing("frame", 100, 230, 400, 330),))]
    texts = [*lines(120, 260, "内容"), *lines(150, 210, "図1 端末の画面")]
    assert called_figures(groups, texts) == {0}


def test_a_listing_that_is_numbered_is_called_a_figure() -> None:
    groups = [Group((drawing("frame", 100, 100, 400, 180),))]
    assert called_figures(groups, [*lines(120, 130, "内容"), *lines(150, 188, "リスト1 端末の一覧")]) == {0}


def test_a_console_is_called_a_figure_by_the_sentence_that_announces_it() -> None:
    groups = [Group((drawing("frame", 100, 100, 400, 180),))]
    output = lines(120, 120, "$ make install", "OK (12 files)", size=7)
    assert called_figures(groups, [*lines(100, 80, "次のように表示されます。"), *output]) == {0}
    assert called_figures(groups, [*lines(100, 80, "次のコマンドを入力します。"), *output]) == set()


def test_a_low_drawing_is_a_figure_where_it_is_called_one() -> None:
    group = Group((drawing("shapes", 100, 100, 220, 130),))
    assert reason(judge(group, A4, [])) is Reason.TOO_SMALL
    assert judge(group, A4, [], called=True) is None
    assert reason(judge(Group((drawing("shapes", 100, 100, 140, 130),)), A4, [], called=True)) is Reason.TOO_SMALL


def test_a_low_flow_of_three_steps_is_a_figure() -> None:
    group = Group((drawing("shapes", 100, 100, 400, 132),))
    steps = [text for x in (110, 230, 350) for text in lines(x, 111, "工程")]
    assert judge(group, A4, steps) is None
    assert reason(judge(group, A4, steps[:2])) is Reason.TOO_SMALL


@pytest.mark.parametrize("caption", ["表1 端末の一覧", "端末の画面", "リストの一覧"])
def test_other_captions_call_nothing_a_figure(caption: str) -> None:
    groups = [Group((drawing("frame", 100, 100, 400, 180),))]
    assert called_figures(groups, [*lines(120, 130, "内容"), *lines(150, 188, caption)]) == set()


def test_what_ocr_read_on_a_picture_is_in_it_unless_it_is_as_large_as_the_page():
    texts = lines(110, 110, *["画面の文字列がここに並んでいる"] * 12, size=12)
    read = [text._replace(seen=True) for text in texts]
    screenshot = region(100, 100, 480, 520)
    assert alone(screenshot, texts) is Reason.PAGE_BACKGROUND
    assert alone(screenshot, read) is None
    assert alone(region(0, 0, 595, 842), read) is Reason.PAGE_BACKGROUND


def test_a_flow_of_steps_may_be_as_long_as_it_likes() -> None:
    group = Group((drawing("shapes", 20, 100, 580, 140),))
    steps = [text for x in (40, 240, 440) for text in lines(x, 115, "工程")]
    assert judge(group, A4, steps) is None
    assert reason(judge(group, A4, [])) is Reason.TOO_THIN
