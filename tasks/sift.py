"""Turns away samples of models that say nearly what another one says, and takes back those that none is like any more.

Which they are hangs on the samples of the dataset alone, not on the order in which they were written.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from tasks.checks import near_duplicates
from tasks.formats.conversation import MARK
from tasks.prompts.aims import asks
from tasks.records.enums import Outcome, Reason, SampleKind
from tasks.records.sample import Sample, SampleCheck

RULE = "near-duplicate"
MOST_ALIKE = 0.85
"""Jaccard index of character 3-grams from which two samples say the same."""

_Like = tuple[str, float] | None
"""The sample that another is too like, and how like."""


class Sifted(NamedTuple):
    """Samples whose outcome is another now, and the verdict on each of these and on every new one."""

    changed: list[Sample]
    checks: list[SampleCheck]


def sift(live: Sequence[Sample], flow_run_id: str) -> Sifted:
    """Compare all live samples that passed every other rule; those that ``flow_run_id`` wrote are new.

    Those of different modes are not compared: they say the same of the same figures on purpose.
    """
    like: dict[str, tuple[str, float]] = {}
    for mode in {sample.mode for sample in live}:
        like |= near_duplicates({one.sample_id: said(one) for one in live if one.mode == mode}, MOST_ALIKE)
    judged = [(sample, like.get(sample.sample_id)) for sample in live]
    changed = [_judged(sample, found) for sample, found in judged if _stands(sample) != (found is None)]
    new = {sample.sample_id for sample in changed} | {one.sample_id for one in live if one.flow_run_id == flow_run_id}
    return Sifted(changed, [_check(sample, found) for sample, found in judged if sample.sample_id in new])


def said(sample: Sample) -> str:
    """Return what the model wrote of a sample: a question that is one of our own wordings makes nothing alike."""
    roles = {"user", "assistant"} if asks(SampleKind(sample.kind)) else {"assistant"}
    messages = json.loads(sample.messages)
    return "\n".join(one["content"].removeprefix(MARK).strip() for one in messages if one["role"] in roles)


def _stands(sample: Sample) -> bool:
    return sample.outcome is Outcome.KEPT


def _judged(sample: Sample, found: _Like) -> Sample:
    if found is None:
        kept = {"outcome": Outcome.KEPT, **dict.fromkeys(("rule", "reason", "score", "threshold"))}
        return sample.model_copy(update=kept)
    verdict = {"outcome": Outcome.REJECTED, "rule": RULE, "reason": Reason.NEAR_DUPLICATE}
    return sample.model_copy(update={**verdict, "score": found[1], "threshold": MOST_ALIKE})


def _check(sample: Sample, found: _Like) -> SampleCheck:
    return SampleCheck(
        sample_id=sample.sample_id,
        flow_run_id=sample.flow_run_id,
        rule=RULE,
        passed=found is None,
        score=found and found[1],
        detail=found and found[0],
    )
