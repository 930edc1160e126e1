"""A layout engine that does what a stranger's plug-in may do, page by page as the colour of the page says."""

import errno
import os
import time
from pathlib import Path

RED, GREEN, BLUE, MAGENTA, CYAN = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 0, 255), (0, 255, 255)


class Naughty:
    name = "naughty"
    version = "1"
    weights_sha256 = None

    def find(self, image, dpi, doc_id, page):  # noqa: ARG002 (the contract of a layout engine)
        conduct = {RED: hang, GREEN: eat, BLUE: stumble, MAGENTA: die, CYAN: find_the_disk_full_once}
        conduct.get(tuple(int(part) for part in image[5, 5]), list)()
        return []


def hang():
    time.sleep(3600)


def eat():
    kept = []
    while True:
        kept.append(b"x" * (16 << 20))
        time.sleep(0.02)


def stumble():
    raise ValueError("the naughty engine stumbled")


def die():
    os._exit(3)


def find_the_disk_full_once():
    seen = Path(os.environ["NAUGHTY_FOLDER"], "seen")
    if not seen.exists():
        seen.touch()
        raise OSError(errno.ENOSPC, "no space left on device")
