"""What all tests share: a scribe, a Prefect server, and how a run of tests ends."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from flows.exits import leave
from scribe import Scribe
from tasks.runtime import server
from tasks.store.workspace import Workspace

EXIT_STATUS = pytest.StashKey[int]()

settings.load_profile("ci")  # the same examples on every machine, and no limit of time to each


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-step-versions",
        nargs="?",
        const="raised",
        choices=["raised", "same-results"],
        help="write tests/step_versions.json anew; same-results: the change alters no result, so no version is raised",
    )


@pytest.fixture
def update_step_versions(request: pytest.FixtureRequest) -> str | None:
    """Return how step versions are to be written, None where they are only compared."""
    return request.config.getoption("--update-step-versions")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[EXIT_STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End as the command line does: DuckDB's binding would print pages of leak warnings under the summary."""
    if EXIT_STATUS in config.stash:
        leave(config.stash[EXIT_STATUS])


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Prefect server that ends with the tests."""
    workspace = Workspace(tmp_path_factory.mktemp("server"))
    running, _ = server.up(workspace)
    yield running.api
    server.down(workspace)


@pytest.fixture(scope="session")
def scribe_in() -> Callable[[Path], Scribe]:
    """Return what makes a scribe for a workspace."""
    return Scribe


@pytest.fixture
def scribe(tmp_path: Path) -> Scribe:
    """Return a scribe in an empty workspace."""
    return Scribe(tmp_path / "etoki-data")
