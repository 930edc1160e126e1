"""The one directory that holds everything."""

from pathlib import Path

from tasks.store.blobs import Blobs
from tasks.store.journal import Journal
from tasks.store.outputs import Outputs
from tasks.store.vectors import Vectors


class Workspace:
    """Where things lie below the workspace's root; nothing is made until it is written."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.blobs = Blobs(self.root / "blobs")
        self.journal = Journal(self.root / "journal")
        self.results = self.root / "results"
        self.outputs = Outputs(self.results / "engines", self.blobs)
        self.vectors = Vectors(self.root / "vectors.sqlite")
        self.exports = self.root / "exports"
        self.state = self.root / "state"
        self.catalog = self.root / "catalog.duckdb"
