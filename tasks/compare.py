"""Show pictures and sentences of a document to an image–text model, and keep what it says of each for ever."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks import engines
from tasks.engines.protocols import Clip
from tasks.engines.protocols import Vectors as Rows
from tasks.engines.readiness import NotReadyError
from tasks.pairing.similarity import Asked, Vectors
from tasks.pdf.render import decoded
from tasks.records import identity
from tasks.records.enums import EngineKind
from tasks.records.step import EngineRef
from tasks.store.workspace import Workspace

IMAGES_AT_ONCE, SENTENCES_AT_ONCE = 8, 32
"""Shown in one call: the largest models take ten seconds an image on one core, and a call's time is limited."""


class Glance(NamedTuple):
    """Whose eyes: a workspace that keeps vectors, a model as it is fingerprinted, and the name it is asked for by."""

    root: Path
    model: EngineRef
    clip: str


def glance_of(clip: str, workspace: Workspace) -> Glance:
    """Return whose eyes an engine's name stands for."""
    return Glance(workspace.root, engines.fingerprint(EngineKind.CLIP, clip), clip)


def parts_of(asked: Asked) -> Iterator[Asked]:
    """Divide what is asked into parts that a call can do."""
    for at in range(0, len(asked.images), IMAGES_AT_ONCE):
        yield Asked(asked.images[at : at + IMAGES_AT_ONCE], {})
    sentences = list(asked.sentences.items())
    for at in range(0, len(sentences), SENTENCES_AT_ONCE):
        yield Asked((), dict(sentences[at : at + SENTENCES_AT_ONCE]))


def see(part: Asked, glance: Glance) -> None:
    """Have the vectors of a part kept; those that are known are not computed again."""
    vectors_of(part, glance)


def vectors_of(asked: Asked, glance: Glance) -> Vectors:
    """Return all vectors of what is asked, as float32 of length 1; what is not kept yet is computed.

    NotReadyError if that is to be done by another model than the one that is fingerprinted.
    """
    workspace = Workspace(glance.root)

    def shown(shas: Sequence[str]) -> Rows:
        return _model(glance).embed_images([decoded(workspace.blobs.get(sha)) for sha in shas])

    def said(sentences: Sequence[str]) -> Rows:
        return _model(glance).embed_texts(sentences)

    images = {sha: sha for sha in asked.images}
    found: dict[str, NDArray[np.float32]] = {
        **workspace.vectors.of(_spelled(glance.model, "image"), images, shown),
        **workspace.vectors.of(_spelled(glance.model, "text"), asked.sentences, said),
    }
    return found


def _model(glance: Glance) -> Clip:
    """Return the model, unless another took its place since: vectors are kept for ever under what it was."""
    if engines.fingerprint(EngineKind.CLIP, glance.clip) != glance.model:
        raise NotReadyError(f"clip engine {glance.clip} was replaced while a run was using it: start the run again")
    clip: Clip = engines.load(EngineKind.CLIP, glance.clip)
    return clip


def _spelled(model: EngineRef, shown: str) -> str:
    """Return what vectors are kept under: other code or weights, other vectors."""
    return identity.sha256(identity.canonical([model.name, model.version, model.weights_sha256, shown]))
