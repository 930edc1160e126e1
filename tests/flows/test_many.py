"""More documents than one run of `extract` takes: all done already, they cost next to nothing."""

import json
import urllib.request

import pytest

import make_journal
from flows.extract import MAX_DOCUMENTS
from tasks.runtime.plan import FEW
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.prefect
MANY = max(MAX_DOCUMENTS, FEW) + 20


@pytest.fixture(scope="module")
def ran(etoki, tmp_path_factory):
    """Run on many documents whose every step is done; return folder, workspace and what was said."""
    folder = tmp_path_factory.mktemp("many")
    make_journal.make(folder / "pdfs", Workspace(folder / "data"), MANY)
    return folder / "pdfs", folder / "data", etoki.run("run", folder / "pdfs", "-w", folder / "data")


def tasks_of_steps(etoki):
    """Count the task runs of steps on the server; flows within flows have task runs too."""
    steps = {"task_runs": {"name": {"like_": "試料"}}}
    asked = urllib.request.Request(f"{etoki.api}/task_runs/count", json.dumps(steps).encode())
    asked.add_header("content-type", "application/json")
    with urllib.request.urlopen(asked, timeout=60) as said:
        return json.load(said)


def entries(workspace):
    return sorted(entry.name for entry in Workspace(workspace).journal.root.glob("*/*/*"))


def test_what_is_done_is_not_done_again(etoki, ran, digest_of):
    _, workspace, said = ran
    assert digest_of(said)
    assert "every step of these documents was done already" in said.stdout
    [row] = etoki.ask(workspace, "select count(*)::int as n from documents where status = 'done'")
    assert row["n"] == MANY
    assert tasks_of_steps(etoki) == 0


def test_an_idle_night_adds_nothing_to_the_journal(etoki, ran, digest_of):
    folder, workspace, said = ran
    before = entries(workspace)
    again = etoki.run("run", folder, "-w", workspace)
    assert digest_of(again) == digest_of(said)
    assert entries(workspace) == before
