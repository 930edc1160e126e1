"""Options that several commands take."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

Workspace = Annotated[
    Path | None, Parameter(name=["--workspace", "-w"], help="Directory that holds everything [default: ./etoki-data].")
]
Jobs = Annotated[int | None, Parameter(name=["--jobs", "-j"], help="Worker processes [default: one a core].")]

Sources = Annotated[
    Path | None, Parameter(help="Folder that the nightly run takes PDFs from [default: the current one].")
]
Weights = Annotated[
    list[Path] | None,
    Parameter(help="Folder with weights, a folder a model in it [default: ETOKI_WEIGHTS, then the model hub's cache]."),
]
OnWorkers = Annotated[
    bool, Parameter(help="Send batches of documents to the workers of `etoki up` instead of working here.", negative="")
]
