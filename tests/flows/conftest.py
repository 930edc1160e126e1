"""Real `etoki …` processes against one Prefect server, which all of them share."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pymupdf
import pytest

from tasks.runtime import worker
from tasks.store.catalog import query

SCRIPT = Path(sys.executable).with_name("etoki")
SAMPLES = Path(__file__).parents[1] / "samples"
LIMIT = 240


class Etoki:
    """Runs `etoki …` in a directory of its own, and asks the catalogs that come of it."""

    def __init__(self, folder, api):
        self.folder = folder
        self.api = api

    def environment(self, **changed):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ETOKI_")}
        return {**clean, "PREFECT_API_URL": self.api, **changed}

    def run(self, *words, cwd=None, **environment):
        return subprocess.run(
            [SCRIPT, *map(str, words)],
            cwd=cwd or self.folder,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=LIMIT,
            check=False,
        )

    def start(self, *words, **environment):
        """Start `etoki …` and do not wait for it."""
        return subprocess.Popen(
            [SCRIPT, *map(str, words)],
            cwd=self.folder,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def ask(self, workspace, question):
        """Return the rows that answer a SQL question."""
        return query(workspace, question).to_pylist()


@pytest.fixture(scope="session")
def etoki(tmp_path_factory, prefect_api):
    """Return what runs `etoki …`."""
    return Etoki(tmp_path_factory.mktemp("elsewhere"), prefect_api)


@pytest.fixture(scope="session")
def small():
    """Return a PDF of one page with one captioned figure."""
    return SAMPLES / "vertical-caption.pdf"


@pytest.fixture(scope="session")
def digest_of():
    """Return what takes the digest off the last line of a run that must have gone well."""

    def digest(said):
        assert said.returncode == 0, said.stdout + said.stderr
        word, value = said.stdout.splitlines()[-1].split()
        assert word == "digest"
        return value

    return digest


@pytest.fixture(scope="session")
def done(etoki, digest_of, tmp_path_factory):
    """Run on the samples once, undisturbed; return the workspace, which stays as it is, and its digest."""
    workspace = tmp_path_factory.mktemp("done") / "data"
    return workspace, digest_of(etoki.run("run", SAMPLES, "-w", workspace, "--licence", "CC BY 4.0"))


@pytest.fixture(scope="session")
def done_small(etoki, small, digest_of, tmp_path_factory):
    """Run on the small sample once; return the workspace, which stays as it is, and its digest."""
    workspace = tmp_path_factory.mktemp("small") / "data"
    return workspace, digest_of(etoki.run("run", small, "-w", workspace))


@pytest.fixture(scope="session")
def workers_of():
    """Return what lists the worker processes below a process."""

    def workers(pid):
        try:
            return [child for child in psutil.Process(pid).children(recursive=True) if child.name() == worker.NAME]
        except psutil.NoSuchProcess:
            return []

    return workers


@pytest.fixture(scope="session")
def write_pdf():
    """Return what writes a PDF with Japanese text on a page for each given colour, None for no colour."""

    def write(path, *colours, text="これは試験のために書かれた文章です。", **options):
        with pymupdf.open() as document:
            for number, colour in enumerate(colours, 1):
                page = document.new_page()
                if colour is not None:
                    page.draw_rect(page.rect, color=colour, fill=colour)
                if text:
                    page.insert_text((72, 400), f"{text}{number}ページ目。", fontname="japan", fontsize=12)
            path.write_bytes(document.tobytes(**options))
        return path

    return write
