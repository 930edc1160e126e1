"""Make scanned-page.pdf: a page in two columns with a drawing, a chart and a table, as a cheap scanner gives it.

Run ``python tests/samples/make_scan.py [OUTPUT]``. The text and the pictures are etoki's own; the font is Droid Sans
Fallback (Apache-2.0), which comes with PyMuPDF and is in the file as pixels only.
"""

import math
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import numpy as np
import pymupdf
from PIL import Image

from tasks.metrics.scans import worn
from tasks.pdf.render import render

PAGE = (595, 842)
DPI = 150
SIZE, LEADING = 10.0, 16.0
COLUMN, LEFT, RIGHT = 23, 62.0, 308.0
JPEG_QUALITY = 72

TITLE = "村の水車と粉ひきの記録"
FIRST = (
    (
        "　谷あいの村には、明治のころまで六つの水車があった。川の水をせきとめて細い水路にみちびき、"
        "高い所から羽根に落として車を回す。車の軸には石の臼がつながり、一日に米を二俵ほどひくことができた。"
    ),
    (
        "　図1は、村でいちばん大きかった水車である。直径はおよそ四メートルで、羽根は二十四枚あった。"
        "水が少ない夏には、夜のうちに池へ水をため、朝になってから一度に流したという。"
    ),
)
BELOW_DRAWING = (
    (
        "　水車を持つ家は、ひいた粉の一割を手間賃として受けとった。ただし祭りの前の十日間だけは、"
        "どの家からも手間賃をとらないきまりであった。"
    ),
)
SECOND = (
    (
        "　図2に、六つの水車が一年にひいた米の量を示す。上流の水車ほど水が多く、ひいた量も多い。"
        "川下の二つは、冬のあいだ水がこおって回らない日が続いた。"
    ),
)
AFTER_CHART = (
    (
        "　大正のはじめに電気が通じると、水車は一つまた一つと止まった。表1は、それぞれの水車が止まった年と、"
        "そのあとの使い道をまとめたものである。"
    ),
)
DRAWING = "図1　いちばん大きな水車（直径約四メートル）"
CHART = "図2　水車ごとの一年の米の量（俵）"
TABLE = "表1　水車が止まった年"
BARS = (("一番車", 620), ("二番車", 540), ("三番車", 470), ("四番車", 410), ("五番車", 260), ("六番車", 210))
ROWS = (
    ("水車", "止まった年", "使い道"),
    ("一番車", "大正十二年", "製材所"),
    ("三番車", "大正九年", "物置"),
    ("六番車", "大正四年", "取りこわし"),
)


def write(page: pymupdf.Page, x: float, y: float, text: str, size: float = SIZE) -> None:
    """Write one line; ``y`` is where its type begins."""
    page.insert_text((x, y + 0.88 * size), text, fontname="japan", fontsize=size)


def paragraphs(page: pymupdf.Page, x: float, y: float, texts: Iterable[str]) -> float:
    """Set paragraphs in a column and return where the next thing may begin."""
    for text in texts:
        for at in range(0, len(text), COLUMN):
            write(page, x, y, text[at : at + COLUMN])
            y += LEADING
    return y


def draw_wheel(page: pymupdf.Page, x: float, y: float) -> None:
    """Draw a water wheel beside a hut, in lines."""
    middle, radius = pymupdf.Point(x + 75, y + 80), 62
    for part in (1.0, 0.86, 0.12):
        page.draw_circle(middle, radius * part, width=1.4)
    for at in range(24):
        angle = math.tau * at / 24
        towards = pymupdf.Point(math.cos(angle), math.sin(angle))
        page.draw_line(middle + towards * (radius * 0.12), middle + towards * (radius * 1.08), width=0.8)
    page.draw_polyline(
        [(x + 140, y + 150), (x + 140, y + 50), (x + 180, y + 15), (x + 222, y + 50), (x + 222, y + 150)], width=1.6
    )
    page.draw_rect((x + 165, y + 90, x + 195, y + 150), width=1.2)
    for at in range(5):
        page.draw_bezier(
            *((x + step, y + 150 + 3 * at + (4 if step % 80 else 0)) for step in (0, 70, 150, 225)), width=0.7
        )


def draw_chart(page: pymupdf.Page, x: float, y: float) -> None:
    """Draw a bar chart with names below and values above the bars."""
    floor = y + 130
    page.draw_line((x, y), (x, floor), width=1)
    page.draw_line((x, floor), (x + 225, floor), width=1)
    for at, (name, value) in enumerate(BARS):
        left, top = x + 10 + 36 * at, floor - value / 6
        page.draw_rect((left, top, left + 22, floor), fill=(0.35, 0.35, 0.35), width=0.5)
        write(page, left + 2, top - 9, str(value), 7.5)
        write(page, left - 2, floor + 4, name, 8)


def draw_table(page: pymupdf.Page, x: float, y: float) -> None:
    """Draw a ruled table."""
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            box = (x + 76 * column, y + 20 * row, x + 76 * (column + 1), y + 20 * (row + 1))
            page.draw_rect(box, width=0.8)
            write(page, box[0] + 6, box[1] + 5, text, 9.5)


def set_page() -> pymupdf.Page:
    """Return the page before it was scanned."""
    page = pymupdf.open().new_page(width=PAGE[0], height=PAGE[1])
    write(page, LEFT, 60, TITLE, 18)
    y = paragraphs(page, LEFT, 110, FIRST)
    draw_wheel(page, LEFT, y + 10)
    write(page, LEFT + 8, y + 190, DRAWING, 9)
    paragraphs(page, LEFT, y + 222, BELOW_DRAWING)
    y = paragraphs(page, RIGHT, 110, SECOND)
    draw_chart(page, RIGHT, y + 14)
    write(page, RIGHT + 30, y + 170, CHART, 9)
    y = paragraphs(page, RIGHT, y + 200, AFTER_CHART)
    write(page, RIGHT + 50, y + 12, TABLE, 9)
    draw_table(page, RIGHT, y + 28)
    write(page, 290, 790, "12", 9)
    return page


def scanned(page: pymupdf.Page) -> bytes:
    """Return a page as a JPEG on yellowed paper: askew, soft, unevenly lit, grainy."""
    aged = worn(render(page, DPI)).astype(np.float32) * np.array([0.99, 0.96, 0.88], np.float32)
    encoded = BytesIO()
    Image.fromarray(aged.astype(np.uint8)).save(encoded, "JPEG", quality=JPEG_QUALITY)
    return encoded.getvalue()


def main(target: Path) -> None:
    """Write the sample."""
    with pymupdf.open() as document:
        sheet = document.new_page(width=PAGE[0], height=PAGE[1])
        sheet.insert_image(sheet.rect, stream=scanned(set_page()), keep_proportion=False)
        document.set_metadata({"title": TITLE})
        document.save(target, garbage=3, deflate=True, no_new_id=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("scanned-page.pdf"))
