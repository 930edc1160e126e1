"""Every contract a backend can fill, on one screen."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tasks.engines.chat import ChatError
from tasks.records.chat import BatchState, ChatReply, ChatRequest
from tasks.records.page import Line
from tasks.records.region import Region
from tasks.records.sample import Draft, Evidence

RgbArray = NDArray[np.uint8]
"""A page or figure image: (height, width, 3), RGB, 0 to 255."""


class Layout(Protocol):
    """Finds regions on a page image; boxes in page points."""

    name: str
    version: str
    weights_sha256: str | None

    def find(self, image: RgbArray, dpi: int, doc_id: str, page: int) -> list[Region]: ...


class Ocr(Protocol):
    """Reads a page image; boxes in page points."""

    name: str
    version: str
    weights_sha256: str | None

    def read(self, image: RgbArray, dpi: int) -> list[Line]: ...


class Clip(Protocol):
    """Says how well an image goes with each text, -1 to 1."""

    name: str
    version: str
    weights_sha256: str | None

    def match(self, image: RgbArray, texts: Sequence[str]) -> list[float]: ...


class Llm(Protocol):
    """Writes training samples about one figure, from its evidence alone."""

    name: str
    version: str
    weights_sha256: str | None

    def write(self, evidence: Evidence) -> list[Draft]: ...


class Chat(Protocol):
    """Answers requests, at a price; ``capped_by`` is the parameter by which the model's answers are kept short.

    ``only_model`` is the one that it has, None where any may be named. ``wants_key`` tells whether the server at an
    address, the engine's own if None, cannot be asked without a key.
    """

    name: str
    version: str
    weights_sha256: str | None
    only_model: str | None

    def wants_key(self, base_url: str | None) -> bool: ...

    def connect(self, base_url: str | None, api_key: str | None, capped_by: str) -> "ChatConnection": ...


class ChatConnection(Protocol):
    """One server, asked by many at once; ChatError for a request that got no answer."""

    async def ask(self, request: ChatRequest, picture: str | None) -> ChatReply: ...

    def batches(self) -> "ChatBatches | None": ...

    async def close(self) -> None: ...


class ChatBatches(Protocol):
    """A server's way of answering many requests in its own time; ``line`` is what a request is in a file of them."""

    def line(self, request: ChatRequest, picture: str | None) -> bytes: ...

    async def start(self, file: Path, tag: str) -> str: ...

    async def find(self, tag: str) -> str | None: ...

    async def state(self, batch_id: str) -> BatchState: ...

    def answers(
        self, file_id: str, requests: Mapping[str, ChatRequest]
    ) -> AsyncIterator[tuple[str, ChatReply | ChatError]]: ...
