"""Opening a PDF, with PyMuPDF's complaints turned into reasons."""

from pathlib import Path

import pymupdf

from tasks.records.enums import Reason
from tasks.runtime.errors import RejectedError

_HEADER_WITHIN = 1024
_BROKEN = (RuntimeError, ValueError, IndexError, TypeError, AttributeError, KeyError)


def open_document(path: Path) -> pymupdf.Document:
    """Open the PDF at ``path``, which may need the empty password.

    Raise ``RejectedError`` with empty, not-a-pdf, encrypted, broken or no-pages.
    """
    silence()
    _check_header(path)
    try:
        document = pymupdf.open(path, filetype="pdf")
        locked = bool(document.needs_pass) and not document.authenticate("")
        count = 0 if locked else document.page_count
    except _BROKEN as error:
        raise RejectedError(Reason.BROKEN, _first_line(error).replace(str(path), path.name)) from error
    if locked:
        raise RejectedError(Reason.ENCRYPTED, "needs a password")
    if count == 0:
        raise RejectedError(Reason.NO_PAGES, "the page tree is empty or beyond repair")
    return document


def load_page(document: pymupdf.Document, number: int) -> pymupdf.Page:
    """Return the page ``number``, counted from 1. Raise ``RejectedError`` (broken) if it cannot be loaded."""
    try:
        return document[number - 1]
    except _BROKEN as error:
        raise RejectedError(Reason.BROKEN, f"page {number}: {_first_line(error)}") from error


def silence() -> None:
    """Keep MuPDF's warnings off the terminal of this process."""
    pymupdf.TOOLS.mupdf_display_errors(False)  # noqa: FBT003, the binding takes it by position
    pymupdf.TOOLS.mupdf_display_warnings(False)  # noqa: FBT003


def _check_header(path: Path) -> None:
    # MuPDF opens texts, pictures and archives as documents too, whatever their name says.
    with path.open("rb") as file:
        head = file.read(_HEADER_WITHIN)
    if not head:
        raise RejectedError(Reason.EMPTY, "0 bytes")
    if b"%PDF" not in head:
        raise RejectedError(Reason.NOT_A_PDF, "no %PDF header in the first kilobyte")


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
