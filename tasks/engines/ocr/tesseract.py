"""Tesseract: the program of that name, as Linux distributions bring it (Apache-2.0), with its two Japanese models.

It finds out by itself which way blocks of text run, but reads them with the models that it is given. A page is read by
the one for rows and, where something on it stands upright, a second time by the one for columns.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from tasks.engines.allowance import granted
from tasks.engines.ocr.words import is_column, lines_of, sure, surer, words_of
from tasks.engines.protocols import RgbArray
from tasks.engines.readiness import NotReadyError
from tasks.engines.weights import sha256_of
from tasks.records.page import Line
from tasks.records.record import Box

PROGRAM = "tesseract"
ROWS, COLUMNS = "jpn", "jpn_vert"
PARAMS = ("--psm", "3", "-c", "tessedit_create_tsv=1")
"""Blocks, and which way each runs, are found by itself; the answer is a table."""
PREPARED = 1
"""To be raised with any change to what is made of the answers."""
TIED = ("setpriv", "--pdeathsig", "KILL")
"""What has a program die with the process that started it: a worker that is stopped leaves nothing running."""
_VERSIONS = re.compile(r"^\s*(tesseract|leptonica)[ -]v?(\S+)", re.MULTILINE)
_FOLDER = re.compile(r'"(.+)"')


class Tesseract:
    """Reads rows and columns with a program of its own for each page; boxes are about as tight as the ink."""

    name = "tesseract"
    licence = "Apache-2.0"
    get = "apt-get install tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert"

    @cached_property
    def version(self) -> str:
        """Return the versions of the program and of what shows it pictures, and a hash of the parameters."""
        found = dict(_VERSIONS.findall(self._said("--version")))
        asked = sha256(repr((PREPARED, PARAMS)).encode()).hexdigest()[:8]
        return f"{found.get('tesseract', 'unknown')}+leptonica-{found.get('leptonica', 'unknown')}+{asked}"

    @cached_property
    def weights(self) -> Path:
        """Return the folder of the models."""
        said = self._said("--list-langs")
        found = _FOLDER.search(said)
        if found is None:
            raise NotReadyError(f"{PROGRAM} does not tell where its models lie: version 5 is needed: {self.get}")
        return Path(found[1])

    @cached_property
    def weights_sha256(self) -> str | None:
        """Return one hash over the names and bytes of the two models."""
        files = [self.weights / f"{language}.traineddata" for language in (ROWS, COLUMNS)]
        missing = [file.stem for file in files if not file.is_file()]
        if missing:
            raise NotReadyError(f"{PROGRAM} has no {' and no '.join(missing)} in {self.weights}: {self.get}")
        return sha256_of(files)

    def read(self, image: RgbArray, dpi: int) -> list[Line]:
        """Return rows, and columns where there are any, in the program's order, with its confidence."""
        rows = self._read(image, dpi, ROWS)
        if not any(map(is_column, rows)):
            return sure(rows)
        return sure(surer(rows, [line for line in self._read(image, dpi, COLUMNS) if is_column(line)]))

    def _read(self, image: RgbArray, dpi: int, language: str) -> list[Line]:
        question = [self._program, "stdin", "stdout", "-l", language, "--dpi", str(dpi), *PARAMS]
        height, width = image.shape[:2]
        return lines_of(words_of(asked(question, as_ppm(image))), Box(0, 0, width, height), dpi)

    def _said(self, question: str) -> str:
        try:
            return asked([self._program, question])
        except RuntimeError as error:
            raise NotReadyError(f"{error}: {self.get}") from error

    @property
    def _program(self) -> str:
        found = shutil.which(PROGRAM)
        if found is None:
            raise NotReadyError(f"{PROGRAM} is not installed: {self.get}")
        return found


def as_ppm(image: RgbArray) -> bytes:
    """Return a picture as the plainest file that the program takes."""
    height, width = image.shape[:2]
    return b"P6\n%d %d\n255\n" % (width, height) + image.tobytes()


def asked(command: Sequence[str], given: bytes = b"") -> str:
    """Return what a program answers; RuntimeError with its last words where it fails."""
    # The environment is handed on: it may say where models lie.
    environment = {**os.environ, "OMP_THREAD_LIMIT": str(granted().threads)}
    done = subprocess.run(tied(command), input=given, capture_output=True, check=False, env=environment)  # noqa: S603 (no shell)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {said[-1] if said else 'no word'}")
    return done.stdout.decode(errors="replace")


def tied(command: Sequence[str]) -> list[str]:
    """Return the command such that it dies with this process, where there is a program that sees to it."""
    return [*(TIED if shutil.which(TIED[0]) else ()), *command]
