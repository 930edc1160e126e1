"""The shapes that answers have, as the schemas that servers enforce, and what is read from them."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from tasks.prompts import constitution
from tasks.prompts.aims import aims, asks
from tasks.prompts.sources import tidy
from tasks.records.chat import Turn
from tasks.records.enums import Purpose, SampleKind


class Answer(BaseModel):
    """A part of an answer. Its fields stand in the order in which a model is to write them: reasons before verdicts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DialogueTurn(Answer):
    """A question, and its answer."""

    question: str
    answer: str
    citations: list[int]


class Dialogue(Answer):
    """Questions and answers about a figure."""

    turns: list[DialogueTurn]


class Text(Answer):
    """One text about a figure."""

    text: str
    citations: list[int]


class DialogueRevision(Dialogue):
    """A dialogue, written again."""


class TextRevision(Text):
    """A text, written again."""


class Verdict(Answer):
    """What a critic says of one rule."""

    rule: str
    comment: str
    passed: bool


class Critique(Answer):
    """A verdict on every rule of the constitution."""

    verdicts: list[Verdict]


class Blind(Answer):
    """What is answered without the figure."""

    answer: str
    answerable: bool


class Guard(Answer):
    """Whether a text may be published."""

    safe: bool
    category: str


class WrongSchemaError(ValueError):
    """An answer is not what was asked for; ``detail`` says in Japanese what to mend."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


Wanted = TypeVar("Wanted", bound=Answer)
MOST_CHARACTERS = 100_000
MOST_STARTS = 16
"""So many opening braces are tried in an answer that is not JSON from its first character on."""
_COMPLAINTS = {
    "missing": "必要な項目がありません",
    "extra_forbidden": "余分な項目があります",
    "string_type": "文字列にしてください",
    "list_type": "配列にしてください",
    "int_parsing": "整数にしてください",
    "int_type": "整数にしてください",
    "bool_parsing": "true か false にしてください",
    "bool_type": "true か false にしてください",
}
_NO_OBJECT = "JSON オブジェクトがありません。"
_BROKEN = "JSON が壊れているか、途中で切れています。"
_JUDGEMENTS: Mapping[Purpose, type[Answer]] = {
    Purpose.GUARD: Guard,
    Purpose.BLIND: Blind,
    Purpose.CRITIQUE: Critique,
}
_KEPT = ("type", "properties", "required", "additionalProperties", "items")
_THOUGHT, _THOUGHT_OVER = "<think>", "</think>"


def answer_of(purpose: Purpose, kind: SampleKind) -> type[Answer]:
    """Return what comes back for a request about a sample of ``kind``."""
    if purpose in _JUDGEMENTS:
        return _JUDGEMENTS[purpose]
    if purpose is Purpose.REVISE:
        return DialogueRevision if asks(kind) else TextRevision
    return Dialogue if asks(kind) else Text


@cache
def schema(answer: type[BaseModel]) -> str:
    """Return the JSON schema of ``answer``, bare enough for every server that enforces one.

    No references, defaults or bounds. Keys keep the order of the fields, because models write them in that order.
    """
    full = answer.model_json_schema()
    bare = {"title": answer.__name__, **_bare(full, full.get("$defs", {}))}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"))


def _bare(part: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in part:
        part = known[part["$ref"].rpartition("/")[2]]
    kept = {key: part[key] for key in _KEPT if key in part}
    if "properties" in kept:
        kept["properties"] = {name: _bare(field, known) for name, field in kept["properties"].items()}
    if "items" in kept:
        kept["items"] = _bare(kept["items"], known)
    return kept


def parse(kind: SampleKind, text: str) -> list[Turn]:
    """Return the turns of an answer of ``kind``; a text without a question is one turn whose question is empty.

    A fence or words around the one JSON object are put up with. WrongSchemaError if there is none, or another.
    """
    limits = aims()[kind].turns
    if limits is None:
        told = read(Text, text)
        return [Turn(question="", answer=_said(told.text, "text"), citations=_numbers(told.citations))]
    answer, (fewest, most) = read(Dialogue, text), limits
    if not fewest <= len(answer.turns) <= most:
        raise WrongSchemaError(
            f"turns は {fewest} 個以上 {most} 個以下にしてください（{len(answer.turns)} 個でした）。"
        )
    return [_turn(number, turn) for number, turn in enumerate(answer.turns)]


def _turn(number: int, turn: DialogueTurn) -> Turn:
    return Turn(
        question=_said(turn.question, f"turns[{number}].question"),
        answer=_said(turn.answer, f"turns[{number}].answer"),
        citations=_numbers(turn.citations),
    )


def _said(text: str, place: str) -> str:
    said = tidy(text)
    if not said:
        raise WrongSchemaError(f"{place} が空です。")
    if "<image>" in said:
        raise WrongSchemaError(f"{place} に <image> と書かないでください。")
    return said


def _numbers(citations: list[int]) -> list[int]:
    return sorted(set(citations))


def parse_critique(text: str) -> list[Verdict]:
    """Return a verdict for every rule of the constitution, in its order. WrongSchemaError if one is missing."""
    said = {verdict.rule: verdict for verdict in reversed(read(Critique, text).verdicts)}
    rules = [rule.id for rule in constitution.load()]
    missing = [rule for rule in rules if rule not in said]
    if missing:
        raise WrongSchemaError(f"verdicts に規則 {'、'.join(missing)} の判定がありません。")
    return [said[rule] for rule in rules]


def read(answer: type[Wanted], text: str) -> Wanted:
    """Return the first JSON object of ``text`` that is an ``answer``. WrongSchemaError says what is wrong with it."""
    wrong = []
    for found in _objects(_spoken(text[:MOST_CHARACTERS])):
        try:
            return answer.model_validate(found)
        except ValidationError as error:
            wrong.append(_BROKEN if found is None else _complaint(error))
    raise WrongSchemaError(wrong[0] if wrong else _NO_OBJECT)


def _spoken(text: str) -> str:
    """Return a text without the thoughts that some servers leave before it: objects in them are drafts."""
    said = text.lstrip()
    return said.partition(_THOUGHT_OVER)[2] if said.startswith(_THOUGHT) else said


def _objects(text: str) -> Iterator[dict[str, Any] | None]:
    """Yield the JSON objects of a text, none from within another, and None for a brace that begins none."""
    decoder, start = json.JSONDecoder(), text.find("{")
    for _ in range(MOST_STARTS):
        if start < 0:
            return
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            value, end = None, start + 1
        yield value
        start = text.find("{", end)


def _complaint(error: ValidationError) -> str:
    wrong = error.errors(include_url=False, include_context=False, include_input=False)
    return "".join(f"{_place(one)}：{_COMPLAINTS.get(one['type'], '値が正しくありません')}。" for one in wrong[:3])


def _place(wrong: ErrorDetails) -> str:
    # The name of a key that is too much is a model's own word, which may be anything: it is not said again.
    known = wrong["loc"][:-1] if wrong["type"] == "extra_forbidden" else wrong["loc"]
    spelled = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in known)
    return spelled.lstrip(".") or "全体"
