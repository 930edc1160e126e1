import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil
import pytest

from tasks.runtime import server
from tasks.runtime.background import born
from tasks.runtime.errors import TransientError
from tasks.runtime.server import Server
from tasks.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    found = Workspace(tmp_path / "etoki-data")
    found.state.mkdir(parents=True)
    return found


def leave_file(workspace, **changed):
    us = psutil.Process()
    facts = {"port": 4321, "pid": us.pid, "born": born(us.pid)} | changed
    (workspace.state / "server.json").write_text(Server(**facts).model_dump_json())


def test_knows_where_its_pages_and_its_api_are():
    running = Server(port=4321, pid=1, born=0)
    assert (running.ui, running.api) == ("http://127.0.0.1:4321", "http://127.0.0.1:4321/api")


def test_finds_the_process_that_the_file_names(workspace):
    leave_file(workspace)
    assert server.find(workspace).port == 4321


def test_a_process_that_took_over_the_number_is_not_the_server(workspace):
    leave_file(workspace, born=1)
    assert server.find(workspace) is None


def test_a_process_that_is_gone_is_not_the_server(workspace):
    leave_file(workspace, pid=2**22 + 1)
    assert server.find(workspace) is None


@pytest.mark.parametrize("content", [None, "", "{", '{"port": 1}'])
def test_a_missing_or_broken_file_names_no_server(workspace, content):
    if content is not None:
        (workspace.state / "server.json").write_text(content)
    assert server.find(workspace) is None


def test_there_is_nothing_to_stop_where_none_runs(workspace):
    leave_file(workspace, born=1)
    assert server.down(workspace) is None
    assert not (workspace.state / "server.json").exists()


def test_a_running_server_is_not_started_again(workspace):
    leave_file(workspace)
    found, started = server.up(workspace)
    assert (found.pid, started) == (os.getpid(), False)


@pytest.fixture
def environment(monkeypatch):
    """Take back what a connection puts into the environment."""
    for name in ["PREFECT_API_URL", "PREFECT_HOME", *server.QUIET]:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return monkeypatch


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def answering():
    """Give the address of something on loopback that says it is healthy."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listener.server_port}"
        listener.shutdown()


@pytest.fixture
def somebody_else(answering):
    """Return the port of a healthy server that is not ours to name."""
    return int(answering.rpartition(":")[2])


def test_an_address_that_is_set_is_honoured(tmp_path, environment, answering):
    environment.setenv("PREFECT_API_URL", f"{answering}/api/")
    assert server.connect(Workspace(tmp_path)) == answering
    assert os.environ["PREFECT_API_URL"] == f"{answering}/api/"
    assert "PREFECT_HOME" not in os.environ
    assert list(tmp_path.iterdir()) == []


def test_an_address_where_nothing_answers_is_said_at_once(tmp_path, environment):
    environment.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(TransientError, match="PREFECT_API_URL"):
        server.connect(Workspace(tmp_path))


@pytest.mark.usefixtures("environment")
def test_the_workspaces_server_is_used_otherwise(workspace):
    leave_file(workspace)
    assert server.connect(workspace) == "http://127.0.0.1:4321"
    assert os.environ["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert os.environ["PREFECT_HOME"] == str(workspace.state / "prefect")


def test_what_a_user_set_of_prefect_stays(workspace, environment):
    leave_file(workspace)
    environment.setenv("DO_NOT_TRACK", "0")
    server.connect(workspace)
    assert os.environ["DO_NOT_TRACK"] == "0"


def test_takes_another_port_where_the_wanted_one_is_taken():
    with socket.socket() as taken:
        taken.bind((server.LOOPBACK, 0))
        taken.listen()
        assert server._free_port(taken.getsockname()[1], 0) not in (0, taken.getsockname()[1])


def test_a_server_that_lost_its_port_to_another_while_it_started_is_not_up(workspace, somebody_else):
    gone = Server(port=somebody_else, pid=2**22 + 1, born=0)
    assert not server._is_up(workspace, gone)


def test_a_server_that_ended_for_another_reason_is_an_error(workspace):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(TransientError, match="last words"):
        server._is_up(workspace, Server(port=port, pid=2**22 + 1, born=0))


def test_what_answers_at_a_port_is_told_from_who_listens_there(somebody_else):
    us, init = psutil.Process(), 1
    assert server._listens(Server(port=somebody_else, pid=us.pid, born=0))
    assert not server._listens(Server(port=somebody_else, pid=init, born=0))


def test_a_server_whose_port_was_taken_is_started_on_another(workspace, somebody_else, monkeypatch):
    asked = []
    monkeypatch.setattr(server, "_free_port", lambda *wanted: (asked.append(wanted), somebody_else)[1])
    processes = iter([2**22 + 1, os.getpid()])
    monkeypatch.setattr(
        server,
        "_start",
        lambda _workspace, port: Server(port=port, pid=(pid := next(processes)), born=born(pid) or 0),
    )
    running, new = server.up(workspace)
    assert (running.pid, new) == (os.getpid(), True)
    assert asked == [(server.PREFERRED_PORT, 0), (0,)]
