"""The models behind the steps, found by entry point.

A backend registers a class under ``etoki.layout``, ``etoki.ocr``, ``etoki.clip``, ``etoki.llm`` or ``etoki.chat``; a
plug-in uses the same door as the built-in ones and depends on the shape of a Protocol only. A backend with several
models has a ``models`` (the names to show); it is asked for as ``name:model``.
"""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import entry_points, version
from typing import Any

from tasks.engines.allowance import Allowance, granted
from tasks.engines.readiness import NotReadyError, Readiness, check, in_one_line, readiness_of
from tasks.records.enums import EngineKind
from tasks.records.step import EngineRef

NONE = "none"
"""The name that stands for "no engine of this kind"."""


def load(kind: EngineKind, name: str) -> Any:
    """Build the backend registered under ``etoki.<kind>``, once per process; ``name`` may be ``backend:model``."""
    return _built(kind, name, granted())


@cache
def _built(kind: EngineKind, name: str, _: Allowance) -> Any:
    backend, *models = name.split(":", 1)
    registered = _registered(kind, backend)
    if models and not hasattr(registered, "models"):
        raise LookupError(f"{kind} engine {backend} has one model only: ask for {backend!r}, not {name!r}")
    with in_one_line(kind, name):
        return registered(*models)


def _registered(kind: EngineKind, backend: str) -> Any:
    """Return what is registered; which of two packages of one name is found first is a matter of chance."""
    found = {point.value: point for point in entry_points(group=f"etoki.{kind}", name=backend)}
    if not found:
        raise LookupError(f"no {kind} engine {backend!r}; installed: {', '.join(names(kind))}")
    if len(found) > 1:
        raise NotReadyError(f"{kind} engine {backend} is several: keep one package of {', '.join(sorted(found))}")
    with in_one_line(kind, backend):
        return next(iter(found.values())).load()


def names(kind: EngineKind) -> list[str]:
    """Return what can be asked for, ``none`` included."""
    return sorted({NONE, *entry_points(group=f"etoki.{kind}").names})


def fingerprint(kind: EngineKind, name: str) -> EngineRef:
    """Return what identifies a backend in cache keys and provenance; NotReadyError if it is not all there."""
    return _fingerprint(kind, name, granted())


@cache
def _fingerprint(kind: EngineKind, name: str, _: Allowance) -> EngineRef:
    if name == NONE:
        return EngineRef(kind=kind, name=NONE)
    engine = load(kind, name)
    with in_one_line(kind, name):
        # The version first: it says which packages are missing.
        found = EngineRef(kind=kind, name=engine.name, version=engine.version, weights_sha256=engine.weights_sha256)
        check(engine)
    return found


def require(asked: Iterable[tuple[EngineKind, str]]) -> None:
    """Refuse the first of these backends, by kind and name, that cannot be asked: NotReadyError, or LookupError."""
    for kind, name in asked:
        fingerprint(kind, name)


@cache
def version_of(distribution: str) -> str:
    """Return the installed version of a package that an engine stands on.

    Its build, for CPU or GPU, is left out: that is where it runs, not what it says.
    """
    return version(distribution).partition("+")[0]


def overview() -> list[Readiness]:
    """Return what there is of every backend and of every model that it names, whatever its kind."""
    return [_readiness(kind, name) for kind in EngineKind for name in _shown(kind)]


def ready(kind: EngineKind) -> list[str]:
    """Return the backends of a kind that can be asked now, those that stand in for tests left out."""
    found = (_readiness(kind, name) for name in _shown(kind) if not name.startswith("fake"))
    return [one.name for one in found if one.is_ready]


def _shown(kind: EngineKind) -> list[str]:
    return [shown for name in names(kind) if name != NONE for shown in _with_models(kind, name)]


def _with_models(kind: EngineKind, name: str) -> list[str]:
    try:
        with in_one_line(kind, name):
            models = getattr(_registered(kind, name), "models", ())
            return [f"{name}:{model}" for model in models] or [name]
    except NotReadyError:
        return [name]


def _readiness(kind: EngineKind, name: str) -> Readiness:
    try:
        with in_one_line(kind, name):
            return readiness_of(kind, name, load(kind, name))
    except NotReadyError as error:
        return Readiness(kind=kind, name=name, missing=str(error))
