"""Asks what has to be asked about one sample, under its name."""

from collections.abc import Awaitable, Callable, Mapping

from tasks.asking.calls import About
from tasks.prompts.rendering import Prompt
from tasks.records.chat import ChatReply, ChatRequest
from tasks.records.enums import Purpose, SampleKind
from tasks.records.record import Record
from tasks.spending.facts import ModelFacts
from tasks.spending.forecast import Habit
from tasks.writing.order import Order, WritingSpec, image_of, request_of

Ask = Callable[[ChatRequest, About], Awaitable[ChatReply]]
"""What an exchange does."""


class House(Record):
    """What holds for all samples of a run: how they are written, by which models, and what calls usually take."""

    flow_run_id: str
    spec: WritingSpec
    facts: Mapping[str, ModelFacts]
    habits: Mapping[tuple[SampleKind, Purpose], Habit]


class Enquiry:
    """The requests about one sample."""

    def __init__(self, order: Order, ask: Ask, house: House) -> None:
        self.order = order
        self._ask = ask
        self._house = house

    async def ask(self, prompt: Prompt, purpose: Purpose) -> ChatReply:
        """Return the answer to a prompt."""
        request = self.order.request if purpose is Purpose.COMPOSE else self._request(prompt, purpose)
        return await self._ask(request, self._about(prompt, purpose))

    async def mend(self, prompt: Prompt, purpose: Purpose) -> ChatReply:
        """Return the answer to a prompt that asks for a better one: of whoever gave the first, and as long as that."""
        return await self._ask(self._request(prompt, purpose), self._about(prompt, Purpose.REPAIR))

    def _request(self, prompt: Prompt, purpose: Purpose) -> ChatRequest:
        spec = self._house.spec
        facts = self._house.facts[spec.guard_model if purpose is Purpose.GUARD and spec.guard_model else spec.model]
        return request_of(prompt, self.order.kind, purpose, spec, facts, image_of(self.order.evidence, facts))

    def _about(self, prompt: Prompt, purpose: Purpose) -> About:
        order = self.order
        return About(
            flow_run_id=self._house.flow_run_id,
            sample_id=order.sample_id,
            doc_id=order.evidence.doc_id,
            kind=order.kind,
            mode=order.mode,
            purpose=purpose,
            prompt_hash=prompt.prompt_hash,
            tokens_out=round(self._house.habits[order.kind, purpose].tokens_out),
        )
