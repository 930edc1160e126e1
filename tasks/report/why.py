"""Why the pairs of a document are there, and what of it is not, in files that do not grow without bound."""

from collections.abc import Collection, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple, TypeVar

from tasks.report.answers import Row, ask
from tasks.report.refusals import Refusal, refusals
from tasks.report.story import Story, stories

MOST_STORIES, MOST_REFUSALS = 200, 1000
"""What one file holds at most."""
LAST_PAGE = 1 << 31
T = TypeVar("T")


class Told(NamedTuple):
    """What the catalog says of the pairs of a document, of their rivals, and of what was turned away."""

    pairs: list[Row]
    rivals: list[Row]
    away: list[Row]


class Reasons(NamedTuple):
    """One file of reasons and its place among the document's, from 1."""

    number: int
    stories: Sequence[Story]
    refusals: Sequence[Refusal]


def look_up(root: Path, doc_id: str) -> Told:
    """Return what the catalog says of a document's pairs and of what was turned away."""
    pairs = ask(root, "why_pairs", doc_id=doc_id)
    figure_ids, region_ids = ([row[name] for row in pairs] for name in ("figure_id", "region_id"))
    rivals = ask(root, "why_rivals", doc_id=doc_id, figure_ids=figure_ids, region_ids=region_ids) if pairs else []
    return Told(pairs, rivals, ask(root, "why_not_here", doc_id=doc_id, first=0, last=LAST_PAGE))


def reasons_of(told: Told, live: Collection[str]) -> list[Reasons]:
    """Return the files that a document's reasons take, at least one; ``live`` as in ``stories``."""
    parts = zip_longest(
        _parted(stories(told.pairs, told.rivals, live), MOST_STORIES),
        _parted(refusals(told.away), MOST_REFUSALS),
        fillvalue=(),
    )
    return [Reasons(number, *part) for number, part in enumerate(parts, 1)] or [Reasons(1, [], [])]


def files_of(told: Told, doc_id: str) -> dict[str, str]:
    """Return in which file the story of each pair is."""
    pairs = dict.fromkeys(row["pair_id"] for row in told.pairs)
    return {pair_id: why_name(doc_id, place // MOST_STORIES + 1) for place, pair_id in enumerate(pairs)}


def why_name(doc_id: str, number: int) -> str:
    """Return what a file of the reasons of a document is called."""
    return f"{doc_id[:16]}-why.html" if number == 1 else f"{doc_id[:16]}-why-{number}.html"


def story_anchor(pair_id: str) -> str:
    """Return what the story of a pair is called within its file."""
    return f"w-{pair_id[:16]}"


def _parted(found: list[T], most: int) -> list[list[T]]:
    return [found[first : first + most] for first in range(0, len(found), most)]
