"""What is asked of a model, and what comes back."""

from typing import Literal

from pydantic import Field

from tasks.records import identity
from tasks.records.enums import Reason
from tasks.records.record import Record


class Image(Record):
    """A picture as a model gets it: a blob, and the size in pixels that it is shrunk to."""

    sha256: str
    width: int
    height: int


class ChatMessage(Record):
    """One message; ``image`` says that the request's picture goes before its text."""

    role: Literal["system", "user", "assistant"]
    text: str
    image: bool = False


class ChatRequest(Record):
    """All that decides an answer: two requests that are equal have one call key, and one answer."""

    model: str
    messages: list[ChatMessage]
    image: Image | None = None
    answer: str | None = Field(default=None, description="JSON schema of the answer, in canonical JSON.")
    max_tokens: int
    temperature: float | None = None

    @property
    def call_key(self) -> str:
        """Return what a stored answer is found by: no address, key, time or attempt enters."""
        return identity.of("call", identity.canonical(self.model_dump(mode="json")).decode())


class ChatReply(Record):
    """An answer as it came; ``finish_reason`` is the server's word, ``refusal`` what the model said in its place."""

    text: str | None
    refusal: str | None = None
    finish_reason: str | None
    tokens_in: int | None
    tokens_out: int | None
    response_id: str | None = None
    model: str | None = None


class BatchState(Record):
    """How far a batch of requests is; ``files`` hold its answers, once it is over."""

    status: str
    is_over: bool
    files: list[str]
    error: str | None = None


class Source(Record):
    """A text that a sample may rest on, under the number by which answers cite it."""

    number: int
    role: Literal["caption", "mention", "explains", "inside"]
    text: str
    pair_id: str | None = None


class Turn(Record):
    """A question, its answer, and the numbers of the sources that the answer says it rests on."""

    question: str
    answer: str
    citations: list[int] = Field([])


class Finding(Record):
    """One rule's verdict on a text; ``reason`` is what a sample is turned away for that fails it."""

    rule: str
    passed: bool
    reason: Reason | None = None
    score: float | None = None
    threshold: float | None = None
    detail: str | None = None
