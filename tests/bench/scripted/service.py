"""The server: what each address answers, and what the tests may ask of it."""

import dataclasses
import hashlib
import json
from collections import deque
from pathlib import Path
from typing import Any

from scripted import completing
from scripted.answering import Wanted, wanted
from scripted.batches import Batches, Files, not_found
from scripted.bill import Bill
from scripted.completing import Completion
from scripted.script import Casting, Fault, Rule, Script
from scripted.wire import Answered, Asked, Delivery, as_json

REMEMBERED = 40  # bodies that can be looked at
CUTS = {Fault.CUT_HEAD: "cut_head_at", Fault.CUT_BODY: "cut_body_at", Fault.HALT: "halt_at"}


@dataclasses.dataclass
class Call:
    """What is known of one call."""

    n: int
    body: str
    title: str | None
    fault: str | None = None
    status: int | None = None
    billed: bool = False
    begun: bool = False
    sent: bool = False
    key: bool = False
    batch: bool = False


class Service:
    """Answers by a script that can be changed at any time."""

    def __init__(self, bill: Path) -> None:
        self.bill = Bill(bill)
        self.casting = Casting(Script())
        self.calls: list[Call] = []
        self.bodies: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self.open = 0
        self.most_open = 0
        self._files = Files()
        self._batches = Batches(self._files, self._in_batch, self._drawn)

    async def serve(self, asked: Asked) -> Answered:
        """Answer one request."""
        match asked.path.strip("/").split("/"):
            case ["v1", *rest]:
                return self._answered(asked, rest)
            case _:
                return as_json(self._told(asked))

    def _told(self, asked: Asked) -> Any:
        """Obey or inform the tests."""
        match asked.path.strip("/"):
            case "script":
                self.casting = Casting(Script.model_validate_json(asked.body))
                return {"ok": True}
            case "bill":
                counts = {"read": len(self.calls), "most_open": self.most_open, "batches": self._batches.begun}
                return self.bill.total() | counts
            case "requests":
                since = int(asked.query.get("since", "0"))
                return [dataclasses.asdict(call) for call in self.calls[since:]]
            case _:
                return list(self.bodies)

    def _drawn(self, *what: object) -> float:
        return self.casting.drawn(*what)

    def _answered(self, asked: Asked, rest: list[str]) -> Answered:
        key = self.casting.script.key
        if key is not None and asked.headers.get("authorization") != f"Bearer {key}":
            return _as_answer(completing.error(401, f"Incorrect API key: {asked.headers.get('authorization')}"))
        name, what = [*rest[1:], None, None][:2]
        match rest[0]:
            case "models":
                return as_json({"object": "list", "data": [{"id": "gpt-4o-mini", "object": "model"}]})
            case "chat":
                return self._chat(asked)
            case "files":
                return self._files.serve(asked, name, what)
            case "batches":
                return self._batches.serve(asked, name, what, self.casting.script.batches)
            case _:
                return not_found("page")

    def _chat(self, asked: Asked) -> Answered:
        call, completion, rule = self._completed(json.loads(asked.body), asked.body)
        call.key = "authorization" in asked.headers
        if rule and rule.echo_key:
            completion = completing.error(
                rule.status, f"You said {asked.headers.get('authorization')}: {asked.headers}"
            )
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        answered = _as_answer(completion)
        delivery = _delivery(rule, self.casting.script.latency)
        return dataclasses.replace(
            answered,
            delivery=delivery,
            begun=lambda: _mark(call, "begun"),
            sent=lambda: _mark(call, "sent"),
            ended=self._closed,
        )

    def _closed(self) -> None:
        self.open -= 1

    def _completed(
        self, request: dict[str, Any], body: bytes, *, batch: bool = False
    ) -> tuple[Call, Completion, Rule | None]:
        """Answer and bill one request, which has been read to its end."""
        asked: Wanted = wanted(request)
        call = Call(len(self.calls) + 1, hashlib.sha256(body).hexdigest(), asked.title, batch=batch)
        self.calls.append(call)
        rule = self.casting.take(call.body, asked.title, asked.text)
        completion = completing.complete(request, asked, rule, self.casting, call.n)
        if completion.used is not None:
            self.bill.add(call.n, asked.model, completion.used, batch=batch)
        call.fault, call.status, call.billed = rule and rule.fault, completion.status, completion.used is not None
        self.bodies.append(
            {"n": call.n, "system": asked.system, "text": asked.text, "pictured": asked.picture is not None}
            | {name: value for name, value in request.items() if name != "messages"}
        )
        return call, completion, rule

    def _in_batch(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        body = json.dumps(request, sort_keys=True).encode()
        _, completion, _ = self._completed(request, body, batch=True)
        return completion.status, json.loads(completion.body)


def _mark(call: Call, name: str) -> None:
    setattr(call, name, True)


def _as_answer(completion: Completion) -> Answered:
    return Answered(completion.status, completion.body, completion.headers)


def _delivery(rule: Rule | None, latency: float) -> Delivery:
    if rule is None:
        return Delivery(after=latency)
    if rule.fault is Fault.NEVER:
        return Delivery(never=True)
    if rule.fault in CUTS:
        return Delivery(after=latency, halt=rule.seconds, **{CUTS[rule.fault]: rule.at_byte})
    return Delivery(after=latency)
