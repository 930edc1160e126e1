"""A sample that is to be written: what it is about, what it will rest on, and the first request for it."""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import Field

from tasks.compose import sample_id_of
from tasks.prompts import rendering
from tasks.prompts.kinds import kinds_of
from tasks.prompts.rendering import Prompt
from tasks.prompts.sources import numbered
from tasks.records.chat import ChatRequest, Image, Source
from tasks.records.enums import Mode, Purpose, SampleKind
from tasks.records.record import Record
from tasks.records.sample import Evidence, EvidenceText
from tasks.spending import pictures
from tasks.spending.facts import ModelFacts


class WritingSpec(Record):
    """What decides the samples that a model writes."""

    model: str = Field(default="gpt-4o-mini", min_length=1, description="The model that writes, by the server's name.")
    kinds: list[SampleKind] = Field([], description="Kinds to write; none named: those that suit each figure.")
    modes: list[Mode] = Field(
        [Mode.IMAGE_AND_EVIDENCE], min_length=1, description="What the model is given of a figure; raw_pair asks none."
    )
    temperature: float | None = Field(default=None, ge=0, le=2, description="None: the server's own.")
    critique: bool = Field(default=True, description="Hold each sample against the constitution, and revise it once.")
    blind: bool = Field(default=False, description="Turn away questions that can be answered without the figure.")
    guard_model: str | None = Field(
        default=None, title="Guard Model", description="A model of the same server that says whether a sample is safe."
    )

    def models(self) -> list[str]:
        """Return every model that is asked."""
        return list(dict.fromkeys([self.model, *([self.guard_model] if self.guard_model else [])]))

    def purposes(self) -> list[Purpose]:
        """Return what is asked about a sample beside writing it."""
        wanted = {
            Purpose.REPAIR: True,
            Purpose.GUARD: self.guard_model is not None,
            Purpose.BLIND: self.blind,
            Purpose.CRITIQUE: self.critique,
            Purpose.REVISE: self.critique,
        }
        return [purpose for purpose, asked in wanted.items() if asked]


class Order(Record):
    """One sample to write; ``used`` are the texts that it will be a sample of."""

    sample_id: str
    generator: str
    kind: SampleKind
    mode: Mode
    evidence: Evidence
    sources: list[Source]
    used: list[EvidenceText]
    prompt: Prompt
    request: ChatRequest

    @property
    def shown(self) -> list[Source]:
        """Return what the model sees of the sources, whatever it is asked: no mode may leak into another."""
        return self.sources if self.mode is Mode.IMAGE_AND_EVIDENCE else []


def orders(evidence: Iterable[Evidence], spec: WritingSpec, facts: ModelFacts, engine: str) -> Iterator[Order]:
    """Yield what there is to write about each figure, in the order of figures, modes and kinds."""
    for about in evidence:
        sources = numbered(about)
        for mode in dict.fromkeys(spec.modes):
            if mode is not Mode.RAW_PAIR:
                for kind in kinds_of(mode, about, spec.kinds or None):
                    yield _order(about, sources, kind, mode, spec, facts, engine)


def request_of(
    prompt: Prompt, kind: SampleKind, purpose: Purpose, spec: WritingSpec, facts: ModelFacts, image: Image
) -> ChatRequest:
    """Return the request that a prompt becomes; thoughts that a model does not show count against its answer too."""
    model = spec.guard_model if purpose is Purpose.GUARD and spec.guard_model else spec.model
    most = rendering.max_tokens(kind, purpose) + facts.hidden * _THOUGHTS
    return ChatRequest(
        model=model,
        messages=prompt.messages,
        image=image if any(message.image for message in prompt.messages) else None,
        answer=prompt.answer,
        max_tokens=min(most, facts.most_output or most),
        temperature=spec.temperature if facts.temperature else None,
    )


_THOUGHTS = 3
"""Hidden tokens vary more than answers: so many times what is usual."""


def image_of(evidence: Evidence, facts: ModelFacts) -> Image:
    """Return the figure's picture in the size that the model sees."""
    width, height = pictures.fitted(facts.picture, evidence.width_px or 1, evidence.height_px or 1)
    return Image(sha256=evidence.image_sha256, width=width, height=height)


def _order(
    evidence: Evidence,
    sources: Sequence[Source],
    kind: SampleKind,
    mode: Mode,
    spec: WritingSpec,
    facts: ModelFacts,
    engine: str,
) -> Order:
    prompt = rendering.compose(kind, mode, sources, evidence.kind, evidence.figure_id)
    used = _used(evidence, sources, mode)
    generator = f"{engine}:{spec.model}"
    return Order(
        sample_id=sample_id_of(kind, mode, generator, prompt.prompt_hash, evidence.figure_id, used),
        generator=generator,
        kind=kind,
        mode=mode,
        evidence=evidence,
        sources=list(sources),
        used=used,
        prompt=prompt,
        request=request_of(prompt, kind, Purpose.COMPOSE, spec, facts, image_of(evidence, facts)),
    )


def _used(evidence: Evidence, sources: Sequence[Source], mode: Mode) -> list[EvidenceText]:
    """Return the texts that the model is shown; where it is shown none, the one by which the figure came here."""
    shown = [source.pair_id for source in sources if source.pair_id] if mode is Mode.IMAGE_AND_EVIDENCE else []
    known = {text.pair_id: text for text in evidence.texts}
    accepted = sorted(evidence.texts, key=lambda text: (text.role, text.pair_id))[:1]
    return [known[pair_id] for pair_id in shown] or accepted
