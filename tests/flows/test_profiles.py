"""`--profile` and `etoki engines`, where the reference engines are not ready."""

import json

import pytest

pytestmark = pytest.mark.prefect


@pytest.fixture
def nowhere(tmp_path):
    """Return an environment in which no weights are to be found, whatever this machine has."""
    return {"HF_HOME": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}


def one_line(said):
    assert said.stderr.endswith("\n")
    [line] = said.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("words", "engine"),
    [
        (["--profile", "reference"], "yomitoku"),
        (["--profile", "reference", "--layout", "cdla", "--ocr", "rapidocr"], "open_clip"),
    ],
)
def test_an_engine_that_is_not_ready_ends_it_before_any_work(etoki, small, nowhere, tmp_path, words, engine):
    said = etoki.run("run", small, "-w", tmp_path / "data", *words, **nowhere)
    assert said.returncode == 2
    line = one_line(said)
    assert engine in line
    assert "pip install" in line or "hf download" in line
    assert not (tmp_path / "data").exists()


def test_a_profile_that_does_not_exist_is_refused(etoki, small, tmp_path):
    said = etoki.run("run", small, "-w", tmp_path / "data", "--profile", "best")
    assert said.returncode == 2
    assert "embedded" in said.stdout + said.stderr


def test_engines_tells_of_each_whether_it_is_ready_and_what_gets_it(etoki, nowhere, tmp_path):
    said = etoki.run("engines", "--weights", tmp_path, **nowhere)
    assert (said.returncode, said.stderr) == (0, "")
    table, missing = said.stdout, [line for line in said.stdout.splitlines() if line.startswith(("layout ", "clip "))]
    assert "cdla" in table
    assert any(line.startswith("layout yomitoku: ") for line in missing)
    assert any(line.startswith("clip open_clip:llm-jp-clip-vit-base-patch16: ") for line in missing)
    assert all("pip install" in line or "hf download" in line for line in missing if ": " in line)


def test_engines_tells_everything_as_json(etoki, nowhere):
    found = {(one["kind"], one["name"]): one for one in json.loads(etoki.run("engines", "--json", **nowhere).stdout)}
    rapid = found["ocr", "rapidocr"]
    assert rapid["missing"] is None
    assert len(rapid["weights_sha256"]) == 64
    assert rapid["licence"] == "Apache-2.0"
    assert found["ocr", "yomitoku"]["licence"].startswith("CC BY-NC-SA")
