"""The one place where ids are made: a hash of content and position, the same on every machine."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import BaseModel

from tasks.records.record import Box


def sha256(content: bytes) -> str:
    """Return the lower-case hex sha256 of ``content``."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    """Return the one JSON spelling of ``value``: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def of(what: str, *parts: str | int | Iterable[str] | None) -> str:
    """Return the id of a ``what`` made of ``parts``."""
    spelled = [part if isinstance(part, str | int) or part is None else list(part) for part in parts]
    return sha256(canonical([what, *spelled]))


def place(box: Box) -> str:
    """Spell a box as it enters an id: tenths of a point, as integers."""
    return ",".join(str(round(value * 10)) for value in box)


@cache
def params_hash(spec: BaseModel) -> str:
    """Return the hash of a step's parameters, which are frozen; the same few are asked for of every document."""
    return sha256(canonical(spec.model_dump(mode="json")))
