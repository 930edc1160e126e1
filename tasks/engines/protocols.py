"""Every contract a backend can fill, on one screen."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeGuard

import numpy as np
from numpy.typing import NDArray

from tasks.engines.chat import ChatError
from tasks.records.chat import BatchState, ChatReply, ChatRequest
from tasks.records.page import Line
from tasks.records.region import Region
from tasks.records.sample import Draft, Evidence

RgbArray = NDArray[np.uint8]
"""A page or figure image: (height, width, 3), RGB, 0 to 255."""
Vectors = NDArray[np.float32]
"""(count, dimensions), each row of length 1."""


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


class Analyzer(Layout, Ocr, Protocol):
    """Reads and divides a page in one pass; lines and regions are told from what that pass said, which is kept.

    ``read`` and ``find`` do their half alone: for the crop of a figure, and for a page whose text is known.
    """

    def analyze(self, image: RgbArray, dpi: int) -> bytes: ...

    def lines(self, said: bytes) -> list[Line]: ...

    def regions(self, said: bytes, doc_id: str, page: int) -> list[Region]: ...


def is_analyzer(engine: Layout | Ocr) -> TypeGuard[Analyzer]:
    """Tell whether an engine reads and divides a page in one pass."""
    return hasattr(engine, "analyze")


class Clip(Protocol):
    """Gives images and texts vectors of length 1, a row each, whose scalar product says how well two go together."""

    name: str
    version: str
    weights_sha256: str | None

    def embed_images(self, images: Sequence[RgbArray]) -> Vectors: ...

    def embed_texts(self, texts: Sequence[str]) -> Vectors: ...


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
