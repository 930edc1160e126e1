"""Picture boxes that make up one picture."""

from collections.abc import Iterable
from typing import NamedTuple

from tasks.geometry.clusters import around
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

INSIDE = 0.8
"""This share of a box within another is all of it."""
TOUCH = 3.0
"""Tiles and strips of one picture are at most this far apart, in points."""

TABLES = "table"
"""The source of regions that are tables by their rules."""

OF_THE_FILE = frozenset({"raster", "drawing", TABLES})
"""The sources of regions that the PDF itself places, draws or rules."""


class Group(NamedTuple):
    """Regions that make up one picture; ``linked`` where arrows lead from part to part."""

    members: tuple[Region, ...]
    linked: bool = False

    @property
    def box(self) -> Box:
        """Return the box around all members."""
        return around(region.box for region in self.members)

    @property
    def main(self) -> Region:
        """Return the member that stands for the others: the best table, or else the largest."""
        return min(self.members, key=rank)

    @property
    def is_table(self) -> bool:
        """Say whether it is a table with all that is drawn in it."""
        return is_table(self.main)

    @property
    def forms(self) -> set[str]:
        """Return what the members are made of."""
        return {region.rule or region.source for region in self.members}

    @property
    def is_seen(self) -> bool:
        """Say whether a member was found in the page's pixels, where drawings were gathered already."""
        return any(region.source not in OF_THE_FILE for region in self.members)

    @property
    def has_image(self) -> bool:
        """Say whether a member is a placed image or an engine's figure."""
        return any(region.source != "drawing" for region in self.members)


def rank(region: Region) -> tuple[bool, bool, bool, float, str]:
    """Order regions: tables by their rules, tables seen by an engine, those with cells first; then by size."""
    return not is_table(region), region.source != TABLES, not region.text, -region.box.area, region.region_id


def is_table(region: Region) -> bool:
    """Say whether a region is a table, from its rules or seen by an engine."""
    return region.kind is RegionKind.TABLE


def union(groups: Iterable[Group], *, linked: bool = False) -> Group:
    """Return one group of all members."""
    parts = list(groups)
    members = tuple(region for group in parts for region in group.members)
    return Group(members, linked or any(group.linked for group in parts))
