import json

import pytest

from tasks.records.enums import Step
from tasks.runtime.errors import UsageError
from tasks.runtime.remembered import last_parameters, requests_for
from tasks.store.workspace import Workspace


def with_parameters(scribe, doc_id, **by_step):
    for step, params in by_step.items():
        entry_id = scribe.tick()
        run = scribe.run(entry_id, doc_id, Step(step), params=json.dumps(params))
        scribe.journal.append(doc_id, entry_id, {"step_runs": [run]})


@pytest.fixture
def workspace(scribe):
    return Workspace(scribe.root)


def test_remembers_the_latest_parameters_of_each_step(scribe, workspace):
    doc_id = scribe.register()
    with_parameters(scribe, doc_id, probe={"pages": "1-5"}, read={"ocr": "none"})
    with_parameters(scribe, doc_id, probe={"pages": "8"})
    assert last_parameters(workspace, doc_id) == {"register": {}, "probe": {"pages": "8"}, "read": {"ocr": "none"}}


def test_documents_with_equal_parameters_are_one_request(scribe, workspace):
    first, second, third = (scribe.register(name) for name in ("a.pdf", "b.pdf", "c.pdf"))
    for doc_id in (first, third):
        with_parameters(scribe, doc_id, probe={"pages": "1"})
    with_parameters(scribe, second, probe={"pages": "2"})
    requests = requests_for(workspace, [first, second, third], None)
    assert [(request["probe"], request["documents"]) for request in requests] == [
        ({"pages": "1"}, [first, third]),
        ({"pages": "2"}, [second]),
    ]


def test_the_step_to_begin_at_is_handed_on(scribe, workspace):
    (request,) = requests_for(workspace, [scribe.register()], "pair")
    assert request["again_from"] == "pair"


@pytest.mark.parametrize("step", ["pare", "register", "curate"])
def test_a_step_that_is_none_is_answered_with_the_steps(scribe, workspace, step):
    with pytest.raises(UsageError, match="the steps are probe, read, segment, crop, transcribe, pair, audit"):
        requests_for(workspace, [scribe.register()], step)
