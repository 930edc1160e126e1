"""Diagrams as drawings with live labels: flows, trees, blocks, maps, apparatus; no image objects."""

import math
import random

from pagemaker.charts import PALETTES
from pagemaker.prose import Words
from pagemaker.shapes import circle, path, rect, svg, text

ARROW = (
    '<defs><marker id="tip" orient="auto" markerWidth="7" markerHeight="7" refX="6" refY="3">'
    '<path d="M0,0L6,3L0,6Z" fill="#444"/></marker></defs>'
)
TIPPED = 'stroke="#444" stroke-width=".9" fill="none" marker-end="url(#tip)"'
Node = tuple[float, float, float, float]


def _node(words: Words, at: Node, fill: str = "#fff", radius: float = 0) -> str:
    x, y, wide, high = at
    letters = max(4.5, min(8.0, high * 0.42, wide / 6))
    shape = rect(x, y, wide, high, f'rx="{radius}" fill="{fill}" stroke="#444" stroke-width=".8"')
    said = words.label_text(max(2, int((wide - 3) / letters)))
    return shape + text(x + wide / 2, y + high / 2 + letters * 0.36, said, letters, 'text-anchor="middle" fill="#222"')


def _arrow(x0: float, y0: float, x1: float, y1: float) -> str:
    return path("M", x0, y0, "L", x1, y1, more=TIPPED)


def _tint(chance: random.Random) -> str:
    return chance.choice(["#fff", "#eef4fb", "#fdf3e1", "#eaf5ea", "#f4f4f4", "#fbeaea"])


def flowchart(words: Words, width: float, height: float) -> str:
    """Return boxes joined by arrows, left to right or top to bottom, in one or two lanes."""
    chance, across = words.chance, width > height * 1.4
    count, lanes = chance.randint(3, 5), chance.randint(1, 2)
    height = min(height, 62.0 * lanes) if across else height
    main, cross = (width, height) if across else (height, width)
    step, lane = main / count, cross / lanes
    fill, radius, parts = _tint(chance), chance.choice([0, 3, 8]), [ARROW]
    long, thick = (step * 0.7, min(lane * 0.6, 36)) if across else (step * 0.58, min(lane * 0.85, 130))
    for row in range(lanes):
        for at in range(count):
            place, beside = step * at + (step - long) / 2, lane * row + (lane - thick) / 2
            parts.append(
                _node(words, (place, beside, long, thick) if across else (beside, place, thick, long), fill, radius)
            )
            if at < count - 1:
                ends = place + long, lane * (row + 0.5), place + step, lane * (row + 0.5)
                parts.append(_arrow(*ends) if across else _arrow(ends[1], ends[0], ends[3], ends[2]))
    return svg(width, height, "".join(parts))


def tree(words: Words, width: float, height: float) -> str:
    """Return a tree of folders or parts: names at the ends of right-angled lines."""
    chance, letters = words.chance, words.chance.uniform(6.5, 8.5)
    rows, depth, parts, stems = max(4, int(height / (letters * 1.9))), 0, [], {0: letters}
    for row in range(rows):
        depth = 0 if row == 0 else chance.randint(1, min(depth + 1, 3))
        x, y = 4 + depth * letters * 2.4, letters * (1.2 + 1.85 * row)
        if depth:
            stem = x - letters * 1.6
            start = stems[depth - 1] + letters * 0.4
            parts.append(path("M", stem, start, "V", y - letters * 0.3, "H", x - 2))
        stems[depth] = y
        name = (
            words.label_text(8)
            if chance.random() < 0.6
            else chance.choice(["src", "data", "index.html", "main.c", "README", "image01.png", "config", "log"])
        )
        parts.append(text(x, y, name, letters))
    return svg(width, height, "".join(parts))


def block_diagram(words: Words, width: float, height: float) -> str:
    """Return a grid of blocks, some joined, inside a larger named block."""
    chance, columns, rows = words.chance, words.chance.randint(2, 4), words.chance.randint(2, 3)
    outer = chance.random() < 0.6
    top = 16 if outer else 0
    cell = (width - 8) / columns, (height - top - 8) / rows
    parts = [ARROW]
    if outer:
        dashed = chance.choice(["", 'stroke-dasharray="3 2"'])
        parts.append(rect(0.6, 0.6, width - 1.2, height - 1.2, f'fill="{_tint(chance)}" stroke="#666" {dashed}'))
        parts.append(text(6, 11, words.label_text(10), 8, 'font-weight="bold"'))
    for row in range(rows):
        y = 4 + top + cell[1] * row + cell[1] * 0.18
        for column in range(columns):
            x = 4 + cell[0] * column + cell[0] * 0.12
            parts.append(
                _node(
                    words,
                    (x, y, cell[0] * 0.76, cell[1] * 0.64),
                    chance.choice(["#fff", "#dde8f5", "#f7e3c8"]),
                    chance.choice([0, 2]),
                )
            )
            if column < columns - 1 and chance.random() < 0.7:
                parts.append(_arrow(x + cell[0] * 0.76, y + cell[1] * 0.32, x + cell[0], y + cell[1] * 0.32))
    return svg(width, height, "".join(parts))


def map_svg(words: Words, width: float, height: float) -> str:
    """Return a map as a drawing: coast, roads, dots with place names, a north arrow, perhaps a scale."""
    chance = words.chance
    tones = chance.choice([("#cfe3f2", "#f4efdc"), ("#fff", "#eee"), ("#e6f2ff", "#e5f0d8")])
    coast = _ring(chance, width / 2, height / 2, width * 0.46, height * 0.45)
    parts = [rect(0, 0, width, height, f'fill="{tones[0]}"') + path(coast, more=f'fill="{tones[1]}" stroke="#777"')]
    for tint, wide in (("#d98b3a", 2.2), ("#888", 1), ("#4a8fd0", 1.4)):
        y = [height * chance.uniform(0.15, 0.85) for _ in range(4)]
        way = f"M0,{y[0]:.1f}C{width * 0.3:.1f},{y[1]:.1f} {width * 0.6:.1f},{y[2]:.1f} {width},{y[3]:.1f}"
        parts.append(path(way, more=f'fill="none" stroke="{tint}" stroke-width="{wide}"'))
    for _ in range(chance.randint(4, 9)):
        x, y_dot = chance.uniform(0.12, 0.75) * width, chance.uniform(0.12, 0.88) * height
        parts.append(circle(x, y_dot, 2, 'fill="#c00"') + text(x + 3.5, y_dot + 2.5, words.place(), 7))
    parts.append(path("M", width - 12, 26, "V8l-3.5,8M", width - 12, 8, "l3.5,8") + text(width - 15, 34, "N", 7))
    if chance.random() < 0.6:
        parts.append(
            path("M8", height - 8, "h40m-40,-2v4m40,-4v4")
            + text(52, height - 5, f"{chance.choice([1, 2, 5, 10])} km", 6.5)
        )
    return svg(width, height, "".join(parts))


def _ring(chance: random.Random, x: float, y: float, across: float, down: float) -> str:
    points = []
    for at in range(24):
        far, angle = chance.uniform(0.72, 1), math.tau * at / 24
        points.append(f"{x + across * far * math.cos(angle):.1f},{y + down * far * math.sin(angle):.1f}")
    return f"M{'L'.join(points)}Z"


def line_drawing(words: Words, width: float, height: float) -> str:
    """Return apparatus drawn in black lines: vessels, pipes, leaders to names."""
    chance, parts = words.chance, []
    thick = chance.choice([0.7, 1.0, 1.4])
    line = f'fill="none" stroke="#111" stroke-width="{thick}"'
    count = chance.randint(2, 3)
    cell = width / count
    for at in range(count):
        x, y = cell * (at + 0.5), height * chance.uniform(0.4, 0.52)
        parts.append(_vessel(chance, x, y, min(cell * 0.32, height * 0.3), thick))
        if at:
            parts.append(path("M", x - cell + 6, y * 0.5, "C", x - cell, 4, x, 4, x - 4, y * 0.6, more=line))
        foot = height - 4
        parts.append(path("M", x, y + 6, "L", x + 8, foot - 8, more='stroke="#111" stroke-width=".5"'))
        parts.append(text(x + 8, foot, words.label_text(max(3, min(6, int(cell / 9)))), 7.5, 'text-anchor="middle"'))
    return svg(width, height, "".join(parts))


def _vessel(chance: random.Random, x: float, y: float, r: float, thick: float) -> str:
    line = f'fill="none" stroke="#111" stroke-width="{thick}"'
    form = chance.choice(["flask", "box", "wheel", "cone"])
    if form == "flask":
        neck = path("M", x - 5, y - r * 0.4, "V", y - r, "h10V", y - r * 0.4, more=line)
        level = path("M", x - r * 0.75, y + r * 0.4, "h", r * 1.5, more=line)
        return circle(x, y + r * 0.3, r * 0.8, line) + neck + level
    if form == "wheel":
        ends = [(r * math.cos(math.tau * i / 8), r * math.sin(math.tau * i / 8)) for i in range(8)]
        spokes = "".join(path("M", x, y, "l", *end, more=line) for end in ends)
        return circle(x, y, r, line) + circle(x, y, r * 0.2, line) + spokes
    if form == "cone":
        level = path("M", x - r * 0.6, y + r * 0.3, "h", r * 1.2, more=line)
        return path("M", x - 4, y - r, "h8L", x + r, y + r, "H", x - r, "Z", more=line) + level
    hatches = (path("M", x - r + i * r / 4, y + r, "l", r / 4, -r / 3, more=line) for i in range(7))
    return rect(x - r, y - r * 0.7, 2 * r, 1.7 * r, line) + "".join(hatches)


def accent(chance: random.Random) -> str:
    """Return a colour for rules, bands and headings of a house."""
    return chance.choice([*chance.choice(PALETTES)[:3], "#1f4e79", "#385723", "#7f1d1d", "#5b2c83", "#00695c"])
