"""How well figures, captions, explanations and mentions are found, measured against gold."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from tasks.metrics.calibration import Decision
from tasks.metrics.gold import GoldDocument, GoldItem
from tasks.metrics.matching import Match, Text, is_decoy, is_right, match_figures, pieces
from tasks.metrics.scores import Given, PageScore
from tasks.records.enums import Outcome, Role
from tasks.records.figure import Candidate, Figure
from tasks.records.record import Box
from tasks.records.region import Region

MIN_P = 0.5


class Extracted(NamedTuple):
    """What was extracted of one document; rows of any outcome."""

    figures: Sequence[Figure]
    candidates: Sequence[Candidate]
    regions: Sequence[Region]


class Judged(NamedTuple):
    """A kept candidate, the gold figure that its figure is, if any, and whether it is right."""

    candidate: Candidate
    item: GoldItem | None
    right: bool


class Verdict(NamedTuple):
    """What was decided of a found gold figure's caption; ``text`` is null for "none"."""

    match: Match
    text: Candidate | None
    decision: Decision


class Findings:
    """A document's rows beside its gold.

    Figures are matched one to one at IoU ≥ 0.5, greatest first. A pair is a kept caption at p_match ≥ 0.5; it is right
    if it is on a matched figure and its text is right. A pair on a figure without a true caption, or on none of the
    gold, is wrong. ``pages`` limits what counts to figures on these pages; None takes all.
    """

    def __init__(self, gold: GoldDocument, found: Extracted, pages: set[int] | None = None) -> None:
        kept = [figure for figure in found.figures if figure.outcome is Outcome.KEPT]
        self.gold = gold
        counted = [figure for figure in kept if pages is None or figure.page in pages]
        self.matches = match_figures(gold.figures, counted)
        known = {match.figure.figure_id for match in self.matches}
        self.figures = [each for each in counted if each.figure_id in known or not _is_doubtful(each, gold)]
        self.by_figure: Mapping[str, Match] = {match.figure.figure_id: match for match in self.matches}
        judged = {figure.figure_id for figure in self.figures}
        self.candidates = [each for each in found.candidates if each.figure_id in judged]
        self.regions = {region.region_id: region for region in found.regions}

    def judged(self, role: Role) -> list[Judged]:
        """Return the texts that were given in a role, each with the verdict on it."""
        given = [each for each in self.candidates if each.role is role and is_pair(each)]
        return [self._judge(candidate) for candidate in given]

    def _judge(self, candidate: Candidate) -> Judged:
        match = self.by_figure.get(candidate.figure_id)
        item = match.item if match else None
        right = item is not None and is_right(self.text(candidate), item, candidate.role)
        return Judged(candidate, item, right)

    def text(self, candidate: Candidate) -> Text:
        """Return what a candidate says and where."""
        ids = [candidate.region_id, *(candidate.more_region_ids or ())]
        regions = [self.regions[each] for each in ids if each in self.regions]
        if not regions:
            return Text(candidate.text, 0, None)
        return Text(candidate.text, regions[0].page, reduce(Box.union, (region.box for region in regions)))

    def fooled_by(self, decoy: GoldItem) -> bool:
        """Tell whether a decoy was given a caption or an explanation."""
        given = {each.figure_id for each in self.candidates if each.role is not Role.MENTION and is_pair(each)}
        unmatched = (each for each in self.figures if each.figure_id in given and each.figure_id not in self.by_figure)
        return any(is_decoy(figure, decoy, self.gold.figures) for figure in unmatched)

    def verdicts(self) -> Iterator[Verdict]:
        """Yield what was decided of the caption of each found gold figure.

        A pair is as sure as its p_match; "none" is as sure as 1 less the greatest p_match among the captions looked
        at, kept or not, and right where gold has no caption.
        """
        pairs = {each.candidate.figure_id: each for each in self.judged(Role.CAPTION)}
        greatest: dict[str, float] = {}
        for each in self.candidates:
            if each.role is Role.CAPTION:
                greatest[each.figure_id] = max(each.p_match, greatest.get(each.figure_id, 0.0))
        for match in self.matches:
            pair = pairs.get(match.figure.figure_id)
            none = Decision(round(1 - greatest.get(match.figure.figure_id, 0.0), 4), not match.item.has_caption)
            decision = Decision(pair.candidate.p_match, pair.right) if pair else none
            yield Verdict(match, pair.candidate if pair else None, decision)


def _is_doubtful(figure: Figure, gold: GoldDocument) -> bool:
    return any(is_decoy(figure, item, gold.figures) for item in gold.doubtful)


def is_pair(candidate: Candidate) -> bool:
    """Tell whether a candidate counts as given to its figure: kept, at p_match ≥ 0.5."""
    return candidate.outcome is Outcome.KEPT and candidate.p_match >= MIN_P


def score_pairs(findings: Findings) -> PageScore:
    """Count what was found of a document; mentions only of figures for which gold has looked for them."""
    gold = findings.gold
    parts = [count for item in gold.figures if (count := pieces(item, findings.figures))]
    return PageScore(
        figures=len(gold.figures),
        matched=len(findings.matches),
        iou_sum=sum(match.iou for match in findings.matches),
        pieces=sum(parts),
        in_pieces=len(parts),
        captions=_given(findings.judged(Role.CAPTION), gold.figures, lambda item: item.has_caption),
        explains=_given(findings.judged(Role.EXPLAINS), gold.figures, lambda item: item.has_explanation),
        mentions=_mentions(findings),
        decoys=len(gold.decoys),
        fooled=sum(findings.fooled_by(decoy) for decoy in gold.decoys),
        decisions=tuple(verdict.decision for verdict in findings.verdicts()),
    )


def _given(judged: Sequence[Judged], gold: Iterable[GoldItem], has: Callable[[GoldItem], bool]) -> Given:
    right = [each for each in judged if each.right]
    hit = {id(each.item) for each in right}
    return Given(given=len(judged), right=len(right), gold=sum(map(has, gold)), hit=len(hit))


def _mentions(findings: Findings) -> Given:
    looked = [item for item in findings.gold.figures if item.mentions is not None]
    given = findings.judged(Role.MENTION) if looked else []
    given = [each for each in given if each.item is None or each.item.mentions is not None]
    hit = sum(_is_mentioned(sentence, item, given) for item in looked for sentence in item.mentions or ())
    return Given(
        given=len(given),
        right=sum(each.right for each in given),
        gold=sum(len(item.mentions or ()) for item in looked),
        hit=hit,
    )


def _is_mentioned(sentence: str, item: GoldItem, given: Iterable[Judged]) -> bool:
    only = item.model_copy(update={"mentions": (sentence,)})
    own = (each.candidate.text for each in given if each.item is item)
    return any(is_right(Text(words, 0, None), only, Role.MENTION) for words in own)
