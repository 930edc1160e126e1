"""Pages of the page maker's families for the tests to look at, as HTML."""

import re

from pagemaker.document import discover, make


def html(name: str, seed: int) -> str:
    """Return all pages of a document as one string."""
    discover()
    return "".join(sheet.html for sheet in make(name, seed).sheets)


def ids(page: str, attribute: str) -> list[str]:
    """Return the ids that an attribute names, once for each element."""
    return [each for found in re.findall(rf'data-{attribute}="([^"]*)"', page) for each in found.split()]
