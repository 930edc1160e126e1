"""An analyzer as a package of a stranger's would bring it: it reads and divides a page in one pass."""

import json
from pathlib import Path

from tasks.engines.layout.fake import FakeLayout
from tasks.engines.ocr.fake import FakeOcr
from tasks.engines.protocols import RgbArray
from tasks.records.page import Line
from tasks.records.region import Region

NAME = "toy"
asked: list[str] = []
"""What the toy was asked for, in turn."""


class ToyAnalyzer:
    """Reads as the fake OCR does and finds what the fake layout engine finds."""

    name = NAME
    version = "1"
    weights_sha256: str | None = None

    def analyze(self, image: RgbArray, dpi: int) -> bytes:
        """Return the lines and regions as JSON, the regions of no document yet."""
        asked.append("analyze")
        lines = [line.model_dump(mode="json") for line in FakeOcr().read(image, dpi)]
        regions = [one.model_dump(mode="json") for one in FakeLayout().find(image, dpi, "", 1)]
        return json.dumps({"lines": lines, "regions": regions}).encode()

    def lines(self, said: bytes) -> list[Line]:
        """Return the lines that an answer tells of."""
        return [Line(**line) for line in json.loads(said)["lines"]]

    def regions(self, said: bytes, doc_id: str, page: int) -> list[Region]:
        """Return the regions that an answer tells of."""
        return [Region(**one | {"doc_id": doc_id, "page": page}) for one in json.loads(said)["regions"]]

    def read(self, image: RgbArray, dpi: int) -> list[Line]:
        """Return the lines of a picture."""
        asked.append("read")
        return FakeOcr().read(image, dpi)

    def find(self, image: RgbArray, dpi: int, doc_id: str, page: int) -> list[Region]:
        """Return the regions of a page."""
        asked.append("find")
        found = FakeLayout().find(image, dpi, "", 1)
        return [one.model_copy(update={"doc_id": doc_id, "page": page}) for one in found]


def install(folder: Path) -> None:
    """Write what an installer leaves in a folder of the import path for the toy to be found."""
    facts = folder / "toy_analyzer-1.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-analyzer\nVersion: 1\n")
    points = "".join(f"[etoki.{kind}]\n{NAME} = toy_analyzer:ToyAnalyzer\n" for kind in ("ocr", "layout"))
    (facts / "entry_points.txt").write_text(points)
