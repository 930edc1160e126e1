"""Samples of small pictures, kept by the hash of their bytes."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from tasks.records import identity
from tasks.records.sample import DatasetPreference, DatasetSample


class Store(dict[str, bytes]):
    """Blobs by the hash of their bytes."""

    def picture(self, seed: int, size: int = 8) -> str:
        """Keep a picture that no compression makes smaller and return its name."""
        pixels = np.random.default_rng(seed).integers(0, 256, (size, size, 3), dtype=np.uint8)
        encoded = io.BytesIO()
        Image.fromarray(pixels).save(encoded, "PNG")
        sha = identity.sha256(encoded.getvalue())
        self[sha] = encoded.getvalue()
        return sha


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def sample() -> Callable[..., DatasetSample]:
    def make(name: str, *images: str) -> DatasetSample:
        question = "<image>\n" * len(images) + "何の図ですか。"
        messages = [{"role": "user", "content": question}, {"role": "assistant", "content": "紙をすく手順"}]
        return DatasetSample(sample_id=name, messages=identity.canonical(messages).decode(), images=list(images))

    return make


@pytest.fixture
def preference() -> Callable[..., DatasetPreference]:
    """Return what makes a preference of conversations, each a list of questions and answers in turn."""

    def messages(said: list[str]) -> str:
        roles = ["user", "assistant"] * len(said)
        turns = [{"role": role, "content": text} for role, text in zip(roles, said, strict=False)]
        return identity.canonical(turns).decode()

    def make(chosen: list[str], rejected: list[str], *images: str, name: str = "a") -> DatasetPreference:
        return DatasetPreference(
            chosen_sample_id=name,
            rejected_sample_id=f"{name}-before",
            rule="grounded",
            chosen=messages(chosen),
            rejected=messages(rejected),
            images=list(images),
        )

    return make
