"""Publishes samples as a folder that trainers read, under a digest that anyone can compute again."""

import io
import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from PIL import Image
from pydantic import ConfigDict

from tasks.formats.protocols import BlobsGet, DamagedError, ExportError, Format, Summary
from tasks.records import identity
from tasks.records.record import Record
from tasks.records.sample import DatasetSample, Export, ExportItem
from tasks.store.hashes import Hashes

__all__ = ["ExportError", "ExportReport", "dataset_digest", "export_dataset", "export_rows", "pixels_sha256"]

SUMMARY = "export.json"


class ExportReport(Record):
    """What was published; ``reused`` if an intact export of this digest lay there already."""

    format: str
    digest: str
    path: str
    samples: int
    images: int
    reused: bool


class _AnySummary(Summary):
    """What the summaries of all formats have in common."""

    model_config = ConfigDict(extra="ignore")


class _Images:
    """Reads images by name, checks each time that they are what the name says, and keeps the hash of their pixels."""

    def __init__(self, blobs_get: BlobsGet, known: Hashes | None) -> None:
        self._blobs_get = blobs_get
        self._known = known
        self.pixels: dict[str, str] = {}

    def get(self, sha: str) -> bytes:
        content = _checked(self._blobs_get, sha)
        if sha not in self.pixels:
            self.pixels[sha] = _found(self._known, sha, lambda: content)
        return content


def dataset_digest(samples: Iterable[DatasetSample], blobs_get: BlobsGet, known: Hashes | None = None) -> str:
    r"""Return the digest of a dataset: what it says and shows, not how it is stored.

    One line a sample: ``sample_id \t sha256(canonical JSON of messages) \t sha256(RGB pixels)``, with one more
    ``\t sha256(RGB pixels)`` for each further image. The digest is the sha256 of the lines, sorted, joined by ``\n``,
    without a last newline, in UTF-8. Pixels are 8-bit RGB, row by row, as PIL's ``convert("RGB").tobytes()`` gives;
    an image whose pixels are ``known`` is not read again.
    """
    given = list(samples)
    return _digest(given, {sha: _found(known, sha, partial(blobs_get, sha)) for sha in sorted(_images(given))})


def _digest(samples: Iterable[DatasetSample], pixels: Mapping[str, str]) -> str:
    return identity.sha256("\n".join(sorted(_line(sample, pixels) for sample in samples)).encode())


def _line(sample: DatasetSample, pixels: Mapping[str, str]) -> str:
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


def _found(known: Hashes | None, sha: str, content: Callable[[], bytes]) -> str:
    """Return the hash of an image's pixels."""

    def find() -> str:
        return pixels_sha256(content(), sha)

    return known.of(sha, find) if known else find()


def export_dataset(
    samples: Iterable[DatasetSample], blobs_get: BlobsGet, folder: Path, form: Format, known: Hashes | None = None
) -> ExportReport:
    """Write the files of a format and ``export.json`` into ``folder``, whole or not at all.

    A folder that holds the same digest is checked file by file and kept, or replaced if it is damaged. ExportError
    for an image that is not what its name says, a sample whose ``<image>`` marks do not match its images, and a
    folder that holds something else.
    """
    ordered = sorted(samples, key=lambda sample: sample.sample_id)
    if folder.exists():
        lying = _lying(folder, form)
        if lying.digest != dataset_digest(ordered, partial(_checked, blobs_get), known):
            raise ExportError(f"{folder} holds another dataset, {lying.digest}")
        if _is_intact(ordered, folder, form, lying.digest):
            return _report(lying, folder, reused=True)
    with _beside(folder) as temporary:
        head = _write(ordered, _Images(blobs_get, known), temporary, form)
        shutil.rmtree(folder, ignore_errors=True)
        temporary.replace(folder)
    return _report(head, folder, reused=False)


def export_rows(
    report: ExportReport, samples: Iterable[DatasetSample], form: Format, flow_run_id: str, at: datetime
) -> tuple[Export, list[ExportItem]]:
    """Return the catalog's rows about an export that was written: one item for each sample and image."""
    export = Export(
        export_id=identity.of("export", report.format, report.digest),
        flow_run_id=flow_run_id,
        format=report.format,
        digest=report.digest,
        path=report.path,
        samples=report.samples,
        images=report.images,
        at=at,
    )
    ordered = sorted(samples, key=lambda sample: sample.sample_id)
    shards = form.shards(ordered, Path(report.path))
    items = [
        ExportItem(
            export_id=export.export_id,
            flow_run_id=flow_run_id,
            shard=shard,
            key=sample.sample_id,
            sample_id=sample.sample_id,
            image_sha256=sha,
        )
        for sample, shard in zip(ordered, shards, strict=True)
        for sha in sample.images
    ]
    return export, items


def _write(samples: Sequence[DatasetSample], images: _Images, folder: Path, form: Format) -> Summary:
    form.write(samples, images.get, folder)
    head = _head(samples, form, _digest(samples, images.pixels))
    (folder / SUMMARY).write_text(_spelled(form.summarise(head, folder)), encoding="utf-8", newline="\n")
    return head


def _is_intact(samples: Sequence[DatasetSample], folder: Path, form: Format, digest: str) -> bool:
    try:
        found = form.summarise(_head(samples, form, digest), folder)
        return (folder / SUMMARY).read_bytes() == _spelled(found).encode() and form.is_intact(samples, folder)
    except DamagedError:
        return False


def _head(samples: Sequence[DatasetSample], form: Format, digest: str) -> Summary:
    return Summary(format=form.name, digest=digest, samples=len(samples), images=len(_images(samples)))


def _spelled(summary: Summary) -> str:
    return summary.model_dump_json(indent=2) + "\n"


def _lying(folder: Path, form: Format) -> Summary:
    try:
        summary = _AnySummary.model_validate_json((folder / SUMMARY).read_bytes())
    except (OSError, ValueError) as error:
        raise ExportError(f"{folder} is there but is no export: {error}") from error
    if summary.format != form.name:
        raise ExportError(f"{folder} holds an export in another format, {summary.format}")
    return summary


def _checked(blobs_get: BlobsGet, sha: str) -> bytes:
    content = blobs_get(sha)
    found = identity.sha256(content)
    if found != sha:
        raise ExportError(f"image {sha} is damaged: its bytes hash to {found}")
    return content


def _images(samples: Iterable[DatasetSample]) -> set[str]:
    return {sha for sample in samples for sha in sample.images}


def _report(summary: Summary, folder: Path, *, reused: bool) -> ExportReport:
    return ExportReport(
        format=summary.format,
        digest=summary.digest,
        path=str(folder),
        samples=summary.samples,
        images=summary.images,
        reused=reused,
    )


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}.partial")  # pids repeat among containers
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
