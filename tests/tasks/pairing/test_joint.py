import math
from hashlib import sha256
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.pairing.joint import NOBODY, Option, probabilities

Options = dict[str, list[Option]]
ODDS = st.floats(0.1, 5)


@st.composite
def wishes(draw: st.DrawFn) -> Options:
    """Draw up to four figures, each with up to three texts of four, some of them as panels of a and b or of b, c, d."""
    shares = st.sampled_from([NOBODY, NOBODY, frozenset("ab"), frozenset("bcd")])
    options: Options = {}
    for figure in draw(st.lists(st.sampled_from("abcd"), unique=True)):
        wanted = draw(st.lists(st.tuples(st.sampled_from("wxyz"), shares), max_size=3, unique=True))
        options[figure] = [Option(text, draw(ODDS), its if figure in its else NOBODY) for text, its in wanted]
    return options


def may_be(choice: tuple[Option | None, ...]) -> bool:
    """Tell whether no text is taken twice, but for panels that share it."""
    for text in {option.text for option in choice if option}:
        holders = [option.shares for option in choice if option and option.text == text]
        if len(holders) > 1 and (len(set(holders)) > 1 or not holders[0]):
            return False
    return True


def by_trying_all(options: Options) -> dict[str, list[float]]:
    """Add up the weight of every choice of all figures."""
    sums = {figure: [0.0] * len(its) for figure, its in options.items()}
    total = 0.0
    for places in product(*([None, *range(len(its))] for its in options.values())):
        choice = tuple(None if at is None else its[at] for at, its in zip(places, options.values(), strict=True))
        weight = math.prod(option.odds for option in choice if option) if may_be(choice) else 0.0
        total += weight
        for figure, at in zip(options, places, strict=True):
            if at is not None:
                sums[figure][at] += weight
    return {figure: [each / total for each in its] for figure, its in sums.items()}


def same(found: dict[str, list[float]], wanted: dict[str, list[float]]) -> bool:
    return found.keys() == wanted.keys() and all(found[each] == pytest.approx(wanted[each]) for each in found)


@given(wishes())
def test_probabilities_are_those_of_trying_every_choice(options: Options) -> None:
    assert same(probabilities(options), by_trying_all(options))


@given(wishes(), st.randoms(use_true_random=False))
def test_the_order_of_figures_and_of_their_options_does_not_matter(options: Options, random: Random) -> None:
    orders = {figure: random.sample(range(len(its)), len(its)) for figure, its in options.items()}
    figures = random.sample(list(options), len(options))
    mixed = probabilities({figure: [options[figure][at] for at in orders[figure]] for figure in figures})
    straight = probabilities(options)
    assert same(mixed, {figure: [straight[figure][at] for at in orders[figure]] for figure in figures})


@given(wishes())
def test_no_text_is_given_away_more_than_once_on_average(options: Options) -> None:
    found = probabilities(options)
    for text in "wxyz":
        alone = [
            p
            for figure, its in options.items()
            for option, p in zip(its, found[figure], strict=True)
            if option.text == text and not option.shares
        ]
        assert sum(alone) <= 1 + 1e-9
    assert all(sum(its) < 1 for its in found.values())


def test_a_figure_by_itself_chooses_by_odds_alone() -> None:
    assert probabilities({"a": [Option("x", 3.0), Option("y", 1.0)]})["a"] == pytest.approx([0.6, 0.2])


def test_a_text_that_two_want_pushes_one_to_its_second() -> None:
    options = {"a": [Option("x", 10.0), Option("y", 9.0)], "b": [Option("x", 9.0)]}
    found = probabilities(options)
    assert found["a"][1] > 0.5 > found["a"][0]
    assert found["b"][0] > 0.5


def test_two_who_want_one_text_alone_cannot_both_have_it() -> None:
    found = probabilities({"a": [Option("x", 99.0)], "b": [Option("x", 99.0)]})
    assert found["a"] == found["b"] == pytest.approx([99 / 199])


def test_panels_may_both_have_it() -> None:
    both = frozenset("ab")
    found = probabilities({"a": [Option("x", 99.0, both)], "b": [Option("x", 99.0, both)]})
    assert found["a"] == found["b"] == pytest.approx([0.99])


def test_a_text_is_not_shared_by_panels_with_one_who_takes_it_alone() -> None:
    found = probabilities({"a": [Option("x", 99.0, frozenset("ab"))], "b": [Option("x", 99.0)]})
    assert found["a"] == found["b"] == pytest.approx([99 / 199])


def test_two_sets_of_panels_do_not_share_with_each_other() -> None:
    rows = {"a": frozenset("ab"), "c": frozenset("cd")}
    found = probabilities({figure: [Option("x", 9.0, ids)] for figure, ids in rows.items()})
    assert found["a"] == found["c"] == pytest.approx([9 / 19])


def test_figures_that_want_different_texts_do_not_touch() -> None:
    own = {"a": [Option("x", 4.0)], "b": [Option("y", 0.25)]}
    assert probabilities(own) == {**probabilities({"a": own["a"]}), **probabilities({"b": own["b"]})}


def test_who_loses_a_sure_text_falls_back_on_one_that_is_likelier_than_none() -> None:
    sure, likely = math.exp(12), math.exp(5)
    options = {"a": [Option("x", sure), Option("y", likely)], "b": [Option("x", sure)]}
    assert same(probabilities(options), by_trying_all(options))


@pytest.mark.parametrize("odds", [1e-12, 1e21])
def test_extreme_odds_are_no_trouble(odds: float) -> None:
    found = probabilities({"a": [Option("x", odds), Option("y", odds)], "b": [Option("x", odds)]})
    assert all(0 <= p <= 1 for its in found.values() for p in its)
    assert all(sum(its) <= 1 + 1e-9 for its in found.values())


@pytest.mark.parametrize("names", list(permutations("abc")))
def test_a_chain_gives_each_its_own_whatever_the_figures_are_called(names: tuple[str, ...]) -> None:
    texts = dict(zip(names, ["xy", "yz", "zx"], strict=True))
    found = probabilities(
        {name: [Option(text, odds) for text, odds in zip(its, (9, 1), strict=True)] for name, its in texts.items()}
    )
    assert all(its[0] > 0.7 and its[1] < 0.2 for its in found.values())


def test_nothing_to_choose_from_is_nothing_chosen() -> None:
    assert probabilities({}) == {}
    assert probabilities({"a": []}) == {"a": []}


def grid(wide: int, high: int) -> Options:
    """Return figures in a grid, named by hashes, that want their own text, and those of the figures around it less."""
    places = list(product(range(wide), range(high)))
    near = {at: [(at[0] + x, at[1] + y) for x, y in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))] for at in places}
    return {
        sha256(repr(at).encode()).hexdigest(): [
            Option(repr(text), 20.0 if text == at else 0.3) for text in near[at] if text in near
        ]
        for at in places
    }


def test_a_page_full_of_figures_is_settled() -> None:
    found = probabilities(grid(4, 6))
    assert all(its[0] > 0.8 for its in found.values())
