import pytest

from tasks.report.overlay import away_marks, figure_marks, links, region_marks, text_marks

FIGURE = {
    "figure_id": "f" * 64, "number": 3, "page": 1, "x0": 100, "y0": 100, "x1": 300, "y1": 200,
    "kind": "photo", "source": "raster", "step": "crop",
}  # fmt: skip
TEXT = {
    "figure_id": "f" * 64, "role": "caption", "label": "3a", "anchor": "t-1", "p_match": 0.9, "page": 1,
    "x0": 150, "y0": 210, "x1": 250, "y1": 220,
}  # fmt: skip
AWAY = {
    "what": "figure", "step": "crop", "reason": "too-thin", "label": "×1", "anchor": "r-1-1",
    "x0": 0, "y0": 0, "x1": 9, "y1": 1,
}  # fmt: skip


def test_a_figure_leads_to_its_entry() -> None:
    (mark,) = figure_marks([FIGURE])
    assert (mark.layer, mark.label, mark.href) == ("figure", "3", "#f-ffffffffffffffff")
    assert (mark.x, mark.y, mark.width, mark.height) == (100, 100, 200, 100)
    assert mark.title == "figure 3 · photo · raster"


def test_what_is_not_known_of_a_figure_is_left_out() -> None:
    assert figure_marks([FIGURE | {"kind": None, "source": None}])[0].title == "figure 3"


def test_what_was_merged_is_drawn_without_a_number() -> None:
    (mark,) = figure_marks([FIGURE | {"number": None}])
    assert (mark.layer, mark.label, mark.href) == ("merged", "", None)


def test_a_text_is_switched_by_its_role() -> None:
    (mark,) = text_marks([TEXT | {"role": "explains"}])
    assert (mark.layer, mark.form, mark.label, mark.href) == ("explains", "text", "3a", "#t-1")


def test_a_text_without_a_box_is_not_drawn() -> None:
    assert text_marks([TEXT | {"x0": None}]) == []


@pytest.mark.parametrize(
    ("box", "line"),
    [
        ((150, 210, 250, 220), (200, 210, 200, 200)),
        ((150, 50, 250, 60), (200, 60, 200, 100)),
        ((310, 120, 320, 180), (310, 150, 300, 150)),
        ((20, 120, 60, 180), (60, 150, 100, 150)),
        ((310, 210, 320, 220), (310, 210, 300, 200)),
        ((150, 120, 250, 180), (200, 150, 200, 150)),
    ],
    ids=["below", "above", "right", "left", "corner", "inside"],
)
def test_a_line_joins_the_nearest_edges(box, line) -> None:
    text = TEXT | dict(zip(("x0", "y0", "x1", "y1"), box, strict=True))
    (link,) = links([FIGURE], [text])
    assert (link.x0, link.y0, link.x1, link.y1) == line


@pytest.mark.parametrize("text", [TEXT | {"page": 2}, TEXT | {"x0": None}, TEXT | {"figure_id": "e" * 64}])
def test_no_line_joins_what_is_not_on_one_page(text) -> None:
    assert links([FIGURE], [text]) == []


def test_regions_are_numbered_in_reading_order_and_switched_by_kind() -> None:
    box = {"x0": 0, "y0": 0, "x1": 5, "y1": 5, "source": "layer"}
    title, note = region_marks(
        [box | {"kind": "title", "reading_order": 4}, box | {"kind": "note", "reading_order": None}]
    )
    assert (title.layer, title.label, note.layer, note.label) == ("region title", "4", "region note", "")


def test_what_was_turned_away_says_why_and_leads_to_its_row() -> None:
    (mark,) = away_marks([AWAY])
    assert (mark.layer, mark.form, mark.href) == ("turned away figure", "away", "#r-1-1")
    assert mark.title == "figure turned away at crop: too-thin"


def test_a_page_that_was_turned_away_gets_no_box() -> None:
    assert away_marks([AWAY | {"what": "page"}, AWAY | {"what": "sample", "x0": None}]) == []
