"""Who gets whom: the one-to-one choice with the greatest sum."""

from collections.abc import Mapping, Sequence

Edge = tuple[str, str]


def assign(weights: Mapping[Edge, int]) -> set[Edge]:
    """Return the edges, each left and right end used at most once, whose weights sum to the most.

    Edges of weight 0 or less are never chosen. Exact (Kuhn-Munkres with potentials, O(n³) in each connected part),
    and in whole numbers, so that equal sums are broken by the order of the ids alone.
    """
    useful = {edge: weight for edge, weight in weights.items() if weight > 0}
    return {edge for part in _parts(useful) for edge in _assign_part(part)}


def _parts(weights: Mapping[Edge, int]) -> list[dict[Edge, int]]:
    """Split the graph where no edge leads from one part to the other."""
    parts: list[dict[Edge, int]] = []
    for edge in sorted(weights):
        touching = [part for part in parts if any(edge[0] == left or edge[1] == right for left, right in part)]
        joined = {known: weight for part in touching for known, weight in part.items()} | {edge: weights[edge]}
        parts = [*(part for part in parts if part not in touching), joined]
    return parts


def _assign_part(weights: Mapping[Edge, int]) -> list[Edge]:
    lefts = sorted({left for left, _ in weights})
    rights = sorted({right for _, right in weights})
    # A column of its own for each row stands for "none of them".
    costs = [[-weights.get((left, right), 0) for right in rights] + [0] * len(lefts) for left in lefts]
    columns = _hungarian(costs)
    chosen = [(lefts[row], rights[column]) for row, column in enumerate(columns) if column < len(rights)]
    return [edge for edge in chosen if edge in weights]


def _hungarian(costs: Sequence[Sequence[int]]) -> list[int]:
    """Return each row's column at the least total cost; there are at least as many columns as rows."""
    rows, columns = len(costs), len(costs[0])
    row_price, column_price = [0] * (rows + 1), [0] * (columns + 1)
    owner = [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0] = row
        _augment(costs, row_price, column_price, owner)
    taken = {owner[column]: column - 1 for column in range(1, columns + 1) if owner[column]}
    return [taken[row] for row in range(1, rows + 1)]


def _augment(costs: Sequence[Sequence[int]], row_price: list[int], column_price: list[int], owner: list[int]) -> None:
    """Give the row that waits in column 0 a column, along the cheapest path of exchanges."""
    columns = len(column_price)
    slack: list[int | None] = [None] * columns
    came_from, seen = [0] * columns, [False] * columns
    here = 0
    while owner[here]:
        seen[here] = True
        row = owner[here]
        for column in range(1, columns):
            if not seen[column]:
                cost = costs[row - 1][column - 1] - row_price[row] - column_price[column]
                if (known := slack[column]) is None or cost < known:
                    slack[column], came_from[column] = cost, here
        step, here = min((s, c) for c, s in enumerate(slack) if c and not seen[c] and s is not None)
        for column in range(columns):
            if seen[column]:
                row_price[owner[column]] += step
                column_price[column] -= step
            elif (known := slack[column]) is not None:
                slack[column] = known - step
    while here:
        owner[here] = owner[came_from[here]]
        here = came_from[here]
