"""Sources that were registered before and have not changed since."""

from tasks.records.document import Source
from tasks.store.catalog import read
from tasks.store.workspace import Workspace


class KnownSources:
    """What the catalog remembers of sources, believed only where journal and blobs still hold it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        rows = read(workspace.root, "queries/known_sources").to_dicts()
        self._sources = {row["source_id"]: Source(**row) for row in rows}
        self._documents = {_file(source): source for source in self._sources.values() if source.doc_id}

    def of(self, found: Source) -> Source | None:
        """Return the source as it was registered, if it is the same file, or the same absence of one."""
        known = self._sources.get(found.source_id) or self._documents.get(_file(found))
        if known is None or known.doc_id is None:
            return known
        stored = self._workspace.blobs.has(known.doc_id) and self._workspace.journal.entries(known.doc_id)
        return known if stored else None


def _file(source: Source) -> tuple[object, ...]:
    return source.uri, source.licence, source.bytes, source.mtime, source.inode
