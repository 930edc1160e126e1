"""Charts as inline SVG whose titles, ticks and legends are live text."""

import math
import random
from dataclasses import dataclass

from pagemaker.prose import Words
from pagemaker.shapes import circle, path, rect, svg, text

PALETTES = (
    ("#4472c4", "#ed7d31", "#a5a5a5", "#ffc000", "#5b9bd5", "#70ad47"),
    ("#003f5c", "#58508d", "#bc5090", "#ff6361", "#ffa600", "#2f4b7c"),
    ("#222", "#666", "#999", "#bbb", "#444", "#ddd"),
    ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"),
    ("#8c1c13", "#bf4342", "#e7d7c1", "#a78a7f", "#735751", "#d9ae94"),
)
DASHES = ("", "4 2", "1.5 1.5", "6 2 1.5 2")


@dataclass(frozen=True)
class Frame:
    """The field of a chart inside its axes, in user units, and the looks of its letters and lines."""

    x0: float
    y0: float
    x1: float
    y1: float
    letters: float
    colours: tuple[str, ...]
    names: tuple[str, ...]

    def x(self, share: float) -> float:
        """Return where a share of the width lies."""
        return self.x0 + (self.x1 - self.x0) * share

    def y(self, share: float) -> float:
        """Return where a share of the height lies, from the foot."""
        return self.y1 - (self.y1 - self.y0) * share


def _frame(words: Words, width: float, height: float, series: int) -> Frame:
    letters = words.chance.uniform(5.5, 8) if height > 90 else 5.5
    colours = words.chance.choice(PALETTES)
    names = tuple(words.label_text(6) for _ in range(series))
    return Frame(letters * 4.6, letters * 2.6, width - letters * 1.5, height - letters * 4.6, letters, colours, names)


def _axes(words: Words, frame: Frame, *, years: bool = True, steps: int = 5) -> str:
    chance, parts = words.chance, []
    top, middle, end = chance.choice([10, 50, 100, 500, 2000]), 'text-anchor="middle"', 'text-anchor="end"'
    gridded = chance.random() < 0.6
    for at in range(steps):
        y = frame.y(at / (steps - 1))
        parts.append(
            path("M", frame.x0 - 2, y, "H", frame.x1 if gridded else frame.x0, more='stroke="#bbb" stroke-width=".5"')
        )
        parts.append(text(frame.x0 - 3, y + frame.letters * 0.35, f"{top * at // (steps - 1):,}", frame.letters, end))
    parts.append(
        path("M", frame.x0, frame.y0, "V", frame.y1, "H", frame.x1, more='fill="none" stroke="#333" stroke-width=".8"')
    )
    parts.append(_axis_title(words, frame))
    unit = f"（{chance.choice(['人', '％', '件', '億円', 't', '千戸', 'mm', '時間'])}）"
    parts.append(text(frame.x0 - frame.letters * 3, frame.y0 - frame.letters, unit, frame.letters))
    if not years:
        parts.extend(
            text(frame.x(i / 4), frame.y1 + frame.letters * 1.4, str(i * 5), frame.letters, middle) for i in range(5)
        )
    return "".join(parts)


def _axis_title(words: Words, frame: Frame) -> str:
    below = text(
        (frame.x0 + frame.x1) / 2,
        frame.y1 + frame.letters * 2.9,
        words.label_text(8),
        frame.letters,
        'text-anchor="middle"',
    )
    if words.chance.random() < 0.5:
        return below
    x, y = frame.letters, (frame.y0 + frame.y1) / 2
    turn = f'text-anchor="middle" transform="rotate(-90 {x:.1f} {y:.1f})"'
    return below + text(x, y, words.label_text(7), frame.letters, turn)


def _legend(frame: Frame, width: float, height: float) -> str:
    parts, x, y = [], frame.x0, height - frame.letters * 0.5
    for name, colour in zip(frame.names, frame.colours, strict=False):
        if x + (len(name) + 2) * frame.letters > width:
            break
        parts.append(rect(x, y - frame.letters * 0.8, frame.letters * 0.8, frame.letters * 0.8, f'fill="{colour}"'))
        parts.append(text(x + frame.letters * 1.1, y, name, frame.letters))
        x += (len(name) + 2.2) * frame.letters
    return "".join(parts) if len(frame.names) > 1 else ""


def _ticks(words: Words, frame: Frame, count: int) -> str:
    middle, step = 'text-anchor="middle"', (frame.x1 - frame.x0) / count
    room = int(step / frame.letters)
    first = words.chance.randint(2005, 2016)
    names = (
        [words.label_text(room) for _ in range(count)]
        if room >= 4 and words.chance.random() < 0.5
        else [str(first + i)[-4 if room >= 3 else -2 :] for i in range(count)]
    )
    return "".join(
        text(frame.x0 + step * (i + 0.5), frame.y1 + frame.letters * 1.4, name, frame.letters, middle)
        for i, name in enumerate(names)
    )


def bar_chart(words: Words, width: float, height: float) -> str:
    """Return bars, one or several a group, or stacked."""
    chance, series, count = words.chance, words.chance.randint(1, 3), words.chance.randint(4, 8)
    frame, parts = _frame(words, width, height, series), []
    step, stacked = (frame.x1 - frame.x0) / count, chance.random() < 0.4
    for group in range(count):
        foot = 0.0
        for at in range(series):
            tall = chance.uniform(0.12, 0.95) / (series if stacked else 1)
            wide = step * 0.7 / (1 if stacked else series)
            x = frame.x0 + step * (group + 0.15) + (0 if stacked else wide * at)
            parts.append(
                rect(x, frame.y(foot + tall), wide, (frame.y1 - frame.y0) * tall, f'fill="{frame.colours[at]}"')
            )
            foot += tall if stacked else 0
    return svg(
        width,
        height,
        "".join(parts) + _axes(words, frame) + _ticks(words, frame, count) + _legend(frame, width, height),
    )


def line_chart(words: Words, width: float, height: float) -> str:
    """Return lines over years, dashed or with marks."""
    chance, series, count = words.chance, words.chance.randint(1, 4), words.chance.randint(5, 11)
    frame, parts, step = _frame(words, width, height, series), [], 0.0
    step = (frame.x1 - frame.x0) / count
    for at in range(series):
        level, points = chance.uniform(0.2, 0.8), []
        for place in range(count):
            level = min(0.97, max(0.04, level + chance.uniform(-0.16, 0.18)))
            points.append((frame.x0 + step * (place + 0.5), frame.y(level)))
        line = "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = chance.choice(DASHES)
        drawn = f'fill="none" stroke="{frame.colours[at]}" stroke-width="1.4" stroke-dasharray="{dashes}"'
        parts.append(path("M", line, more=drawn))
        if chance.random() < 0.6:
            parts.extend(circle(x, y, 1.8, f'fill="{frame.colours[at]}"') for x, y in points)
    return svg(
        width,
        height,
        "".join(parts) + _axes(words, frame) + _ticks(words, frame, count) + _legend(frame, width, height),
    )


def scatter(words: Words, width: float, height: float) -> str:
    """Return a cloud of points with a trend line."""
    chance = words.chance
    frame, slope = _frame(words, width, height, 1), words.chance.choice([-0.6, 0.6])
    parts = []
    for _ in range(chance.randint(25, 70)):
        x = chance.random()
        y = min(0.98, max(0.02, 0.5 + slope * (x - 0.5) + chance.gauss(0, 0.1)))
        parts.append(circle(frame.x(x), frame.y(y), 1.7, f'fill="{frame.colours[0]}" fill-opacity=".7"'))
    ends = frame.y(0.5 - slope / 2), frame.y(0.5 + slope / 2)
    parts.append(path("M", frame.x0, ends[0], "L", frame.x1, ends[1], more='stroke="#c33"'))
    return svg(width, height, "".join(parts) + _axes(words, frame, years=False))


def pie_chart(words: Words, width: float, height: float) -> str:
    """Return a pie or a ring, its shares named beside it."""
    chance, count = words.chance, words.chance.randint(3, 6)
    colours, letters = chance.choice(PALETTES), min(8.0, height / 14)
    radius = min(width * 0.3, height * 0.45)
    x, y = radius + 2, height / 2
    shares = _shares(chance, count)
    parts = [_slice(x, y, radius, sum(shares[:i]), share, colours[i]) for i, share in enumerate(shares)]
    if chance.random() < 0.4:
        parts.append(circle(x, y, radius * 0.5, 'fill="#fff"'))
    for at, share in enumerate(shares):
        line, left = y + (at - count / 2 + 0.7) * letters * 1.8, radius * 2 + letters * 1.5
        parts.append(rect(left, line - letters * 0.8, letters * 0.8, letters * 0.8, f'fill="{colours[at]}"'))
        room = int((width - left) / letters - 5)
        parts.append(
            text(left + letters * 1.2, line, f"{words.label_text(max(3, min(8, room)))} {share * 100:.1f}%", letters)
        )
    return svg(width, height, "".join(parts))


def _shares(chance: random.Random, count: int) -> list[float]:
    sizes = [chance.uniform(0.5, 3) for _ in range(count)]
    return [size / sum(sizes) for size in sorted(sizes, reverse=True)]


def _slice(x: float, y: float, radius: float, start: float, share: float, colour: str) -> str:
    ends = [
        (x + radius * math.sin(a), y - radius * math.cos(a)) for a in (math.tau * start, math.tau * (start + share))
    ]
    arc = f"A{radius:.1f},{radius:.1f} 0 {int(share > 0.5)} 1 {ends[1][0]:.2f},{ends[1][1]:.2f}"
    return path("M", x, y, "L", *ends[0], arc, "Z", more=f'fill="{colour}" stroke="#fff" stroke-width=".6"')
