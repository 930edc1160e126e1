"""What engines said, remembered by what they were asked: nothing is asked twice, whatever was killed in between."""

from collections.abc import Callable
from pathlib import Path

from tasks.records import identity
from tasks.store.blobs import Blobs

_SHA_LENGTH = 64


class Outputs:
    """One file a document and question, a line an item: `item sha256`, the hash naming the answer's blob.

    Lines are appended in one write each, so that processes may share a file; a torn line is asked again.
    """

    def __init__(self, root: Path, blobs: Blobs) -> None:
        self.root = root
        self.blobs = blobs

    def answer(self, doc_id: str, question: str, item: str, ask: Callable[[], bytes]) -> bytes:
        """Return what was answered before about an item (a page, a picture), or ask and remember.

        ``question`` is a hash of everything that the answer depends on beside the item: the engine with its version,
        weights and parameters, and the resolution.
        """
        known = self.recall(doc_id, question, item)
        if known is not None:
            return known
        content = ask()
        _remember(self._path(doc_id, question), item, self.blobs.put(content))
        return content

    def recall(self, doc_id: str, question: str, item: str) -> bytes | None:
        """Return what was answered before about an item, None if nothing was."""
        known = _answers(self._path(doc_id, question)).get(item)
        return self.blobs.get(known) if known is not None and self.blobs.has(known) else None

    def _path(self, doc_id: str, question: str) -> Path:
        return self.root / doc_id[:2] / doc_id / question


def question_of(*asked: object) -> str:
    """Return the hash of what an engine is asked, whatever the item."""
    return identity.sha256(identity.canonical(list(asked)))


def _answers(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    fields = (line.split(" ") for line in path.read_text(encoding="utf-8").splitlines())
    return {pair[0]: pair[1] for pair in fields if len(pair) == 2 and len(pair[1]) == _SHA_LENGTH}  # noqa: PLR2004


def _remember(path: Path, item: str, sha: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        file.write(f"\n{item} {sha}\n".encode())  # the newline before ends a line that was torn
