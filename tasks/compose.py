"""Turns the evidence about figures into training samples that name their parts."""

from collections.abc import Iterable, Sequence

from tasks.engines.protocols import Llm
from tasks.records import identity
from tasks.records.enums import Role
from tasks.records.sample import Draft, Evidence, EvidenceText, Message, Sample, SamplePart


def compose(evidence: Sequence[Evidence], llm: Llm, flow_run_id: str) -> tuple[list[Sample], list[SamplePart]]:
    """Return the samples that ``llm`` writes, figure by figure, and what each is made of.

    A figure without caption and without text inside gives none. ``generator`` is the engine's name. ValueError if a
    draft names a pair that is not in its evidence.
    """
    drafts = [(about, draft) for about in evidence if _is_grounded(about) for draft in llm.write(about)]
    samples: list[Sample] = []
    parts: list[SamplePart] = []
    for about, draft in drafts:
        used = _used(about, draft)
        sample = _sample(about, draft, used, llm, flow_run_id)
        samples.append(sample)
        parts.extend(parts_of(sample, about.figure_id, used))
    return samples, parts


def _is_grounded(evidence: Evidence) -> bool:
    captioned = any(text.role is Role.CAPTION for text in evidence.texts)
    return captioned or bool((evidence.text_inside or "").strip())


def _used(evidence: Evidence, draft: Draft) -> list[EvidenceText]:
    known = {text.pair_id: text for text in evidence.texts}
    strange = [pair_id for pair_id in draft.pair_ids if pair_id not in known]
    if strange:
        raise ValueError(f"figure {evidence.figure_id}: a draft names unknown pairs {', '.join(strange)}")
    return [known[pair_id] for pair_id in draft.pair_ids]


def _sample(evidence: Evidence, draft: Draft, used: Sequence[EvidenceText], llm: Llm, flow_run_id: str) -> Sample:
    return Sample(
        sample_id=sample_id_of(draft.kind, draft.mode, llm.name, draft.prompt_hash, evidence.figure_id, used),
        flow_run_id=flow_run_id,
        kind=draft.kind,
        mode=draft.mode,
        messages=spelled(draft.messages),
        generator=llm.name,
        prompt_hash=draft.prompt_hash,
    )


def sample_id_of(
    kind: str, mode: str, generator: str, prompt_hash: str, figure_id: str, used: Sequence[EvidenceText]
) -> str:
    """Return the id of a sample about one figure: what it is, who wrote it, on what request, of which parts."""
    pairs, regions = [text.pair_id for text in used], [text.region_id for text in used]
    return identity.of("sample", kind, mode, generator, prompt_hash, [figure_id], pairs, regions)


def spelled(messages: Sequence[Message]) -> str:
    """Return messages as a sample holds them: canonical JSON."""
    return identity.canonical([message.model_dump() for message in messages]).decode()


def parts_of(sample: Sample, figure_id: str, used: Sequence[EvidenceText]) -> list[SamplePart]:
    """Return what a sample about one figure is made of: the figure with each text that was used, or alone."""
    return [
        SamplePart(
            sample_id=sample.sample_id,
            flow_run_id=sample.flow_run_id,
            position=position,
            figure_id=figure_id,
            pair_id=text.pair_id if text else None,
            region_id=text.region_id if text else None,
            role=text.role if text else None,
        )
        for position, text in enumerate(used or [None])
    ]


def unwritten(
    samples: Sequence[Sample], parts: Sequence[SamplePart], current: Iterable[Sample]
) -> tuple[list[Sample], list[SamplePart]]:
    """Return the samples, with their parts, of every figure that has one which is not in ``current`` as it is."""
    known = {(sample.sample_id, sample.messages) for sample in current}
    figure_of = {part.sample_id: part.figure_id for part in parts}
    changed = {figure_of[sample.sample_id] for sample in samples if (sample.sample_id, sample.messages) not in known}
    new = [sample for sample in samples if figure_of[sample.sample_id] in changed]
    return new, [part for part in parts if part.figure_id in changed]
