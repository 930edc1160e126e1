"""Records as Arrow tables, and which record each table of the journal holds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args

import pyarrow as pa

from tasks.records.document import Document, Source, Tombstone
from tasks.records.figure import Candidate, Figure
from tasks.records.page import Audit, Page
from tasks.records.record import Record
from tasks.records.region import Region, Ruby
from tasks.records.sample import (
    Export,
    ExportItem,
    LlmCall,
    Preference,
    Sample,
    SampleCheck,
    SamplePart,
    Verdict,
)
from tasks.records.step import StepRun, Use

TABLES: Mapping[str, type[Record]] = {
    "sources": Source,
    "documents": Document,
    "step_runs": StepRun,
    "uses": Use,
    "pages": Page,
    "regions": Region,
    "ruby": Ruby,
    "figures": Figure,
    "candidates": Candidate,
    "verdicts": Verdict,
    "audits": Audit,
    "llm_calls": LlmCall,
    "samples": Sample,
    "sample_parts": SamplePart,
    "sample_checks": SampleCheck,
    "preferences": Preference,
    "exports": Export,
    "export_items": ExportItem,
    "tombstones": Tombstone,
}
"""What one row of each table is."""

_MONEY = Decimal(1).scaleb(-9)
_TYPES: Mapping[type, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    datetime: pa.timestamp("us", "UTC"),
    Decimal: pa.decimal128(18, 9),
}
_COMPOUND_TYPES: Mapping[Any, pa.DataType] = {
    list[str]: pa.list_(pa.string()),
    dict[str, float]: pa.map_(pa.string(), pa.float64()),
}


def table_of(records: Sequence[Record], **extra_columns: str) -> pa.Table:
    """Return ``records``, all of one class, as a table; extra columns hold one value in every row.

    ValueError for no records at all (nothing to take the columns from) and for times without a time zone.
    """
    if not records:
        raise ValueError("an empty list has no columns")
    schema = schema_of(type(records[0]))
    columns = {field.name: pa.array(_values(records, field), field.type) for field in schema}
    constants = {name: pa.repeat(pa.scalar(value, pa.string()), len(records)) for name, value in extra_columns.items()}
    names = [*schema, *(pa.field(name, pa.string(), nullable=False) for name in constants)]
    return pa.table(columns | constants, pa.schema(names))


@cache
def schema_of(record: type[Record]) -> pa.Schema:
    """Return the columns of a record class; TypeError for an annotation that no column can hold."""
    return pa.schema(
        [_field(name, field.annotation) for name, field in record.model_fields.items()],
    )


def _field(name: str, annotation: Any) -> pa.Field:
    inner = [part for part in get_args(annotation) if part is not NoneType] if _optional(annotation) else [annotation]
    return pa.field(name, _arrow_type(name, inner[0]), nullable=_optional(annotation))


def _optional(annotation: Any) -> bool:
    return isinstance(annotation, UnionType) and NoneType in get_args(annotation)


def _arrow_type(name: str, annotation: Any) -> pa.DataType:
    if annotation in _COMPOUND_TYPES:
        return _COMPOUND_TYPES[annotation]
    if annotation in _TYPES:
        return _TYPES[annotation]
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return pa.string()
    raise TypeError(f"no column type for {name}: {annotation}")


def _values(records: Sequence[Record], field: pa.Field) -> list[Any]:
    plain = [getattr(record, field.name) for record in records]
    spell = _spelling(field.type)
    return [None if value is None else spell(value) for value in plain] if spell else plain


def _spelling(kind: pa.DataType) -> Callable[[Any], Any] | None:
    if pa.types.is_map(kind):
        return lambda features: sorted(features.items())
    if pa.types.is_decimal(kind):
        return lambda money: money.quantize(_MONEY)
    if pa.types.is_timestamp(kind):
        return _with_zone
    return None


def _with_zone(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    return time
