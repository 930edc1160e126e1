"""`--profile` and `etoki engines`, where the reference engines are not ready."""

import json

import pytest

from flows.commands import rerun_documents
from tasks.records.enums import RunOutcome, Step
from tasks.store.catalog import load

pytestmark = pytest.mark.prefect


@pytest.fixture
def nowhere(tmp_path):
    """Return an environment in which no weights are to be found, whatever this machine has."""
    return {"HF_HOME": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}


def one_line(said):
    assert said.stderr.endswith("\n")
    [line] = said.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("words", "engine"),
    [
        (["--profile", "reference"], "yomitoku"),
        (["--profile", "reference", "--layout", "cdla", "--ocr", "rapidocr"], "open_clip"),
    ],
)
def test_an_engine_that_is_not_ready_ends_it_before_any_work(etoki, small, nowhere, tmp_path, words, engine):
    said = etoki.run("run", small, "-w", tmp_path / "data", *words, **nowhere)
    assert said.returncode == 2
    line = one_line(said)
    assert engine in line
    assert "pip install" in line or "hf download" in line
    assert not (tmp_path / "data").exists()


def test_a_profile_that_does_not_exist_is_refused(etoki, small, tmp_path):
    said = etoki.run("run", small, "-w", tmp_path / "data", "--profile", "best")
    assert said.returncode == 2
    assert "embedded" in said.stdout + said.stderr


def test_engines_tells_of_each_whether_it_is_ready_and_what_gets_it(etoki, nowhere, tmp_path):
    said = etoki.run("engines", "--weights", tmp_path, **nowhere)
    assert (said.returncode, said.stderr) == (0, "")
    table, *blocks = said.stdout.split("\n\n")
    told = dict(block.split("\n", 1) for block in blocks)
    assert "cdla" in table
    for engine in ("layout, ocr yomitoku", "clip open_clip:llm-jp-clip-vit-base-patch16"):
        assert "    missing  " in told[engine]
        assert "hf download" in told[engine]


def test_engines_tells_everything_as_json(etoki, nowhere):
    found = {(one["kind"], one["name"]): one for one in json.loads(etoki.run("engines", "--json", **nowhere).stdout)}
    rapid = found["ocr", "rapidocr"]
    assert rapid["missing"] is None
    assert len(rapid["weights_sha256"]) == 64
    assert rapid["licence"] == "Apache-2.0"
    assert found["ocr", "yomitoku"]["licence"].startswith("CC BY-NC-SA")


def test_a_rerun_of_documents_whose_engine_is_gone_ends_before_any_work(scribe, monkeypatch):
    doc_id = scribe.register()
    entry_id = scribe.tick()
    run = scribe.run(entry_id, doc_id, Step.READ, params='{"ocr":"nonsuch"}', outcome=RunOutcome.FAILED)
    scribe.journal.append(doc_id, entry_id, {"step_runs": [run]})
    scribe.use(doc_id, {Step.READ: entry_id}, "run")
    load(scribe.root)
    monkeypatch.setenv("ETOKI_WORKSPACE", str(scribe.root))
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9")  # where nobody answers, if it were asked
    how = {"reason": None, "from_step": "pair", "force": False}
    for named, failed in (([doc_id], False), ([], True)):
        with pytest.raises(LookupError, match="no ocr engine 'nonsuch'"):
            rerun_documents(named, failed=failed, **how)
