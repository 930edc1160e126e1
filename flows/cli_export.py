"""`etoki export …`: the dataset as trainers take it.

Imports that cost seconds stand inside the commands, as in `flows/cli.py`.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from flows.cli_instruct import listed
from flows.options import Workspace
from tasks.records.enums import Mode, SampleKind
from tasks.runtime.settings import put_in_environment

Kinds = Annotated[
    str | None, Parameter(help=f"Samples of these kinds only, with commas between: {', '.join(SampleKind)}.")
]
Modes = Annotated[
    str | None, Parameter(help=f"Samples written in these modes only, with commas between: {', '.join(Mode)}.")
]

export = App(name="export", help="Publish the dataset of a workspace, every image hashed again.")


@export.command
def llava(folder: Path, *, kinds: Kinds = None, modes: Modes = None, workspace: Workspace = None) -> int:
    """Write the dataset as a LLaVA-style JSON list and a folder of images.

    For example:

        etoki export llava ~/datasets/hakusho
    """
    return _export(folder, "llava", kinds, modes, workspace)


@export.command
def parquet(folder: Path, *, kinds: Kinds = None, modes: Modes = None, workspace: Workspace = None) -> int:
    """Write the dataset as Parquet files: a row a sample, with its images and where it comes from.

    Hugging Face's `datasets`, DuckDB, polars and pandas read them.

    For example:

        etoki export parquet ~/datasets/hakusho
    """
    return _export(folder, "parquet", kinds, modes, workspace)


@export.command
def openai(folder: Path, *, kinds: Kinds = None, modes: Modes = None, workspace: Workspace = None) -> int:
    """Write JSON lines with the images in them, to be uploaded for fine-tuning to OpenAI and services like it.

    Pairs of a better and a worse answer, if there are any, lie beside in the shape of preference fine-tuning.

    For example:

        etoki export openai ~/datasets/hakusho --kinds reasoning,numbers
    """
    return _export(folder, "openai", kinds, modes, workspace)


@export.command
def sharegpt(folder: Path, *, kinds: Kinds = None, modes: Modes = None, workspace: Workspace = None) -> int:
    """Write lists of conversations, a folder of images and the dataset_info.json that LLaMA-Factory reads.

    Pairs of a better and a worse answer, if there are any, are the dataset `etoki_preferences` beside `etoki`.

    For example:

        etoki export sharegpt ~/datasets/hakusho
        llamafactory-cli train config.yaml dataset_dir=~/datasets/hakusho dataset=etoki
    """
    return _export(folder, "sharegpt", kinds, modes, workspace)


@export.command
def trl(folder: Path, *, kinds: Kinds = None, modes: Modes = None, workspace: Workspace = None) -> int:
    """Write JSON lines of messages and a folder of images, as TRL's trainers take them.

    Pairs of a better and a worse answer, if there are any, lie beside in `preferences.jsonl`.

    For example:

        etoki export trl ~/datasets/hakusho
    """
    return _export(folder, "trl", kinds, modes, workspace)


def _export(folder: Path, form: str, kinds: str | None, modes: str | None, workspace: Path | None) -> int:
    from flows.commands import check_words, export_to

    put_in_environment(workspace=workspace)
    for word in listed(kinds):
        check_words(kind=(word, SampleKind))
    for word in listed(modes):
        check_words(mode=(word, Mode))
    return export_to(folder, format=form, kinds=tuple(listed(kinds)), modes=tuple(listed(modes)))
