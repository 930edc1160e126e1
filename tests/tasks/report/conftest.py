"""Workspaces as a run leaves them, with pictures that can be drawn."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from tasks.records import identity
from tasks.records.enums import Outcome, Reason, Role, RunOutcome, Step
from tasks.report.pictures import draw_page
from tasks.report.write import write_report
from tasks.store import catalog
from tasks.store.workspace import Workspace

HOSTILE = (
    '図1: </script><script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">\u2028\u202e"\''
)


def png() -> bytes:
    target = BytesIO()
    Image.new("RGB", (400, 400), "teal").save(target, "PNG")
    return target.getvalue()


def two_pages() -> bytes:
    with pymupdf.open() as document:
        for number in (1, 2):
            page = document.new_page()
            page.draw_rect(pymupdf.Rect(100, 100, 300, 300), fill=(0, 0.5, 0.5))
            page.insert_text((100, 320), f"図{number}: 装置のようす", fontname="japan")
        return document.tobytes()


def keep(scribe, doc_id: str) -> None:
    """Put the PDF of a registered document where a run would have."""
    path = Workspace(scribe.root).blobs.path(doc_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(two_pages())


@pytest.fixture(scope="session")
def drawn():
    """Return what draws pages as the command does, without worker processes."""

    def drawing(root: Path):
        def draw(doc_id: str, pages: tuple[int, ...]) -> Iterator[bytes]:
            path = Workspace(root).blobs.path(doc_id)
            if path.is_file():
                with pymupdf.open(path, filetype="pdf") as document:
                    yield from (draw_page(document[page - 1]) for page in pages)

        return draw

    return drawing


@pytest.fixture(scope="session")
def hostile() -> str:
    return HOSTILE


@pytest.fixture(scope="session")
def done(scribe_in, drawn, tmp_path_factory) -> Path:
    """Return a workspace with its report: a whole document whose texts are hostile, an encrypted one, a failed one."""
    scribe = scribe_in(tmp_path_factory.mktemp("done") / "data")
    fill(scribe)
    write_report(scribe.root, drawn(scribe.root))
    return scribe.root


@pytest.fixture
def workspace(done, tmp_path) -> Path:
    """Return a workspace with its report that a test may spoil."""
    return Path(shutil.copytree(done, tmp_path / "data"))


@pytest.fixture(scope="session")
def report(done) -> Path:
    """Return the folder of a report, to be left as it is."""
    return done / "reports" / "corpus"


@pytest.fixture(scope="session")
def written():
    """Return what reads the first file of the document with a name, or the one that says why."""

    def read(root: Path, name: str, ending: str = "") -> str:
        rows = catalog.read(root, "queries/documents_quality").to_dicts()
        doc_id = next(row["doc_id"] for row in rows if row["name"] == name)
        return (root / "reports" / "corpus" / "documents" / f"{doc_id[:16]}{ending}.html").read_text(encoding="utf-8")

    return read


def fill(scribe) -> None:
    """Write what runs leave of the three documents."""
    doc_id = scribe.register("報告<b>書.pdf", licence='CC "BY" <4.0>')
    keep(scribe, doc_id)
    sha = Workspace(scribe.root).blobs.put(png())
    rows = scribe.rows(doc_id)
    figure = rows[Step.CROP]["figures"][0]
    thin = figure.model_copy(
        update={
            "figure_id": identity.of("figure", "thin"),
            "image_sha256": None,
            "outcome": Outcome.REJECTED,
            "rule": "side",
            "reason": Reason.TOO_THIN,
            "score": 0.1,
            "threshold": 8.0,
        }
    )
    inside = "年\t人口\n平成<7>年\t12"
    rows[Step.CROP]["figures"] = [figure.model_copy(update={"image_sha256": sha, "text_inside": inside}), thin]
    caption = rows[Step.PAIR]["candidates"][0].model_copy(
        update={"text": HOSTILE, "features": {"numbered_cue": 1.0, "dreamt": 2.0}}
    )
    refused = caption.model_copy(
        update={
            "pair_id": identity.of("pair", "refused"),
            "role": Role.MENTION,
            "text": "遠い本文",
            "p_match": 0.01,
            "outcome": Outcome.REJECTED,
            "reason": Reason.TOO_FAR,
        }
    )
    rows[Step.PAIR]["candidates"] = [caption, refused]
    scribe.extract(doc_id, rows)
    scribe.curate(doc_id)
    scribe.instruct(doc_id)
    scribe.revise(doc_id, kind="reasoning")
    away = {"outcome": Outcome.REJECTED, "rule": "numbers", "reason": Reason.UNSUPPORTED_NUMBER, "score": 2.0}
    scribe.ask(doc_id, answer=f"平成<99>年 {HOSTILE}", **away)
    for name, outcome, reason in (
        ("locked.pdf", RunOutcome.REJECTED, Reason.ENCRYPTED),
        ("bug.pdf", RunOutcome.FAILED, None),
    ):
        other = scribe.register(name)
        end = {"outcome": outcome, "reason": reason, "error": "Traceback <most recent> call last"}
        scribe.extract(other, until=Step.PROBE, end=end)
    assert catalog.load(scribe.root).failed_checks == []
