import pytest

from tasks.metrics.calibration import Decision
from tasks.metrics.scores import DocumentScore, Given, PageScore
from tasks.metrics.summary import (
    HEADINGS,
    TOTAL_HEADINGS,
    across_families,
    cell,
    decision_interval,
    f1_interval,
    family_rows,
    share_interval,
    total_rows,
)

GOOD = PageScore(figures=4, matched=4, captions=Given(given=4, right=4, gold=4, hit=4))
POOR = PageScore(figures=4, matched=2, captions=Given(given=2, right=1, gold=4, hit=1), decoys=3, fooled=1)


def documents(**families):
    return [
        DocumentScore(name=f"{family}-{place}", family=family, score=score)
        for family, scores in families.items()
        for place, score in enumerate(scores)
    ]


def row_of(scores, family):
    return dict(zip(HEADINGS, next(row for row in family_rows(scores) if row[0] == family), strict=True))


def test_families_stand_by_name_and_all_last():
    rows = family_rows(documents(slides=[POOR], manual=[GOOD, GOOD]))
    assert [row[0] for row in rows] == ["manual", "slides", "all"]
    assert {len(row) for row in rows} == {len(HEADINGS)}


def test_a_family_alone_is_all():
    assert [row[0] for row in family_rows(documents(slides=[POOR]))] == ["slides"]


def test_a_family_is_added_up():
    row = row_of(documents(slides=[POOR, POOR]), "slides")
    assert (row["figures"], row["recall"], row["decoys"]) == ("8", "0.50", "2/6")
    assert row["pair F1 [95 %]"].startswith("0.33 [")
    assert row["explains"] == row["mentions"] == row["below"] == "–"


def test_one_document_has_no_interval():
    assert row_of(documents(slides=[POOR]), "slides")["pair F1 [95 %]"] == "0.33"


def test_totals_have_a_cell_for_each_heading():
    rows = total_rows(documents(slides=[POOR, GOOD]))
    assert {len(row) for row in rows} == {len(TOTAL_HEADINGS)}
    found = {row[0]: row for row in rows}
    assert found["captions: F1"][1] == "0.71"
    assert found["captions: F1"][3] == "P 0.83 R 0.62: 5 right of 6 given; 5 of 8 gold"
    assert found["decoys that became a pair"][1:] == ("0.33", "", "1 of 3")


def test_baselines_are_told_only_where_they_were_measured():
    scores = documents(slides=[GOOD])
    measured = documents(slides=[GOOD + PageScore(below=Given(given=4, right=1, gold=4, hit=1))])
    assert not [row for row in total_rows(scores) if "PyMuPDF" in row[0]]
    assert [row[1] for row in total_rows(measured) if row[0] == "nearest text below: F1"] == ["0.25"]


def test_families_have_one_say_each():
    said = across_families(
        documents(slides=[POOR], manual=[GOOD, GOOD, GOOD], blank=[PageScore(captions=Given(given=1))])
    )
    assert said == "caption F1: mean of 2 families 0.67, worst 0.33 (slides)"
    assert across_families(documents(slides=[POOR])) is None


def test_documents_that_are_alike_leave_nothing_open():
    assert f1_interval([GOOD.captions] * 3) == (1, 1)
    assert share_interval([(1, 2)] * 3) == (0.5, 0.5)
    low, high = f1_interval([GOOD.captions, POOR.captions] * 5)
    assert low < 0.71 < high


def test_decisions_are_drawn_by_document():
    scores = [PageScore(figures=2, decisions=(Decision(0.9, right=True),)), PageScore(figures=2)]
    low, high = decision_interval(scores, lambda decisions, figures: len(decisions) / figures)
    assert (low, high) == (0, 0.5)


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0.0, "0.00"), (0.012, "0.012"), (0.5, "0.50"), (1.0, "1.00"), (1.5, "1.50")]
)
def test_small_shares_have_a_decimal_more(value, text):
    assert cell(value) == text
