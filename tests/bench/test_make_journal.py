from pathlib import Path

import pytest

import make_journal
from flows.extract import ExtractRequest, plan
from tasks.records.enums import Step
from tasks.sources.known import KnownSources
from tasks.sources.listing import inspect_source, paths_of
from tasks.store import catalog
from tasks.store.workspace import Workspace

pytestmark = [pytest.mark.sql, pytest.mark.engine]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Workspace]:
    folder = tmp_path_factory.mktemp("made")
    make_journal.make(folder / "pdfs", Workspace(folder / "w"), 3)
    return folder / "pdfs", Workspace(folder / "w")


def test_what_is_made_passes_every_check(made) -> None:
    _, workspace = made
    report = catalog.load(workspace.root)
    assert (report.entries, report.failed_checks) == (3 * 7 + 1, [])
    assert catalog.query(workspace.root, "from documents where status = 'done'").num_rows == 3


def test_a_run_finds_every_source_known_and_every_step_done(made) -> None:
    folder, workspace = made
    catalog.load(workspace.root)
    known = KnownSources(workspace)
    sources = [known.of(inspect_source(path, None)) for path in paths_of([str(folder)])]
    assert [source.doc_id is not None for source in sources] == [True] * 3
    chains = plan(ExtractRequest(documents=[source.doc_id for source in sources]), workspace)
    assert [chain.is_done for chain in chains] == [True] * 3
    assert {step for chain in chains for step in chain.done} == set(Step) - {Step.REGISTER, Step.AUDIT}
