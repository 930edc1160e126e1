"""What we ask the catalog: one statement a file, loaded by path."""

from functools import cache
from importlib.resources import files


@cache
def load(name: str) -> str:
    """Return the statement ``sql/<name>.sql``, such as ``queries/funnel``."""
    return files("sql").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def names(folder: str) -> list[str]:
    """Return the statements of a folder, such as ``schema/001_tables``, sorted."""
    return sorted(
        f"{folder}/{file.name.removesuffix('.sql')}"
        for file in files("sql").joinpath(folder).iterdir()
        if file.name.endswith(".sql")
    )
