"""How values become HTML: everything is escaped, scripts and styles are named by their hash."""

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tasks.report.parts import anchor, sample_anchor
from tasks.report.why import story_anchor

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_IN_SCRIPTS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_DIGITS = 4
"""A number with a fraction is shown with so many digits at most."""
NOT_MEASURED = Markup('<span class="none" title="not measured">–</span>')


def embedded(value: Any) -> Markup:
    """Return a value as JSON that can stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark, escape in _IN_SCRIPTS.items():
        text = text.replace(mark, escape)
    return Markup(text)  # noqa: S704 (no mark is left that could end the element)


def measured(value: float | None, digits: int = 0) -> str:
    """Return a number with its thousands parted by thin spaces, or that it was not measured."""
    if value is None:
        return NOT_MEASURED
    return f"{value:,.{digits}f}".replace(",", "\u202f")


def plain(value: Any) -> str:
    """Return any column of the catalog as text."""
    if value is None:
        return NOT_MEASURED
    if isinstance(value, float):
        return measured(value, 0 if value == int(value) else max(0, _DIGITS - len(str(int(abs(value))))))
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:%Y-%m-%d %H:%M:%S} UTC" if hasattr(value, "strftime") else str(value)


def shown(value: Any) -> Any:
    """Return what a template prints: no control characters, nothing for None."""
    if value is None:
        return ""
    return _CONTROLS.sub("\ufffd", value) if type(value) is str else value


@cache
def environment() -> Environment:
    """Return the templates with their filters."""
    templates = Environment(
        loader=PackageLoader("tasks.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"embedded": embedded, "measured": measured, "plain": plain}
    templates.filters |= {"anchor": anchor, "sample_anchor": sample_anchor, "story_anchor": story_anchor}
    style, script = _part("report.css"), _part("report.js")
    templates.globals |= {"style": Markup(style), "script": Markup(script), "policy": _policy(style, script)}  # noqa: S704
    return templates


def write(target: Path, template: str, **values: Any) -> None:
    """Fill in a template, piece by piece, so that a page's picture is gone before the next is made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.writelines(environment().get_template(template).generate(**values))


def _part(name: str) -> str:
    return files("tasks.report").joinpath("templates", name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return a content security policy: our own style and script, pictures in data URIs, no request at all."""
    return (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"
