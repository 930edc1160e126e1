"""Who asked, and whether they still run."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tasks.asking import processes
from tasks.asking.processes import COLLECTED, is_asked, is_collected, runs, this_process

WORDS = "from tasks.asking.processes import this_process; print(this_process(), flush=True); input()"


def test_a_process_runs_until_it_ends():
    other = subprocess.Popen([sys.executable, "-c", WORDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    name = other.stdout.readline().strip()
    assert runs(name)
    other.kill()
    other.communicate()
    assert not runs(name)


def test_another_process_of_the_same_number_is_not_it():
    host, pid, born = this_process().split(":")
    assert (host, int(pid)) == (socket.gethostname(), os.getpid())
    assert runs(this_process())
    assert not runs(f"{host}:{pid}:{int(born) + 1}")


@pytest.mark.parametrize("name", [f"{socket.gethostname()}:x:1", f"{socket.gethostname()}:", socket.gethostname()])
def test_a_name_that_cannot_be_read_is_of_nobody_who_runs(name):
    assert not runs(name)


def test_of_a_process_elsewhere_only_the_time_tells(call_for):
    now = datetime.now(UTC)
    assert is_asked(call_for(process="elsewhere:1:1", at=now))
    assert not is_asked(call_for(process="elsewhere:1:1", at=now - processes.OUT_OF_SIGHT - timedelta(minutes=1)))


def test_a_batch_of_this_process_is_looked_after_as_long_as_it_says_so(call_for):
    call = call_for(batch_id="batch_of_this_test")
    assert not is_collected(call)
    COLLECTED.add("batch_of_this_test")
    assert is_collected(call)
    COLLECTED.discard("batch_of_this_test")
