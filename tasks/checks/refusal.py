"""Whether what cannot be answered is declined, and nothing else is."""

import re

from tasks.checks.examined import Examined
from tasks.checks.plain import plain, shown_of
from tasks.records.chat import Finding
from tasks.records.enums import Reason, SampleKind

_DECLINES = re.compile(
    r"(?:読み取|読みと|分か|わか|判断|判別|確認|特定|答え|回答|お答え|判明|把握|断定|推定|推測|特定|判定|説明|知|言え|言及|比較|算出|計算)"
    r"[^。\n]{0,16}(?:ません|できない|なかった|ない|かねます|困難|不可能|難し)"
    r"|(?:示され|記載され|書かれ|含まれ|描かれ|載っ|掲載され|表示され|明記され|触れられ|記され|記載|情報|データ|手がかり|数値|説明|名称|印字され|表され|言及)"
    r"[^。\n]{0,12}(?:ません|いない|ない|ありませ|なく|おらず|いなく)"
    r"|不明(?:です|である|と)|(?:ありません|ございません|存在しません)"
)
_CANNOT = re.compile(
    r"(?:画像|図|写真|ファイル|添付)(?:を|が|は|の内容を)[^。\n]{0,12}(?:見る|表示|認識|閲覧|開く|確認する|見え|処理|解析|アクセス)[^。\n]{0,8}(?:でき(?:ません|ない)|ません|られません)"
    r"|(?:画像|図|写真)が(?:添付|提供|送信|アップロード|提示)され(?:て)?(?:い|お)?(?:りませ|ませ|ない)"
    r"|(?:お手伝い|ご?対応|お答え|回答|ご?協力|お力添え)(?:する(?:こと)?(?:は|が)?|は|が)?でき(?:ません|かねます)"
    r"|(?:お答え|対応|回答)(?:いた)?しかねます"
    r"|\bI(?:'m| am) (?:sorry|unable|not able)|\bI can(?:'t|not)\b|as an ai\b",
    re.IGNORECASE,
)


def refusal(examined: Examined) -> Finding:
    """Fail an answer to what the figure does not show that does not say so, and a sample that answers nothing else.

    An answer of the kind ``unanswerable`` must say that something is not shown; any other sample may say so of a
    detail, but not that the picture cannot be seen, nor in every turn.
    """
    declined = [_DECLINES.search(plain(turn.answer)) is not None for turn in examined.turns]
    if examined.kind is SampleKind.UNANSWERABLE:
        if all(declined):
            return Finding(rule="refusal", passed=True)
        said = next(turn.answer for turn, fits in zip(examined.turns, declined, strict=True) if not fits)
        detail = f"does not say what is missing: {shown_of(said, 40)}"
        return Finding(rule="refusal", passed=False, reason=Reason.NOT_REFUSED, detail=detail)
    cannot = _CANNOT.search(examined.answers) if examined.kind is not SampleKind.TRANSCRIPTION else None
    if cannot:
        return Finding(rule="refusal", passed=False, reason=Reason.REFUSED, detail=shown_of(cannot.group(), 60))
    return Finding(rule="refusal", passed=True)
