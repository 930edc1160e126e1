"""Who speaks of a figure elsewhere: sentences that cite its number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tasks.pairing.citations import Citation, mention
from tasks.pairing.scene import Label, Text, label_of
from tasks.records.figure import Candidate, Figure

SURE, AMBIGUOUS = 0.95, 0.55
"""How often a cited number means the figure that bears it; and where several figures bear it."""


class Captioned(NamedTuple):
    """A figure, the text that is its caption, and how sure that is."""

    figure: Figure
    text: Text
    p_match: float


def by_number(captioned: Sequence[Captioned], cited: Sequence[Citation]) -> list[Candidate]:
    """Return a kept candidate for each figure and each sentence that cites its number.

    ``p_match`` is 0.95 times the caption's own, 0.55 times where other figures bear the number too: then the citation
    goes to the one whose caption stands nearest, in pages and then in points.
    """
    bearers = _bearers(captioned)
    return [
        _mention(bearer, citation, len(bearers[label]))
        for citation in cited
        for label in _labels(citation)
        if label in bearers and (bearer := _nearest(bearers[label], citation, label)) is not None
    ]


def _bearers(captioned: Sequence[Captioned]) -> Mapping[Label, list[Captioned]]:
    bearers: defaultdict[Label, list[Captioned]] = defaultdict(list)
    for item in captioned:
        if item.text.label:
            bearers[item.text.label].append(item)
    return bearers


def _labels(citation: Citation) -> list[Label]:
    return list(dict.fromkeys(label for cue in citation.cues if (label := label_of(cue))))


def _nearest(bearers: Sequence[Captioned], citation: Citation, label: Label) -> Captioned | None:
    """Return the bearer nearest to the citation, of those whose panel is not another one than the cited."""
    panels = {cue.panel for cue in citation.cues if label_of(cue) == label and cue.panel}
    fitting = [item for item in bearers if not panels or _panel(item) is None or _panel(item) in panels]
    page, y = citation.text.region.page, citation.text.box.centre[1]

    def away(item: Captioned) -> tuple[int, float, str]:
        return abs(item.figure.page - page), abs(item.text.box.centre[1] - y), item.figure.figure_id

    return min(fitting, key=away, default=None)


def _panel(item: Captioned) -> str | None:
    return item.text.cue.panel if item.text.cue else None


def _mention(bearer: Captioned, citation: Citation, bearers: int) -> Candidate:
    share = SURE if bearers == 1 else AMBIGUOUS
    features = {
        "caption_p": bearer.p_match,
        "figures_with_number": float(bearers),
        "pages_away": float(abs(citation.text.region.page - bearer.figure.page)),
    }
    return mention(bearer.figure, citation, share * bearer.p_match, "cites-number", features)
