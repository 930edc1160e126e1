"""What goes wrong around a run: another run, a reader, a server that dies, a worker that dies, a disk that is full."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from soaking import papers, verdict
from soaking.stage import SCRIPT
from soaking.watching import entries_below
from tasks.runtime import server
from tasks.runtime.errors import UsageError
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.prefect

DOCUMENTS = 12
WITHOUT_ENGINES = ("--layout", "none", "--ocr", "none", "--jobs", "2")
LIMIT = 240

READER = """
import sys, duckdb
catalog = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(catalog.sql("select count(*) from documents").fetchall()[0][0], flush=True)
"""

PATIENT = """
import os, time
from pathlib import Path
from tasks.records.page import Line

class Patient:
    name, version, weights_sha256 = "patient", "1", None

    def read(self, image, dpi):
        folder = Path(os.environ["PATIENT_FOLDER"])
        (folder / "worker").write_text(str(os.getpid()))
        while not (folder / "go").exists():
            time.sleep(0.05)
        return [Line(x0=50, y0=50, x1=150, y1=60, text="絵の中に書かれた文章。", size=10, confidence=0.9)]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder of small PDFs, each with a captioned figure."""
    folder = tmp_path_factory.mktemp("papers")
    for number in range(DOCUMENTS):
        (folder / f"{number}.pdf").write_bytes(papers.sound(number))
    return folder


@pytest.fixture(scope="module")
def calm(etoki, folder, digest_of, tmp_path_factory):
    """Run on the folder undisturbed; return the workspace, which stays as it is, and its digest."""
    workspace = tmp_path_factory.mktemp("calm") / "data"
    return workspace, digest_of(etoki.run("run", folder, "-w", workspace, *WITHOUT_ENGINES))


def until(is_so, run=None):
    """Wait until something is so, or the run that should bring it about is over."""
    deadline = time.monotonic() + LIMIT
    while not is_so() and time.monotonic() < deadline and (run is None or run.poll() is None):
        time.sleep(0.02)
    assert is_so()


def ended(run):
    """Wait for a run and return it as one that was waited for; one that does not end is killed."""
    try:
        said, _ = run.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        run.kill()
        said, _ = run.communicate()
    return SimpleNamespace(returncode=run.returncode, stdout=said, stderr="")


def faults(workspace, count=DOCUMENTS):
    return verdict.faults(workspace, {f"{number}.pdf": papers.DONE for number in range(count)})


def test_two_runs_at_once_do_everything_once(etoki, folder, calm, digest_of, tmp_path):
    words = ("run", folder, "-w", tmp_path / "data", *WITHOUT_ENGINES)
    runs = [etoki.start(*words), etoki.start(*words)]
    assert {digest_of(ended(run)) for run in runs} == {calm[1]}
    assert faults(tmp_path / "data") == []


def test_a_reader_and_a_run_do_not_disturb_each_other(etoki, calm, tmp_path):
    workspace = tmp_path / "data"
    shutil.copytree(calm[0], workspace)
    (tmp_path / "new.pdf").write_bytes(papers.sound(DOCUMENTS))
    command = [sys.executable, "-c", READER, str(workspace / "catalog.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as reader:

        def answer():
            reader.stdin.write("?\n")
            return int(reader.stdout.readline())

        assert answer() == DOCUMENTS
        said = etoki.run("run", tmp_path / "new.pdf", "-w", workspace, *WITHOUT_ENGINES)
        assert said.returncode == 0, said.stdout + said.stderr
        assert answer() == DOCUMENTS
        reader.stdin.close()
    assert etoki.ask(workspace, "select count(*) as n from documents") == [{"n": DOCUMENTS + 1}]


@pytest.fixture(scope="module")
def own_server(etoki, tmp_path_factory):
    """Start a server that belongs to a workspace; return the workspace and what starts `etoki …` in it."""
    workspace = Workspace(tmp_path_factory.mktemp("own") / "data")
    environment = {name: value for name, value in etoki.environment().items() if name != "PREFECT_API_URL"}

    def start(*words, **more):
        return subprocess.Popen(
            [SCRIPT, *map(str, words), "-w", workspace.root],
            cwd=workspace.root.parent,
            env={**environment, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    server.up(workspace)
    yield workspace, start
    server.down(workspace)


def started_and_robbed_of_its_server(workspace, start, *words, **environment):
    """Start a run and kill its server as soon as it has done something; return the run and the server's port."""
    before = entries_below(workspace.journal.root)
    run = start(*words, *WITHOUT_ENGINES, **environment)
    until(lambda: entries_below(workspace.journal.root) > before + DOCUMENTS, run)
    running = server.find(workspace)
    os.kill(running.pid, 9)
    until(lambda: not running.is_alive)
    return run, running.port


def test_a_run_outlives_its_server(own_server, folder, calm, digest_of):
    workspace, start = own_server
    run, port = started_and_robbed_of_its_server(workspace, start, "run", folder)
    time.sleep(5)
    assert server.up(workspace)[0].port == port
    assert digest_of(ended(run)) == calm[1]
    assert faults(workspace.root) == []


def test_a_run_whose_server_stays_away_says_so_plainly_and_the_next_one_goes_on(own_server, tmp_path):
    workspace, start = own_server
    for number in range(DOCUMENTS, 2 * DOCUMENTS):
        (tmp_path / f"{number}.pdf").write_bytes(papers.sound(number))
    server.up(workspace)
    run, _ = started_and_robbed_of_its_server(workspace, start, "run", tmp_path, PREFECT_CLIENT_MAX_RETRIES="0")
    said = ended(run)
    assert said.returncode == 1, said.stdout
    assert "Traceback" not in said.stdout
    assert "Prefect server" in said.stdout.splitlines()[-1]
    said = ended(start("run", tmp_path, *WITHOUT_ENGINES))
    assert said.returncode == 0, said.stdout
    assert {row["status"] for row in verdict.ask(workspace.root, "select status from documents")} == {"done"}


@pytest.fixture
def patient(tmp_path):
    """Install an OCR engine that waits for leave to go on; return the environment that finds it."""
    folder = tmp_path / "patient"
    facts = folder / "etoki_patient-1.dist-info"
    facts.mkdir(parents=True)
    (folder / "etoki_patient.py").write_text(PATIENT)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: etoki-patient\nVersion: 1\n")
    (facts / "entry_points.txt").write_text("[etoki.ocr]\npatient = etoki_patient:Patient\n")
    return {"PYTHONPATH": str(folder), "PATIENT_FOLDER": str(folder)}


def test_a_page_whose_worker_is_killed_fails_and_is_healed_by_the_next_run(etoki, patient, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(papers.scan(0))
    words = ("run", tmp_path / "scan.pdf", "-w", tmp_path / "data", "--layout", "none", "--ocr", "patient")
    run = etoki.start(*words, **patient)
    worker = Path(patient["PATIENT_FOLDER"], "worker")
    until(lambda: worker.exists() and worker.read_text(), run)
    os.kill(int(worker.read_text()), 9)
    assert ended(run).returncode == 1
    status = "select status, reason from documents"
    assert etoki.ask(tmp_path / "data", status) == [{"status": "failed", "reason": "crashes"}]
    Path(patient["PATIENT_FOLDER"], "go").touch()
    assert etoki.run(*words, **patient).returncode == 0
    assert etoki.ask(tmp_path / "data", status) == [{"status": "done", "reason": None}]


@pytest.fixture
def small_disk(tmp_path):
    """Mount a file system of a few megabytes; return where, and what makes it larger."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], check=False).returncode:
        pytest.skip("this user may not mount a small disk")
    yield place, lambda: subprocess.run([mount, "-o", "remount,size=500m", place], check=True)
    subprocess.run([shutil.which("umount"), place], check=True)


def test_a_full_disk_ends_a_run_plainly_and_the_same_command_goes_on(etoki, small_disk, folder, calm, digest_of):
    place, enlarge = small_disk
    words = ("run", folder, "-w", place / "data", *WITHOUT_ENGINES)
    said = etoki.run(*words)
    assert said.returncode == 1, said.stdout + said.stderr
    assert "Traceback" not in said.stdout + said.stderr
    assert "No space left on device" in said.stderr
    enlarge()
    assert digest_of(etoki.run(*words)) == calm[1]
    assert faults(place / "data") == []


def test_a_run_refuses_to_wait_in_the_pool_whose_workers_it_needs(etoki, monkeypatch):
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.batches import refuse_own_pool

    with temporary_settings({PREFECT_API_URL: etoki.api}), get_client(sync_client=True) as client:
        with pytest.raises(UsageError, match="etoki up"):
            refuse_own_pool()
        client.create_work_pool(WorkPoolCreate(name="the-only-pool", type="process"))
        flow = client.create_flow_from_name("extract")
        deployment = client.create_deployment(flow_id=flow, name="extract", work_pool_name="the-only-pool")
        refuse_own_pool()
        run = client.create_flow_run_from_deployment(deployment)
        monkeypatch.setenv("PREFECT__FLOW_RUN_ID", str(run.id))
        with pytest.raises(UsageError, match="the-only-pool"):
            refuse_own_pool()
