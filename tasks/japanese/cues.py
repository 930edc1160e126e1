"""What the first characters of a text say: a figure's label, a source credit, a panel; and who cites which figure."""

import re
from enum import StrEnum, auto

from tasks.japanese import numerals
from tasks.japanese.folding import Folded, fold
from tasks.records.record import Record


class CueStrength(StrEnum):
    """How plainly a text calls itself a caption."""

    NUMBERED = auto()
    MARK = auto()
    DEICTIC = auto()


class Side(StrEnum):
    """Where something lies, seen from a figure, or where a text points."""

    ABOVE = auto()
    BELOW = auto()
    LEFT = auto()
    RIGHT = auto()


class Cue(Record):
    """A figure's label or a citation of one; ``start`` and ``end`` are offsets in the text as printed.

    ``word`` names the series (図, 表, 写真 …: 圖, Fig. and Figure are 図), or is the mark itself. ``number`` is
    canonical: 「第三・一圖」 and 「図3-1」 are both 3-1. ``panel`` is the a of 「図1(a)」. ``points`` is where a
    citation without number points: 「下図」 below.
    """

    word: str
    number: str | None = None
    panel: str | None = None
    strength: CueStrength
    start: int
    end: int
    points: Side | None = None


_SERIES = {
    "図": r"図|挿図|Figures?|FIGURE|Figs?\b|FIG\b",
    "表": r"表|Tables?|TABLE|Tab\b",
    "写真": r"写真|Photo(?:graph)?s?|PHOTO",
    "グラフ": r"グラフ|Graph",
    "チャート": r"チャート|Chart",
    "リスト": r"リスト|(?:ソース)?コード|Listing",
    "地図": r"地図|Map",
    "資料": r"資料|Exhibit",
    "挿絵": r"挿絵|挿画",
    "口絵": r"口絵",
    "図版": r"図版|Plate",
    "図表": r"図表",
    "図解": r"図解",
    "付図": r"[付附]図",
    "付表": r"[付附]表",
    "別図": r"別図",
    "別表": r"別表",
    "参考図": r"参考図",
    "画面": r"画面",
    "画像": r"画像|Image",
    "イラスト": r"イラスト",
    "スライド": r"スライド|Slide",
}
_WORDS = "|".join(sorted(_SERIES.values(), key=len, reverse=True)).replace("図|挿図", "挿図|図(?![表版解])")
_WORD = rf"(?P<word>{_WORDS})"
_PANEL = r"(?:\s?[(\[](?P<panel>[a-zA-Zア-ン]|\d)[)\]]|(?P<suffix>[a-h](?![A-Za-z])))?"
_KANJI_NUMBER = rf"{numerals.KANJI_NUMBER}(?![一-龥ぁ-ん])"
_NO_QUANTITY = (
    r"(?!\s?[%‰°]|\d|[.-]\d{1,3}(?!\d)|[i-zA-Z]|[a-z][A-Za-z]"
    r"|(?:次元|[度円倍秒分時]|[年月日]分?)(?![一-龥々])|[年月日]目|年[間度前後])"
)
_DASH = r"(?:(?<=[図表真料版])\s?(?:-\s?|ー)|(?<=\S)\.?-)(?=[A-Z]{0,2}[.-]?\d|[IVX])"
"""Civil engineers write 「図-1」, and some type the mark of a long vowel for the dash."""
_DASHED = rf"{_DASH}(?P<dashed>{numerals.NUMBER}){_NO_QUANTITY}"
_PLAIN = rf"\s{{0,2}}\.?\s{{0,2}}(?P<number>{numerals.NUMBER}|{_KANJI_NUMBER})"
_LABEL = re.compile(rf"{_WORD}(?:{_DASHED}|{_PLAIN}){_PANEL}")
_ORDINAL = re.compile(rf"第\s?(?P<number>{numerals.ORDINAL_NUMBER}|{numerals.KANJI_NUMBER})\s?{_WORD}{_PANEL}")
_OPENING = re.compile(r"\s*[■●◆□○◇★☆◎▲△▼▽▶▷◀◁↑↓←\s]*[\[(<{【〔〈《「]?\s*")
_RANGE = re.compile(
    rf"\s?(?:~|から|[-ー](?=\s?(?:図|表|写真)))\s?第?(?:図|表|写真)?\s?[-ー]?\s?(?P<last>{numerals.NUMBER})(?:図|表)?"
)
_JOINED = re.compile(r"\s?・\s?(?P<more>\d{1,3})(?=[\s:|.)\]】〉》>]|$)")
"""Figure 3 of chapter 4 as 「図4・3　…」; in running text the same may mean figures 4 and 3."""
_MARK = re.compile(r"\s*(?P<word>[▲△▼▽▶▷◀◁↑↓←⇧⇩⬆⬇])\s*(?=\S)")
_MARK_WORD = re.compile(
    rf"\s*[\[(<【〔〈《]\s*{_WORD}[上下左右中央]{{0,3}}\s*[\])>】〕〉》]|\s*(?P<bare>{_WORDS})\s?[:=](?=\s?\S)"
)

_HIRAGANA_WORDS = (
    r"はじめ|はやぶさ|はし[ごら]|はさみ|はんだ|はこ|はた[らけ]|はか[りた]|はす|かな|がん|がけ|がれき|にわ|にし|にん|にじ|のり|のぼり|のこ|"
    r"とびら|とり|とけ|とう|ところ|とち|とき|もの|もり|もち|もも|もみ|もじ|から[すだくしま]|へび|へい|でん|できる|できあ|やま|やさ|やり"
)
_SENTENCE = re.compile(
    rf"\s?(?!{_HIRAGANA_WORDS})"
    r"(?:[にはのをがとでへもや]|から|より|まで|など|によ|および|及び|並びに|ならびに|また|参照|示す|中[のでに、]|[・、,]\s?(?:第?\s?[図表]|写真|-?\d)"
    r"|[)\]】」]?\s?(?:参照|[。])|[)\]】」]?(?:に[は示よおみ見]|の[よ通と]|を[参見])"
    r"|\s?(?:shows?|is|are|was|were|illustrates?|presents?|gives?|lists?|depicts?|summari[sz]es?|compares?|contains?"
    r"|indicates?|and|or|in|of|demonstrates?|describes?|provides?|reports?)\b)"
)
_COUNTER = re.compile(
    r"(?:枚|つ|点(?![火検数])|個(?![人別々体])|件(?![数名])|名(?![称前])|[かヶカ]所|箇所|種類|行目|列目|ページ|頁)"
)
_LEADERS = re.compile(r"(?:[.・…‥·]\s?){4,}|…{2,}|\.{4,}")
_NEEDS_BREAK = re.compile(r"\s|[:.|)\]】〉》>-]|$")


def caption_cue(text: str) -> Cue | None:
    """Return the label with which ``text`` begins, or None: sentences, lists of figures and plain texts have none."""
    folded = fold(text)
    opening = _OPENING.match(folded.text)
    place = opening.end() if opening else 0
    found = _LABEL.match(folded.text, place) or _ORDINAL.match(folded.text, place)
    if found is None:
        return _mark(folded)
    chapter = _JOINED.match(folded.text, found.end())
    if chapter is not None:
        return _in_chapter(_numbered(folded, found), chapter["more"], folded.origin[chapter.end("more")])
    if _is_sentence(folded.text, found) or _LEADERS.search(folded.text, found.end()):
        return None
    return _numbered(folded, found)


def _in_chapter(cue: Cue, more: str, end: int) -> Cue:
    return _renumbered(cue, f"{cue.number}-{numerals.canonical(more)}", end)


def _is_sentence(text: str, found: re.Match[str]) -> bool:
    after = _RANGE.match(text, found.end())
    place = after.end() if after else found.end()
    if _series(found["word"]) in {"資料", "画面", "リスト"} and not _NEEDS_BREAK.match(text, place):
        return True
    return bool(_SENTENCE.match(text, place) or _COUNTER.match(text, place))


def _numbered(folded: Folded, found: re.Match[str]) -> Cue:
    groups = found.groupdict()
    panel = groups.get("panel") or groups.get("suffix")
    return Cue(
        word=_series(found["word"]),
        number=numerals.canonical(groups.get("dashed") or found["number"]),
        panel=panel.lower() if panel else None,
        strength=CueStrength.NUMBERED,
        start=folded.origin[found.start()],
        end=folded.origin[found.end()],
    )


def _mark(folded: Folded) -> Cue | None:
    found = _MARK.match(folded.text) or _MARK_WORD.match(folded.text)
    if found is None or source_credit(folded.text):
        return None
    word = next(value for value in found.groupdict().values() if value is not None)
    return Cue(
        word=_series(word),
        strength=CueStrength.MARK,
        start=folded.origin[found.start()],
        end=folded.origin[found.end()],
    )


def _series(word: str) -> str:
    return next((name for name, words in _SERIES.items() if re.fullmatch(words, word)), word)


_CREDIT_WORD = (
    r"出典|資料|出所|引用(?:元|文献)?|(?:写真|画像|図版|資料|データ|協力)?提供|(?:写真)?撮影|作成|備考|注[記釈]?|補足|参考(?:資料|文献|元)?"
    r"|Sources?|Notes?|Credit|Photo(?: by)?|Courtesy(?: of)?"
)
_CREDIT = re.compile(
    r"\s*(?![\[(<【〔]\s*参考\s*[\])>】〕]\s*[^\s\d:])"
    rf"(?:[\[(<【〔]?\s*(?:{_CREDIT_WORD})(?:\s?\d{{1,2}})?\s*(?:[:=\])>】〕]|\s(?=\S)|$)"
    r"|[\[(]\s*注|注\s?\d{1,2}|[※＊]|\*\s?\d{0,2}\s|©|\(C\)|Copyright\b)",
    re.IGNORECASE,
)
_CREDIT_END = re.compile(
    r"(?:より|をもとに|を基に|を元に|から|を参考に)(?:[^。]{0,12})(?:作成|引用|転載|抜粋|加工)\s?[)\]】]?\s*$"
)


def source_credit(text: str) -> bool:
    """Tell whether ``text`` is a source, a note or a credit line, which is no caption; 「資料1: …」 is one."""
    folded = fold(text).text
    if _LABEL.match(folded) and caption_cue(text) is not None:
        return False
    return bool(_CREDIT.match(folded) or _CREDIT_END.search(folded))


_PANEL_LABEL = re.compile(
    r"\s*(?:[(\[〔]\s?(?P<bracketed>[a-zア-ンあ-ん]|[ivx]{1,4}|\d{1,2})\s?[)\]〕]|(?P<half>[a-zア-ン])\))",
    re.IGNORECASE,
)
_CIRCLED = re.compile(r"\s*(?P<circled>[①-⑳Ⓐ-Ⓩⓐ-ⓩ㋐-㋾])")


def panel_label(text: str) -> str | None:
    """Return the panel with which ``text`` begins: a of 「(a) 平面図」, 1 of 「①」, ア of 「（ア）」."""
    circled = _CIRCLED.match(text)
    if circled:
        return fold(circled["circled"]).text.lower()
    found = _PANEL_LABEL.match(fold(text).text)
    return (found["bracketed"] or found["half"]).lower() if found else None


_BEFORE_CITATION = re.compile(r"(?:^|[^一-龥々A-Za-z0-9]|[下上右左次前同各本]|以下|[下上前]記|前掲|参照)$")
_MORE = re.compile(rf"\s?[,、・]\s?-?(?P<more>{numerals.NUMBER})(?![A-Za-z%‰°年月日枚個点件名人つ倍円度])")
_DEIXIS = re.compile(
    r"(?P<where>下|上|右|左|次|前|以下|[下上前]記|前掲|右上|右下|左上|左下|直下|直上)(?P<page>の?ページ)?の?"
    r"(?P<word>図表|図(?![書形面版示るっらろ式鑑])|表(?![現示面情記題紙裏彰明す層装])|写真|グラフ|チャート|画面|画像|イラスト|絵(?![本画具]))(?!\s?\d)"
)
_POINTS = {"下": Side.BELOW, "次": Side.BELOW, "上": Side.ABOVE, "前": Side.ABOVE, "右": Side.RIGHT, "左": Side.LEFT}
_LONGEST_RANGE = 20


def mentions(text: str) -> list[Cue]:
    """Return each figure that ``text`` cites, by number (ranges and lists one by one) or by pointing, in order.

    「図4・3」 may be two figures or the third of chapter 4: all three are returned, documents bear one sort only.
    """
    folded = fold(text)
    cited: list[Cue] = []
    for found in _citations(folded.text):
        if not cited or folded.origin[found.start()] >= cited[-1].end:
            cited += _expanded(folded, found)
    pointing = [_pointing(folded, found) for found in _DEIXIS.finditer(folded.text)]
    return sorted([*cited, *pointing], key=lambda cue: (cue.start, cue.end, cue.number or ""))


def _citations(text: str) -> list[re.Match[str]]:
    found = [*_LABEL.finditer(text), *_ORDINAL.finditer(text)]
    return [
        match
        for match in sorted(found, key=lambda match: match.span())
        if _BEFORE_CITATION.search(text[: match.start()]) and not _COUNTER.match(text, match.end())
    ]


def _expanded(folded: Folded, found: re.Match[str]) -> list[Cue]:
    first = _numbered(folded, found)
    cues = [first]
    place = found.end()
    last = _RANGE.match(folded.text, place)
    if last:
        place = last.end()
        numbers = _between(first.number, numerals.canonical(last["last"]))
        cues += [_renumbered(first, number, folded.origin[place]) for number in numbers]
    while more := _MORE.match(folded.text, place):
        if place == found.end() and "・" in more.group():
            cues.append(_in_chapter(first, more["more"], folded.origin[more.end()]))
        place = more.end()
        cues.append(_renumbered(first, numerals.canonical(more["more"]), folded.origin[place]))
    return cues


def _renumbered(cue: Cue, number: str, end: int) -> Cue:
    return cue.model_copy(update={"number": number, "panel": None, "end": end})


def _between(first: str | None, last: str) -> list[str]:
    stem, _, start = (first or "").rpartition("-")
    last_stem, _, end = last.rpartition("-")
    if not (start.isdigit() and end.isdigit()) or last_stem not in ("", stem):
        return [last]
    if not int(start) < int(end) <= int(start) + _LONGEST_RANGE:
        return [last]
    return [f"{stem}-{value}" if stem else str(value) for value in range(int(start) + 1, int(end) + 1)]


def _pointing(folded: Folded, found: re.Match[str]) -> Cue:
    where = found["where"].replace("以", "").replace("直", "")
    return Cue(
        word=_series(found["word"]),
        strength=CueStrength.DEICTIC,
        start=folded.origin[found.start()],
        end=folded.origin[found.end()],
        points=_POINTS[where[0]],
    )
