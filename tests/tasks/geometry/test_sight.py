import numpy as np
import pytest

from tasks.geometry.gutters import Ground
from tasks.geometry.sight import Sight, leaves_of, pictures_in, runs, sight_of
from tasks.geometry.texts import Text, readable
from tasks.records.page import Line
from tasks.records.record import Box

SHEET = Box(0, 0, 400, 400)
RUNNING = "この道具は昔から使われてきたものである。"


def line(x: float, y: float, text: str, size: float = 10.0) -> Line:
    return Line(x0=x, y0=y, x1=x + size * len(text), y1=y + size, text=text, size=size, confidence=0.9)


def seen(*boxes: tuple[int, int, int, int], texts: tuple[Line, ...] = ()) -> Sight:
    ink = np.zeros((400, 400), dtype=np.bool_)
    for x0, y0, x1, y1 in [*boxes, *(tuple(int(side) for side in one.box) for one in texts)]:
        ink[y0:y1, x0:x1] = True
    return sight_of(Ground(ink, 1.0), readable(texts))


def text(words: str) -> Text:
    return readable([line(0, 0, words)])[0]


@pytest.mark.parametrize("words", [RUNNING, "終わりである。", "水、空気、土"])
def test_long_lines_and_sentences_run(words: str) -> None:
    assert runs(text(words))


@pytest.mark.parametrize("words", ["2005 2006 2007 2008 2009", "気温", "保存先 権限 出力", "（件）、"])
def test_labels_and_ticks_do_not_run(words: str) -> None:
    assert not runs(text(words))


def test_running_text_and_captions_leave_no_ink() -> None:
    said = (line(50, 50, RUNNING), line(50, 300, "図1 道具のしくみ"), line(60, 200, "取っ手"))
    sight = seen(texts=said)
    assert sight.ground.trimmed(SHEET) == Box(60, 200, 90, 210)
    assert sight.running == [said[0].box]


def test_the_last_line_of_a_paragraph_runs_too() -> None:
    sight = seen(texts=(line(50, 50, RUNNING), line(50, 66, "また古いものもある")))
    assert len(sight.running) == 2


def test_white_divides_a_box_into_its_pieces() -> None:
    boxes = [(20, 20, 120, 120), (140, 20, 260, 120), (20, 140, 260, 240)]
    assert sorted(leaves_of(SHEET, seen(*boxes))) == sorted(Box(*box) for box in boxes)


def test_little_pieces_are_not_divided() -> None:
    assert leaves_of(SHEET, seen((20, 20, 30, 30), (40, 20, 50, 30))) == [Box(20, 20, 50, 30)]


def test_a_blank_box_has_no_pieces() -> None:
    assert leaves_of(SHEET, seen()) == []


def test_bands_rules_and_labels_are_no_pictures() -> None:
    heading = line(40, 26, "利用の状況", size=14.0)
    sight = seen((20, 20, 260, 46), (20, 60, 260, 62), (20, 80, 260, 180), texts=(heading, line(20, 200, "気温")))
    assert pictures_in(SHEET, sight) == [Box(20, 80, 260, 180)]
