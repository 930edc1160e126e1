import pytest

from tasks.geometry.consoles import is_announced_console
from tasks.geometry.texts import Text, readable
from tasks.records.page import Line
from tasks.records.record import Box

BOX = Box(100, 100, 400, 150)
OUTPUT = ("$ make install", "OK (12 files)")
SAID = "次のように表示されます。"


def lines(y: float, *contents: str, size: float = 8) -> list[Text]:
    return readable(
        Line(x0=104, y0=y + 12 * at, x1=104 + size * len(text), y1=y + 12 * at + size, text=text, size=size)
        for at, text in enumerate(contents)
    )


def announced(*said: str, output: tuple[str, ...] = OUTPUT, gap: float = 8) -> bool:
    return is_announced_console(BOX, [*lines(100 - gap - 12 * len(said) + 4, *said), *lines(108, *output)])


@pytest.mark.parametrize(
    "said",
    [
        SAID,
        "実行した結果は次のとおりです。",
        "これにより以下のような出力が得られるはずです：",
        "端末には下の画面のように表示されます。",
        "設定ファイルの内容は、以下のようになります。",
        "実行した結果を下に示します。表示された内容を確かめてください。",
    ],
)
def test_a_sentence_that_shows_something_below_announces_it(said: str) -> None:
    assert announced(said)


@pytest.mark.parametrize(
    "said",
    [
        "以下のコードを保存、実行してみよう。",
        "次のコマンドを入力します。",
        "通信部分は一次元の時と同じになる。",
        "値はすべて下位となる。",
        "以下のようにコンパイル、実行、結果の比較をする。",
    ],
)
def test_a_sentence_about_what_to_type_or_about_else_announces_nothing(said: str) -> None:
    assert not announced(said)


def test_an_announcement_may_be_broken_across_lines() -> None:
    assert announced("実行した結果は次の", "とおりです。")


def test_an_announcement_far_above_is_about_something_else() -> None:
    assert not announced(SAID, gap=40)


def test_a_box_of_japanese_text_is_no_console() -> None:
    assert not announced(SAID, output=("申請は窓口で受け付けます", "郵送でも受け付けます"))


def test_one_line_is_no_console() -> None:
    assert not announced(SAID, output=OUTPUT[:1])
