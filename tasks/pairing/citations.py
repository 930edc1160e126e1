"""The sentences of a document that cite figures."""

from typing import NamedTuple

from tasks.japanese.cues import Cue, mentions
from tasks.pairing.scene import Scene, Text
from tasks.pairing.sentences import sentences
from tasks.records import identity
from tasks.records.enums import RegionKind, Role
from tasks.records.figure import Candidate, Figure

_CITING = {RegionKind.TEXT, RegionKind.NOTE}


class Citation(NamedTuple):
    """A sentence that cites figures, the ``ordinal``-th of its text."""

    text: Text
    sentence: str
    ordinal: int
    cues: list[Cue]


def citations(scene: Scene, captions: set[str]) -> list[Citation]:
    """Return the citing sentences outside pictures and outside ``captions`` (ids of regions), in reading order."""
    texts = [
        text
        for text in scene.texts
        if text.region.kind in _CITING and text.region.region_id not in captions and scene.stands_alone(text)
    ]
    return [
        Citation(text, sentence, ordinal, cues)
        for text in texts
        for ordinal, sentence in enumerate(sentences(text.words))
        if (cues := mentions(sentence))
    ]


def mention(figure: Figure, citation: Citation, p: float, rule: str, features: dict[str, float]) -> Candidate:
    """Return the kept candidate that says: this sentence speaks of this figure."""
    region, spelled = citation.text.region, identity.sha256(citation.sentence.encode())
    return Candidate(
        pair_id=identity.of("pair", figure.figure_id, region.region_id, Role.MENTION, citation.ordinal, spelled),
        doc_id=figure.doc_id,
        figure_id=figure.figure_id,
        region_id=region.region_id,
        role=Role.MENTION,
        text=citation.sentence,
        p_match=round(p, 4),
        features=features,
        rule=rule,
    )
