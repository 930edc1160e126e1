"""What the forms of the flows take, and what they mean by it."""

import json

import pytest
from pydantic import ValidationError

from flows.corpus import CorpusRequest, RerunRequest, named
from flows.extract import MAX_DOCUMENTS, ExtractRequest
from tasks.probe import ProbeSpec
from tasks.records.enums import GIVEN_UP, Reason, Step
from tasks.runtime.errors import UsageError
from tasks.runtime.plan import Again, look_up
from tasks.store.workspace import Workspace


def asked(**fields):
    return ExtractRequest(documents=[], **fields)


@pytest.mark.parametrize(
    ("fields", "again"),
    [
        ({}, Again()),
        ({"again_from": "pair"}, Again(Step.PAIR)),
        ({"again_for": "needs-ocr"}, Again(reasons=frozenset({Reason.NEEDS_OCR}))),
        ({"again_for": "hangs"}, Again()),
        ({"again_for": "hangs", "force": True}, Again(reasons=frozenset({Reason.HANGS}))),
        ({"again_for": "needs-ocr", "force": True}, Again(reasons=frozenset({Reason.NEEDS_OCR}))),
        ({"force": True}, Again(reasons=GIVEN_UP)),
    ],
)
def test_what_was_given_up_is_tried_again_only_by_force(fields, again):
    assert asked(**fields).again() == again


def test_a_run_takes_at_most_a_hundred_documents():
    ExtractRequest(documents=["a"] * MAX_DOCUMENTS)
    with pytest.raises(ValidationError, match="at most 100"):
        ExtractRequest(documents=["a"] * (MAX_DOCUMENTS + 1))


def known_with(scribe, **by_step):
    doc_id = scribe.register()
    for step, params in by_step.items():
        entry_id = scribe.tick()
        run = scribe.run(entry_id, doc_id, Step(step), params=json.dumps(params))
        scribe.journal.append(doc_id, entry_id, {"step_runs": [run]})
    return look_up(Workspace(scribe.root), [doc_id])[doc_id]


def test_a_rerun_asks_for_what_was_asked_before(scribe):
    known = known_with(scribe, probe={"pages": "1-5"}, audit={"ocr": "rapidocr", "pages": 2})
    specs = asked(as_before=True, probe={"pages": "7"}).specs(known)
    assert specs[Step.PROBE] == ProbeSpec(pages="1-5")
    assert specs[Step.AUDIT].pages == 2


def test_a_run_asks_for_what_it_says_otherwise(scribe):
    specs = asked(probe={"pages": "7"}).specs(known_with(scribe, probe={"pages": "1-5"}))
    assert specs[Step.PROBE] == ProbeSpec(pages="7")
    assert Step.AUDIT not in specs


@pytest.mark.parametrize("fields", [{}, {"documents": []}, {"force": True}, {"from_step": "pair"}])
def test_a_rerun_must_say_of_what(fields):
    with pytest.raises(ValidationError, match="name documents"):
        RerunRequest(**fields)


def test_a_rerun_does_not_begin_at_register():
    with pytest.raises(ValidationError, match="probe, read, segment"):
        RerunRequest(failed=True, from_step="register")


def test_a_corpus_must_ask_for_something():
    with pytest.raises(ValidationError, match="give sources"):
        CorpusRequest()


@pytest.mark.parametrize("label", [None, "白書"])
def test_a_corpus_is_called_by_its_only_source(label):
    request = CorpusRequest(ingest={"sources": ["/data/広報"]}, extract={"label": label})
    assert request.label() == (label or "広報")
    assert CorpusRequest(ingest={"sources": ["/a", "/b"]}).label() is None


@pytest.fixture(scope="module")
def workspace(scribe_in, tmp_path_factory):
    """Return a workspace with a document done, one failed, one rejected, one that hung till it was given up."""
    scribe = scribe_in(tmp_path_factory.mktemp("requests") / "data")
    scribe.whole("done.pdf")
    for name, end in {
        "failed.pdf": {"outcome": "failed", "reason": "crashes"},
        "scan.pdf": {"outcome": "rejected", "reason": "needs-ocr"},
        "hangs.pdf": {"outcome": "rejected", "reason": "hangs"},
    }.items():
        scribe.extract(scribe.register(name), until=Step.READ, end=end)
    return Workspace(scribe.root)


@pytest.mark.sql
@pytest.mark.parametrize(
    ("rerun", "names"),
    [
        ({"failed": True}, ["failed.pdf"]),
        ({"failed": True, "reason": "needs-ocr"}, ["scan.pdf"]),
        ({"reason": "crashes"}, ["failed.pdf"]),
        ({"reason": "hangs"}, ["hangs.pdf"]),
        ({"reason": "blank"}, []),
        ({"documents": ["done.pdf", "/in/done.pdf"]}, ["done.pdf"]),
        ({"documents": ["done.pdf"], "reason": "hangs"}, ["done.pdf"]),
        ({"documents": ["done.pdf"], "failed": True}, ["done.pdf", "failed.pdf"]),
    ],
)
def test_a_rerun_takes_the_documents_that_it_says(workspace, rerun, names):
    found = named(CorpusRequest(rerun=rerun), workspace)
    assert [known.name for known in look_up(workspace, found).values()] == names


@pytest.mark.sql
def test_a_document_that_is_not_there_is_refused(workspace):
    with pytest.raises(UsageError, match=r"no document 'x.pdf'"):
        named(CorpusRequest(rerun={"documents": ["x.pdf"]}), workspace)
