import pytest

from flows import terminal
from flows.commands import engine_lines, show_engines
from tasks.engines.readiness import Readiness
from tasks.records.enums import EngineKind

GET = "hf download organisation/model"


def readiness(**facts):
    return Readiness(kind=EngineKind.OCR, name="reader", **facts)


def test_all_that_is_known_of_an_engine_is_told():
    facts = {"version": "1.2", "weights": "/models", "weights_sha256": "ab" * 32, "licence": "MIT", "get": GET}
    assert engine_lines(readiness(**facts, memory_mb=4772, score="CER 0.01")) == [
        "    version  1.2",
        "    weights  /models",
        f"    sha256   {'ab' * 32}",
        "    memory   4,772 MiB for its models",
        "    score    CER 0.01",
        f"    get      {GET}",
    ]


def test_each_thing_that_is_missing_has_its_line():
    lines = engine_lines(readiness(missing="not installed: pip install", also_missing=("no weights",), get=GET))
    assert lines == ["    missing  not installed: pip install", "    missing  no weights", f"    get      {GET}"]


def test_a_command_is_told_once():
    assert engine_lines(readiness(missing=f"no weights: {GET}", get=GET)) == [f"    missing  no weights: {GET}"]


@pytest.fixture
def listed(capsys, monkeypatch):
    """List the engines in a terminal of 80 columns."""
    monkeypatch.setattr(terminal.console, "width", 80)
    show_engines(as_json=False)
    table, *blocks = capsys.readouterr().out.split("\n\n")
    return table, blocks


def test_the_table_of_engines_fits_into_a_narrow_terminal(listed):
    table, _ = listed
    assert "layout │ yomitoku " in table
    assert "clip   │ open_clip:llm-jp-clip-vit-large-patch14 │ " in table
    assert max(map(len, table.splitlines())) <= 80


def test_an_engine_of_two_kinds_is_described_once(listed):
    _, blocks = listed
    (yomitoku,) = [block for block in blocks if "yomitoku" in block.splitlines()[0]]
    assert yomitoku.startswith("layout, ocr yomitoku\n")
    assert "hf download KotaroKinoshita/$model" in yomitoku


def test_a_model_is_told_with_its_size_and_the_score_that_was_published(listed):
    _, blocks = listed
    (model,) = [block for block in blocks if block.startswith("clip open_clip:xlm-roberta-base-ViT-B-32\n")]
    assert "    memory   1,464 MiB for its models\n" in model
    assert "    score    R@1 0.638, Japanese captions to photographs (Crossmodal-3600)\n" in model
