import random
from collections.abc import Callable

import pytest

from tasks.japanese.cues import Side
from tasks.pairing.house import Chosen, House, Manner, manner
from tasks.pairing.scene import Scene
from tasks.records.region import Region

MakeText = Callable[..., Region]
MakeScene = Callable[..., Scene]
BELOW, ABOVE = Manner("numbered", Side.BELOW, 0.9), Manner("numbered", Side.ABOVE, 0.9)
TABLE, PLAIN = Manner("table", Side.ABOVE, 0.9), Manner("plain", Side.BELOW, 0.9)


def house_of(*manners: Manner, p: float = 1.0, bare: int = 0) -> House:
    """Return a house with a figure "own" of which nothing is known, others in these manners, and some without."""
    chosen = [Chosen(f"f{at}", its, p) for at, its in enumerate(manners)]
    return House(["own", *(each.figure_id for each in chosen), *(f"bare{at}" for at in range(bare))], chosen)


def test_nothing_known_says_nothing() -> None:
    assert House().features("own", BELOW) == {}


def test_a_document_of_one_figure_has_no_house() -> None:
    assert House(["own"], [Chosen("own", BELOW, 0.99)]).features("own", BELOW) == {}


def test_what_others_do_agrees_or_differs() -> None:
    house = house_of(*[BELOW] * 5)
    same, other = house.features("own", BELOW), house.features("own", ABOVE)
    assert same == pytest.approx({"house_agrees": 5 / 6, "house_differs": 0, "house_bare": 0})
    assert other == pytest.approx({"house_agrees": 0, "house_differs": 5 / 6, "house_bare": 0})


def test_one_case_proves_less_than_ten() -> None:
    one, ten = (house_of(*[BELOW] * count).features("own", BELOW)["house_agrees"] for count in (1, 10))
    assert one == pytest.approx(0.5)
    assert ten > 0.9


def test_a_figures_own_text_does_not_speak_for_itself() -> None:
    house = House(["own", "other"], [Chosen("own", BELOW, 0.9), Chosen("own", ABOVE, 0.1)])
    assert house.features("own", BELOW) == pytest.approx({"house_agrees": 0, "house_differs": 0, "house_bare": 0.5})


def test_tables_say_nothing_of_figures_and_the_other_way_round() -> None:
    house = house_of(*[TABLE] * 4)
    for its in (BELOW, PLAIN):
        found = house.features("own", its)
        assert (found["house_agrees"], found["house_differs"]) == (0, 0)
    assert house_of(BELOW).features("own", TABLE)["house_differs"] == 0


def test_numbered_captions_differ_from_plain_ones() -> None:
    assert house_of(*[BELOW] * 4).features("own", PLAIN)["house_differs"] == pytest.approx(0.8)


def test_another_type_size_agrees_half() -> None:
    found = house_of(*[BELOW] * 4).features("own", BELOW._replace(type_size=1.4))
    assert found["house_agrees"] == found["house_differs"] == pytest.approx(0.4)


def test_figures_without_captions_are_bare() -> None:
    found = house_of(BELOW, bare=3).features("own", BELOW)
    assert (found["house_agrees"], found["house_bare"]) == pytest.approx((0.2, 0.6))


def test_a_doubtful_choice_counts_as_much_as_it_is_likely() -> None:
    found = house_of(*[BELOW] * 4, p=0.5).features("own", BELOW)
    assert found == pytest.approx({"house_agrees": 0.4, "house_differs": 0, "house_bare": 0.4})


def test_the_order_of_the_choices_does_not_matter() -> None:
    names = [f"f{at}" for at in range(40)]
    chosen = [Chosen(name, (BELOW, ABOVE, PLAIN)[at % 3], 1 / (2 + at)) for at, name in enumerate(names)]
    shuffled = random.Random(7).sample(chosen, len(chosen))
    one, other = (House(ids, its).features("f0", BELOW) for ids, its in ((names, chosen), (names[::-1], shuffled)))
    assert one == pytest.approx(other)


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("図1　構成", "numbered"),
        ("表1　諸元", "table"),
        ("▲会場", "marked"),
        ("【写真】会場", "marked"),
        ("会場", "plain"),
    ],
)
def test_a_manner_is_cue_side_and_size(words: str, cue: str, text_at: MakeText, scene_of: MakeScene) -> None:
    scene = scene_of([], [text_at(words, 160, 206, 240, 216, size=8.0), text_at("本文" * 40, 50, 600, 500, 700)])
    assert manner(scene.texts[0], {"below": 1.0, "near_em": 0.6}, scene) == (cue, Side.BELOW, 0.8)


def test_running_text_has_a_manner_of_its_own(text_at: MakeText, scene_of: MakeScene) -> None:
    scene = scene_of([], [text_at("値は上がっている。", 160, 206, 240, 216)])
    plain, running = (manner(scene.texts[0], {"below": 1.0, "running": value}, scene) for value in (0.0, 1.0))
    assert plain.cue != running.cue


def test_a_text_of_unknown_size_is_set_as_the_body(text_at: MakeText, scene_of: MakeScene) -> None:
    scene = scene_of([], [text_at("会場", 160, 80, 240, 90, size=None)])
    assert manner(scene.texts[0], {"above": 1.0}, scene) == ("plain", Side.ABOVE, 1.0)
