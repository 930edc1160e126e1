"""Writes a sample from its order to its rows: compose, verify, revise."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from tasks.compose import parts_of, sample_id_of, spelled
from tasks.formats.conversation import MARK
from tasks.prompts import answers, rendering
from tasks.records.chat import Finding, Turn
from tasks.records.enums import Outcome, Purpose, Reason
from tasks.records.sample import Message, Preference, Sample, SampleCheck, SamplePart
from tasks.revise import Revision, criticise, revise
from tasks.verify import verify
from tasks.writing.enquiry import Enquiry
from tasks.writing.order import Order, WritingSpec
from tasks.writing.reading import answered


class Written(NamedTuple):
    """The rows of a sample: itself, and what it was before it was revised."""

    samples: list[Sample]
    parts: list[SamplePart]
    checks: list[SampleCheck]
    preferences: list[Preference]


class _Version(NamedTuple):
    """An answer, under its id, with every verdict on it."""

    sample_id: str
    prompt_hash: str
    turns: list[Turn] | None
    said: str
    findings: list[Finding]

    @property
    def failed(self) -> Finding | None:
        return next((finding for finding in self.findings if not finding.passed), None)


async def write(order: Order, enquiry: Enquiry, spec: WritingSpec, flow_run_id: str) -> Written:
    """Return the rows of a sample, kept or not; what stops a request stops it without rows."""
    answer = await answered(enquiry, order.prompt, Purpose.COMPOSE, partial(answers.parse, order.kind))
    turns, findings = answer.read, list(answer.findings)
    revision: Revision | None = None
    if turns is not None:
        findings += await verify(order, turns, enquiry, spec)
    if turns is not None and spec.critique and all(finding.passed for finding in findings):
        verdicts, judged = await criticise(order, turns, enquiry)
        findings += judged
        if any(not verdict.passed for verdict in verdicts):
            revision = await revise(order, turns, verdicts, enquiry, spec)
    first = _Version(order.sample_id, order.prompt.prompt_hash, turns, answer.said, findings)
    return _rows(order, first, revision, spec, flow_run_id)


def _rows(order: Order, first: _Version, revision: Revision | None, spec: WritingSpec, flow_run_id: str) -> Written:
    versions = [first]
    if revision is not None:
        prompt_hash = revision.prompt.prompt_hash
        sample_id = _id(order, prompt_hash)
        versions.append(_Version(sample_id, prompt_hash, revision.turns, revision.said, revision.findings))
    better = versions[1:] if revision is not None and versions[-1].failed is None else []
    samples = [_sample(order, version, spec, flow_run_id, revised=bool(better)) for version in versions]
    return Written(
        samples,
        [part for sample in samples for part in parts_of(sample, order.evidence.figure_id, order.used)],
        [_check(version, finding, flow_run_id) for version in versions for finding in version.findings],
        [_preference(first, version, flow_run_id) for version in better],
    )


def _id(order: Order, prompt_hash: str) -> str:
    figure_id = order.evidence.figure_id
    return sample_id_of(order.kind, order.mode, order.generator, prompt_hash, figure_id, order.used)


def _sample(order: Order, version: _Version, spec: WritingSpec, flow_run_id: str, *, revised: bool) -> Sample:
    """Return the row of one version; the first of two that is turned away has the other to thank for it."""
    failed = version.failed
    sample = Sample(
        sample_id=version.sample_id,
        flow_run_id=flow_run_id,
        kind=order.kind,
        mode=order.mode,
        messages=spelled(_messages(order, version)),
        generator=order.generator,
        model=spec.model,
        prompt_hash=version.prompt_hash,
        call_key=order.request.call_key,
    )
    if failed is None:
        return sample
    turned_away = {
        "outcome": Outcome.REJECTED,
        "rule": failed.rule,
        "reason": Reason.REVISED if revised else failed.reason,
        "score": failed.score,
        "threshold": failed.threshold,
    }
    return sample.model_copy(update=turned_away)


def _messages(order: Order, version: _Version) -> Sequence[Message]:
    if version.turns is None:  # what cannot be read is kept as it came
        return [Message(role="user", content=MARK), Message(role="assistant", content=version.said)]
    return rendering.samples_messages(order.kind, version.turns, order.evidence.figure_id)


def _check(version: _Version, finding: Finding, flow_run_id: str) -> SampleCheck:
    return SampleCheck(
        sample_id=version.sample_id,
        flow_run_id=flow_run_id,
        rule=finding.rule,
        passed=finding.passed,
        score=finding.score,
        detail=finding.detail,
    )


def _preference(first: _Version, better: _Version, flow_run_id: str) -> Preference:
    return Preference(
        chosen_sample_id=better.sample_id,
        rejected_sample_id=first.sample_id,
        flow_run_id=flow_run_id,
        rule=first.failed.rule if first.failed else "",
    )
