"""`etoki why` and `etoki why-not`: how it came that a pair is there, and how it came that something is not."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from flows import terminal
from flows.exits import DONE
from tasks.report.answers import Row
from tasks.report.authorship import Account, accounts
from tasks.report.refusals import Refusal, explained, refusals
from tasks.report.story import Story, licence, stories
from tasks.report.wording import one_line
from tasks.runtime.errors import UsageError
from tasks.runtime.named import resolve
from tasks.runtime.settings import Settings
from tasks.sources.listing import spelled
from tasks.store.catalog import read
from tasks.store.errors import CatalogError

WIDTH, MARGIN = 100, 10
"""Columns of a line, and of the word before it."""
FEWEST, MOST_CHOICES = 4, 10
"""So many characters name a pair or a sample; so many of those that may be meant are listed."""
LEAST_TEXT = 16
_SAID = 70
LAST_PAGE = 1 << 31
MOST_LINES = 3
"""A text is shown in so many lines at most."""
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What would move the cursor, colour the terminal or turn the order of the letters around."""
_GAP = "  "


def why(settings: Settings, text: str, *, as_json: bool = False) -> int:
    """Print how a pair or a sample came to be; ``text`` is its id or the beginning of it."""
    root = settings.workspace.absolute()
    found = _named(root, text)
    rows = [row for doc_id in found["doc_ids"] for row in _ask(root, f"why_{found['what']}", doc_id, id=found["id"])]
    if not rows:
        gone = "is of an earlier run; the latest does not make it any more"
        raise UsageError(f"{found['what']} {found['id'][:16]} of {found['doc_ids'][0][:16]} {gone}")
    if as_json:
        _print_json(rows)
        return DONE
    live = _live(root, rows)
    if found["what"] == "sample":
        _print_accounts(accounts(rows, live))
    _print_stories(stories(rows, _rivals(root, rows), live))
    return DONE


def why_not(settings: Settings, document: str, page: int | None = None, *, as_json: bool = False) -> int:
    """Print how a document stands and what of it was turned away, page by page."""
    root = settings.workspace.absolute()
    try:
        doc_id = resolve(root, document)
    except UsageError:
        if refused := read(root, "queries/why_not_source", {"text": spelled(document)}).to_dicts():
            return _print_sources(refused, as_json=as_json)
        raise
    stands = _stands(root, doc_id, page)
    first, last = (0, LAST_PAGE) if page is None else (page, page)
    rows = _ask(root, "why_not_here", doc_id, first=first, last=last)
    if as_json:
        _print_json(rows)
        return DONE
    below = [row for row in rows if row["what"] != "document"]
    for line in [*_standing(stands), "", *_turned_away(refusals(below), _no_more(stands, page))]:
        terminal.say(line)
    return DONE


def _stands(root: Path, doc_id: str, page: int | None) -> Row:
    """Return how a document stands; refuse a page that it lacks."""
    found = _ask(root, "why_document", doc_id)
    if not found:
        raise UsageError(f"no document {doc_id} in {root}")
    pages = found[0]["pages"]
    if page is not None and not 1 <= page <= (pages or max(page, 1)):
        has = f"has pages 1 to {pages}" if pages else "has no page that was reached"
        raise UsageError(f"{_plain(found[0]['name'])} {has}, no page {page}")
    return found[0]


def _no_more(row: Row, page: int | None) -> str:
    """Return what is said where nothing was turned away."""
    if row["pages_kept"] is None:
        return "nothing else was turned away: no page was reached"
    return "nothing was turned away" + ("" if page is None else f" on page {page}")


def _ask(root: Path, question: str, doc_id: str, **parameters: Any) -> list[Row]:
    try:
        return read(root, f"queries/{question}", {"doc_id": doc_id, **parameters}).to_dicts()
    except CatalogError as error:
        if "does not exist" not in str(error):
            raise
        old = f"the catalog of {root} was made by an older etoki; `etoki catalog rebuild -w {root}` makes it anew"
        raise CatalogError(old) from error


def _named(root: Path, text: str) -> Row:
    """Return the one pair or sample that a text stands for."""
    wanted = spelled(text.strip()).lower()
    if len(wanted) < FEWEST:
        raise UsageError(f"{spelled(text)!r} is too short; give {FEWEST} characters or more of a pair_id or sample_id")
    found = read(root, "queries/why_named", {"text": wanted}).to_dicts()
    exact = [row for row in found if row["id"] == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        where = '`etoki sql "from pairs"` lists the pairs'
        raise UsageError(f"no pair and no sample of {root} begins with {wanted!r}; {where}")
    choices = "\n".join(
        f"  {row['id'][:16]}  {row['what']:6}  {_fitted(_plain(one_line(row['says'])), _SAID)}"
        for row in found[:MOST_CHOICES]
    )
    more = f"\n  and {len(found) - MOST_CHOICES} more" if len(found) > MOST_CHOICES else ""
    raise UsageError(f"{wanted!r} may be any of\n{choices}{more}\nsay which by more of its id")


def _rivals(root: Path, rows: Sequence[Row]) -> list[Row]:
    figures, regions = ([row[name] for row in rows if row[name]] for name in ("figure_id", "region_id"))
    documents = dict.fromkeys(row["doc_id"] for row in rows)
    return [
        rival
        for doc_id in documents
        for rival in _ask(root, "why_rivals", doc_id, figure_ids=figures, region_ids=regions)
    ]


def _live(root: Path, rows: Sequence[Row]) -> frozenset[str]:
    written = [row["sample_id"] for row in rows if row["sample_id"]]
    if not written:
        return frozenset()
    return frozenset(read(root, "queries/why_live", {"sample_ids": written})["sample_id"])


def _print_accounts(found: Sequence[Account]) -> None:
    for account in found:
        terminal.say(_plain(account.about))
        terminal.say(f"sample {account.sample_id}")
        for section in account.sections:
            for line in _under(section.name, section.lines):
                terminal.say(line)
        terminal.say("")


def _print_stories(found: Sequence[Story]) -> None:
    for at, story in enumerate(found):
        if at:
            terminal.say("")
        for line in _told(story):
            terminal.say(line)


def _told(story: Story) -> Iterator[str]:
    head = _wrapped(_plain(story.text), WIDTH)
    yield from head[:MOST_LINES]
    if len(head) > MOST_LINES:
        yield "…"
    yield _plain(f"{story.about}, {story.standing}")
    if story.pair_id:
        yield f"pair {story.pair_id}"
    for section in story.sections:
        yield from _under(section.name, section.lines)


def _under(name: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield lines with a word in the margin before the first; long ones go on below."""
    margin = f"{name:{MARGIN}}"
    for line in lines:
        for part in _wrapped(_plain(line), WIDTH - MARGIN):
            yield (margin + part).rstrip()
            margin = " " * MARGIN


def _wrapped(line: str, width: int) -> list[str]:
    console = Console(width=width, color_system=None)
    return [part.plain.rstrip() for part in Text(line).wrap(console, width)]


def _plain(text: str) -> str:
    """Return a text of a PDF or a path as one line that a terminal shows and does not obey."""
    return _HIDDEN.sub(lambda found: repr(found[0])[1:-1], text)


def _fitted(text: str, width: int) -> str:
    """Return the beginning of a text that takes so many columns at most."""
    return text if cell_len(text) <= width else f"{chop_cells(text, width - 1)[0].rstrip()}…"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _standing(row: Row) -> Iterator[str]:
    """Tell how a document stands, and what to do where it failed."""
    yield _plain(f"{row['name']}  {row['status']}" + (f": {row['reason']}" if row["reason"] else ""))
    paths = [f"from {source['uri']}" for source in (row["sources"] or [])[:3]]
    yield from _under("file", [f"sha256 {row['doc_id']}", *paths, licence(row)])
    pages = f"{row['pages_kept'] or 0} of {row['pages']} pages kept" if row["pages"] else "no page was reached"
    counts = [f"{name} {row[name] or 0}" for name in ("figures", "pairs", "accepted")]
    yield from _under("holds", [", ".join([pages, *counts])])
    if row["step"] or row["failed_pages"]:
        yield from _under("ended", list(_end(row)))
    yield from _under("again", list(_again(row)))


def _again(row: Row) -> Iterator[str]:
    """Tell which command runs a document again that brought nothing."""
    command = f"etoki rerun {row['doc_id'][:16]}"
    if row["status"] == "failed":
        yield command
    elif row["status"] == "registered":
        yield f"it was never run to the end: {command}"
    elif row["step"]:
        yield f"the same bytes end the same way, unless an engine changed: {command} --from {row['step']}"


def _end(row: Row) -> Iterator[str]:
    if row["step"]:
        tries = f" on attempt {row['attempts']}" if row["attempts"] else ""
        yield f"at {row['step']}{tries}"
    if row["failed_pages"]:
        yield f"pages that failed: {', '.join(map(str, row['failed_pages']))}"
    last = [line.strip() for line in (row["error"] or "").splitlines() if line.strip()][-1:]
    yield from last


def _turned_away(found: Sequence[Refusal], nothing: str) -> Iterator[str]:
    if not found:
        yield nothing
        return
    widths = _widths(found)
    pointed = False
    before: int | None = None
    for one in found:
        if one.page is not None and one.page != before:
            yield _headed(one)
            before = one.page
        pointed = pointed or bool(one.corner)
        yield _row(one, widths)
    if pointed:
        yield "\n→ the figure that a text was refused to, by its upper left corner in points"


def _headed(one: Refusal) -> str:
    return f"page {one.page}" if one.last == one.page else f"pages {one.page}–{one.last}"


def _cells(one: Refusal) -> tuple[str, str, str, str]:
    return one.what, one.where, one.reason, f"{one.step} {explained(one)}".rstrip()


def _widths(found: Sequence[Refusal]) -> list[int]:
    columns = zip(*map(_cells, found), strict=True)
    return [max(map(cell_len, column)) for column in columns]


def _row(one: Refusal, widths: Sequence[int]) -> str:
    padded = [_padded(_plain(cell), width) for cell, width in zip(_cells(one), widths, strict=True)]
    head = _GAP + _GAP.join(padded)
    target = f"→ {one.corner} " if one.corner else ""
    room = max(LEAST_TEXT, WIDTH - cell_len(head) - len(_GAP))
    return f"{head}{_GAP}{_fitted(target + _plain(one.text), room)}".rstrip()


def _print_sources(rows: Sequence[Row], *, as_json: bool) -> int:
    if as_json:
        _print_json(rows)
        return DONE
    for row in rows:
        terminal.say(_plain(f"{row['uri']}  brought no document: {row['reason']}"))
        terminal.say(f"{row['outcome']} at register, seen {row['fetched_at']:%Y-%m-%d %H:%M} UTC")
    return DONE


def _print_json(rows: Sequence[Row]) -> None:
    terminal.say(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
