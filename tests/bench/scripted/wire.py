"""HTTP/1.1 as far as a client of the API needs it, and broken on demand."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Asked:
    """One request, read to its end."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Delivery:
    """How an answer goes out: when, how much of it, and where it halts."""

    after: float = 0.0
    never: bool = False
    cut_head_at: int | None = None
    cut_body_at: int | None = None
    halt_at: int | None = None
    halt: float = 0.0


@dataclass(frozen=True)
class Answered:
    """One answer; told when its first bytes and its last are with the system, and when all is over, however."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    delivery: Delivery = Delivery()
    begun: Callable[[], None] | None = None
    sent: Callable[[], None] | None = None
    ended: Callable[[], None] | None = None


Serve = Callable[[Asked], Awaitable[Answered]]


def as_json(content: Any, status: int = 200, **headers: str) -> Answered:
    """Answer with JSON."""
    return Answered(status, json.dumps(content, ensure_ascii=False).encode(), headers)


class Connection(asyncio.Protocol):
    """One kept connection; requests on it are answered in turn."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._buffer = bytearray()
        self._head: Asked | None = None
        self._missing = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._transport = None
        for task in self._tasks:
            task.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._head is None and HEAD_END in self._buffer:
            end = self._buffer.index(HEAD_END) + len(HEAD_END)
            self._head = _head(bytes(self._buffer[:end]))
            del self._buffer[:end]
            self._missing = int(self._head.headers.get("content-length", 0))
        if self._head is not None and len(self._buffer) >= self._missing:
            head, self._head = self._head, None
            body = bytes(self._buffer[: self._missing])
            del self._buffer[: self._missing]
            asked = Asked(head.method, head.path, head.query, head.headers, body)
            task = asyncio.get_running_loop().create_task(self._answer(asked))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, asked: Asked) -> None:
        answered = await self._serve(asked)
        try:
            await self._deliver(answered)
        finally:
            if answered.ended is not None:
                answered.ended()

    async def _deliver(self, answered: Answered) -> None:
        how = answered.delivery
        if how.after:
            await asyncio.sleep(how.after)
        if how.never:
            await asyncio.Event().wait()  # until the client hangs up
        head = _written_head(answered)
        raw = head + answered.body
        if how.halt_at is not None:
            self._write(raw[: how.halt_at], answered.begun)
            await asyncio.sleep(how.halt)
            raw = raw[how.halt_at :]
        end = _cut(how, len(head))
        self._write(raw[:end], answered.begun)
        if end is not None and self._transport is not None:
            self._transport.close()
        elif answered.sent is not None and self._transport is not None:
            answered.sent()

    def _write(self, raw: bytes, begun: Callable[[], None] | None) -> None:
        if self._transport is not None:
            self._transport.write(raw)
            if begun is not None:
                begun()


def _head(raw: bytes) -> Asked:
    first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    address = urlsplit(target)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Asked(method, address.path, dict(parse_qsl(address.query)), headers, b"")


def _written_head(answered: Answered) -> bytes:
    headers = {
        "content-type": "application/json",
        "content-length": str(len(answered.body)),
        **{name.replace("_", "-"): value for name, value in answered.headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {answered.status} {HTTPStatus(answered.status).phrase}\r\n{lines}\r\n".encode()


def _cut(how: Delivery, head: int) -> int | None:
    if how.cut_head_at is not None:
        return how.cut_head_at
    return None if how.cut_body_at is None else head + how.cut_body_at
