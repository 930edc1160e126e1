"""Pages and what is written on them."""

from tasks.records.enums import Direction, Outcome, Reason, TextLayerReason, TextSource
from tasks.records.record import Boxed, Record


class Line(Boxed):
    """One printed line (a column of glyphs where the text is vertical), ruby apart.

    ``size`` is the em size of the type in points, measured from the glyphs where the font's own box lies; ``colour``
    is that of most glyphs in sRGB, as 0xRRGGBB, black where only pixels are known.
    """

    text: str
    direction: Direction = Direction.HORIZONTAL
    size: float
    font: str = ""
    bold: bool = False
    colour: int = 0
    ruby: bool = False
    confidence: float | None = None


class DocumentFacts(Record):
    """What a PDF says of itself."""

    pages: int
    title: str | None
    producer: str | None


class Page(Record):
    """A page of a document; sizes in points as displayed.

    ``layout`` names what looked for figures in the page's pixels (a layout engine, or ``ink``); null if the file tells.
    """

    doc_id: str
    page: int
    width: float
    height: float
    rotation: int
    direction: Direction | None = None
    text_source: TextSource | None = None
    text_layer_score: float | None = None
    text_layer_reason: TextLayerReason | None = None
    ocr_confidence: float | None = None
    chars: int | None = None
    lines_sha256: str | None = None
    layout: str | None = None
    outcome: Outcome = Outcome.KEPT
    rule: str | None = None
    reason: Reason | None = None
    score: float | None = None
    threshold: float | None = None


class Audit(Record):
    """How well OCR of a page's render agrees with its sound text layer; null where nothing could be compared."""

    doc_id: str
    page: int
    cer: float | None
    cleval: float | None
