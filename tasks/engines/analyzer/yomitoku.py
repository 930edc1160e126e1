"""yomitoku: a Japanese document analyser on torch; reader, layout and table models (CC BY-NC-SA 4.0)."""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from hashlib import sha256
from os.path import commonpath
from pathlib import Path
from typing import Any

import numpy as np

from tasks.engines import tensors, version_of
from tasks.engines.analyzer import answers, models
from tasks.engines.protocols import RgbArray
from tasks.engines.weights import sha256_of
from tasks.records.page import Line
from tasks.records.region import Region

ADAPTED = ("furigana are kept", "what is thinner than a pixel is left out")
"""What differs from the package's defaults; to be changed with any change to how pages are prepared for it."""


class Yomitoku:
    """Reads and divides pages; all instances of a process share the loaded models."""

    name = answers.NAME
    licence = "CC BY-NC-SA 4.0"
    get = models.GET
    memory_mb = 3072
    """Some 2.4 to 2.8 GB were seen, with weights of the sizes of its own."""
    page_seconds = 300
    """On one core the layout of a page alone takes some twenty; its lines, there may be hundreds, add to it."""

    @cached_property
    def version(self) -> str:
        """Return the versions of the package and of torch, and a hash of what differs from the defaults."""
        tensors.need("yomitoku", "torch", "torchvision")
        asked = sha256(repr([ADAPTED, [model.repository for model in models.MODELS]]).encode()).hexdigest()[:8]
        return f"{version_of('yomitoku')}+torch-{version_of('torch')}+{asked}"

    @property
    def weights(self) -> Path:
        """Return the folder around the folders of the four models."""
        return Path(commonpath(self._folders))

    @cached_property
    def weights_sha256(self) -> str | None:
        """Return one hash over the weights, and settings if they have their own, of the four models."""
        hashes = [sha256_of(models.files(folder)) for folder in self._folders]
        return sha256("\n".join(hashes).encode()).hexdigest()

    def check(self) -> None:
        """Refuse a device that is not there."""
        tensors.check_device()

    def analyze(self, image: RgbArray, dpi: int) -> bytes:
        """Return all that yomitoku says of a page, as JSON."""
        return answers.spelled(self._models.whole(image), image, dpi)

    def lines(self, said: bytes) -> list[Line]:
        """Return the lines that an answer tells of."""
        return answers.lines(said)

    def regions(self, said: bytes, doc_id: str, page: int) -> list[Region]:
        """Return the figures and tables that an answer tells of."""
        return answers.regions(said, doc_id, page)

    def read(self, image: RgbArray, dpi: int) -> list[Line]:
        """Return the lines of a picture; its layout is not looked at."""
        return self.lines(answers.spelled(self._models.words(bgr(image)), image, dpi))

    def find(self, image: RgbArray, dpi: int, doc_id: str, page: int) -> list[Region]:
        """Return the figures and tables of a page, as ``analyze`` would; its text is not read."""
        return self.regions(answers.spelled(self._models.areas(bgr(image)), image, dpi), doc_id, page)

    @cached_property
    def _folders(self) -> tuple[Path, ...]:
        """Return where the weights lie, looked for once: a download may change what the hub's cache gives."""
        return tuple(models.folders())

    @property
    def _models(self) -> "Loaded":
        return loaded(self._folders, tensors.device())


@cache
def loaded(places: tuple[Path, ...], device: str) -> "Loaded":
    """Return the models with the weights in some folders, loaded once per process."""
    with quiet():
        return Loaded(models.analyzer_of(places, device))


class Loaded:
    """yomitoku's analyzer, taken step by step: one thread, one step after the other, as many threads as are granted.

    What it would do at once in two threads gives the same in turn; between its steps what it stumbles over is left out.
    """

    def __init__(self, analyzer: Any) -> None:
        self.analyzer = analyzer

    def whole(self, image: RgbArray) -> Any:
        """Return the whole answer about an RGB page image."""
        from yomitoku.schemas import DocumentAnalyzerSchema  # noqa: PLC0415 (of the extra)

        picture = bgr(image)
        words, areas = self.words(picture), self.areas(picture)
        self.analyzer.img = picture
        return DocumentAnalyzerSchema(**self.analyzer.aggregate(words, areas))

    def words(self, picture: RgbArray) -> Any:
        """Return the lines of a BGR image."""
        from yomitoku.ocr import ocr_aggregate  # noqa: PLC0415 (of the extra)
        from yomitoku.schemas import OCRSchema  # noqa: PLC0415 (of the extra)

        found, _ = self.analyzer.text_detector(picture)
        kept = [at for at, points in enumerate(found.points) if is_broad(points)]
        found.points, found.scores = [found.points[at] for at in kept], [found.scores[at] for at in kept]
        read, _ = self.analyzer.text_recognizer(picture, found.points)
        return OCRSchema(words=ocr_aggregate(found, read))

    def areas(self, picture: RgbArray) -> Any:
        """Return the paragraphs, figures and tables of a BGR image."""
        from yomitoku.schemas import LayoutAnalyzerSchema  # noqa: PLC0415 (of the extra)

        layout = self.analyzer.layout
        seen, _ = layout.layout_parser(picture)
        tables, _ = layout.table_structure_recognizer(picture, [area.box for area in within(seen.tables, picture)])
        return LayoutAnalyzerSchema(
            paragraphs=within(seen.paragraphs, picture), tables=tables, figures=within(seen.figures, picture)
        )


def bgr(image: RgbArray) -> RgbArray:
    """Return an RGB image as yomitoku takes it."""
    return np.ascontiguousarray(image[:, :, ::-1])


def is_broad(points: Sequence[Sequence[int]]) -> bool:
    """Say whether a line can be cut out of its page: four corners that go round, no side below a pixel."""
    corners = np.array(points, dtype=np.float64)
    sides = np.hypot(*(corners[:3] - corners[1:]).T)
    return bool(min(*sides[:2], *np.ptp(corners, axis=0)) >= 1)


def within(areas: Sequence[Any], picture: RgbArray) -> list[Any]:
    """Return the areas cut at the edges of the picture, which a model may overstep, less those with nothing left."""
    height, width = picture.shape[:2]
    cut = [area.model_copy(update={"box": _cut(area.box, width, height)}) for area in areas]
    return [area for area in cut if area.box[0] < area.box[2] and area.box[1] < area.box[3]]


def _cut(box: Sequence[int], width: int, height: int) -> list[int]:
    return [min(max(value, 0), edge) for value, edge in zip(box, (width, height) * 2, strict=True)]


@contextmanager
def quiet() -> Iterator[None]:
    """Have yomitoku imported, its loggers off stderr, and the warnings of others on, which it turns off for all.

    What its loggers tell of as an error is raised as well.
    """
    tensors.prepared()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import yomitoku  # noqa: F401, PLC0415 (of the extra, and takes seconds)

        for name in logging.root.manager.loggerDict:
            if name.partition(".")[0] == "yomitoku":
                logging.getLogger(name).setLevel(logging.CRITICAL)
        yield
