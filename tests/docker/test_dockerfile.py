"""What can be known of the images without building them."""

import re
import shlex
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from tasks.runtime.server import QUIET
from tasks.runtime.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "docker/Dockerfile"
SHELL_WORDS = {"&&", "||"}
SILENCE = "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"


class Instruction(NamedTuple):
    """One instruction of a Dockerfile, and the stage in which it stands."""

    stage: str
    keyword: str
    text: str


def instructions(text: str) -> list[Instruction]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found, stage = [], ""
    for line in re.sub(r"\s*\\\n\s*", " ", "\n".join(lines)).splitlines():
        keyword, rest = line.split(maxsplit=1)
        if keyword == "FROM":
            stage = rest.split(" AS ")[1]
        found.append(Instruction(stage, keyword, rest))
    return found


def texts(keyword: str, stage: str = "") -> list[str]:
    return [one.text for one in FILE if one.keyword == keyword and stage in ("", one.stage)]


def commands() -> list[list[str]]:
    """Return the words of every command that a RUN or a CMD starts."""
    runs = [re.sub(r"--mount=\S+\s*", "", run) for run in texts("RUN")]
    plain = [part for run in runs for part in re.split(r"&&|\|\|", run)]
    return [*(shlex.split(part) for part in plain), *(re.findall(r'"([^"]+)"', text) for text in texts("CMD"))]


def copied() -> list[str]:
    """Return what is copied from the builder's context."""
    own = [text.split() for text in texts("COPY") if not text.startswith("--from=")]
    return [source for *sources, _ in own for source in sources]


def variables() -> dict[str, str]:
    """Return what the image's environment holds beside the path."""
    chosen = dict(word.split("=", 1) for text in texts("ENV", "cpu") for word in text.split())
    return {name: value for name, value in chosen.items() if name != "PATH"}


def packages() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[str] = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return found


def pinned() -> set[str]:
    return {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines()}


FILE = instructions(DOCKERFILE.read_text())


def test_reads_a_dockerfile_as_docker_does() -> None:
    text = "# a\nFROM x AS one\nRUN a \\\n    # why\n    && b\nFROM one AS two\nUSER me\n"
    assert instructions(text) == [
        ("one", "FROM", "x AS one"),
        ("one", "RUN", "a && b"),
        ("two", "FROM", "one AS two"),
        ("two", "USER", "me"),
    ]


@pytest.mark.parametrize("source", copied())
def test_what_is_copied_is_kept_in_git(source: str) -> None:
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", source]
    kept = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert any((ROOT / file).exists() for file in kept)


def test_the_builder_is_sent_what_is_copied_and_nothing_else() -> None:
    lines = (ROOT / "docker/Dockerfile.dockerignore").read_text().splitlines()
    first, *rest = [line for line in lines if not line.startswith("#")]
    assert first == "*"
    assert {line[1:] for line in rest if line.startswith("!")} == set(copied())


def test_every_package_lies_where_its_installation_looks_for_it() -> None:
    (made,) = [words for words in commands() if words[0] == "touch"]
    files = [f"{package}/__init__.py" for package in packages()]
    assert made[1:] == sorted(file for file in files if (ROOT / file).exists())
    assert set(packages()) < set(copied())


def test_the_environment_stays_where_it_was_made() -> None:
    (made,) = [words[-1] for words in commands() if words[1:3] == ["-m", "venv"]]
    (moved,) = [text for text in texts("COPY") if text.startswith("--from=")]
    assert all(made.startswith(place) for place in moved.split()[1:])
    assert all(f"PATH={made}/bin:" in " ".join(texts("ENV", stage)) for stage in ("packages", "cpu"))
    assert texts("WORKDIR", "packages") == texts("WORKDIR", "cpu")


def test_every_package_that_is_installed_is_pinned() -> None:
    installs = [words for words in commands() if words[:2] == ["pip", "install"]]
    named = {word for words in installs for word in words[2:] if not word.startswith(("-", "$"))}
    assert len(installs) == 4
    assert all(words[2:4] == ["--constraint", "constraints.txt"] for words in installs)
    assert named - {"constraints.txt", ".", ".[models]"} == {"opencv-python-headless"} < pinned()


def test_the_opencv_that_goes_is_the_one_that_a_package_asked_for() -> None:
    gone = [words[-1] for words in commands() if words[:2] == ["pip", "uninstall"]]
    assert gone == ["opencv-python"] * 2
    assert set(gone) <= pinned()


def test_no_debian_package_is_added() -> None:
    assert not [words for words in commands() if words[0].startswith("apt")]


def test_what_the_build_tries_to_import_is_there() -> None:
    (tried,) = [words[-1] for words in commands() if words[:2] == ["python", "-c"]]
    names = tried.removeprefix("import ").split(", ")
    assert {"cv2", "flows.corpus"} <= set(names)
    assert all(find_spec(name) for name in names)


@pytest.mark.parametrize("words", [words for words in commands() if words[0] == "etoki"], ids=" ".join)
def test_etoki_knows_the_command(words: list[str]) -> None:
    script = "import sys; from flows.cli import main; main()"
    asked = [sys.executable, "-c", script, *(word for word in words[1:] if word != "--help"), "--help"]
    assert subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_the_base_has_the_python_that_etoki_is_checked_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (base,) = [text for text in texts("ARG") if text.startswith("BASE=")]
    assert base.startswith(f"BASE=python:{project['tool']['mypy']['python_version']}-slim-")


def test_has_an_image_without_and_one_with_gpu() -> None:
    assert [text.split()[-1] for text in texts("FROM")] == ["packages", "cpu", "gpu"]


@pytest.mark.parametrize("target", ["cpu", "gpu"])
def test_nothing_runs_as_root(target: str) -> None:
    assert texts("USER", target)[-1] == "${USER_ID}"
    assert texts("ARG", "cpu") == ["USER_ID=1000"]


def test_the_workspace_belongs_to_who_runs() -> None:
    (made,) = [words for words in commands() if words[0] == "install"]
    assert made[-1] == variables()["ETOKI_WORKSPACE"]
    assert "--owner=etoki" in made


def test_prefect_is_told_what_it_is_told_elsewhere() -> None:
    told = {name: value for name, value in variables().items() if name.startswith(("PREFECT_", "DO_NOT"))}
    assert told == {name: value for name, value in QUIET.items() if name != SILENCE}


def test_every_other_variable_is_a_setting() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert variables().keys() - QUIET.keys() <= known
