"""What is written down about made pages."""

import pytest

from pagemaker.gold import gold_of, position, sentences_of
from pagemaker.printing import Item, Printed

FIGURE = Item("figure", 1, ("f1",), (100.0, 100.0, 300.0, 250.0), kind="chart", vector=True)


def _gold(*items):
    return gold_of(Printed(b"%PDF", [FIGURE, *items]), "x-0", "x")[0]


def test_a_figure_without_words_has_none() -> None:
    gold = _gold()
    assert (gold["caption"], gold["caption_bbox"], gold["explains"], gold["mentions"]) == (None, None, None, [])
    assert (gold["kind"], gold["vector"], gold["decoy"]) == ("chart", True, None)


def test_the_label_is_taken_from_the_caption() -> None:
    caption = Item("caption", 1, ("f1",), (150.0, 255.0, 250.0, 265.0), "図2-1　人口の推移")
    gold = _gold(caption)
    assert (gold["number"], gold["caption"]) == ("図2-1", "人口の推移")
    assert gold["pdf_caption_line"] == "図2-1　人口の推移"
    assert gold["caption_position"] == "below"


def test_a_marked_label_may_be_of_any_form() -> None:
    caption = Item("caption", 1, ("f1",), (150.0, 80.0, 250.0, 90.0), "その一人口の推移", label="その一")
    assert (_gold(caption)["number"], _gold(caption)["caption"]) == ("その一", "人口の推移")


def test_a_caption_that_is_only_a_label_says_nothing() -> None:
    gold = _gold(Item("caption", 1, ("f1",), (150.0, 80.0, 180.0, 90.0), "図1"))
    assert (gold["number"], gold["caption"], gold["pdf_caption_line"]) == ("図1", None, "図1")


def test_parts_of_a_caption_are_joined_and_the_box_is_of_the_first_page() -> None:
    parts = [
        Item("caption", 1, ("f1",), (100.0, 700.0, 300.0, 710.0), "図1　人口の"),
        Item("caption", 2, ("f1",), (100.0, 50.0, 300.0, 60.0), "推移"),
    ]
    gold = _gold(*parts)
    assert gold["pdf_caption_line"] == "図1　人口の推移"
    assert (gold["caption_page"], gold["caption_bbox"]) == (1, (100.0, 700.0, 300.0, 710.0))


def test_panels_share_their_caption() -> None:
    other = Item("figure", 1, ("f2",), (310.0, 100.0, 500.0, 250.0))
    caption = Item("caption", 1, ("f1", "f2"), (200.0, 255.0, 400.0, 265.0), "図1　四季")
    entries = gold_of(Printed(b"", [FIGURE, other, caption]), "x-0", "x")
    assert [entry["caption"] for entry in entries] == ["四季", "四季"]


def test_pieces_of_one_figure_are_one() -> None:
    piece = Item("figure", 1, ("f1",), (300.0, 100.0, 400.0, 260.0))
    entries = gold_of(Printed(b"", [FIGURE, piece]), "x-0", "x")
    assert [entry["figure_bbox"] for entry in entries] == [(100.0, 100.0, 400.0, 260.0)]
    assert not entries[0]["vector"]


def test_decoys_are_told_from_figures() -> None:
    entries = gold_of(Printed(b"", [FIGURE, Item("decoy", 1, ("logo",), (10.0, 10.0, 40.0, 20.0))]), "x-0", "x")
    assert [entry["decoy"] for entry in entries] == [None, "logo"]
    assert entries[1]["caption"] is None


def test_explanations_and_mentions_go_to_their_figure() -> None:
    items = [
        Item("explains", 2, ("f1",), (50.0, 50.0, 90.0, 60.0), "棒は人口を表す。"),
        Item("mentions", 1, ("f1",), (50.0, 50.0, 90.0, 60.0), "図1に示す。"),
        Item("mentions", 1, ("f9",), (50.0, 50.0, 90.0, 60.0), "図9に示す。"),
    ]
    gold = _gold(*items)
    assert (gold["explains"], gold["explains_page"], gold["mentions"]) == ("棒は人口を表す。", 2, ["図1に示す。"])


def test_running_text_is_cut_into_sentences() -> None:
    text = Item("sentences", 3, (), (0.0, 0.0, 1.0, 1.0), "一つ目です。「二つ目。」三つ目か？（四つ目。）")
    found = sentences_of(Printed(b"", [text]))
    assert [each["text"] for each in found] == ["一つ目です。", "「二つ目。」", "三つ目か？", "（四つ目。）"]
    assert {each["page"] for each in found} == {3}


@pytest.mark.parametrize(
    ("box", "side"),
    [
        ((100, 260, 300, 270), "below"),
        ((100, 80, 300, 90), "above"),
        ((20, 120, 90, 200), "left"),
        ((310, 120, 400, 200), "right"),
        ((120, 230, 280, 245), "inside"),
    ],
)
def test_a_caption_stands_on_a_side(box, side) -> None:
    assert position((100, 100, 300, 250), box) == side


def test_a_caption_may_stand_on_another_page() -> None:
    assert position((0, 0, 1, 1), (0, 0, 1, 1), 1) == "next-page"
    assert position((0, 0, 1, 1), (0, 0, 1, 1), -1) == "previous-page"
