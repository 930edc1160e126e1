"""Pages that people labelled, or that were made with known boxes: what is on them, read from JSON files."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tasks.records.record import Box, Record

_SENTENCES = ".sentences.json"
T = TypeVar("T")


class GoldText(BaseModel):
    """A text that would be right too; its words are null where they may not be copied."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str | None = None
    page: int | None = None
    bbox: Box | None = None


class GoldItem(BaseModel):
    """A figure that was boxed and its texts, or a decoy: a thing that looks like a figure and is none.

    Boxes are in page points, origin top-left, y down. ``pdf_caption_line`` is as printed, label included; ``caption``
    may lack the label. A box without its text stands for a text that may not be copied. ``mentions`` is null where
    nobody looked for sentences that cite the figure. ``explains_also`` are texts that explain it as well. Whether a
    ``doubtful`` item is a figure, people do not agree: it counts neither way. Other keys of the file are not read.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    pdf: str
    pdf_sha256: str
    page: int = Field(ge=1)
    figure_bbox: Box
    family: str | None = None
    kind: str | None = None
    caption: str | None = None
    pdf_caption_line: str | None = None
    caption_page: int | None = None
    caption_bbox: Box | None = None
    explains: str | None = None
    explains_page: int | None = None
    explains_bbox: Box | None = None
    mentions: tuple[str, ...] | None = None
    decoy: str | None = None
    explains_also: tuple[GoldText, ...] = ()
    doubtful: bool = False

    @property
    def is_figure(self) -> bool:
        """Tell whether this is a true figure."""
        return self.decoy is None and not self.doubtful

    @property
    def has_caption(self) -> bool:
        """Tell whether the figure has a caption, be it known by its text or by its place."""
        return self.is_figure and bool(self.caption or self.pdf_caption_line or self.caption_bbox)

    @property
    def has_explanation(self) -> bool:
        """Tell whether a text explains the figure, be it known by its words or by its place."""
        return self.is_figure and bool(self.explains or self.explains_bbox)


class GoldSentence(BaseModel):
    """A sentence of the running text of a page, which should come out whole."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    page: int = Field(ge=1)
    text: str


class GoldDocument(Record):
    """What is known of one PDF; ``folder`` is where its gold lies, ``sha256`` null where no item names it."""

    pdf: str
    sha256: str | None
    folder: Path
    items: tuple[GoldItem, ...]
    sentences: tuple[GoldSentence, ...] = ()

    @property
    def family(self) -> str:
        """Return the family of its pages; the PDF's name where the gold has none."""
        return next((item.family for item in self.items if item.family), self.pdf)

    @property
    def figures(self) -> list[GoldItem]:
        """Return the true figures."""
        return [item for item in self.items if item.is_figure]

    @property
    def decoys(self) -> list[GoldItem]:
        """Return the things that are no figures."""
        return [item for item in self.items if item.decoy is not None and not item.doubtful]

    @property
    def doubtful(self) -> list[GoldItem]:
        """Return the things of which it is not clear what they are."""
        return [item for item in self.items if item.doubtful]

    @property
    def pages(self) -> set[int]:
        """Return the pages that an item lies on."""
        return {item.page for item in self.items}


class GoldError(ValueError):
    """A gold file that cannot be used, and why."""


def load_gold(paths: Iterable[Path]) -> list[GoldDocument]:
    """Return what files, and the gold below folders, say of each PDF together, in the order of files and items.

    A folder may hold other JSON; a file that is named must be gold. Raise GoldError, which names the file.
    """
    found: dict[str | Path, GoldDocument] = {}
    for document in (document for path in paths for file in gold_files(path) for document in _documents(file)):
        key = document.sha256 or document.folder / document.pdf
        known = found.get(key)
        found[key] = _joined(known, document) if known else document
    return list(found.values())


def _joined(one: GoldDocument, other: GoldDocument) -> GoldDocument:
    """Put together what two files say of one PDF: what either labelled is no mistake to find."""
    both = {"items": (*one.items, *other.items), "sentences": (*one.sentences, *other.sentences)}
    return one.model_copy(update=both)


def gold_files(path: Path) -> list[Path]:
    """Return the gold files of a folder and the folders in it, by name; a file is returned as it is."""
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*.json") if not file.name.endswith(_SENTENCES))
    return [file for file in files if _is_gold(file)]


def _is_gold(file: Path) -> bool:
    """Tell gold from other JSON: a list of items with boxes, or, beside its PDF, of none."""
    content = _content(file)
    if content == []:
        return file.with_suffix(".pdf").is_file()
    first = content[0] if isinstance(content, list) else None
    return isinstance(first, dict) and "figure_bbox" in first


def _documents(file: Path) -> Iterator[GoldDocument]:
    items = _validated(file, GoldItem)
    beside = file.with_name(file.stem + _SENTENCES)
    sentences = tuple(_validated(beside, GoldSentence)) if beside.is_file() else ()
    own = file.with_suffix(".pdf").name
    known: dict[tuple[str, str | None], None] = dict.fromkeys((item.pdf, item.pdf_sha256) for item in items)
    for name, sha in known or {(own, None): None}:
        mine = tuple(item for item in items if item.pdf_sha256 == sha)
        said = sentences if name == own else ()
        yield GoldDocument(pdf=name, sha256=sha, folder=file.parent, items=mine, sentences=said)


def _validated(file: Path, kind: type[T]) -> Sequence[T]:
    try:
        return TypeAdapter(list[kind]).validate_python(_content(file))  # type: ignore[valid-type]
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        raise GoldError(f"{file}: {where}: {first['msg']} ({error.error_count()} such errors)") from error


def _content(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise GoldError(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise GoldError(f"{file}: not JSON: {error}") from error
