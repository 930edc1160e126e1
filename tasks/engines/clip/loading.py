"""A model of open_clip from files that lie here: strictly, quietly, and without a look at the network."""

import json
import logging
import pickle
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tasks.engines import tensors
from tasks.engines.clip.files import CONFIG, TEXT_CONFIG, Found
from tasks.engines.readiness import NotReadyError, reason_of

FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What the packages raise over files that do not fit together."""
_UNTRUSTED = ("auto_map", "dtype", "torch_dtype", "quantization_config")
"""What a text tower's config may say of code to run and of numbers to round: neither is for it to say."""


class Parts(NamedTuple):
    """What turns pictures and texts into vectors."""

    model: Any
    preprocess: Any
    tokenize: Any


def load(found: Found, device: str) -> Parts:
    """Return the model on a device; NotReadyError if its files do not fit together, never one that was made up."""
    torch = tensors.prepared()
    with TemporaryDirectory(prefix="etoki-clip-") as place, _offline(), _quiet():
        folder = f"local-dir:{_mended(found, Path(place))}"
        with _refused(f"{found.checkpoint} does not fit {found.config}"):
            model = _filled(folder, found.checkpoint).to(torch.device(device))
        with _refused(f"the tokenizer in {found.folder} cannot be used"):
            return Parts(model, *_preparation(folder, model))


def _filled(folder: str, checkpoint: Path) -> Any:
    import open_clip  # noqa: PLC0415 (of the extra, and takes seconds)

    model = open_clip.create_model(folder, precision="fp32", pretrained_text=False).float().eval()
    if not _filled_by_name(model, checkpoint):
        open_clip.load_checkpoint(model, str(checkpoint), strict=True, weights_only=True)
        _check_sizes(model, checkpoint)
    if not all(bool(numbers.isfinite().all()) for numbers in model.state_dict().values()):
        raise ValueError("it holds what is no number")
    return model


def _preparation(folder: str, model: Any) -> tuple[Any, Any]:
    from open_clip import get_tokenizer  # noqa: PLC0415 (of the extra, and takes seconds)
    from open_clip.transform import PreprocessCfg, image_transform_v2  # noqa: PLC0415 (likewise)

    return image_transform_v2(PreprocessCfg(**model.visual.preprocess_cfg), is_train=False), get_tokenizer(folder)


@contextmanager
def _refused(what: str) -> Iterator[None]:
    """Have what goes wrong with files say which they are."""
    from safetensors import SafetensorError  # noqa: PLC0415 (of the extra)

    try:
        yield
    except pickle.UnpicklingError as error:
        raise NotReadyError(f"{what}: it is torn, or holds more than tensors, which is not loaded") from error
    except (*FAILURES, SafetensorError) as error:
        raise NotReadyError(f"{what}: {reason_of(error)}") from error


def _filled_by_name(model: Any, checkpoint: Path) -> bool:
    """Fill a model tensor by tensor, which takes half the memory; False where the file does not hold just its own."""
    own = model.state_dict()
    if checkpoint.suffix != ".safetensors" or _shapes_in(checkpoint) != {name: own[name].shape for name in own}:
        return False
    from safetensors import safe_open  # noqa: PLC0415 (of the extra)

    for name, numbers in own.items():
        with safe_open(checkpoint, "pt") as file:  # anew for each: what was read counts as ours while it is open
            numbers.copy_(file.get_tensor(name))
    return True


def _check_sizes(model: Any, checkpoint: Path) -> None:
    """Raise ValueError for what open_clip passes over: another size of pictures or texts, for which it interpolates."""
    saved = _shapes_in(checkpoint)
    for name, numbers in model.state_dict().items():
        if name.endswith("positional_embedding") and saved.get(name, numbers.shape) != numbers.shape:
            raise ValueError(f"{name} is {tuple(saved[name])} in the file, {tuple(numbers.shape)} by the config")


def _shapes_in(checkpoint: Path) -> dict[str, Any]:
    torch = tensors.prepared()
    if checkpoint.suffix != ".safetensors":
        saved = torch.load(checkpoint, map_location="meta", weights_only=True)
        return {name: getattr(numbers, "shape", None) for name, numbers in saved.get("state_dict", saved).items()}
    from safetensors import safe_open  # noqa: PLC0415 (of the extra)

    with safe_open(checkpoint, "pt") as file:
        return {name: torch.Size(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118


def _mended(found: Found, place: Path) -> Path:
    """Return a folder that names nothing outside itself: a text tower's config makes open_clip ask the network."""
    config = json.loads(found.config.read_bytes())
    text_cfg = config["model_cfg"]["text_cfg"]
    for file in found.tokenizer:
        (place / file.name).symlink_to(file.absolute())
    if found.text is not None:
        text_cfg["hf_model_name"] = str(place)
        text = json.loads(found.text.read_bytes())
        _write(place / TEXT_CONFIG, {key: value for key, value in text.items() if key not in _UNTRUSTED})
    _write(place / CONFIG, config)
    return place


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")


@contextmanager
def _offline() -> Iterator[None]:
    """Have the hub's client refuse every request; it looks at this before each."""
    from huggingface_hub import constants  # noqa: PLC0415 (of the extra)

    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the packages from talking, as of weights that are yet to come, and from setting up the process's logging."""
    from transformers.utils import logging as chatter  # noqa: PLC0415 (of the extra)

    with ExitStack() as after:
        after.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        silent, root = logging.NullHandler(), logging.getLogger()
        root.addHandler(silent)
        after.callback(root.removeHandler, silent)
        root.addFilter(_is_not_of_open_clip)
        after.callback(root.removeFilter, _is_not_of_open_clip)
        after.callback(chatter.set_verbosity, chatter.get_verbosity())
        chatter.set_verbosity(logging.CRITICAL)
        if chatter.is_progress_bar_enabled():
            chatter.disable_progress_bar()
            after.callback(chatter.enable_progress_bar)
        yield


def _is_not_of_open_clip(entry: logging.LogRecord) -> bool:
    return Path(entry.pathname).parent.name != "open_clip"
