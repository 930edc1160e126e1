from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tasks import compare, engines
from tasks.engines.clip.fake import FakeClip
from tasks.engines.readiness import NotReadyError
from tasks.pairing.similarity import Asked, key_of
from tasks.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path / "etoki-data")


def crop_of(shade: int) -> bytes:
    file = BytesIO()
    Image.fromarray(np.full((4, 6, 3), shade, dtype=np.uint8)).save(file, "PNG")
    return file.getvalue()


def asked_of(workspace: Workspace, images: int = 2, sentences: int = 3) -> Asked:
    spoken = [f"第{at}の文" for at in range(sentences)]
    shas = tuple(workspace.blobs.put(crop_of(at)) for at in range(images))
    return Asked(shas, {key_of(sentence): sentence for sentence in spoken})


def test_images_and_sentences_get_the_vectors_that_the_model_gives_them(workspace) -> None:
    asked = asked_of(workspace)
    found = compare.vectors_of(asked, compare.glance_of("fake", workspace))
    assert set(found) == {*asked.images, *asked.sentences}
    (image,) = FakeClip().embed_images([np.full((4, 6, 3), 1, dtype=np.uint8)])
    (text,) = FakeClip().embed_texts(["第2の文"])
    assert found[asked.images[1]] == pytest.approx(image, abs=1e-3)
    assert found[key_of("第2の文")] == pytest.approx(text, abs=1e-3)


def test_what_was_seen_is_not_looked_at_again(workspace) -> None:
    asked, glance = asked_of(workspace), compare.glance_of("fake", workspace)
    first = compare.vectors_of(asked, glance)
    for sha in asked.images:
        workspace.blobs.path(sha).unlink()
    again = compare.vectors_of(asked, glance)
    assert all((first[key] == again[key]).all() for key in first)


def replaced(monkeypatch) -> None:
    """Have the model be another than the one that was fingerprinted."""
    monkeypatch.setattr(FakeClip, "weights_sha256", "a" * 64)
    engines._fingerprint.cache_clear()


@pytest.fixture
def _fingerprints() -> Iterator[None]:
    yield
    engines._fingerprint.cache_clear()


@pytest.mark.usefixtures("_fingerprints")
def test_other_weights_see_for_themselves(workspace, monkeypatch) -> None:
    asked = asked_of(workspace, images=1, sentences=0)
    compare.see(asked, compare.glance_of("fake", workspace))
    workspace.blobs.path(asked.images[0]).unlink()
    replaced(monkeypatch)
    with pytest.raises(FileNotFoundError):
        compare.see(asked, compare.glance_of("fake", workspace))


@pytest.mark.usefixtures("_fingerprints")
@pytest.mark.parametrize(("images", "sentences"), [(1, 0), (0, 1)])
def test_a_model_that_was_replaced_keeps_nothing_under_the_old_ones_name(
    workspace, monkeypatch, images: int, sentences: int
) -> None:
    asked, glance = asked_of(workspace, images, sentences), compare.glance_of("fake", workspace)
    replaced(monkeypatch)
    with pytest.raises(NotReadyError, match=r"clip engine fake was replaced .*: start the run again"):
        compare.see(asked, glance)
    assert not workspace.vectors.file.exists()


@pytest.mark.usefixtures("_fingerprints")
def test_what_is_known_is_told_whatever_model_there_is_now(workspace, monkeypatch) -> None:
    asked, glance = asked_of(workspace), compare.glance_of("fake", workspace)
    first = compare.vectors_of(asked, glance)
    replaced(monkeypatch)
    again = compare.vectors_of(asked, glance)
    assert all((first[key] == again[key]).all() for key in first)


@pytest.mark.parametrize(("images", "sentences"), [(0, 0), (1, 0), (8, 32), (9, 70)])
def test_parts_hold_all_that_is_asked_and_little_each(workspace, images: int, sentences: int) -> None:
    asked = asked_of(workspace, images, sentences)
    parts = list(compare.parts_of(asked))
    assert [sha for part in parts for sha in part.images] == list(asked.images)
    assert [key for part in parts for key in part.sentences] == list(asked.sentences)
    assert all(len(part.images) <= 8 and len(part.sentences) <= 32 for part in parts)
