"""One chat completion: who refuses it, what it says, what it costs."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from scripted import bill, misdeeds
from scripted.answering import Wanted
from scripted.script import Casting, Fault, Rule, Script


@dataclass(frozen=True)
class Completion:
    """What a request came to; ``used`` is null where nothing is billed."""

    status: int
    body: bytes
    used: tuple[int, int] | None
    headers: dict[str, str] = field(default_factory=dict)


def complete(request: dict[str, Any], asked: Wanted, rule: Rule | None, casting: Casting, number: int) -> Completion:
    """Answer one request as the script wants it; ``number`` is the call's."""
    if refused := unfit(request, casting.script):
        return refused
    fault = rule.fault if rule else None
    if rule and fault in REFUSALS:
        used = _used(request, "", casting, number) if rule.is_billed else None
        return _refused(rule, used)
    text = misdeeds.said(asked, fault)
    used = _used(request, text, casting, number)
    finish = "stop"
    if asked.most is not None and used[1] > asked.most:
        text, finish = text[: asked.most * bill.BYTES_A_TOKEN // 3], "length"
        used = (used[0], asked.most)
    body = misdeeds.enveloped(_envelope(asked.model, text, finish, used, number), fault)
    return Completion(200, body, None if rule and not rule.is_billed else used)


def unfit(request: dict[str, Any], script: Script) -> Completion | None:
    """Refuse a request that this server does not understand, in the words of servers that do not."""
    form = (request.get("response_format") or {"type": "text"})["type"]
    if form not in script.formats:
        said = f"Invalid parameter: 'response_format' of type '{form}' is not supported with this model."
        return error(400, said, param="response_format")
    for limit in ("max_tokens", "max_completion_tokens"):
        if limit in request and limit not in script.limits:
            said = f"Unsupported parameter: '{limit}' is not supported with this model."
            return error(400, f"{said} Use '{script.limits[0]}' instead.", "unsupported_parameter", param=limit)
    if "temperature" in request and not script.temperature:
        said = f"Unsupported value: 'temperature' does not support {request['temperature']} with this model."
        return error(400, said, "unsupported_value", param="temperature")
    return None


def error(
    status: int,
    message: str,
    code: str | None = None,
    *,
    kind: str = "invalid_request_error",
    param: str | None = None,
    used: tuple[int, int] | None = None,
    **headers: str,
) -> Completion:
    """Return an error in the API's own shape."""
    said = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return Completion(status, json.dumps(said, ensure_ascii=False).encode(), used, headers)


def _refused(rule: Rule, used: tuple[int, int] | None) -> Completion:
    match rule.fault:
        case Fault.TOO_MANY:
            return error(
                429, "Rate limit reached", "rate_limit_exceeded", kind="requests", retry_after=f"{rule.seconds:g}"
            )
        case Fault.TOO_MANY_UNTIL:
            until = datetime.now(UTC) + timedelta(seconds=rule.seconds)
            return error(429, "Rate limit reached", kind="tokens", retry_after=format_datetime(until, usegmt=True))
        case Fault.QUOTA:
            said = "You exceeded your current quota, please check your plan and billing details."
            return error(429, said, "insufficient_quota", kind="insufficient_quota")
        case Fault.UNAUTHORIZED:
            return error(401, "Incorrect API key provided.", "invalid_api_key")
        case Fault.BAD_REQUEST:
            return error(400, "Invalid image.", "invalid_image")
        case _:
            return error(rule.status, "The server had an error.", kind="server_error", used=used)


REFUSALS = frozenset(
    {Fault.STATUS, Fault.TOO_MANY, Fault.TOO_MANY_UNTIL, Fault.QUOTA, Fault.UNAUTHORIZED, Fault.BAD_REQUEST}
)


def _used(request: dict[str, Any], text: str, casting: Casting, number: int) -> tuple[int, int]:
    tokens_in = bill.prompt_tokens(request)
    most = request.get("max_completion_tokens") or request.get("max_tokens")
    shares = casting.script.spend
    if shares and most:
        share = shares[int(casting.drawn("spend", number) * len(shares))]
        return tokens_in, max(1, int(most * share))
    return tokens_in, max(1, bill.tokens(text))


def _envelope(model: str, text: str, finish: str, used: tuple[int, int], number: int) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1_790_000_000 + number,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": used[0], "completion_tokens": used[1], "total_tokens": sum(used)},
    }
