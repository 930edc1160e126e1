"""What is true of a made document, in the form that the benchmark reads."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pagemaker.printing import Item, Printed

Gold = dict[str, Any]
Box = tuple[float, float, float, float]
LABEL = re.compile(
    r"^[■◆]?[【［〈《\[(（]?(?:第[0-9０-９一二三四五六七八九十・\-]+[図表]|(?:図表|図|表|写真|資料|リスト|[Ff][Ii][Gg]\.|T(?:able|ABLE))"
    r"\s?[0-9０-９一二三四五六七八九十Ⅰ-Ⅻ]+(?:[-－\-–・.．][0-9０-９]+)*)[】］〉》\])）]?"
)
BREAKS = "　 ：:．.、"
SENTENCE = re.compile(r"[^。！？]*[。！？][」』）]*")


def gold_of(printed: Printed, name: str, family: str) -> list[Gold]:
    """Return an entry for each figure, in page order, then one for each decoy."""
    figures = _by_id(item for item in printed.items if item.role == "figure" and item.box)
    decoys = [item for item in printed.items if item.role == "decoy" and item.box]
    always = {"pdf": f"{name}.pdf", "pdf_sha256": hashlib.sha256(printed.pdf).hexdigest()}
    told = {"family": family, "source": "made by tests/bench/make_pages.py", "licence": "CC0-1.0", "use": "shareable"}
    entries = [_figure(parts, printed.items) for parts in figures.values()]
    entries.sort(key=lambda entry: (entry["page"], entry["figure_bbox"][1], entry["figure_bbox"][0]))
    return [always | entry | told for entry in [*entries, *map(_decoy, decoys)]]


def sentences_of(printed: Printed) -> list[Gold]:
    """Return the sentences of running text, each with the page it starts on; furigana is left out."""
    texts = [item for item in printed.items if item.role == "sentences" and item.text]
    return [{"page": item.page, "text": found} for item in texts for found in SENTENCE.findall(item.text)]


def _by_id(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.ids[0], []).append(item)
    return found


def _figure(parts: Sequence[Item], items: Sequence[Item]) -> Gold:
    box = _around([part.box for part in parts if part.page == parts[0].page])
    about = {role: _about(role, parts[0].ids[0], items) for role in ("caption", "explains", "mentions")}
    return {
        "page": parts[0].page,
        "figure_bbox": box,
        **_caption(about["caption"], parts[0].page, box),
        "vector": all(part.vector for part in parts),
        "kind": parts[0].kind,
        **_explains(about["explains"]),
        "mentions": [item.text for item in about["mentions"]],
        "decoy": None,
    }


def _decoy(item: Item) -> Gold:
    empty = _caption([], 0, None) | _explains([]) | {"vector": False, "kind": "other", "mentions": []}
    return {"page": item.page, "figure_bbox": item.box} | empty | {"decoy": item.ids[0]}


def _about(role: str, number: str, items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.role == role and number in item.ids and item.text]


def _caption(parts: Sequence[Item], page: int, figure: Box | None) -> Gold:
    line, (at, box) = _joined(parts), _place(parts)
    label = next((part.label for part in parts if part.label), "") or _label(line)
    return {
        "caption": line.removeprefix(label).lstrip(BREAKS) or None if line else None,
        "number": label or None,
        "caption_page": at,
        "caption_bbox": box,
        "pdf_caption_line": line or None,
        "caption_position": position(figure, box, (at or 0) - page) if figure and box else None,
    }


def _explains(parts: Sequence[Item]) -> Gold:
    page, box = _place(parts)
    return {"explains": _joined(parts) or None, "explains_page": page, "explains_bbox": box}


def _joined(parts: Sequence[Item]) -> str:
    """Return the texts in document order; a label that stands apart keeps apart."""
    return "".join(part.text + (" " if part.text == part.label else "") for part in parts).strip()


def _place(parts: Sequence[Item]) -> tuple[int | None, Box | None]:
    """Return the page of the first part, and the box of all parts on it."""
    if not parts:
        return None, None
    return parts[0].page, _around([part.box for part in parts if part.page == parts[0].page])


def _label(line: str) -> str:
    found = LABEL.match(line)
    return found.group() if found else ""


def _around(boxes: Sequence[Box | None]) -> Box:
    x0, y0, x1, y1 = zip(*filter(None, boxes), strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def position(figure: Box, text: Box, pages_on: int = 0) -> str:
    """Return the side of the figure on which the text stands."""
    if pages_on:
        return "next-page" if pages_on > 0 else "previous-page"
    gaps = {
        "below": text[1] - figure[3],
        "above": figure[1] - text[3],
        "right": text[0] - figure[2],
        "left": figure[0] - text[2],
    }
    side = max(gaps, key=lambda name: gaps[name])
    return side if gaps[side] > -0.5 * min(text[3] - text[1], text[2] - text[0]) else "inside"
