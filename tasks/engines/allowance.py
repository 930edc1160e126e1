"""What the engines of this process may use: threads, a device, folders with weights."""

from pathlib import Path
from typing import NamedTuple

AUTO = "auto"
"""The device that stands for "a GPU, if there is one"."""


class Allowance(NamedTuple):
    """None of it changes a result: the same weights give the same from any folder."""

    threads: int = 1
    device: str = AUTO
    weights: tuple[Path, ...] = ()


_granted = Allowance()


def grant(allowance: Allowance) -> None:
    """Set the allowance; engines that are loaded afterwards keep to it."""
    global _granted  # noqa: PLW0603 (a fact about this process, as the loaded engines are)
    _granted = allowance


def granted() -> Allowance:
    """Return the allowance."""
    return _granted
