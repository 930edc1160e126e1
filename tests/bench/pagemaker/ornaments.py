"""Things on a page that are no figures: QR-like codes, logos, banners, ornaments, icons."""

import numpy as np
from PIL import Image

from pagemaker.diagrams import accent
from pagemaker.prose import Words
from pagemaker.rasters import link
from pagemaker.shapes import circle, path, rect, svg, text


def qr(words: Words, width: float, height: float) -> str:
    """Return a square code of black and white cells, three finders in its corners; no reader could read it."""
    cells = (np.random.default_rng(words.chance.getrandbits(32)).random((25, 25)) > 0.5).astype(np.uint8) * 255
    finder = np.zeros((7, 7), np.uint8)
    finder[1:6, 1:6] = 255
    finder[2:5, 2:5] = 0
    for row, column in ((0, 0), (0, 18), (18, 0)):
        cells[max(0, row - 1) : row + 8, max(0, column - 1) : column + 8] = 255
        cells[row : row + 7, column : column + 7] = finder
    side = min(width, height)
    image = Image.fromarray(cells).resize((125, 125), Image.Resampling.NEAREST)
    return f'<img src="{link(image, png=True)}" style="width:{side}pt;height:{side}pt">'


def logo(words: Words, width: float, height: float) -> str:
    """Return a mark with a short name beside it."""
    chance, tint, r = words.chance, accent(words.chance), height * 0.42
    side, filled = height * 0.8, f'fill="{tint}"'
    mark = chance.choice(
        [
            circle(height / 2, height / 2, r, filled) + circle(height * 0.62, height * 0.4, r * 0.5, 'fill="#fff"'),
            path("M", r * 0.2, side, "L", height / 2, r * 0.2, "L", height * 0.9, side, "Z", more=filled),
            rect(height * 0.1, height * 0.1, side, side, f'rx="4" fill="none" stroke="{tint}" stroke-width="3"'),
        ]
    )
    room = int((width - height * 1.15) / (height * 0.42))
    name = (
        text(height * 1.1, height * 0.65, words.place()[:room], height * 0.42, f'font-weight="bold" fill="{tint}"')
        if room > 1
        else ""
    )
    return svg(width, height, mark + name)


def banner(words: Words, width: float, height: float) -> str:
    """Return a coloured band with words in it, as over an article or for advertising."""
    tint, other = accent(words.chance), accent(words.chance)
    ground = words.chance.choice([tint, f"linear-gradient(90deg,{tint},{other})"])
    size = min(height * 0.5, 16)
    return (
        f'<div style="width:{width}pt;height:{height}pt;background:{ground};color:#fff;font-weight:700;'
        f'font-size:{size:.1f}pt;line-height:{height}pt;padding-left:8pt;overflow:hidden;white-space:nowrap">{words.heading()}</div>'
    )


def ornament(words: Words, width: float, height: float) -> str:
    """Return a row of small shapes, a wave or a flourish."""
    chance, tint = words.chance, accent(words.chance)
    step = height * 1.2
    if chance.random() < 0.5:
        dots = "".join(
            circle(step * (i + 0.5), height / 2, height * 0.28, f'fill="{tint}" fill-opacity="{1 - 0.6 * (i % 2):.1f}"')
            for i in range(int(width / step))
        )
        return svg(width, height, dots)
    wave = "".join(
        f"q{step / 2:.1f},{height * (-0.8 if i % 2 else 0.8):.1f} {step:.1f},0" for i in range(int(width / step))
    )
    return svg(width, height, path("M0", height / 2, wave, more=f'fill="none" stroke="{tint}" stroke-width="1.5"'))


def icon(words: Words, width: float, height: float) -> str:
    """Return a small pictogram, as before a heading."""
    chance, tint = words.chance, accent(words.chance)
    shape = chance.choice(
        [
            '<path d="M12,2L22,20H2Z"/><rect x="11" y="8" width="2" height="7" fill="#fff"/>',
            '<circle cx="12" cy="12" r="10"/><path d="M7,12l4,4l7,-8" stroke="#fff" stroke-width="2.5" fill="none"/>',
            '<path d="M3,12L12,3L21,12V21H3Z"/><rect x="10" y="14" width="4" height="7" fill="#fff"/>',
            '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M3,6l9,7l9,-7" stroke="#fff" fill="none"/>',
            '<circle cx="12" cy="8" r="5"/><path d="M3,22c0,-12 18,-12 18,0Z"/>',
        ]
    )
    return f'<svg viewBox="0 0 24 24" style="width:{width}pt;height:{height}pt" fill="{tint}">{shape}</svg>'
