"""What the report asks the catalog."""

from pathlib import Path
from typing import Any, TypeAlias

from tasks.report.parts import Part
from tasks.store.catalog import read

Row: TypeAlias = dict[str, Any]
"""One row of an answer, by column: whatever columns the catalog has are shown."""


def ask(root: Path, question: str, **parameters: Any) -> list[Row]:
    """Return the rows that answer ``sql/queries/<question>.sql``."""
    return read(root, f"queries/{question}", parameters).to_dicts()


def ask_part(root: Path, question: str, doc_id: str, part: Part) -> list[Row]:
    """Return the rows that answer a question about some pages of a document."""
    return ask(root, question, doc_id=doc_id, first=part.first, last=part.last)


def by(column: str, rows: list[Row]) -> dict[Any, list[Row]]:
    """Return the rows that share a value, in their order."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found
