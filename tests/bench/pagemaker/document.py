"""What a page family gives: sheets of HTML whose data attributes say what is true of them.

The element whose box is a figure's bears ``data-figure="ID"`` and ``data-kind``; with ``data-ink`` the box is the union
of the visible things in it. Elements of one ID on one sheet are one figure. ``data-caption="ID [ID…]"`` stands on the
caption, label included; elements of the same ids are joined in document order, ``data-part="label"`` may mark the
label. ``data-explains="ID [ID…]"`` stands on what explains a figure without a caption, ``data-mentions="ID [ID…]"`` on
a span around each sentence that cites it, ``data-decoy="NAME"`` on what is no figure, ``data-sentences`` on running
text whose sentences should come out whole.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from pagemaker.prose import Words

PX = 0.75
"""Points of a CSS pixel; sheets are whole pixels wide and high, or Chromium would lay them out otherwise."""
A4 = 595.5, 842.25
A4_LANDSCAPE = 842.25, 595.5
B5 = 516.0, 729.0
A5 = 420.0, 595.5
A3 = 842.25, 1191.0
SLIDE_4_3 = 720.0, 540.0
SLIDE_16_9 = 720.0, 405.0


@dataclass(frozen=True)
class Sheet:
    """One page: what stands in its <section>, and its size in points."""

    html: str
    width_pt: float = A4[0]
    height_pt: float = A4[1]


@dataclass(frozen=True)
class Made:
    """A document: its style sheet (``section.sheet`` is a page, position relative, no padding) and its pages."""

    css: str
    sheets: list[Sheet] = field(default_factory=list)


Family = Callable[[random.Random, Words], Made]
FAMILIES: dict[str, Family] = {}


def family(name: str) -> Callable[[Family], Family]:
    """Register a function as the family ``name``; refuses a name taken."""

    def registered(make: Family) -> Family:
        if name in FAMILIES:
            raise ValueError(f"two families are called {name!r}")
        FAMILIES[name] = make
        return make

    return registered


def discover() -> dict[str, Family]:
    """Load every module under ``families/`` and return all families by name."""
    for path in sorted(Path(__file__).with_name("families").glob("*.py")):
        import_module(f"pagemaker.families.{path.stem}")
    return dict(sorted(FAMILIES.items()))


def make(name: str, seed: int) -> Made:
    """Return the document of one family and seed; the same every time."""
    chance = random.Random(f"{name}/{seed}")
    return FAMILIES[name](chance, Words(random.Random(f"words/{name}/{seed}")))
