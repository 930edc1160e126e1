import pytest

from tasks.metrics.matching import (
    Text,
    is_decoy,
    is_right,
    match_figures,
    pieces,
    right_captions,
    right_explanations,
)
from tasks.records.enums import Outcome, Role
from tasks.records.record import Box

PLACE = Box(100, 205, 200, 215)


def test_the_greatest_overlap_is_matched_first_and_once(make):
    item, other = make.item(), make.item(x0=300)
    matches = match_figures([item, other], [make.figure("near", x0=110), make.figure("exact")])
    assert [(match.item, match.figure.figure_id, match.iou) for match in matches] == [(item, "exact", 1)]


def test_two_equal_items_are_matched_to_two_figures(make):
    matches = match_figures([make.item(), make.item()], [make.figure("a"), make.figure("b")])
    assert [match.figure.figure_id for match in matches] == ["a", "b"]


@pytest.mark.parametrize("changed", [{"page": 2}, {"width": 40}])
def test_another_page_or_a_poor_box_is_no_match(make, changed):
    assert match_figures([make.item()], [make.figure("f", **changed)]) == []


def test_what_was_turned_away_and_decoys_match_nothing(make):
    gone = make.figure("f").model_copy(update={"outcome": Outcome.REJECTED})
    assert match_figures([make.item()], [gone]) == []
    assert match_figures([make.decoy()], [make.figure("f", x0=300)]) == []


def test_pieces_of_a_figure_are_counted(make):
    halves = [make.figure("l", width=50), make.figure("r", x0=150, width=50), make.figure("off", x0=190)]
    assert pieces(make.item(), halves) == 2
    assert pieces(make.item(page=2), halves) == 0


def test_a_figure_in_a_decoy_is_the_decoy(make):
    logo = make.decoy()
    assert is_decoy(make.figure("in", x0=320, width=20), logo, [logo])
    assert is_decoy(make.figure("around", x0=300, width=180), logo, [logo])
    assert not is_decoy(make.figure("beside", x0=500), logo, [logo])
    assert not is_decoy(make.figure("later", x0=300, page=2), logo, [logo])


def test_a_piece_of_a_figure_on_a_background_is_no_decoy(make):
    background = make.decoy(x0=0, width=600)
    assert not is_decoy(make.figure("piece", width=30), background, [make.item(), background])
    assert is_decoy(make.figure("else", x0=400, width=30), background, [make.item(), background])


def test_words_decide_where_gold_has_them(make):
    elsewhere = Text("図1: システムの構成", 7, None)
    assert is_right(elsewhere, make.item(caption_bbox=PLACE), Role.CAPTION)
    assert not is_right(Text("目次", 1, PLACE), make.item(caption_bbox=PLACE), Role.CAPTION)


def test_places_decide_where_gold_has_no_words(make):
    item = make.item(caption=None, caption_bbox=PLACE, caption_page=2)
    assert is_right(Text("何か", 2, PLACE.grown(1)), item, Role.CAPTION)
    assert not is_right(Text("何か", 1, PLACE), item, Role.CAPTION)
    assert not is_right(Text("何か", 2, None), item, Role.CAPTION)
    assert not is_right(Text("何か", 1, PLACE), make.item(caption=None), Role.CAPTION)


def test_a_part_of_an_explanation_will_do_but_not_of_a_caption(make):
    item = make.item(caption="水は高い所から低い所へ流れる", explains="水は高い所から低い所へ流れる。")
    part = Text("水は高い所から低", 1, None)
    assert is_right(part, item, Role.EXPLAINS)
    assert not is_right(part, item, Role.CAPTION)


def test_a_mention_is_one_of_the_sentences(make):
    item = make.item(mentions=("図1に示す。", "水は流れる（図1）。"))
    assert is_right(Text("水は流れる(図1)。", 1, None), item, Role.MENTION)
    assert not is_right(Text("火は燃える（図2）。", 1, None), item, Role.MENTION)
    assert not is_right(Text("図1に示す。", 1, None), make.item(), Role.MENTION)


def test_right_captions_are_named_by_their_regions(make):
    regions = [
        make.region("図1: システムの構成"),
        make.region("図1: システムの構成", page=2, region_id="index"),
        make.region("図1: システムの構成", region_id="gone", outcome=Outcome.REJECTED),
        make.region("本文"),
        make.region("", region_id="picture"),
    ]
    assert right_captions(make.item(), regions) == {"r-図1: システムの構成"}
    assert right_captions(make.item(caption_page=2), regions) == {"index"}
    assert right_captions(make.item(caption=None), regions) == set()


def test_right_explanations_are_all_parts_that_are_large_enough(make):
    item = make.item(caption=None, explains="水は高い所から低い所へ流れる。")
    regions = [make.region(text) for text in ("水は高い所から", "低い所へ流れる。", "水は高い所から低い", "火")]
    assert right_explanations(item, regions) == {"r-低い所へ流れる。", "r-水は高い所から低い"}
