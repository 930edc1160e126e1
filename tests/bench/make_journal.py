"""Make a folder of PDFs and a workspace in which all of them are done, to measure what size costs; extracts nothing.

python tests/bench/make_journal.py FOLDER WORKSPACE [--documents 10000]

Each document has one page, three regions and a captioned figure; `etoki run FOLDER -w WORKSPACE` finds every step done.
The catalog is left to the first load.
"""

import argparse
import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pymupdf
from PIL import Image

from flows.extract import ExtractRequest
from tasks.read import LINES
from tasks.records import identity
from tasks.records.document import Document
from tasks.records.enums import Direction, FigureKind, RegionKind, Role, RunOutcome, Step, TextSource
from tasks.records.figure import Candidate, Figure
from tasks.records.page import Line, Page
from tasks.records.record import Record
from tasks.records.region import Region
from tasks.records.step import EngineRef, StepResult, StepRun
from tasks.runtime.cache import POLICIES
from tasks.runtime.execution import Ending, Output, output_hash, pointer_to
from tasks.runtime.plan import Known
from tasks.runtime.work import Taken, keep_uses
from tasks.sources.listing import inspect_source, source_id
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

IN_A_FOLDER = 1000
IN_A_FLOW_RUN = 100


class Facts(NamedTuple):
    """What the steps of one document are about."""

    number: int
    doc_id: str
    name: str
    size: int

    @property
    def caption(self) -> str:
        """Return the printed caption, another one for each document."""
        return f"図1 試料{self.number}の断面"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what was asked for."""
    asked = _asked(arguments)
    # Made pages can be made again: waiting for the disk at each of many small files would take most of the time.
    os.fsync = lambda _handle: None
    make(asked.folder, Workspace(asked.workspace), asked.documents)
    return 0


def make(folder: Path, workspace: Workspace, documents: int) -> None:
    """Write PDFs below a folder and the journal of a run that finished all of them."""
    pdf = _pdf()
    for first in range(0, documents, IN_A_FLOW_RUN):
        numbers = range(first, min(first + IN_A_FLOW_RUN, documents))
        taken = [result for number in numbers for result in _extracted(folder, workspace, pdf, number)]
        keep_uses(workspace, f"made-{first // IN_A_FLOW_RUN:06}", [Taken(result, cached=False) for result in taken])


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    return parser.parse_args(arguments)


def _pdf() -> bytes:
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((100, 80), "断面を見る。", fontname="japan")
        return document.tobytes(no_new_id=True)


def _extracted(folder: Path, workspace: Workspace, pdf: bytes, number: int) -> Iterator[StepResult]:
    path = folder / f"{number // IN_A_FOLDER:03}" / f"試料{number:06}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    # A comment behind the end makes the bytes another document, and readers pass it over.
    path.write_bytes(pdf + f"\n% {number:06}\n".encode())
    given = _registered(path, workspace)
    facts = Facts(number, given.doc_id, path.name, path.stat().st_size)
    for step, spec in ExtractRequest(documents=[]).specs(Known(given, path.name, [])).items():
        policy = POLICIES[step]
        ending = Ending(RunOutcome.OK, _made(step, facts, workspace))
        run = _run(
            step,
            given.doc_id,
            step_version=policy.version,
            engine=policy.engine(spec),
            cache_key=policy.key(spec, given),
            params=identity.canonical(spec.model_dump(mode="json")).decode(),
            params_hash=identity.params_hash(spec),
            input_hash=given.output_hash,
            output_hash=output_hash(given, ending),
            blobs=sorted(set(ending.output.blobs)),
        )
        workspace.journal.append(given.doc_id, run.step_run_id, {"step_runs": [run], **ending.output.tables})
        given = pointer_to(run, given.trail)
        yield given


def _registered(path: Path, workspace: Workspace) -> StepResult:
    found = inspect_source(path, None)
    doc_id = workspace.blobs.put(path.read_bytes())
    source = found.model_copy(update={"doc_id": doc_id, "source_id": source_id(found, doc_id)})
    run = _run(Step.REGISTER, doc_id, output_hash=doc_id, blobs=[doc_id])
    rows: Mapping[str, Sequence[Record]] = {
        "step_runs": [run],
        "documents": [Document(doc_id=doc_id, name=source.name, bytes=source.bytes or 0)],
        "sources": [source],
    }
    workspace.journal.append(doc_id, run.step_run_id, rows)
    return pointer_to(run, ())


def _run(step: Step, doc_id: str, *, engine: EngineRef | None = None, **known: Any) -> StepRun:
    unknown = dict.fromkeys(("cache_key", "params", "params_hash", "input_hash", "output_hash"))
    facts = {
        "step_run_id": new_entry_id(),
        "doc_id": doc_id,
        "step": step,
        "step_version": 1,
        "engine": engine.name if engine else None,
        "engine_version": engine.version if engine else None,
        "weights_sha256": engine.weights_sha256 if engine else None,
        "outcome": RunOutcome.OK,
        "attempt": 1,
        "started_at": datetime.now(UTC),
        "seconds": 0.1,
        "cpu_seconds": 0.1,
        "peak_mb": 200.0,
        "host": "made",
        "code_version": "made",
    }
    return StepRun(**unknown | facts | known)


def _made(step: Step, facts: Facts, workspace: Workspace) -> Output:
    page = Page(
        doc_id=facts.doc_id,
        page=1,
        width=595.0,
        height=842.0,
        rotation=0,
        direction=Direction.HORIZONTAL,
        text_source=TextSource.LAYER,
        text_layer_score=1.0,
    )
    if step is Step.PROBE:
        document = Document(doc_id=facts.doc_id, name=facts.name, bytes=facts.size, pages=1, producer="made")
        return Output({"documents": [document], "pages": [page]})
    if step is Step.READ:
        lines = workspace.blobs.put(LINES.dump_json([_line(facts)]))
        return Output({"pages": [page.model_copy(update={"chars": 20, "lines_sha256": lines})]}, [lines])
    if step is Step.SEGMENT:
        return Output({"regions": _regions(facts)})
    if step is Step.CROP:
        picture = workspace.blobs.put(_png(facts.number))
        return Output({"figures": [_figure(facts, picture)]}, [picture])
    return Output({"candidates": [_candidate(facts)]} if step is Step.PAIR else {})


def _line(facts: Facts) -> Line:
    return Line(x0=100, y0=310, x1=300, y1=322, text=facts.caption, size=10.0)


def _regions(facts: Facts) -> list[Region]:
    common: dict[str, Any] = {"doc_id": facts.doc_id, "page": 1, "x0": 100.0, "x1": 300.0}
    texts = (RegionKind.TEXT, 60.0, 90.0, "断面を見る。"), (RegionKind.CAPTION, 310.0, 322.0, facts.caption)
    return [
        Region(**common, region_id=_id("picture", facts), y0=100, y1=300, kind=RegionKind.FIGURE, source="raster"),
        *(
            Region(
                **common,
                region_id=_id(kind, facts),
                y0=y0,
                y1=y1,
                kind=kind,
                reading_order=place,
                text=text,
                direction=Direction.HORIZONTAL,
                source="layer",
            )
            for place, (kind, y0, y1, text) in enumerate(texts)
        ),
    ]


def _figure(facts: Facts, picture: str) -> Figure:
    return Figure(
        figure_id=_id("figure", facts),
        doc_id=facts.doc_id,
        page=1,
        x0=100,
        y0=100,
        x1=300,
        y1=300,
        region_id=_id("picture", facts),
        kind=FigureKind.PHOTO,
        image_sha256=picture,
        width_px=16,
        height_px=16,
        phash=_id("phash", facts)[:16],
    )


def _candidate(facts: Facts) -> Candidate:
    return Candidate(
        pair_id=_id("pair", facts),
        doc_id=facts.doc_id,
        figure_id=_id("figure", facts),
        region_id=_id(RegionKind.CAPTION, facts),
        role=Role.CAPTION,
        text=facts.caption,
        p_match=0.9,
        features={"below": 1.0, "near_em": 1.2},
    )


def _id(what: str, facts: Facts) -> str:
    return identity.of(what, facts.doc_id)


def _png(number: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (16, 16), (number % 256, number // 256 % 256, number // 65536)).save(content, "png")
    return content.getvalue()


if __name__ == "__main__":
    sys.exit(main())
