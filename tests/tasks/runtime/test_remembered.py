import json

from tasks.records.enums import EngineKind, Step
from tasks.runtime.remembered import engines_in, last_parameters
from tasks.store.workspace import Workspace


def with_parameters(scribe, doc_id, **by_step):
    for step, params in by_step.items():
        entry_id = scribe.tick()
        run = scribe.run(entry_id, doc_id, Step(step), params=json.dumps(params))
        scribe.journal.append(doc_id, entry_id, {"step_runs": [run]})


def remembered(scribe, doc_id):
    return last_parameters(Workspace(scribe.root).journal.step_runs(doc_id))


def test_remembers_the_latest_parameters_of_each_step(scribe):
    doc_id = scribe.register()
    with_parameters(scribe, doc_id, probe={"pages": "1-5"}, read={"ocr": "none"})
    with_parameters(scribe, doc_id, probe={"pages": "8"})
    assert remembered(scribe, doc_id) == {"probe": {"pages": "8"}, "read": {"ocr": "none"}}


def test_there_is_nothing_to_remember_of_what_was_only_registered(scribe):
    assert remembered(scribe, scribe.register()) == {}


def test_tells_which_engines_parameters_name():
    found = engines_in([{"pages": "1-5"}, {"ocr": "rapidocr"}, {"ocr": "rapidocr", "pages": 2}, {"clip": "none"}])
    assert found == {(EngineKind.OCR, "rapidocr"), (EngineKind.CLIP, "none")}
