from hypothesis import given
from hypothesis import strategies as st

from tasks.japanese.folding import fold, squeeze


def test_width_old_kanji_and_dashes_are_folded() -> None:
    assert fold("第３－１圖").text == "第3-1図"


def test_characters_that_expand_keep_their_origin() -> None:
    folded = fold("㈱図１")
    assert folded.text == "(株)図1"
    assert folded.origin == (0, 0, 0, 1, 2, 3)


def test_white_space_is_squeezed_out() -> None:
    assert squeeze("図 １　プロ\nセス") == "図1プロセス"


@given(st.text())
def test_each_folded_character_has_an_origin(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert list(folded.origin) == sorted(folded.origin)
    assert folded.origin[-1] == len(text)
