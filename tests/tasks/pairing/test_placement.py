import pytest

from tasks.japanese.cues import Side
from tasks.pairing.placement import corridor, line_up, place
from tasks.records.record import Box

FIGURE = Box(100, 100, 300, 200)


@pytest.mark.parametrize(
    ("text", "side", "gap"),
    [
        (Box(150, 210, 250, 220), Side.BELOW, 10),
        (Box(150, 80, 250, 90), Side.ABOVE, 10),
        (Box(305, 120, 400, 130), Side.RIGHT, 5),
        (Box(20, 120, 92, 130), Side.LEFT, 8),
        (Box(150, 195, 250, 205), Side.BELOW, 0),
        (Box(150, 180, 250, 190), Side.BELOW, 0),
    ],
)
def test_side_and_gap_are_seen_from_the_figure(text: Box, side: Side, gap: float) -> None:
    where = place(FIGURE, text)
    assert (where.side, where.gap, where.slip) == (side, gap, 0)


def test_a_text_past_the_corner_slips() -> None:
    where = place(FIGURE, Box(304, 212, 400, 222))
    assert (where.side, where.gap, where.slip) == (Side.BELOW, 12, 4)
    assert where.distance == pytest.approx(12.649, abs=0.001)


@pytest.mark.parametrize(
    ("text", "beside"),
    [((150, 212, 250, 222), True), ((150, 222, 250, 232), False), ((304, 212, 400, 222), False)],
    ids=["near", "far", "past the corner"],
)
def test_beside_is_near_and_not_past_the_ends(text: tuple[float, ...], beside: bool) -> None:  # noqa: FBT001
    assert place(FIGURE, Box(*text)).is_beside(15) is beside


def test_the_corridor_is_what_lies_between() -> None:
    assert corridor(FIGURE, Box(150, 220, 350, 230), Side.BELOW) == Box(150, 200, 300, 220)
    assert corridor(FIGURE, Box(320, 120, 400, 130), Side.RIGHT) == Box(300, 120, 320, 130)
    assert corridor(FIGURE, Box(150, 195, 250, 205), Side.BELOW).area == 0


def test_a_centred_line_is_centred_and_not_aligned() -> None:
    fit = line_up(FIGURE, Box(170, 210, 230, 220), Side.BELOW, em=10)
    assert fit == (1.0, 1.0, 0.0, 0.3)


def test_a_flush_line_is_aligned_and_not_centred() -> None:
    fit = line_up(FIGURE, Box(100, 210, 160, 220), Side.BELOW, em=10)
    assert (fit.centred, fit.aligned) == (0.0, 1.0)
