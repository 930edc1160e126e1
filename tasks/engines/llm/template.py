"""Writes samples without a language model: the answers are the document's own words."""

import re
import unicodedata

from tasks.engines.llm import requests
from tasks.japanese.cues import CueStrength, caption_cue
from tasks.japanese.normalize import clean
from tasks.japanese.script import Script, is_japanese, script_of
from tasks.records import identity
from tasks.records.enums import Role
from tasks.records.sample import Draft, Evidence, EvidenceText, Message

MODE = "raw_pair"
MIN_CAPTION_LETTERS = 3
MIN_INSIDE_LETTERS = 12
MIN_INSIDE_SHARE = 0.4
"""Letters among the glyphs of a transcription: below it, a chart's tick marks would be most of the answer."""

_NARROWED = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *range(0xFB00, 0xFB07))
}
_HALF_KANA = re.compile(r"[\uff61-\uff9f]+")
_UNREADABLE = frozenset({Script.CONTROL, Script.PRIVATE, Script.REPLACEMENT})
_OPENERS = frozenset("（【〔〈《［「『([")
_CLOSERS = frozenset("）】〕〉》］」』)]")
_AFTER_LABEL = re.compile(r"^[\s:：.．,，、。|｜/／\-‐‑–—―－~～〜】〕〉》］」』)）\]>＞]+")
_RANGE_END = re.compile(r"^\s?[~～〜\-–・,、]\s?第?[図表]?\s?\d+(?:[-－.．・]\d+)*\s?図?(?=[\s:：.．】）)])")
_CONTINUED = re.compile(r"\s*[(（〔［\[](?:続き|つづき|続|承前|再掲)[)）〕］\]]\s*$")
_CREDIT = re.compile(
    r"\s*[(（〔［\[](?:出典|出所|資料|引用|提供|撮影|写真提供|画像提供)(?:元)?\s?[:：][^()（）]*[)）〕］\]]\s*[。．.]?$"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINE_BREAK = re.compile(r"[^\S\n]*\n\s*")
_DANGLING = " :：,，、;；-–—―／/|｜"


class TemplateLlm:
    """Asks in one of several wordings and answers with the caption, or with the text inside the figure.

    A caption loses its label (「図1：」 says nothing without its page). Texts with unreadable glyphs, captions without
    a Japanese character and figures that hold little but digits give no sample.
    """

    name = "template"
    version = "1"
    weights_sha256: str | None = None

    def write(self, evidence: Evidence) -> list[Draft]:
        """Return a caption sample and a transcription sample, as far as the evidence carries them."""
        return [*_caption(evidence), *_transcription(evidence)]


def _caption(evidence: Evidence) -> list[Draft]:
    captions = sorted((text for text in evidence.texts if text.role is Role.CAPTION), key=_preference)
    answers = ((text.pair_id, caption_answer(text.text)) for text in captions)
    found = next(((pair_id, answer) for pair_id, answer in answers if answer), None)
    return [_draft("caption", evidence.figure_id, found[1], [found[0]])] if found else []


def _preference(text: EvidenceText) -> tuple[bool, int, str]:
    cue = caption_cue(text.text)
    return cue is None or cue.strength is not CueStrength.NUMBERED, -len(text.text), text.pair_id


def _transcription(evidence: Evidence) -> list[Draft]:
    # A figure enters a dataset by an accepted pair: the sample names one although it does not use its text.
    accepted = sorted(evidence.texts, key=lambda text: (text.role, text.pair_id))[:1]
    answer = transcription_answer(evidence.text_inside or "")
    pair_ids = [text.pair_id for text in accepted]
    return [_draft("transcription", evidence.figure_id, answer, pair_ids)] if answer else []


def _draft(kind: str, figure_id: str, answer: str, pair_ids: list[str]) -> Draft:
    request = requests.choose(kind, figure_id)
    return Draft(
        kind=kind,
        mode=MODE,
        messages=[
            Message(role="user", content=f"<image>\n{request}"),
            Message(role="assistant", content=answer),
        ],
        pair_ids=pair_ids,
        prompt_hash=identity.sha256(request.encode()),
    )


def caption_answer(text: str) -> str | None:
    """Return what a caption says of its figure, label and source credit apart; None if that is not an answer."""
    if _is_unreadable(text):
        return None
    cue = caption_cue(text)
    said = _tidy(_LINE_BREAK.sub(_joint, _after(text, cue.end) if cue else text))
    for ending in (_CREDIT, _CONTINUED):
        said = ending.sub("", said)
    said = _without_dangling(said)
    letters = sum(map(str.isalpha, said))
    return said if letters >= MIN_CAPTION_LETTERS and any(map(_is_word, said)) else None


def transcription_answer(text: str) -> str | None:
    """Return the lines of a figure's text; None if they are unreadable or hardly more than digits."""
    if _is_unreadable(text):
        return None
    lines = [tidy for line in text.splitlines() if (tidy := _tidy(line))]
    glyphs = [glyph for line in lines for glyph in line if not glyph.isspace()]
    letters = sum(map(str.isalpha, glyphs))
    worth = letters >= MIN_INSIDE_LETTERS and letters >= MIN_INSIDE_SHARE * len(glyphs)
    return "\n".join(lines) if worth else None


def _is_unreadable(text: str) -> bool:
    return any(script_of(glyph) in _UNREADABLE for glyph in text)


def _is_word(glyph: str) -> bool:
    return glyph.isalpha() and is_japanese(glyph)


def _after(text: str, end: int) -> str:
    return _AFTER_LABEL.sub("", _RANGE_END.sub("", text[end:]))


def _joint(found: re.Match[str]) -> str:
    around = found.string[max(0, found.start() - 1) : found.start()] + found.string[found.end() : found.end() + 1]
    return "" if any(map(is_japanese, around)) else " "


def _tidy(text: str) -> str:
    narrowed = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), clean(text).translate(_NARROWED))
    return _SPACES.sub(" ", narrowed).strip()


def _without_dangling(text: str) -> str:
    said = text.strip(_DANGLING)
    while said and said[-1] in _CLOSERS and _is_unopened(said):
        said = said[:-1].rstrip(_DANGLING)
    return said


def _is_unopened(said: str) -> bool:
    # Documents close a full-width bracket with a half-width one: the kinds are not told apart.
    return sum(glyph in _CLOSERS for glyph in said) > sum(glyph in _OPENERS for glyph in said)
