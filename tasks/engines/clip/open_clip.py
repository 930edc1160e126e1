"""open_clip: models that give pictures and texts vectors of one space, from weights that lie here."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from tasks.engines import tensors, version_of
from tasks.engines.clip import files, loading
from tasks.engines.clip.presets import DEFAULT, PRESETS
from tasks.engines.protocols import RgbArray, Vectors
from tasks.engines.readiness import NotReadyError

T = TypeVar("T")
PACKAGES = ("torch", "torchvision", "open_clip", "transformers")
DISTRIBUTIONS = ("open_clip_torch", "transformers", "torch")

PREPARED = 1
"""To be raised with any change to how pictures and texts are prepared for a model."""
AT_ONCE = 16
"""So many pictures, or texts, go through a model together on a GPU. A CPU is hardly slower with one at a time, whose
vector is then the same to the last bit whatever it is asked with."""
MEGABYTES_A_MILLION = 4
"""What a million parameters take in memory."""
LARGEST = max(preset.millions for preset in PRESETS.values())
"""As many million parameters may a model have that is not known."""
MOST_OBLONG = 32
"""A strip longer than this many times its breadth is broadened, or its picture for the model would fill the memory."""


class OpenClip:
    """Embeds with one of open_clip's models: a preset, ``organisation/name`` of the hub, or a folder of the user's."""

    models = tuple(PRESETS)

    def __init__(self, model: str = DEFAULT) -> None:
        self._model = model
        self._preset = files.preset_of(model)
        self.name = f"open_clip:{model}"
        self.licence = self._preset.licence
        self.get = files.command_for(self._preset)
        self.score = self._preset.score
        self.memory_mb = (self._preset.millions or LARGEST) * MEGABYTES_A_MILLION

    @cached_property
    def version(self) -> str:
        """Return the versions of the packages and a hash of our preparation; NotReadyError without the packages."""
        tensors.need(*PACKAGES)
        packages = (f"{name}-{version_of(name)}" for name in DISTRIBUTIONS)
        prepared = sha256(repr([PREPARED, MOST_OBLONG]).encode()).hexdigest()[:8]
        return "+".join([*packages, prepared])

    @property
    def weights(self) -> Path:
        """Return the folder of the model."""
        return self._found.folder

    @cached_property
    def weights_sha256(self) -> str:
        """Return one hash over checkpoint, configs and tokenizer; NotReadyError if one of them is missing."""
        return self._found.sha256

    def check(self) -> None:
        """Refuse a device that is not there."""
        tensors.check_device()

    def embed_images(self, images: Sequence[RgbArray]) -> Vectors:
        """Return a vector for each picture, prepared as the model's config says; the others do not change it."""
        return self._rows(self._image_vectors(batch) for batch in self._batches(images))

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text, which should be a sentence: of a long one the model sees the beginning."""
        return self._rows(self._text_vectors(batch) for batch in self._batches(texts))

    @cached_property
    def _found(self) -> files.Found:
        return files.find(self._model)

    @cached_property
    def _device(self) -> str:
        return tensors.device()

    @cached_property
    def _parts(self) -> loading.Parts:
        tensors.need(*PACKAGES)
        return loading.load(self._found, self._device)

    def _image_vectors(self, images: Sequence[RgbArray]) -> Any:
        torch, (model, preprocess, _) = tensors.prepared(), self._parts
        pictures = torch.stack([preprocess(Image.fromarray(broadened(image))) for image in images])
        with torch.inference_mode():
            return model.encode_image(pictures.to(self._device))

    def _text_vectors(self, texts: Sequence[str]) -> Any:
        torch, (model, _, tokenize) = tensors.prepared(), self._parts
        tokens = tokenize([" ".join(text.split()) for text in texts])
        self._check_known(int(tokens.max()))
        with torch.inference_mode():
            return model.encode_text(trimmed(tokens, model).to(self._device))

    def _check_known(self, token: int) -> None:
        model = self._parts.model
        known = getattr(model, "vocab_size", None) or model.text.vocab_size
        if token >= known:
            raise NotReadyError(
                f"the tokenizer of {self._found.folder} gives token {token}, the text model knows {known}: "
                "they do not belong together"
            )

    def _batches(self, items: Sequence[T]) -> Iterator[Sequence[T]]:
        at_once = 1 if self._device == "cpu" else AT_ONCE
        return (items[start : start + at_once] for start in range(0, len(items), at_once))

    def _rows(self, found: Iterator[Any]) -> Vectors:
        rows = [vectors.float().cpu().numpy() for vectors in found]
        return unit(np.concatenate(rows)) if rows else np.zeros((0, 1), np.float32)


def broadened(image: RgbArray) -> RgbArray:
    """Return a picture whose longer side is not too many times the shorter: a thin strip's edges are repeated."""
    height, width = image.shape[:2]
    least = -(-max(height, width) // MOST_OBLONG)
    add = [(max(0, least - side) // 2, -(-max(0, least - side) // 2)) for side in (height, width)]
    return np.ascontiguousarray(np.pad(image, [*add, (0, 0)], mode="edge"))


def trimmed(tokens: Any, model: Any) -> Any:
    """Return tokens without the columns after the longest text, which a text tower of transformers leaves out."""
    config = getattr(getattr(model, "text", None), "config", None)
    if config is None:
        return tokens
    used = (tokens != config.pad_token_id).any(dim=0).nonzero()
    return tokens[:, : int(used.max()) + 1 if len(used) else 1]


def unit(rows: Vectors) -> Vectors:
    """Return rows of length 1; one that has none, as that of a text of which no token is left, is all zeros."""
    known = np.where(np.isfinite(rows).all(axis=1, keepdims=True), rows.astype(np.float64), 0.0)
    lengths = np.linalg.norm(known, axis=1, keepdims=True)
    return np.asarray(known / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
