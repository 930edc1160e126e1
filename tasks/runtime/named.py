"""Which document a person means."""

import re
from pathlib import Path
from typing import Any

from tasks.runtime.errors import UsageError
from tasks.sources.listing import spelled, uri_of
from tasks.store.catalog import read

_DOC_ID = re.compile(r"[0-9a-f]{64}")


def resolve(root: Path, name: str) -> str:
    """Return the doc_id that a name, path or beginning of a hash stands for; UsageError for none or several."""
    if _DOC_ID.fullmatch(name):
        return name
    texts = [uri_of(Path(name))] if _exists(name) else []
    answers = (read(root, "queries/find_documents", {"text": text}).to_dicts() for text in [*texts, spelled(name)])
    found: list[dict[str, Any]] = next(filter(None, answers), [])
    if len(found) == 1:
        return str(found[0]["doc_id"])
    if not found:
        raise UsageError(f"no document {spelled(name)!r} in {root}")
    choices = "\n".join(f"  {row['doc_id'][:16]}  {row['name']}" for row in found)
    raise UsageError(f"{name!r} may be any of\n{choices}\nsay which by more of its hash")


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # a name no file can have
        return False
