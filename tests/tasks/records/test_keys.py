from tasks.records.enums import Role
from tasks.records.figure import Candidate, Figure
from tasks.records.keys import record_id
from tasks.records.region import Ruby

BOX = {"x0": 0, "y0": 0, "x1": 10, "y1": 10}


def candidate(pair_id, **more):
    known = {"doc_id": "d", "figure_id": "f", "region_id": "r", "role": Role.CAPTION, "text": "図1", "features": {}}
    return Candidate(pair_id=pair_id, p_match=0.5, **(known | more))


def test_candidates_of_one_figure_are_told_apart():
    assert record_id(candidate("one")) != record_id(candidate("two"))


def test_a_record_that_is_written_again_is_the_same():
    figure = Figure(**BOX, figure_id="f", doc_id="d", page=1, region_id="r")
    assert record_id(figure) == record_id(figure.model_copy(update={"text_inside": "収入"}))


def test_furigana_of_one_region_are_told_apart():
    first = Ruby(**BOX, doc_id="d", region_id="r", base="紙", reading="かみ")
    assert record_id(first) != record_id(first.model_copy(update={"base": "髪"}))
