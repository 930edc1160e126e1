import os
import threading
import time

import page_work
import psutil
import pytest

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

    def run(settings, conduct=None, pages=4):
        given = documents(settings, pages)
        pdf = Workspace(settings.workspace).blobs.path(given.doc_id)
        calls = [PageCall(s.page, page_work.treat, (s, conduct or {})) for s in sheets(given.doc_id, pages)]
        return list(pool.of(settings).over_pages(pdf, calls))

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


def test_a_page_that_takes_too_long_is_stopped(over, impatient):
    began = time.monotonic()
    first, second = over(impatient, {1: "hang"}, pages=2)
    assert time.monotonic() - began < 30
    assert (first.reason, type(second)) == (Reason.HANGS, Measured)


def test_a_page_that_eats_memory_is_stopped(over, tmp_path):
    settings = Settings(workspace=tmp_path, jobs=1, worker_mb=500)
    try:
        first, second = over(settings, {1: "swell"}, pages=2)
    finally:
        pool._pools.pop(settings).close()
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


def test_workers_keep_to_their_threads_and_are_our_children(settings):
    found = pool.of(settings).once(page_work.surroundings).value
    assert found == {"pid": found["pid"], "parent": os.getpid(), "threads": "3"}


def test_equal_settings_share_their_workers(settings):
    assert pool.of(settings) is pool.of(settings.model_copy())


def test_a_pool_that_is_closed_leaves_no_worker(tmp_path):
    own = Pool(Settings(workspace=tmp_path, jobs=1))
    child = psutil.Process(own.once(os.getpid).value)
    own.close()
    assert child.wait(10) is None or not child.is_running()


def test_closing_a_pool_ends_what_runs_in_it(tmp_path):
    own = Pool(Settings(workspace=tmp_path, jobs=1))
    ended = []
    waiting = threading.Thread(target=lambda: ended.append(how_it_ends(own)), daemon=True)
    waiting.start()
    time.sleep(1)
    own.close()
    waiting.join(5)
    assert ended == [RunStoppedError]


def how_it_ends(own):
    try:
        own.once(time.sleep, 60)
    except (Exception, RunStoppedError) as error:  # noqa: BLE001 (whatever it is, it is the answer)
        return type(error)
    return None
