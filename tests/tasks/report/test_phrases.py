import pytest

from tasks.pairing.model import fitted
from tasks.report.evidence import Contribution
from tasks.report.phrases import phrases


def _weighed(name: str, value: float = 1.0, points: float | None = 1.0) -> Contribution:
    return Contribution(name, value, points, 0.0)


def test_every_feature_that_has_a_weight_has_words_of_its_own() -> None:
    names = {name.removeprefix("plain_") for model in fitted(seen=True) for name in model.weights}
    unworded = [name for name in names if "_" in name and phrases([_weighed(name)])[0].words == name.replace("_", " ")]
    assert unworded == []


def test_the_heaviest_comes_first_whichever_way_it_pulls() -> None:
    found = phrases([_weighed("below", points=0.5), _weighed("sentence", points=-2.0), _weighed("cited", points=1.0)])
    assert [one.points for one in found] == [-2.0, 1.0, 0.5]


def test_what_comes_again_for_texts_without_a_label_is_added_up() -> None:
    (found,) = phrases([_weighed("near_em", 2.0, -1.0), _weighed("plain_near_em", 2.0, -0.25)])
    assert (found.words, found.points) == ("2.0 em away", -1.25)


def test_a_feature_without_a_weight_is_told_without_points() -> None:
    assert phrases([_weighed("caption_p", 0.9, None)])[0] == ("p of the figure's caption 0.90", None)


@pytest.mark.parametrize("name", ["dreamt_of", "{0.__class__}", "a{b"])
def test_an_unknown_feature_is_told_by_its_name(name: str) -> None:
    assert phrases([_weighed(name)])[0].words == name.replace("_", " ")
