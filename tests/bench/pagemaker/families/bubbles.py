"""Speech bubbles and callout boxes: whole sentences that explain pictures without captions, on slides and in guides."""

import math
import random
from typing import NamedTuple

from pymupdf import Rect

from pagemaker.document import Made, Sheet, family
from pagemaker.families.imprint import Block, Drawn, Imprint, Text
from pagemaker.families.slides import CIRCLED, Deck, number, points
from pagemaker.ornaments import icon
from pagemaker.prose import Words, escaped
from pagemaker.shapes import circle, path, svg

Point = tuple[float, float]
SHOTS = (*("screenshot",) * 4, "photo", "photo", "map_picture", "raster_chart")
PARTS = ("photo", "photo", "photo", "drawing_over_photo", "line_drawing", "screenshot")
GROUNDS = (
    ("#ffffff", "#444444", "#111"),
    ("#ffffff", "{accent}", "#111"),
    ("#fffbd0", "#bb8800", "#222"),
    ("#e8f1fb", "#5b8fc9", "#111"),
    ("#eef6e6", "none", "#222"),
    ("{accent}", "none", "#fff"),
)
"""What bubbles are filled with, their border, and the colour of their words."""
BARS = ("background:{tint}", "border-left:4pt solid {accent}", "border-bottom:.8pt solid {accent}")
ASIDES = ("ポイント！　", "ここがポイント！", "豆知識　")
SIDES = ("right", "left", "below", "above")
SHARE_OUT = 0.2
"""A bubble over an edge sticks out by this share of its picture at most: picture and union then meet at IoU > 0.8."""


class Said(NamedTuple):
    """The words of a bubble, and the size in points that it needs for them."""

    text: str
    width: float
    height: float


def box(x: float, y: float, width: float, height: float) -> Rect:
    """Return a rectangle on a canvas, in points from its top left."""
    return Rect(x, y, x + width, y + height)


def stand(picture: Rect, said: Said, side: str, gap: float, along: float) -> Rect:
    """Return where a bubble stands: ``gap`` off a side (over the edge below 0), 0 to 1 ``along`` it."""
    x = picture.x0 + (picture.width - said.width) * along
    y = picture.y0 + (picture.height - said.height) * along
    if side in {"right", "left"}:
        x = picture.x1 + gap if side == "right" else picture.x0 - gap - said.width
    else:
        y = picture.y1 + gap if side == "below" else picture.y0 - gap - said.height
    return box(x, y, said.width, said.height)


def over_edge(chance: random.Random, picture: Rect, said: Said, side: str, *, wholly: bool = False) -> float:
    """Return the gap, below 0, at which a bubble lies partly over an edge, or wholly on the picture."""
    span, depth = (picture.width, said.width) if side in {"right", "left"} else (picture.height, said.height)
    out = min(span * chance.uniform(0.06, SHARE_OUT), depth * chance.uniform(0.3, 0.75))
    return (-chance.uniform(4, 30) if wholly else out) - depth


def middle(of: Rect) -> Point:
    """Return the middle of a rectangle."""
    return (of.x0 + of.x1) / 2, (of.y0 + of.y1) / 2


def nearest(of: Rect, to: Point, inset: float = 0.0) -> Point:
    """Return the point nearest to another that lies ``inset`` within the edges."""
    x = min(max(to[0], of.x0 + inset), of.x1 - inset)
    return x, min(max(to[1], of.y0 + inset), of.y1 - inset)


def outline(bubble: Rect, r: float, aim: Point | None, more: str) -> str:
    """Return a box with corners of radius ``r``; if it aims at a point beyond a side, its tail goes there."""
    steps: list[str | float] = ["M", bubble.x0 + r, bubble.y0]
    sides = list(zip((bubble.tl, bubble.tr, bubble.br, bubble.bl), ((1, 0), (0, 1), (-1, 0), (0, -1)), strict=True))
    beyond = [(aim[0] - x) * dy - (aim[1] - y) * dx for (x, y), (dx, dy) in sides] if aim else [0.0]
    for at, ((x, y), (dx, dy)) in enumerate(sides):
        long = bubble.height if at % 2 else bubble.width
        if aim and at == beyond.index(max(beyond)) and beyond[at] > 0:
            half = min(7.0, (long - 2 * r) / 2)
            foot = min(max((aim[0] - x) * dx + (aim[1] - y) * dy, r + half), long - r - half)
            steps += ["L", x + dx * (foot - half), y + dy * (foot - half), "L", *aim]
            steps += ["L", x + dx * (foot + half), y + dy * (foot + half)]
        end = x + dx * long, y + dy * long
        steps += ["L", end[0] - dx * r, end[1] - dy * r, "Q", *end, end[0] - dy * r, end[1] + dx * r]
    return path(*steps, "Z", more=more)


class Canvas:
    """Pictures and bubbles put at their places in a box; a document's bubbles all look alike."""

    def __init__(self, style: Imprint, *, tailed: bool) -> None:
        chance = style.chance
        self.style, self.chance, self.tailed, self.width = style, chance, tailed, style.body_width
        self.fill, self.stroke, self.ink = (part.format(accent=style.accent) for part in chance.choice(GROUNDS))
        self.radius = chance.choice((4.0, 8.0, 13.0)) if tailed else chance.choice((0.0, 0.0, 3.0, 7.0))
        self.pt = round(max(7.5, style.pt * chance.uniform(0.74, 0.9)), 1)
        self.leading, self.pad = round(self.pt * chance.uniform(1.25, 1.5), 1), chance.uniform(4, 8)
        self.stroke_width, self.dotted = chance.choice((0.75, 1.0, 1.5)), chance.random() < 0.5
        self.has_stops = chance.random() < 0.75
        self._parts: list[str] = []

    def sentence(self, kind: str) -> str:
        """Return a sentence about a picture of a kind."""
        if kind == "screenshot" and self.chance.random() < 0.6:
            text = self.style.words.steps(1)[0]
        else:
            text = self.chance.choice(points(self.style.words.explanation(kind))) + "。"
        return text if self.has_stops else text.removesuffix("。")

    def say(self, kind: str, width: float, height: float, *, hugged: bool = False) -> Said:
        """Return a sentence that takes three lines at most in a bubble of the width; hugged, the bubble is narrower."""
        sizes = [self.sized(self.sentence(kind), width, hugged=hugged) for _ in range(8)]
        room = min(3 * self.leading + 2 * self.pad, height)
        return next((said for said in sizes if said.height <= room), min(sizes, key=lambda said: said.height))

    def sized(self, text: str, width: float, *, hugged: bool = False) -> Said:
        """Return a text with the size of its bubble."""
        count = math.ceil((len(text) + 0.5) / max(1, int((width - 2 * self.pad - 1) / self.pt)))
        if hugged:
            count = self.chance.randint(count, max(3, count))
            width = min(width, (math.ceil(len(text) / count) + 2) * self.pt + 2 * self.pad)
        return Said(text, width, count * self.leading + 2 * self.pad)

    def put(self, place: Rect, html: str, more: str = "") -> None:
        """Put HTML at a place."""
        at = f"left:{place.x0:.1f}pt;top:{place.y0:.1f}pt;width:{place.width:.1f}pt"
        self._parts.append(f'<div style="position:absolute;{at};{more}">{html}</div>')

    def picture(self, place: Rect, makers: tuple[str, ...] = SHOTS, over: str = "") -> Drawn:
        """Put the next figure at a place; ``over`` is HTML that lies on it."""
        drawn = self.style.draw(place.width, place.height, makers)
        self.put(place, drawn.html.removesuffix("</div>") + over + "</div>")
        return drawn

    def draw(self, inner: str) -> None:
        """Draw shapes in the canvas's points, over all that was put there before."""
        self.put(box(0, 0, self.width, 0), svg(self.width, self.style.body_height, inner))

    def bubble(self, place: Rect, said: Said, picture: Rect, drawn: Drawn | None = None) -> None:
        """Put a bubble whose tail, or a box whose leader line, goes to a picture; it explains the figure given."""
        aim = self._aim(place, picture)
        stroke = f'stroke="{self.stroke}" stroke-width="{self.stroke_width}" stroke-linejoin="round"'
        tail, leader = (aim, "") if self.tailed else (None, self._leader(place, aim))
        self.draw(leader + outline(place, min(self.radius, place.height / 2 - 1), tail, f'fill="{self.fill}" {stroke}'))
        font = f"font:{self.pt}pt/{self.leading}pt {self.style.display};color:{self.ink};text-align:left;text-indent:0"
        inner = f"height:{place.height:.1f}pt;padding:0 {self.pad:.1f}pt;display:flex;align-items:center"
        marks = f' data-explains="{drawn.id}"' if drawn else ""
        self.put(place, f"<div{marks}>{escaped(said.text)}</div>", f"{inner};{font}")

    def _aim(self, place: Rect, picture: Rect) -> Point:
        (x, y), (across, down) = middle(place), middle(picture)
        if place.intersects(picture):
            # A little way off the bubble, on the side where more of the picture is free.
            return nearest(place, (2 * across - x, 2 * down - y), -self.chance.uniform(14, 40))
        deep = self.chance.uniform(-3, 8) if self.tailed else self.chance.uniform(3, picture.height * 0.4)
        return nearest(picture, (x, y), deep)

    def _leader(self, place: Rect, aim: Point) -> str:
        tint = self.style.accent if self.stroke == "none" else self.stroke
        line = path("M", *nearest(place, aim), "L", *aim, more=f'fill="none" stroke="{tint}" stroke-width=".8"')
        return line + (circle(*aim, 2, f'fill="{tint}"') if self.dotted else "")

    def done(self, height: float) -> str:
        """Return what was put on the canvas as a box of this height, and start an empty one."""
        inner, self._parts = "".join(self._parts), []
        return f'<div style="position:relative;width:{self.width:.1f}pt;height:{height:.1f}pt">{inner}</div>'


def rows(canvas: Canvas, _: Deck, height: float) -> None:
    """Put pictures one below the other in a column, each with a bubble at its side."""
    chance, count = canvas.chance, canvas.chance.randint(2, 4)
    tall = (height - 12 * (count - 1)) / count
    wide, gap = min(canvas.width * 0.45, tall * chance.uniform(1.2, 1.8)), chance.uniform(12, 34)
    side, along = chance.choice(("right", "right", "left")), chance.choice((0.5, 0.5, 0.0))
    room, hugged = (canvas.width - wide - gap) * chance.uniform(0.6, 1), chance.random() < 0.4
    for at in range(count):
        place = box(0 if side == "right" else canvas.width - wide, at * (tall + 12), wide, tall)
        drawn = canvas.picture(place)
        said = canvas.say(drawn.kind, room, tall, hugged=hugged)
        canvas.bubble(stand(place, said, side, gap, along), said, place, drawn)


def big(canvas: Canvas, deck: Deck, height: float) -> None:
    """Put one big picture with a bubble on it or over its edge; sometimes beside points that speak of other things."""
    chance, tall, talks = canvas.chance, height * 0.7, canvas.chance.random() < 0.4
    wide = min(canvas.width * (0.5 if talks else 0.7), tall * chance.uniform(1.3, 2.1))
    place = box(canvas.width * 0.1 if talks else (canvas.width - wide) / 2, height * 0.15, wide, tall)
    drawn = canvas.picture(place)
    said = canvas.say(drawn.kind, wide * chance.uniform(0.45, 0.7), tall * 0.5, hugged=True)
    side, along = chance.choice(SIDES), chance.uniform(0.04, 0.96)
    gap = over_edge(chance, place, said, side, wholly=chance.random() < 0.5)
    canvas.bubble(stand(place, said, side, gap, along), said, place, drawn)
    if talks:
        free = box(place.x1 + wide * SHARE_OUT + 16, place.y0, canvas.width - place.x1 - wide * SHARE_OUT - 16, tall)
        canvas.put(free, deck.bullets(deck.words.bullets(4), free.width, tall)[0])


def flow(canvas: Canvas, _: Deck, height: float) -> None:
    """Put pictures in a row joined by block arrows, each with its bubble below or over its lower edge."""
    chance, count, over = canvas.chance, canvas.chance.randint(2, 3), canvas.chance.random() < 0.45
    wide = (canvas.width - 40 * (count - 1)) / count
    tall, gap = min(wide * chance.uniform(0.6, 0.85), height * 0.68), chance.uniform(10, 18)
    for at in range(count):
        place = box(at * (wide + 40), height * 0.04, wide, tall)
        drawn = canvas.picture(place)
        said = canvas.say(drawn.kind, wide * 0.92, height * 0.27)
        away = over_edge(chance, place, said, "below") if over else gap
        canvas.bubble(stand(place, said, "below", away, 0.5), said, place, drawn)
        if at:
            arrow = f"translate({place.x0 - 32:.1f} {middle(place)[1]:.1f})"
            canvas.draw(f'<path d="M0,-6H12V-12L24,0L12,12V6H0Z" transform="{arrow}" fill="{canvas.style.accent}"/>')


def listed(canvas: Canvas, deck: Deck, height: float) -> None:
    """Put a numbered list at the left, and two pictures that bear the numbers of what explains them at the right."""
    chance, count, first = canvas.chance, canvas.chance.randint(3, 5), canvas.chance.choice((1, 1, 2))
    across, stacked = canvas.width * chance.uniform(0.48, 0.56), chance.random() < 0.6
    tall = (height - 12) / 2 if stacked else min(height, across * 0.5)
    wide = min(across, tall * 1.7) if stacked else (across - 22) / 2
    lists = ""
    for at, numbers in enumerate((range(first), range(first, count))):
        # A little wider than the picture, so that some numerals stand at its right edge or right beside it.
        marks = "".join(number(deck, wide * 1.15, tall - 6, each, count if at else first) for each in numbers)
        step = (0, at * (tall + 12)) if stacked else (at * (wide + 22), 0)
        drawn = canvas.picture(box(canvas.width - across + step[0], step[1], wide, tall), over=marks)
        items = "".join(f"<p>{CIRCLED[each]} {escaped(canvas.sentence(drawn.kind))}</p>" for each in numbers)
        lists += f'<div data-explains="{drawn.id}">{items}</div>'
    font = f"font-size:{canvas.pt}pt;line-height:{canvas.leading}pt;text-align:left"
    canvas.put(box(0, 0, canvas.width - across - 28, height), lists, font)


def mascot(canvas: Canvas, deck: Deck, height: float) -> None:
    """Put a picture, with a bubble or none, and far off it a mascot whose bubble speaks of something else."""
    chance, wide, tall = canvas.chance, canvas.width, height * canvas.chance.uniform(0.6, 0.72)
    place = box(0, 0, min(wide * 0.44, tall * chance.uniform(1.1, 1.5)), tall)
    drawn = canvas.picture(place)
    if chance.random() < 0.5:
        said = canvas.say(drawn.kind, wide * 0.4, tall * 0.6, hugged=True)
        canvas.bubble(stand(place, said, "right", 16, chance.uniform(0, 0.4)), said, place, drawn)
    else:
        told, _ = deck.bullets(deck.words.bullets(3), wide * 0.42, tall * 0.6)
        canvas.put(box(wide * 0.56, 0, wide * 0.42, tall), told)
    shown = box(wide - 44, height - 44, 44, 44)
    said = canvas.sized(chance.choice(ASIDES) + deck.words.sentence(), wide * 0.4)
    canvas.put(shown, f'<div data-decoy="icon" data-ink>{icon(deck.words, 44, 44)}</div>')
    canvas.bubble(stand(shown, said, "left", 14, 1.0), said, shown)


@family("slides-bubbles")
def slides_bubbles(chance: random.Random, words: Words) -> Made:
    """Pictures explained by whole sentences in speech bubbles, by numbered lists, or not at all."""
    deck = Deck(chance, words)
    style, sheets = deck.style, list[Sheet]()
    style.folio, bar = chance.choice(("centre", "dashes", "of", "outer")), chance.choice(BARS)
    bar = f"{bar.format(tint=style.tint, accent=style.accent)};font:700 9.5pt/16pt {style.display};padding-left:6pt"
    canvas = Canvas(style, tailed=True)
    for at, kind in enumerate(chance.sample((rows, big, flow, listed, mascot), chance.randint(3, 4)), 1):
        section = f'<div style="{bar};margin-bottom:8pt">{at}　{escaped(words.heading())}</div>'
        lead = style.paragraph(escaped(words.sentence()), style.body_width) if chance.random() < 0.4 else Block("", 0)
        height = style.body_height - 32 - lead.height
        kind(canvas, deck, height)
        sheets.append(deck.slide(f'{section}{lead.html}<div style="height:8pt"></div>{canvas.done(height)}'))
    return deck.made(sheets)


def zone(canvas: Canvas) -> Block:
    """Return one picture with its callout beside it, or two in a row with theirs above or below."""
    chance, body = canvas.chance, canvas.width
    side, over = chance.choice((*SIDES, "right", "below")), chance.random() < 0.35
    beside = side in {"right", "left"}
    wide = body * chance.uniform(0.42, 0.52) if beside else (body - 26) / 2
    tall = wide * chance.uniform(0.55, 0.75)
    room = 0.0 if beside else tall * SHARE_OUT if over else canvas.leading * 3 + canvas.pad * 2 + 30
    for x in [body - wide if side == "left" else 0] if beside else [0, wide + 26]:
        place = box(x, room if side == "above" else 0, wide, tall)
        drawn = canvas.picture(place, ("photo", "photo", "screenshot") if over else PARTS)
        said = canvas.say(drawn.kind, body - wide - 32 if beside else wide * 0.9, tall, hugged=chance.random() < 0.4)
        gap = over_edge(chance, place, said, side) if over else chance.uniform(10, 30)
        canvas.bubble(stand(place, said, side, gap, chance.choice((0.5, 0.5, 0.1, 0.9))), said, place, drawn)
    return Block(canvas.done(tall + room), tall + room)


@family("guide-callouts")
def guide_callouts(chance: random.Random, words: Words) -> Made:
    """Photos of parts without captions, each with a callout box on a leader line; the text never speaks of them."""
    style, sheets = Imprint(chance, words), list[Sheet]()
    canvas = Canvas(style, tailed=chance.random() < 0.2)
    for _ in range(chance.randint(2, 3)):
        blocks: list[Block | Text] = [style.heading(), Text()]
        for _ in range(chance.randint(1, 2)):
            blocks += [zone(canvas), Text()]
        sheets.append(style.filled(blocks))
    return Made(style.css(), sheets)
