"""Changed code under an unchanged version would take the cached results of the old code for its own.

``step_versions.json`` holds, for each cached step, its version and a hash of the code that its results come from: the
step's file and what it imports of the folders below, without comments, docstrings and formatting.
"""

import ast
import hashlib
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from tasks.records.enums import Step
from tasks.runtime.cache import POLICIES

ROOT = Path(__file__).parents[1]
RECORDED = Path(__file__).with_name("step_versions.json")
STEPS = [step for step in Step if step is not Step.REGISTER]
FOLLOWED = tuple(f"tasks.{folder}." for folder in ("pdf", "pixels", "geometry", "japanese", "pairing", "records"))
VOCABULARY = "tasks.records.enums"
"""Not hashed: a vocabulary that grows changes no result. Engines have versions of their own in the key."""
COMPLAINT = """\
The code behind the step {step!r} changed, but its version is still {version}: results that the old code made and that
lie in workspaces would be taken for results of the new code.
- If the change can alter what the step returns, raise `version=` in tasks/{step}.py, then run
      pytest {here} --update-step-versions
- If it cannot (a rename, a move, a type), say so with
      pytest {here} --update-step-versions=same-results
"""


def code_of(module: str) -> Path:
    """Return the file of a module."""
    path = ROOT / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def is_module(name: str) -> bool:
    return name.startswith(FOLLOWED) and code_of(name).is_file()


def imported(tree: ast.AST) -> set[str]:
    """Return the modules that a file imports of the folders that are followed."""
    plain = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    froms = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    named = {f"{n.module}.{a.name}" for n in froms for a in n.names} | {str(n.module) for n in froms}
    return {name for name in plain | named if is_module(name)} - {VOCABULARY}


def modules_behind(step: str) -> list[str]:
    """Return a step's module and all that it imports, directly or not."""
    found: set[str] = set()
    waiting = [f"tasks.{step}"]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += imported(ast.parse(code_of(module).read_text(encoding="utf-8")))
    return sorted(found)


def spelled(node: Any) -> Any:
    """Return code as nested lists, the same under every Python: docstrings, empty fields and places are left out."""
    if isinstance(node, ast.AST):
        fields = [[name, spelled(value)] for name, value in ast.iter_fields(node)]
        return [type(node).__name__, *(field for field in fields if field[1] not in ([], "None"))]
    if isinstance(node, list):
        return [spelled(one) for one in node if not is_docstring(one)]
    return repr(node)


def is_docstring(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def hash_of(sources: dict[str, str]) -> str:
    """Return the hash of modules by name."""
    trees = [[module, spelled(ast.parse(source))] for module, source in sorted(sources.items())]
    return hashlib.sha256(json.dumps(trees).encode()).hexdigest()


def state_of(step: str) -> dict[str, Any]:
    """Return a step's version and the hash of its code, as they are now."""
    importlib.import_module(f"tasks.{step}")
    sources = {module: code_of(module).read_text(encoding="utf-8") for module in modules_behind(step)}
    return {"version": POLICIES[Step(step)].version, "code": hash_of(sources)}


def is_stale(recorded: dict[str, Any], now: dict[str, Any]) -> bool:
    """Say whether code changed under the version that it was recorded with."""
    return bool(recorded) and now["code"] != recorded["code"] and now["version"] <= recorded["version"]


def read_recorded() -> dict[str, Any]:
    return json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}


def record(step: str, state: dict[str, Any]) -> None:
    everything = read_recorded() | {step: state}
    RECORDED.write_text(json.dumps(everything, indent=2, sort_keys=True) + "\n", encoding="utf-8")


@pytest.mark.parametrize("step", STEPS)
def test_changed_code_has_a_new_version(step: str, update_step_versions: str | None) -> None:
    now, before = state_of(step), read_recorded().get(step, {})
    if update_step_versions and not (update_step_versions == "raised" and is_stale(before, now)):
        record(step, now)
        before = now
    complaint = COMPLAINT.format(step=str(step), version=now["version"], here="tests/test_step_versions.py")
    assert not is_stale(before, now), complaint
    assert before == now, f"{step} has a new version: run pytest tests/test_step_versions.py --update-step-versions"


def test_a_run_that_rewrites_what_is_expected_is_never_green(update_step_versions: str | None) -> None:
    assert update_step_versions is None, "step_versions.json is written; run again without the switch"


def test_code_is_stale_until_its_version_is_raised() -> None:
    recorded = {"version": 1, "code": "a"}
    assert is_stale(recorded, {"version": 1, "code": "b"})
    assert not is_stale(recorded, {"version": 2, "code": "b"})
    assert not is_stale(recorded, recorded)
    assert not is_stale({}, recorded)


@pytest.mark.parametrize(
    "same",
    ["def f(a):\n    # why\n    return a + 1\n", 'def f(a):\n    """Add one."""\n    return (a\n        + 1)\n'],
)
def test_comments_docstrings_and_formatting_are_no_code(same: str) -> None:
    assert hash_of({"m": same}) == hash_of({"m": "def f(a):\n    return a + 1\n"})


@pytest.mark.parametrize("other", ["def f(a):\n    return a + 2\n", "def f(b):\n    return b + 1\n", "x = 1\n"])
def test_any_other_change_is_one(other: str) -> None:
    assert hash_of({"m": other}) != hash_of({"m": "def f(a):\n    return a + 1\n"})


def test_the_code_behind_a_step_is_all_that_it_imports_below() -> None:
    behind = modules_behind("read")
    assert {"tasks.read", "tasks.pdf.text", "tasks.geometry.stacks", "tasks.records.page"} <= set(behind)
    assert "tasks.pairing.scene" not in behind
    assert "tasks.pairing.scene" in modules_behind("pair")
    assert not [module for module in behind if module.startswith(("tasks.runtime", "tasks.store", "tasks.engines"))]


def test_step_versions_are_whole_and_sorted() -> None:
    recorded = read_recorded()
    assert list(recorded) == sorted(STEPS)
    assert all(set(state) == {"version", "code"} for state in recorded.values())
