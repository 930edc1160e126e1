"""The steps one after another, in a real worker process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tasks.metrics.chain import extract_directly, register_path, rows_of
from tasks.runtime import pool
from tasks.runtime.settings import Settings


@pytest.fixture(scope="session")
def extracting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Return settings of a workspace of its own, with a warm worker process."""
    yield Settings(workspace=tmp_path_factory.mktemp("steps") / "etoki-data", jobs=1)
    pool.close_all()


@pytest.fixture
def run_steps(extracting: Settings, tmp_path: Any) -> Callable[..., list[Any]]:
    """Return what sends a PDF through all steps and gives the rows of a table."""

    def run(content: bytes, kind: Any, table: str) -> list[Any]:
        (tmp_path / "given.pdf").write_bytes(content)
        registration = register_path(tmp_path / "given.pdf", extracting)
        assert registration is not None
        return rows_of(extract_directly(registration, extracting), table, kind, extracting)

    return run
