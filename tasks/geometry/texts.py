"""What is written on a page, as far as pictures care: how much, where, and whether it is a caption."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.japanese.cues import Cue, CueStrength, caption_cue
from tasks.records.enums import Direction, RegionKind
from tasks.records.page import Line
from tasks.records.record import Box
from tasks.records.region import Region

LOOSE = 1.6
"""A line's box is cut to this many times its type size: some fonts claim far more than their glyphs."""
CAPTION_GAP, OFF_CENTRE = 20.0, 0.25
"""A caption under a picture is at most so many points from it, and so much of the width off its middle."""
FIGURE_WORDS = frozenset(
    {
        "図",
        "写真",
        "グラフ",
        "チャート",
        "地図",
        "挿図",
        "挿絵",
        "口絵",
        "図版",
        "図解",
        "付図",
        "別図",
        "参考図",
        "画面",
        "画像",
        "イラスト",
    }
)
"""Series that call something a figure, not a table or a listing."""


class Text(NamedTuple):
    """A line or a text region; ``kind`` is null for a line, ``cue`` where it is a numbered caption.

    ``seen`` where OCR read it: such text may be part of a picture, as that of a text layer is not.
    """

    box: Box
    text: str
    size: float
    vertical: bool
    kind: RegionKind | None
    cue: Cue | None
    seen: bool = False

    @property
    def length(self) -> int:
        """Return the number of characters, spaces apart."""
        return len("".join(self.text.split()))

    @property
    def names_figure(self) -> bool:
        """Say whether it is the caption of a figure, not of a table."""
        return self.cue is not None and self.cue.word in FIGURE_WORDS

    @property
    def is_caption(self) -> bool:
        """Say whether it is a caption, found by segment or by its numbered label."""
        return self.kind is RegionKind.CAPTION or self.cue is not None


def readable(written: Iterable[Line | Region]) -> list[Text]:
    """Return what has characters, from top to bottom."""
    texts = [_text(one) for one in written if one.text and one.text.strip() and not getattr(one, "ruby", False)]
    return sorted(texts, key=lambda text: (text.box.y0, text.box.x0, text.text))


def covered(box: Box, texts: Iterable[Text]) -> float:
    """Return the share of ``box`` under the texts, 0 to 1; texts do not overlap each other."""
    if box.area <= 0:
        return 0.0
    return min(1.0, sum(text.box.intersect(box).area for text in texts) / box.area)


def within(box: Box, texts: Iterable[Text], share: float = 0.5) -> list[Text]:
    """Return the texts of which at least ``share`` lies in ``box``."""
    return [text for text in texts if text.box.share_in(box) >= share]


def characters(texts: Iterable[Text]) -> int:
    """Return how many characters the texts have together."""
    return sum(text.length for text in texts)


def outside(texts: Sequence[Text], boxes: Sequence[Box]) -> list[Text]:
    """Return the texts that lie in none of the boxes."""
    return [text for text in texts if all(text.box.share_in(box) < 0.5 for box in boxes)]  # noqa: PLR2004


def have_own_captions(one: Box, other: Box, texts: Iterable[Text]) -> bool:
    """Say whether each of two pictures has a numbered caption in its own middle, over or under it."""
    captions = [text.box for text in texts if text.cue is not None]
    its = [{at for at, box in enumerate(captions) if _is_in_middle(box, picture)} for picture in (one, other)]
    return bool(its[0] - its[1]) and bool(its[1] - its[0])


def _is_in_middle(caption: Box, picture: Box) -> bool:
    off = abs(caption.centre[0] - picture.centre[0])
    return caption.gap_y(picture) <= CAPTION_GAP and off <= OFF_CENTRE * picture.width


def _text(one: Line | Region) -> Text:
    content = one.text or ""
    cue = caption_cue(content)
    numbered = cue if cue is not None and cue.strength is CueStrength.NUMBERED else None
    vertical = one.direction is Direction.VERTICAL
    kind = one.kind if isinstance(one, Region) else None
    size = one.size or min(one.box.width, one.box.height)
    seen = getattr(one, "confidence", None) is not None
    return Text(_tight(one, size, vertical=vertical), content, size, vertical, kind, numbered, seen)


def _tight(one: Line | Region, size: float, *, vertical: bool) -> Box:
    """Cut a single line's box to its type."""
    box = one.box
    if isinstance(one, Region):
        return box
    if vertical:
        spare = max(0.0, box.width - LOOSE * size) / 2
        return Box(box.x0 + spare, box.y0, box.x1 - spare, box.y1)
    spare = max(0.0, box.height - LOOSE * size) / 2
    return Box(box.x0, box.y0 + spare, box.x1, box.y1 - spare)
