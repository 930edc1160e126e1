"""Figures that may be panels of one: they stand side by side or in a grid, with nothing but panel labels between."""

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from typing import NamedTuple

from tasks.japanese.cues import panel_label
from tasks.pairing.scene import Scene, Text
from tasks.records.figure import Figure
from tasks.records.record import Box

_LEVEL = 0.6
"""Panels of a row share this much of their heights, those of a column of their widths."""
_NEAR = 0.5
_FARTHEST_EM = 6.0
"""They stand no farther apart than this share of the smaller one's side, or this many ems."""
_OVERLAPPING = 0.2
"""Boxes of panels may overlap by this share of the smaller one's side: a fluke reaches up beside the next whale."""
_LABEL, _HEADING = 25, 60
"""A panel's name has at most so many characters, or so many after its letter."""
_ALIKE = 0.75
_IN_LANE = 0.5


class Panels(NamedTuple):
    """Figures that may share a caption, and the box around them."""

    figures: tuple[Figure, ...]
    box: Box
    alike: bool
    lettered: bool

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of the figures."""
        return frozenset(figure.figure_id for figure in self.figures)


def panels_of(scene: Scene, page: int) -> list[Panels]:
    """Return the rows, the columns and the whole of each cluster of neighbours on a page, each once."""
    figures = scene.figures_by_page.get(page, [])
    rows = [pair for pair in combinations(figures, 2) if _in_row(*pair, scene)]
    columns = [pair for pair in combinations(figures, 2) if _in_column(*pair, scene)]
    found = [*_components(rows), *_components(columns), *_components([*rows, *columns])]
    return [_panels(members, scene) for members in dict.fromkeys(found)]


def _in_row(one: Figure, other: Figure, scene: Scene) -> bool:
    near = min(_NEAR * min(one.box.width, other.box.width), _FARTHEST_EM * scene.body_em)
    level = one.box.overlap_y(other.box) >= _LEVEL
    apart = one.box.gap_x(other.box) <= near and one.box.overlap_x(other.box) <= _OVERLAPPING
    return level and apart and not _parted(one, other, scene)


def _in_column(one: Figure, other: Figure, scene: Scene) -> bool:
    near = min(_NEAR * min(one.box.height, other.box.height), _FARTHEST_EM * scene.body_em)
    level = one.box.overlap_x(other.box) >= _LEVEL
    apart = one.box.gap_y(other.box) <= near and one.box.overlap_y(other.box) <= _OVERLAPPING
    return level and apart and not _parted(one, other, scene)


def _parted(one: Figure, other: Figure, scene: Scene) -> bool:
    """Tell whether a text that is no panel's label stands between the two."""
    a, b = one.box, other.box
    xs, ys = sorted((a.x0, a.x1, b.x0, b.x1)), sorted((a.y0, a.y1, b.y0, b.y1))
    lane = Box(xs[1], ys[1], xs[2], ys[2])
    between = [text for text, box in scene.alone_by_page.get(one.page, []) if box.share_in(lane) >= _IN_LANE]
    return any(not _may_label(text) for text in between)


def _may_label(text: Text) -> bool:
    most = _HEADING if panel_label(text.words) else _LABEL
    return text.label is None and not text.credit and len(text.words) <= most and not text.words.endswith("。")


def _components(pairs: Sequence[tuple[Figure, Figure]]) -> list[tuple[Figure, ...]]:
    """Return the connected parts of a graph given by its edges, each in page order."""
    parts: list[list[Figure]] = []
    for pair in pairs:
        touching = [part for part in parts if any(figure in part for figure in pair)]
        joined = [figure for part in touching for figure in part]
        joined += [figure for figure in pair if figure not in joined]
        parts = [*(part for part in parts if part not in touching), joined]
    return [tuple(sorted(part, key=lambda f: (f.y0, f.x0, f.figure_id))) for part in parts]


def _panels(members: tuple[Figure, ...], scene: Scene) -> Panels:
    box = reduce(Box.union, (figure.box for figure in members))
    sides = [(figure.box.width, figure.box.height) for figure in members]
    alike = all(min(side) >= _ALIKE * max(side) for side in zip(*sides, strict=True))
    return Panels(members, box, alike, _lettered(members, box, scene))


def _lettered(members: Sequence[Figure], box: Box, scene: Scene) -> bool:
    """Tell whether at least two of the panels bear a letter or a number, inside or beside them."""
    page = members[0].page
    texts = [
        text.words for text in scene.texts_by_page.get(page, []) if text.box.share_in(box.grown(scene.body_em * 2))
    ]
    texts += [line for figure in members for line in (figure.text_inside or "").splitlines()]
    letters = {letter for words in texts if len(words) <= _HEADING and (letter := panel_label(words))}
    return len(letters) > 1
