"""How a finished build becomes the catalog that others open, and what is swept away behind those who were killed."""

import shutil
import time
import uuid
from pathlib import Path

from tasks.store.disk import sync

SECONDS_A_LINK_LIVES = 60.0
"""A reader's link is gone as soon as the file is open; one that is older was left by a reader that was killed."""


def publish(file: Path, catalog: Path) -> None:
    """Put a copy of a build in the catalog's place; whoever has the old one open keeps it."""
    for leftover in catalog.parent.glob(f"{catalog.name}.new-*"):
        leftover.unlink()
    beside = catalog.with_name(f"{catalog.name}.new-{uuid.uuid4().hex}")
    try:
        shutil.copyfile(file, beside)
        sync(beside)
        beside.replace(catalog)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    # Whoever wrote into the file that was published before may have left a log, which does not belong to this one.
    catalog.with_name(f"{catalog.name}.wal").unlink(missing_ok=True)
    sync(catalog.parent)
    _sweep_links(catalog)


def link_beside(catalog: Path) -> Path:
    """Return a name for a reader's link to the catalog."""
    return catalog.with_name(f"{catalog.name}.reader-{uuid.uuid4().hex}")


def remove(file: Path) -> None:
    """Delete a database with its log and whatever else DuckDB left beside it."""
    for path in (file, file.with_name(f"{file.name}.wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(file.with_name(f"{file.name}.tmp"), ignore_errors=True)


def _sweep_links(catalog: Path) -> None:
    for link in catalog.parent.glob(f"{catalog.name}.reader-*"):
        # Links share their file's times; only the last linking or unlinking moves ctime.
        if time.time() - link.lstat().st_ctime > SECONDS_A_LINK_LIVES:
            link.unlink(missing_ok=True)
