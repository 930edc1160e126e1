"""Processes in the background: who is one of ours, and what is left when they are stopped."""

import os
import signal
import sys
import time

import psutil
import pytest

from tasks.runtime import background
from tasks.runtime.background import Started, born

SLEEP = "import time; time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {SLEEP}"
WITH_CHILD = (
    f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{SLEEP}']); print('both', flush=True); {SLEEP}"
)


@pytest.fixture
def start(tmp_path):
    """Return what starts a line of Python; all of it ends with the test."""
    started = []

    def begin(code=SLEEP, says="", **environment):
        log = tmp_path / f"{len(started)}.log"
        command = [sys.executable, "-c", code]
        started.append(background.start(command, {**os.environ, **environment}, log=log, cwd=tmp_path))
        until = time.monotonic() + 30
        while says and says not in log.read_text() and time.monotonic() < until:
            time.sleep(0.05)
        return started[-1]

    yield begin
    for one in started:
        if one.is_alive:
            os.killpg(one.pid, signal.SIGKILL)


def test_goes_on_in_a_session_of_its_own(start):
    started = start()
    assert started.is_alive
    assert os.getsid(started.pid) == started.pid != os.getsid(0)


def test_its_words_go_to_the_log_behind_what_stands_there(start, tmp_path):
    (tmp_path / "0.log").write_text("before\n")
    start("import os, sys; print(os.environ['WORD'], flush=True); sys.stderr.write('oh')", "oh", WORD="今日は")
    assert (tmp_path / "0.log").read_text(encoding="utf-8") == "before\n今日は\noh"


def test_is_stopped(start):
    started = start()
    background.stop(started)
    assert not started.is_alive


def test_what_it_started_is_stopped_too(start):
    started = start(WITH_CHILD, "both")
    [child] = psutil.Process(started.pid).children()
    background.stop(started)
    assert psutil.wait_procs([child], 60)[1] == []


def test_what_does_not_listen_is_killed(start, monkeypatch):
    monkeypatch.setattr(background, "STOP_SECONDS", 1)
    started = start(DEAF, "deaf")
    background.stop(started)
    assert not started.is_alive


def test_many_are_stopped_at_once(start):
    started = [start(), start()]
    background.stop(*started)
    assert [one.is_alive for one in started] == [False, False]


def test_what_is_gone_is_passed_over(start):
    gone, going = start("pass"), start()
    until = time.monotonic() + 30
    while gone.is_alive and time.monotonic() < until:
        time.sleep(0.05)
    background.stop(gone, going)
    assert not going.is_alive


def test_a_process_that_took_over_the_number_is_left_alone(start):
    started = start()
    other = Started(pid=started.pid, born=started.born - 1)
    assert not other.is_alive
    background.stop(other)
    assert started.is_alive


def test_nothing_to_stop_is_fine():
    background.stop()


def test_a_clock_that_is_set_meanwhile_does_not_matter(monkeypatch):
    us = Started(pid=os.getpid(), born=born(os.getpid()))
    monkeypatch.setattr(psutil, "boot_time", lambda: 0.0)
    monkeypatch.setattr(psutil._pslinux, "BOOT_TIME", 1.0, raising=False)
    assert us.is_alive
