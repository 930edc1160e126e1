"""What worker processes may take, where nobody says it: more for engines that hold large models and think long."""

import os
from collections.abc import Iterable

from tasks import engines
from tasks.records.enums import EngineKind
from tasks.runtime.settings import Settings

BESIDE_MB = 1024
"""What a worker usually takes beside the models, for libraries and the page that it is at, in MiB."""


def with_room(settings: Settings, asked: Iterable[tuple[EngineKind, str]]) -> Settings:
    """Return settings with room for engines, by kind and name; what the environment says stays as it is.

    An engine may say ``memory_mb``, what its models hold in a worker, in MiB, and ``page_seconds``, the longest that a
    page may take it. The models of all of them come on top of what any worker may take, since each is asked in turn;
    and no more workers are started than the machine's memory holds with them.
    """
    loaded = {engine.name: engine for engine in (engines.load(*one) for one in set(asked) if one[1] != engines.NONE)}
    models_mb = sum(getattr(engine, "memory_mb", 0) for engine in loaded.values())
    wanted = {
        "worker_mb": settings.worker_mb + models_mb,
        "page_seconds": max([settings.page_seconds, *(getattr(one, "page_seconds", 0) for one in loaded.values())]),
        "jobs": min(settings.jobs, max(1, machine_mb() // (models_mb + BESIDE_MB))) if models_mb else settings.jobs,
    }
    unsaid = wanted.keys() - settings.model_fields_set
    return settings.model_copy(update={name: wanted[name] for name in unsaid})


def machine_mb() -> int:
    """Return the memory of this machine in MiB."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
