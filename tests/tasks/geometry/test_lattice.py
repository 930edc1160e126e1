from tasks.geometry.lattice import lattice_of
from tasks.geometry.rules import Rule, Ruling


def ruling(across: list[tuple[float, float, float]], down: list[tuple[float, float, float]]) -> Ruling:
    return Ruling(tuple(Rule(*rule) for rule in across), tuple(Rule(*rule) for rule in down))


FRAME = [(0, 0, 100), (60, 0, 100)]
SIDES = [(0, 0, 60), (100, 0, 60)]


def places(found: Ruling) -> list[tuple[int, ...]]:
    lattice = lattice_of(found)
    assert lattice is not None
    return [span[1:] for span in lattice.cells]


def test_a_cross_in_a_frame_makes_four_cells() -> None:
    assert places(ruling([*FRAME, (20, 0, 100)], [*SIDES, (40, 0, 60)])) == [
        (0, 0, 1, 1),
        (0, 1, 1, 2),
        (1, 0, 2, 1),
        (1, 1, 2, 2),
    ]


def test_a_missing_rule_merges_two_cells() -> None:
    assert places(ruling([*FRAME, (20, 0, 100)], [*SIDES, (40, 20, 60)])) == [
        (0, 0, 1, 2),
        (1, 0, 2, 1),
        (1, 1, 2, 2),
    ]


def test_outer_sides_may_be_open() -> None:
    assert len(places(ruling([*FRAME, (20, 0, 100)], [(40, 0, 60)]))) == 4


def test_a_cell_knows_its_box() -> None:
    lattice = lattice_of(ruling([*FRAME, (20, 0, 100)], [*SIDES, (40, 0, 60)]))
    assert lattice is not None
    assert lattice.cells[3].box == (40, 20, 100, 60)


def test_boxes_joined_by_lines_are_no_grid() -> None:
    boxes = [(0, 0, 40), (20, 0, 40), (60, 60, 100), (80, 60, 100), (70, 20, 60)]
    sides = [(0, 0, 20), (40, 0, 20), (60, 60, 80), (100, 60, 80), (20, 20, 70)]
    assert lattice_of(ruling(boxes, sides)) is None


def test_one_rule_divides_nothing() -> None:
    assert lattice_of(ruling([(0, 0, 100)], [])) is None
