"""Chains of boxes side by side."""

from tasks.geometry.chains import side_by_side
from tasks.geometry.groups import Group
from tasks.geometry.texts import Text
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region


def chain(x: float, top: float = 100, end: float = 300, width: float = 80) -> Group:
    box = Box(x, top, x + width, end)
    region = Region(
        **box._asdict(),
        region_id=f"{box}",
        doc_id="d",
        page=1,
        kind=RegionKind.FIGURE,
        source="drawing",
        rule="shapes",
    )
    return Group((region,))


def names(x: float, *off: float) -> list[Text]:
    """Return the texts of four boxes in the middle ``x``, or so much off it."""
    shifts = off or (0, 0, 0, 0)
    return [_text(x + shift, 115 + 50 * at) for at, shift in enumerate(shifts)]


def _text(x: float, y: float, content: str = "受付") -> Text:
    return Text(Box(x - 10, y, x + 10, y + 10), content, 10, vertical=False, kind=None, cue=None)


def test_two_chains_that_begin_and_end_level_are_one_chart() -> None:
    found = side_by_side([chain(100), chain(220)], [*names(140), *names(260)])
    assert [group.box for group in found] == [Box(100, 100, 300, 300)]


def test_chains_of_unlike_length_stay_apart() -> None:
    assert len(side_by_side([chain(100), chain(220, end=280)], [*names(140), *names(260)])) == 2


def test_chains_far_from_each_other_stay_apart() -> None:
    assert len(side_by_side([chain(100), chain(300)], [*names(140), *names(340)])) == 2


def test_charts_side_by_side_are_no_chains_since_their_labels_stand_at_the_axes() -> None:
    ticks = (-30, -30, -30, 20)
    assert len(side_by_side([chain(100), chain(220)], [*names(140, *ticks), *names(260, *ticks)])) == 2


def test_text_between_two_chains_keeps_them_apart() -> None:
    assert len(side_by_side([chain(100), chain(220)], [*names(140), *names(260), _text(200, 150)])) == 2


def test_no_groups_give_no_groups() -> None:
    assert side_by_side([], []) == []
