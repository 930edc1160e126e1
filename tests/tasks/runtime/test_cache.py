import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from prefect.results import ResultRecord, ResultRecordMetadata
from prefect.serializers import JSONSerializer

from tasks import engines
from tasks.pair import PairSpec
from tasks.probe import ProbeSpec
from tasks.read import ReadSpec
from tasks.records.enums import EngineKind, Reason, RunOutcome, Step
from tasks.records.page import Page
from tasks.records.step import StepRun
from tasks.runtime import cache, worker
from tasks.runtime.cache import StepPolicy, cached_as, check_engines, drop_stale, is_final
from tasks.runtime.errors import RejectedError, StepFailedError, TransientError
from tasks.runtime.execution import Output
from tasks.runtime.turns import turn_on
from tasks.store.workspace import Workspace

PROBE = StepPolicy(Step.PROBE, 1, None)
PAIR = StepPolicy(Step.PAIR, 1, EngineKind.CLIP)


@pytest.fixture(autouse=True)
def policies(monkeypatch):
    """Forget the steps that a test makes up."""
    monkeypatch.setattr(cache, "POLICIES", dict(cache.POLICIES))


@pytest.fixture
def given(documents, here):
    return documents(here)


def test_a_key_says_step_and_version_and_is_a_name(given):
    assert re.fullmatch(r"probe/1/[0-9a-f]{64}", PROBE.key(ProbeSpec(), given))


def test_a_key_stays_the_same(given):
    elsewhere = given.model_copy(update={"step_run_id": "another", "trail": ("another",), "cache_key": "x"})
    assert PROBE.key(ProbeSpec(), given) == PROBE.key(ProbeSpec(), elsewhere)


@pytest.mark.parametrize(
    ("policy", "spec", "changed"),
    [
        (PROBE, ProbeSpec(pages="1"), {}),
        (PROBE._replace(version=2), ProbeSpec(), {}),
        (PROBE._replace(step=Step.READ), ProbeSpec(), {}),
        (PROBE, ProbeSpec(), {"output_hash": "other"}),
    ],
    ids=["parameters", "version", "step", "input"],
)
def test_a_key_changes_with_what_changes_results(given, policy, spec, changed):
    assert policy.key(spec, given.model_copy(update=changed)) != PROBE.key(ProbeSpec(), given)


def test_a_key_changes_with_the_version_of_the_pdf_library(given, monkeypatch):
    before = PROBE.key(ProbeSpec(), given), PAIR.key(PairSpec(clip="fake"), given)
    monkeypatch.setattr(engines, "version_of", lambda _: "99")
    after = PROBE.key(ProbeSpec(), given), PAIR.key(PairSpec(clip="fake"), given)
    assert set(before).isdisjoint(after)


def test_a_key_changes_with_the_version_and_the_weights_of_an_engine(given, monkeypatch):
    found = engines.fingerprint(EngineKind.CLIP, "fake")
    keys = [PAIR.key(PairSpec(clip="fake"), given)]
    for changed in ({"version": "99"}, {"weights_sha256": "w"}):
        other = found.model_copy(update=changed)
        monkeypatch.setattr(engines, "fingerprint", lambda *_, other=other: other)
        keys.append(PAIR.key(PairSpec(clip="fake"), given))
    assert len(set(keys)) == 3


def test_the_engine_is_the_one_that_is_asked_for():
    assert PAIR.engine(PairSpec(clip="fake")).name == "fake"
    assert PAIR.engine(PairSpec()).name == "pymupdf"
    assert PROBE.engine(ProbeSpec()).name == "pymupdf"


def test_equal_bytes_have_equal_keys_wherever_they_lie(given, here, tmp_path):
    from tasks.register import register_source, registered
    from tasks.sources.listing import inspect_source

    path = tmp_path / "named otherwise.pdf"
    path.write_bytes(Workspace(here.workspace).blobs.get(given.doc_id))
    elsewhere = Workspace(tmp_path / "other")
    register_source(path, inspect_source(path, "CC0"), elsewhere, ())
    assert PROBE.key(ProbeSpec(), registered(elsewhere, given.doc_id)) == PROBE.key(ProbeSpec(), given)


def step_with(body, step=Step.PROBE):
    return cached_as(step, version=1)(body)


def keeping(run, _spec):
    """Keep the first page, and a blob."""
    page = Page(doc_id=run.doc_id, page=1, width=1, height=1, rotation=0)
    return Output({"pages": [page]}, blobs=[run.workspace.blobs.put(b"lines of page 1")])


def test_a_task_bears_the_name_of_its_step_and_the_words_of_its_body():
    task = step_with(keeping)
    assert (task.name, task.fn.__name__, task.fn.__doc__) == ("probe", "probe", keeping.__doc__)
    assert (task.retries, task.persist_result, task.cache_result_in_memory) == (3, True, False)


def test_a_task_works_without_prefect(given, here):
    result = step_with(keeping).fn(given, ProbeSpec(), here)
    assert result.outcome is RunOutcome.OK
    assert result.cache_key == PROBE.key(ProbeSpec(), given)
    assert len(result.model_dump_json()) < 1000


def test_a_rejected_input_is_handed_on_without_a_row(given, here):
    def refusing(_run, _spec):
        raise RejectedError(Reason.ENCRYPTED)

    rejected = step_with(refusing).fn(given, ProbeSpec(), here)
    entries = Workspace(here.workspace).journal.entries(given.doc_id)
    assert step_with(keeping, Step.READ).fn(rejected, ProbeSpec(), here) is rejected
    assert Workspace(here.workspace).journal.entries(given.doc_id) == entries


def test_a_bug_is_raised_with_the_pointer_to_its_row(given, here):
    with pytest.raises(StepFailedError) as failure:
        step_with(lambda *_: 1 / 0).fn(given, ProbeSpec(), here)
    journal = Workspace(here.workspace).journal
    assert journal.has(given.doc_id, failure.value.result.step_run_id)


def test_a_full_disk_is_healed_by_time_even_where_no_row_could_be_written(given, here, monkeypatch):
    from tasks.store.journal import Journal

    def full(*_):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(Journal, "append", full)
    with pytest.raises(TransientError) as failure:
        step_with(keeping).fn(given, ProbeSpec(), here)
    assert failure.value.result is None


def test_in_a_worker_process_a_body_stays_what_it_is(monkeypatch):
    monkeypatch.setattr(worker, "_active", True)
    assert step_with(keeping) is keeping


@pytest.fixture
def kept(given, here):
    return step_with(keeping).fn(given, ProbeSpec(), here)


@pytest.fixture
def workspace(here):
    return Workspace(here.workspace)


def test_what_is_done_and_there_is_final(workspace, kept):
    assert is_final(workspace, kept)


def test_what_failed_is_not_final(workspace, kept):
    assert not is_final(workspace, kept.model_copy(update={"outcome": RunOutcome.FAILED}))


def test_a_rejection_is_final(workspace, kept):
    assert is_final(workspace, kept.model_copy(update={"outcome": RunOutcome.REJECTED}))


def test_what_has_pages_to_try_again_is_not_final(workspace, kept):
    assert not is_final(workspace, kept.model_copy(update={"open_pages": 1}))


def test_what_lost_a_blob_is_not_final(workspace, kept):
    (run,) = workspace.journal.rows(kept.doc_id, kept.step_run_id, "step_runs", StepRun)
    workspace.blobs.path(run.blobs[0]).unlink()
    assert not is_final(workspace, kept)


@pytest.mark.parametrize("place", [0, -1])
def test_what_lost_an_entry_on_its_way_is_not_final(workspace, kept, place):
    folder = workspace.root / "journal" / kept.doc_id[:2] / kept.doc_id
    (folder / kept.trail[place]).rename(folder / ".lost")
    assert not is_final(workspace, kept)


def store(workspace, result):
    """Write what Prefect writes for a result; return where."""
    path = workspace.results / result.cache_key
    path.parent.mkdir(parents=True, exist_ok=True)
    about = ResultRecordMetadata(storage_key=result.cache_key, serializer=JSONSerializer())
    path.write_bytes(ResultRecord(result=result, metadata=about).serialize())
    return path


def test_prefects_result_stays_while_it_is_final(workspace, kept):
    path = store(workspace, kept)
    drop_stale(workspace, kept.cache_key)
    assert path.exists()


def test_prefects_result_goes_with_what_it_points_to(workspace, kept):
    path = store(workspace, kept.model_copy(update={"trail": ("gone",)}))
    drop_stale(workspace, kept.cache_key)
    assert not path.exists()


def test_a_result_that_cannot_be_read_goes(workspace, kept):
    path = store(workspace, kept)
    path.write_bytes(b"{")
    drop_stale(workspace, kept.cache_key)
    assert not path.exists()


def test_there_is_nothing_to_drop_where_nothing_was_kept(workspace, kept):
    drop_stale(workspace, kept.cache_key)
    assert not workspace.results.exists()


def test_the_key_that_prefect_is_given_is_the_one_of_the_row(workspace, kept, given, here):
    path = store(workspace, kept.model_copy(update={"open_pages": 1}))
    task = step_with(keeping)
    key = task.cache_key_fn(None, {"given": given, "spec": ProbeSpec(), "settings": here})
    assert key == kept.cache_key
    assert not path.exists()


@pytest.mark.parametrize("again", [False, True])
def test_a_step_that_another_run_executes_meanwhile_is_not_executed_again(given, here, again, monkeypatch):
    workspace, task = Workspace(here.workspace), step_with(keeping)
    task.fn(given, ProbeSpec(), here)
    met = threading.Barrier(2, timeout=60)
    monkeypatch.setattr(cache, "turn_on", lambda *asked: (met.wait(), turn_on(*asked))[1])
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(task.fn, given, ProbeSpec(), here, again=again) for _ in range(2)]
    first, second = (one.result() for one in both)
    assert first == second
    assert sum(run.step is Step.PROBE for run in workspace.journal.step_runs(given.doc_id)) == 1 + again


def test_a_step_that_was_executed_before_is_executed_again_when_asked(given, here):
    workspace, task = Workspace(here.workspace), step_with(keeping)
    first, known = (task.fn(given, ProbeSpec(), here) for _ in range(2))
    assert known == first
    assert task.fn(given, ProbeSpec(), here, again=True).step_run_id > first.step_run_id
    assert [run.attempt for run in workspace.journal.step_runs(given.doc_id) if run.step is Step.PROBE] == [1, 2]


def test_an_engine_that_is_not_there_is_refused_before_any_work():
    check_engines({Step.READ: ReadSpec(ocr="fake"), Step.PROBE: ProbeSpec()})
    with pytest.raises(LookupError, match="no ocr engine 'nonsuch'"):
        check_engines({Step.PROBE: ProbeSpec(), Step.READ: ReadSpec(ocr="nonsuch")})
