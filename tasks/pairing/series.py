"""Pictures of one size, each with a text of its own at one place: names beside portraits, words laid over photos."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from tasks.japanese.script import is_japanese
from tasks.pairing.placement import place
from tasks.pairing.scene import Scene, Text
from tasks.records.figure import Figure
from tasks.records.record import Box

_SAME_SIZE = 0.1
_SAME_TYPE = 0.06
_SAME_PLACE_EM = 0.6
_FARTHEST_EM = 4.0
_LONGEST = 60
_DOUBT = 1.0


class _Member(NamedTuple):
    """A picture and the texts near it, in the order of reading."""

    figure: Figure
    texts: list[Text]


class Series:
    """Which texts stand at a picture just as other texts stand at other pictures of its size."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def share(self, figure: Figure, text: Text) -> float:
        """Return how many of the pictures of one size on a page have a text like this, 0 to 1; little for few pictures.

        Where several texts stand so at each, it is the first that is read, a name and not the life told below it.
        """
        return self._shares.get((figure.figure_id, text.region.region_id), 0.0)

    @cached_property
    def _shares(self) -> dict[tuple[str, str], float]:
        pages = ([self._member(figure) for figure in found] for found in self._scene.figures_by_page.values())
        return {
            (member.figure.figure_id, text.region.region_id): share
            for members in pages
            for member in members
            for text, share in _first(member, members)
        }

    def _member(self, figure: Figure) -> _Member:
        texts = self._scene.texts_by_page.get(figure.page, [])
        return _Member(figure, [text for text in texts if self._is_at(figure, text)])

    def _is_at(self, figure: Figure, text: Text) -> bool:
        """Say whether unnumbered words stand next to a picture, or are laid over it; an article's number is no word."""
        if text.label is not None or len(text.words) > _LONGEST or not any(map(is_japanese, text.words)):
            return False
        beside = place(figure.box, text.box).is_beside(_FARTHEST_EM * text.em)
        return (beside and self._scene.stands_alone(text)) or self._scene.is_laid_over(text, figure)


def _first(member: _Member, members: Sequence[_Member]) -> list[tuple[Text, float]]:
    """Return the first text of a picture that others have too, and the share of those that do."""
    alike = [other for other in members if other is not member and _are_one_size(member.figure.box, other.figure.box)]
    for text in member.texts:
        found = sum(any(_is_like(text, member, one, other) for one in other.texts) for other in alike)
        if found:
            return [(text, found / (len(alike) + _DOUBT))]
    return []


def _are_one_size(one: Box, other: Box) -> bool:
    sides = ((one.width, other.width), (one.height, other.height))
    return all(min(each) >= (1 - _SAME_SIZE) * max(each) for each in sides)


def _is_like(text: Text, member: _Member, other: Text, its: _Member) -> bool:
    """Say whether another text stands at its picture as ``text`` does, in the same type, with words of its own."""
    if other.words == text.words or other.vertical is not text.vertical:
        return False
    if abs(other.em - text.em) > _SAME_TYPE * text.em or bool(other.region.bold) is not bool(text.region.bold):
        return False
    return _are_near(
        _offsets(member.figure.box, text.box), _offsets(its.figure.box, other.box), _SAME_PLACE_EM * text.em
    )


class _Offsets(NamedTuple):
    """How far the edges and the middle of a text are from those of its picture, in points."""

    across: tuple[float, float, float, float, float]
    down: tuple[float, float, float, float, float]


def _offsets(figure: Box, text: Box) -> _Offsets:
    (x, y), (middle, centre) = figure.centre, text.centre
    return _Offsets(
        (text.x0 - figure.x0, middle - x, text.x1 - figure.x1, text.x0 - figure.x1, text.x1 - figure.x0),
        (text.y0 - figure.y0, centre - y, text.y1 - figure.y1, text.y0 - figure.y1, text.y1 - figure.y0),
    )


def _are_near(one: _Offsets, other: _Offsets, reach: float) -> bool:
    return all(
        any(abs(a - b) <= reach for a, b in zip(mine, its, strict=True)) for mine, its in zip(one, other, strict=True)
    )
