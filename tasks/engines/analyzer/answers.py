"""What yomitoku says of a page, as it is kept, and the lines and regions that this tells of."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from pydantic import BaseModel

from tasks.engines.layout.regions import on_paper, region_of
from tasks.engines.ocr.quads import Quad, lines_of
from tasks.engines.protocols import RgbArray
from tasks.records.enums import Direction, RegionKind
from tasks.records.page import Line
from tasks.records.record import POINTS_PER_INCH, Box
from tasks.records.region import Region

NAME = "yomitoku"


class Word(BaseModel, frozen=True):
    """A line of print, corners in pixels; what else is said of it is not used."""

    points: tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
    content: str
    direction: Direction
    rec_score: float | None


class Area(BaseModel, frozen=True):
    """A figure or a table: its corners in pixels; what else is said of it is not used."""

    box: tuple[float, float, float, float]


class Answer(BaseModel, frozen=True):
    """What is used of an answer: of the recogniser's the words, of the layout model's the rest."""

    dpi: int
    width: int
    height: int
    words: tuple[Word, ...] = ()
    figures: tuple[Area, ...] = ()
    tables: tuple[Area, ...] = ()


def spelled(schema: Any, image: RgbArray, dpi: int) -> bytes:
    """Return all that yomitoku says as JSON, with the size of the page that it saw in pixels, and dots per inch."""
    height, width = image.shape[:2]
    said = json.loads(schema.model_dump_json())  # which spells what is no number as null
    return json.dumps({"dpi": dpi, "width": width, "height": height, **said}, ensure_ascii=False).encode()


def lines(said: bytes) -> list[Line]:
    """Return the lines in yomitoku's order, the score of its recogniser as confidence; furigana come as lines."""
    answer = Answer.model_validate_json(said)
    return list(lines_of(_quads(answer.words, POINTS_PER_INCH / answer.dpi)))


def regions(said: bytes, doc_id: str, page: int) -> list[Region]:
    """Return the figures and tables from top to bottom, rule ``model``; yomitoku keeps no score of them."""
    answer = Answer.model_validate_json(said)
    scale = POINTS_PER_INCH / answer.dpi
    paper = Box(0.0, 0.0, answer.width * scale, answer.height * scale)
    # A box that is called both is a table: of a table it has seen rows and columns too.
    found = dict.fromkeys(_boxes(answer.figures, scale, paper), RegionKind.FIGURE)
    found |= dict.fromkeys(_boxes(answer.tables, scale, paper), RegionKind.TABLE)
    return [region_of(box, found[box], NAME, doc_id, page) for box in sorted(found, key=lambda box: (box.y0, box))]


def _quads(words: Iterable[Word], scale: float) -> Iterator[Quad]:
    for word in words:
        corners = np.array(word.points, dtype=np.float32) * np.float32(scale)
        yield Quad(corners, word.content, word.rec_score or 0.0, word.direction)


def _boxes(areas: Iterable[Area], scale: float, paper: Box) -> Iterator[Box]:
    for area in areas:
        box = on_paper(Box(*(value * scale for value in area.box)), paper)
        if box is not None:
            yield box
