"""Images that are shadows."""

import pytest

from tasks.geometry.shadows import shadows
from tasks.records.record import Box

SHAPE = Box(100, 100, 220, 160)


@pytest.mark.parametrize("image", [Box(96, 96, 224, 164), Box(100, 100, 226, 166)])
def test_an_image_a_little_larger_than_the_shape_over_it_is_its_shadow(image: Box) -> None:
    assert shadows([(0, image)], [(1, SHAPE)]) == {0}


def test_a_shadow_is_painted_before_its_shape() -> None:
    assert shadows([(1, Box(96, 96, 224, 164))], [(0, SHAPE)]) == set()


def test_a_picture_with_its_border_is_no_shadow() -> None:
    assert shadows([(0, SHAPE)], [(1, SHAPE)]) == set()


def test_a_mark_on_a_picture_makes_it_no_shadow() -> None:
    assert shadows([(0, Box(50, 50, 400, 300))], [(1, SHAPE)]) == set()


def test_a_page_without_shapes_has_no_shadows() -> None:
    assert shadows([(0, SHAPE)], []) == set()
    assert shadows([], [(0, SHAPE)]) == set()
