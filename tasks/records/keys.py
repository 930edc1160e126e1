"""What tells a record from the others of its table, whichever step wrote the row."""

from collections.abc import Mapping
from typing import Any

from tasks.records import identity
from tasks.records.figure import Candidate, Figure
from tasks.records.page import Page
from tasks.records.record import Record
from tasks.records.region import Region

_KEYS: Mapping[type[Record], str] = {Page: "page", Region: "region_id", Figure: "figure_id", Candidate: "pair_id"}


def record_id(row: Record) -> Any:
    """Return a row's key within its document and table; the whole row where rows are never written again."""
    key = _KEYS.get(type(row))
    return getattr(row, key) if key else identity.canonical(row.model_dump(mode="json"))
