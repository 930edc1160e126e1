"""A document's pages, split so that no file grows without bound."""

from collections.abc import Iterable
from typing import NamedTuple

MOST_PICTURES, MOST_FIGURES = 40, 60
"""What one file holds at most; a single page that has more figures still is one file."""


class Sheet(NamedTuple):
    """How much a page brings into a file: its number, whether it is drawn, and its figures."""

    page: int
    drawn: bool
    figures: int


class Part(NamedTuple):
    """The pages of one file, and the place of the file among the document's, from 1."""

    number: int
    first: int
    last: int
    drawn: tuple[int, ...]


def split(sheets: Iterable[Sheet]) -> list[Part]:
    """Return the parts of a document, in order; one without pages is one part without pages."""
    groups: list[list[Sheet]] = [[]]
    for sheet in sheets:
        if groups[-1] and _is_full([*groups[-1], sheet]):
            groups.append([])
        groups[-1].append(sheet)
    return [_part(number, group) for number, group in enumerate(groups, 1)]


def part_with(parts: list[Part], page: int) -> Part:
    """Return the part that shows a page; the last one for a page that none has."""
    return next((part for part in parts if page <= part.last), parts[-1])


def file_name(doc_id: str, number: int) -> str:
    """Return what the file of a part is called."""
    return f"{doc_id[:16]}.html" if number == 1 else f"{doc_id[:16]}-{number}.html"


def anchor(figure_id: str) -> str:
    """Return what the entry of a figure is called within its file."""
    return f"f-{figure_id[:16]}"


def sample_anchor(sample_id: str, figure: str) -> str:
    """Return what a sample is called at one of the figures that it shows."""
    return f"s-{figure}-{sample_id[:16]}"


def _is_full(sheets: list[Sheet]) -> bool:
    pictures = sum(sheet.drawn for sheet in sheets)
    return pictures > MOST_PICTURES or sum(sheet.figures for sheet in sheets) > MOST_FIGURES


def _part(number: int, sheets: list[Sheet]) -> Part:
    pages = [sheet.page for sheet in sheets]
    drawn = tuple(sheet.page for sheet in sheets if sheet.drawn)
    return Part(number, min(pages, default=1), max(pages, default=0), drawn)
