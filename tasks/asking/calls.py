"""The row that each attempt at a request is, from its intent to its end."""

from datetime import UTC, datetime
from decimal import Decimal

from tasks.asking.processes import this_process
from tasks.asking.terms import Terms
from tasks.engines.chat import ChatError, Fault
from tasks.records.chat import ChatReply, ChatRequest
from tasks.records.enums import CallOutcome, Mode, Purpose, SampleKind
from tasks.records.record import Record
from tasks.records.sample import LlmCall

REFUSAL = "refusal"
"""What stands for the finish reason of an answer in which the model refuses: the servers have no common word."""

_PERHAPS_PAID = frozenset({Fault.BROKEN})


class About(Record):
    """What a request is for; nothing of it decides the answer."""

    flow_run_id: str
    sample_id: str | None
    doc_id: str | None
    kind: SampleKind
    mode: Mode
    purpose: Purpose
    prompt_hash: str
    tokens_out: int


def new_call(request: ChatRequest, about: About, terms: Terms) -> LlmCall:
    """Return the row of a request that is about to be made."""
    tokens_in = terms.tokens_in(request)
    return LlmCall(
        **about.model_dump(exclude={"tokens_out"}),
        call_key=request.call_key,
        attempt=1,
        model=request.model,
        image_sha256=request.image.sha256 if request.image else None,
        tokens_in=None,
        tokens_out=None,
        estimate_tokens_in=tokens_in,
        estimate_usd=terms.expected(tokens_in, min(about.tokens_out, request.max_tokens)),
        cost_usd=None,
        price_table=terms.table,
        seconds=None,
        finish_reason=None,
        response_id=None,
        outcome=CallOutcome.OPEN,
        error=None,
        at=datetime.now(UTC),
        process=this_process(),
    )


def ended_well(call: LlmCall, reply: ChatReply, actual: Decimal | None, worst: Decimal | None) -> LlmCall:
    """Return the row of a request that was answered; at worst case if the server does not say what it used."""
    said = {
        "outcome": CallOutcome.STORED,
        "tokens_in": reply.tokens_in,
        "tokens_out": reply.tokens_out,
        "cost_usd": worst if actual is None else actual,
        "finish_reason": REFUSAL if reply.refusal else reply.finish_reason,
        "response_id": reply.response_id,
        "answer": reply.refusal or reply.text or "",
    }
    return call.model_copy(update=said)


def ended_without_answer(call: LlmCall, error: ChatError, worst: Decimal | None) -> LlmCall:
    """Return the row of a request that was not answered; at worst case if it may have been paid for all the same."""
    cost = worst if error.fault in _PERHAPS_PAID or worst is None else Decimal(0)
    return call.model_copy(update={"outcome": CallOutcome.FAILED, "cost_usd": cost, "error": str(error)})


def interrupted(call: LlmCall, worst: Decimal | None) -> LlmCall:
    """Return the row of a request that was broken off on this side."""
    said = {"outcome": CallOutcome.LOST, "cost_usd": worst, "error": "broken off before the answer came"}
    return call.model_copy(update=said)


def answer_of(call: LlmCall) -> ChatReply | None:
    """Return the answer that a row holds."""
    if call.outcome != CallOutcome.STORED:
        return None
    refused = call.finish_reason == REFUSAL
    return ChatReply(
        text=None if refused else call.answer,
        refusal=call.answer if refused else None,
        finish_reason=call.finish_reason,
        tokens_in=call.tokens_in,
        tokens_out=call.tokens_out,
        response_id=call.response_id,
        model=call.model,
    )
