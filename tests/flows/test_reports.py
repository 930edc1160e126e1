"""`etoki report` as people type it; it needs no Prefect server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.store import catalog
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.sql
SCRIPT = Path(sys.executable).with_name("etoki")
SAMPLE = Path(__file__).parents[1] / "samples" / "vertical-caption.pdf"


def _report(root, **changed):
    return subprocess.run(
        [SCRIPT, "report", "--workspace", root, "--jobs", "1"],
        env={**os.environ, **changed},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def workspace(scribe):
    """Return a workspace with a document of two pages, of which the PDF has one only."""
    doc_id = scribe.whole("和紙.pdf")
    path = Workspace(scribe.root).blobs.path(doc_id)
    path.parent.mkdir(parents=True)
    path.write_bytes(SAMPLE.read_bytes())
    catalog.load(scribe.root)
    return scribe.root


def test_writes_a_report_and_says_where_and_goes_on_after_a_page_that_cannot_be_drawn(workspace) -> None:
    said = _report(workspace)
    index = workspace / "reports" / "corpus" / "index.html"
    assert (said.returncode, said.stdout) == (0, f"report {index}\n"), said.stderr
    document, _ = sorted((index.parent / "documents").iterdir(), key=lambda path: len(path.name))
    text = document.read_text(encoding="utf-8")
    assert text.count('<img src="data:image/webp') == 1
    assert text.count("This page could not be drawn.") == 1


def test_a_place_without_a_catalog_is_refused(tmp_path) -> None:
    said = _report(tmp_path / "nothing")
    assert (said.returncode, said.stdout) == (2, "")
    assert "holds no catalog" in said.stderr
    assert not (tmp_path / "nothing").exists()


def test_a_folder_that_cannot_be_written_is_told_in_one_line(workspace) -> None:
    (workspace / "reports").write_text("in the way")
    said = _report(workspace)
    assert said.returncode == 2
    assert said.stderr == f"etoki: {workspace / 'reports'} cannot be written: Not a directory\n"
    assert (workspace / "reports").read_text() == "in the way"
