"""What a text says of itself, as numbers with names: its label, its form, its length, its type."""

import re
from collections.abc import Iterable

from tasks.japanese.cues import CueStrength, Side, panel_label
from tasks.japanese.folding import squeeze
from tasks.japanese.script import is_japanese
from tasks.pairing.placement import place
from tasks.pairing.scene import Scene, Text, shows_table
from tasks.records.enums import FigureKind, RegionKind
from tasks.records.figure import Figure

Features = dict[str, float]

TABLE_WORDS = frozenset({"表", "付表", "別表"})
_NEVER_TABLES = frozenset({FigureKind.PHOTO, FigureKind.MAP})
"""Kinds that a picture of a table is not taken for."""
_ENDING = re.compile(
    r"(?:図|表|写真|例|グラフ|画面|イメージ|様子|構成|推移|結果|概要|一覧|全景|外観|地図|マップ|状況|割合|内訳|比較|体制|フロー|流れ"
    r"|計画|分布|変化|位置|仕組み|しくみ|関係|手順)[)\]」』】〉》>]*$"
)
_BRACKETED = re.compile(r"[■●◆○◇□・]?(?:【[^】]+】|<[^>]+>|〈[^〉]+〉|《[^》]+》|〔[^〕]+〕|\[[^]]+\])")
"""How ministries set the title of a chart that has no number: 【…の推移】, ＜…のイメージ＞."""
_UNIT = re.compile(r"[(\[【]?単位[:：][^)\]】]{1,12}[)\]】]?")
_YEAR = re.compile(r"[(\[][^)\]]*(?:年|月|現在|時点)[^)\]]*[)\]]$")
_BULLET = re.compile(
    r"^(?:[・●•○◦■□◆◇▪–*➢✓❖‣>]|-(?!\d)|\(?\d{1,2}[).、]|第?\d{1,2}[章節項]|\d{1,2}(?:\.\d{1,2})+\.?(?!\d)|step\d)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"電話\s*[0-9０-９(（:：]|TEL|FAX|https?:|www\.|QRコード|こちらから|問い?合わ?せ先|\d{2,4}-\d{2,4}-\d{4}",
    re.IGNORECASE,
)
"""What stands beside QR codes and logos."""
_SECTION = re.compile(r"(?:第?\d{1,2}[章節項]|\d{1,2}(?:\.\d{1,2})+\.?(?![\d%]))(?=\D{2})")
_SENTENCE_END = re.compile(
    r"(?:[。！？!?]|(?<=[ぁ-んァ-ヶ一-龥])\.)[)\]」』]?$|(?:です|ます|した|である|ない|ください)[.:：]?$|[,、:]$"
)
_INSTRUCTION = re.compile(
    r"(?:クリック|タップ|選択|入力|設定|指定|登録|確認|保存|開い|押し|選ん|表示され|起動|実行|追加|できる|でき)[^。]{0,8}"
    r"(?:ます|ください|下さい)[。.]?[)\]」』]?$"
)
"""How a manual's steps end: 「…をクリックします。」, 「…画面が表示されます。」"""
_PREDICATE = re.compile(r".{4}(?:[ぁ-ん一-龥]る|(?<!か)た|だ|ない|[一-龥ぁ-ん]く|に|へ|と|を|が|は|も|か|て)$")
"""How a statement ends that is set without a full stop, as on slides; captions end in nouns."""
_READING = re.compile("[ぁ-ん]{2,5}")
_PLACES = re.compile(r"(?:^|[\s、。／/(（【])(?:[上下左右中][上下左右央]?|写真[上下左右])(?=[\s:：】）)は・])")
_PARTS = re.compile(r"[①-⑳]|[(（][a-hａ-ｈア-オ][)）]")
"""Names of panels: a caption of all of them has two or more."""
_SHORT, _LONG = 40, 240
_FEWEST_LETTERS = 3
_MOSTLY = 0.5
_SAME_TYPE = 0.08
"""Type sizes of one setting differ by less, as OCR measures them."""
_TELLING = 2
"""Words are compared by runs of so many characters."""


def spoken(figure: Figure, text: Text, scene: Scene) -> Features:
    """Return what the text says of itself, of the figure's kind, and of what is written in the figure."""
    numbered = text.label is not None
    return {
        **worded(text, scene),
        "cited": numbered and text.label in scene.citations,
        "number_repeated": text.label is not None and scene.captions_by_label[text.label] > 1,
        "words_repeated": not numbered and scene.said[text.region.page, text.words] > 1,
        "words_shared": shared_words(text.words, figure.text_inside),
        **_series(figure, text, scene),
    }


def worded(text: Text, scene: Scene) -> Features:
    """Return what the text says of itself, whatever the figure."""
    numbered, marked = text.label is not None, text.cue is not None and text.cue.strength is CueStrength.MARK
    words = squeeze(text.words)
    plain = not (numbered or marked)
    kind = text.region.kind
    named = max(len(_PLACES.findall(text.words)), len(set(_PARTS.findall(text.words)))) > 1
    panel = panel_label(text.words) is not None and not named
    title = _YEAR.sub("", _UNIT.sub("", words))
    return {
        "numbered_cue": numbered,
        "mark_cue": marked,
        "caption_kind": plain and kind is RegionKind.CAPTION,
        "caption_ending": plain and bool(_ENDING.search(title)),
        "bracketed": plain and bool(_BRACKETED.fullmatch(title)),
        "unit": plain and title != words and bool(_UNIT.search(words)),
        "source_credit": text.credit,
        "title": not numbered and kind is RegionKind.TITLE,
        "note": plain and kind is RegionKind.NOTE,
        "wordless": plain and _is_wordless(_UNIT.sub("", words)),
        "unworded": plain and not any(map(is_japanese, words)),
        "panel_label": plain and panel,
        "bullet": plain and not panel and bool(_BULLET.match(words)),
        "contact": plain and is_contact(words),
        "section": plain and bool(_SECTION.match(words)),
        "sentence": plain and bool(_SENTENCE_END.search(words)),
        "predicate": plain and not _SENTENCE_END.search(words) and _ends_as_statement(text.words),
        "instructs": plain and bool(_INSTRUCTION.search(words)),
        "running": plain and bool(_SENTENCE_END.search(words)) and _is_body_type(text, scene),
        "chars": _length(len(words), plain=plain),
        "names_places": named,
        **typeset(text, scene),
    }


def _is_wordless(words: str) -> bool:
    """Tell whether a text has hardly a letter, or is the row of values along an axis: 「2016 2017 2018 年度」."""
    letters, digits = sum(char.isalpha() for char in words), sum(char.isdigit() for char in words)
    return letters < _FEWEST_LETTERS or digits > 2 * letters


def _ends_as_statement(words: str) -> bool:
    """Tell whether a text ends in a verb or a particle, and not in the reading of a name: 「森　誠　もり　まこと」."""
    *before, last = words.split() or [""]
    return bool(_PREDICATE.search(squeeze(words))) and not (before and _READING.fullmatch(last))


def is_contact(words: str) -> bool:
    """Tell whether a text says where to ask: a telephone number, an address of the web."""
    return bool(_CONTACT.search(words))


def _is_body_type(text: Text, scene: Scene) -> bool:
    size = text.region.size or scene.body_em
    return not text.region.bold and abs(size - scene.body_em) <= _SAME_TYPE * scene.body_em


def _length(chars: int, *, plain: bool) -> float:
    """Return 0 for a short text, 1 at its limit, at most 4: plain texts are long sooner than labelled ones."""
    limit = _SHORT if plain else _LONG
    return min(max(0.0, chars / limit - 0.5), 4.0)


def shared_words(words: str, inside: str | None) -> float:
    """Return the share of the text's character pairs that also stand in the figure, 0 to 1."""
    pairs = set(_runs(squeeze(words)))
    return len(pairs & set(_runs(squeeze(inside or "")))) / len(pairs) if pairs else 0.0


def _runs(words: str) -> Iterable[str]:
    kept = "".join(char for char in words if char.isalnum())
    return (kept[at : at + _TELLING] for at in range(len(kept) - _TELLING + 1))


def _series(figure: Figure, text: Text, scene: Scene) -> Features:
    if text.cue is None or text.label is None:
        return {}
    table = text.cue.word in TABLE_WORDS
    known = figure.kind is not None
    return {
        "word_agrees": known and table == shows_table(figure),
        "word_disagrees": known and table != shows_table(figure) and text.cue.word != "図表",
        "photo_as_table": table and figure.kind in _NEVER_TABLES,
        "above_table": table and shows_table(figure) and place(figure.box, text.box).side is Side.ABOVE,
        "table_nearer": table and not shows_table(figure) and _table_nearer(figure, text, scene),
    }


def _table_nearer(figure: Figure, text: Text, scene: Scene) -> bool:
    own = place(figure.box, text.box).distance
    tables = [box for box in scene.tables_by_page.get(text.region.page, []) if box.share_in(figure.box) < _MOSTLY]
    return any(place(table, text.box).distance <= own for table in tables)


def typeset(text: Text, scene: Scene) -> Features:
    """Return how the type differs from running text, as a share of its size."""
    size = text.region.size or scene.body_em
    change = (size - scene.body_em) / scene.body_em
    plain = text.cue is None
    return {
        "smaller_type": plain * min(max(0.0, -change), 0.25),
        "larger_type": plain * min(max(0.0, change - 0.05), 0.5),
        "bold_uncued": plain and bool(text.region.bold),
    }
