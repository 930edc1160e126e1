"""Weights: where they lie, in a folder of the user's or in the cache of the model hub; whether they are whole; hashes.

Nothing here downloads, and nothing needs torch.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from zipfile import is_zipfile

from tasks.engines.allowance import granted
from tasks.engines.readiness import NotReadyError

HUB = "huggingface_hub"
TENSORS = ".safetensors"
_POINTER = b"version https://git-lfs.github.com/spec/"
_PICKLE = b"\x80"
_COUNT_BYTES, _MOST_LISTED = 8, 100_000_000
"""A file of safetensors begins with how many bytes its list of tensors has; the library takes no longer ones."""


def folder_of(repository: str, needed: Sequence[str]) -> Path | None:
    """Return the folder with the files of a hub's repository, ``organisation/name``; None if one of them is missing.

    The user's folders come first: each holds a folder of that name, with or without the organisation before it.
    """
    name = repository.rpartition("/")[2]
    own = [folder / part for folder in granted().weights for part in dict.fromkeys((repository, name))]
    for folder in own:
        if all((folder / file).is_file() for file in needed):
            return folder
    return _in_hub_cache(repository, needed) if "/" in repository else None


def looked_in(repository: str) -> str:
    """Return in words where ``folder_of`` looks."""
    own = [str(folder / repository.rpartition("/")[2]) for folder in granted().weights]
    return " and ".join([*own, _hub_cache()] if "/" in repository else own or ["no folder: none is named"])


def check_whole(file: Path, get: str) -> None:
    """Refuse weights that are not all there, by a look at their ends: NotReadyError, before gigabytes are loaded.

    ``get`` is the command that brings them. Of pickles as torch wrote them before 1.6 only the beginning is known.
    """
    with file.open("rb") as opened:
        start = opened.read(len(_POINTER))
    if start == _POINTER:
        raise NotReadyError(
            f"{file} is a pointer of git-lfs, not the weights: `git lfs pull` there, or get them by: {get}"
        )
    if not (_is_whole(file) if file.suffix == TENSORS else start.startswith(_PICKLE) or is_zipfile(file)):
        bytes_of = file.resolve() if file.is_symlink() else "it"
        raise NotReadyError(f"{file} is torn, or holds no weights: delete {bytes_of}, then get it again by: {get}")


def _is_whole(file: Path) -> bool:
    """Tell whether a file of safetensors is as long as its list of tensors says."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        listed = int.from_bytes(opened.read(_COUNT_BYTES), "little")
        if listed > min(size - _COUNT_BYTES, _MOST_LISTED):
            return False
        try:
            tensors = json.loads(opened.read(listed))
            ends = [tensor["data_offsets"][1] for name, tensor in tensors.items() if name != "__metadata__"]
            return bool(_COUNT_BYTES + listed + max(ends, default=0) == size)
        except (ValueError, LookupError, TypeError, AttributeError):  # some other JSON, or none
            return False


def sha256_of(files: Iterable[Path]) -> str:
    """Return one hash over the names and bytes of some files, wherever they lie."""
    digest = sha256()
    for path in sorted(files, key=lambda file: (file.parent.name, file.name)):
        digest.update(path.name.encode())
        digest.update(bytes.fromhex(sha256_of_one(path)))
    return digest.hexdigest()


def sha256_of_one(file: Path) -> str:
    """Return the sha256 of a file's bytes."""
    state = file.stat()
    return _content_hash(file, state.st_size, state.st_mtime_ns)


def sha256_in_turn(files: Iterable[Path]) -> str:
    """Return the sha256 of names and bytes as they follow each other; the order of the files matters."""
    digest = sha256()
    for path in files:
        digest.update(path.name.encode())
        with path.open("rb") as file:
            file_digest(file, lambda: digest)
    return digest.hexdigest()


@cache
def _content_hash(path: Path, _size: int, _mtime_ns: int) -> str:
    """Return the sha256 of a file, read once a process as long as the file stays as it is."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _hub_cache() -> str:
    """Return the cache in words: whose it is depends on who runs, and on HF_HOME and HF_HUB_CACHE."""
    if find_spec(HUB) is None:
        return "the hub's cache"
    from huggingface_hub.constants import HF_HUB_CACHE  # noqa: PLC0415 (of the extra)

    return f"the hub's cache {HF_HUB_CACHE}"


def _in_hub_cache(repository: str, needed: Sequence[str]) -> Path | None:
    if find_spec(HUB) is None:
        return None
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 (of the extra)
    from huggingface_hub.errors import HFValidationError  # noqa: PLC0415 (likewise)

    try:
        found = [try_to_load_from_cache(repository, file) for file in needed]
    except HFValidationError:  # a path, or what no hub would take for a name
        return None
    places = [Path(place).absolute().parent for place in found if isinstance(place, str)]
    return places[0] if len(places) == len(needed) else None
