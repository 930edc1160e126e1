"""A document as pairing sees it: figures, the texts about them, and who cites which number."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby

from tasks.japanese.cues import Cue, CueStrength, caption_cue, mentions, source_credit
from tasks.records.enums import Direction, FigureKind, Outcome, RegionKind
from tasks.records.figure import Figure
from tasks.records.record import Box, Record
from tasks.records.region import Region

SPEAKING = {RegionKind.TITLE, RegionKind.TEXT, RegionKind.CAPTION, RegionKind.LABEL, RegionKind.NOTE}
_CITING = {RegionKind.TEXT, RegionKind.NOTE, RegionKind.CAPTION}
_DEFAULT_EM = 10.0
_SLIDE_EM = 14.0
_FRAMED, _ROOMY = 0.9, 6.0
"""A frame holds so much of its text, and is at most so many times larger."""

Label = tuple[str, str]
"""A series and a canonical number: ("図", "1-2")."""


class Text(Record):
    """A text region with what its first characters say; ``parts`` are the regions of one that is a list of items."""

    region: Region
    words: str
    cue: Cue | None
    credit: bool
    em: float
    parts: tuple[Region, ...] = ()

    @property
    def box(self) -> Box:
        """Return where the text lies."""
        return self.region.box

    @property
    def label(self) -> Label | None:
        """Return the figure number that the text calls itself by."""
        return label_of(self.cue)

    @property
    def vertical(self) -> bool:
        """Tell whether the text runs in columns."""
        return self.region.direction is Direction.VERTICAL


def label_of(cue: Cue | None) -> Label | None:
    """Return the series and number of a cue that has one."""
    return (cue.word, cue.number) if cue and cue.number is not None else None


class Scene:
    """The kept figures and texts of a document, in page order."""

    def __init__(self, figures: Sequence[Figure], regions: Sequence[Region], inside_share: float) -> None:
        kept = [figure for figure in figures if figure.outcome is Outcome.KEPT]
        self.figures = sorted(kept, key=lambda figure: (figure.page, figure.y0, figure.x0, figure.figure_id))
        self.inside_share = inside_share
        self._drawn = [figure for figure in figures if figure.outcome is not Outcome.KEPT]
        self._regions = [region for region in regions if region.outcome is Outcome.KEPT]

    @cached_property
    def body_em(self) -> float:
        """Return the type size in points of most of the running text."""
        weights: Counter[float] = Counter()
        for region in self._regions:
            if region.kind is RegionKind.TEXT and region.size and region.text:
                weights[round(region.size * 2) / 2] += len(region.text)
        return max(weights, key=lambda size: (weights[size], -size)) if weights else _DEFAULT_EM

    def type_size(self, text: Text) -> float:
        """Return the size of a text's type over that of the running text."""
        return (text.region.size or self.body_em) / self.body_em

    @property
    def is_slides(self) -> bool:
        """Tell whether the running text is as large as on slides."""
        return self.body_em >= _SLIDE_EM

    @cached_property
    def texts(self) -> list[Text]:
        """Return the texts that may say something of a figure, in reading order."""
        speaking = [region for region in self._regions if region.kind in SPEAKING and (region.text or "").strip()]
        return [self._text(region) for region in sorted(speaking, key=_reading)]

    def _text(self, region: Region) -> Text:
        words = (region.text or "").strip()
        em = min(max(region.size or self.body_em, 0.5 * self.body_em), 2 * self.body_em)
        return Text(region=region, words=words, cue=caption_cue(words), credit=source_credit(words), em=em)

    @cached_property
    def texts_by_page(self) -> dict[int, list[Text]]:
        """Return the texts of each page that has some."""
        return {page: list(found) for page, found in groupby(self.texts, lambda text: text.region.page)}

    @cached_property
    def figures_by_page(self) -> dict[int, list[Figure]]:
        """Return the figures of each page that has some."""
        return {page: list(found) for page, found in groupby(self.figures, lambda figure: figure.page)}

    @cached_property
    def tables_by_page(self) -> dict[int, list[Box]]:
        """Return the set tables of each page that has some."""
        tables = sorted((r for r in self._regions if r.kind is RegionKind.TABLE), key=lambda region: region.page)
        return {page: [table.box for table in found] for page, found in groupby(tables, lambda table: table.page)}

    @cached_property
    def captions_by_label(self) -> Counter[Label]:
        """Return how many texts call themselves by each number."""
        return Counter(text.label for text in self.texts if text.label)

    @cached_property
    def citations(self) -> Counter[Label]:
        """Return how often each number is cited, labels of captions not counted."""
        return Counter(
            label
            for text in self.texts
            if text.region.kind in _CITING
            for cue in mentions(text.words)
            if (label := label_of(cue)) and (text.cue is None or cue.start >= text.cue.end)
        )

    @cached_property
    def said(self) -> Counter[tuple[int, str]]:
        """Return how often each text stands on a page: the axis title of each of its charts, and the like."""
        return Counter((text.region.page, text.words) for text in self.texts)

    def host(self, text: Text) -> Figure | None:
        """Return the smallest figure in which the text lies, or None."""
        return self._hosts.get(text.region.region_id)

    def frame(self, text: Text) -> Box | None:
        """Return the box or the speech bubble that was drawn around the text alone, or None."""
        around = [
            figure.box
            for figure in self._drawn_by_page.get(text.region.page, [])
            if text.box.share_in(figure.box) >= _FRAMED and figure.box.area <= _ROOMY * text.box.area
        ]
        return min(around, key=lambda box: (box.area, box), default=None)

    @cached_property
    def _drawn_by_page(self) -> dict[int, list[Figure]]:
        ordered = sorted(self._drawn, key=lambda figure: figure.page)
        return {page: list(found) for page, found in groupby(ordered, lambda figure: figure.page)}

    @cached_property
    def _hosts(self) -> dict[str, Figure | None]:
        return {text.region.region_id: self._host(text) for text in self.texts}

    def _host(self, text: Text) -> Figure | None:
        around = [
            figure
            for figure in self.figures_by_page.get(text.region.page, [])
            if text.box.share_in(figure.box) >= self.inside_share
        ]
        return min(around, key=lambda figure: (figure.box.area, figure.figure_id), default=None)

    def may_caption(self, text: Text, figure: Figure) -> bool:
        """Tell whether the text can be about the figure.

        Texts inside are part of the picture, unless they are numbered, or the only words on it.
        """
        numbered = text.cue is not None and text.cue.strength is CueStrength.NUMBERED
        if self.is_laid_over(text, figure):
            return True
        if text.region.kind is RegionKind.LABEL and not numbered:
            return False
        host = self.host(text)
        return host is None or (host.figure_id == figure.figure_id and numbered)

    def is_laid_over(self, text: Text, figure: Figure) -> bool:
        """Tell whether the text lies on the figure and is all that is written there."""
        host = self.host(text)
        return host is not None and host.figure_id == figure.figure_id and self._hosted[figure.figure_id] == 1

    @cached_property
    def _hosted(self) -> Counter[str]:
        return Counter(host.figure_id for host in self._hosts.values() if host is not None)

    @cached_property
    def alone_by_page(self) -> dict[int, list[tuple[Text, Box]]]:
        """Return the texts of each page that are read by themselves, with their boxes."""
        return {
            page: [(text, text.box) for text in texts if self.stands_alone(text)]
            for page, texts in self.texts_by_page.items()
        }

    def stands_alone(self, text: Text) -> bool:
        """Tell whether the text is read by itself, not as a part of a picture."""
        return text.region.kind is not RegionKind.LABEL and self.host(text) is None


def shows_table(figure: Figure) -> bool:
    """Tell whether a figure is a picture of a table."""
    return figure.kind is FigureKind.TABLE


def _reading(region: Region) -> tuple[int, float, float, float, str]:
    order = region.reading_order if region.reading_order is not None else 1e9
    return region.page, order, region.y0, region.x0, region.region_id
