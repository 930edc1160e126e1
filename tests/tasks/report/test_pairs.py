import json

import pytest

from tasks.records import identity
from tasks.records.enums import Step
from tasks.report.document import parts_of
from tasks.report.pairs import MOST_PAIRS, PairList, compact, lists_of
from tasks.store import catalog


@pytest.mark.parametrize(
    ("total", "spans"),
    [
        (0, [(1, 0)]),
        (1, [(1, 1)]),
        (MOST_PAIRS, [(1, MOST_PAIRS)]),
        (MOST_PAIRS + 1, [(1, MOST_PAIRS), (MOST_PAIRS + 1, MOST_PAIRS + 1)]),
    ],
)
def test_no_file_has_more_pairs_than_it_may(total, spans) -> None:
    assert [(one.first, one.last) for one in lists_of(total)] == spans


def test_the_files_are_numbered() -> None:
    assert [one.file_name for one in lists_of(MOST_PAIRS + 1)] == ["pairs-1.html", "pairs-2.html"]


@pytest.fixture
def documents(scribe):
    """Return a workspace with an accepted, a rejected and an unjudged pair, a document each."""
    names = ("a.pdf", "b.pdf", "c.pdf")
    ids = [scribe.register(name) for name in names]
    for doc_id in ids:
        scribe.extract(doc_id)
    scribe.curate(ids[0])
    scribe.curate(ids[1], accepted=False)
    catalog.load(scribe.root)
    return scribe.root, {doc_id: parts_of(scribe.root, doc_id) for doc_id in ids}


@pytest.mark.sql
def test_says_what_became_of_each_pair(documents) -> None:
    root, parts = documents
    found = compact(root, PairList(1, 1, 3), parts)
    assert [found["statuses"][row[4]] for row in found["rows"]] == ["accepted", "below-min-p", "not judged"]
    assert [found["documents"][row[0]] for row in found["rows"]] == ["a.pdf", "b.pdf", "c.pdf"]
    assert found["kinds"] == ["photo"]
    assert found["rows"][0][1:4] == [1, 0, 0]
    assert found["rows"][0][5:7] == [0.9, "図1: 装置のようす"]


@pytest.mark.sql
def test_each_file_takes_up_where_the_last_one_ended(documents) -> None:
    root, parts = documents
    whole = [row[6:] for row in compact(root, PairList(1, 1, 3), parts)["rows"]]
    halves = [compact(root, one, parts)["rows"] for one in (PairList(1, 1, 2), PairList(2, 3, 3))]
    assert [len(half) for half in halves] == [2, 1]
    assert [row[8] for half in halves for row in half] == [row[-1] for row in whole]


@pytest.mark.sql
def test_a_figure_without_a_kind_says_so(scribe) -> None:
    doc_id = scribe.register()
    rows = scribe.rows(doc_id)
    rows[Step.CROP]["figures"] = [rows[Step.CROP]["figures"][0].model_copy(update={"kind": None})]
    scribe.extract(doc_id, rows)
    catalog.load(scribe.root)
    assert compact(scribe.root, PairList(1, 1, 1), {doc_id: parts_of(scribe.root, doc_id)})["kinds"] == ["not measured"]


@pytest.mark.sql
def test_a_pair_takes_little_more_than_its_text(scribe) -> None:
    doc_id = scribe.register()
    rows = scribe.rows(doc_id)
    first = rows[Step.PAIR]["candidates"][0]
    ids = [identity.of("pair", place) for place in range(200)]
    rows[Step.PAIR]["candidates"] = [first.model_copy(update={"pair_id": pair_id}) for pair_id in ids]
    scribe.extract(doc_id, rows)
    catalog.load(scribe.root)
    found = compact(scribe.root, PairList(1, 1, 200), {doc_id: parts_of(scribe.root, doc_id)})
    assert len(json.dumps(found, ensure_ascii=False)) / 200 < 80
