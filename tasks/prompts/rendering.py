"""Prompts as they are sent: our own text from files, everything else quoted."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tasks.prompts import answers, constitution, quoting, templating, wordings
from tasks.prompts.aims import aims, asks
from tasks.prompts.fingerprints import prompt_hash, purpose_hash
from tasks.prompts.sources import cut, tidy
from tasks.records.chat import ChatMessage, Source, Turn
from tasks.records.enums import FigureKind, Mode, Purpose, SampleKind
from tasks.records.record import Record
from tasks.records.sample import Message

MOST_REPAIRED = 4000
"""So many characters of a broken answer are shown to the model that is to mend it."""
TOKENS = {Purpose.GUARD: 200, Purpose.BLIND: 900, Purpose.CRITIQUE: 1800}
PICTURED = frozenset({Purpose.COMPOSE, Purpose.CRITIQUE, Purpose.REVISE})
ANY_KIND = SampleKind.CONVERSATION
"""Stands for the kind where a request is the same for every kind."""
FIGURES = {
    FigureKind.PHOTO: "写真",
    FigureKind.CHART: "グラフ",
    FigureKind.DIAGRAM: "模式図",
    FigureKind.TABLE: "表",
    FigureKind.SCREENSHOT: "画面",
    FigureKind.MAP: "地図",
    FigureKind.ILLUSTRATION: "イラスト",
}


class Prompt(Record):
    """What a model is asked; ``answer`` is the JSON schema, ``fixed`` all text of ours that no answer may repeat."""

    messages: list[ChatMessage]
    answer: str
    prompt_hash: str
    fixed: str


def compose(
    kind: SampleKind, mode: Mode, sources: Sequence[Source], figure_kind: FigureKind | None, figure_id: str
) -> Prompt:
    """Return what asks for a sample; one mode alone shows the sources. ValueError for raw pairs."""
    hashed = prompt_hash(kind, mode)
    shown = list(sources) if mode is Mode.IMAGE_AND_EVIDENCE else []
    known = {
        **_about(kind, shown),
        "figure": FIGURES.get(figure_kind) if figure_kind else None,
        "asker": wordings.asker(kind, figure_id) if asks(kind) else None,
    }
    prompt = _prompt(Purpose.COMPOSE, kind, known, sources=quoting.source_lines(shown))
    return prompt.model_copy(update={"prompt_hash": hashed})


def repair(prompt: Prompt, said: str, error: str) -> Prompt:
    """Return ``prompt`` with an answer that could not be read, and what was wrong with it."""
    asked = templating.fill("user/repair", error=error)
    broken = ChatMessage(role="assistant", text=quoting.defuse(cut(said, MOST_REPAIRED)).strip() or "{}")
    messages = [*prompt.messages, broken, ChatMessage(role="user", text=asked)]
    return prompt.model_copy(update={"messages": messages, "fixed": f"{prompt.fixed}\n{asked}"})


def blind(turns: Sequence[Turn]) -> Prompt:
    """Return what asks for answers without the figure. ValueError if there is no question among the turns."""
    questions = quoting.question_lines(turns)
    if not questions:
        raise ValueError("only a sample with questions can be answered blind")
    return _prompt(Purpose.BLIND, ANY_KIND, {}, questions=questions)


def guard(turns: Sequence[Turn]) -> Prompt:
    """Return what asks whether a sample may be published."""
    return _prompt(Purpose.GUARD, ANY_KIND, {}, turns=quoting.turn_lines(turns))


def critique(turns: Sequence[Turn], sources: Sequence[Source], kind: SampleKind) -> Prompt:
    """Return what asks for a verdict by every rule of the constitution."""
    return _prompt(
        Purpose.CRITIQUE,
        kind,
        {**_about(kind, sources), "rules": constitution.load()},
        sources=quoting.source_lines(sources),
        turns=quoting.turn_lines(turns),
    )


def revise(
    turns: Sequence[Turn], sources: Sequence[Source], verdicts: Sequence[answers.Verdict], kind: SampleKind
) -> Prompt:
    """Return what asks for a sample once more, without what the failed verdicts remark on."""
    return _prompt(
        Purpose.REVISE,
        kind,
        _about(kind, sources),
        sources=quoting.source_lines(sources),
        turns=quoting.turn_lines(turns),
        remarks=[f"[{said.rule}] {quoting.quote(tidy(said.comment))}" for said in verdicts if not said.passed],
    )


def max_tokens(kind: SampleKind, purpose: Purpose) -> int:
    """Return the most that an answer may take, about three times what is usual of one."""
    return TOKENS.get(purpose, aims()[kind].tokens)


def samples_messages(kind: SampleKind, turns: Sequence[Turn], figure_id: str) -> list[Message]:
    """Return turns as a training sample: the image, then questions and answers by turns."""
    asked = [turn.question or wordings.question(kind, figure_id) for turn in turns]
    asked[:1] = [f"<image>\n{question}" for question in asked[:1]]
    return [
        message
        for question, turn in zip(asked, turns, strict=True)
        for message in (Message(role="user", content=question), Message(role="assistant", content=turn.answer))
    ]


def _about(kind: SampleKind, sources: Sequence[Source]) -> dict[str, object]:
    return {"kind": kind, "aim": aims()[kind].aim, "shown": bool(sources)}


def _prompt(purpose: Purpose, kind: SampleKind, known: Mapping[str, object], **quoted: Sequence[str]) -> Prompt:
    schema = answers.schema(answers.answer_of(purpose, kind))
    shape = _shape(schema, cited=bool(known.get("shown")))
    values = {**known, "shape": shape, "mark": quoting.mark(*quoted.values())}
    system = templating.fill(f"system/{purpose}", **values)
    asked = templating.fill(f"user/{purpose}", **values, **quoted)
    bare = templating.fill(f"user/{purpose}", **values, **dict.fromkeys(quoted, ()))
    user = ChatMessage(role="user", text=asked, image=purpose in PICTURED)
    return Prompt(
        messages=[ChatMessage(role="system", text=system), user],
        answer=schema,
        prompt_hash=purpose_hash(purpose, kind),
        fixed=f"{system}\n{bare}",
    )


def _shape(schema: str, *, cited: bool) -> str:
    """Return an answer in a few tokens, to say what is wanted where no server enforces a schema."""
    return json.dumps(_example(json.loads(schema), cited=cited), ensure_ascii=False, separators=(",", ":"))


def _example(schema: Mapping[str, Any], *, cited: bool) -> object:
    if schema["type"] == "object":
        return {name: _example(field, cited=cited) for name, field in schema["properties"].items()}
    if schema["type"] == "array":
        item = _example(schema["items"], cited=cited)
        return [] if item == 1 and not cited else [item]
    return {"string": "…", "integer": 1, "boolean": True}[schema["type"]]
