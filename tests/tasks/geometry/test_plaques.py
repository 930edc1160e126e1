"""Titles with data in other type under them, right at a picture."""

import pytest

from tasks.geometry.plaques import hung
from tasks.records.page import Line
from tasks.records.record import Box

PICTURE = Box(100, 100, 300, 300)


def block(*texts: str, x: float = 100, y: float, size: float = 9, **more: object) -> list[Line]:
    return [
        Line(x0=x, y0=y + 12 * at, x1=x + size * len(text), y1=y + 12 * at + size, text=text, size=size, **more)
        for at, text in enumerate(texts)
    ]


def plaques(*found: list[Line], figures: tuple[Box, ...] = (PICTURE,)) -> list[list[str]]:
    return [[line.text for line in part] for part in hung(found, figures).plaques]


TITLE = block("12　黒塗りの盆", y=306, bold=True)
DATA = block("江戸時代　十八世紀", "径三十センチ　個人蔵", y=318, size=8)


def test_a_title_and_its_data_under_a_picture_are_one() -> None:
    assert plaques(TITLE, DATA) == [[*(line.text for line in TITLE), *(line.text for line in DATA)]]


def test_away_from_pictures_a_title_stays_a_heading() -> None:
    assert hung([TITLE, DATA], ()) == ([], [TITLE, DATA])
    assert plaques(TITLE, DATA, figures=(Box(100, 100, 300, 250),)) == []


def test_a_heading_over_sentences_under_a_picture_stays_one() -> None:
    assert plaques(TITLE, block("盆は毎日の食事に使われた。", y=318)) == []


def test_lines_broken_where_the_picture_ends_are_running_text() -> None:
    long = block(
        "江戸時代の終わりごろから村で作られていて今", "でも使われている盆の一つで、漆は三度ほど塗", y=318, size=9.5
    )
    assert plaques(TITLE, long) == []


def test_what_goes_on_right_below_is_no_plaque() -> None:
    assert plaques(TITLE, DATA, block("収集品目録のつづき", y=342, size=8)) == []


def test_data_in_smaller_type_may_hang_beside_a_picture() -> None:
    title, data = block("黒塗りの盆", x=310, y=150), block("江戸時代", "個人蔵", x=310, y=161, size=7.5)
    assert len(plaques(title, data)) == 1
    assert plaques(title, block("江戸時代", "個人蔵", x=310, y=161, size=9)) == []


@pytest.mark.parametrize("title", ["（45）黒塗りの盆", "9．黒塗りの盆"])
def test_plates_are_numbered_in_many_ways(title: str) -> None:
    assert len(plaques(block(title, y=306, bold=True), DATA)) == 1


@pytest.mark.parametrize("title", ["図3　黒塗りの盆", "・黒塗りの盆"])
def test_labels_and_bullets_have_rules_of_their_own(title: str) -> None:
    assert plaques(block(title, y=306), DATA) == []
