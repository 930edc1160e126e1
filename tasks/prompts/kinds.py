"""Which kinds of sample a figure is good for."""

import re
from collections.abc import Collection

from tasks.japanese.script import is_japanese
from tasks.prompts.sources import MOST_CHARACTERS, tidy
from tasks.records import identity
from tasks.records.enums import FigureKind, Mode, Role, SampleKind
from tasks.records.sample import Evidence

ONE_UNANSWERABLE_OF = 4
MIN_INSIDE_LETTERS = 12
MIN_INSIDE_SHARE = 0.4
"""Letters among the glyphs inside: below it, a transcription would be a chart's tick marks."""
MIN_JAPANESE = 0.3
MAX_ODD = 0.03
"""Of the Japanese letters inside: what a machine misread is not worth comparing a transcription with."""
MIN_NUMBERS = 3
MIN_CAPTION_LETTERS = 3
_NUMBER = re.compile(
    r"\d+(?:[.,．，]\d+)*|[〇一二三四五六七八九十百千]{2,}|[一二三四五六七八九十百千](?=[年月日人円度倍個回位割件台本枚])"
)
_RELATING = frozenset({FigureKind.CHART, FigureKind.TABLE, FigureKind.DIAGRAM, FigureKind.MAP})


def kinds_of(mode: Mode, evidence: Evidence, wanted: Collection[SampleKind] | None) -> list[SampleKind]:
    """Return the kinds to write about a figure, in the order of ``SampleKind``.

    ``wanted`` narrows them; a kind that is asked for by name is written for every figure that carries it. In the mode
    of text as PDFs have it that text is the one kind, and raw pairs are no more than captions and transcriptions.
    """
    if mode is Mode.PDF_STYLE_TEXT:
        return [SampleKind.PDF_TEXT]
    kinds = _carried(evidence)
    if mode is Mode.RAW_PAIR:
        kinds = [kind for kind in kinds if kind in {SampleKind.CAPTION, SampleKind.TRANSCRIPTION}]
    if wanted is None:
        return [kind for kind in kinds if kind is not SampleKind.UNANSWERABLE or _is_chosen(evidence)]
    return [kind for kind in kinds if kind in wanted]


def suitable(evidence: Evidence) -> list[SampleKind]:
    """Return what can be asked about a figure, given what it is and what is known of it."""
    return kinds_of(Mode.IMAGE_AND_EVIDENCE, evidence, None)


def _carried(evidence: Evidence) -> list[SampleKind]:
    """Return every kind but text as PDFs have it that the evidence carries; nothing where nothing is known."""
    inside = tidy(evidence.text_inside or "")
    if not evidence.texts and not _letters(inside):
        return []
    carried = {
        SampleKind.CONVERSATION: True,
        SampleKind.DESCRIPTION: True,
        SampleKind.REASONING: _can_be_reasoned_on(evidence, inside),
        SampleKind.NUMBERS: _has_numbers(evidence, inside),
        SampleKind.PROCESS: evidence.kind is FigureKind.DIAGRAM,
        SampleKind.MAP: evidence.kind is FigureKind.MAP,
        SampleKind.TRANSCRIPTION: _is_legible(inside),
        SampleKind.CAPTION: any(_is_telling(text.text) for text in evidence.texts if text.role is Role.CAPTION),
        SampleKind.UNANSWERABLE: True,
    }
    return [kind for kind in SampleKind if carried.get(kind)]


def _can_be_reasoned_on(evidence: Evidence, inside: str) -> bool:
    # A caption alone names a picture; what relates its parts comes from its kind, its labels or the text about it.
    told = any(text.role is not Role.CAPTION for text in evidence.texts)
    return told or evidence.kind in _RELATING or _letters(inside) >= MIN_INSIDE_LETTERS


def _has_numbers(evidence: Evidence, inside: str) -> bool:
    return evidence.kind in {FigureKind.CHART, FigureKind.TABLE} and len(_NUMBER.findall(inside)) >= MIN_NUMBERS


def _is_legible(inside: str) -> bool:
    glyphs = sum(not glyph.isspace() for glyph in inside)
    letters = _letters(inside)
    japanese = [glyph for glyph in inside if glyph.isalpha() and is_japanese(glyph)]
    # A longer text is cut where it is shown, and a whole transcription could not be told from an invented one.
    whole = len(inside) <= MOST_CHARACTERS["inside"]
    enough = letters >= MIN_INSIDE_LETTERS and letters >= MIN_INSIDE_SHARE * glyphs
    read = len(japanese) >= MIN_JAPANESE * letters and sum(map(_is_odd, japanese)) <= MAX_ODD * len(japanese)
    return whole and enough and read


def _is_odd(glyph: str) -> bool:
    """Say whether a glyph is none that Japanese is printed in, as misread ones often are: 离 or 态."""
    try:
        glyph.encode("cp932")
    except UnicodeEncodeError:
        return True
    return False


def _is_telling(caption: str) -> bool:
    return sum(glyph.isalpha() and is_japanese(glyph) for glyph in caption) >= MIN_CAPTION_LETTERS


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _is_chosen(evidence: Evidence) -> bool:
    return int(identity.of("unanswerable", evidence.figure_id), 16) % ONE_UNANSWERABLE_OF == 0
