"""Picture boxes that make up one picture."""

from collections.abc import Iterable
from typing import NamedTuple

from tasks.geometry.clusters import around
from tasks.records.record import Box
from tasks.records.region import Region


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
        """Return the member that stands for the others: the largest."""
        return min(self.members, key=lambda region: (-region.box.area, region.region_id))

    @property
    def forms(self) -> set[str]:
        """Return what the members are made of."""
        return {region.rule or region.source for region in self.members}

    @property
    def has_image(self) -> bool:
        """Say whether a member is a placed image or an engine's figure."""
        return any(region.source != "drawing" for region in self.members)


def union(groups: Iterable[Group], *, linked: bool = False) -> Group:
    """Return one group of all members."""
    parts = list(groups)
    members = tuple(region for group in parts for region in group.members)
    return Group(members, linked or any(group.linked for group in parts))
