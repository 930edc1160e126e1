"""Where weights lie: in a folder of the user's, or in the cache of the model hub. Nothing here downloads."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path

from tasks.engines.allowance import granted

HUB = "huggingface_hub"


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


def sha256_of(files: Iterable[Path]) -> str:
    """Return one hash over the names and bytes of some files, wherever they lie."""
    digest = sha256()
    for path in sorted(files, key=lambda file: (file.parent.name, file.name)):
        state = path.stat()
        digest.update(path.name.encode())
        digest.update(_content_hash(path, state.st_size, state.st_mtime_ns))
    return digest.hexdigest()


@cache
def _content_hash(path: Path, _size: int, _mtime_ns: int) -> bytes:
    """Return the sha256 of a file, read once a process as long as the file stays as it is."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


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
