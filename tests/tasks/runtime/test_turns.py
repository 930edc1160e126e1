import subprocess
import sys
import threading

import pytest

from tasks.runtime.turns import turn_on
from tasks.store.workspace import Workspace

HOLDER = """
import sys, time
from pathlib import Path
from tasks.runtime.turns import turn_on
from tasks.store.workspace import Workspace
with turn_on(Workspace(Path(sys.argv[1])), "a" * 64):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


def waiting(workspace, doc_id):
    """Start to wait for a turn and return what tells when it came."""
    came = threading.Event()

    def wait():
        with turn_on(workspace, doc_id):
            came.set()

    threading.Thread(target=wait, daemon=True).start()
    return came


def test_one_waits_until_the_other_is_through(workspace):
    with turn_on(workspace, "a" * 64):
        came = waiting(workspace, "a" * 64)
        assert not came.wait(0.2)
    assert came.wait(60)


def test_other_documents_do_not_wait(workspace):
    with turn_on(workspace, "a" * 64):
        assert waiting(workspace, "b" * 64).wait(60)


def test_a_killed_process_holds_nobody_up(workspace):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, workspace.root], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    came = waiting(workspace, "a" * 64)
    assert not came.wait(0.2)
    holder.kill()
    holder.communicate()
    assert came.wait(60)
