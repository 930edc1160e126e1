from tasks.pdf.drawings import Drawing, Form, find_drawings
from tasks.pdf.marks import Mark, Shape
from tasks.records.record import Box

PAPER = Box(0, 0, 600, 800)


def rectangle(*box: float) -> Mark:
    return Mark(Shape.RECTANGLE, Box(*box))


def curve(*box: float) -> Mark:
    return Mark(Shape.CURVE, Box(*box))


def rule(*box: float) -> Mark:
    return Mark(Shape.RULE, Box(*box))


def grid(rows: int, columns: int) -> list[Mark]:
    across = [rule(100, 100 + 20 * at, 100 + 50 * columns, 100 + 20 * at) for at in range(rows + 1)]
    down = [rule(100 + 50 * at, 100, 100 + 50 * at, 100 + 20 * rows) for at in range(columns + 1)]
    return [*across, *down]


def forms(*marks: Mark) -> list[Form]:
    return [drawing.form for drawing in find_drawings(marks, PAPER)]


def test_an_empty_page_has_no_drawing() -> None:
    assert find_drawings([], PAPER) == []


def test_paths_near_each_other_are_one_drawing() -> None:
    found = find_drawings([curve(10, 10, 50, 50), curve(53, 10, 90, 50)], PAPER)
    assert found == [Drawing(Form.SHAPES, Box(10, 10, 90, 50))]


def test_paths_far_apart_are_two() -> None:
    assert len(forms(curve(10, 10, 50, 50), curve(60, 10, 90, 50))) == 2


def test_images_and_what_does_not_show_are_left_out() -> None:
    assert forms(Mark(Shape.IMAGE, Box(0, 0, 50, 50)), Mark(Shape.CURVE, Box(0, 0, 50, 50), visible=False)) == []


def test_what_lies_beside_the_page_is_left_out_and_what_crosses_its_edge_is_cut() -> None:
    assert find_drawings([curve(700, 0, 800, 90), curve(550, 10, 700, 90)], PAPER)[0].box == Box(550, 10, 600, 90)


def test_a_fill_as_large_as_the_page_is_a_background() -> None:
    assert forms(rectangle(0, 0, 600, 800), curve(10, 10, 50, 50)) == [Form.BACKGROUND, Form.FRAME]


def test_a_rectangle_around_others_is_a_panel_by_itself() -> None:
    found = find_drawings([rectangle(50, 50, 400, 400), curve(100, 100, 200, 200), curve(203, 100, 220, 200)], PAPER)
    assert [drawing.form for drawing in found] == [Form.PANEL, Form.SHAPES]
    assert found[1].box == Box(100, 100, 220, 200)


def test_a_large_round_cornered_shape_around_others_is_a_panel() -> None:
    assert forms(curve(50, 50, 500, 700), curve(100, 100, 200, 200)) == [Form.PANEL, Form.FRAME]


def test_four_rules_around_nothing_are_a_frame() -> None:
    assert forms(*grid(1, 1)) == [Form.FRAME]


def test_rules_across_and_down_are_a_grid() -> None:
    assert forms(*grid(3, 4)) == [Form.GRID]


def test_a_grid_may_be_pieced_together_from_the_borders_of_cells() -> None:
    pieces = [rule(100 + 50 * c, 100 + 20 * r, 150 + 50 * c, 100 + 20 * r) for c in range(3) for r in range(4)]
    pieces += [rule(100 + 50 * c, 100 + 20 * r, 100 + 50 * c, 120 + 20 * r) for c in range(4) for r in range(3)]
    assert forms(*pieces) == [Form.GRID]


def test_bars_on_grid_lines_make_it_a_chart() -> None:
    lines = [rule(100, 100 + 20 * at, 250, 100 + 20 * at) for at in range(4)]
    sides = [rule(100, 100, 100, 160), rule(250, 100, 250, 160)]
    bars = [rectangle(112 + 45 * at, 100 + 11 * at, 130 + 45 * at, 160) for at in range(3)]
    assert forms(*lines, *sides) == [Form.GRID]
    assert forms(*lines, *sides, *bars) == [Form.SHAPES]


def test_rules_that_branch_are_a_tree() -> None:
    branches = [rule(100, 100 + 20 * at, 130, 100 + 20 * at) for at in range(5)]
    assert forms(rule(100, 95, 100, 190), *branches) == [Form.TREE]


def test_a_single_line_is_a_rule() -> None:
    assert forms(rule(100, 100, 300, 100)) == [Form.RULE]


def test_a_row_of_unlike_curves_is_lettering() -> None:
    ends = (110, 124, 146, 163, 188, 200, 219)
    letters = [curve(start + 2, 100, end, 125) for start, end in zip((98, *ends), ends, strict=False)]
    assert forms(*letters) == [Form.LETTERS]


def test_a_row_of_equal_circles_is_a_picture() -> None:
    assert forms(*(curve(100 + 25 * at, 100, 125 + 25 * at, 125) for at in range(7))) == [Form.SHAPES]


def test_a_map_of_very_many_paths_is_one_drawing() -> None:
    paths = [curve(100 + at % 200, 100 + at // 200, 104 + at % 200, 104 + at // 200) for at in range(20_000)]
    assert find_drawings(paths, PAPER) == [Drawing(Form.SHAPES, Box(100, 100, 303, 203))]


def image(*box: float) -> Mark:
    return Mark(Shape.IMAGE, Box(*box))


def test_a_card_with_round_corners_that_an_image_lies_on_is_a_panel() -> None:
    card = curve(150, 200, 440, 430)
    assert forms(card, curve(200, 250, 260, 300), image(160, 210, 430, 400)) == [Form.PANEL, Form.FRAME]
    assert forms(card, curve(200, 250, 260, 300)) == [Form.SHAPES]


def test_a_small_image_on_a_shape_makes_it_no_panel() -> None:
    assert Form.PANEL not in forms(curve(150, 200, 440, 430), image(160, 210, 200, 240))
