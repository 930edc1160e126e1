"""A run over time, drawn as SVG: documents a minute above, memory by kind of process below, kills as red lines."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from soaking.killing import Kill
from soaking.watching import ROLES, Moment

WIDTH, HEIGHT, LEFT, TOP, GAP = 900, 220, 70, 40, 60
COLOURS = {
    "server": "#1f5fa8",
    "worker": "#c98a00",
    "flow run": "#2e8b57",
    "page worker": "#8a4fa3",
    "command": "#444444",
}
LEAST_BIN, BINS = 30.0, 40


class Panel(NamedTuple):
    """One set of axes: where its top is, and how seconds and values become places."""

    top: float
    seconds: float
    most: float

    def place(self, at: float, value: float) -> str:
        """Return a point of a polyline."""
        x = LEFT + WIDTH * at / self.seconds
        return f"{x:.1f},{self.top + HEIGHT * (1 - value / self.most):.1f}"


def draw(title: str, moments: Sequence[Moment], done: Sequence[float], kills: Sequence[Kill]) -> str:
    """Return the picture; ``done`` are the seconds at which documents were through."""
    seconds = max([moment.at for moment in moments] + list(done) + [1.0])
    rates = list(_rates(done, seconds))
    speed = Panel(TOP, seconds, _round_up(max([rate for _, rate in rates] + [1.0])))
    most = max([mb for moment in moments for mb in moment.mb.values()] + [1.0])
    memory = Panel(TOP + HEIGHT + GAP, seconds, _round_up(most))
    parts = [
        *_axes(speed, "documents a minute"),
        *_axes(memory, "resident memory, MiB"),
        *_kill_lines(kills, speed, memory),
        _line(speed, rates, "#1f5fa8"),
        *(_line(memory, [(m.at, m.mb.get(role, 0)) for m in moments], COLOURS[role]) for role in ROLES),
        *_legend(memory, moments),
    ]
    height = TOP + 2 * HEIGHT + GAP + 70
    head = f'<text x="{LEFT}" y="20" font-size="15">{escape(title)}</text>'
    size = f'width="{WIDTH + LEFT + 30}" height="{height}" font-family="sans-serif" font-size="12"'
    white = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{white}{head}{"".join(parts)}</svg>\n'


def _rates(done: Sequence[float], seconds: float) -> Iterator[tuple[float, float]]:
    """Yield the middle of each stretch of time, and the documents a minute in it."""
    stretches = max(1, min(BINS, int(seconds / LEAST_BIN)))
    length = seconds / stretches
    for at in range(stretches):
        inside = sum(at * length < one <= (at + 1) * length for one in done)
        yield (at + 0.5) * length, 60 * inside / length


def _axes(panel: Panel, label: str) -> Iterator[str]:
    for share in (0, 0.25, 0.5, 0.75, 1):
        x, y = panel.place(0, panel.most * share).split(",")
        yield f'<line x1="{x}" x2="{LEFT + WIDTH}" y1="{y}" y2="{y}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 8}" y="{float(y) + 4:.1f}" text-anchor="end">{panel.most * share:g}</text>'
    for part in range(7):
        at = panel.seconds * part / 6
        x, y = panel.place(at, 0).split(",")
        yield f'<text x="{x}" y="{float(y) + 17:.1f}" text-anchor="middle">{at / 60:.1f} min</text>'
    yield f'<text x="{LEFT}" y="{panel.top - 6}" fill="#555555">{escape(label)}</text>'


def _kill_lines(kills: Sequence[Kill], *panels: Panel) -> Iterator[str]:
    for panel in panels:
        for one in kills:
            x = panel.place(one.at, 0).split(",")[0]
            place = f'x1="{x}" x2="{x}" y1="{panel.top}" y2="{panel.top + HEIGHT}"'
            yield f'<line {place} stroke="#cc2222" stroke-dasharray="3 3"><title>{escape(one.way)}</title></line>'


def _line(panel: Panel, points: Sequence[tuple[float, float]], colour: str) -> str:
    places = " ".join(panel.place(at, value) for at, value in points)
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="1.6"/>'


def _legend(panel: Panel, moments: Sequence[Moment]) -> Iterator[str]:
    """Name each kind of process with the most that it held at any moment, all processes of it together."""
    y = panel.top + HEIGHT + 42
    for at, role in enumerate(ROLES):
        x = LEFT + at * 184
        most = max((moment.mb.get(role, 0) for moment in moments), default=0)
        count = _most(moments, lambda moment, role=role: moment.processes.get(role, 0))  # type: ignore[misc]
        yield f'<rect x="{x}" y="{y - 10}" width="12" height="12" fill="{COLOURS[role]}"/>'
        yield f'<text x="{x + 18}" y="{y}">{role} (≤ {count}): ≤ {most:.0f} MiB</text>'


def _most(moments: Sequence[Moment], of: Callable[[Moment], int]) -> int:
    return max((of(moment) for moment in moments), default=0)


def _round_up(value: float) -> float:
    step = 10 ** (len(str(int(value))) - 1)
    return float(-(-value // step) * step)
