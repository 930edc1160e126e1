"""Whether an answer shows what the model was told, in place of what it was asked for."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tasks.checks.examined import Examined
from tasks.checks.plain import plain, shown_of, squeezed
from tasks.records.chat import Finding, Turn
from tasks.records.enums import Reason, SampleKind

_SHARED = 16
"""Characters in a row that an answer and the prompt do not share by chance."""

_MARKS = re.compile(
    r"<\|[a-z_0-9|]{2,30}\|>|</?(?:think|thinking|image|img|s|system|user|assistant|tool_call|answer)>|\[/?INST\]|<<SYS>>"
    r"|(?:^|\n)\s{0,4}(?:#{1,4}\s{0,2})?(?:system|user|assistant|human|システム|アシスタント|ユーザー?|回答者|質問者)\s?[:>]"
    r"|(?:^|\n)#{1,4}\s?(?:指示|命令|入力|応答|出力|Instruction|Input|Response|Output)\b",
    re.IGNORECASE,
)
_DEBRIS = re.compile(
    r"\"?(?:citations|turns|additionalProperties|verdicts)\"?\s?[:=]\s?[\[{\"\d]|[{,]\s{0,4}\"(?:question|answer|text|role|content|type|title|rule|passed)\"\s?:"
    r"|```\s?json|\bjson_schema\b|\b(?:finish_reason|max_tokens)\b"
)
_INSTRUCTED = re.compile(
    r"システム\s?プロンプト|(?:この|その|以下の|上記の|与えられた|私の)プロンプト|(?:JSON|json)\s?(?:形式|スキーマ|オブジェクト)で"
    r"|(?:AI|人工知能|大規模)?言語モデル(?:として|である|なので|です)|AI(?:アシスタント)?(?:として|なので|であるため)"
    r"|(?:ご?指示|命令|課題|ルール|規則)(?:のとおり|の通り|どおり|通り|に従っ|に従い|に基づい|では|により)[^。\n]{0,20}(?:回答|作成|出力|答え|記述|書)"
    r"|(?:ご?要望|ご?依頼|ご?指示)(?:いただいた|された|のあった)|(?:承知|了解)(?:いた)?しました"
)
_UNSEEN = re.compile(
    r"(?:提供|提示|添付|付与|引用|付属|入力)(?:された|されている|いただいた|の)(?:資料|テキスト|文章|証拠|根拠|キャプション|文脈|コンテキスト|説明文|ソース|エビデンス|参考情報|メタ)"
    r"|(?:与えられ|渡され)た(?:資料|テキスト|文章|情報|証拠|根拠|キャプション|文脈|コンテキスト|説明文|ソース)"
    r"|(?:資料|出典|根拠|証拠|引用|ソース|文献|出所|参照)\s?(?:番号\s?)?[\[(<【〔]\s?\d{1,2}\s?[\])>】〕]"
    r"|(?:資料|根拠|ソース)\s?(?:番号)?\s?\d{1,2}(?:に|は|で|の|と|から|を)"
    r"|(?<![A-Za-z0-9_\])])[\[【]\s?\d{1,2}(?:\s?[,、-]\s?\d{1,2}){0,6}\s?[\]】]"
    r"|(?:キャプション|説明文|引用文|引用元)(?:に(?:よると|よれば|は|も|あるように|記|書|示)|では|から|の(?:記述|記載|とおり|通り|説明))"
    r"|図中文字|機械読み取り|(?:caption|mention|explains|inside)\s?(?:に|は|で|の|と|から|を|[:\[(])"
)
_IN_PROSE = re.compile(r"(?:資料|本文)(?:に(?:よると|よれば|記載|書かれ|示され)|の記述)")


def leak(examined: Examined) -> Finding:
    """Fail a sample that repeats its prompt, holds role marks or debris of JSON, or speaks of texts unseen.

    Whoever learns from the sample sees the picture only, so that an answer must not appeal to what lay beside it.
    What the sources themselves say may be repeated.
    """
    evidence = squeezed(examined.evidence)
    found = next((leaked for turn in examined.turns for leaked in _leaks(examined, turn, evidence)), None)
    if found is None:
        return Finding(rule="leak", passed=True)
    return Finding(rule="leak", passed=False, reason=Reason.PROMPT_LEAK, detail=shown_of(found, 80))


def _leaks(examined: Examined, turn: Turn, evidence: str) -> Iterator[str]:
    patterns = [_MARKS, _DEBRIS, _INSTRUCTED, _UNSEEN]
    if examined.kind is not SampleKind.PDF_TEXT:  # a document's prose may well appeal to other texts
        patterns.append(_IN_PROSE)
    if examined.kind is SampleKind.TRANSCRIPTION:
        patterns = [_MARKS, _DEBRIS]
    for text in (plain(turn.question), plain(turn.answer)):
        for found in (found for pattern in patterns for found in pattern.finditer(text)):
            if squeezed(found.group()) not in evidence:
                yield found.group().strip()
    shared = _longest_shared(squeezed(turn.answer), squeezed(examined.prompt), evidence)
    if shared:
        yield f"of the prompt: {shared}"


def _longest_shared(answer: str, prompt: str, evidence: str) -> str | None:
    grams = _grams(prompt)
    for place in range(len(answer) - _SHARED + 1):
        gram = answer[place : place + _SHARED]
        if gram in grams and gram not in evidence:
            return gram
    return None


@lru_cache(maxsize=64)
def _grams(text: str) -> frozenset[str]:
    return frozenset(text[place : place + _SHARED] for place in range(len(text) - _SHARED + 1))
