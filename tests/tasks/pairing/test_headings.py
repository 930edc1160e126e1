from collections.abc import Callable

import pytest

from tasks.pairing.headings import Headings
from tasks.pairing.scene import Scene
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeText = Callable[..., Region]


@pytest.fixture
def elsewhere(figure_at: Callable[..., Figure], scene_of: Callable[..., Scene]) -> Callable[..., dict[str, float]]:
    """Return by its words how many texts that are set like a text stand at no figure; there is a figure at the top."""

    def build(*texts: Region) -> dict[str, float]:
        scene = scene_of([figure_at(50, 100, 250, 200)], list(texts))
        headings = Headings(scene)
        return {text.words: headings.elsewhere(text) for text in scene.texts}

    return build


def test_what_heads_paragraphs_elsewhere_is_told_from_titles_of_figures(
    text_at: MakeText, elsewhere: Callable[..., dict[str, float]]
) -> None:
    heads = [text_at(f"【{at}の章】", 50, y, 150, y + 10) for at, y in (("一", 85), ("二", 400), ("三", 500))]
    title = text_at("〈人口の推移〉", 50, 205, 150, 215)
    found = elsewhere(*heads, title)
    assert found["【一の章】"] == pytest.approx(2 / 3)
    assert found["〈人口の推移〉"] == 0


def test_labels_and_long_texts_are_no_headings(text_at: MakeText, elsewhere: Callable[..., dict[str, float]]) -> None:
    labels = [text_at(f"図{at}　駅", 50, y, 150, y + 10) for at, y in ((1, 85), (2, 400))]
    long = [text_at(f"{at}番目の" + "文" * 40, 50, y, 250, y + 10) for at, y in ((1, 205), (2, 600))]
    assert set(elsewhere(*labels, *long).values()) == {0.0}


def test_type_tells_texts_apart(text_at: MakeText, elsewhere: Callable[..., dict[str, float]]) -> None:
    texts = [text_at("駅の前", 50, 205, 150, 215), text_at("川の上", 50, 400, 150, 410, bold=True)]
    assert elsewhere(*texts)["駅の前"] == 0
