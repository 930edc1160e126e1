"""A stranger's engine hangs, eats memory, crashes or has a bug: its page or document pays, nobody else."""

import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.prefect

RUNS = 3
RED, GREEN, BLUE, MAGENTA, CYAN = (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (0, 1, 1)
PAGES = {
    "hangs-on-one.pdf": (None, RED, None),
    "hangs-on-most.pdf": (RED, None, RED),
    "eats.pdf": (None, None, GREEN),
    "dies.pdf": (MAGENTA, None, None),
    "stumbles.pdf": (None, BLUE),
    "full-disk.pdf": (CYAN, None),
}


@pytest.fixture(scope="module")
def plugin(tmp_path_factory):
    """Install the naughty engine into a folder, as pip would; return the environment that finds it."""
    folder = tmp_path_factory.mktemp("plugin")
    shutil.copy(Path(__file__).with_name("naughty.py"), folder / "etoki_naughty.py")
    facts = folder / "etoki_naughty-1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: etoki-naughty\nVersion: 1\n")
    (facts / "entry_points.txt").write_text("[etoki.layout]\nnaughty = etoki_naughty:Naughty\n")
    limits = {"ETOKI_PAGE_SECONDS": "8", "ETOKI_WORKER_MB": "700"}
    return {"PYTHONPATH": str(folder), "NAUGHTY_FOLDER": str(folder), **limits}


@pytest.fixture(scope="module")
def runs(etoki, plugin, small, write_pdf, tmp_path_factory):
    """Run three times with the engine; return what each said, its documents and its workspace."""
    folder = tmp_path_factory.mktemp("naughty")
    for name, colours in PAGES.items():
        write_pdf(folder / name, *colours, text="図1 この頁には図がない。")  # so that the engine is asked
    shutil.copy(small, folder / "good.pdf")
    told = []
    for _ in range(RUNS):
        said = etoki.run("run", folder, "--layout", "naughty", "--jobs", 2, "-w", folder / "data", **plugin)
        rows = etoki.ask(folder / "data", "select name, status, reason from documents")
        told.append((said, {row["name"]: (row["status"], row["reason"]) for row in rows}))
    return told, folder / "data"


@pytest.fixture(scope="module")
def step_runs(etoki, runs):
    rows = etoki.ask(
        runs[1],
        "select d.name, s.step, s.attempt, s.outcome, s.error from step_runs as s join documents as d using (doc_id)"
        " order by s.started_at",
    )
    return {name: [row for row in rows if row["name"] == name] for name in [*PAGES, "good.pdf"]}


def test_a_failed_document_makes_the_run_exit_with_1_and_prints_no_traceback(runs):
    for said, _ in runs[0]:
        assert said.returncode == 1, said.stderr
        assert "Traceback" not in said.stdout + said.stderr
        assert said.stderr == ""


def test_the_other_documents_are_done(runs, step_runs, done_small):
    for said, documents in runs[0]:
        assert documents["good.pdf"] == ("done", None)
        assert said.stdout.splitlines()[-1] == f"digest {done_small[1]}"
    assert len(step_runs["good.pdf"]) == 7


@pytest.mark.parametrize(
    ("name", "reason"),
    [("hangs-on-one.pdf", "hangs"), ("hangs-on-most.pdf", "hangs"), ("eats.pdf", "too-big"), ("dies.pdf", "crashes")],
)
def test_a_document_fails_until_its_bad_page_was_tried_three_times(runs, name, reason):
    first, second, third = (documents[name] for _, documents in runs[0])
    assert first == second == ("failed", reason)
    assert third == ("done", None)


@pytest.mark.parametrize(
    ("name", "kept", "reason"),
    [
        ("hangs-on-one.pdf", [1, 3], "hangs"),
        ("hangs-on-most.pdf", [2], "hangs"),
        ("eats.pdf", [1, 2], "too-big"),
        ("dies.pdf", [2, 3], "crashes"),
    ],
)
def test_the_bad_page_is_turned_away_with_its_reason_and_the_others_are_kept(etoki, runs, name, kept, reason):
    rows = etoki.ask(
        runs[1],
        "select p.page, p.outcome, p.reason from pages as p join documents as d using (doc_id)"
        f" where d.name = '{name}' order by p.page",
    )
    assert [row["page"] for row in rows if row["outcome"] == "kept"] == kept
    assert {row["reason"] for row in rows if row["outcome"] == "rejected"} == {reason}


def test_pages_are_kept_from_the_first_run_on_where_fewer_than_half_fail(step_runs):
    (first, *_) = [row for row in step_runs["hangs-on-one.pdf"] if row["step"] == "segment"]
    (worst, *_) = [row for row in step_runs["hangs-on-most.pdf"] if row["step"] == "segment"]
    assert first["outcome"] == "ok"
    assert worst["outcome"] == "failed"


def test_a_bug_is_told_with_its_traceback_and_tried_again_at_the_next_run(runs, step_runs):
    assert [documents["stumbles.pdf"][0] for _, documents in runs[0]] == ["failed"] * RUNS
    attempts = [row for row in step_runs["stumbles.pdf"] if row["step"] == "segment"]
    assert [row["attempt"] for row in attempts] == list(range(1, RUNS + 1))
    assert all("Traceback" in row["error"] for row in attempts)
    assert all("the naughty engine stumbled" in row["error"] for row in attempts)
    assert [row["step"] for row in step_runs["stumbles.pdf"]].count("read") == 1


def test_what_time_heals_is_tried_again_within_the_run(runs, step_runs):
    assert runs[0][0][1]["full-disk.pdf"] == ("done", None)
    attempts = [(row["attempt"], row["outcome"]) for row in step_runs["full-disk.pdf"] if row["step"] == "segment"]
    assert attempts == [(1, "failed"), (2, "ok")]


def test_rerun_of_what_failed_runs_that_alone(etoki, plugin, runs):
    told, workspace = runs
    assert [name for name, (status, _) in told[-1][1].items() if status == "failed"] == ["stumbles.pdf"]
    said = etoki.run("rerun", "--failed", "-w", workspace, **plugin)
    assert said.returncode == 1
    assert "stumbles.pdf" in said.stdout
    assert "good.pdf" not in said.stdout
    last = "select max(attempt)::int as n from step_runs where step = 'segment'"
    assert etoki.ask(workspace, last) == [{"n": RUNS + 1}]
