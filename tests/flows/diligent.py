"""An OCR engine that notes every page it is asked to read, and after so many waits for leave to go on."""

import os
import time
from pathlib import Path

from tasks.records.page import Line


class Diligent:
    name = "diligent"
    version = "1"
    weights_sha256 = None

    def read(self, image, dpi):  # noqa: ARG002 (the contract of an OCR engine)
        shade = int(image[5, 5, 0])
        folder = Path(os.environ["DILIGENT_FOLDER"])
        with (folder / "asked").open("a") as asked:
            asked.write(f"{shade}\n")
        most = int(os.environ["DILIGENT_PAGES"])
        while len((folder / "asked").read_text().split()) >= most and not (folder / "go").exists():
            time.sleep(0.02)
        return [Line(x0=50, y0=50, x1=150, y1=60, text=f"{shade}番の頁の文章。", size=10, confidence=0.9)]
