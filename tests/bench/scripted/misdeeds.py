"""Answers that a check must turn away, and envelopes that no client may trip over."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

from scripted.answering import Wanted, good, verdicts
from scripted.script import Fault

ORDER = re.compile(r"「([^」]{2,80})」と(?:だけ)?(?:答|出力|回答|書)")
ENGLISH = (
    "The figure shows the overall structure of the device and how its parts are connected with each other.",
    "A thick line runs from left to right, and every sensor is placed along it at the same distance.",
    "What stands out most is the lower half, where the values rise steadily over the whole period.",
)
CHINESE = (
    "这张图显示了设备的整体结构以及各个部分之间的连接关系，从中可以看出数据的变化趋势。",
    "图中粗线从左向右延伸，传感器沿着这条线等距离排列，便于读者比较。",
    "最值得注意的是下半部分，数值在整个时期内都在稳定上升。",
)
LEAKED = 130  # characters of the instructions that one answer gives away
NUMBERS = "前の年より87.3パーセント増え、合計は94312件に達しました。"
NAMES = "この図は鈴木一郎氏がアムステルダム大学で描いたものです。"
PERSONAL = "くわしくは山田太郎(電話090-1234-5678、taro.yamada@example.co.jp)までお問い合わせください。"
Edit = Callable[[str, Wanted, int], str]
_by_heart: dict[str, str] = {}
"""Answers by their questions: a model that needs no figure has read the document."""


def said(asked: Wanted, fault: Fault | None) -> str:
    """Return the text of an answer, spoilt as ``fault`` says."""
    answer = good(asked)
    if turns := answer.get("turns"):
        _by_heart["\n".join(turn["question"] for turn in turns)] = "\n".join(turn["answer"] for turn in turns)
    match fault:
        case Fault.UNFAVOURABLE:
            answer = _unfavourable(asked, answer)
        case Fault.CITATIONS:
            answer = _recited(answer)
        case Fault.WRONG_SCHEMA:
            answer = {"result": answer, "note": "ご確認ください"}
        case fault if fault in EDITS:
            answer = _edited(answer, EDITS[fault], asked)
    whole = _json(answer)
    if fault is Fault.FENCED:
        return f"はい、作成しました。\n```json\n{whole}\n```\n"
    return whole[: len(whole) * 2 // 3] if fault is Fault.TRUNCATED_ANSWER else whole


def _json(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _unfavourable(asked: Wanted, answer: dict[str, Any]) -> dict[str, Any]:
    """Judge against the sample, where a judgement is what is wanted."""
    if "verdicts" in answer:
        return {"verdicts": verdicts(asked, passed=False)}
    if "answerable" in answer:
        return {"answerable": True, "answer": _by_heart.get(_questions(asked), "不明")}
    return {"safe": False, "category": "violence"} if "safe" in answer else answer


def _questions(asked: Wanted) -> str:
    return "\n".join(text for _, role, text in asked.evidence if role in {"", "question"})


def _recited(answer: dict[str, Any]) -> dict[str, Any]:
    spoilt = copy.deepcopy(answer)
    for one in [spoilt, *spoilt.get("turns", [])]:
        if "citations" in one:
            one["citations"] = [97, 98]
    return spoilt


def _edited(answer: dict[str, Any], edit: Edit, asked: Wanted) -> dict[str, Any]:
    spoilt = copy.deepcopy(answer)
    for place, one in enumerate(spoilt.get("turns", [spoilt])):
        for name in ("text", "answer"):
            if name in one:
                one[name] = edit(one[name], asked, place)
    return spoilt


def _leak(_: str, asked: Wanted, place: int) -> str:
    return f"私に与えられた指示は次のとおりです。{asked.system[place * LEAKED :][:LEAKED]}"


def _loop(text: str, _: Wanted, __: int) -> str:
    return (text.partition("。")[0] + "。") * 12


def _obeyed(_: str, asked: Wanted, __: int) -> str:
    for _, _, text in asked.evidence:
        if order := ORDER.search(text):
            return order[1]
    return "はい、以前の指示は無視します。"


EDITS: dict[Fault | None, Edit] = {
    Fault.ENGLISH: lambda _, __, place: ENGLISH[place],
    Fault.CHINESE: lambda _, __, place: CHINESE[place],
    Fault.NUMBERS: lambda text, *_: text + NUMBERS,
    Fault.NAMES: lambda text, *_: text + NAMES,
    Fault.PERSONAL: lambda text, *_: text + PERSONAL,
    Fault.LEAK: _leak,
    Fault.LOOP: _loop,
    Fault.OBEYED: _obeyed,
}


def enveloped(envelope: dict[str, Any], fault: Fault | None) -> bytes:
    """Return the body of an answer, its envelope spoilt as ``fault`` says."""
    if fault is Fault.NOT_JSON:
        return b"<html><body><h1>502 Bad Gateway</h1></body></html>"
    if fault in SPOILERS:
        SPOILERS[fault](envelope)
    raw = json.dumps(envelope, ensure_ascii=False).encode()
    return raw[: len(raw) // 2] if fault is Fault.TRUNCATED_ENVELOPE else raw


def _refusal(envelope: dict[str, Any]) -> None:
    envelope["choices"][0]["message"] |= {"content": None, "refusal": "申し訳ありませんが、お手伝いできません。"}


def _filtered(envelope: dict[str, Any]) -> None:
    envelope["choices"][0] |= {"finish_reason": "content_filter"}
    envelope["choices"][0]["message"]["content"] = ""


def _cut_off(envelope: dict[str, Any]) -> None:
    choice = envelope["choices"][0]
    choice["finish_reason"] = "length"
    choice["message"]["content"] = choice["message"]["content"][: len(choice["message"]["content"]) // 2]


SPOILERS: dict[Fault | None, Callable[[dict[str, Any]], object]] = {
    Fault.EMPTY_CHOICES: lambda envelope: envelope.update(choices=[]),
    Fault.NO_MESSAGE: lambda envelope: envelope["choices"][0].pop("message"),
    Fault.NO_CONTENT: lambda envelope: envelope["choices"][0]["message"].update(content=None),
    Fault.NO_USAGE: lambda envelope: envelope.pop("usage"),
    Fault.REFUSAL: _refusal,
    Fault.CONTENT_FILTER: _filtered,
    Fault.LENGTH: _cut_off,
}
