"""Plain pages of one or two columns: captions below or above, sources below figures, long captions, all numberings."""

import random
from collections.abc import Callable, Sequence

from pagemaker.document import Made, family
from pagemaker.families.flow import Flow, Plate
from pagemaker.prose import Words

Set = Callable[[Flow, Plate], str]


def _sized(flow: Flow, columns: int, count: int, makers: Sequence[str] = ()) -> Plate:
    """Return a figure so high that ``count`` of them and text fill a column."""
    full = flow.column_width(columns)
    width = full if columns > 1 or flow.chance.random() < 0.3 else full * flow.chance.uniform(0.45, 0.85)
    tallest = flow.house.height * 0.62 / count
    return flow.plate(width, max(60.0, min(tallest, width * flow.chance.uniform(0.45, 0.8))), makers)


def _filled(flow: Flow, columns: int, put: Set, makers: Sequence[str] = ()) -> Made:
    """Return two to four pages of figures set by ``put``, text between them."""
    for _ in range(flow.chance.randint(2, 4)):
        blocks: list[str] = []
        count = flow.chance.randint(2, 3) if columns == 1 else flow.chance.randint(3, 4)
        for _ in range(count):
            plate = _sized(flow, columns, count if columns == 1 else 2, makers)
            blocks += flow.told(put(flow, plate), plate)
        flow.page(blocks, columns)
    return flow.made()


@family("one-column-below")
def one_column_below(chance: random.Random, words: Words) -> Made:
    """Set figures in one column, captions below."""
    return _filled(Flow(chance, words), 1, lambda flow, plate: flow.captioned(plate))


@family("one-column-above")
def one_column_above(chance: random.Random, words: Words) -> Made:
    """Set figures and tables in one column, captions above."""
    flow = Flow(chance, words)
    makers = (*flow.taste, "table", "table", "console")
    return _filled(flow, 1, lambda house, plate: house.captioned(plate, above=True), makers)


@family("two-columns")
def two_columns(chance: random.Random, words: Words) -> Made:
    """Set figures in two columns, or over both at the head of a page."""
    flow, above = Flow(chance, words), chance.random() < 0.25
    for _ in range(chance.randint(2, 4)):
        top, room = _spanning(flow, above=above) if chance.random() < 0.4 else ("", 0.0)
        blocks: list[str] = []
        for _ in range(chance.randint(2, 3)):
            plate = _sized(flow, 2, 2)
            blocks += flow.told(flow.captioned(plate, above=above or plate.kind == "table"), plate)
        flow.page(blocks, 2, top, room)
    return flow.made()


def _spanning(flow: Flow, *, above: bool) -> tuple[str, float]:
    """Return a figure over both columns with its caption, and the height it needs."""
    plate = flow.plate(
        flow.house.width * flow.chance.uniform(0.7, 1), flow.house.height * flow.chance.uniform(0.2, 0.3)
    )
    height = flow.house.height * 0.3 + flow.caption_height(40, plate.width) + flow.house.gap + 2 * flow.margin + 6
    return flow.captioned(plate, above=above), height


@family("source-lines")
def source_lines(chance: random.Random, words: Words) -> Made:
    """Set sources and notes below figures whose captions stand above, or between figure and caption, or under it."""
    place = chance.choice(["above", "above", "between", "under"])

    def put(flow: Flow, plate: Plate) -> str:
        credits_ = "".join(flow.credit(plate) for _ in range(chance.choice([1, 1, 2])))
        if place != "between":
            return flow.captioned(plate, above=place == "above", more=credits_)
        caption = flow.caption(plate, style=f"width:{plate.width:.1f}pt")
        return f'<div class="plate">{plate.html}{credits_}{caption}</div>'

    flow = Flow(chance, words)
    return _filled(flow, chance.choice([1, 1, 2]), put, (*flow.taste, "table", "bar_chart", "line_chart"))


@family("numbers")
def numbers(chance: random.Random, words: Words) -> Made:
    """Set figures and tables whose labels are of any style, one a document; tables bear captions above, mostly."""
    tables_above, above = chance.random() < 0.7, chance.random() < 0.2

    def put(flow: Flow, plate: Plate) -> str:
        return flow.captioned(plate, above=above or (plate.kind == "table" and tables_above))

    flow = Flow(chance, words)
    return _filled(flow, chance.choice([1, 1, 2]), put, (*flow.taste, "table"))


@family("two-line-captions")
def two_line_captions(chance: random.Random, words: Words) -> Made:
    """Set captions of two lines and more, close to the running text that follows."""
    flow, above = Flow(chance, words), chance.random() < 0.25
    flow.margin = round(chance.uniform(3, 10), 1)

    def put(house: Flow, plate: Plate) -> str:
        return house.captioned(plate, above=above, text=words.long_caption(plate.kind))

    return _filled(flow, chance.choice([1, 2]), put)
