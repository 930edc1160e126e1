"""Good answers: what the request's own numbered evidence says, in the shape that the request asks for."""

import json
import random
import re
from dataclasses import dataclass
from typing import Any

from scripted import bill

EVIDENCE = re.compile(r'^\s*\[(\d+)\]\s*([^\s"]*)\s*("(?:[^"\\]|\\.)*")\s*$', re.MULTILINE)
TELLING = {"caption", "mention", "explains"}
LABEL = re.compile(r"^(?:図|表|写真|図表)\s*[0-9０-９.\-－]+\s*[に:：.．]?\s*")
FIELD = re.compile(r'"(turns|text|citations|verdicts|answerable|safe)"\s*[:：]')
SENTENCE = re.compile(r"[^。\n]+。?")
RULE = re.compile(r"^([a-z][a-z-]+)[:：]", re.MULTILINE)
SEEN = (
    ("図の中央に", "図の左寄りに", "図の右下に", "図の上半分に", "図の手前に", "図の奥に"),
    ("大きな四角い枠", "太い曲線", "重なった円", "細い矢印の列", "明るい帯", "まだらな塗り"),
    ("が描かれ、", "が置かれ、", "がまず目に入り、", "が全体を支え、"),
    ("そのまわりを小さな部品が取り囲んでいます。", "そこから外へ線が伸びています。", "下の列へと続いています。"),
    ("濃い色の部分は力のかかるところを、", "斜めの線は境目を、", "点の集まりは量の多さを、", "余白は休んでいる時を、"),
    (
        "淡い色の部分は余裕のあるところを表しています。",
        "太い枠は大切なところを表しています。",
        "影は奥行きを表しています。",
    ),
    ("左から右へ読み進めると、", "上から下へたどると、", "外から内へ目を移すと、", "端から順に追うと、"),
    (
        "しだいに形が細かくなることがわかります。",
        "色合いが変わることがわかります。",
        "並びがそろってくることがわかります。",
    ),
)


@dataclass(frozen=True)
class Wanted:
    """What a request asks for, as far as an answer hangs on it."""

    model: str
    title: str | None
    fields: frozenset[str]
    system: str
    text: str
    evidence: list[tuple[int, str, str]]
    picture: str | None
    most: int | None

    @property
    def unanswerable(self) -> bool:
        """Say whether the answer must be a refusal."""
        return "答えのない質問" in self.system

    @property
    def again(self) -> bool:
        """Say whether an answer was handed back to be written better."""
        return "差し戻され" in self.system


def wanted(request: dict[str, Any]) -> Wanted:
    """Read a request."""
    messages = request["messages"]
    system = "\n".join(text for one in messages if one["role"] == "system" for text in bill.texts(one))
    text = "\n".join(text for one in messages if one["role"] != "system" for text in bill.texts(one))
    schema = (request.get("response_format") or {}).get("json_schema", {}).get("schema") or _spelt(system + text)
    return Wanted(
        model=request["model"],
        title=schema.get("title"),
        fields=frozenset(schema.get("properties", {})),
        system=system,
        text=text,
        evidence=[(int(number), role, json.loads(quoted)) for number, role, quoted in EVIDENCE.findall(text)],
        picture=next((url for one in messages for url in bill.pictures(one)), None),
        most=request.get("max_completion_tokens") or request.get("max_tokens"),
    )


def _spelt(text: str) -> dict[str, Any]:
    """Find the fields that a request spells out in words, for servers that take no schema."""
    return {"properties": dict.fromkeys(FIELD.findall(text))}


def good(asked: Wanted) -> dict[str, Any]:
    """Return an answer that stands every check."""
    if "turns" in asked.fields:
        turns = _refusals(asked) if asked.unanswerable else _turns(asked)
        turns[0]["question"] = turns[0]["question"].replace("この図", "図") if asked.again else turns[0]["question"]
        return {"turns": turns}
    if "verdicts" in asked.fields:
        return {"verdicts": verdicts(asked, passed=True)}
    if "answerable" in asked.fields:
        return {"answerable": False, "answer": "不明"}
    if "safe" in asked.fields:
        return {"safe": True, "category": ""}
    text, citations = _prose(asked)
    text += "以上が、図から読み取れる内容です。" if asked.again else ""
    return {"text": text, "citations": citations}


def verdicts(asked: Wanted, *, passed: bool) -> list[dict[str, Any]]:
    """Judge by every rule that the request names; where it fails, by the first alone."""
    rules = list(dict.fromkeys(RULE.findall(asked.system + "\n" + asked.text))) or ["grounded"]
    return [
        {"rule": rule, "passed": passed or number > 0, "comment": "" if passed or number else "根拠が足りません。"}
        for number, rule in enumerate(rules)
    ]


def _told(asked: Wanted) -> list[tuple[int, str]]:
    """Return the sentences of the evidence, each under its number, without the labels of captions."""
    return [
        (number, sentence.strip())
        for number, role, text in asked.evidence
        if role in TELLING
        for sentence in SENTENCE.findall(LABEL.sub("", text))
        if sentence.strip()
    ]


def _seen(asked: Wanted) -> list[str]:
    """Return what may be said of a picture alone: other words for another picture, and no number or name."""
    chance = random.Random(asked.picture)
    words = [chance.choice(choices) for choices in SEEN]
    return ["".join(words[:4]), "".join(words[4:6]), "".join(words[6:])]


def _turns(asked: Wanted) -> list[dict[str, Any]]:
    told = _told(asked)
    if not told:
        return [
            {"question": question, "answer": answer, "citations": []}
            for question, answer in zip(_questions(""), _seen(asked), strict=True)
        ]
    thirds = [told[start::3] or told[:1] for start in range(3)]
    return [
        {
            "question": question,
            "answer": "".join(map(_sentence, [text for _, text in part])),
            "citations": sorted({number for number, _ in part}),
        }
        for question, part in zip(_questions(told[0][1]), thirds, strict=True)
    ]


def _questions(subject: str) -> list[str]:
    about = f"「{subject.rstrip('。')[:24]}」" if subject else "描かれたもの"
    return [
        f"この図は{about}について何を表していますか。",
        "図からどのような特徴が読み取れますか。",
        "ほかに注目すべき点があれば教えてください。",
    ]


def _refusals(asked: Wanted) -> list[dict[str, Any]]:
    told = _told(asked)
    shown = told[0][1].rstrip("。") if told else "全体の並びと形"
    return [
        {
            "question": "この図を作るのにかかった費用はいくらですか。",
            "answer": f"この図からは費用はわかりません。図に示されているのは{shown}であり、費用は示されていません。",
            "citations": [told[0][0]] if told else [],
        }
    ]


def _prose(asked: Wanted) -> tuple[str, list[int]]:
    inside = [(number, text) for number, role, text in asked.evidence if role == "inside"]
    if inside and "すべて書き起こす" in asked.system:
        return inside[0][1], [inside[0][0]]
    told = _told(asked)
    if not told:
        seen = _seen(asked)
        return (seen[0] if "図に添える短い説明" in asked.system else "".join(seen)), []
    if "図に添える短い説明" in asked.system:
        number, subject = told[0]
        return f"{subject.rstrip('。')}を示す図。{told[-2:][0][1]}", sorted({number, told[-2:][0][0]})
    return "".join(_sentence(text) for _, text in told), sorted({number for number, _ in told})


def _sentence(text: str) -> str:
    return text if text.endswith("。") else f"図は{text}を示しています。"
