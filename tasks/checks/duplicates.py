"""Which texts say nearly the same as an earlier one."""

from collections.abc import Iterable, Mapping

from rensa import RMinHash, RMinHashLSH

from tasks.checks.plain import squeezed

_GRAM = 3
_HASHES = 120
_SEED = 42
_RECALL = 0.99
_AT_ONCE = 500


def near_duplicates(texts: Mapping[str, str], threshold: float) -> dict[str, tuple[str, float]]:
    """Return for each text that is too like a kept one the id of that one, and their Jaccard index of 3-grams.

    Texts are taken in the order of their ids, so that the first of several stays whatever the order of ``texts``.
    Candidates come of MinHash and banded hashing, which miss at most one of a hundred likenesses at the threshold;
    each is then measured.
    """
    index = RMinHashLSH(threshold=threshold, num_perm=_HASHES, num_bands=_bands(threshold))
    kept: dict[int, str] = {}  # not their grams, which take fifty times the room: few are ever measured
    found: dict[str, tuple[str, float]] = {}
    ordered = sorted(texts)
    for start in range(0, len(ordered), _AT_ONCE):
        ids = ordered[start : start + _AT_ONCE]
        sets = [grams(texts[one]) for one in ids]
        sketches = RMinHash.from_token_sets([sorted(one) for one in sets], _HASHES, _SEED)
        for key, (one, own, sketch) in enumerate(zip(ids, sets, sketches, strict=True), start):
            likest = _likest(own, ((kept[other], grams(texts[kept[other]])) for other in index.query(sketch)))
            if likest is not None and likest[1] >= threshold:
                found[one] = likest
                continue
            kept[key] = one
            index.insert(key, sketch)
    return found


def grams(text: str) -> frozenset[str]:
    """Return the strings of three characters of a text, white space and width apart; a shorter text is one."""
    whole = squeezed(text)
    return frozenset(whole[place : place + _GRAM] for place in range(max(1, len(whole) - _GRAM + 1)))


def _likest(own: frozenset[str], others: Iterable[tuple[str, frozenset[str]]]) -> tuple[str, float] | None:
    measured = [(round(_jaccard(own, other), 4), one) for one, other in others]
    best = min(measured, key=lambda pair: (-pair[0], pair[1]), default=None)
    return (best[1], best[0]) if best else None


def _jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    common = len(left & right)
    return common / (len(left) + len(right) - common)


def _bands(threshold: float) -> int:
    """Return the fewest bands that find a pair as like as the threshold with the wanted probability."""
    for bands in (10, 15, 20, 24, 30, 40, 60):
        if 1 - (1 - threshold ** (_HASHES // bands)) ** bands >= _RECALL:
            return bands
    return _HASHES
