"""Print sheets by Chromium, and read from the laid-out page where everything stands."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from pagemaker.document import PX, Made, Sheet

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Without hinting, letters are as wide on the page that is measured as on the one that is printed.
ARGUMENTS = ("--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text")
MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")
SPILL = 3.0
"""Text may stand so many points outside its sheet before the page counts as broken."""
RESET = """
* { box-sizing: border-box }
html, body { margin: 0; padding: 0 }
body { font-family: "Noto Sans CJK JP"; font-size: 10pt; line-height: 1.7; -webkit-print-color-adjust: exact;
       print-color-adjust: exact; font-kerning: none }
section.sheet { position: relative; overflow: hidden; break-after: page; break-inside: avoid }
section.sheet:last-child { break-after: auto }
img, svg { display: block }
p { margin: 0 }
"""


class Item(NamedTuple):
    """One marked element: ``role`` is its data attribute; ``box`` in points of its sheet, None where nothing shows."""

    role: str
    page: int
    ids: tuple[str, ...]
    box: tuple[float, float, float, float] | None
    text: str = ""
    label: str = ""
    kind: str = "other"
    vector: bool = False


class SpilledError(ValueError):
    """Marked text that lies off its sheet: the family has to leave more room."""


class Printed(NamedTuple):
    """The bytes of a PDF and what its pages hold, in document order."""

    pdf: bytes
    items: list[Item]


@contextmanager
def browser() -> Iterator[Browser]:
    """Lend one Chromium to print many documents."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield chromium
        finally:
            chromium.close()


def whole(made: Made) -> str:
    """Return the document as one HTML page."""
    sizes = "\n".join(
        f"@page s{at} {{ size: {sheet.width_pt}pt {sheet.height_pt}pt; margin: 0 }}"
        for at, sheet in enumerate(map(_in_pixels, made.sheets))
    )
    sections = "\n".join(_section(at, sheet) for at, sheet in enumerate(map(_in_pixels, made.sheets)))
    head = f'<meta charset="utf-8"><style>{RESET}{sizes}\n{made.css}</style>'
    return f'<!doctype html><html lang="ja"><head>{head}</head><body>{sections}</body></html>'


def print_pages(made: Made, page: Page) -> Printed:
    """Print a document; raise SpilledError where marked text lies off its sheet."""
    page.set_content(whole(made), wait_until="load")
    page.emulate_media(media="print")
    items = [_item(found) for sheet in page.evaluate(MEASURE) for found in sheet]
    for item in items:
        _check(item, made.sheets[item.page - 1])
    return Printed(_undated(page.pdf(prefer_css_page_size=True, print_background=True)), items)


def _in_pixels(sheet: Sheet) -> Sheet:
    return Sheet(sheet.html, *(round(side / PX) * PX for side in (sheet.width_pt, sheet.height_pt)))


def _section(at: int, sheet: Sheet) -> str:
    # One pixel lower than the paper: rounding would give an empty page after each.
    size = f"width:{sheet.width_pt}pt;height:{sheet.height_pt - PX}pt;page:s{at}"
    return f'<section class="sheet" style="{size}">{sheet.html}</section>'


def _item(found: dict[str, Any]) -> Item:
    box = found.pop("box")
    return Item(box=tuple(box) if box else None, ids=tuple(found.pop("ids")), **found)


def _check(item: Item, sheet: Sheet) -> None:
    if item.role in {"figure", "decoy"} or not item.text:
        return
    x0, y0, x1, y1 = item.box or (-99.0, 0.0, 0.0, 0.0)
    if min(x0, y0) < -SPILL or x1 > sheet.width_pt + SPILL or y1 > sheet.height_pt + SPILL:
        raise SpilledError(f"page {item.page}: {item.role} {' '.join(item.ids)} lies off the sheet: {item.text[:30]!r}")


def _undated(pdf: bytes) -> bytes:
    """Return the PDF with its dates made one fixed day, in place: the same pages are the same bytes."""
    return re.sub(rb"\(D:\d{14}", b"(D:20000101000000", pdf)
