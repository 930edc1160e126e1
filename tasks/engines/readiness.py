"""Whether an engine can be asked: its package, its weights, where they are, and what gets them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tasks.records.enums import EngineKind
from tasks.records.record import Record
from tasks.runtime.errors import is_healed_by_time

MOST_SAID = 300


class NotReadyError(LookupError):
    """An engine's package, weights or device are not here; the message is one line that says what to do."""


@contextmanager
def in_one_line(kind: EngineKind, name: str) -> Iterator[None]:
    """Have whatever an engine's own code stumbles over say whose it is: NotReadyError, less what time heals."""
    try:
        yield
    except NotReadyError:
        raise
    except Exception as error:
        if is_healed_by_time(error):
            raise
        raise NotReadyError(f"{kind} engine {name} cannot be asked: {reason_of(error)}") from error


def reason_of(error: Exception) -> str:
    """Return an error as a part of one line, not too long."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:MOST_SAID]


class Readiness(Record):
    """What there is of an engine; ``missing`` says in one line why it cannot be asked, None if it can.

    ``also_missing`` are lines about what else is not there, ``memory_mb`` is what the models hold in a worker, in MiB.
    """

    kind: EngineKind
    name: str
    missing: str | None = None
    also_missing: tuple[str, ...] = ()
    version: str | None = None
    weights: str | None = None
    weights_sha256: str | None = None
    licence: str | None = None
    memory_mb: int | None = None
    score: str | None = None
    get: str | None = None

    @property
    def is_ready(self) -> bool:
        """Tell whether the engine can be asked."""
        return self.missing is None


def readiness_of(kind: EngineKind, name: str, engine: Any) -> Readiness:
    """Return what there is of an engine, and all that is not: who lacks its package may have its weights.

    Beside what its contract asks for, an engine may say ``licence`` (of its package and weights), ``get`` (the command
    that brings them), ``weights`` (the file or folder they were found in), ``memory_mb`` (what its models hold, in
    MiB), ``score`` (how good it is, by whom), and check more in ``check()``; what is not there raises NotReadyError.
    """
    found: dict[str, Any] = {fact: getattr(engine, fact, None) for fact in ("licence", "memory_mb", "score", "get")}
    missing: list[str] = []

    def tell(fact: Callable[[], Any]) -> Any:
        try:
            with in_one_line(kind, name):
                return fact()
        except NotReadyError as error:
            missing.append(str(error))
            return None

    found["version"] = tell(lambda: engine.version)
    found["weights"] = tell(lambda: _spelled(getattr(engine, "weights", None)))
    found["weights_sha256"] = tell(lambda: engine.weights_sha256)
    if not missing:  # it may need the package
        tell(lambda: check(engine))
    return Readiness(
        kind=kind,
        name=name,
        missing=missing[0] if missing else None,
        also_missing=tuple(line for line in dict.fromkeys(missing) if line != missing[0]),
        **found,
    )


def check(engine: Any) -> None:
    """Have an engine check what only it knows to look for; NotReadyError if that is not there."""
    own = getattr(engine, "check", None)
    if own is not None:
        own()


def _spelled(place: Path | str | None) -> str | None:
    return None if place is None else str(place)
