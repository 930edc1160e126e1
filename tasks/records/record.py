"""The value that all records are, and the box that most of them have."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

POINTS_PER_INCH = 72


class Record(BaseModel):
    """A frozen value; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Box(NamedTuple):
    """A rectangle in PDF points (1/72 inch), origin top-left of the page as displayed, y down."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Return the horizontal extent in points, never negative."""
        return max(0.0, self.x1 - self.x0)

    @property
    def height(self) -> float:
        """Return the vertical extent in points, never negative."""
        return max(0.0, self.y1 - self.y0)

    @property
    def area(self) -> float:
        """Return the area in square points; 0 for an empty box."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """Return the middle point."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def rounded(self) -> Box:
        """Round to 0.1 points, as boxes are before they enter an id."""
        return Box(*(round(value, 1) + 0.0 for value in self))

    def grown(self, margin: float) -> Box:
        """Move every side outwards by ``margin`` points (inwards if negative)."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def intersect(self, other: Box) -> Box:
        """Return the common part; its area is 0 where there is none."""
        return Box(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))

    def union(self, other: Box) -> Box:
        """Return the smallest box around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def iou(self, other: Box) -> float:
        """Return intersection over union, 0 to 1."""
        common = self.intersect(other).area
        whole = self.area + other.area - common
        return common / whole if whole > 0 else 0.0

    def share_in(self, other: Box) -> float:
        """Return the share of this box's area that lies in ``other``, 0 to 1."""
        if self.x0 >= other.x1 or other.x0 >= self.x1 or self.y0 >= other.y1 or other.y0 >= self.y1:
            return 0.0  # most pairs of boxes of a crowded page
        return self.intersect(other).area / self.area if self.area > 0 else 0.0

    def gap_x(self, other: Box) -> float:
        """Return the horizontal distance between the two; 0 where their x ranges overlap."""
        return max(0.0, self.x0 - other.x1, other.x0 - self.x1)

    def gap_y(self, other: Box) -> float:
        """Return the vertical distance between the two; 0 where their y ranges overlap."""
        return max(0.0, self.y0 - other.y1, other.y0 - self.y1)

    def overlap_x(self, other: Box) -> float:
        """Return the common length of the x ranges over the shorter of them, 0 to 1."""
        return _overlap(self.x0, self.x1, other.x0, other.x1)

    def overlap_y(self, other: Box) -> float:
        """Return the common length of the y ranges over the shorter of them, 0 to 1."""
        return _overlap(self.y0, self.y1, other.y0, other.y1)


def _overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    shorter = min(a1 - a0, b1 - b0)
    return max(0.0, min(a1, b1) - max(a0, b0)) / shorter if shorter > 0 else 0.0


class Boxed(Record):
    """A record that lies somewhere on a page, in page points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def box(self) -> Box:
        """Return the four sides as one value."""
        return Box(self.x0, self.y0, self.x1, self.y1)
