"""The models behind the steps, found by entry point.

A backend registers a class under ``etoki.layout``, ``etoki.ocr``, ``etoki.clip`` or ``etoki.llm``; a plug-in
uses the same door as the built-in ones and depends on the shape of a Protocol only.
"""

from functools import cache
from importlib.metadata import entry_points, version
from typing import Any

from tasks.records.enums import EngineKind
from tasks.records.step import EngineRef

NONE = "none"
"""The name that stands for "no engine of this kind"."""


@cache
def load(kind: EngineKind, name: str) -> Any:
    """Build the backend registered as ``name`` under ``etoki.<kind>``, once per process."""
    found = entry_points(group=f"etoki.{kind}")
    if name not in found.names:
        raise LookupError(f"no {kind} engine {name!r}; installed: {', '.join(names(kind))}")
    return found[name].load()()


def names(kind: EngineKind) -> list[str]:
    """Return what can be asked for, ``none`` included."""
    return sorted({NONE, *entry_points(group=f"etoki.{kind}").names})


@cache
def fingerprint(kind: EngineKind, name: str) -> EngineRef:
    """Return what identifies a backend in cache keys and provenance."""
    if name == NONE:
        return EngineRef(kind=kind, name=NONE)
    engine = load(kind, name)
    return EngineRef(kind=kind, name=name, version=engine.version, weights_sha256=engine.weights_sha256)


@cache
def version_of(distribution: str) -> str:
    """Return the installed version of a package that an engine stands on."""
    return version(distribution)


def overview() -> list[EngineRef]:
    """Return every backend that can be asked for, whatever its kind."""
    return [fingerprint(kind, name) for kind in EngineKind for name in names(kind) if name != NONE]
