"""Short phrases to choose from, one a line: what a user asks where the model writes no question, and who asks."""

from functools import cache

from tasks.prompts import templating
from tasks.records import identity
from tasks.records.enums import SampleKind


@cache
def phrases(name: str) -> tuple[str, ...]:
    """Return every phrase of a file, in its order."""
    return tuple(line for line in templating.source(f"requests/{name}.txt").splitlines() if line)


def question(kind: SampleKind, figure_id: str) -> str:
    """Return what a user asks about a figure for a text of ``kind``, the same on every machine."""
    return _chosen(kind, kind, figure_id)


def asker(kind: SampleKind, figure_id: str) -> str:
    """Return in whose place questions about a figure are asked, so that they are not all alike."""
    return _chosen("askers", kind, figure_id)


def _chosen(name: str, kind: SampleKind, figure_id: str) -> str:
    known = phrases(name)
    return known[int(identity.of("wording", name, kind, figure_id), 16) % len(known)]
