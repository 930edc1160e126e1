"""Weights for the engines that bring none: random ones of small models, saved once; and files that only look whole."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import random_clip
import random_yomitoku
from tasks.engines import allowance
from tasks.engines.allowance import Allowance

Granting = Callable[..., None]


@pytest.fixture
def granting(monkeypatch: pytest.MonkeyPatch) -> Granting:
    """Return what grants folders with weights to this test alone; nothing outside them is found."""
    monkeypatch.setattr("tasks.engines.weights._in_hub_cache", lambda *_: None)

    def grant(*folders: Path) -> None:
        monkeypatch.setattr(allowance, "_granted", Allowance(threads=1, device="cpu", weights=folders))

    return grant


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the random weights of yomitoku's models, small ones."""
    return random_yomitoku.save(tmp_path_factory.mktemp("small") / "weights", small=True)


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with models of open_clip's two shapes, ``plain`` and ``japanese``, of random weights."""
    folder = tmp_path_factory.mktemp("clips")
    random_clip.save_plain(folder / "plain")
    random_clip.save_japanese(folder / "japanese")
    return folder


@pytest.fixture(scope="session")
def tensors() -> Callable[[bytes], bytes]:
    """Return what makes the content of a file of safetensors: one tensor of some bytes."""

    def content(numbers: bytes = b"0123") -> bytes:
        told = {"one": {"dtype": "U8", "shape": [len(numbers)], "data_offsets": [0, len(numbers)]}}
        listed = json.dumps({"__metadata__": {"format": "pt"}, **told}).encode()
        return len(listed).to_bytes(8, "little") + listed + numbers

    return content
