"""Publishes samples as a folder that trainers read, under a digest that anyone can compute again."""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path

from PIL import Image

from tasks.records import identity
from tasks.records.record import Record
from tasks.records.sample import DatasetSample, Export, ExportItem, Message

FORMAT = "llava"
DATASET = "dataset.json"
SUMMARY = "export.json"
IMAGES = "images"
_SPEAKERS = {"user": "human", "assistant": "gpt"}

BlobsGet = Callable[[str], bytes]


class ExportError(Exception):
    """An image or a sample that cannot be published as it is; the message names it."""


class Summary(Record):
    """What ``export.json`` says: nothing of time or place, so that equal exports are equal files."""

    format: str
    digest: str
    samples: int
    images: int
    dataset_sha256: str


class ExportReport(Record):
    """What was published; ``reused`` if an intact export of this digest lay there already."""

    digest: str
    path: str
    samples: int
    images: int
    reused: bool


def dataset_digest(samples: Iterable[DatasetSample], blobs_get: BlobsGet) -> str:
    r"""Return the digest of a dataset: what it says and shows, not how it is stored.

    One line a sample: ``sample_id \t sha256(canonical JSON of messages) \t sha256(RGB pixels)``, with one more
    ``\t sha256(RGB pixels)`` for each further image. The digest is the sha256 of the lines, sorted, joined by ``\n``,
    without a last newline, in UTF-8. Pixels are 8-bit RGB, row by row, as PIL's ``convert("RGB").tobytes()`` gives.
    """
    pixels: dict[str, str] = {}
    lines: list[str] = []
    for sample in samples:
        for sha in sample.images:
            if sha not in pixels:
                pixels[sha] = pixels_sha256(blobs_get(sha), sha)
        lines.append(_line(sample, pixels))
    return identity.sha256("\n".join(sorted(lines)).encode())


def _line(sample: DatasetSample, pixels: dict[str, str]) -> str:
    messages = identity.sha256(identity.canonical(json.loads(sample.messages)))
    return "\t".join([sample.sample_id, messages, *(pixels[sha] for sha in sample.images)])


def pixels_sha256(content: bytes, name: str) -> str:
    """Return the sha256 of an image's RGB pixels; ExportError if ``content`` is not a sound PNG."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            image.verify()
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            return identity.sha256(image.convert("RGB").tobytes())
    except (OSError, SyntaxError, ValueError) as error:
        raise ExportError(f"image {name} cannot be read: {error}") from error


def export_llava(samples: Sequence[DatasetSample], blobs_get: BlobsGet, folder: Path) -> ExportReport:
    """Write ``dataset.json``, ``images/<sha256>.png`` and ``export.json`` into ``folder``, whole or not at all.

    A folder that holds the same digest is checked file by file and kept, or replaced if it is damaged. ExportError
    for an image that is not what its name says, a sample whose ``<image>`` marks do not match its images, and a
    folder that holds something else.
    """
    ordered = sorted(samples, key=lambda sample: sample.sample_id)
    if folder.exists():
        summary = _summary(folder)
        if summary.digest != dataset_digest(ordered, partial(_checked, blobs_get)):
            raise ExportError(f"{folder} holds another dataset, {summary.digest}")
        if _is_intact(folder, summary, ordered):
            return _report(summary, folder, reused=True)
    with _beside(folder) as temporary:
        summary = _write(ordered, blobs_get, temporary)
        shutil.rmtree(folder, ignore_errors=True)
        temporary.replace(folder)
    return _report(summary, folder, reused=False)


def export_rows(
    report: ExportReport, samples: Iterable[DatasetSample], flow_run_id: str, at: datetime
) -> tuple[Export, list[ExportItem]]:
    """Return the catalog's rows about an export: one item for each sample and image."""
    export_id = identity.of("export", FORMAT, report.digest)
    items = [
        ExportItem(
            export_id=export_id,
            flow_run_id=flow_run_id,
            shard=DATASET,
            key=sample.sample_id,
            sample_id=sample.sample_id,
            image_sha256=sha,
        )
        for sample in samples
        for sha in sample.images
    ]
    export = Export(
        export_id=export_id,
        flow_run_id=flow_run_id,
        format=FORMAT,
        digest=report.digest,
        path=report.path,
        samples=report.samples,
        images=report.images,
        at=at,
    )
    return export, items


def _write(samples: Sequence[DatasetSample], blobs_get: BlobsGet, folder: Path) -> Summary:
    (folder / IMAGES).mkdir()
    keep = partial(_kept, blobs_get=blobs_get, folder=folder)
    digest = dataset_digest(samples, keep)
    with (folder / DATASET).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_spelled(samples))
    summary = Summary(
        format=FORMAT,
        digest=digest,
        samples=len(samples),
        images=len(_images(samples)),
        dataset_sha256=_file_sha256(folder / DATASET),
    )
    (folder / SUMMARY).write_text(summary.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return summary


def _kept(sha: str, blobs_get: BlobsGet, folder: Path) -> bytes:
    content = _checked(blobs_get, sha)
    (folder / IMAGES / f"{sha}.png").write_bytes(content)
    return content


def _checked(blobs_get: BlobsGet, sha: str) -> bytes:
    content = blobs_get(sha)
    found = identity.sha256(content)
    if found != sha:
        raise ExportError(f"image {sha} is damaged: its bytes hash to {found}")
    return content


def _spelled(samples: Sequence[DatasetSample]) -> Iterator[str]:
    yield "["
    for place, sample in enumerate(samples):
        yield ",\n" if place else "\n"
        yield json.dumps(_conversation(sample), ensure_ascii=False)
    yield "\n]\n"


def _conversation(sample: DatasetSample) -> dict[str, object]:
    messages = [Message(**message) for message in json.loads(sample.messages)]
    marks = sum(message.content.splitlines().count("<image>") for message in messages)
    if marks != len(sample.images):
        raise ExportError(f"sample {sample.sample_id} has {marks} <image> marks and {len(sample.images)} images")
    paths = [f"{IMAGES}/{sha}.png" for sha in sample.images]
    turns = [{"from": _SPEAKERS[message.role], "value": message.content} for message in messages]
    return {"id": sample.sample_id, "image": paths[0] if len(paths) == 1 else paths, "conversations": turns}


def _images(samples: Iterable[DatasetSample]) -> set[str]:
    return {sha for sample in samples for sha in sample.images}


def _summary(folder: Path) -> Summary:
    try:
        return Summary.model_validate_json((folder / SUMMARY).read_bytes())
    except (OSError, ValueError) as error:
        raise ExportError(f"{folder} is there but is no export: {error}") from error


def _is_intact(folder: Path, summary: Summary, samples: Iterable[DatasetSample]) -> bool:
    names = {f"{sha}.png": sha for sha in _images(samples)}
    lying = {path.name for path in (folder / IMAGES).glob("*")}
    dataset = folder / DATASET
    if lying != names.keys() or not dataset.is_file() or _file_sha256(dataset) != summary.dataset_sha256:
        return False
    return all(_file_sha256(folder / IMAGES / name) == sha for name, sha in names.items())


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, hashlib.sha256).hexdigest()


def _report(summary: Summary, folder: Path, *, reused: bool) -> ExportReport:
    return ExportReport(
        digest=summary.digest, path=str(folder), samples=summary.samples, images=summary.images, reused=reused
    )


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
