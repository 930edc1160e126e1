"""How made pages number their figures."""

import random
import re

import pytest

from pagemaker.gold import LABEL
from pagemaker.labels import STYLES, kanji, numbering

NAMED = {
    "図1", "図 1", "図１", "図一", "図1-2", "図1.2", "図Ⅱ-1-2", "第3図", "第三図", "表２", "写真1", "Fig. 3",
    "【図2】", "［図3］",
    "〈表1〉", "■図4",
}  # fmt: skip


def test_every_label_style_is_there() -> None:
    made = {style.label(word, 1, number) for style in STYLES.values() for word in "図表" for number in range(1, 5)}
    assert made >= NAMED


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_label_is_found_at_the_head_of_a_caption(style) -> None:
    numbers = numbering(random.Random(1), style)
    label, _ = numbers.next("chart")
    found = LABEL.match(label + numbers.separator + "人口の推移")
    assert found is not None
    assert found.group() == label


@pytest.mark.parametrize("style", sorted(STYLES))
def test_running_text_cites_labels_without_their_brackets(style) -> None:
    label, cited = numbering(random.Random(1), style).next("table")
    assert cited in label
    assert not re.search("[【［〈■】］〉]", cited)


def test_figures_and_tables_are_counted_apart() -> None:
    numbers = numbering(random.Random(0), "plain")
    numbers.together = False
    assert [numbers.next(kind)[0] for kind in ("photo", "table", "chart", "table")] == ["図1", "表1", "図2", "表2"]


def test_what_is_counted_together_has_no_number_twice() -> None:
    numbers = numbering(random.Random(1), "white-paper")
    labels = [numbers.next(kind)[0] for kind in ("chart", "table", "chart", "table", "map")]
    assert len(set(labels)) == 5


@pytest.mark.parametrize(("number", "written"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_numbers_are_written_in_kanji(number, written) -> None:
    assert kanji(number) == written
