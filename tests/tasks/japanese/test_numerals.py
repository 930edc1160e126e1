import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.japanese.numerals import canonical, from_kanji, from_roman


@pytest.mark.parametrize(
    ("kanji", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十一", 21), ("二〇", 20), ("百五", 105), ("三百二十", 320)],
)
def test_kanji_digits_are_read(kanji: str, value: int) -> None:
    assert from_kanji(kanji) == value


@pytest.mark.parametrize(("roman", "value"), [("I", 1), ("IV", 4), ("VIII", 8), ("IX", 9), ("XIV", 14)])
def test_roman_numerals_are_read(roman: str, value: int) -> None:
    assert from_roman(roman) == value


@pytest.mark.parametrize("number", ["1-2", "1.2", "I-2", "1・2", "一・二", "01-02", "1 - 2"])
def test_spellings_of_one_number_agree(number: str) -> None:
    assert canonical(number) == "1-2"


@given(st.lists(st.integers(0, 999), min_size=1, max_size=4))
def test_canonical_numbers_stay_as_they_are(parts: list[int]) -> None:
    number = "-".join(str(part) for part in parts)
    assert canonical(number) == number
