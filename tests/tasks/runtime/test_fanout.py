"""Batches on a pool and a journal that live in memory: what a look finds is written down beforehand."""

from collections import Counter
from types import SimpleNamespace

import pytest

from tasks.engines.readiness import NotReadyError
from tasks.runtime import fanout
from tasks.runtime.fanout import KILL_SECONDS, MAX_SUBMISSIONS, START_SECONDS, Patience, RunState, fan_out

W, S, R, E, C = RunState.WAITING, RunState.STARTING, RunState.RUNNING, RunState.ENDED, RunState.CANCELLED
PATIENCE = Patience(poll=10, stalled=100)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now = 1_000_000.0

    def time(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


class Pool:
    """Runs that go through scripted states; the last state of a script stays."""

    def __init__(self, *scripts, finishing=None):
        self.scripts = list(scripts)
        self.finishing = finishing or {}
        self.submitted = []
        self.cancelled = []
        self.crashed = []
        self.looks = Counter()
        self.finished = set()

    def submit(self, documents):
        self.submitted.append(list(documents))
        return str(len(self.submitted) - 1)

    def states(self, run_ids):
        return {run_id: state for run_id in run_ids if (state := self.state(run_id)) is not None}

    def state(self, run_id):
        script = self.scripts[int(run_id)]
        state = script[min(self.looks[run_id], len(script) - 1)]
        self.looks[run_id] += 1
        if state is None or state in (E, C):
            asked = self.submitted[int(run_id)]
            self.finished |= set(self.finishing.get(int(run_id), asked))
        return state

    def refusal(self, run_id):
        return f"no such engine as {self.submitted[int(run_id)]} wants"

    def cancel(self, run_id):
        self.cancelled.append(run_id)

    def crash(self, run_id):
        self.crashed.append(run_id)

    def unfinished(self, documents):
        return [doc_id for doc_id in documents if doc_id not in self.finished]

    def last_change(self, documents):  # noqa: ARG002 (part of the protocol)
        return 0.0


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Put a clock in the place of the real one."""
    clock = Clock()
    monkeypatch.setattr(fanout, "time", SimpleNamespace(time=clock.time, sleep=clock.sleep))
    return clock


def run_on(pool, *batches, patience=PATIENCE, tell=lambda _done, _all: None):
    return fan_out(batches, pool, pool, patience, tell)


def test_without_batches_nothing_is_asked_of_the_pool():
    pool = Pool()
    assert run_on(pool) == []
    assert pool.submitted == []


def test_every_batch_is_sent_at_once_and_awaited():
    pool = Pool([W, R, E], [W, W, W, R, E])
    assert run_on(pool, ["a", "b"], ["c"]) == []
    assert pool.submitted == [["a", "b"], ["c"]]
    assert pool.cancelled == pool.crashed == []


def test_a_run_that_died_is_sent_again_with_what_it_left():
    pool = Pool([R, E], [R, E], finishing={0: ["a"]})
    assert run_on(pool, ["a", "b", "c"]) == []
    assert pool.submitted == [["a", "b", "c"], ["b", "c"]]


def test_a_run_that_is_gone_counts_as_ended():
    pool = Pool([R, None], [R, E], finishing={0: []})
    assert run_on(pool, ["a"]) == []
    assert pool.submitted == [["a"], ["a"]]


def test_a_batch_that_no_run_gets_through_with_is_given_up():
    pool = Pool(*[[R, E]] * MAX_SUBMISSIONS, finishing={0: ["a"], 1: [], 2: []})
    assert run_on(pool, ["a", "b"]) == ["b"]
    assert pool.submitted == [["a", "b"], ["b"], ["b"]]


def test_a_worker_without_the_engines_ends_it_at_once_with_its_line():
    pool = Pool([R], [R, RunState.REFUSED])
    with pytest.raises(NotReadyError, match="a worker refused: no such engine"):
        run_on(pool, ["a"], ["b"])
    assert pool.submitted == [["a"], ["b"]]


def test_what_a_person_cancelled_is_not_sent_again():
    pool = Pool([R, C], [R, E], finishing={0: ["a"]})
    assert run_on(pool, ["a", "b"], ["c"]) == ["b"]
    assert len(pool.submitted) == 2


def test_a_cancelled_run_that_had_finished_leaves_nothing():
    pool = Pool([R, C])
    assert run_on(pool, ["a"]) == []


def test_a_run_that_waits_for_a_worker_is_never_killed(clock):
    pool = Pool([W] * 100 + [R, E])
    began = clock.now
    assert run_on(pool, ["a"]) == []
    assert clock.now - began > 5 * PATIENCE.stalled
    assert pool.cancelled == []


def test_a_run_that_stands_still_is_killed_and_sent_again():
    pool = Pool([R] * 13 + [C], [R, E], finishing={0: []})
    assert run_on(pool, ["a"]) == []
    assert pool.cancelled == ["0"]
    assert pool.crashed == []
    assert pool.submitted == [["a"], ["a"]]


def test_a_run_that_nobody_kills_is_called_crashed(clock):
    pool = Pool([R], [R, E], finishing={0: []})
    began = clock.now
    assert run_on(pool, ["a"]) == []
    assert pool.cancelled == ["0"]
    assert pool.crashed == ["0"]
    assert clock.now - began == pytest.approx(PATIENCE.stalled + KILL_SECONDS, abs=5 * PATIENCE.poll)


def test_a_run_that_stands_still_when_all_is_done_is_not_sent_again():
    pool = Pool([R])
    pool.finished = {"a"}
    assert run_on(pool, ["a"]) == []
    assert pool.submitted == [["a"]]


def test_a_run_that_changes_the_journal_is_left_alone(clock):
    class Busy(Pool):
        def last_change(self, documents):  # noqa: ARG002 (part of the protocol)
            return clock.now - PATIENCE.stalled / 2

    pool = Busy([R] * 60 + [E])
    assert run_on(pool, ["a"]) == []
    assert pool.cancelled == []


def test_standing_still_is_counted_from_when_it_began_to_run():
    pool = Pool([W] * 50 + [R] * 9 + [E])
    assert run_on(pool, ["a"]) == []
    assert pool.cancelled == []


def test_a_run_that_a_worker_took_and_died_over_is_sent_again(clock):
    pool = Pool([W, S], [S, R, E], finishing={0: []})
    began = clock.now
    assert run_on(pool, ["a"], patience=Patience(poll=10, stalled=10 * START_SECONDS)) == []
    assert pool.submitted == [["a"], ["a"]]
    assert clock.now - began == pytest.approx(START_SECONDS + KILL_SECONDS, abs=8 * PATIENCE.poll)


def test_a_run_may_take_a_while_to_start():
    pool = Pool([S] * 9 + [R, E])
    assert run_on(pool, ["a"]) == []
    assert pool.cancelled == []


def test_other_batches_go_on_while_one_stands_still():
    pool = Pool([R] * 13 + [C], [R, E], [R, E], finishing={0: []})
    assert run_on(pool, ["a"], ["b"]) == []
    assert pool.submitted == [["a"], ["b"], ["a"]]
    assert pool.cancelled == ["0"]


def test_tells_how_many_batches_are_over():
    told = []
    pool = Pool([R, E], [R, R, R, E])
    run_on(pool, ["a"], ["b"], tell=lambda done, of_all: told.append((done, of_all)))
    assert told == [(0, 2), (1, 2), (1, 2), (2, 2)]
