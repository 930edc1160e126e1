"""The lists of all pairs, a file for every ten thousand."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tasks.report.answers import Row, ask
from tasks.report.parts import Part, anchor, file_name, part_with

MOST_PAIRS = 10_000
P_DIGITS = 4


class PairList(NamedTuple):
    """One file of pairs: its place, from 1, and its rows, from the first to the last of all."""

    number: int
    first: int
    last: int

    @property
    def file_name(self) -> str:
        """Return what the file is called."""
        return f"pairs-{self.number}.html"


def lists_of(total: int) -> list[PairList]:
    """Return the files that so many pairs take, at least one."""
    firsts = range(1, max(total, 1) + 1, MOST_PAIRS)
    return [PairList(number, first, min(first + MOST_PAIRS - 1, total)) for number, first in enumerate(firsts, 1)]


def compact(root: Path, one: PairList, parts: Mapping[str, list[Part]]) -> dict[str, Any]:
    """Return the rows of a list as columns of words and places in them: a tenth of what records would take.

    ``rows`` are [document, page, role, kind, status, p_match, text, link]; the first and the third to fifth are places
    in ``documents``, ``roles``, ``kinds`` and ``statuses``; a link is a place in ``files`` and an anchor.
    """
    words: dict[str, dict[Any, int]] = {name: {} for name in ("documents", "roles", "kinds", "statuses", "files")}
    rows = ask(root, "report_pairs", first=one.first, last=one.last)
    return {"rows": list(_rows(rows, words, parts)), **{name: list(found) for name, found in words.items()}}


def _rows(
    rows: list[Row], words: dict[str, dict[Any, int]], parts: Mapping[str, list[Part]]
) -> Iterator[list[int | float | str]]:
    for row in rows:
        file = f"documents/{file_name(row['doc_id'], part_with(parts[row['doc_id']], row['page']).number)}"
        yield [
            _place(words["documents"], row["name"]),
            row["page"],
            _place(words["roles"], row["role"]),
            _place(words["kinds"], row["kind"] or "not measured"),
            _place(words["statuses"], row["status"]),
            round(row["p_match"], P_DIGITS),
            row["text"],
            _place(words["files"], file),
            anchor(row["figure_id"]),
        ]


def _place(words: dict[Any, int], word: str) -> int:
    return words.setdefault(word, len(words))
