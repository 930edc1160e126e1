"""Weights that are only files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from random_yomitoku import place
from tasks.engines.analyzer.models import MODELS, WEIGHTS


@pytest.fixture
def files(tmp_path: Path, tensors: Callable[[bytes], bytes]) -> Path:
    """Return a folder with files named as the weights of the four models are."""
    for at, model in enumerate(MODELS):
        folder = place(tmp_path / "files", model.repository)
        folder.mkdir(parents=True)
        (folder / WEIGHTS).write_bytes(tensors(bytes([at])))
    return tmp_path / "files"
