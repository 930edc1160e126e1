"""Random weights for yomitoku's four models, saved as its own lie in a folder: what they see is nonsense, each time.

    python tests/bench/random_yomitoku.py FOLDER [--full]

Without ``--full`` the models are small, and settings beside them say so: a page takes a second or two.
"""

import argparse
from pathlib import Path
from typing import Any

from tasks.engines import tensors
from tasks.engines.analyzer.models import MODELS, SETTINGS, WEIGHTS, module_of
from tasks.engines.analyzer.yomitoku import quiet

SEED = 2
DETR = {
    "data": {"img_size": [256, 256]},
    "PResNet": {"depth": 18},
    "HybridEncoder": {"in_channels": [128, 256, 512], "hidden_dim": 64, "dim_feedforward": 64},
    "RTDETRTransformerv2": {
        "feat_channels": [64, 64, 64],
        "hidden_dim": 64,
        "num_layers": 1,
        "num_queries": 40,
        "num_denoising": 4,
        "eval_spatial_size": [256, 256],
    },
}
SMALL: dict[str, dict[str, Any]] = {
    "text_detector": {
        "decoder": {"hidden_dim": 32},
        "data": {"shortest_size": 256, "limit_size": 384},
    },
    "text_recognizer": {
        "max_label_length": 12,
        "encoder": {"embed_dim": 64, "num_heads": 4, "depth": 1},
        "decoder": {"embed_dim": 64, "num_heads": 4, "depth": 1},
    },
    "layout_parser": DETR,
    "table_structure_recognizer": DETR,
}
"""How the small models differ from the default ones."""
FULL: dict[str, dict[str, Any]] = {
    "text_detector": {"post_process": {"max_candidates": 10}},
    "layout_parser": {"thresh_score": 0.99},
}
"""The models of the true size are the package's, only kept from seeing so much that a page takes long."""
SPREAD = {"dec_score_head": 0.2, "dec_bbox_head": 0.2, "head.weight": 4.0}
"""How widely the parameters with such names are thrown: those of freshly made models see nothing anywhere."""
MILD = 0.02
"""By what the text detector's last layer is scaled: fresh ones are sure of everything."""
PRINTED = 0.2
"""The share of a picture that the text detector takes for print."""


def save(folder: Path, *, small: bool = True, seed: int = SEED) -> Path:
    """Save the weights of the four models, each into a folder of its own, and return the folder around them."""
    torch = tensors.prepared()
    torch.manual_seed(seed)
    analyzer = built(folder, small=small)
    for model in MODELS:
        module = module_of(analyzer, model)
        opened(torch, module)
        target = place(folder, model.repository)
        target.mkdir(parents=True, exist_ok=True)
        module._save_pretrained(target)  # without a model card, which would be about a hub
    return folder


def place(folder: Path, repository: str) -> Path:
    """Return where the weights of a repository lie in a folder."""
    return folder / repository.rpartition("/")[2]


def built(folder: Path, *, small: bool) -> Any:
    """Return the analyzer with fresh weights; the settings of small models are written into the folder."""
    with quiet():
        from omegaconf import OmegaConf
        from yomitoku import DocumentAnalyzer

    configs: dict[str, dict[str, Any]] = {model.group: {} for model in MODELS}
    for model in MODELS:
        configs[model.group][model.key] = {"from_pretrained": False}
        differences = SMALL if small else FULL
        if model.key in differences:
            settings = place(folder, model.repository) / SETTINGS
            settings.parent.mkdir(parents=True, exist_ok=True)
            OmegaConf.save(OmegaConf.create(differences[model.key]), settings)
            configs[model.group][model.key]["path_cfg"] = str(settings)
    with quiet():
        return DocumentAnalyzer(configs=configs, device="cpu")


def opened(torch: Any, module: Any) -> None:
    """Set the last layers so that a few words, figures and tables are seen, boxes of all sizes."""
    for name, parameter in module.named_parameters():
        if any(part in name for part in SPREAD) and (".layers." not in name or ".layers.2." in name):
            spread = next(SPREAD[part] for part in SPREAD if part in name)
            parameter.data = torch.randn(parameter.shape) * spread
    module.eval()
    if hasattr(module.decoder, "dec_score_head"):
        centre_scores(torch, module)
    if hasattr(module.decoder, "binarize"):
        centre_print(torch, module)


def centre_scores(torch: Any, module: Any) -> None:
    """Have a layout model take half of the places of a bare picture for each of its classes."""
    height, width = module.cfg.data.img_size
    with torch.inference_mode():
        logits = module(torch.full((1, 3, height, width), 0.9))["pred_logits"][0]
    bias = module.decoder.dec_score_head[-1].bias
    bias.data = bias.data - logits.median(dim=0).values


def centre_print(torch: Any, module: Any) -> None:
    """Have the text detector take a small share of a noisy picture for print."""
    last = module.decoder.binarize[6]
    last.weight.data = last.weight.data * MILD
    with torch.inference_mode():
        logits = torch.logit(module(torch.rand(1, 3, 256, 256))["binary"], eps=1e-6)
    last.bias.data = last.bias.data - torch.quantile(logits.flatten(), 1 - PRINTED)


def main() -> None:
    """Save the weights into the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full", action="store_true")
    asked = parser.parse_args()
    save(asked.folder, small=not asked.full)
    for model in MODELS:
        print(place(asked.folder, model.repository) / WEIGHTS)


if __name__ == "__main__":
    main()
