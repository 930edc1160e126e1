import pytest

from tasks.pairing.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("図1に示す。次の文。", ["図1に示す。", "次の文。"]),
        ("（図1に示す。）次の文", ["（図1に示す。）", "次の文"]),
        ("本当か？そうだ！", ["本当か？", "そうだ！"]),
        ("一行目\n二行目", ["一行目", "二行目"]),
        ("値は図1.2のとおり", ["値は図1.2のとおり"]),
        ("図１．２に示した．次の文．", ["図１．２に示した．", "次の文．"]),
        ("", []),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
