"""Decides whether what a model wrote may be kept: by rules first, which cost nothing, then by asking."""

from collections.abc import Sequence
from functools import partial

from tasks.checks import Examined, examine
from tasks.checks.blind import blind_finding
from tasks.prompts import answers, rendering
from tasks.prompts.sources import numbered
from tasks.records.chat import Finding, Turn
from tasks.records.enums import Mode, Purpose, Reason
from tasks.writing.enquiry import Enquiry
from tasks.writing.order import Order, WritingSpec
from tasks.writing.reading import answered

GUARD, BLIND = "guard", "blind"


async def verify(order: Order, turns: Sequence[Turn], enquiry: Enquiry, spec: WritingSpec) -> list[Finding]:
    """Return the verdict of every rule; nothing is asked about a sample that the free rules turn away."""
    findings = check(order, turns)
    if all(finding.passed for finding in findings) and spec.guard_model:
        findings.append(await _guarded(turns, enquiry))
    if all(finding.passed for finding in findings) and spec.blind and any(turn.question for turn in turns):
        findings.append(await _blind(turns, enquiry))
    return findings


def check(order: Order, turns: Sequence[Turn]) -> list[Finding]:
    """Return the verdicts that need no model; they look at all that is known, also beyond what a prompt holds."""
    return examine(
        Examined(
            kind=order.kind,
            mode=order.mode,
            turns=list(turns),
            sources=numbered(order.evidence, whole=True),
            shown=order.mode is Mode.IMAGE_AND_EVIDENCE,
            prompt=order.prompt.fixed,
        )
    )


async def _guarded(turns: Sequence[Turn], enquiry: Enquiry) -> Finding:
    answer = await answered(enquiry, rendering.guard(turns), Purpose.GUARD, partial(answers.read, answers.Guard))
    if answer.read is None:
        return answer.findings[-1].model_copy(update={"rule": GUARD})
    safe = answer.read.safe
    return Finding(rule=GUARD, passed=safe, reason=None if safe else Reason.UNSAFE, detail=answer.read.category)


async def _blind(turns: Sequence[Turn], enquiry: Enquiry) -> Finding:
    answer = await answered(enquiry, rendering.blind(turns), Purpose.BLIND, partial(answers.read, answers.Blind))
    if answer.read is None:
        return answer.findings[-1].model_copy(update={"rule": BLIND})
    return blind_finding(turns, answer.read.answer, answerable=answer.read.answerable)
