"""Make vertical-caption.pdf: a page of vertical Japanese, ruby, a picture, and its caption standing beside it.

Run ``python tests/samples/make_vertical.py [OUTPUT]``. The text and the picture are etoki's own; the font is Droid
Sans Fallback (Apache-2.0), which comes with PyMuPDF and is embedded as a subset.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pymupdf
from PIL import Image, ImageDraw

PAGE = (420, 595)
SIZE = 11.0
PITCH = 18.0
TOP, BOTTOM, RIGHT = 56.0, 545.0, 366.0
PICTURE = pymupdf.Rect(76, 60, 229, 249)
CAPTION_X, CAPTION_SIZE = 58.0, 9.0
BELOW_PICTURE = 266.0

TITLE = "和紙をすく"
PARAGRAPHS = (
    (
        "和紙の里を訪ねたのは、谷川の水がいちばん冷たくなる一月の半ばであった。紙をすく家では、夜の明けるころから"
        "大きな釜に火を入れ、｜楮《こうぞ》の皮を煮ている。白い湯気が土間に満ちて、人の顔も見えないほどである。"
    ),
    (
        "煮あがった皮は川にさらし、ちりを一つずつ手で拾う。この仕事をおろそかにすると、紙に小さな黒い点が残る。"
        "拾いおえた皮を木の棒でたたいてほぐすと、綿のような｜繊維《せんい》ができる。"
    ),
    (
        "図一に示したように、すき手は水をはった舟の前に立ち、｜簀《す》をはさんだ木の枠を両手で持つ。枠を水にくぐらせ、"
        "前後にゆすると、繊維がからみあって一枚の薄い膜になる。ゆする回数は紙の厚さによって変わり、"
        "「六回なら障子紙、十回なら帳面の紙」と教えられた。"
    ),
    (
        "すいた紙は重ねて一晩おき、水をしぼってから板に張って干す。晴れた日には、家々の庭が白い板で埋まり、"
        "村はまぶしいほど明るくなる。"
    ),
)
CAPTION = "図一　舟の水をくみ、枠をゆすって紙をすく。うしろは干した紙"

_RUBY = re.compile(r"｜(?P<base>[^《]+)《(?P<reading>[^》]+)》")
_STANDING = str.maketrans("、。「」", "︑︒﹁﹂")
_SMALL = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
_NOT_FIRST = "、。」ー" + _SMALL


class Pen:
    """Sets glyphs one by one; positions are the centre of a column and the top of a glyph's square."""

    def __init__(self, page: pymupdf.Page) -> None:
        self.page = page
        page.insert_font(fontname="droid", fontbuffer=pymupdf.Font("japan").buffer)

    def glyph(self, char: str, centre: float, top: float, size: float) -> None:
        """Set one glyph as a vertical line wants it: marks in their standing forms, small kana to the upper right."""
        shift_x, shift_y = (0.1, -0.08) if char in _SMALL else (0.0, 0.0)
        left = centre + (shift_x - 0.5) * size
        base = top + (0.88 + shift_y) * size
        self.page.insert_text((left, base), char.translate(_STANDING), fontname="droid", fontsize=size)

    def run(self, text: str, centre: float, top: float, size: float, step: float) -> None:
        """Set ``text`` downwards."""
        for place, char in enumerate(text):
            self.glyph(char, centre, top + place * step, size)


def _columns() -> Iterator[tuple[float, float]]:
    """Yield the centre and the top of each column, from the right; those under the picture are short."""
    centre = RIGHT - 2 * PITCH
    while centre > CAPTION_X - SIZE:
        yield centre, TOP if centre > PICTURE.x1 + SIZE else BELOW_PICTURE
        centre -= PITCH


def _glyphs(paragraph: str) -> Iterator[tuple[str, str]]:
    """Yield each glyph with the ruby that starts at it."""
    yield "　", ""
    place = 0
    for found in _RUBY.finditer(paragraph):
        yield from ((char, "") for char in paragraph[place : found.start()])
        yield found["base"][0], found["reading"]
        yield from ((char, "") for char in found["base"][1:])
        place = found.end()
    yield from ((char, "") for char in paragraph[place:])


def _set_body(pen: Pen) -> None:
    columns = _columns()
    for paragraph in PARAGRAPHS:
        centre, top = next(columns)
        for char, reading in _glyphs(paragraph):
            if top + SIZE > BOTTOM and char not in _NOT_FIRST:
                centre, top = next(columns)
            pen.glyph(char, centre, top, SIZE)
            if reading:
                pen.run(reading, centre + 0.78 * SIZE, top, SIZE / 2, SIZE / 2)
            top += SIZE


def _mix(top: tuple[int, int, int], bottom: tuple[int, int, int], width: int, height: int) -> Image.Image:
    share = np.linspace(0, 1, height)[:, None, None]
    rows = np.array(top) * (1 - share) + np.array(bottom) * share
    grain = (np.add.outer(np.arange(height) * 7, np.arange(width) * 13) % 11 - 5)[:, :, None]
    return Image.fromarray(np.clip(rows + grain, 0, 255).astype(np.uint8), "RGB")


def draw_picture() -> Image.Image:
    """Draw somebody making paper: drying boards behind, a vat of water, a frame with its screen."""
    width, height = 510, 630
    image = _mix((214, 205, 186), (166, 142, 112), width, height)
    pen = ImageDraw.Draw(image)
    for board in range(4):
        left = 24 + board * 122
        pen.rectangle((left, 40, left + 96, 270), fill=(124, 92, 62), outline=(70, 48, 30), width=4)
        pen.rectangle((left + 12, 56, left + 84, 252), fill=(246, 242, 230))
    _draw_maker(pen)
    _draw_vat(pen, width)
    return image


def _draw_maker(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(190, 440), (206, 262), (304, 262), (322, 440)], fill=(44, 66, 104), outline=(24, 36, 60))
    pen.polygon([(236, 262), (255, 300), (274, 262)], fill=(236, 224, 206))
    pen.ellipse((216, 166, 294, 258), fill=(222, 184, 150), outline=(90, 60, 40), width=3)
    pen.pieslice((208, 150, 302, 236), 180, 360, fill=(238, 236, 228), outline=(90, 90, 90), width=3)
    for side in (-1, 1):
        pen.line(
            [(255 + side * 46, 290), (255 + side * 98, 370), (255 + side * 112, 438)], fill=(44, 66, 104), width=26
        )
        pen.ellipse((255 + side * 112 - 16, 424, 255 + side * 112 + 16, 456), fill=(222, 184, 150))


def _draw_vat(pen: ImageDraw.ImageDraw, width: int) -> None:
    pen.polygon([(20, 486), (490, 486), (464, 610), (46, 610)], fill=(132, 94, 58), outline=(60, 40, 24), width=5)
    pen.polygon([(36, 470), (474, 470), (490, 500), (20, 500)], fill=(150, 188, 198), outline=(60, 40, 24), width=4)
    for wave in range(5):
        y = 476 + wave * 5
        pen.arc((60 + wave * 74, y - 6, 130 + wave * 74, y + 8), 20, 160, fill=(232, 244, 246), width=3)
    pen.polygon([(120, 436), (390, 436), (410, 474), (100, 474)], fill=(240, 234, 208), outline=(88, 60, 34), width=6)
    for line in range(1, 24):
        pen.line([(120 + line * 11.25, 440), (100 + line * 12.9, 471)], fill=(188, 170, 128), width=1)
    for plank in range(1, 4):
        pen.line(
            [(20 + plank * 8, 500 + plank * 27), (width - 20 - plank * 8, 500 + plank * 27)], fill=(88, 60, 36), width=3
        )


def build() -> pymupdf.Document:
    """Return the page as a document of its own."""
    document = pymupdf.open()
    page = document.new_page(width=PAGE[0], height=PAGE[1])
    pen = Pen(page)
    pen.run(TITLE, RIGHT, TOP + 2 * SIZE, 17, 22)
    _set_body(pen)
    encoded = io.BytesIO()
    draw_picture().save(encoded, "PNG", optimize=True)
    page.insert_image(PICTURE, stream=encoded.getvalue())
    pen.run(CAPTION, CAPTION_X, PICTURE.y0, CAPTION_SIZE, CAPTION_SIZE)
    for place, digit in enumerate("四二"):
        pen.glyph(digit, PAGE[0] / 2, 560 + place * 9, 9)
    document.subset_fonts()
    document.set_metadata({"title": TITLE, "creator": "tests/samples/make_vertical.py", "producer": "PyMuPDF"})
    return document


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("vertical-caption.pdf")
    build().save(target, garbage=4, deflate=True, no_new_id=True)
