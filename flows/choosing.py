"""Which engines a run asks: all of a profile, single ones over it; and the folders where weights lie."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from tasks.engines import NONE
from tasks.records.enums import EngineKind
from tasks.runtime.errors import UsageError
from tasks.runtime.settings import Settings

Profile = Literal["embedded", "reference"]

PROFILES: Mapping[Profile, Mapping[EngineKind, str]] = {
    "embedded": {EngineKind.LAYOUT: "cdla", EngineKind.OCR: "rapidocr", EngineKind.CLIP: NONE},
    "reference": {EngineKind.LAYOUT: "yomitoku", EngineKind.OCR: "yomitoku", EngineKind.CLIP: "open_clip"},
}
"""What comes with etoki and needs nothing; what the extra `models` brings, with weights that one gets oneself."""


def chosen(profile: Profile, over: Mapping[EngineKind, str | None]) -> dict[EngineKind, str]:
    """Return the engines of a profile, those that were named in their place."""
    named = {kind: name for kind, name in over.items() if name is not None}
    return {**PROFILES[profile], **named}


def parted(name: str) -> tuple[str, Path | None]:
    """Return an engine's name without the path to its model, and the folder that the model's folder lies in.

    What a run asks for is part of its provenance: `open_clip:/models/mine` is `open_clip:mine`, found in /models.
    """
    backend, _, model = name.partition(":")
    if not model.startswith(("/", "./", "../", "~")):
        return name, None
    folder = _absolute(Path(model))
    return f"{backend}:{folder.name}", folder.parent


def located(
    engines: Mapping[EngineKind, str], weights: Iterable[Path] | None
) -> tuple[dict[EngineKind, str], str | None]:
    """Return engines by names alone, and the setting that names the folders with weights; None if nothing is new."""
    parts = {kind: parted(name) for kind, name in engines.items()}
    folders = [folder for _, folder in parts.values() if folder is not None]
    return {kind: name for kind, (name, _) in parts.items()}, weights_in([*(weights or ()), *folders])


def weights_in(folders: Iterable[Path] | None) -> str | None:
    """Return the setting that names folders with weights, before those that it names already; None for no folders."""
    new = dict.fromkeys(str(_absolute(folder)) for folder in folders or ())
    before = [folder for folder in [Settings().weights] if folder]
    return os.pathsep.join([*new, *before]) if new else None


def _absolute(folder: Path) -> Path:
    try:
        return folder.expanduser().absolute()
    except RuntimeError as error:
        raise UsageError(f"{folder}: {error}") from error
