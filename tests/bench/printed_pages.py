"""Pages of the page maker's families for the tests to look at, as Chromium prints them."""

import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest

from pagemaker.document import Sheet, discover, make
from pagemaker.gold import gold_of
from pagemaker.printing import CHROMIUM, browser, print_pages


class Printed(NamedTuple):
    """A printed document: its family, its PDF, its gold and its sheets."""

    name: str
    pdf: bytes
    gold: list[dict[str, Any]]
    sheets: Sequence[Sheet]


def printed(names: Sequence[str], seeds: Sequence[int]) -> list[Printed]:
    """Print the documents of families; without a Chromium, the test is skipped."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    discover()
    documents = [(name, make(name, seed)) for name in names for seed in seeds]
    with browser() as chromium:
        page = chromium.new_page()
        found = [(name, print_pages(made, page), made.sheets) for name, made in documents]
    return [Printed(name, each.pdf, gold_of(each, name, name), sheets) for name, each, sheets in found]


def squeezed(text: str) -> str:
    """Return text without spaces, as both the gold and the PDF spell it."""
    return "".join(unicodedata.normalize("NFKC", text).split())
