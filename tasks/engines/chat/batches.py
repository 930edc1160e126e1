"""OpenAI's Batch API: requests go up as a file, answers come down as another, within a day and at a lower price."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

from tasks.engines.chat import UNKNOWN_BATCH, ChatError, Fault
from tasks.engines.chat.openai import OpenAiConnection, reply_of
from tasks.records.chat import BatchState, ChatReply, ChatRequest

ENDPOINT: Final = "/v1/chat/completions"
WINDOW: Final = "24h"
TAG = "etoki"
_OVER = frozenset({"completed", "failed", "expired", "cancelled"})
_OK = 200


class OpenAiBatches:
    """The files and batches of one server; ChatError where it does not answer."""

    def __init__(self, connection: OpenAiConnection) -> None:
        self._connection = connection
        self._client = connection.client
        self._sent: dict[str, dict[str, Any]] = {}

    def line(self, request: ChatRequest, picture: str | None) -> bytes:
        """Return the line that a request is in a file."""
        body = self._connection.body(request, picture)
        self._sent[request.call_key] = _parameters(body)
        said = {"custom_id": request.call_key, "method": "POST", "url": ENDPOINT, "body": body}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    async def start(self, file: Path, tag: str) -> str:
        """Upload a file of lines and have it worked on; return the batch's id."""
        with self._connection.told():
            uploaded = await self._client.files.create(file=file, purpose="batch")
            made = await self._client.batches.create(
                input_file_id=uploaded.id,
                endpoint=ENDPOINT,
                completion_window=WINDOW,
                metadata={TAG: tag},
            )
        return made.id

    async def find(self, tag: str) -> str | None:
        """Return the id of the batch that was started under a tag."""
        with self._connection.told():
            async for batch in self._client.batches.list(limit=100):
                if (batch.metadata or {}).get(TAG) == tag:
                    return batch.id
        return None

    async def state(self, batch_id: str) -> BatchState:
        """Return how far a batch is; UNKNOWN_BATCH if the server has none of this id."""
        from openai import NotFoundError  # noqa: PLC0415 (seconds; only who asks pays)

        with self._connection.told():
            try:
                batch = await self._client.batches.retrieve(batch_id)
            except NotFoundError:
                return BatchState(status=UNKNOWN_BATCH, is_over=True, files=[])
        said = batch.errors.data if batch.errors and batch.errors.data else []
        return BatchState(
            status=batch.status,
            is_over=batch.status in _OVER,
            files=[file for file in (batch.output_file_id, batch.error_file_id) if file],
            error=self._connection.plain("; ".join(str(one.message) for one in said)) or None,
        )

    async def answers(
        self, file_id: str, requests: Mapping[str, ChatRequest]
    ) -> AsyncIterator[tuple[str, ChatReply | ChatError]]:
        """Yield each answer of a file with its call key; ``requests`` are those whose refusals teach something."""
        with self._connection.told():
            content = await self._client.files.content(file_id)
        for line in content.content.splitlines():
            try:
                said = json.loads(line)
                key = str(said["custom_id"])
            except (ValueError, KeyError, TypeError):
                continue  # whose answer it is nobody can tell
            asked = self._sent.pop(key, None) or (self._connection.body(requests[key], None) if key in requests else {})
            yield key, self._answer(said, asked)

    def _answer(self, said: Mapping[str, Any], asked: Mapping[str, Any]) -> ChatReply | ChatError:
        from openai.types.chat import ChatCompletion  # noqa: PLC0415 (seconds; only who asks pays)

        try:
            response = said.get("response") or {}
            if response.get("status_code") == _OK:
                return reply_of(ChatCompletion.construct(**response["body"]))
            return self._refused(said, response, asked)
        except ChatError as nothing:
            return nothing
        except (AttributeError, KeyError, TypeError, ValueError):
            return ChatError(Fault.BROKEN, "a line of no known shape")

    def _refused(self, said: Mapping[str, Any], response: Mapping[str, Any], asked: Mapping[str, Any]) -> ChatError:
        error = said.get("error") or (response.get("body") or {}).get("error") or {}
        words, code = str(error.get("message") or "no answer"), str(error.get("code") or "")
        if "expired" in code or "cancelled" in code:
            return ChatError(Fault.AWAY, self._connection.plain(f"{code}: {words}"))
        return self._connection.refused(int(response.get("status_code") or 500), words, code, asked)


def _parameters(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what refusals may be about: all but the messages, and of the shape of an answer only its name."""
    kept = {name: value for name, value in body.items() if name != "messages"}
    return kept | ({"response_format": {"type": shape["type"]}} if (shape := kept.get("response_format")) else {})
