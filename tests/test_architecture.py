"""The shape of the repository, enforced."""

import ast
import re
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from tasks.records.enums import Step
from tasks.runtime.pool import Pool
from tasks.runtime.settings import Settings

ROOT = Path(__file__).parents[1]
ELSEWHERE = [p for p in sys.path if Path(p or ".").resolve() not in (ROOT, ROOT / "flows")]
ALLOWED = {  # layer → first-party layers it may import
    "flows": {"flows", "tasks", "sql"},
    "tasks": {"tasks", "sql"},
    "sql": set(),
}
NOUNS = {  # folder of tasks/ → what else of tasks/ it may import
    "records": set(),
    "japanese": {"records"},
    "geometry": {"records", "japanese"},
    "pairing": {"records", "japanese"},
    "engines": {"records", "japanese", "runtime.errors"},
    "pdf": {"records", "japanese", "geometry", "runtime.errors"},
    "store": {"records"},
    "sources": {"records", "store"},
    "formats": {"records"},
    "pixels": {"records", "japanese", "geometry"},
    "checks": {"records", "japanese"},
    "prompts": {"records", "japanese"},
    "spending": {"records"},
    "asking": {"records", "spending", "store", "engines.chat", "engines.protocols", "runtime.background"},
    "writing": {"records", "prompts", "spending", "asking", "engines.chat", "compose"},
}
WITHOUT_PREFECT = [*NOUNS, "metrics"]
SOURCES = sorted(path for layer in ALLOWED for path in (ROOT / layer).rglob("*.py"))
STEP_FILES = {step: ROOT / "tasks" / f"{step}.py" for step in Step}
STATEMENT = re.compile(
    r"\bselect\b.+\bfrom\b|\binsert\s+(or\s+\w+\s+)?into\b|\bupdate\b.+\bset\b.+=|\bdelete\s+from\b"
    r"|\b(create|alter|drop)\s+(or\s+replace\s+)?(temp\s+)?(table|view|macro|schema)\b|\bcopy\b.+\bto\s+'"
    r"|\b(attach|detach)\s+'|\bpragma\s+\w+|\bset\s+\w+\s*=",
    re.IGNORECASE | re.DOTALL,
)


def imported(path: Path) -> set[str]:
    """Return the dotted names of the modules that ``path`` imports, at its top or inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    froms = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    assert not any(n.level for n in froms), f"{path} has a relative import"
    return plain | {n.module for n in froms} | {f"{n.module}.{a.name}" for n in froms for a in n.names}


def imports(path: Path) -> set[str]:
    """Return the top-level names that ``path`` imports."""
    return {name.partition(".")[0] for name in imported(path)}


def strings(path: Path) -> list[str]:
    """Return the string literals of a file, docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [text.value for text in texts if id(text) not in said]


@pytest.mark.parametrize("layer", ALLOWED)
def test_layers_only_look_down(layer: str) -> None:
    for path in (ROOT / layer).rglob("*.py"):
        assert not (imports(path) & set(ALLOWED)) - ALLOWED[layer], path


@pytest.mark.parametrize("folder", NOUNS)
def test_folders_of_nouns_only_look_down(folder: str) -> None:
    allowed = {f"tasks.{name}" for name in {folder, *NOUNS[folder]}}
    for path in (ROOT / "tasks" / folder).rglob("*.py"):
        ours = {name for name in imported(path) if name.startswith("tasks.")}
        beyond = {name for name in ours if not any(f"{name}.".startswith(f"{one}.") for one in allowed)}
        assert not beyond - {"tasks.runtime", "tasks.engines"}, path


@pytest.mark.parametrize("folder", WITHOUT_PREFECT)
def test_nouns_do_not_know_prefect(folder: str) -> None:
    for path in (ROOT / "tasks" / folder).rglob("*.py"):
        assert "prefect" not in imports(path), path


def test_only_pdf_and_the_steps_that_take_a_page_know_pymupdf() -> None:
    known = {path.relative_to(ROOT).as_posix() for path in SOURCES if "pymupdf" in imports(path)}
    elsewhere = {name for name in known if not name.startswith("tasks/pdf/")} - {f"tasks/{step}.py" for step in Step}
    metrics = {f"tasks/metrics/{name}.py" for name in ("reading", "scans", "speed")}
    assert elsewhere <= metrics | {"tasks/runtime/worker.py"}


@pytest.mark.parametrize("flow", sorted((ROOT / "flows").glob("[!_]*.py")), ids=lambda p: p.stem)
def test_flow_files_shadow_no_library(flow: Path) -> None:
    # Prefect loads `flows/x.py:f` as top-level module `x`, with flows/ first on sys.path.
    assert flow.stem not in sys.stdlib_module_names
    assert PathFinder.find_spec(flow.stem, ELSEWHERE) is None


@pytest.mark.parametrize("folder", ["docker", "deployments", "tests"])
def test_folders_that_are_not_packages(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()  # docker/ would hide the docker SDK


@pytest.mark.parametrize("step", Step)
def test_a_step_bears_one_name(step: Step) -> None:
    module = __import__(f"tasks.{step}", fromlist=[step])
    task = getattr(module, step)
    assert task.name == step
    assert task.fn.__name__ == step
    assert f"{step}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_cached_step_has_a_policy() -> None:
    from tasks.runtime.cache import POLICIES

    for step in Step:
        __import__(f"tasks.{step}")
    assert set(POLICIES) == set(Step) - {Step.REGISTER}


def test_only_steps_are_cached() -> None:
    users = {path for path in SOURCES if "tasks.runtime.cache.cached_as" in imported(path)}
    assert users == {path for step, path in STEP_FILES.items() if step is not Step.REGISTER}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sql_stands_in_python(path: Path) -> None:
    assert [text for text in strings(path) if STATEMENT.search(text)] == []


@pytest.mark.parametrize("text", ["select a\nfrom b", "INSERT INTO a", "create or replace table a", "set threads = 1"])
def test_knows_sql_when_it_sees_it(text: str) -> None:
    assert STATEMENT.search(text)


@pytest.mark.parametrize("text", ["update", "queries/known_sources", "which pages are selected", "created at start"])
def test_takes_no_words_for_sql(text: str) -> None:
    assert not STATEMENT.search(text)


def test_worker_processes_do_without_prefect(tmp_path: Path) -> None:
    # Its import takes seconds, in every worker, at every start.
    everything = "[__import__(f'tasks.{step}') for step in __import__('tasks.records.enums').records.enums.Step]"
    pool = Pool(Settings(workspace=tmp_path, jobs=1))
    try:
        pool.once(eval, f"len({everything})")
        loaded = pool.once(eval, "sorted(__import__('sys').modules)").value
    finally:
        pool.close()
    assert {f"tasks.{step}" for step in Step} <= set(loaded)
    assert [name for name in loaded if name.partition(".")[0] == "prefect"] == []
