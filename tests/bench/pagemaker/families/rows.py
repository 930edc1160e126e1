"""Figures in rows: each with its own caption, or as panels that share one."""

import random

from pagemaker.document import Made, family
from pagemaker.families.flow import Flow, Plate
from pagemaker.prose import Words, escaped

LETTERS = {
    "(a)": "({})", "（a）": "（{}）", "a)": "{})", "A": "{}", "a.": "{}.", "(ア)": "({})", "①": "{}",
}  # fmt: skip
ALPHABETS = {"A": "ABCDEFGHI", "(ア)": "アイウエオカキクケ", "①": "①②③④⑤⑥⑦⑧⑨"}
PLACES = ("none", "none", "above", "below", "inside", "subcaption")


@family("side-by-side")
def side_by_side(chance: random.Random, words: Words) -> Made:
    """Set two or three figures at one height, each with its caption; some captions have two lines."""
    flow, above = Flow(chance, words), chance.random() < 0.2
    for _ in range(chance.randint(2, 4)):
        blocks: list[str] = []
        for _ in range(chance.randint(1, 2)):
            plates, row = _row(flow, above=above)
            blocks += [flow.paragraph(flow.mention(plates[0])), row, flow.paragraph(flow.mention(plates[-1]))]
        flow.page(blocks)
    return flow.made()


def _row(flow: Flow, *, above: bool) -> tuple[list[Plate], str]:
    chance, count = flow.chance, flow.chance.choice([2, 2, 3])
    gap = chance.uniform(8, 22)
    width = (flow.house.width - gap * (count - 1)) / count
    height, long = width * chance.uniform(0.55, 0.95), chance.random()
    plates = [flow.plate(width, height) for _ in range(count)]
    cells = [
        flow.captioned(
            plate, above=above, text=flow.words.long_caption(plate.kind) if chance.random() < long * 0.7 else ""
        )
        for plate in plates
    ]
    align = "flex-end" if above else "flex-start"
    return plates, f'<div class="row" style="align-items:{align}">{"".join(cells)}</div>'


@family("panels")
def panels(chance: random.Random, words: Words) -> Made:
    """Set panels (a), (b), … under one caption, lettered or not, in rows or squares."""
    flow, place, letter = Flow(chance, words), chance.choice(PLACES), chance.choice(sorted(LETTERS))
    above = chance.random() < 0.15
    for _ in range(chance.randint(2, 3)):
        blocks: list[str] = []
        for _ in range(chance.randint(1, 2)):
            plates, grid = _grid(flow, place, letter)
            caption = flow.caption(*plates, text=words.long_caption(plates[0].kind) if chance.random() < 0.3 else "")
            inside = [caption, grid] if above else [grid, caption]
            blocks += flow.told(f'<div class="plate">{"".join(inside)}</div>', *plates)
        flow.page(blocks)
    return flow.made()


def _grid(flow: Flow, place: str, letter: str) -> tuple[list[Plate], str]:
    """Return the panels of one figure, and the grid that holds them."""
    chance = flow.chance
    columns, rows = chance.choice([(2, 1), (3, 1), (2, 2), (4, 1), (3, 2), (1, 2)])
    gap, full = chance.uniform(3, 14), flow.house.width * (0.5 if columns == 1 else chance.uniform(0.75, 1))
    width = (full - gap * (columns - 1)) / columns
    height = min(width * chance.uniform(0.6, 0.95), flow.house.height * 0.3 / rows)
    makers = (chance.choice([name for name in flow.taste if name not in {"tree", "line_drawing"}]),)
    plates = [flow.plate(width, height, makers, numbered=at == 0) for at in range(columns * rows)]
    cells = "".join(_panel(flow, plate, place, _lettered(letter, at)) for at, plate in enumerate(plates))
    style = f"display:grid;grid-template-columns:repeat({columns},{width:.1f}pt);gap:{gap:.1f}pt"
    return plates, f'<div style="{style}">{cells}</div>'


def _lettered(letter: str, at: int) -> str:
    return LETTERS[letter].format(ALPHABETS.get(letter, "abcdefghi")[at])


def _panel(flow: Flow, plate: Plate, place: str, letter: str) -> str:
    size = f"font-size:{flow.house.caption * 0.95:.1f}pt;line-height:1.4"
    if place == "inside":
        # The letter is in the picture's box, on a ground of its own.
        mark = f"position:absolute;left:3pt;top:3pt;background:#fff;padding:0 2pt;{size}"
        return f'<div style="position:relative">{plate.html}<div style="{mark}">{letter}</div></div>'
    said = f"{letter} {flow.words.label_text(6)}" if place == "subcaption" else letter
    line = f'<div style="text-align:center;{size}">{escaped(said)}</div>' if place != "none" else ""
    return f"<div>{line}{plate.html}</div>" if place == "above" else f"<div>{plate.html}{line}</div>"
