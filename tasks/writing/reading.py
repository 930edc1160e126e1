"""Reads an answer: how it ended comes first, then what it says, with one try at mending what cannot be read."""

from collections.abc import Awaitable, Callable
from typing import Generic, NamedTuple, TypeVar

from tasks.asking.calls import REFUSAL
from tasks.asking.errors import UnansweredError
from tasks.engines.chat import Fault
from tasks.prompts import rendering
from tasks.prompts.answers import WrongSchemaError
from tasks.prompts.rendering import Prompt
from tasks.records.chat import ChatReply, Finding
from tasks.records.enums import Purpose, Reason
from tasks.writing.enquiry import Enquiry

T = TypeVar("T")
FINISH, SCHEMA = "finish", "schema"
_ENDS = {"length": Reason.CUT_OFF, "content_filter": Reason.CONTENT_FILTER, REFUSAL: Reason.REFUSED}


class Answer(NamedTuple, Generic[T]):
    """What was read, or None; ``said`` is the last answer as it came; the findings say how it went."""

    read: T | None
    said: str
    findings: list[Finding]


async def answered(enquiry: Enquiry, prompt: Prompt, purpose: Purpose, parse: Callable[[str], T]) -> Answer[T]:
    """Ask and return what ``parse`` makes of the answer, or of a second one that was asked for to mend the first."""
    answer, wrong = _read(await _reply(enquiry.ask(prompt, purpose)), parse)
    if wrong is None:
        return answer
    better = rendering.repair(prompt, answer.said, wrong)
    mended, still_wrong = _read(await _reply(enquiry.mend(better, purpose)), parse)
    if still_wrong is None and mended.read is not None:
        mended.findings[-1] = mended.findings[-1].model_copy(update={"detail": f"repaired: {wrong}"})
    return mended


async def _reply(asked: Awaitable[ChatReply]) -> ChatReply:
    try:
        return await asked
    except UnansweredError as error:
        if error.fault is not Fault.FILTERED:
            raise
        return ChatReply(text=None, finish_reason="content_filter", tokens_in=None, tokens_out=None)


def _read(reply: ChatReply, parse: Callable[[str], T]) -> tuple[Answer[T], str | None]:
    """Return what an answer says, and what is wrong with its shape."""
    said = reply.refusal or reply.text or ""
    end = REFUSAL if reply.refusal else reply.finish_reason or "none"
    ended = Finding(rule=FINISH, passed=end not in _ENDS, reason=_ENDS.get(end), detail=end)
    if not ended.passed:
        return Answer(None, said, [ended]), None
    try:
        found = parse(said)
    except WrongSchemaError as error:
        wrong = Finding(rule=SCHEMA, passed=False, reason=Reason.WRONG_SCHEMA, detail=error.detail)
        return Answer(None, said, [ended, wrong]), error.detail
    return Answer(found, said, [ended, Finding(rule=SCHEMA, passed=True)]), None
