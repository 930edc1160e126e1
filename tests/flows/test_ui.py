"""A person at the Prefect UI: what is there, a run from its form, what failed and why, again."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pymupdf
import pytest

from flows.corpus import CorpusRequest
from tasks.records.enums import Step
from tasks.register import register_source
from tasks.runtime import deployments, server, workers
from tasks.sources.listing import inspect_source
from tasks.store import catalog
from tasks.store.workspace import Workspace

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [pytest.mark.prefect, pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")]

SCRIPT = Path(sys.executable).with_name("etoki")
GOOD, MISSING = "装置の図.pdf", "失われた図.pdf"
ENDS = {"Completed", "Failed", "Crashed", "Cancelled"}
LIMIT = 240
PATIENCE_MS = 60_000
BUSY = 503
"""What the server says when its database is locked."""

DEPLOYMENTS = ["extract", "instruct", "nightly", "publish", "rerun-failed"]


class Site:
    """A workspace with everything of `etoki up` running, and a browser that looks at it."""

    def __init__(self, workspace, ui, browser):
        self.workspace = workspace
        self.ui = ui
        self._browser = browser

    def visit(self, path):
        """Open a page of the UI in a fresh tab."""
        tab = self._browser.new_page(viewport={"width": 1400, "height": 1000})
        tab.set_default_timeout(PATIENCE_MS)
        tab.goto(self.ui + path)
        return tab

    def ask(self, path, **body):
        """Return what the server's API answers."""
        request = urllib.request.Request(f"{self.ui}/api{path}", method="POST" if body else "GET")
        request.add_header("content-type", "application/json")
        content = json.dumps(body).encode() if body else None

        def answer():
            try:
                with urllib.request.urlopen(request, content, timeout=60) as said:
                    return [json.load(said)]
            except urllib.error.HTTPError as error:
                if error.code != BUSY:
                    raise

        return wait_for(answer)[0]

    def deployment(self, name):
        """Return the id of a deployment."""
        [found] = self.ask("/deployments/filter", deployments={"name": {"any_": [name]}})
        return found["id"]

    def run_since(self, before):
        """Return the id of the one run that is not among those before."""
        return wait_for(lambda: next(iter(self.runs() - before), None))

    def runs(self):
        found = self.ask("/flow_runs/filter", flows={"name": {"any_": ["extract"]}})
        return {run["id"] for run in found}

    def ended(self, run_id, times):
        """Return a run when it has ended for so many times."""

        def over():
            run = self.ask(f"/flow_runs/{run_id}")
            return run if run["run_count"] == times and run["state"]["name"] in ENDS else None

        return wait_for(over)

    def artifacts(self, run_id):
        """Return the newest artifact of a run under each key."""
        found = self.ask("/artifacts/filter", flow_runs={"id": {"any_": [run_id]}}, sort="UPDATED_DESC")
        return {one["key"]: one for one in reversed(found)}

    def rows(self, question):
        catalog.load(self.workspace.root)
        return catalog.query(self.workspace.root, question).to_pylist()


def wait_for(look):
    """Return what a look finds, as soon as it finds something."""
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.5)
    raise TimeoutError("nothing came of it")


def etoki(*words, cwd):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ETOKI_", "PREFECT_"))}
    said = subprocess.run(
        [SCRIPT, *words], cwd=cwd, env=clean, capture_output=True, encoding="utf-8", timeout=LIMIT, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr


def write_figure(path, colour):
    """Write a page with a picture, its caption and some text."""
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=400)
        picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 160, 120))
        picture.set_rect(picture.irect, colour)
        picture.set_rect(pymupdf.IRect(30, 30, 90, 90), (20, 40, 60))
        page.insert_image(pymupdf.Rect(120, 60, 280, 180), pixmap=picture)
        page.insert_text((150, 200), "図1 装置のようす", fontname="japan", fontsize=11)
        page.insert_text((60, 260), "この文書は試験のために書かれた。図1に装置を示す。", fontname="japan", fontsize=11)
        document.save(path)


def register(workspace, path):
    """Take a PDF in and return where its bytes lie."""
    doc_id = register_source(path, inspect_source(path, None), workspace, ()).doc_id
    return workspace.blobs.path(doc_id)


def below(workspace):
    """Return the server, the workers and all that they started."""
    started = [one for one in (server.find(workspace), *workers.find(workspace)) if one]
    own = [psutil.Process(one.pid) for one in started]
    return own + [child for process in own for child in process.children(recursive=True)]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Return a workspace with two PDFs, of which one's bytes are gone."""
    folder = tmp_path_factory.mktemp("ui")
    workspace = Workspace(folder / "data")
    write_figure(folder / GOOD, (200, 80, 80))
    write_figure(folder / MISSING, (80, 80, 200))
    register(workspace, folder / GOOD)
    blob = register(workspace, folder / MISSING)
    blob.rename(folder / "away")
    catalog.load(workspace.root)
    return workspace


@pytest.fixture(scope="module")
def site(workspace):
    """Start everything as people do, and stop it as they do: nothing may go on afterwards."""
    folder = workspace.root.parent
    try:
        etoki("up", "--sources", ".", "--jobs", "1", "-w", "data", cwd=folder)
        with sync_api.sync_playwright() as playwright:
            sync_api.expect.set_options(timeout=PATIENCE_MS)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            running = server.find(workspace)
            yield Site(workspace, running.ui, browser)
            browser.close()
    finally:
        processes = below(workspace)
        etoki("down", "-w", "data", cwd=folder)
        assert psutil.wait_procs(processes, 60)[1] == []


def fill_documents(tab, *names):
    """Type the names of documents into the form of `extract`, whose first field is the name of the run."""
    add, fields = tab.get_by_role("button", name="Add item"), tab.get_by_role("textbox")
    add.first.wait_for()
    known = fields.count()
    for place, name in enumerate(names, 1):
        add.first.click()
        sync_api.expect(fields).to_have_count(known + place)
        fields.nth(place).fill(name)


@pytest.fixture(scope="module")
def failed(site):
    """Start a run about both PDFs from the form of `extract`; return it, ended."""
    before = site.runs()
    tab = site.visit(f"/deployments/deployment/{site.deployment('extract')}")
    tab.get_by_role("button", name="Run", exact=True).click()
    tab.get_by_text("Custom run").click()
    fill_documents(tab, GOOD, MISSING)
    tab.get_by_role("button", name="Submit").click()
    run = site.ended(site.run_since(before), 1)
    tab.close()
    return run


def test_the_first_page_is_the_workspaces_own(site):
    tab = site.visit("/")
    tab.get_by_role("button", name="Work Pools").first.click()
    for pool in deployments.POOLS:
        tab.get_by_role("link", name=pool, exact=True).first.wait_for()
    assert tab.url.startswith(site.ui)


def test_the_deployments_are_listed(site):
    tab = site.visit("/deployments")
    for name in DEPLOYMENTS:
        tab.get_by_role("link", name=name, exact=True).first.wait_for()


def test_the_nightly_run_is_scheduled_by_the_clocks_of_japan(site):
    tab = site.visit(f"/deployments/deployment/{site.deployment('nightly')}")
    schedule = tab.get_by_text("asia-tokyo")
    schedule.wait_for()
    schedule.hover()
    tab.get_by_text("At 02:00 AM every day (Asia/Tokyo)").first.wait_for()
    [said] = site.ask(f"/deployments/{site.deployment('nightly')}")["schedules"]
    assert (said["schedule"]["cron"], said["schedule"]["timezone"], said["active"]) == ("0 2 * * *", "Asia/Tokyo", True)


def test_a_form_without_documents_is_refused(site):
    before = site.runs()
    tab = site.visit(f"/deployments/deployment/{site.deployment('extract')}/run")
    tab.get_by_role("button", name="Submit").click()
    tab.get_by_text("required").first.wait_for()
    assert site.runs() == before


@pytest.mark.parametrize("name", ["nightly", "rerun-failed"])
def test_the_form_of_a_corpus_can_be_submitted_as_it_is(site, name):
    tab = site.visit(f"/deployments/deployment/{site.deployment(name)}/run")
    tab.route("**/create_flow_run", lambda route: route.abort())  # what is sent is enough to know
    with tab.expect_request("**/create_flow_run") as sent:
        tab.get_by_role("button", name="Submit").click()
    CorpusRequest.model_validate(sent.value.post_data_json["parameters"]["request"])


def test_a_run_with_a_pdf_that_fails_is_failed_and_bears_the_names(failed):
    assert failed["state"]["name"] == "Failed"
    assert failed["name"] == "extract 2 PDFs"
    assert {GOOD, MISSING} <= set(failed["tags"])


def test_the_page_of_a_run_shows_what_failed(site, failed):
    tab = site.visit(f"/runs/flow-run/{failed['id']}")
    for words in ("extract 2 PDFs", GOOD, "Failed"):
        tab.get_by_text(words).first.wait_for()
    tab.get_by_text("Artifacts", exact=True).last.click()
    for key in ("funnel", "failures", "progress"):
        tab.get_by_text(key, exact=True).first.wait_for()
    tab.get_by_text("1 failed").first.wait_for()


def test_the_artifacts_say_what_became_of_the_pdfs(site, failed):
    artifacts = site.artifacts(failed["id"])
    tab = site.visit(f"/artifacts/artifact/{artifacts['failures']['id']}")
    item = tab.get_by_role("listitem").filter(has_text=MISSING)
    item.wait_for()
    assert "FileNotFoundError" in item.inner_text()
    assert "etoki rerun" in item.inner_text()
    assert GOOD not in tab.locator("body").inner_text().split("Tags")[0]
    tab.goto(f"{site.ui}/artifacts/artifact/{artifacts['funnel']['id']}")
    tab.get_by_role("row").filter(has_text="register").first.wait_for()
    assert tab.get_by_role("row").count() > len(Step)
    assert artifacts["progress"]["data"] == 100


def test_retry_runs_what_is_missing_and_nothing_else(site, failed, workspace):
    doc_id = site.rows(f"select doc_id from documents where name = '{MISSING}'")[0]["doc_id"]
    (workspace.root.parent / "away").rename(workspace.blobs.path(doc_id))
    tab = site.visit(f"/runs/flow-run/{failed['id']}")
    tab.get_by_role("button", name="Retry").first.click()
    tab.get_by_role("dialog").get_by_role("button", name="Retry").click()
    run = site.ended(failed["id"], 2)
    assert run["state"]["name"] == "Completed"
    for words in ("extract 2 PDFs", MISSING, "Completed"):
        tab.get_by_text(words).first.wait_for()
    runs = "select name, step, step_runs.outcome, attempt from step_runs join documents using (doc_id) order by all"
    executions = [tuple(row.values()) for row in site.rows(runs)]
    once = [(name, step, "ok", 1) for name in (GOOD, MISSING) for step in Step if step is not Step.AUDIT]
    again = [(MISSING, Step.PROBE, "ok", 2)]
    failures = [(MISSING, Step.PROBE, "failed", 1)]
    assert sorted(executions) == sorted(
        [one for one in once if one != (MISSING, Step.PROBE, "ok", 1)] + again + failures
    )
    assert [row["status"] for row in site.rows("select status from documents")] == ["done", "done"]
    twice = "select figure_id from pairs group by figure_id, role, text having count(*) > 1"
    assert site.rows(twice) == []
    assert site.rows("select count(distinct figure_id) as figures from pairs") == [{"figures": 2}]
