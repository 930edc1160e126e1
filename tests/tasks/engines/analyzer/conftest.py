"""Random weights of small models, saved once; and weights that are only files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from random_yomitoku import place, save
from tasks.engines import allowance
from tasks.engines.allowance import Allowance
from tasks.engines.analyzer.models import MODELS, WEIGHTS

Granting = Callable[..., None]


@pytest.fixture
def granting(monkeypatch: pytest.MonkeyPatch) -> Granting:
    """Return what grants folders with weights to this test alone; nothing outside them is found."""
    monkeypatch.setattr("tasks.engines.weights._in_hub_cache", lambda *_: None)

    def grant(*folders: Path) -> None:
        monkeypatch.setattr(allowance, "_granted", Allowance(threads=1, device="cpu", weights=folders))

    return grant


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a folder with files named as the weights of the four models are."""
    for at, model in enumerate(MODELS):
        folder = place(tmp_path / "files", model.repository)
        folder.mkdir(parents=True)
        (folder / WEIGHTS).write_bytes(bytes([at]))
    return tmp_path / "files"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the random weights of small models."""
    return save(tmp_path_factory.mktemp("small") / "weights", small=True)
