"""The shapes that drawings are made of, as SVG; one user unit is a point."""

from pagemaker.prose import escaped


def svg(width: float, height: float, inner: str) -> str:
    """Return a drawing of so many points; what goes over its edge is not seen."""
    size = f'viewBox="0 0 {width:.1f} {height:.1f}" style="width:{width}pt;height:{height}pt;overflow:hidden"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inner}</svg>'


def text(x: float, y: float, said: str, size: float = 7, more: str = "") -> str:
    """Return a line of live text whose baseline starts (or, by ``more``, has its middle or end) at a point."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" {more}>{escaped(said)}</text>'


def rect(x: float, y: float, wide: float, high: float, more: str = "") -> str:
    """Return a rectangle; ``more`` says how it is filled and drawn."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" {more}/>'


def circle(x: float, y: float, radius: float, more: str = "") -> str:
    """Return a circle about a point."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {more}/>'


def path(*steps: str | float, more: str = 'fill="none" stroke="#444" stroke-width=".9"') -> str:
    """Return a path of commands and numbers: ``path("M", 1, 2, "H", 5)``."""
    way = " ".join(step if isinstance(step, str) else f"{step:.1f}" for step in steps)
    return f'<path d="{way}" {more}/>'
