from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tasks.pairing.assignment import Edge, assign

EDGES = st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), st.integers(-5, 20), max_size=7)


def best_sum(weights: dict[Edge, int]) -> int:
    """Try every set of edges."""
    best = 0
    for size in range(len(weights) + 1):
        for edges in combinations(weights, size):
            if len({left for left, _ in edges}) == len({right for _, right in edges}) == size:
                best = max(best, sum(weights[edge] for edge in edges))
    return best


@given(EDGES)
def test_the_choice_is_one_to_one_and_the_best(weights: dict[Edge, int]) -> None:
    chosen = assign(weights)
    assert len({left for left, _ in chosen}) == len({right for _, right in chosen}) == len(chosen)
    assert sum(weights[edge] for edge in chosen) == best_sum(weights)


@given(EDGES)
def test_the_order_of_the_edges_does_not_matter(weights: dict[Edge, int]) -> None:
    assert assign(dict(reversed(list(weights.items())))) == assign(weights)


def test_a_greedy_choice_is_exchanged_for_a_better_one() -> None:
    weights = {("a", "x"): 10, ("a", "y"): 9, ("b", "x"): 9}
    assert assign(weights) == {("a", "y"), ("b", "x")}


def test_useless_edges_are_never_chosen() -> None:
    assert assign({("a", "x"): 0, ("b", "y"): -3}) == set()


def test_nothing_to_choose_from_is_nothing_chosen() -> None:
    assert assign({}) == set()
