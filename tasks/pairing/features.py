"""What speaks for and against a text as a figure's caption, each as a number with a name."""

import re
from collections.abc import Iterable

from tasks.japanese.cues import CueStrength, Side, panel_label
from tasks.japanese.folding import squeeze
from tasks.pairing.habits import Habits
from tasks.pairing.placement import HORIZONTAL_SIDES, Placement, corridor, line_up, place
from tasks.pairing.rows import has_twin
from tasks.pairing.scene import Scene, Text, shows_table
from tasks.records.enums import FigureKind, RegionKind
from tasks.records.figure import Figure
from tasks.records.record import Box

Features = dict[str, float]

_TABLE_WORDS = frozenset({"表", "付表", "別表"})
_NEVER_TABLES = frozenset({FigureKind.PHOTO, FigureKind.MAP})
"""Kinds that a picture of a table is not taken for."""
_ENDING = re.compile(
    r"(?:図|表|写真|例|グラフ|画面|イメージ|様子|構成|推移|結果|概要|一覧|全景|外観|地図|マップ)[)\]」』]?$"
)
_BULLET = re.compile(
    r"^(?:[・●•○◦■□◆◇▪–*➢✓❖‣>]|-(?!\d)|\(?\d{1,2}[).、]|第?\d{1,2}[章節項]|\d{1,2}(?:\.\d{1,2})+\.?(?!\d)|step\d)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(
    r"(?:[。！？!?]|(?<=[ぁ-んァ-ヶ一-龥])\.)[)\]」』]?$|(?:です|ます|した|である|ない|ください)[.:：]?$|[,、:]$"
)
_SHORT, _LONG = 40, 240
_NEAR_EM, _FAR_EM = 4.0, 20.0
"""White space counts fully up to the first, less from there on, and no more past the second."""
_MOSTLY = 0.5
_FEWEST_LETTERS = 3
_ARROWS = {
    Side.BELOW: "▲△↑⇧⬆",
    Side.ABOVE: "▼▽↓⇩⬇",
    Side.RIGHT: "◀◁←",
    Side.LEFT: "▶▷",
}
"""The marks with which a text on that side points at its figure."""


def describe(figure: Figure, text: Text, scene: Scene, habits: Habits) -> Features:
    """Return the features of a text on the figure's own page, rounded to 4 places, in a fixed order."""
    where = place(figure.box, text.box)
    found = {
        **spoken(figure, text, scene),
        **typeset(text, scene),
        **_lying(figure, text, where, scene),
        **_rivals(figure, text, where, scene),
        "parallel": text.cue is None and has_twin(figure, text, where, scene),
        "habit": habits.agreement(text.cue.word if text.label and text.cue else None, where.side),
        "numbering_house": text.label is None and habits.numbering(),
    }
    return {name: round(float(value), 4) for name, value in sorted(found.items()) if value}


def spoken(figure: Figure, text: Text, scene: Scene) -> Features:
    """Return what the text says of itself."""
    numbered, marked = text.label is not None, text.cue is not None and text.cue.strength is CueStrength.MARK
    words = squeeze(text.words)
    plain = not (numbered or marked)
    kind = text.region.kind
    return {
        "numbered_cue": numbered,
        "mark_cue": marked,
        "caption_kind": plain and kind is RegionKind.CAPTION,
        "caption_ending": plain and bool(_ENDING.search(words)),
        "source_credit": text.credit,
        "title": not numbered and kind is RegionKind.TITLE,
        "note": plain and kind is RegionKind.NOTE,
        "wordless": plain and sum(char.isalpha() for char in words) < _FEWEST_LETTERS,
        "bullet": plain and bool(_BULLET.match(words) or panel_label(text.words)),
        "sentence": plain and bool(_SENTENCE_END.search(words)),
        "chars": _length(len(words), plain=plain),
        "cited": numbered and text.label in scene.citations,
        "number_repeated": text.label is not None and scene.captions_by_label[text.label] > 1,
        **_series(figure, text, scene),
    }


def _length(chars: int, *, plain: bool) -> float:
    """Return 0 for a short text, 1 at its limit, at most 4: plain texts are long sooner than labelled ones."""
    limit = _SHORT if plain else _LONG
    return min(max(0.0, chars / limit - 0.5), 4.0)


def _series(figure: Figure, text: Text, scene: Scene) -> Features:
    if text.cue is None or text.label is None:
        return {}
    table = text.cue.word in _TABLE_WORDS
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


def _lying(figure: Figure, text: Text, where: Placement, scene: Scene) -> Features:
    fit = line_up(figure.box, text.box, where.side, text.em)
    beside = where.side in HORIZONTAL_SIDES
    return {
        "near_em": min(where.gap / text.em, _NEAR_EM),
        "far_em": min(max(0.0, where.gap / text.em - _NEAR_EM), _FAR_EM),
        "slip_em": min(where.slip / text.em, _FAR_EM),
        "overlap": fit.overlap,
        "centred": fit.centred,
        "aligned": fit.aligned,
        "wider": (text.label is None) * min(max(0.0, fit.width - 1.1), 2.0),
        where.side.value: 1.0,
        "vertical_beside": beside and text.vertical,
        "points_away": _points_away(text, where.side),
        "inside": text.box.share_in(figure.box) >= scene.inside_share,
    }


def _points_away(text: Text, side: Side) -> bool:
    mark = text.cue.word if text.cue else ""
    return any(mark in marks for marks in _ARROWS.values() if mark) and mark not in _ARROWS[side]


def _rivals(figure: Figure, text: Text, where: Placement, scene: Scene) -> Features:
    strip = corridor(figure.box, text.box, where.side)
    page, own = figure.page, text.region.region_id
    alone = scene.alone_by_page.get(page, [])
    others = [other for other, box in alone if _lies_in(box, strip) and other.region.region_id != own]
    figures = [other for other in scene.figures_by_page[page] if other.figure_id != figure.figure_id]
    return {
        "texts_between": min(4, _count(o.cue is None and not o.credit and not panel_label(o.words) for o in others)),
        "captions_between": min(2, _count(o.label is not None for o in others)),
        "figures_between": any(_lies_in(other.box, strip) for other in figures),
        "figure_nearer": any(place(o.box, text.box).distance + text.em / 2 < where.distance for o in figures),
    }


def _lies_in(box: Box, strip: Box) -> bool:
    wide = min(box.x1, strip.x1) - max(box.x0, strip.x0)
    high = min(box.y1, strip.y1) - max(box.y0, strip.y0)
    return wide > 1 and high > 1


def _count(found: Iterable[bool]) -> int:
    return sum(1 for each in found if each)
