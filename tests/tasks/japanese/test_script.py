import pytest

from tasks.japanese.script import Script, is_japanese, japanese_share, script_of


@pytest.mark.parametrize(
    ("characters", "script"),
    [
        ("あアーｱ", Script.KANA),
        ("漢々〇𠮷"[0:1], Script.KANJI),
        ("㐀一龥豈⼀𠮷", Script.KANJI),
        ("、。「」①"[0:4], Script.WIDE),
        ("（Ａ１！㈱㎡", Script.WIDE),
        ("aZ9!~éß", Script.LATIN),
        ("αΩ→∑①■😀", Script.SYMBOL),
        ("אبक한Ж", Script.FOREIGN),
        ("\ue000\uf8ff", Script.PRIVATE),
        ("\x00\x1f\x7f", Script.CONTROL),
        (" \t\n\u3000\u00a0", Script.SPACE),
        ("\ufffd", Script.REPLACEMENT),
    ],
    ids=lambda value: value if isinstance(value, Script) else "",
)
def test_tells_scripts_apart(characters, script):
    assert {script_of(character) for character in characters} == {script}


def test_full_width_forms_are_japanese():
    assert all(map(is_japanese, "漢あ、Ａ"))
    assert not any(map(is_japanese, "a1→α "))


@pytest.mark.parametrize(("text", "share"), [("", 0.0), ("  ", 0.0), ("図a", 0.5), ("図 書", 1.0)])
def test_counts_the_japanese_share_without_spaces(text, share):
    assert japanese_share(text) == share
