"""The product as its user meets it: the command line, a real Prefect server, real worker processes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pymupdf
import pytest

from flows.cli import app
from flows.exits import guarded
from tasks.records import identity
from tasks.runtime import worker
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.prefect

ETOKI = Path(sys.executable).with_name("etoki")
SAMPLES = Path(__file__).parent / "samples"
LIMIT = 240
STEPS = ["crop", "pair", "probe", "read", "segment", "transcribe"]


@pytest.fixture(scope="module")
def etoki(prefect_api, tmp_path_factory):
    """Return what runs `etoki …` in an empty directory and gives its result."""
    folder = tmp_path_factory.mktemp("elsewhere")

    def run(*words, **environment):
        command = [ETOKI, *map(str, words)]
        env = {**os.environ, "PREFECT_API_URL": prefect_api, **environment}
        return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=LIMIT, check=False)

    return run


@pytest.fixture(scope="module")
def ask(etoki):
    """Return what answers a SQL question about a workspace as rows."""

    def answer(workspace, question):
        said = etoki("sql", question, "--format", "json", "-w", workspace)
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout)

    return answer


def digest(said):
    assert said.returncode == 0, said.stdout + said.stderr
    word, value = said.stdout.splitlines()[-1].split()
    assert word == "digest"
    return value


@pytest.fixture(scope="module")
def done(etoki, tmp_path_factory):
    """Run on the samples once: the workspace and the digest that all else is compared with."""
    workspace = tmp_path_factory.mktemp("done") / "data"
    return workspace, digest(etoki("run", SAMPLES, "-w", workspace, "--jobs", 2))


@pytest.fixture
def copy(done, tmp_path):
    """Return a workspace that may be broken."""
    shutil.copytree(done[0], tmp_path / "data")
    return tmp_path / "data"


def executions(ask, workspace):
    return ask(workspace, "select step, count(*)::int as n from step_runs group by step order by step")


def test_every_sample_pdf_gives_captioned_figures(done, ask):
    rows = ask(done[0], "select name, status, figures, captions from documents_quality order by name")
    assert [row["status"] for row in rows] == ["done"] * 4
    assert all(0 < row["captions"] <= row["figures"] for row in rows)


def test_the_lineage_of_a_sample_names_box_file_and_engines(done, ask):
    (row,) = ask(done[0], "select * from lineage where name = 'vertical-caption.pdf' limit 1")
    assert row["page"] == 1
    assert row["x0"] < row["x1"]
    assert row["sources"] == [str(SAMPLES / "vertical-caption.pdf")]
    assert row["read_engine"] == "pymupdf"


def test_a_scan_gives_figures_a_table_and_what_is_written_in_them(done, ask):
    figures = ask(
        done[0],
        "select f.kind, f.text_inside, p.text as caption from figures as f join documents using (doc_id)"
        " left join pairs as p on p.figure_id = f.figure_id and p.role = 'caption'"
        " where documents.name = 'scanned-page.pdf' and f.outcome = 'kept' order by caption",
    )
    assert [figure["caption"][:2] for figure in figures] == ["図1", "図2", "表1"]
    assert "620" in figures[1]["text_inside"]
    assert figures[2]["kind"] == "table"
    assert "三番車\t大正九年\t物置" in figures[2]["text_inside"].splitlines()
    engines = ask(done[0], "select distinct read_engine, segment_engine from lineage where name = 'scanned-page.pdf'")
    assert engines == [{"read_engine": "rapidocr", "segment_engine": "cdla"}]


def test_every_exported_image_is_what_its_name_says(done):
    workspace, whole = done
    folder = workspace / "exports" / whole[:12]
    conversations = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    assert conversations
    for conversation in conversations:
        path = folder / conversation["image"]
        assert identity.sha256(path.read_bytes()) == path.stem
        assert conversation["conversations"][0]["value"].startswith("<image>\n")


def test_a_second_run_executes_nothing_and_says_so(copy, etoki, ask, done):
    before = executions(ask, copy)
    said = etoki("run", SAMPLES, "-w", copy)
    assert digest(said) == done[1]
    assert "nothing to extract" in said.stdout
    assert executions(ask, copy) == before


def test_another_least_p_executes_no_step(copy, etoki, ask):
    before = executions(ask, copy)
    digest(etoki("run", SAMPLES, "-w", copy, "--min-p", 0.99))
    assert executions(ask, copy) == before


def test_rerun_from_pair_is_a_new_attempt_of_pair_alone(copy, etoki, ask, done):
    assert digest(etoki("rerun", "vertical-caption.pdf", "--from", "pair", "-w", copy)) == done[1]
    rows = ask(copy, "select step, attempt from step_runs where attempt > 1")
    assert rows == [{"step": "pair", "attempt": 2}]


def test_a_new_pairing_parameter_executes_pair_alone(copy, ask, prefect_api):
    driver = (
        "from flows.extract import ExtractRequest, extract\n"
        "from tasks.runtime import pool\n"
        "import sys\n"
        "if __name__ == '__main__':\n"
        "    extract(ExtractRequest(documents=sys.argv[1:], pair={'max_distance': 11}))\n"
        "    pool.close_all()\n"
    )
    (copy.parent / "driver.py").write_text(driver, encoding="utf-8")
    documents = [row["doc_id"] for row in ask(copy, "select doc_id from documents")]
    command = [sys.executable, copy.parent / "driver.py", *documents]
    env = {**os.environ, "PREFECT_API_URL": prefect_api, "ETOKI_WORKSPACE": str(copy)}
    subprocess.run(command, env=env, check=True, timeout=LIMIT, capture_output=True)
    assert Workspace(copy).journal.entries(documents[0])
    runs = [run for doc_id in documents for run in Workspace(copy).journal.step_runs(doc_id)]
    counted = {step: sum(run.step == step for run in runs) for step in STEPS}
    assert counted == {"probe": 4, "read": 4, "segment": 4, "crop": 4, "transcribe": 4, "pair": 8}


@pytest.mark.parametrize("gone", [["journal"], ["blobs"], ["results", "catalog.duckdb"]], ids=" ".join)
def test_what_is_deleted_comes_back(gone, copy, etoki, done):
    for path in (copy / name for name in gone):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert digest(etoki("run", SAMPLES, "-w", copy)) == done[1]


def test_the_catalog_is_rebuilt_from_the_journal_alone(copy, etoki, ask):
    questions = ["select * from pairs order by all", "select * from lineage order by all", "select * from funnel"]
    before = [ask(copy, question) for question in questions[:2]]
    assert etoki("catalog", "rebuild", "-w", copy).returncode == 0
    assert [ask(copy, question) for question in questions[:2]] == before


@pytest.fixture(scope="module")
def killed(etoki, tmp_path_factory, prefect_api):
    """Kill a run in the middle and have it go on: the PDFs, its workspace and digest, the workers that outlived it."""
    pdfs = [pdf for pdf in sorted(SAMPLES.glob("*.pdf")) if "rcmdr" not in pdf.name]  # half of the time is its
    workspace = tmp_path_factory.mktemp("killed") / "data"
    env = {**os.environ, "PREFECT_API_URL": prefect_api}
    command = [ETOKI, "run", *pdfs, "-w", workspace]
    run = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + LIMIT
    while len(list(workspace.glob("journal/*/*/*/pages.parquet"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    workers = [child for child in psutil.Process(run.pid).children() if child.name() == worker.NAME]
    run.kill()
    run.wait()
    assert workers
    left = psutil.wait_procs(workers, timeout=30)[1]
    return pdfs, workspace, digest(etoki("run", *pdfs, "-w", workspace)), left


def test_a_killed_run_leaves_no_orphan(killed):
    assert killed[3] == []


def made_of(ask, workspace, documents):
    """Return what each step made of some documents, as hashes."""
    names = ", ".join(f"'{path.name}'" for path in documents)
    return ask(
        workspace,
        "select distinct name, step, output_hash from step_runs join documents using (doc_id)"
        f" where name in ({names}) and step_runs.outcome = 'ok' order by all",
    )


def test_a_killed_run_goes_on_and_makes_what_an_undisturbed_one_makes(killed, done, ask):
    pdfs, workspace, *_ = killed
    made = made_of(ask, workspace, pdfs)
    assert len(made) == len(pdfs) * (len(STEPS) + 1)
    assert made == made_of(ask, done[0], pdfs)


def test_the_digest_knows_no_path_jobs_order_zone_or_locale(etoki, killed, tmp_path):
    moved = [shutil.copy(pdf, tmp_path / f"{at} {pdf.stem[::-1]}.pdf") for at, pdf in enumerate(reversed(killed[0]))]
    odd = {"TZ": "Pacific/Chatham", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    assert digest(etoki("run", *moved, "-w", tmp_path / "data", "--jobs", 1, **odd)) == killed[2]


def test_an_interrupted_run_says_so(tmp_path, prefect_api):
    command = [str(ETOKI), "run", str(SAMPLES), "-w", str(tmp_path / "data")]
    env = {**os.environ, "PREFECT_API_URL": prefect_api}
    run = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    journal = tmp_path / "data" / "journal"
    while not list(journal.glob("*/*/*")) and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    said, _ = run.communicate(timeout=LIMIT)
    assert run.returncode == 130, said
    assert "Traceback" not in said
    assert "interrupted" in said


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["run", "no/such.pdf"],
        ["run", SAMPLES, "--ocr", "nonsense"],
        ["run", SAMPLES, "--pages", "5-1"],
        ["run", SAMPLES, "--min-p", "1.5"],
        ["run", SAMPLES, "--no-such-option"],
        ["rerun", "nothing-of-that-name.pdf"],
        ["rerun", "rcmdr-captions-below.pdf", "--from", "nonsense"],
        ["bench", "pairs", "no/such/gold"],
        ["nonsense"],
    ],
    ids=lambda words: " ".join(str(word).rpartition("/")[2] for word in words),
)
@pytest.mark.filterwarnings("ignore:Cyclopts application invoked without tokens")
def test_wrong_usage_exits_with_2_and_no_traceback(words, done, prefect_api, monkeypatch, capfd):
    monkeypatch.setattr(os, "environ", {**os.environ, "PREFECT_API_URL": prefect_api})
    workspace = ["-w", done[0]] if words[0] in ("run", "rerun") else []
    monkeypatch.setattr(sys, "argv", ["etoki", *map(str, [*words, *workspace])])
    assert guarded(app) == 2
    assert "Traceback" not in "".join(capfd.readouterr())


def test_wrong_usage_is_told_by_the_exit_code_of_the_process(etoki):
    said = etoki("run", "no/such.pdf")
    assert said.returncode == 2
    assert len(said.stderr.splitlines()) == 1


def test_an_ambiguous_name_lists_what_it_may_be(etoki, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        with pymupdf.open() as document:
            document.new_page().insert_text((72, 72), f"同名 {folder}", fontname="japan")
            document.save(tmp_path / folder / "same.pdf")
    digest(etoki("run", tmp_path / "a", tmp_path / "b", "-w", tmp_path / "data", "--jobs", 1))
    said = etoki("rerun", "same.pdf", "-w", tmp_path / "data")
    assert said.returncode == 2
    assert said.stderr.count("same.pdf") >= 2


def test_sql_cannot_write_or_read_files(etoki, done):
    for attack in ("delete from pairs", "copy pairs to '/tmp/x.csv'", "select * from read_text('/etc/passwd')"):
        said = etoki("sql", attack, "-w", done[0])
        assert said.returncode == 1
        assert "Traceback" not in said.stderr


def test_a_users_own_packages_are_not_picked_up(done, tmp_path):
    for name in ("tasks.py", "flows.py", "sql.py"):
        (tmp_path / name).write_text("raise SystemExit('picked up')", encoding="utf-8")
    command = [ETOKI, "status", "-w", done[0]]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert said.returncode == 0, said.stderr


def test_export_goes_where_it_is_told(etoki, done, tmp_path):
    said = etoki("export", "llava", tmp_path / "out", "-w", done[0])
    assert digest(said) == done[1]
    assert (tmp_path / "out" / "dataset.json").is_file()
