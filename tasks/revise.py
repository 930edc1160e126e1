"""Holds an answer against the written constitution, and has it written again once where it falls short."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from tasks.prompts import answers, rendering
from tasks.prompts.answers import Verdict
from tasks.prompts.rendering import Prompt
from tasks.records.chat import Finding, Turn
from tasks.records.enums import Purpose, Reason
from tasks.verify import verify
from tasks.writing.enquiry import Enquiry
from tasks.writing.order import Order, WritingSpec
from tasks.writing.reading import Answer, answered

CRITIQUE = "critique"
CONSTITUTION = "constitution-"
REVISION = "revision"


class Revision(NamedTuple):
    """What was asked for once more, what came, and every verdict on it."""

    prompt: Prompt
    turns: list[Turn] | None
    said: str
    findings: list[Finding]


async def criticise(order: Order, turns: Sequence[Turn], enquiry: Enquiry) -> tuple[list[Verdict], list[Finding]]:
    """Return the verdict of each rule of the constitution, also as findings; none that can be read fails the sample."""
    prompt = rendering.critique(turns, order.shown, order.kind)
    answer = await answered(enquiry, prompt, Purpose.CRITIQUE, answers.parse_critique)
    if answer.read is None:
        return [], [answer.findings[-1].model_copy(update={"rule": CRITIQUE})]
    return answer.read, [_finding(verdict) for verdict in answer.read]


async def revise(
    order: Order, turns: Sequence[Turn], verdicts: Sequence[Verdict], enquiry: Enquiry, spec: WritingSpec
) -> Revision:
    """Return the answer as it is after the remarks, verified like any other; one that stayed as it was fails."""
    prompt = rendering.revise(turns, order.shown, verdicts, order.kind)
    answer: Answer[list[Turn]] = await answered(enquiry, prompt, Purpose.REVISE, partial(answers.parse, order.kind))
    findings = list(answer.findings)
    if answer.read is not None:
        findings.append(_heeded(turns, answer.read))
    if answer.read is not None and findings[-1].passed:
        findings += await verify(order, answer.read, enquiry, spec)
    return Revision(prompt, answer.read, answer.said, findings)


def _heeded(before: Sequence[Turn], after: Sequence[Turn]) -> Finding:
    """Return whether anything was written otherwise: what the remarks were about is still there where nothing was."""
    passed = [(turn.question, turn.answer) for turn in before] != [(turn.question, turn.answer) for turn in after]
    return Finding(rule=REVISION, passed=passed, reason=None if passed else Reason.AGAINST_CONSTITUTION)


def _finding(verdict: Verdict) -> Finding:
    return Finding(
        rule=f"{CONSTITUTION}{verdict.rule}",
        passed=verdict.passed,
        reason=None if verdict.passed else Reason.AGAINST_CONSTITUTION,
        detail=verdict.comment,
    )
