import os
import threading
import time
from contextlib import closing
from itertools import islice
from pathlib import Path

import page_work
import psutil
import pytest

from tasks.engines.allowance import Allowance
from tasks.records.enums import Reason
from tasks.runtime import pool, progress
from tasks.runtime.errors import RejectedError, RunStoppedError, WorkerKilledError
from tasks.runtime.pool import PageCall, Pool
from tasks.runtime.settings import Settings
from tasks.runtime.worker import Measured
from tasks.store.workspace import Workspace


@pytest.fixture
def over(documents, sheets):
    """Return what has pages of a new document treated, and what came of each."""

    def run(settings, conduct=None, pages=4, wanted=None):
        given = documents(settings, pages)
        pdf = Workspace(settings.workspace).blobs.path(given.doc_id)
        calls = [PageCall(s.page, page_work.treat, (s, conduct or {})) for s in sheets(given.doc_id, pages)]
        with closing(pool.of(settings).over_pages(pdf, calls)) as results:
            return list(islice(results, wanted))

    return run


def test_results_come_in_the_order_of_the_calls(over, settings):
    results = over(settings, pages=8)
    assert [result.value.split(" of ")[0] for result in results] == [f"page {at}" for at in range(1, 9)]
    assert all(isinstance(result, Measured) and result.rss_mb > 10 for result in results)


def test_a_document_without_selected_pages_gives_nothing(settings, tmp_path):
    assert list(pool.of(settings).over_pages(tmp_path / "a.pdf", [])) == []


def test_what_a_page_raises_is_its_result(over, settings):
    first, second, third, _ = over(settings, {2: "reject", 3: "bug"})
    assert isinstance(first, Measured)
    assert isinstance(second, RejectedError)
    assert (second.reason, second.detail) == (Reason.BLANK, "nothing on it")
    assert isinstance(third, ZeroDivisionError)


def test_a_page_that_kills_its_worker_is_told_from_the_others(over, settings):
    first, second, *rest = over(settings, {2: "crash"}, pages=6)
    assert isinstance(second, WorkerKilledError)
    assert second.reason is Reason.CRASHES
    assert "exit code 3" in second.detail
    assert all(isinstance(result, Measured) for result in (first, *rest))


def test_a_page_that_takes_too_long_is_stopped(over, one_by_one, hang):
    first, second = over(one_by_one, {1: hang}, pages=2)
    assert (first.reason, type(second)) == (Reason.HANGS, Measured)


def test_a_page_that_eats_memory_is_stopped(over, tmp_path):
    settings = Settings(workspace=tmp_path, jobs=1, worker_mb=500)
    try:
        first, second = over(settings, {1: "swell"}, pages=2)
    finally:
        pool.close(settings)
    assert (first.reason, type(second)) == (Reason.TOO_BIG, Measured)
    assert "500 MiB" in first.detail


def test_tells_of_every_page_that_is_done(over, settings):
    told = []
    with progress.listening(lambda done, _: told.append(done)):
        over(settings, pages=5)
    assert sum(told) == 5


def test_a_call_on_a_whole_document_is_measured(settings):
    assert pool.of(settings).once(divmod, 7, 2).value == (3, 1)


def test_a_bug_in_a_call_on_a_whole_document_is_raised(settings):
    with pytest.raises(ZeroDivisionError):
        pool.of(settings).once(divmod, 7, 0)


def test_workers_keep_to_what_engines_may_use_and_are_our_children(settings):
    found = pool.of(settings).once(page_work.surroundings).value
    engines = Allowance(threads=3, device="cpu", weights=(Path("/models"),))
    assert found == {"pid": found["pid"], "parent": os.getpid(), "threads": "3", "engines": engines}


def test_opencv_keeps_to_the_threads_of_engines(settings):
    assert pool.of(settings).once(eval, "__import__('cv2').getNumThreads()").value == 3


def test_equal_settings_share_their_workers(settings):
    assert pool.of(settings) is pool.of(settings.model_copy())


def test_a_pool_that_is_closed_leaves_no_worker(tmp_path):
    own = Pool(Settings(workspace=tmp_path, jobs=1))
    child = psutil.Process(own.once(os.getpid).value)
    own.close()
    assert child.wait(10) is None or not child.is_running()


@pytest.fixture
def alone(tmp_path):
    """Return a pool of the test's own, of two workers that may take 400 MiB."""
    own = Pool(Settings(workspace=tmp_path, jobs=2, worker_mb=400))
    yield own
    own.close()


def in_threads(pool, *calls):
    """Begin calls, and return what waits for how each of them ended."""
    ended = [None] * len(calls)

    def run(at, call):
        try:
            ended[at] = pool.once(*call).value
        except (Exception, RunStoppedError) as error:  # noqa: BLE001 (whatever it is, it is the answer)
            ended[at] = error

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()

    def wait():
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        return ended

    return wait


def test_a_worker_that_is_killed_over_a_page_is_replaced(alone, tmp_path):
    begun = tmp_path / "begun"
    wait = in_threads(alone, (page_work.begin_and_rest, begun, 60))
    while not (begun.exists() and begun.read_text()):
        time.sleep(0.1)
    psutil.Process(int(begun.read_text())).kill()
    (ended,) = wait()
    assert (type(ended), ended.reason) == (WorkerKilledError, Reason.CRASHES)
    assert "exit code -9" in ended.detail
    assert alone.once(os.getpid).value > 0


def test_workers_that_are_all_killed_while_idle_are_replaced(alone):
    before = in_threads(alone, (page_work.rest, 1), (page_work.rest, 1))()
    for pid in before:
        psutil.Process(pid).kill()
    after = in_threads(alone, (page_work.rest, 1), (page_work.rest, 1))()
    assert all(isinstance(pid, int) for pid in after)
    assert not {*before} & {*after}


def test_a_worker_that_is_killed_while_it_answers_harms_no_other(alone):
    # Packing the answer is what makes it too big.
    wait = in_threads(alone, (page_work.hoard, 4_000_000), (page_work.rest, 1), (page_work.rest, 1))
    first, *others = wait()
    assert (type(first), first.reason) == (WorkerKilledError, Reason.TOO_BIG)
    assert all(isinstance(pid, int) for pid in others)


def test_what_would_fill_the_main_process_is_refused(alone, monkeypatch):
    monkeypatch.setattr(pool, "DOCUMENT_MB", 1)
    with pytest.raises(RejectedError, match="more than 1") as refused:
        alone.once(page_work.hoard, 200_000)
    assert refused.value.reason is Reason.TOO_BIG
    assert len(alone.once(page_work.hoard, 20_000).value) == 20_000


def test_an_error_that_cannot_be_sent_is_told(alone):
    with pytest.raises(RuntimeError, match="UnspeakableError: a font: no such table"):
        alone.once(page_work.fail_unspeakably)


def test_what_nobody_waits_for_gives_its_worker_back(over, one_by_one, tmp_path):
    patient = one_by_one.model_copy(update={"page_seconds": 600})
    began = time.monotonic()
    results = over(patient, {2: tmp_path / "hanging"}, pages=3, wanted=1)
    assert [type(result) for result in results] == [Measured]
    assert pool.of(patient).once(divmod, 7, 2).value == (3, 1)
    assert time.monotonic() - began < 90


def test_closing_a_pool_ends_what_runs_in_it(tmp_path):
    own = Pool(Settings(workspace=tmp_path, jobs=1))
    ended = []
    waiting = threading.Thread(target=lambda: ended.append(how_it_ends(own)), daemon=True)
    waiting.start()
    time.sleep(1)
    own.close()
    waiting.join(60)
    assert ended == [RunStoppedError]


def how_it_ends(own):
    try:
        own.once(time.sleep, 60)
    except (Exception, RunStoppedError) as error:  # noqa: BLE001 (whatever it is, it is the answer)
        return type(error)
    return None
