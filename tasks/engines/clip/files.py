"""Which files make a model of open_clip, and where they lie; one line says what is missing and what gets it."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from tasks.engines import weights
from tasks.engines.clip.presets import MOVED, PRESETS, Preset
from tasks.engines.readiness import NotReadyError

CONFIG, TEXT_CONFIG = "open_clip_config.json", "config.json"
CHECKPOINTS = (
    "open_clip_model.safetensors",
    "open_clip_pytorch_model.safetensors",
    "open_clip_pytorch_model.bin",
    "open_clip_pytorch_model.pth",
    "model.safetensors",
    "pytorch_model.bin",
    "pytorch_model.pth",
    "model.pth",
)
"""Where a folder has several, the first of these is loaded."""
VOCABULARIES = (
    "tokenizer.json",
    "sentencepiece.bpe.model",
    "spiece.model",
    "tokenizer.model",
    "vocab.txt",
    "vocab.json",
)
BESIDE_VOCABULARIES = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "merges.txt")
_NAME = re.compile(r"[^\W_][\w.-]*(/[^\W_][\w.-]*)?")


class Found(NamedTuple):
    """The files of a model, all of which decide its vectors; ``text`` is the config of a text tower named elsewhere."""

    folder: Path
    checkpoint: Path
    tokenizer: tuple[Path, ...] = ()
    text: Path | None = None

    @property
    def config(self) -> Path:
        """Return open_clip's own config."""
        return self.folder / CONFIG

    @property
    def sha256(self) -> str:
        """Return one hash over names and bytes, whatever the folders are called."""
        parts = [self.config, self.checkpoint, *self.tokenizer, *([self.text] if self.text else [])]
        return sha256(" ".join(weights.sha256_of([part]) for part in parts).encode()).hexdigest()


def preset_of(model: str) -> Preset:
    """Return what is known of a model by its name; NotReadyError if that is a path, which would enter cache keys."""
    if model in PRESETS:
        return PRESETS[model]
    if not _NAME.fullmatch(model) or ".." in model:
        raise NotReadyError(
            f"{model!r} is no name of a model: take {', '.join(PRESETS)}, the organisation/name of a model hub, or the "
            "name of a folder whose parent ETOKI_WEIGHTS or --weights names"
        )
    return next((one for one in PRESETS.values() if one.repository == model), Preset(model, "the model's own", 0))


def command_for(preset: Preset) -> str:
    """Return the command that gets all of a model."""
    if "/" not in preset.repository:
        return f"put it into a folder {preset.repository} below one that ETOKI_WEIGHTS or --weights names"
    unneeded = f" --exclude '{preset.unneeded}'" if preset.unneeded else ""
    more = f" && hf download {preset.text_model} {TEXT_CONFIG}" if preset.text_model else ""
    return f"hf download {preset.repository}{unneeded}{more}"


def find(model: str) -> Found:
    """Return the files of a model; NotReadyError says in one line which is missing."""
    preset = preset_of(model)
    folder = _folder_of(model, preset)
    checkpoint = _checkpoint_in(folder, preset)
    text_cfg = _text_cfg(folder / CONFIG)
    named = text_cfg.get("hf_model_name")
    text = _text_config(folder, str(named)) if named else None
    return Found(folder, checkpoint, _tokenizer(folder, text_cfg, text), text)


def _folder_of(model: str, preset: Preset) -> Path:
    for name in dict.fromkeys((preset.repository, model)):
        folder = weights.folder_of(name, (CONFIG,))
        if folder is not None:
            return folder
    strange = "" if "/" in preset.repository else f", and it is none of {', '.join(PRESETS)}"
    raise NotReadyError(
        f"weights of open_clip's {preset.repository} not found in {weights.looked_in(preset.repository)}{strange}: "
        f"{command_for(preset)}"
    )


def _checkpoint_in(folder: Path, preset: Preset) -> Path:
    named = [folder / name for name in CHECKPOINTS if (folder / name).is_file()]
    others = sorted(path for path in folder.iterdir() if path.suffix == weights.TENSORS)
    if not named and len(others) != 1:
        raise NotReadyError(f"{folder} has no checkpoint, such as {CHECKPOINTS[0]}: {command_for(preset)}")
    checkpoint = (named or others)[0]
    weights.check_whole(checkpoint, command_for(preset))
    return checkpoint


def _text_cfg(config: Path) -> Mapping[str, Any]:
    try:
        return dict(json.loads(config.read_bytes())["model_cfg"]["text_cfg"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotReadyError(f"{config} is no config of open_clip: {type(error).__name__}: {error}") from error


def _text_config(folder: Path, named: str) -> Path:
    """Return the config of a text tower: named by its place, or by a repository of which no weights are needed."""
    beside = folder / named / TEXT_CONFIG
    if beside.is_file():
        return beside
    if not _NAME.fullmatch(named):  # nothing that a hub has
        raise NotReadyError(
            f"{folder / CONFIG} names the text model {named}: put its {TEXT_CONFIG} into {beside.parent}"
        )
    found = _folder_of_text(named, TEXT_CONFIG)
    if found is None:
        repository = MOVED.get(named, named)
        raise NotReadyError(
            f"{folder / CONFIG} names the text model {named}, whose {TEXT_CONFIG} is not in "
            f"{weights.looked_in(repository)}: hf download {repository} {TEXT_CONFIG}"
        )
    return found / TEXT_CONFIG


def _folder_of_text(named: str, file: str) -> Path | None:
    folders = (weights.folder_of(name, (file,)) for name in dict.fromkeys((named, MOVED.get(named, named))))
    return next(filter(None, folders), None)


def _tokenizer(folder: Path, text_cfg: Mapping[str, Any], text: Path | None) -> tuple[Path, ...]:
    """Return the files of a tokenizer: the model's own, else its text model's; none for open_clip's own tokenizer."""
    named = str(text_cfg.get("hf_tokenizer_name") or "")
    if not named:
        return ()
    elsewhere = (_folder_of_text(named, vocabulary) for vocabulary in VOCABULARIES)
    for place in filter(None, (folder, text and text.parent, *elsewhere)):
        if any((place / file).is_file() for file in VOCABULARIES):
            files = (place / file for file in (*VOCABULARIES, *BESIDE_VOCABULARIES))
            return tuple(file for file in files if file.is_file())
    if not _NAME.fullmatch(named):
        raise NotReadyError(f"{folder} has no tokenizer; its config names {named}: put the files of that into {folder}")
    repository = MOVED.get(named, named)
    raise NotReadyError(
        f"{folder} has no tokenizer, and that of {named} is not in {weights.looked_in(repository)}: "
        f"hf download {repository} --include 'tokenizer*' --include '*tokens*.json' --include '*.model'"
    )
