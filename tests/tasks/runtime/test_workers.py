"""Which workers a workspace has, without a Prefect server: what is kept of them, found again and stopped."""

import json
import os
import sys
import time
from functools import partial

import psutil
import pytest

from tasks.runtime import background, deployments, workers
from tasks.runtime.workers import Worker, Workers
from tasks.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "data")


@pytest.fixture
def sleeper(tmp_path, monkeypatch):
    """Put a program in the place of Python that notes how it was started and sleeps; return its folder of notes."""
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nenv > {tmp_path}/$$.env\necho "$@" > {tmp_path}/$$.words\nexec sleep 600\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return tmp_path


@pytest.fixture
def started(sleeper):
    """Return what tells the words and the environment that a worker was started with."""

    def told(worker):
        words = sleeper / f"{worker.pid}.words"
        until = time.monotonic() + 30
        while not (words.is_file() and words.read_text().endswith("\n")) and time.monotonic() < until:
            time.sleep(0.02)
        lines = (sleeper / f"{worker.pid}.env").read_text().splitlines()
        return words.read_text().split(), dict(line.split("=", 1) for line in lines if "=" in line)

    return told


@pytest.fixture
def up(workspace, sleeper):
    """Return what starts workers; they end with the test."""
    assert sleeper.is_dir()
    yield partial(workers.up, workspace)
    workers.down(workspace)


@pytest.fixture
def running(up):
    found, _ = up(2)
    return found


def test_one_takes_the_runs_that_wait_and_the_others_the_work(running):
    pools = [worker.pool for worker in running]
    assert pools == [deployments.WAITING, deployments.WORKING, deployments.WORKING]
    assert len({worker.name for worker in running}) == 3


def test_a_worker_takes_one_batch_at_a_time_but_many_runs_that_wait(running, started):
    words = [started(worker)[0] for worker in running]
    assert [said[said.index("--pool") + 1] for said in words] == [worker.pool for worker in running]
    assert [said[said.index("--limit") + 1] for said in words] == [str(workers.MOST_WAITING), "1", "1"]


def test_workers_are_told_their_workspace_and_listen_to_this_machine_alone(running, started, workspace):
    for worker in running:
        _, environment = started(worker)
        assert environment["ETOKI_WORKSPACE"] == str(workspace.root)
        assert environment["PREFECT_WORKER_WEBSERVER_HOST"] == "127.0.0.1"


def test_workers_of_batches_do_not_fan_out_themselves(up, started, monkeypatch):
    monkeypatch.setenv("ETOKI_FAN_OUT", "true")
    found, _ = up(1)
    assert all("ETOKI_FAN_OUT" not in started(worker)[1] for worker in found)


def test_they_are_found_again(running, workspace):
    assert workers.find(workspace) == running


def test_workers_that_run_are_not_started_again(running, workspace):
    again, new = workers.up(workspace, 2)
    assert (again, new) == (running, 0)


def test_more_can_be_had_beside_those_that_run(running, workspace):
    more, new = workers.up(workspace, 3)
    assert new == 1
    assert more[:3] == running
    assert workers.find(workspace) == more


def test_fewer_asked_for_stops_none(running, workspace):
    assert workers.up(workspace, 1) == (running, 0)


def test_one_that_died_is_replaced_under_its_name(running, workspace):
    background.stop(running[1])
    again, new = workers.up(workspace, 2)
    assert new == 1
    assert {worker.name for worker in again} == {worker.name for worker in running}


def test_down_stops_all_and_says_which(running, workspace):
    assert workers.down(workspace) == running
    assert not any(psutil.pid_exists(worker.pid) and worker.is_alive for worker in running)
    assert workers.find(workspace) == workers.down(workspace) == []


@pytest.mark.parametrize("content", ["", "{}", "not json", '{"workers": [{"pid": 1}]}'])
def test_a_missing_or_broken_file_names_no_worker(workspace, content):
    workspace.state.mkdir(parents=True)
    if content:
        (workspace.state / "workers.json").write_text(content)
    assert workers.find(workspace) == []


def test_a_process_that_took_over_the_number_is_no_worker(workspace):
    workspace.state.mkdir(parents=True)
    other = Worker(name="etoki-worker-1", pool="etoki", pid=os.getpid(), born=1)
    (workspace.state / "workers.json").write_text(Workers(workers=[other]).model_dump_json())
    assert workers.find(workspace) == workers.down(workspace) == []


def test_what_is_kept_can_be_read(running, workspace):
    kept = json.loads((workspace.state / "workers.json").read_text())
    assert [worker["pid"] for worker in kept["workers"]] == [worker.pid for worker in running]
