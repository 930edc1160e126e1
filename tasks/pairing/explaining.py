"""What explains a figure that has no caption: the paragraph, the bullets or the callout that speak of it."""

import re
from collections.abc import Collection, Iterator, Sequence

from tasks.japanese.cues import Side, mentions, panel_label
from tasks.japanese.normalize import join_lines
from tasks.pairing.features import Subject, Surroundings, in_between
from tasks.pairing.flow import Broken
from tasks.pairing.joint import NOBODY
from tasks.pairing.lists import CIRCLED, Items, as_one, circles_of, readings
from tasks.pairing.matching import Match
from tasks.pairing.panels import Panels, panels_of
from tasks.pairing.placement import HORIZONTAL_SIDES, Placement, line_up, place
from tasks.pairing.scene import Scene, Text
from tasks.pairing.wording import Features, is_contact, shared_words, worded
from tasks.records.enums import RegionKind
from tasks.records.figure import Figure

REACH_EM = 30.0
_NEAR_EM, _FAR_EM = 4.0, 20.0
_MOST = 12
_SPEAKING = {RegionKind.TEXT, RegionKind.NOTE, RegionKind.TITLE, RegionKind.CAPTION, RegionKind.LABEL}
_SHORTEST = 6
_STATED = 12
"""A sentence laid on a figure has so many characters or more; shorter ones name its parts."""
_WORDED = ("sentence", "predicate", "instructs", "title", "note", "bullet", "caption_ending", "smaller_type")
_LEVEL = 0.8
_SEEN_FROM = {Side.BELOW: Side.ABOVE, Side.ABOVE: Side.BELOW, Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
_SHOWN = re.compile(
    r"図|写真|画面|グラフ|地図|イラスト|画像|ダイアログ|ウィンドウ|メニュー|ボタン|一覧|表示|矢印|破線|点線|色"
)
_SHOWING = re.compile(
    r"示し|示す|表し|表す|見え|見る|写っ|表示され|クリック|選択|押す|押し|開き|開く|入力|のように|わかる|分かる|読み取"
)
_THIS = re.compile(
    r"[こそ]の(?:図|写真|画面|グラフ|地図|表|例|イラスト|ような)|以下[のに]|次の|右[のに図]|左[のに図]|上の|下の|[上下左右]図"
)
_STEP = re.compile(
    r"^\s*(?:手順|STEP|Step|step)?\s*(?:[①-⑳❶-❿]|[（(]?[0-9０-９]{1,2}[)）.．、]|[0-9０-９]{1,2}\s)|^\s*手順"
)


def explanations(figures: Sequence[Figure], captions: Collection[str], around: Surroundings) -> list[Match]:
    """Return the texts that may explain each of ``figures``, alone or with its panels.

    ``captions`` are the ids of regions that caption others.
    """
    bare = {figure.figure_id for figure in figures}
    return [found for figure in figures for found in _of(figure, bare, captions, around)]


def _of(figure: Figure, bare: set[str], captions: Collection[str], around: Surroundings) -> Iterator[Match]:
    lists = around.lists.on(figure.page)
    panels = [group for group in panels_of(around.scene, figure.page) if figure.figure_id in group.ids <= bare]
    texts = [text for text in _texts_about(figure, lists, around.scene) if _may_explain(text, captions)]
    for subject in (Subject(figure), *(Subject(figure, group) for group in panels)):
        near = [(place(subject.box, text.box).distance / text.em, text) for text in texts]
        order = sorted(near, key=lambda found: (found[0], found[1].region.region_id))
        shares = subject.ids if subject.panels else NOBODY
        for away, text in order[:_MOST]:
            if away <= REACH_EM:
                found = {**_described(subject, text, around), **_listed(text, lists, around.scene)}
                yield Match(figure, text, round(away, 4), _settled(found), shares)
    for broken in around.flow.broken(figure):
        if broken.page and _may_explain(broken.text, captions):
            yield Match(figure, broken.text, 0.0, _described_broken(figure, broken, around))


def _texts_about(figure: Figure, lists: Sequence[Items], scene: Scene) -> Iterator[Text]:
    """Yield the texts that are read by themselves, the lists among them as one, and sentences laid on the figure."""
    yield from (text for text, _ in scene.alone_by_page.get(figure.page, []))
    circles = _circles(figure, scene)
    for items in lists:
        yield from (as_one(reading) for reading in readings(items, circles, lambda text: _speaks(text, scene)))
    for text in scene.texts_by_page.get(figure.page, []):
        if scene.host(text) == figure and _speaks(text, scene):
            yield text.model_copy(update={"words": join_lines(text.words.splitlines())})


def _circles(figure: Figure, scene: Scene) -> set[str]:
    return circles_of(figure.box, figure.text_inside, scene.texts_by_page.get(figure.page, []))


def _speaks(text: Text, scene: Scene) -> bool:
    said = worded(text, scene)
    return len(text.words) >= _STATED and any(said[name] for name in ("sentence", "predicate", "instructs"))


def _may_explain(text: Text, captions: Collection[str]) -> bool:
    long_enough = sum(char.isalnum() for char in text.words) >= _SHORTEST
    return (
        long_enough
        and text.region.kind in _SPEAKING
        and text.label is None
        and not text.credit
        and not is_contact(text.words)
        and not any(part.region_id in captions for part in text.parts or (text.region,))
    )


def _described(subject: Subject, text: Text, around: Surroundings) -> Features:
    where = place(subject.box, text.box)
    return {
        **_spoken(subject.figure, text, where.side, around.scene),
        **_lying(subject, text, where, around),
        "panels": subject.panels is not None,
        "panels_one_row": subject.panels is not None and _beside_one_row(subject.panels, text, where),
    }


def _beside_one_row(panels: Panels, text: Text, where: Placement) -> bool:
    """Tell whether a text stands beside one row of panels that are set under each other: it speaks of that one."""
    level = [figure for figure in panels.figures if figure.box.overlap_y(text.box) > 0]
    return where.side in HORIZONTAL_SIDES and len(level) < len(panels.figures)


def _listed(text: Text, lists: Sequence[Items], scene: Scene) -> Features:
    """Return whether a text is of a list, how much of it, and how much of that speaks in sentences."""
    own = {part.region_id for part in text.parts or (text.region,)}
    whole = next((items for items in lists if any(item.region.region_id in own for item in items)), ())
    speaking = [_speaks(item, scene) for item in whole if item.region.region_id in own]
    if not speaking:
        return {}
    return {
        "listed": 1.0,
        "list_share": len(speaking) / len(whole),
        "list_speaks": sum(speaking) / len(speaking),
        "several": len(speaking) > 1,
    }


def _described_broken(figure: Figure, broken: Broken, around: Surroundings) -> Features:
    found = _spoken(figure, broken.text, broken.side, around.scene)
    return _settled({**found, broken.side.value: 1.0, "page_break": 1.0})


def _settled(found: dict[str, float]) -> Features:
    return {name: round(float(value), 4) for name, value in sorted(found.items()) if value}


def _spoken(figure: Figure, text: Text, side: Side, scene: Scene) -> Features:
    words, own = text.words, figure.text_inside if scene.host(text) != figure else None
    circles, shown = set(CIRCLED.findall(words)), _circles(figure, scene)
    said, cues, shared = worded(text, scene), mentions(words), shared_words(words, own)
    return {
        **{name: said[name] for name in _WORDED},
        "short": len(words) < 15,  # noqa: PLR2004
        "long": min(len(words) / 200, 2.0),
        "shown": bool(_SHOWN.search(words)),
        "showing": bool(_SHOWING.search(words)),
        "this": bool(_THIS.search(words)),
        "points_at": any(cue.points is _SEEN_FROM[side] for cue in cues),
        "points_elsewhere": any(cue.points not in (None, _SEEN_FROM[side]) for cue in cues),
        "cites": any(cue.number for cue in cues),
        "circles_shared": len(circles & shown) / max(1, len(circles)),
        "circles_missed": len(shown - circles) / len(shown) if circles & shown else 0.0,
        "circles_elsewhere": len(circles - shown) / len(circles) if circles and shown else 0.0,
        "circled": bool(circles),
        "step": bool(_STEP.match(words) or panel_label(words)),
        "words_shared": shared,
        "has_words_inside": shared > 0,
    }


def _lying(subject: Subject, text: Text, where: Placement, around: Surroundings) -> Features:
    fit = line_up(subject.box, text.box, where.side, text.em)
    scene, page = around.scene, subject.figure.page
    others = [figure for figure in scene.figures_by_page[page] if figure.figure_id not in subject.ids]
    away = around.flow.between(subject.figure, text)
    texts, between = in_between(subject, text, where, scene)
    return {
        where.side.value: 1.0,
        "near_em": min(where.gap / text.em, _NEAR_EM),
        "far_em": min(max(0.0, where.gap / text.em - _NEAR_EM), _FAR_EM),
        "slip_em": min(where.slip / text.em, _FAR_EM),
        "overlap": fit.overlap,
        "aligned": fit.aligned,
        "reads_next": away == 1,
        "reads_before": away == -1,
        "texts_between": min(4, len(texts)),
        "figures_between": bool(between),
        "lone_figure": not others,
        "figure_nearer": any(place(o.box, text.box).distance + text.em / 2 < where.distance for o in others),
        "nearest": _is_nearest(subject, text, where, scene),
        "beside_level": where.side in HORIZONTAL_SIDES and text.box.overlap_y(subject.box) > _LEVEL,
        "beside_centred": (where.side in HORIZONTAL_SIDES) * fit.centred,
        "inside": scene.host(text) == subject.figure,
        "slide_speaks": scene.is_slides and _speaks(text, scene),
        "alone": not others and _only_speaks(text, page, scene),
        **_framed(subject, text, scene),
    }


def _only_speaks(text: Text, page: int, scene: Scene) -> bool:
    """Tell whether a text is the one on its page that says something."""
    own = {part.region_id for part in text.parts or (text.region,)}
    others = (other for other, _ in scene.alone_by_page.get(page, []) if other.region.region_id not in own)
    return _speaks(text, scene) and not any(_speaks(other, scene) for other in others)


def _framed(subject: Subject, text: Text, scene: Scene) -> Features:
    """Return whether the text stands in a box of its own, and whether that, or its tail, touches the figure."""
    frame = scene.frame(text)
    return {"framed": 1.0, "frame_touches": place(subject.box, frame).distance < text.em} if frame else {}


def _is_nearest(subject: Subject, text: Text, where: Placement, scene: Scene) -> bool:
    others = [box for other, box in scene.alone_by_page.get(subject.figure.page, []) if other is not text]
    return all(place(subject.box, box).distance >= where.distance for box in others)
