"""What runs of `extract` are given and say, on a real server: here, and on a work pool that nobody serves."""

from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import showing
from flows.batches import PoolRuns
from flows.extract import ExtractRequest, extract
from tasks.engines.clip.fake import FakeClip
from tasks.metrics.chain import register_path
from tasks.runtime import pool
from tasks.runtime.fanout import RunState
from tasks.runtime.settings import Settings

pytestmark = pytest.mark.prefect

WITHOUT_OCR = {"read": {"ocr": "none"}, "segment": {"layout": "none"}, "transcribe": {"ocr": "none"}}
MEMORY_MB, PAGE_SECONDS = 321, 77


@pytest.fixture
def client(prefect_api, monkeypatch):
    monkeypatch.setattr(showing, "_show", lambda *_: None)  # its thread would not know of this server
    with temporary_settings({PREFECT_API_URL: prefect_api}), get_client(sync_client=True) as client:
        yield client


@pytest.fixture
def deployed(client):
    """Put the deployment of batches on the server, for a pool of its own, and take it away again."""
    client.create_work_pool(WorkPoolCreate(name="nobody-serves-it", type="process"))
    flow = client.create_flow_from_name("extract")
    deployment = client.create_deployment(flow_id=flow, name="extract", work_pool_name="nobody-serves-it")
    yield client
    client.delete_deployment(deployment)
    client.delete_work_pool("nobody-serves-it")


@pytest.fixture
def document(small, monkeypatch, tmp_path):
    """Register a document in a workspace of the test's own and return its doc_id."""
    for name in ("WORKER_MB", "PAGE_SECONDS"):
        monkeypatch.delenv(f"ETOKI_{name}", raising=False)
    monkeypatch.setenv("ETOKI_WORKSPACE", str(tmp_path / "data"))
    monkeypatch.setenv("ETOKI_JOBS", "1")
    pool.close_all()  # those of other tests
    yield register_path(small, Settings()).doc_id
    pool.close_all()


@pytest.mark.usefixtures("client")
def test_a_run_gives_room_to_the_engines_that_it_asks_however_it_learns_of_them(document, monkeypatch):
    monkeypatch.setattr(FakeClip, "memory_mb", MEMORY_MB, raising=False)
    monkeypatch.setattr(FakeClip, "page_seconds", PAGE_SECONDS, raising=False)
    extract(ExtractRequest(documents=[document], pair={"clip": "fake"}, **WITHOUT_OCR))
    extract(ExtractRequest(documents=[document], as_before=True, again_from="pair"))
    found = {(settings.worker_mb, settings.page_seconds) for settings in pool._pools}
    assert found == {(Settings().worker_mb + MEMORY_MB, PAGE_SECONDS)}


def test_a_run_without_its_engines_is_refused_in_one_line(document, deployed):
    asked = ExtractRequest(documents=[document], pair={"clip": "nonsuch"}, **WITHOUT_OCR)
    state = extract(asked, return_state=True)
    runs = PoolRuns(asked)
    run_id = runs.submit([document])
    assert runs.states([run_id]) == {run_id: RunState.WAITING}
    deployed.set_flow_run_state(run_id, state, force=True)
    assert runs.states([run_id]) == {run_id: RunState.REFUSED}
    assert runs.refusal(run_id).startswith("no clip engine 'nonsuch'; installed: ")


@pytest.mark.parametrize(
    ("weights", "given"), [("", None), ("/my/models:/ours", {"env": {"ETOKI_WEIGHTS": "/my/models:/ours"}})]
)
def test_a_batch_is_told_where_weights_lie_if_who_sends_it_says_so(deployed, weights, given):
    run_id = PoolRuns(ExtractRequest(documents=[]), weights).submit([Path(__file__).name])
    assert deployed.read_flow_run(run_id).job_variables == (given or {})
