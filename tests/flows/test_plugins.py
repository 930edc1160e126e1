"""Somebody's OCR engine, in a package of its own that knows nothing of etoki, is installed and asked for by name."""

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tasks import engines
from tasks.records.enums import EngineKind

pytestmark = pytest.mark.prefect

TOY = Path(__file__).with_name("toy")


def write_wheel(source, folder):
    """Write the wheel of a package of one module, as its build would, without a network to build it with."""
    project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"].replace("-", "_"), project["version"]
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in entries.items())
        for group, entries in project["entry-points"].items()
    )
    facts = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for module in source.glob("*.py"):
            wheel.write(module, module.name)
        wheel.writestr(f"{facts}/METADATA", f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n")
        wheel.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{facts}/entry_points.txt", points)
        wheel.writestr(f"{facts}/RECORD", "")
    return Path(wheel.filename)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Install the toy by pip into a folder of its own; return the environment that finds it."""
    folder = tmp_path_factory.mktemp("toy")
    wheel = write_wheel(TOY, folder)
    words = ["install", "--quiet", "--no-index", "--no-deps", "--target", folder / "site", wheel]
    subprocess.run([sys.executable, "-m", "pip", *map(str, words)], check=True, timeout=120)
    return {"PYTHONPATH": str(folder / "site")}


@pytest.fixture(scope="module")
def run(etoki, installed, tmp_path_factory):
    """Read a page of pixels alone by the toy; return what was said and the workspace."""
    folder = tmp_path_factory.mktemp("read")
    scan = shutil.copy(Path(__file__).parents[1] / "samples" / "scanned-page.pdf", folder / "scan.pdf")
    said = etoki.run("run", scan, "--ocr", "toy", "-w", folder / "data", **installed)
    return said, folder / "data"


def test_a_plug_in_takes_thirty_lines_and_no_import_of_etoki():
    written = [file.read_text(encoding="utf-8") for file in sorted(TOY.iterdir()) if file.is_file()]
    assert sum(len(text.splitlines()) for text in written) <= 30
    assert not any("import tasks" in text or "from tasks" in text for text in written)


def test_nobody_knows_it_before_it_is_installed():
    assert "toy" not in engines.names(EngineKind.OCR)


def test_it_is_listed(etoki, installed):
    said = etoki.run("engines", **installed)
    row = next(line for line in said.stdout.splitlines() if "toy" in line)
    assert "ready" in row
    assert "MIT" in row


def test_it_reads_and_the_provenance_names_it(etoki, run):
    said, workspace = run
    assert (said.returncode, said.stderr) == (0, "")
    steps = etoki.ask(
        workspace, "select step, engine, engine_version from step_runs where engine = 'toy' order by step"
    )
    assert steps == [{"step": step, "engine": "toy", "engine_version": "0.3"} for step in ("read", "transcribe")]
    [page] = etoki.ask(workspace, "select text_source, ocr_confidence from pages")
    assert page == {"text_source": "ocr", "ocr_confidence": 0.9}
    assert etoki.ask(workspace, "select count(*) > 0 as read from regions where text like '%玩具が読んだ文%'") == [
        {"read": True}
    ]


def test_without_it_the_same_command_ends_before_any_work(etoki, run, tmp_path):
    scan = run[1].parent / "scan.pdf"
    said = etoki.run("run", scan, "--ocr", "toy", "-w", tmp_path / "data")
    assert said.returncode == 2
    assert said.stderr.startswith("etoki: no ocr engine 'toy'; installed:")
    assert not (tmp_path / "data").exists()
