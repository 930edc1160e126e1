"""Pictures as HTML of a given size in points; every maker takes (words, width, height), draws by ``words.chance``.

A table and a console are as high as their lines, ``height`` at most; a code and an icon are square.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pagemaker.boxes import console, table
from pagemaker.charts import bar_chart, line_chart, pie_chart, scatter
from pagemaker.diagrams import block_diagram, flowchart, line_drawing, map_svg, tree
from pagemaker.ornaments import banner, icon, logo, ornament, qr
from pagemaker.prose import Words
from pagemaker.rasters import (
    drawing_over_photo,
    map_picture,
    photo,
    photo_in_strips,
    photos_overlaid,
    raster_chart,
    screenshot,
)

Maker = Callable[[Words, float, float], str]

MAKERS: dict[str, tuple[str, Maker]] = {
    "photo": ("photo", photo),
    "photo_in_strips": ("photo", photo_in_strips),
    "photos_overlaid": ("photo", photos_overlaid),
    "drawing_over_photo": ("photo", drawing_over_photo),
    "screenshot": ("screenshot", screenshot),
    "raster_chart": ("chart", raster_chart),
    "bar_chart": ("chart", bar_chart),
    "line_chart": ("chart", line_chart),
    "pie_chart": ("chart", pie_chart),
    "scatter": ("chart", scatter),
    "map_picture": ("map", map_picture),
    "map_svg": ("map", map_svg),
    "flowchart": ("diagram", flowchart),
    "tree": ("diagram", tree),
    "block_diagram": ("diagram", block_diagram),
    "line_drawing": ("illustration", line_drawing),
    "console": ("other", console),
    "table": ("table", table),
}
"""Kind and maker by the maker's name."""
DECOYS: dict[str, Maker] = {"qr": qr, "logo": logo, "banner": banner, "ornament": ornament, "icon": icon}
"""Makers of what is no figure, by the name that ``data-decoy`` bears."""
PHOTOS = ("photo", "photo", "photo_in_strips", "photos_overlaid", "drawing_over_photo")
CHARTS = ("bar_chart", "line_chart", "pie_chart", "scatter", "raster_chart")
DIAGRAMS = ("flowchart", "tree", "block_diagram", "line_drawing")
VECTORS = ("bar_chart", "line_chart", "pie_chart", "scatter", "map_svg", "flowchart", "block_diagram", "line_drawing")
PICTURES = tuple(sorted(set(MAKERS) - {"table", "console"}))


class Picture(NamedTuple):
    """A picture's HTML, its kind (photo, chart, diagram, table, …) and its maker's name."""

    html: str
    kind: str
    maker: str


def picture(words: Words, width: float, height: float, makers: Sequence[str] = PICTURES) -> Picture:
    """Return a picture by one of the makers."""
    name = words.chance.choice(list(makers))
    kind, made = MAKERS[name]
    return Picture(made(words, round(width, 1), round(height, 1)), kind, name)


def figure(
    words: Words, number: str, width: float, height: float, makers: Sequence[str] = PICTURES, style: str = ""
) -> tuple[str, str]:
    """Return HTML of a picture marked as figure ``number``, and its kind; ``style`` is more CSS for its box."""
    made = picture(words, width, height, makers)
    marks = f'class="figure" data-figure="{number}" data-kind="{made.kind}" data-ink'
    return f'<div {marks} style="width:{width:.1f}pt;{style}">{made.html}</div>', made.kind


def decoy(words: Words, name: str, width: float, height: float, style: str = "") -> str:
    """Return HTML of a thing that is no figure, marked so."""
    made = DECOYS[name](words, width, height)
    return f'<div data-decoy="{name}" data-ink style="width:{width:.1f}pt;{style}">{made}</div>'
