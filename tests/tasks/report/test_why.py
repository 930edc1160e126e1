import pytest

from tasks.records import identity
from tasks.records.enums import Outcome, Reason, Step
from tasks.report.why import MOST_REFUSALS, MOST_STORIES, Told, files_of, look_up, reasons_of
from tasks.store import catalog

DOC = "d" * 64


@pytest.fixture
def told(scribe) -> Told:
    """Return what is told of a document with one pair more than a file holds, one of which was turned away."""
    doc_id = scribe.register()
    rows = scribe.rows(doc_id)
    (text,) = rows[Step.PAIR]["candidates"]
    ids = [identity.of("pair", place) for place in range(MOST_STORIES + 2)]
    texts = [text.model_copy(update={"pair_id": pair_id}) for pair_id in ids]
    texts[0] = texts[0].model_copy(update={"outcome": Outcome.REJECTED, "reason": Reason.NO_CUE})
    rows[Step.PAIR]["candidates"] = texts
    scribe.extract(doc_id, rows)
    catalog.load(scribe.root)
    return look_up(scribe.root, doc_id)


@pytest.mark.sql
def test_no_file_holds_more_stories_than_it_may(told) -> None:
    found = reasons_of(told, [])
    assert [(one.number, len(one.stories), len(one.refusals)) for one in found] == [(1, MOST_STORIES, 1), (2, 1, 0)]


@pytest.mark.sql
def test_each_pair_is_in_the_file_that_is_said_to_hold_it(told) -> None:
    places = files_of(told, DOC)
    names = {1: f"{DOC[:16]}-why.html", 2: f"{DOC[:16]}-why-2.html"}
    stories = {story.pair_id: names[one.number] for one in reasons_of(told, []) for story in one.stories}
    assert places == stories


def test_no_file_holds_more_refusals_than_it_may() -> None:
    page = {"what": "page", "step": "probe", "reason": "blank", "figure_id": None}
    columns = ("rule", "score", "threshold", "text", "uri", "figure_page")
    away = [dict.fromkeys(columns) | page | {"page": number} for number in range(1, MOST_REFUSALS + 2)]
    assert [len(one.refusals) for one in reasons_of(Told([], [], away), [])] == [MOST_REFUSALS, 1]


def test_a_document_of_which_nothing_is_known_has_one_file() -> None:
    assert [(one.number, len(one.stories), len(one.refusals)) for one in reasons_of(Told([], [], []), [])] == [
        (1, 0, 0)
    ]
