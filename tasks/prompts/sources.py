"""What is known of a figure as numbered texts: what a model may be shown, and what its answers are checked against."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

from tasks.japanese.normalize import clean
from tasks.records.chat import Source
from tasks.records.enums import Role
from tasks.records.sample import Evidence

MOST_CHARACTERS = {"caption": 400, "mention": 400, "explains": 800, "inside": 1500}
MOST_TEXTS = {Role.CAPTION: 3, Role.MENTION: 4, Role.EXPLAINS: 4}
_Name = Literal["caption", "mention", "explains", "inside"]
_ROLES: Mapping[Role, _Name] = {
    Role.CAPTION: "caption",
    Role.MENTION: "mention",
    Role.EXPLAINS: "explains",
}
_Known = tuple[_Name, str, str | None]
CUT_OFF = "…"
UNREADABLE = "〓"
_LINE_ENDS = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n\t]+")
_BLANK_LINES = re.compile(r"\n{2,}")
_SENTENCE_END = re.compile(r"[。．！？!?\n]")


def numbered(evidence: Evidence, *, whole: bool = False) -> list[Source]:
    """Return captions, mentions and explaining texts, each role from the surest on, then the text inside the figure.

    They are cut to what a prompt may hold, unless the ``whole`` texts are wanted, under the same numbers.
    """
    inside = tidy(evidence.text_inside or "")
    known = [
        *(known for role in Role for known in _texts(evidence, role)),
        *([("inside", inside, None)] if inside else []),
    ]
    return [
        Source(number=number, role=role, text=text if whole else cut(text, MOST_CHARACTERS[role]), pair_id=pair_id)
        for number, (role, text, pair_id) in enumerate(known, start=1)
    ]


def _texts(evidence: Evidence, role: Role) -> list[_Known]:
    flat = [(" ".join(tidy(text.text).split()), text.pair_id) for text in evidence.texts if text.role is role]
    first: dict[str, _Known] = {}
    for text, pair_id in flat:
        if text:
            first.setdefault(cut(text, MOST_CHARACTERS[role]), (_ROLES[role], text, pair_id))
    return list(first.values())[: MOST_TEXTS[role]]


def tidy(text: str) -> str:
    """Return a text without control, direction and zero-width characters; lines and tabs stay.

    Glyphs that no font but the file's own can show become a geta (〓).
    """
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    cells = "\n".join("\t".join(_visible(clean(cell)) for cell in line.split("\t")).rstrip() for line in lines)
    return _BLANK_LINES.sub("\n", cells).strip("\n")


def _visible(text: str) -> str:
    shown = "".join(_glyph(character) for character in text)
    return _SPACES.sub(" ", shown).strip()


def _glyph(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else ""
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs"}:
        return ""
    return UNREADABLE if category == "Co" or character == "\ufffd" else character


def cut(text: str, most: int) -> str:
    """Return at most ``most`` characters, up to a sentence's or line's end if one is near, and a sign of the cut."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    ends = [found.end() for found in _SENTENCE_END.finditer(kept, most * 2 // 3)]
    return (kept[: ends[-1]] if ends else kept).rstrip() + CUT_OFF
