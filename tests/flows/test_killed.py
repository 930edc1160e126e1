"""A run that is killed in the middle of a long scan reads no page twice but those that were in work."""

import io
import shutil
import time
from collections import Counter
from pathlib import Path

import psutil
import pymupdf
import pytest
from PIL import Image

pytestmark = pytest.mark.prefect

PAGES, KILLED_AT, JOBS = 40, 20, 2
LIMIT = 120


@pytest.fixture(scope="module")
def plugin(tmp_path_factory):
    """Install the diligent engine into a folder, as pip would; return the environment that finds it."""
    folder = tmp_path_factory.mktemp("diligent")
    shutil.copy(Path(__file__).with_name("diligent.py"), folder / "etoki_diligent.py")
    facts = folder / "etoki_diligent-1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: etoki-diligent\nVersion: 1\n")
    (facts / "entry_points.txt").write_text("[etoki.ocr]\ndiligent = etoki_diligent:Diligent\n")
    return {"PYTHONPATH": str(folder), "DILIGENT_FOLDER": str(folder), "DILIGENT_PAGES": str(KILLED_AT)}


@pytest.fixture(scope="module")
def scan(tmp_path_factory):
    """Return a PDF of forty pages that are pictures, each of its own shade."""
    path = tmp_path_factory.mktemp("scan") / "scan.pdf"
    with pymupdf.open() as document:
        for number in range(PAGES):
            picture = io.BytesIO()
            Image.new("L", (60, 80), 100 + number).save(picture, "PNG")
            page = document.new_page(width=200, height=300)
            page.insert_image(page.rect, stream=picture.getvalue(), keep_proportion=False)
        document.save(path)
    return path


def asked(plugin):
    path = Path(plugin["DILIGENT_FOLDER"], "asked")
    return path.read_text().split() if path.exists() else []


@pytest.fixture(scope="module")
def killed(etoki, workers_of, plugin, scan, tmp_path_factory):
    """Kill a run at page 20, and run again; return the workspace, the last run, and the pages asked for in each."""
    workspace = tmp_path_factory.mktemp("killed") / "data"
    words = ("run", scan, "-w", workspace, "--ocr", "diligent", "--layout", "none", "--jobs", JOBS)
    run = etoki.start(*words, **plugin)
    deadline = time.monotonic() + LIMIT
    while len(asked(plugin)) < KILLED_AT and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    workers = workers_of(run.pid)
    run.kill()
    run.communicate(timeout=LIMIT)
    psutil.wait_procs(workers, LIMIT)
    before = asked(plugin)
    Path(plugin["DILIGENT_FOLDER"], "go").touch()
    return workspace, etoki.run(*words, **plugin), before, asked(plugin)[len(before) :]


def test_the_run_was_killed_in_the_middle(killed):
    assert KILLED_AT <= len(killed[2]) < KILLED_AT + JOBS


def test_the_next_run_reads_no_page_again_but_those_in_work(killed):
    _, said, before, after = killed
    assert said.returncode == 0, said.stdout + said.stderr
    twice = Counter(before) & Counter(after)
    assert twice.total() <= JOBS
    assert len(set(before) | set(after)) == PAGES


def test_every_page_is_read_in_the_end(etoki, killed):
    rows = etoki.ask(killed[0], "select page, text_source, chars from pages where outcome = 'kept' order by page")
    assert [row["page"] for row in rows] == list(range(1, PAGES + 1))
    assert {row["text_source"] for row in rows} == {"ocr"}
    assert all(row["chars"] for row in rows)
