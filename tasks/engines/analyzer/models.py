"""yomitoku's four models: where their weights are, and how they come into the analyzer, whole or not at all."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tasks.engines.allowance import granted
from tasks.engines.readiness import NotReadyError
from tasks.engines.weights import check_whole, folder_of, looked_in

ORGANISATION = "KotaroKinoshita"
WEIGHTS = "model.safetensors"
SETTINGS = "yomitoku.yaml"
"""What lies beside weights of one's own, if they have another architecture or charset than yomitoku's default."""
COMPUTED = frozenset({"anchors", "valid_mask", "num_points_scale", "num_batches_tracked"})
"""What a model makes of its settings: a file may lack it."""
SHOWN = 3


class Model(NamedTuple):
    """A model by its place in the analyzer's configuration and in the analyzer, and the repository of its weights."""

    group: str
    key: str
    path: str
    repository: str


MODELS = (
    Model("ocr", "text_detector", "text_detector", f"{ORGANISATION}/yomitoku-text-detector-dbnet-v2_1"),
    Model(
        "ocr", "text_recognizer", "text_recognizer", f"{ORGANISATION}/yomitoku-text-recognizer-parseq-middle-dynw-v5"
    ),
    Model(
        "layout_analyzer", "layout_parser", "layout.layout_parser", f"{ORGANISATION}/yomitoku-layout-parser-rtdtrv2-v2"
    ),
    Model(
        "layout_analyzer",
        "table_structure_recognizer",
        "layout.table_structure_recognizer",
        f"{ORGANISATION}/yomitoku-table-structure-recognizer-rtdtrv2-open-beta",
    ),
)
"""The default models of yomitoku 0.15."""

GET = (
    f"for model in {' '.join(model.repository.rpartition('/')[2] for model in MODELS)}; "
    f"do hf download {ORGANISATION}/$model; done"
)
"""One command that brings the weights into the hub's cache."""


def folders() -> list[Path]:
    """Return the folder of each model's weights; NotReadyError if some are not here, or not whole."""
    found = [folder_of(model.repository, (WEIGHTS,)) for model in MODELS]
    missing = [model.repository for model, folder in zip(MODELS, found, strict=True) if folder is None]
    if missing:
        others = f" nor those of {len(missing) - 1} more of its models" if len(missing) > 1 else ""
        place = looked_in(missing[0])
        raise NotReadyError(f"yomitoku's weights {missing[0]} are not in {place}{others}; get them by: {GET}")
    places = [folder for folder in found if folder is not None]
    for folder in places:
        check_whole(folder / WEIGHTS, GET)
    return places


def files(folder: Path) -> list[Path]:
    """Return what a model is made of: weights, and settings if it has its own."""
    return [path for path in (folder / WEIGHTS, folder / SETTINGS) if path.is_file()]


def configs(places: Iterable[Path], scratch: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Return yomitoku's configuration of models that have yet to get their weights; ``scratch`` gets their settings."""
    made: dict[str, dict[str, dict[str, Any]]] = {model.group: {} for model in MODELS}
    for model, folder in zip(MODELS, places, strict=True):
        settings = _settings(model, folder, scratch / f"{model.key}.yaml")
        made[model.group][model.key] = {"path_cfg": str(settings), "from_pretrained": False}
    return made


def _settings(model: Model, folder: Path, target: Path) -> Path:
    from omegaconf import OmegaConf  # noqa: PLC0415 (comes with yomitoku)

    own: Any = OmegaConf.load(folder / SETTINGS) if (folder / SETTINGS).is_file() else {}
    # The recogniser cuts lines out of the page in threads of its own.
    threads = {"data": {"num_workers": granted().threads}} if model.key == "text_recognizer" else {}
    OmegaConf.save(OmegaConf.merge(own, threads), target)
    return target


def analyzer_of(places: Iterable[Path], device: str) -> Any:
    """Return yomitoku's analyzer with the weights in some folders, one a model; furigana are left in what it says."""
    from yomitoku import DocumentAnalyzer  # noqa: PLC0415 (of the extra, and takes seconds)

    places = list(places)
    with tempfile.TemporaryDirectory() as scratch:
        analyzer = DocumentAnalyzer(configs=configs(places, Path(scratch)), device=device, ignore_ruby=False)
    for model, folder in zip(MODELS, places, strict=True):
        fill(module_of(analyzer, model), folder / WEIGHTS)
    return analyzer


def module_of(analyzer: Any, model: Model) -> Any:
    """Return the torch module of one of the analyzer's models."""
    for name in model.path.split("."):
        analyzer = getattr(analyzer, name)
    return analyzer.model


def fill(module: Any, file: Path) -> None:
    """Load a file into a torch module; NotReadyError if it holds less than the module needs, or more layers.

    yomitoku's own loading leaves at random whatever a file lacks.
    """
    from safetensors import SafetensorError  # noqa: PLC0415 (of the extra)
    from safetensors.torch import load_model  # noqa: PLC0415 (of the extra)

    try:
        missing, beyond = load_model(module, file, strict=False)
    except (SafetensorError, RuntimeError) as error:
        raise NotReadyError(f"{_misfit(file)}: {' '.join(str(error).split())[:200]}") from error
    lacking = sorted(name for name in missing if name.rpartition(".")[2] not in COMPUTED)
    if lacking:
        raise NotReadyError(f"{_misfit(file)}: it lacks {_few(lacking)}")
    surplus = sorted(_of_more_layers(beyond, module.state_dict()))
    if surplus:
        raise NotReadyError(f"{_misfit(file)}: it has more layers, as {_few(surplus)}")


def _misfit(file: Path) -> str:
    return f"weights {file} do not fit yomitoku's model (settings of their own go beside them as {SETTINGS})"


def _few(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _of_more_layers(beyond: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Return names that differ from known ones by a number alone; others are left from training."""
    patterns = {_unnumbered(name) for name in known}
    return (name for name in beyond if _unnumbered(name) in patterns)


def _unnumbered(name: str) -> str:
    return re.sub(r"\d+", "#", name)
