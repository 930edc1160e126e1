"""Hashes that are dear to find, remembered by the sha256 of the bytes that they are found of."""

from collections.abc import Callable
from pathlib import Path


class Hashes:
    """One file for every two first digits, a line a hash: `sha found`; lines are appended in one write each."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._shards: dict[str, dict[str, str]] = {}

    def of(self, sha: str, find: Callable[[], str]) -> str:
        """Return what was found before, or find and remember it."""
        shard = self._shard(sha[:2])
        if sha not in shard:
            shard[sha] = find()
            self._root.mkdir(parents=True, exist_ok=True)
            with (self._root / sha[:2]).open("ab", buffering=0) as file:
                file.write(f"\n{sha} {shard[sha]}\n".encode())  # the newline before ends a line that was torn
        return shard[sha]

    def _shard(self, digits: str) -> dict[str, str]:
        if digits not in self._shards:
            self._shards[digits] = _read(self._root / digits)
        return self._shards[digits]


def _read(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs = (line.split(" ") for line in path.read_text(encoding="ascii", errors="replace").splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and len(pair[0]) == len(pair[1])}  # noqa: PLR2004
