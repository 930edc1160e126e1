"""Figures in ruled, tinted or dark boxes with their captions, and figures that text flows round."""

import random
from dataclasses import dataclass

from pagemaker.document import Made, family
from pagemaker.families.desk import Block, Desk, Measure, Plate, Text
from pagemaker.families.places import MIXED, PHOTOS, PLAIN, desk
from pagemaker.prose import Words

PAD = 9.0


@dataclass(frozen=True)
class Frame:
    """How a house boxes figures: CSS of the box and of the caption in it, and where the caption stands."""

    box: str
    caption: str
    place: str


def _frame(desk: Desk) -> Frame:
    """Return one of the ways to box a figure."""
    accent = desk.house.accent
    tint, dark, ruled = f"background:{accent}14;", f"background:{accent};", f"border:0.8pt solid {accent};"
    bar = f"background:{accent};color:#fff;padding:3pt 6pt;text-align:left"
    return desk.chance.choice(
        (
            Frame(ruled, "", "below"),
            Frame(ruled, "", "above"),
            Frame(tint, "", "below"),
            Frame(tint + ruled, "", "above"),
            Frame(tint + "border-radius:7pt;", "", "below"),
            Frame(dark, "color:#fff", "below"),
            Frame(dark, "color:#fff", "above"),
            Frame(ruled, bar, "above"),
            Frame("", "background:#000a;color:#fff;padding:3pt 6pt", "over"),
            Frame("", "background:#fffd;color:#111;padding:3pt 6pt", "over"),
            Frame("", "background:#222;color:#fff;padding:3pt 6pt", "touching"),
        )
    )


def _over(desk: Desk, frame: Frame, width: float, height: float) -> tuple[Plate, Block]:
    """Return a photo with its caption in a band over its foot."""
    plate = desk.plate(width, height, ("photo", "photo", "photo_in_strips"))
    caption = desk.caption(plate, width, css=f"position:absolute;left:0;bottom:0;{frame.caption}")
    html = f'<div style="position:relative;width:{width}pt;height:{height}pt">{plate.html}{caption.html}</div>'
    return plate, Block(html, height)


def _touching(desk: Desk, frame: Frame, width: float, height: float) -> tuple[Plate, Block]:
    """Return a picture with its caption in a dark band right under it."""
    plate = desk.plate(width, height, PHOTOS)
    caption = desk.caption(plate, width, css=frame.caption)
    return plate, Block(f'<div style="width:{width}pt">{plate.html}{caption.html}</div>', height + caption.height + 6)


def _boxed(desk: Desk, frame: Frame, width: float, height: float) -> tuple[Plate, Block]:
    """Return a box that holds a figure and its caption."""
    if frame.place == "over":
        return _over(desk, frame, width, height)
    if frame.place == "touching":
        return _touching(desk, frame, width, height)
    inner = width - 2 * PAD - 2
    # On the dark a drawing with black letters would not be read.
    plate = desk.plate(inner, height, PHOTOS if "#fff" in frame.caption and "padding" not in frame.caption else MIXED)
    caption = desk.caption(plate, inner, long=desk.chance.random() < 0.3, css=frame.caption)
    parts = (caption.html, plate.html) if frame.place == "above" else (plate.html, caption.html)
    style = f"width:{width:.1f}pt;padding:{PAD}pt;gap:{desk.house.gap}pt;{frame.box}"
    html = f'<div class="stack" style="{style}">{"".join(parts)}</div>'
    return plate, Block(html, height + caption.height + 2 * PAD + desk.house.gap + 8)


def _side_by_side(desk: Desk, frame: Frame) -> tuple[list[Plate], Block]:
    """Return two or three boxes in a row."""
    count, gap = desk.chance.choice((2, 2, 3)), 12.0
    width = (desk.house.width - gap * (count - 1)) / count
    height = width * desk.chance.uniform(0.6, 0.85)
    made = [_boxed(desk, frame, width, height) for _ in range(count)]
    html = f'<div class="row" style="gap:{gap}pt">{"".join(block.html for _, block in made)}</div>'
    return [plate for plate, _ in made], Block(html, max(block.height for _, block in made))


def _one(desk: Desk, frame: Frame) -> tuple[list[Plate], Block]:
    """Return one wide box in the middle."""
    width = desk.house.width * desk.chance.choice((1.0, 0.85, 0.65))
    plate, block = _boxed(desk, frame, width, desk.house.height * desk.chance.uniform(0.17, 0.3))
    return [plate], Block(f'<div class="row" style="justify-content:center">{block.html}</div>', block.height)


@family("inside-frame")
def inside_frame(chance: random.Random, words: Words) -> Made:
    """Set figure and caption into one box, the caption above, below, or over the picture's foot."""
    made = desk(chance, words, numbered=chance.random() < 0.6)
    frame = _frame(made)
    for _ in range(chance.randint(2, 4)):
        items: list[Block | Text] = []
        for group in chance.choice(((_one, _one), (_one, _side_by_side), (_side_by_side, _one), (_side_by_side,))):
            plates, block = group(made, frame)
            items += [Text(tuple(plates[:1]), heading=not items), block]
        items.append(Text(tuple(plates[1:]), chance.choice((0.4, 1.0))))
        made.sheet(made.stack(made.house.width, made.house.height, items, 13))
    return made.made()


def _floating(desk: Desk, side: str, height: float) -> tuple[Plate, str, float]:
    """Return a figure with its caption that floats, and the room it takes in square points."""
    width = desk.house.width * desk.chance.uniform(0.32, 0.52)
    plate = desk.plate(width, height * desk.chance.uniform(0.42, 0.62), PLAIN)
    caption = desk.caption(plate, width, long=desk.chance.random() < 0.3)
    margin = "0 0 8pt 13pt" if side == "right" else "0 13pt 8pt 0"
    style = f"float:{side};width:{width:.1f}pt;margin:{margin}"
    high = plate.height + caption.height + desk.house.gap + 8
    space = f'<div style="height:{desk.house.gap}pt"></div>'
    return plate, f'<div style="{style}">{plate.html}{space}{caption.html}</div>', (width + 13) * high


def _wrapped(desk: Desk, side: str, height: float, *, late: bool) -> str:
    """Return text with a figure at one side, the text going on under its caption; ``late`` after a paragraph."""
    house = desk.house
    plate, figure, room = _floating(desk, side, height)
    per_line, lines = int(house.width / house.body), height / house.line - room / (house.width * house.line)
    first = desk.paragraphs(Measure(per_line, 4), [plate]) if late else ""
    rest = desk.paragraphs(Measure(per_line, int(lines) - (4 if late else 0)), [] if late else [plate])
    text = f"{first}{figure}{rest}".replace("<p>", "<p data-sentences>")
    return f'<div class="prose" data-fit style="width:{house.width}pt;height:{height:.1f}pt">{text}</div>'


@family("wrapped-text")
def wrapped_text(chance: random.Random, words: Words) -> Made:
    """Float figures left and right, captions below them in their width, text flowing round."""
    made = desk(chance, words, numbered=chance.random() < 0.75)
    sides = chance.choice((("left", "left"), ("right", "right"), ("left", "right"), ("right", "left")))
    for _ in range(chance.randint(2, 4)):
        count = chance.choice((2, 2, 3))
        height = made.house.height / count - 6
        bands = [_wrapped(made, sides[at % 2], height, late=chance.random() < 0.5) for at in range(count)]
        made.sheet(f'<div class="stack" style="height:100%">{"".join(bands)}</div>')
    return made.made()
