"""Tiers of vertical text that little white parts."""

from tasks.geometry.pieces import BLANK, Piece, Turn
from tasks.geometry.tiers import parted
from tasks.records.record import Box

EM = 10.0
PITCH = 17.0


def column(x: float, y: float, text: str, size: float = EM) -> list[Piece]:
    return [
        Piece(
            char,
            Box(x, y + at * size, x + size, y + (at + 1) * size),
            size,
            "",
            bold=False,
            turn=Turn.RIGHT,
            order=at,
            visible=True,
        )
        for at, char in enumerate(text)
    ]


def two_tiers(gutter: float, columns: int = 6, high: int = 10) -> list[list[Piece]]:
    lower = 50 + high * EM + gutter
    return [
        [*column(300 - at * PITCH, 50, "上" * high), *column(300 - at * PITCH, lower, "下" * high)]
        for at in range(columns)
    ]


def texts(columns: list[list[Piece]]) -> list[str]:
    return ["".join(piece.text for piece in one) for one in columns]


def test_columns_of_two_tiers_an_em_apart_are_parted() -> None:
    assert texts(parted(two_tiers(EM))) == ["上" * 10, "下" * 10] * 6


def test_a_page_of_one_tier_stays_whole() -> None:
    whole = [column(300 - at * PITCH, 50, "字" * 30) for at in range(8)]
    assert parted(whole) == whole


def test_a_mark_that_hangs_over_the_end_of_its_column_does_not_hold_the_tiers_together() -> None:
    columns = two_tiers(EM)
    hung = [*column(300, 50, "上" * 10 + "、"), *column(300, 160, "下" * 10)]
    assert texts(parted([hung, *columns[1:]]))[:2] == ["上" * 10 + "、", "下" * 10]


def test_an_indented_first_line_of_the_lower_tier_is_parted_too() -> None:
    indented = [*column(300, 50, "上" * 10), *column(300, 170, "下" * 9)]
    assert texts(parted([indented, *two_tiers(EM)[1:]]))[:2] == ["上" * 10, "下" * 9]


def test_labels_before_a_blank_are_no_tier() -> None:
    entries = two_tiers(EM, high=2)
    assert parted(entries) == entries


def test_two_verses_with_a_blank_between_stay_lines() -> None:
    verses = two_tiers(EM, columns=2)
    assert parted(verses) == verses


def test_text_that_runs_through_keeps_the_tiers_together() -> None:
    columns = two_tiers(EM)
    through = [column(300 - at * PITCH, 50, "字" * 21) for at in (1, 2, 3)]
    mixed = [columns[0], *through, columns[4], columns[5], *two_tiers(EM, columns=1)]
    assert parted(mixed) == mixed


def test_spaced_type_is_not_torn_apart() -> None:
    tight = [column(300 - at * PITCH, 50, "題" * 12) for at in range(5)]
    loose = [
        [one._replace(box=Box(one.box.x0, 50 + at * 16, one.box.x1, 60 + at * 16)) for at, one in enumerate(each)]
        for each in tight
    ]
    assert parted(loose) == loose


def test_a_blank_at_the_cut_is_dropped() -> None:
    columns = two_tiers(EM)
    blank = columns[0][0]._replace(text=BLANK, box=Box(300, 150, 310, 160))
    first = sorted([*columns[0], blank], key=lambda piece: piece.box.y0)
    assert texts(parted([first, *columns[1:]]))[:2] == ["上" * 10, "下" * 10]


def test_two_columns_beside_a_picture_are_parted_where_the_other_columns_of_both_tiers_end_and_begin() -> None:
    both = two_tiers(EM, columns=2)
    above = [column(200 - at * PITCH, 50, "上" * 10) for at in range(4)]
    below = [column(100 - at * PITCH, 160, "下" * 10) for at in range(4)]
    assert texts(parted([*both, *above, *below]))[:4] == ["上" * 10, "下" * 10] * 2


def test_a_verse_with_a_blank_among_verses_that_end_there_stays_a_line() -> None:
    verses = [*two_tiers(EM, columns=1), *(column(280 - at * PITCH, 50, "詩" * 10) for at in range(5))]
    assert parted(verses) == verses
