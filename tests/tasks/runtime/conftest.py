"""Worker processes that live as long as the tests, and documents for them."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pymupdf
import pytest

from tasks.records.enums import Step
from tasks.records.page import Page
from tasks.records.step import EngineRef, StepResult
from tasks.register import register_source, registered
from tasks.runtime import lane, pool
from tasks.runtime.execution import Execution
from tasks.runtime.settings import Settings
from tasks.sources.listing import inspect_source
from tasks.store.workspace import Workspace

sys.path.append(str(Path(__file__).parent))  # worker processes get it, and import what is sent to them from there

ENGINE = EngineRef(name="pymupdf", version="2.0")
A_DAY = 86_400


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Return settings whose worker processes are kept warm for all tests."""
    chosen = Settings(
        workspace=tmp_path_factory.mktemp("shared") / "etoki-data", jobs=2, threads=3, device="cpu", weights="/models"
    )
    yield chosen
    pool.close_all()


@pytest.fixture(scope="session")
def one_by_one(settings: Settings) -> Settings:
    """Return settings under which no two pages are under way at once."""
    return settings.model_copy(update={"jobs": 1})


@pytest.fixture
def hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the conduct of a page that hangs: while it does, each look at the clock finds it a day later."""
    sign = tmp_path / "hanging"
    sign.touch()
    days = 0

    def monotonic() -> float:
        nonlocal days
        pid = sign.read_text()
        days += bool(pid) and psutil.pid_exists(int(pid))
        return time.monotonic() + A_DAY * days

    monkeypatch.setattr(lane, "time", SimpleNamespace(monotonic=monotonic))
    return sign


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """Return settings with a workspace of the test's own, for what needs no worker process."""
    return Settings(workspace=tmp_path / "etoki-data", jobs=1)


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., StepResult]:
    """Return what registers a new PDF of some pages and returns the pointer to its registration."""
    folder = tmp_path_factory.mktemp("pdfs")
    count = 0

    def register(settings: Settings, pages: int = 3) -> StepResult:
        nonlocal count
        count += 1
        path = folder / f"{count}.pdf"
        with pymupdf.open() as document:
            for at in range(pages):
                document.new_page(width=200 + count, height=200).insert_text((20, 50), f"page {at + 1} of {count}")
            document.save(path)
        workspace = Workspace(settings.workspace)
        source = register_source(path, inspect_source(path, None), workspace, ())
        registration = registered(workspace, source.doc_id or "")
        assert registration is not None
        return registration

    return register


@pytest.fixture(scope="session")
def execution() -> Callable[..., Execution]:
    """Return what begins an execution of a step on a document."""

    def begin(given: StepResult, settings: Settings, step: Step = Step.READ, key: str = "") -> Execution:
        return Execution(given, step, key or f"{step}/1/{given.output_hash}", settings)

    return begin


@pytest.fixture(scope="session")
def sheets() -> Callable[..., list[Page]]:
    """Return what describes the pages of a document."""

    def describe(doc_id: str, count: int = 3) -> list[Page]:
        return [Page(doc_id=doc_id, page=at, width=200, height=200, rotation=0) for at in range(1, count + 1)]

    return describe
