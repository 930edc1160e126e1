"""A model's stand-in: well-formed answers made of the request's own words, at no cost."""

import json
import re
from typing import Any

from tasks.records import identity
from tasks.records.chat import ChatReply, ChatRequest

_SOURCE = re.compile(r'^\[(\d+)\] \w+ "(.+)"$', re.MULTILINE)
_RULE = re.compile(r"^([a-z][a-z-]+): ", re.MULTILINE)
_NOTHING = "この図には、読み取れる説明がありません。"


class FakeChat:
    """Fills in whatever shape is asked for, from the first source that the request quotes."""

    name = "fake-chat"
    version = "1"
    weights_sha256: str | None = None
    only_model = "fake-chat"

    def wants_key(self, base_url: str | None) -> bool:  # noqa: ARG002
        """Tell that it wants none."""
        return False

    def connect(self, base_url: str | None, api_key: str | None, capped_by: str) -> "FakeConnection":  # noqa: ARG002
        """Return a connection to nothing."""
        return FakeConnection()


class FakeConnection:
    """Answers at once."""

    async def ask(self, request: ChatRequest, picture: str | None) -> ChatReply:  # noqa: ARG002
        """Return the same answer to the same request."""
        said = "\n".join(message.text for message in request.messages)
        text = json.dumps(_filled(json.loads(request.answer or "{}"), said), ensure_ascii=False)
        return ChatReply(
            text=text,
            finish_reason="stop",
            tokens_in=len(said),
            tokens_out=len(text),
            response_id=identity.of("fake", request.call_key),
        )

    def batches(self) -> None:
        """Tell that it answers at once only."""
        return

    async def close(self) -> None:
        """Let go of nothing."""


def _filled(schema: dict[str, Any], said: str, name: str = "") -> Any:
    kind = schema.get("type")
    if kind == "object":
        return {key: _filled(part, said, key) for key, part in schema.get("properties", {}).items()}
    if kind == "array" and "rule" in schema["items"].get("properties", {}):
        return [{**_filled(schema["items"], said), "rule": rule} for rule in _RULE.findall(said)]
    if kind == "array":
        return [_filled(schema["items"], said)]
    if kind == "boolean":
        return name != "answerable"
    if kind in {"integer", "number"}:
        return 1
    return _words(said, name)


def _words(said: str, name: str) -> str:
    found = _SOURCE.search(said)
    answer = json.loads(f'"{found[2]}"') if found else _NOTHING
    return "この図は何を示していますか。" if name == "question" else f"{answer}についての図です。"
