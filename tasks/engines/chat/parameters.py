"""The words of a request, which servers do not all know: how an answer's length and shape are asked for."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tasks.records.chat import ChatMessage, ChatRequest

_SHAPES = ("json_schema", "json_object")
_SHAPE_WORDS = ("response_format", "json_schema", "json_object", "grammar", "structured output")
_LIMITS = ("max_completion_tokens", "max_tokens")
_UNKNOWN = re.compile(
    r"unsupported|not support|unknown|unrecogni[sz]ed|unexpected|not permitted|not allowed|forbidden|instead|extra"
)
"""What a refusal says of a parameter that the server does not know, and not of a value that is too large for it."""


class Parameters:
    """What the server behind one connection takes, as far as its refusals told."""

    def __init__(self, capped_by: str) -> None:
        self._shapes = list(_SHAPES)
        self._limits = sorted(_LIMITS, key=lambda limit: limit != capped_by)
        self._has_temperature = True

    def body(self, request: ChatRequest, picture: str | None) -> dict[str, Any]:
        """Return the JSON body of a request, as keywords."""
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [_message(message, picture) for message in request.messages],
            self._limits[0]: request.max_tokens,
        }
        if request.temperature is not None and self._has_temperature:
            body["temperature"] = request.temperature
        if request.answer is not None and self._shapes:
            body["response_format"] = self._format(request.answer)
        return body

    def learn(self, refusal: str, body: Mapping[str, Any]) -> bool:
        """Do without the parameter of ``body`` that a refusal names; tell whether there is one.

        Many requests may be refused for the same before the first refusal is heard: what was learnt stays learnt.
        """
        said = refusal.lower()
        if "response_format" in body and any(word in said for word in _SHAPE_WORDS):
            self._shapes = [shape for shape in self._shapes if shape != body["response_format"]["type"]]
            return True
        if "temperature" in body and "temperature" in said:
            self._has_temperature = False
            return True
        used = next((limit for limit in _LIMITS if limit in body), None)
        if used is None or used not in said or not _UNKNOWN.search(said):
            return False
        if used == self._limits[0] and len(self._limits) > 1:
            self._limits = self._limits[1:]
        return self._limits[0] != used

    def _format(self, answer: str) -> dict[str, Any]:
        if self._shapes[0] == "json_object":
            return {"type": "json_object"}
        schema = json.loads(answer)
        return {
            "type": "json_schema",
            "json_schema": {"name": schema.get("title", "Answer"), "strict": True, "schema": schema},
        }


def _message(message: ChatMessage, picture: str | None) -> dict[str, Any]:
    if not message.image or picture is None:
        return {"role": message.role, "content": message.text}
    parts = [
        {"type": "image_url", "image_url": {"url": picture, "detail": "high"}},
        {"type": "text", "text": message.text},
    ]
    return {"role": message.role, "content": parts}
