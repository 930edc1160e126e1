"""Who wants to know how far the pages are: a command line shows it, a scheduled run does without.

The unit is a page in a step: a page of a document counts once for every step that goes over pages.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[int, int], None]
"""Told how many pages were done and how many were added since the last call."""

_listeners: list[Listener] = []
_expected: set[str] = set()


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell ``listener`` of every page while the block runs."""
    _expected.clear()
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def advance() -> None:
    """Say that a step is done with a page."""
    for listener in _listeners:
        listener(1, 0)


def expect(doc_id: str, pages: int) -> None:
    """Say how much lies before a document, once, at the first step that goes over its pages."""
    if doc_id not in _expected:
        _expected.add(doc_id)
        for listener in _listeners:
            listener(0, pages)
