import json

import numpy as np
import pytest
from pydantic import BaseModel

from tasks.engines.analyzer.answers import lines, regions, spelled
from tasks.pixels.lines import settled
from tasks.records.enums import Direction, RegionKind

DPI = 144  # two pixels a point
WIDTH, HEIGHT = 800, 600


def corners(x0, y0, x1, y1):
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def word(text, box, direction="horizontal", rec_score=0.9):
    return {
        "points": corners(*box),
        "content": text,
        "direction": direction,
        "rec_score": rec_score,
        "det_score": 0.8,
    }


def area(*box):
    return {"box": list(box), "order": 0, "paragraphs": [], "direction": "horizontal", "figure_path": None}


def table(*box):
    return {"box": list(box), "n_row": 1, "n_col": 1, "rows": [], "cols": [], "spans": [], "cells": [], "order": 0}


def answer(words=(), figures=(), tables=()):
    said = {"dpi": DPI, "width": WIDTH, "height": HEIGHT, "paragraphs": [], "words": words}
    return json.dumps(said | {"figures": figures, "tables": tables}).encode()


def test_words_are_lines_in_points():
    (line,) = lines(answer([word("図書館", (100, 200, 220, 240))]))
    assert (line.text, line.box, line.size) == ("図書館", (50, 100, 110, 120), 20)
    assert (line.direction, line.confidence, line.ruby) == (Direction.HORIZONTAL, 0.9, False)


def test_a_line_runs_as_yomitoku_says():
    said = answer([word("日記", (0, 0, 40, 70), "horizontal"), word("日記を", (0, 0, 40, 120), "vertical")])
    assert [line.direction for line in lines(said)] == [Direction.HORIZONTAL, Direction.VERTICAL]


def test_blank_words_are_no_lines():
    assert lines(answer([word("", (0, 0, 40, 20)), word("　", (0, 0, 40, 20))])) == []


def test_a_score_that_is_no_number_makes_a_line_unsure():
    assert lines(answer([word("図", (0, 0, 40, 40), rec_score=None)]))[0].confidence == 0.0


def test_lines_keep_the_order_of_the_words():
    said = answer([word("後", (0, 300, 40, 340)), word("先", (0, 0, 40, 40))])
    assert [line.text for line in lines(said)] == ["後", "先"]


def test_furigana_are_lines_and_are_marked_like_those_of_other_engines():
    said = answer([word("図書館の歴史", (100, 200, 340, 240)), word("としょかん", (110, 180, 210, 198))])
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    picture[203:238:2, 102:338] = 0
    picture[182:196:2, 112:208] = 0
    marked = {line.text: line.ruby for line in settled(lines(said), picture, DPI)}
    assert marked == {"図書館の歴史": False, "としょかん": True}


def test_figures_and_tables_are_regions_from_top_to_bottom():
    found = regions(answer(figures=[area(100, 400, 300, 500)], tables=[table(20, 40, 300, 200)]), "doc", 3)
    assert [(one.kind, one.box) for one in found] == [
        (RegionKind.TABLE, (10, 20, 150, 100)),
        (RegionKind.FIGURE, (50, 200, 150, 250)),
    ]
    assert {(one.doc_id, one.page, one.source, one.rule, one.score) for one in found} == {
        ("doc", 3, "yomitoku", "model", None)
    }


def test_ids_tell_places_pages_and_documents_apart():
    def ids(doc_id, page, *box):
        return {one.region_id for one in regions(answer(figures=[area(*box)]), doc_id, page)}

    box, other = (0, 0, 100, 100), (0, 0, 102, 100)
    assert ids("a", 1, *box) == ids("a", 1, *box)
    assert len(ids("a", 1, *box) | ids("b", 1, *box) | ids("a", 2, *box) | ids("a", 1, *other)) == 4


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((-50, -50, 100, 100), (0, 0, 50, 50)),
        ((700, 500, 900, 900), (350, 250, 400, 300)),
        ((-(2**63), 100, 200, 200), (0, 50, 100, 100)),  # what a number that is none becomes as an integer
    ],
)
def test_boxes_are_cut_at_the_edges_of_the_page(box, expected):
    assert [one.box for one in regions(answer(figures=[area(*box)]), "doc", 1)] == [expected]


@pytest.mark.parametrize("box", [(100, 100, 101, 300), (900, 0, 950, 100), (200, 200, 100, 100), (5, 5, 5, 5)])
def test_boxes_without_extent_on_the_page_are_left_out(box):
    assert regions(answer(figures=[area(*box)], tables=[table(*box)]), "doc", 1) == []


def test_a_box_that_is_called_both_is_a_table_once():
    found = regions(answer(figures=[area(0, 0, 100, 100)], tables=[table(0, 0, 100, 100)]), "doc", 1)
    assert [one.kind for one in found] == [RegionKind.TABLE]


def test_an_empty_answer_tells_of_nothing():
    assert (lines(answer()), regions(answer(), "doc", 1)) == ([], [])


class Said(BaseModel):
    words: list[dict[str, float]]
    more: str


def test_everything_that_is_said_is_kept_with_the_size_of_what_was_seen():
    said = spelled(Said(words=[{"rec_score": float("nan")}], more="図"), np.zeros((20, 30, 3), np.uint8), 150)
    assert json.loads(said) == {"dpi": 150, "width": 30, "height": 20, "words": [{"rec_score": None}], "more": "図"}
    assert "図".encode() in said
