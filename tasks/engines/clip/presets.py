"""Models that understand Japanese, by the name they are asked for: what of the hub they are, under which licence."""

from typing import NamedTuple


class Preset(NamedTuple):
    """A model of the hub.

    ``recall`` is the published share of 3,600 photographs that a Japanese caption finds first (Crossmodal-3600,
    text to image, as open_clip measured it), None where it was not found; ``millions`` are its parameters.
    """

    repository: str
    licence: str
    millions: int
    recall: float | None = None
    text_model: str | None = None
    """The repository that the model's config names for the architecture of its text tower, and for its tokenizer."""
    unneeded: str | None = None
    """Files of the repository that say the same as others of it."""

    @property
    def score(self) -> str | None:
        """Return the published score in words."""
        found = f"R@1 {self.recall}, Japanese captions to photographs (Crossmodal-3600)"
        return None if self.recall is None else found


DEFAULT = "llm-jp-clip-vit-base-patch16"
# Licences, and parameters of the first two: the models' cards. The rest: open_clip's docs/model_profile.csv and
# docs/openclip_multilingual_retrieval_results.csv.
PRESETS = {
    DEFAULT: Preset(
        "llm-jp/llm-jp-clip-vit-base-patch16",
        licence="Apache-2.0",
        millions=248,
        text_model="llm-jp/llm-jp-roberta-base",
        unneeded="*.bin",
    ),
    "llm-jp-clip-vit-large-patch14": Preset(
        "llm-jp/llm-jp-clip-vit-large-patch14",
        licence="Apache-2.0",
        millions=467,
        text_model="llm-jp/llm-jp-roberta-base",
        unneeded="*.bin",
    ),
    "xlm-roberta-base-ViT-B-32": Preset(
        "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k",
        licence="MIT",
        millions=366,
        recall=0.638,
        text_model="FacebookAI/xlm-roberta-base",
    ),
    "xlm-roberta-large-ViT-H-14": Preset(
        "laion/CLIP-ViT-H-14-frozen-xlm-roberta-large-laion5B-s13B-b90k",
        licence="MIT",
        millions=1193,
        recall=0.726,
        text_model="FacebookAI/xlm-roberta-large",
    ),
}
MOVED = {name: f"FacebookAI/{name}" for name in ("roberta-base", "xlm-roberta-base", "xlm-roberta-large")}
"""Configs name text models of the hub as they were called when the models were made."""
