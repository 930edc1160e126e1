"""torch as the engines of the extra `models` use it: on which device, with how many threads."""

from functools import cache
from importlib.util import find_spec
from typing import Any

from tasks.engines.allowance import AUTO, granted
from tasks.engines.readiness import NotReadyError

EXTRA = "pip install 'etoki[models]'"
"""What brings torch and the packages that stand on it."""


def need(*packages: str) -> None:
    """Refuse to go on without the packages of the extra."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise NotReadyError(f"not installed: {', '.join(missing)}; get it by: {EXTRA}")


def check_device() -> None:
    """Refuse a device that was asked for by name and is not there."""
    if granted().device not in {AUTO, "cpu"}:
        device()


def device() -> str:
    """Return the device that models are put on: what was asked for, else a GPU if there is one."""
    torch, asked = prepared(), granted().device
    if asked == AUTO:
        return "cuda" if torch.cuda.is_available() else "cpu"
    if not _is_here(torch, asked):
        raise NotReadyError(
            f"device {asked} was asked for (ETOKI_DEVICE), but torch sees no such GPU here: take auto or cpu"
        )
    return asked


def _is_here(torch: Any, asked: str) -> bool:
    """Say whether there is a device; yomitoku takes the CPU instead of one that is not, and says so to nobody."""
    if asked == "mps":
        return bool(torch.backends.mps.is_available())
    kind, _, number = asked.partition(":")
    return kind == "cpu" or (torch.cuda.is_available() and int(number or 0) < torch.cuda.device_count())


@cache
def prepared() -> Any:
    """Return torch, keeping to the threads that are granted; to be called before torchvision is imported.

    torchvision is built for CUDA where pip is left to choose: beside a torch for the CPU its import fails over two
    operators that are not there. Only their schemas are looked up; nothing that is used here calls them.
    """
    import torch  # noqa: PLC0415 (of the extra, and takes seconds)

    torch.set_num_threads(granted().threads)
    if torch.version.cuda is None and not _has_nms(torch):
        _KEPT.append(_declared(torch.library.Library("torchvision", "FRAGMENT")))
    return torch


_KEPT: list[Any] = []
"""A declaration holds as long as its library lives."""


def _has_nms(torch: Any) -> bool:
    return hasattr(torch.ops.torchvision, "nms")


def _declared(library: Any) -> Any:
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return library
