"""What parts boxes on a scan: its ink without the text that runs, its texts, and the pieces that white leaves of it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.geometry.gutters import Ground
from tasks.geometry.labels import NARROW_LINE, PUNCTUATION, is_stacked
from tasks.geometry.texts import Text, within
from tasks.records.record import Box

RUNNING = 15
"""Lines of so many characters are no labels."""
MARGIN = 0.3
"""What is so many type sizes off a line is of its text: boxes of read lines are not tight."""
LOW, LONG = 20.0, 60.0
"""A picture is at least so wide and high, and its longer side so long, in points."""
WRITTEN = 0.5
"""Text over this share of a piece makes it text."""
BAND, ON_BAND = 2.2, 0.8
"""A strip of so many type sizes is the ground of a heading, with this share of it on the strip."""
THIN = 5.0
"""What is thinner is a rule, in points."""


class Sight(NamedTuple):
    """What is known of a page where boxes are parted.

    ``ground`` is its ink without captions and the ``running`` text, ``others`` are the boxes that a model saw,
    ``drawn`` those of ink.
    """

    ground: Ground
    texts: Sequence[Text]
    running: Sequence[Box] = ()
    others: Sequence[Box] = ()
    drawn: Sequence[Box] = ()


def sight_of(ground: Ground, texts: Sequence[Text], others: Iterable[Box] = (), drawn: Iterable[Box] = ()) -> Sight:
    """Return what parts boxes: captions and running text stand between pictures, and are none."""
    running = [text for text in texts if runs(text)]
    said = [text for text in texts if text.is_caption or any(text is one or is_stacked(text, one) for one in running)]
    clean = ground.without(text.box.grown(MARGIN * text.size) for text in said).swept()
    between = [text.box for text in said if not text.is_caption]
    return Sight(clean, texts, between, list(others), list(drawn))


def runs(text: Text) -> bool:
    """Say whether a line is one of running text; the ticks of an axis may be as long."""
    if text.length >= RUNNING:
        return 2 * sum(map(str.isdigit, text.text)) < text.length
    return text.length >= NARROW_LINE and not PUNCTUATION.isdisjoint(text.text)


def leaves_of(box: Box, sight: Sight) -> list[Box]:
    """Divide a box along its gutters, as long as the pieces are large enough for pictures."""
    whole = sight.ground.trimmed(box)
    if whole is None:
        return []
    gutters = sight.ground.gutters(whole) if _is_large(whole) else []
    if not gutters:
        return [whole]
    return [leaf for half in gutters[0].halves(whole) for leaf in leaves_of(half, sight)]


def pictures_in(box: Box, sight: Sight) -> list[Box]:
    """Return the pieces of a box that are pictures, or large parts of them."""
    return [leaf for leaf in leaves_of(box, sight) if is_picture(leaf, sight.texts)]


def is_picture(leaf: Box, texts: Sequence[Text]) -> bool:
    """Say whether a piece is large enough for a picture, and no text."""
    if not _is_large(leaf) or is_band(leaf, texts):
        return False
    return sum(text.box.intersect(leaf).area for text in texts) < WRITTEN * leaf.area


def _is_large(piece: Box) -> bool:
    return min(piece.width, piece.height) >= LOW and max(piece.width, piece.height) >= LONG


def is_band(leaf: Box, texts: Sequence[Text]) -> bool:
    """Say whether a strip is the ground of one line of text, or a rule."""
    if min(leaf.width, leaf.height) < THIN:
        return True
    on_it = within(leaf.grown(1.0), texts, ON_BAND)
    return any(leaf.height <= BAND * text.size and leaf.width > leaf.height for text in on_it)
