from typing import Any

from tasks.report.refusals import explained, refusals


def row(**changed: Any) -> dict[str, Any]:
    """Return a row of `why_not`: a text that was refused to a figure."""
    facts = {"what": "candidate", "page": 1, "step": "pair", "rule": "max-distance", "reason": "too-far"}
    more = {"score": 24.5, "threshold": 20.0, "text": "遠い\n本文", "figure_id": "f", "figure_kind": "photo"}
    empty = dict.fromkeys(["id", "uri", "error", "role", "p_match", "figure_page"])
    boxes = {f"{of}{side}": 10.4 for of in ("", "figure_") for side in ("x0", "y0", "x1", "y1")}
    return empty | facts | more | boxes | {"figure_page": 1} | changed


def page(number: int, reason: str = "not-selected") -> dict[str, Any]:
    facts = {"what": "page", "page": number, "step": "probe", "rule": None, "reason": reason, "text": None}
    return row(**facts | {"figure_id": None, "score": None, "threshold": None})


def test_a_text_says_which_figure_it_was_for_and_why_not() -> None:
    (found,) = refusals([row()])
    assert (found.what, found.where, found.text) == ("text", "10,10–10,10", "遠い / 本文")
    assert (found.figure, found.corner) == ("a photo at 10,10–10,10", "10,10")
    assert explained(found) == "max-distance 24.5 > 20"


def test_a_figure_on_another_page_is_said_to_be() -> None:
    assert refusals([row(figure_page=2)])[0].figure == "a photo at 10,10–10,10 on page 2"


def test_a_figure_without_a_text_says_so_and_is_for_no_other() -> None:
    (found,) = refusals([row(what="figure", text=None)])
    assert (found.text, found.figure) == ("a photo for which no text was found", "")


def test_a_figure_that_was_not_cut_out_says_nothing_of_texts() -> None:
    assert refusals([row(what="figure", step="crop", text=None)])[0].text == ""


def test_what_has_no_reason_says_so() -> None:
    (found,) = refusals([row(reason=None, rule=None, score=None)])
    assert (found.reason, explained(found)) == ("no reason given", "")


def test_pages_that_were_not_selected_are_one_span() -> None:
    found = refusals([page(1), row(page=2), page(3), page(4), page(5), page(7), page(8)])
    assert [(one.what, one.page, one.last) for one in found] == [
        ("page", 1, 1),
        ("text", 2, 2),
        ("page", 3, 5),
        ("page", 7, 8),
    ]


def test_pages_that_ended_otherwise_stand_by_themselves() -> None:
    found = refusals([page(1), page(2, "blank"), page(3, "blank"), page(4)])
    assert [(one.page, one.last, one.reason) for one in found] == [
        (1, 1, "not-selected"),
        (2, 2, "blank"),
        (3, 3, "blank"),
        (4, 4, "not-selected"),
    ]


def test_ten_thousand_pages_that_were_not_selected_are_one_line() -> None:
    assert len(refusals([page(number) for number in range(1, 10_001)])) == 1


def test_a_source_is_told_by_its_path() -> None:
    (found,) = refusals([row(what="source", page=None, text=None, uri="/in/a.pdf", figure_id=None, step="register")])
    assert (found.text, found.page, found.step) == ("/in/a.pdf", None, "register")
