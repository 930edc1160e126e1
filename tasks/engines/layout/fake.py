"""A layout model's stand-in: every big dark area is a figure."""

import numpy as np
from numpy.typing import NDArray

from tasks.engines.protocols import RgbArray
from tasks.records import identity
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

_CELL_POINTS = 9
_INKED = 0.2
_DARK = 200
_MIN_CELLS = 4

Cell = tuple[int, int]


class FakeLayout:
    """Lays a grid over the page and calls each connected group of inked cells a figure."""

    name = "fake"
    version = "1"
    weights_sha256: str | None = None

    def find(self, image: RgbArray, dpi: int, doc_id: str, page: int) -> list[Region]:
        """Return groups of at least 4 × 4 cells of 9 points, from top to bottom."""
        side = max(1, round(_CELL_POINTS * dpi / 72))
        groups = _groups(_inked_cells(image, side))
        boxes = [_box(group, side * 72 / dpi) for group in groups]
        edge = _MIN_CELLS * side * 72 / dpi - 0.1
        return [_region(box, doc_id, page) for box in boxes if box.width >= edge and box.height >= edge]


def _inked_cells(image: RgbArray, side: int) -> NDArray[np.bool_]:
    dark = image.mean(axis=2) < _DARK
    rows, columns = dark.shape[0] // side, dark.shape[1] // side
    cells = dark[: rows * side, : columns * side].reshape(rows, side, columns, side)
    inked: NDArray[np.bool_] = cells.mean(axis=(1, 3)) > _INKED
    return inked


def _groups(inked: NDArray[np.bool_]) -> list[list[Cell]]:
    left = {(int(row), int(column)) for row, column in np.argwhere(inked)}
    return [_taken(cell, left) for cell in sorted(left) if cell in left]


def _taken(first: Cell, left: set[Cell]) -> list[Cell]:
    left.discard(first)
    group = [first]
    for row, column in group:
        for near in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if near in left:
                left.discard(near)
                group.append(near)
    return group


def _box(group: list[Cell], scale: float) -> Box:
    rows, columns = zip(*group, strict=True)
    return Box(min(columns) * scale, min(rows) * scale, (max(columns) + 1) * scale, (max(rows) + 1) * scale).rounded()


def _region(box: Box, doc_id: str, page: int) -> Region:
    return Region(
        **box._asdict(),
        region_id=identity.of("region", doc_id, page, "fake", identity.place(box)),
        doc_id=doc_id,
        page=page,
        kind=RegionKind.FIGURE,
        source="fake",
    )
