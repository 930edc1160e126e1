"""A workspace of figures with accepted pairs, written as the steps and flows write it, without running them."""

import io
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from tasks.records import identity
from tasks.records.document import Document, Source
from tasks.records.enums import (
    FigureKind,
    RegionKind,
    Role,
    RunOutcome,
    SourceOutcome,
    Step,
    TextSource,
)
from tasks.records.figure import Candidate, Figure
from tasks.records.page import Page
from tasks.records.record import Record
from tasks.records.region import Region
from tasks.records.sample import Verdict
from tasks.records.step import StepRun, Use
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

IN_A_DOCUMENT = 20
THEN = datetime(2026, 1, 1, tzinfo=UTC)
PLACES = ["浅井地区", "川上地区", "南浜地区", "緑丘地区", "大谷地区", "東原地区", "西野地区", "中津地区", "高根地区"]
MEASURED = {
    "水門": ("水位", "m"),
    "風車": ("発電量", "kWh"),
    "温室": ("室温", "℃"),
    "貯水池": ("貯水率", "%"),
    "変電所": ("電圧", "V"),
    "浄水場": ("処理量", "t"),
    "堤防": ("沈下量", "mm"),
    "太陽光発電設備": ("出力", "kW"),
    "養殖池": ("生存率", "%"),
    "冷却塔": ("水温", "℃"),
    "集荷場": ("入荷量", "t"),
    "苗床": ("発芽率", "%"),
    "観測塔": ("風速", "m/s"),
}
CAUSES = ["梅雨の長雨", "設備の更新", "夏の高温", "取水の制限", "需要の伸び", "点検による停止", "地盤の締め固め"]
PARTS = ["上流側", "下流側", "制御盤", "測定器", "配管", "貯槽", "基礎", "架台", "排水口"]
KINDS = (
    FigureKind.CHART,
    FigureKind.PHOTO,
    FigureKind.DIAGRAM,
    FigureKind.TABLE,
    FigureKind.MAP,
    FigureKind.ILLUSTRATION,
)


class Told(NamedTuple):
    """What the document says of one figure."""

    kind: FigureKind
    caption: str
    mention: str
    explains: str
    inside: str


def told_of(number: int) -> Told:
    """Return what a document says of its figure: the same for the same number, and no other's."""
    chance = random.Random(number)
    thing, (measure, unit) = chance.choice(list(MEASURED.items()))
    place, cause, part, other = *(chance.choice(words) for words in (PLACES, CAUSES)), *chance.sample(PARTS, 2)
    year, before, after = chance.randint(1990, 2019), chance.randint(11, 480), chance.randint(500, 990)
    return Told(
        kind=KINDS[number % len(KINDS)],
        caption=f"図{number + 1} {place}の{thing}の{measure}の変化",
        mention=f"図{number + 1}に{place}の{thing}で測った{measure}を示す。",
        explains=(
            f"{place}の{thing}では{year}年から{part}に測定器を置いて{measure}を記録してきた。"
            f"{measure}は{cause}により{before}{unit}から{after}{unit}へ上がった。"
            f"{other}は{year + 3}年に作り直され、値のばらつきが小さくなった。"
        ),
        inside=f"{year}年 {before}{unit}\n{year + 3}年 {after}{unit}\n{measure}({unit})\n{part} {other} {thing}",
    )


def write_corpus(root: Path, figures: int, *, picture_kb: int = 0, told: Sequence[Told] = ()) -> list[str]:
    """Write so many figures into a workspace, the first of them as ``told``; return their ids."""
    workspace = Workspace(root)
    everything = [*told, *(told_of(number) for number in range(len(told), figures))]
    return [
        figure_id
        for first in range(0, figures, IN_A_DOCUMENT)
        for figure_id in _write_document(workspace, first, everything[first : first + IN_A_DOCUMENT], picture_kb)
    ]


def picture(number: int, kilobytes: int) -> bytes:
    """Return a PNG of its own: small and plain, or noise of about so many kilobytes."""
    side = int((kilobytes * 1000 / 3) ** 0.5)
    chance = random.Random(number)
    image = Image.new("RGB", (160, 120), (number % 256, number // 256 % 256, number // 65536))
    image.paste((255, 255, 255), (chance.randrange(80), chance.randrange(60), 120, 90))
    if kilobytes:
        image = Image.frombytes("RGB", (side, side), chance.randbytes(side * side * 3))
    content = io.BytesIO()
    image.save(content, "PNG", compress_level=1)
    return content.getvalue()


def _write_document(workspace: Workspace, first: int, told: Sequence[Told], picture_kb: int) -> list[str]:
    name = f"報告書{first // IN_A_DOCUMENT:05}.pdf"
    doc_id = identity.sha256(name.encode())
    rows: dict[Step, dict[str, list[Record]]] = {step: {} for step in (Step.PROBE, Step.READ)}
    rows[Step.REGISTER] = {"documents": [_document(doc_id, name)], "sources": [_source(doc_id, name)]}
    pages: list[Record] = [_page(doc_id, place) for place in range(len(told))]
    rows[Step.PROBE] = {"documents": [_document(doc_id, name).model_copy(update={"pages": len(told)})], "pages": pages}
    rows[Step.READ] = {"pages": [page.model_copy(update={"chars": 300}) for page in pages]}
    figures: list[Figure] = []
    candidates: list[Candidate] = []
    regions: list[Record] = []
    for place, about in enumerate(told):
        drawn = picture(first + place, picture_kb)
        figures.append(_figure(doc_id, place, about, workspace.blobs.put(drawn), drawn))
        texts = [(Role.CAPTION, about.caption), (Role.EXPLAINS, about.explains), (Role.MENTION, about.mention)]
        candidates += [_candidate(doc_id, place, role, text) for role, text in texts if text]
        regions += [_region(doc_id, place, role, text) for role, text in [*texts, (None, None)] if text or not role]
    rows[Step.SEGMENT] = {"regions": regions}
    rows[Step.CROP] = {"figures": list(figures)}
    rows[Step.PAIR] = {"candidates": list(candidates)}
    _journal(workspace, doc_id, rows)
    verdicts: list[Record] = [
        Verdict(flow_run_id="curate-1", pair_id=one.pair_id, accepted=True, rule="min-p") for one in candidates
    ]
    workspace.journal.append(None, new_entry_id(), {"verdicts": verdicts})
    return [figure.figure_id for figure in figures]


def _journal(workspace: Workspace, doc_id: str, rows: dict[Step, dict[str, list[Record]]]) -> None:
    uses: list[Record] = []
    for step in (Step.REGISTER, Step.PROBE, Step.READ, Step.SEGMENT, Step.CROP, Step.PAIR):
        entry_id = new_entry_id()
        workspace.journal.append(doc_id, entry_id, {"step_runs": [_run(entry_id, doc_id, step)], **rows[step]})
        uses.append(Use(flow_run_id="extract-1", doc_id=doc_id, step=step, step_run_id=entry_id, cached=False, at=THEN))
    workspace.journal.append(None, new_entry_id(), {"uses": uses})


def _run(entry_id: str, doc_id: str, step: Step) -> StepRun:
    unknown = dict.fromkeys(
        (
            "cache_key",
            "params",
            "params_hash",
            "input_hash",
            "output_hash",
            "engine",
            "engine_version",
            "weights_sha256",
        )
    )
    return StepRun(
        **unknown,
        step_run_id=entry_id,
        doc_id=doc_id,
        step=step,
        step_version=1,
        blobs=[],
        outcome=RunOutcome.OK,
        attempt=1,
        started_at=THEN,
        seconds=0.1,
        cpu_seconds=0.1,
        peak_mb=100.0,
        host="made",
        code_version="made",
    )


def _document(doc_id: str, name: str) -> Document:
    return Document(doc_id=doc_id, name=name, bytes=1000)


def _source(doc_id: str, name: str) -> Source:
    return Source(
        source_id=identity.of("source", f"/in/{name}", doc_id, None),
        uri=f"/in/{name}",
        name=name,
        doc_id=doc_id,
        bytes=1000,
        mtime=THEN,
        inode=1,
        licence=None,
        licence_source=None,
        fetched_at=THEN,
        outcome=SourceOutcome.REGISTERED,
    )


def _page(doc_id: str, place: int) -> Page:
    return Page(
        doc_id=doc_id,
        page=place + 1,
        width=595.0,
        height=842.0,
        rotation=0,
        text_source=TextSource.LAYER,
        text_layer_score=1.0,
    )


def _region(doc_id: str, place: int, role: Role | None, text: str | None) -> Region:
    """Return a text of a page, or, without one, the box of its picture."""
    kind = RegionKind.FIGURE if role is None else RegionKind.CAPTION if role is Role.CAPTION else RegionKind.TEXT
    top = {None: 100.0, Role.CAPTION: 310.0, Role.EXPLAINS: 400.0, Role.MENTION: 500.0}[role]
    said: dict[str, Any] = {"source": "raster"} if role is None else {"text": text, "source": "layer"}
    return Region(
        region_id=identity.of("region", doc_id, place, role),
        doc_id=doc_id,
        page=place + 1,
        x0=100,
        y0=top,
        x1=300,
        y1=top + (200 if role is None else 40),
        kind=kind,
        direction="horizontal" if role else None,
        **said,
    )


def _figure(doc_id: str, place: int, about: Told, sha256: str, drawn: bytes) -> Figure:
    with Image.open(io.BytesIO(drawn)) as image:
        width, height = image.size
    return Figure(
        figure_id=identity.of("figure", doc_id, place),
        doc_id=doc_id,
        page=place + 1,
        x0=100,
        y0=100,
        x1=300,
        y1=300,
        region_id=identity.of("region", doc_id, place, None),
        kind=about.kind,
        image_sha256=sha256,
        width_px=width,
        height_px=height,
        phash=identity.of("phash", doc_id, place)[:16],
        text_inside=about.inside or None,
    )


def _candidate(doc_id: str, place: int, role: Role, text: str) -> Candidate:
    return Candidate(
        pair_id=identity.of("pair", doc_id, place, role),
        doc_id=doc_id,
        figure_id=identity.of("figure", doc_id, place),
        region_id=identity.of("region", doc_id, place, role),
        role=role,
        text=text,
        p_match={Role.CAPTION: 0.95, Role.EXPLAINS: 0.9, Role.MENTION: 0.85}[role],
        features={"gap": 10.0},
    )
