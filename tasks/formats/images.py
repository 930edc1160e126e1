"""A folder of images, each named by the hash of its bytes."""

from collections.abc import Sequence
from pathlib import Path

from tasks.formats.checksum import file_sha256
from tasks.formats.protocols import BlobsGet
from tasks.records.sample import DatasetSample

IMAGES = "images"


def image_path(sha: str) -> str:
    """Return where an image lies, seen from the folder of the dataset."""
    return f"{IMAGES}/{sha}.png"


def write_images(samples: Sequence[DatasetSample], blobs_get: BlobsGet, folder: Path) -> None:
    """Write each image once."""
    (folder / IMAGES).mkdir()
    for name, sha in _images(samples).items():
        (folder / IMAGES / name).write_bytes(blobs_get(sha))


def images_intact(samples: Sequence[DatasetSample], folder: Path) -> bool:
    """Tell whether the images of the samples lie there, unharmed, and no others."""
    names = _images(samples)
    if {path.name for path in (folder / IMAGES).glob("*")} != names.keys():
        return False
    return all(file_sha256(folder / IMAGES / name) == sha for name, sha in names.items())


def _images(samples: Sequence[DatasetSample]) -> dict[str, str]:
    return {f"{sha}.png": sha for sample in samples for sha in sample.images}
