"""Decides which pairs are good enough, and which of several like figures stands for the others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tasks.checks import screen
from tasks.japanese.cues import caption_cue
from tasks.japanese.folding import squeeze
from tasks.records.chat import Finding
from tasks.records.enums import Reason, Role
from tasks.records.figure import PairRow
from tasks.records.record import Record
from tasks.records.sample import Verdict

HASH_BITS = 64
_TELLING = range(16, 49)
"""A phash sets the bits above its median, about half of them; far fewer or more come of a nearly blank picture."""


class CurateSpec(Record):
    """What a pair must reach to enter a dataset."""

    min_p: float = Field(default=0.5, ge=0, le=1, description="Reject pairs whose p_match is lower.")
    max_phash_distance: int = Field(
        default=4, ge=0, le=8, description="Reject a figure whose 64-bit phash differs in at most so many bits."
    )
    screen: bool = Field(default=True, description="Reject pairs that show personal data or unsafe content.")


class _Figure(Record):
    figure_id: str
    doc_id: str
    image_sha256: str
    phash: int | None
    caption: str | None
    p: float

    @property
    def rank(self) -> tuple[bool, float, str]:
        return self.caption is None, -self.p, self.figure_id


class _Likeness(Record):
    """Why a figure is not needed beside a kept one; ``bits`` is the phash distance."""

    reason: Reason
    bits: int | None = None


def judge_pairs(
    pairs: Sequence[PairRow], tombstoned: Collection[str], spec: CurateSpec, flow_run_id: str
) -> list[Verdict]:
    """Return one verdict a pair, by pair id; the order of ``pairs`` changes nothing.

    ``tombstoned`` are doc_ids. What is screened is a pair's text, and the text inside its figure, which the picture
    shows and which counts against all pairs of the figure. Duplicates are sought among figures that have a pair left:
    the captioned one with the highest p_match stays, with all its pairs. The same pixels stay once, whatever is said
    of them. Alike pictures of one document stay all if their captions differ: its author tells them apart (dialogs of
    a manual, a series of charts). Nearly blank pictures are alike only if they are the same.
    """
    sure = [pair for pair in pairs if pair.doc_id not in tombstoned and round(pair.p_match, 4) >= spec.min_p]
    screened = _screened(sure) if spec.screen else {}
    standing = [pair for pair in sure if pair.pair_id not in screened]
    likenesses = _likenesses(_figures(standing), spec.max_phash_distance)
    ordered = sorted(pairs, key=lambda pair: pair.pair_id)
    return [_verdict(pair, tombstoned, screened, likenesses, spec, flow_run_id) for pair in ordered]


def undecided(verdicts: Iterable[Verdict], latest: Iterable[Verdict]) -> list[Verdict]:
    """Return the verdicts that say something else than the latest ones on their pairs, whichever run said those."""
    known = {_decision(verdict) for verdict in latest}
    return [verdict for verdict in verdicts if _decision(verdict) not in known]


def _decision(verdict: Verdict) -> Verdict:
    return verdict.model_copy(update={"flow_run_id": ""})


def _screened(pairs: Iterable[PairRow]) -> dict[str, Finding]:
    seen: dict[str, Finding | None] = {}
    found: dict[str, Finding] = {}
    for pair in pairs:
        for text in filter(None, (pair.text, pair.text_inside)):
            if text not in seen:
                seen[text] = next((finding for finding in screen(text) if not finding.passed), None)
            if failed := seen[text]:
                found.setdefault(pair.pair_id, failed)
    return found


def _verdict(
    pair: PairRow,
    tombstoned: Collection[str],
    screened: Mapping[str, Finding],
    likenesses: Mapping[str, _Likeness],
    spec: CurateSpec,
    flow_run_id: str,
) -> Verdict:
    p = round(pair.p_match, 4)
    verdict = Verdict(flow_run_id=flow_run_id, pair_id=pair.pair_id, accepted=False)
    if pair.doc_id in tombstoned:
        return verdict.model_copy(update={"rule": "tombstones", "reason": Reason.TOMBSTONED})
    if p < spec.min_p:
        update = {"rule": "min-p", "reason": Reason.BELOW_MIN_P, "score": p, "threshold": spec.min_p}
        return verdict.model_copy(update=update)
    if failed := screened.get(pair.pair_id):
        return verdict.model_copy(update={"rule": failed.rule, "reason": failed.reason})
    likeness = likenesses.get(pair.figure_id)
    if likeness is None:
        return verdict.model_copy(update={"accepted": True, "score": p, "threshold": spec.min_p})
    return verdict.model_copy(update=_why(likeness, spec))


def _why(likeness: _Likeness, spec: CurateSpec) -> dict[str, str | float | None]:
    if likeness.bits is None:
        return {"rule": "same-image", "reason": likeness.reason}
    threshold = float(spec.max_phash_distance)
    return {"rule": "phash", "reason": likeness.reason, "score": float(likeness.bits), "threshold": threshold}


def _figures(pairs: Iterable[PairRow]) -> list[_Figure]:
    by_figure: defaultdict[str, list[PairRow]] = defaultdict(list)
    for pair in pairs:
        by_figure[pair.figure_id].append(pair)
    return sorted((_figure(group) for group in by_figure.values()), key=lambda figure: figure.rank)


def _figure(pairs: Sequence[PairRow]) -> _Figure:
    captions = [pair for pair in pairs if pair.role is Role.CAPTION]
    best = min(captions or pairs, key=lambda pair: (-round(pair.p_match, 4), pair.pair_id))
    return _Figure(
        figure_id=best.figure_id,
        doc_id=best.doc_id,
        image_sha256=best.image_sha256,
        phash=_telling(best.phash),
        caption=best.text if captions else None,
        p=round(best.p_match, 4),
    )


def _telling(phash: str | None) -> int | None:
    value = int(phash, 16) if phash else 0
    return value if value.bit_count() in _TELLING else None


def _said(caption: str) -> str:
    cue = caption_cue(caption)
    return "".join(filter(str.isalnum, squeeze(caption[cue.end :] if cue else caption)))


def _likenesses(ranked: Sequence[_Figure], max_distance: int) -> dict[str, _Likeness]:
    near = neighbours({figure.phash for figure in ranked if figure.phash is not None}, max_distance)
    images: set[str] = set()
    kept: defaultdict[int, list[_Figure]] = defaultdict(list)
    found: dict[str, _Likeness] = {}
    for figure in ranked:
        likeness = _likeness(figure, images, kept, near)
        if likeness is not None:
            found[figure.figure_id] = likeness
            continue
        images.add(figure.image_sha256)
        if figure.phash is not None:
            kept[figure.phash].append(figure)
    return found


def _likeness(
    figure: _Figure, images: set[str], kept: Mapping[int, list[_Figure]], near: Mapping[int, list[int]]
) -> _Likeness | None:
    if figure.image_sha256 in images:
        return _Likeness(reason=Reason.SAME_IMAGE)
    if figure.phash is None:
        return None
    around = [figure.phash, *near.get(figure.phash, [])]
    distances = [
        (figure.phash ^ phash).bit_count()
        for phash in around
        if any(not _told_apart(figure, other) for other in kept.get(phash, []))
    ]
    return _Likeness(reason=Reason.SIMILAR_IMAGE, bits=min(distances)) if distances else None


def _told_apart(figure: _Figure, other: _Figure) -> bool:
    if figure.doc_id != other.doc_id or figure.caption is None or other.caption is None:
        return False
    return _said(figure.caption) != _said(other.caption)


def neighbours(hashes: Collection[int], max_distance: int) -> dict[int, list[int]]:
    """Return for each 64-bit hash the others that differ from it in at most ``max_distance`` bits.

    Of ``max_distance + 1`` bands at least one is equal in two such hashes (pigeonhole), so only hashes that share a
    band are compared. A band takes every n-th bit: neighbouring bits of a phash go together and would fill few bands.
    """
    values = np.array(sorted(hashes), dtype=np.uint64)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for band in range(max_distance + 1):
        mask = np.uint64(sum(1 << bit for bit in range(band, HASH_BITS, max_distance + 1)))
        ordered = values[np.argsort(values & mask, kind="stable")]
        for left, right in _near(ordered, ordered & mask, max_distance):
            found[left].add(right)
            found[right].add(left)
    return {value: sorted(others) for value, others in found.items()}


def _near(values: NDArray[np.uint64], bands: NDArray[np.uint64], max_distance: int) -> Iterator[tuple[int, int]]:
    places = np.arange(len(values))
    step = 1
    while len(places := places[places + step < len(values)]):
        places = places[bands[places] == bands[places + step]]
        near = places[np.bitwise_count(values[places] ^ values[places + step]) <= max_distance]
        yield from zip(values[near].tolist(), values[near + step].tolist(), strict=True)
        step += 1
