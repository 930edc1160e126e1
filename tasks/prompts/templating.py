"""The files that prompts are made of: filled in without a byte of chance, and hashed."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from tasks.records import identity


@cache
def source(name: str) -> str:
    """Return the text of a file under ``templates``."""
    return files("tasks.prompts").joinpath("templates", *name.split("/")).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Return the templates; a value that is missing is an error, not a blank."""
    return Environment(
        loader=FunctionLoader(source),
        autoescape=False,  # noqa: S701 (what is made is read by a model: `quoting` is what keeps data in its place)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        newline_sequence="\n",
    )


def fill(name: str, **values: Any) -> str:
    """Return a template with its values."""
    return environment().get_template(f"{name}.ja.j2").render(**values).strip("\n")


def digest(names: Iterable[str], *more: str) -> str:
    """Return the hash of files by name and text, and of what else decides a prompt."""
    return identity.of("prompt", [f"{name}\n{source(name)}" for name in sorted(names)], list(more))
