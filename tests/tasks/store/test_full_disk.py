"""A disk that is full in the middle of anything: nothing is half there, and with space again all goes on."""

import errno
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tasks.records.enums import Step
from tasks.runtime.errors import is_healed_by_time
from tasks.store import build, catalog
from tasks.store.entries import entries_of
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.sql

ROOM = 32 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a file system of its own, of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def _left(disk: Path, room: int) -> Iterator[None]:
    """Fill the disk up to so many bytes while the block runs."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(b"\0" * max(0, free - room))
    try:
        yield
    finally:
        ballast.unlink()


def _files(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if path.is_file()}


def _rows(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found = connection.sql("select table_name from duckdb_tables() where schema_name = 'history'").fetchall()
    names = (f"history.{name}" for (name,) in found if name != "passed_checks")
    return {name: sorted(map(str, connection.table(name).fetchall())) for name in names}


@pytest.mark.parametrize("room", [0, 4096, 16384])
def test_an_entry_is_written_whole_or_not_at_all(disk: Path, scribe_in, room: int) -> None:
    scribe = scribe_in(disk / "w")
    doc_id = scribe.register()
    before = _files(scribe.root)
    text = "".join(chr(0x4E00 + random.randrange(20000)) for _ in range(20_000))
    regions = [row.model_copy(update={"text": text}) for row in scribe.rows(doc_id)[Step.SEGMENT]["regions"]]
    tables = {"regions": regions, "step_runs": [scribe.run("x", doc_id, Step.SEGMENT)]}
    with _left(disk, room), pytest.raises(OSError) as full:
        scribe.journal.append(doc_id, "x", tables)
    assert full.value.errno == errno.ENOSPC
    assert is_healed_by_time(full.value)
    assert _files(scribe.root) == before
    scribe.journal.append(doc_id, "x", tables)
    assert scribe.journal.has(doc_id, "x")


@pytest.mark.parametrize("room", [0, 8192, 100_000])
def test_bytes_are_kept_whole_or_not_at_all(disk: Path, room: int) -> None:
    blobs = Workspace(disk / "w").blobs
    blobs.put(b"small")
    before, content = _files(disk), os.urandom(300_000)
    (disk / "source").write_bytes(content)
    with _left(disk, room):
        for keep in (lambda: blobs.put(content), lambda: blobs.put_file(disk / "source")):
            with pytest.raises(OSError) as full:
                keep()
            assert full.value.errno == errno.ENOSPC
        assert _files(disk / "w") == before
    assert blobs.get(blobs.put_file(disk / "source")) == content


def test_a_load_says_that_the_disk_is_full_and_goes_on_where_it_was(disk: Path, scribe_in) -> None:
    scribe = scribe_in(disk / "w")
    scribe.whole("a.pdf")
    catalog.load(scribe.root)
    published = (scribe.root / "catalog.duckdb").read_bytes()
    for name in ("b.pdf", "c.pdf", "d.pdf"):
        scribe.whole(name)
    # Nothing can be opened, nothing loaded, the build not written down, the build not copied.
    for room in (0, 20_000, 200_000, 1_000_000, 2_000_000):
        with _left(disk, room), pytest.raises(OSError) as full:
            catalog.load(scribe.root)
        assert full.value.errno == errno.ENOSPC
        assert is_healed_by_time(full.value)
        assert (scribe.root / "catalog.duckdb").read_bytes() == published
        assert not list(scribe.root.glob("catalog.duckdb.*"))
    report = catalog.load(scribe.root)
    assert (report.published, report.rebuilt) == (True, False)
    with duckdb.connect(scribe.root / "catalog.duckdb", read_only=True) as loaded, duckdb.connect() as fresh:
        build.fill(fresh, entries_of(scribe.journal.root))
        assert _rows(loaded) == _rows(fresh)
