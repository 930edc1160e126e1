"""Tiny models in the two shapes of open_clip's, with random weights that are the same each time.

`save_plain`: open_clip's own text tower and tokenizer. `save_japanese`: a text tower of transformers with a tokenizer
of its own, named as the Japanese models of the hub name theirs.
"""

import json
from pathlib import Path
from typing import Any

from tasks.engines import tensors

CONTEXT = 24
REMOTE = "organisation/tiny-roberta"
"""What the config of a remote text model names; `save_text_model` makes the folder of that name."""
WORDS = [
    "図",
    "表",
    "和紙",
    "をすく",
    "手順",
    "の",
    "装置",
    "構成",
    "売上",
    "推移",
    "駅前",
    "山",
    "川",
    "と",
    "流れ",
    "猫",
    "犬",
    "鳥",
]
VISION = {"image_size": 32, "layers": 2, "width": 64, "head_width": 32, "patch_size": 8}
PREPROCESS = {
    "mean": [0.48145466, 0.4578275, 0.40821073],
    "std": [0.26862954, 0.26130258, 0.27577711],
    "interpolation": "bicubic",
    "resize_mode": "shortest",
}


def save_plain(folder: Path, seed: int = 0) -> Any:
    """Save a CLIP with a text tower of open_clip's, and return the model that was saved."""
    text = {"context_length": CONTEXT, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1}
    return _save(folder, {"embed_dim": 16, "vision_cfg": VISION, "text_cfg": text}, seed)


def save_japanese(folder: Path, text_model: str = "local", seed: int = 0) -> Any:
    """Save a CLIP with a text tower of transformers, named by a place in the folder or by a repository."""
    save_text_model(folder / "text")
    text = {
        "context_length": CONTEXT,
        "hf_model_name": str(folder / "text"),
        "hf_tokenizer_name": REMOTE,
        "hf_pooler_type": "mean_pooler",
    }
    config = {"embed_dim": 16, "quick_gelu": True, "vision_cfg": VISION, "text_cfg": text}
    named = "text" if text_model == "local" else REMOTE
    model = _save(folder, config, seed, named)
    _save_tokenizer(folder)
    if text_model == "remote":
        (folder / "text" / "config.json").unlink()
        (folder / "text").rmdir()
    return model


def save_text_model(folder: Path, *, tokenizer: bool = False) -> None:
    """Save what a text model's repository holds beside its weights."""
    tensors.prepared()
    from transformers import XLMRobertaConfig

    folder.mkdir(parents=True, exist_ok=True)
    config = XLMRobertaConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=CONTEXT + 8,
    )
    config.save_pretrained(folder)
    if tokenizer:
        _save_tokenizer(folder)


def _save(folder: Path, config: dict[str, Any], seed: int, named: str | None = None) -> Any:
    torch = tensors.prepared()
    from open_clip.factory import create_model
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "open_clip_config.json", {"model_cfg": config, "preprocess_cfg": PREPROCESS})
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = create_model(f"local-dir:{folder}", pretrained_text=False).eval()
    save_file(model.state_dict(), folder / "open_clip_model.safetensors")
    if named is not None:
        told = {**config, "text_cfg": {**config["text_cfg"], "hf_model_name": named}}
        _write(folder / "open_clip_config.json", {"model_cfg": told, "preprocess_cfg": PREPROCESS})
    return model


def _vocabulary() -> dict[str, int]:
    tokens = ("<s>", "<pad>", "</s>", "<unk>", "<mask>", *WORDS)
    return {token: at for at, token in enumerate(tokens)}


def _save_tokenizer(folder: Path) -> None:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.WordLevel(_vocabulary(), unk_token="<unk>"))
    tokenizer.normalizer = normalizers.NFKC()
    words = "|".join(sorted(WORDS, key=len, reverse=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(f"{words}|."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    special = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    _write(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", **special})


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True), encoding="utf-8")
