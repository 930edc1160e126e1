"""What the tests have worker processes do with pages; worker processes import it by name."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tasks.records.enums import Reason
from tasks.records.page import Page
from tasks.runtime.errors import RejectedError, TransientError


def treat(pdf_page: Any, record: Page, conduct: Mapping[int, str | Path]) -> str:
    """Return what the page says, or do what ``conduct`` says: where that is a file, sign there and hang."""
    match conduct.get(record.page):
        case Path() as sign:
            sign.write_text(str(os.getpid()), encoding="ascii")
            time.sleep(600)
        case "crash":
            os._exit(3)
        case "swell":
            hoard = bytearray(700 << 20)
            time.sleep(60)
            del hoard
        case "say much":
            return "much " * 400_000
        case "reject":
            raise RejectedError(Reason.BLANK, "nothing on it")
        case "wait":
            raise TransientError("the mount is gone")
        case "bug":
            raise ZeroDivisionError("page arithmetic")
    return str(pdf_page.get_text()).strip()


class UnspeakableError(Exception):
    """An error that no other process can read: it is made of more than it keeps."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


def fail_unspeakably() -> None:
    """Raise what cannot be sent."""
    raise UnspeakableError("a font", "no such table")


def hoard(pieces: int) -> list[str]:
    """Return so many pieces, each an object of its own, of some ten bytes."""
    return [f"{at:010d}" for at in range(pieces)]


def rest(seconds: float) -> int:
    """Take a rest and say who rested."""
    time.sleep(seconds)
    return os.getpid()


def begin_and_rest(begun: Path, seconds: float) -> None:
    """Leave a file as a sign and take a rest."""
    begun.write_text(str(os.getpid()), encoding="ascii")
    time.sleep(seconds)


def number(pdf_page: Any) -> int:
    """Return the page's number, counted from 0."""
    return int(pdf_page.number)


def surroundings() -> dict[str, Any]:
    """Return what a worker process is."""
    from tasks.engines.allowance import granted

    threads = os.environ.get("OMP_NUM_THREADS")
    return {"pid": os.getpid(), "parent": os.getppid(), "threads": threads, "engines": granted()}
