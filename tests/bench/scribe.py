"""Writes a journal as the steps and flows write it, without running them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from one_figure import box, candidate, caption, figure, figure_id, page, pair_id, picture, region_id
from tasks.records import identity
from tasks.records.document import Document, Source, Tombstone
from tasks.records.enums import (
    CallOutcome,
    Mode,
    Outcome,
    Purpose,
    Reason,
    Role,
    RunOutcome,
    SampleKind,
    SourceOutcome,
    Step,
)
from tasks.records.record import Record
from tasks.records.region import Ruby
from tasks.records.sample import (
    Export,
    ExportItem,
    LlmCall,
    Preference,
    Sample,
    SampleCheck,
    SamplePart,
    Verdict,
)
from tasks.records.step import StepRun, Use
from tasks.store.workspace import Workspace

STEPS = (Step.PROBE, Step.READ, Step.SEGMENT, Step.CROP, Step.PAIR)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Scribe:
    """Writes journal entries; ids and times grow with every one of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.journal = Workspace(root).journal
        self._count = 0

    def tick(self) -> str:
        """Return the next entry id: it looks like a UUIDv7 and sorts like one."""
        self._count += 1
        return f"0197{self._count:04x}-0000-7000-8000-{self._count:012x}"

    @property
    def now(self) -> datetime:
        return LONG_AGO + timedelta(seconds=self._count)

    def append(self, doc_id: str | None, **tables: list[Record]) -> str:
        entry_id = self.tick()
        self.journal.append(doc_id, entry_id, tables)
        return entry_id

    def register(self, name: str = "a.pdf", content: str | None = None, **source: Any) -> str:
        doc_id = identity.sha256((content or name).encode())
        entry_id = self.tick()
        tables = {
            "step_runs": [self.run(entry_id, doc_id, Step.REGISTER)],
            "documents": [Document(doc_id=doc_id, name=name, bytes=1000)],
            "sources": [self.source(name, doc_id, **source)],
        }
        self.journal.append(doc_id, entry_id, tables)
        return doc_id

    def source(self, name: str, doc_id: str | None, **changed: Any) -> Source:
        self.tick()
        uri = changed.pop("uri", f"/in/{name}")
        facts = {
            "source_id": identity.of("source", uri, doc_id, None if doc_id else changed.get("reason")),
            "uri": uri,
            "name": Path(uri).name,
            "doc_id": doc_id,
            "bytes": 1000,
            "mtime": LONG_AGO,
            "inode": 1,
            "licence": None,
            "licence_source": None,
            "fetched_at": self.now,
            "outcome": SourceOutcome.REGISTERED,
        }
        return Source(**facts | changed)

    def run(self, entry_id: str, doc_id: str, step: Step, **changed: Any) -> StepRun:
        facts = {
            "step_run_id": entry_id,
            "doc_id": doc_id,
            "cache_key": f"{step}/1/abc",
            "step": step,
            "step_version": 1,
            "engine": "pymupdf",
            "engine_version": "2.0",
            "weights_sha256": None,
            "params": "{}",
            "params_hash": "p",
            "input_hash": "i",
            "output_hash": "o",
            "blobs": [],
            "outcome": RunOutcome.OK,
            "attempt": 1,
            "started_at": self.now,
            "seconds": 1.0,
            "cpu_seconds": 0.5,
            "peak_mb": 100.0,
            "host": "h",
            "code_version": "0.1.0",
        }
        return StepRun(**facts | changed)

    def extract(
        self,
        doc_id: str,
        rows: dict[Step, dict[str, list[Record]]] | None = None,
        *,
        flow: str = "flow-1",
        until: Step = Step.PAIR,
        end: dict[str, Any] | None = None,
    ) -> dict[Step, str]:
        """Run every step up to ``until``, which ends as ``end`` says; ``rows`` replaces rows of steps."""
        made = self.rows(doc_id) | (rows or {})
        taken = {}
        for step in STEPS[: STEPS.index(until) + 1]:
            entry_id = self.tick()
            run = self.run(entry_id, doc_id, step, **(end or {} if step is until else {}))
            tables = made.get(step, {}) if run.outcome is RunOutcome.OK else {}
            self.journal.append(doc_id, entry_id, {"step_runs": [run], **tables})
            taken[step] = entry_id
        self.use(doc_id, taken, flow)
        return taken

    def use(self, doc_id: str, taken: dict[Step, str], flow: str, *, cached: bool = False) -> None:
        uses = [
            Use(flow_run_id=flow, doc_id=doc_id, step=step, step_run_id=entry_id, cached=cached, at=self.now)
            for step, entry_id in taken.items()
        ]
        self.append(None, uses=uses)

    def rows(self, doc_id: str) -> dict[Step, dict[str, list[Record]]]:
        """Return what the steps make of a document of two pages with one captioned figure on the first."""
        pages = [page(doc_id, 1), page(doc_id, 2)]
        described = Document(doc_id=doc_id, name="-", bytes=1000, pages=2, title="本", producer="TeX")
        return {
            Step.PROBE: {"documents": [described], "pages": pages},
            Step.READ: {"pages": [record.model_copy(update={"chars": 120}) for record in pages]},
            Step.SEGMENT: {
                "regions": [picture(doc_id), caption(doc_id)],
                "ruby": [
                    Ruby(
                        **box(10, 10, 20, 14),
                        doc_id=doc_id,
                        region_id=region_id(doc_id, "caption"),
                        base="図",
                        reading="ず",
                    )
                ],
            },
            Step.CROP: {"figures": [figure(doc_id)]},
            Step.PAIR: {"candidates": [candidate(doc_id)]},
        }

    def curate(self, *doc_ids: str, flow: str = "curate-1", accepted: bool = True) -> None:
        reason = None if accepted else Reason.BELOW_MIN_P
        verdicts = [
            Verdict(flow_run_id=flow, pair_id=pair_id(doc_id), accepted=accepted, rule="min-p", reason=reason)
            for doc_id in doc_ids
        ]
        self.append(None, verdicts=verdicts)

    def instruct(self, *doc_ids: str, flow: str = "instruct-1", generator: str = "template-1", **changed: Any) -> None:
        samples = [self.sample(doc_id, flow, generator, **changed) for doc_id in doc_ids]
        parts = [self.part(sample, doc_id) for sample, doc_id in zip(samples, doc_ids, strict=True)]
        self.append(None, samples=samples, sample_parts=parts)

    def part(self, sample: Sample, doc_id: str) -> SamplePart:
        return SamplePart(
            sample_id=sample.sample_id,
            flow_run_id=sample.flow_run_id,
            position=0,
            figure_id=figure_id(doc_id),
            pair_id=pair_id(doc_id),
            region_id=region_id(doc_id, "caption"),
            role=Role.CAPTION,
        )

    def ask(self, doc_id: str, flow: str = "instruct-2", **changed: Any) -> Sample:
        """Write a sample as a model does, with the call that it took and the checks that it passed or did not."""
        sample = self.answered(doc_id, flow, **changed)
        failed = [self.check(sample, str(sample.rule), passed=False)] if sample.outcome is Outcome.REJECTED else []
        self.append(
            None,
            samples=[sample],
            sample_parts=[self.part(sample, doc_id)],
            sample_checks=[self.check(sample, "schema"), *failed],
            llm_calls=[self.call(sample, doc_id)],
        )
        return sample

    def revise(self, doc_id: str, flow: str = "instruct-2", **changed: Any) -> tuple[Sample, Sample]:
        """Write a sample as it was and as it became when a model revised it; return the two."""
        turned_away = {"outcome": Outcome.REJECTED, "rule": "grounded", "reason": Reason.REVISED}
        before = self.answered(doc_id, flow, **changed | turned_away | {"answer": "百台の装置である。"})
        after = self.answered(doc_id, flow, **changed)
        calls = [(Purpose.COMPOSE, before), (Purpose.CRITIQUE, before), (Purpose.REVISE, after)]
        chosen, rejected = after.sample_id, before.sample_id
        self.append(
            None,
            samples=[before, after],
            sample_parts=[self.part(sample, doc_id) for sample in (before, after)],
            sample_checks=[
                self.check(before, "grounded", passed=False, detail="数が資料にない"),
                self.check(after, "grounded"),
            ],
            preferences=[
                Preference(chosen_sample_id=chosen, rejected_sample_id=rejected, flow_run_id=flow, rule="grounded")
            ],
            llm_calls=[self.call(sample, doc_id, purpose=purpose) for purpose, sample in calls],
        )
        return before, after

    def answered(
        self,
        doc_id: str,
        flow: str,
        *,
        question: str = "<image>\n何が写っていますか。",
        answer: str = "装置のようすが写っています。",
        **changed: Any,
    ) -> Sample:
        """Return a sample as a model writes it; what it answers makes it another."""
        turns = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
        facts = {"kind": SampleKind.CONVERSATION, "mode": Mode.IMAGE_AND_EVIDENCE, "model": "gpt-4o-mini"} | changed
        origin = [facts["kind"], facts["mode"], facts["model"], doc_id, answer]
        spelled = {"sample_id": identity.of("sample", *origin), "messages": identity.canonical(turns).decode()}
        return self.sample(doc_id, flow, "openai", **spelled | facts)

    def check(self, sample: Sample, rule: str, *, passed: bool = True, detail: str | None = None) -> SampleCheck:
        return SampleCheck(
            sample_id=sample.sample_id, flow_run_id=sample.flow_run_id, rule=rule, passed=passed, detail=detail
        )

    def call(self, sample: Sample, doc_id: str | None, **changed: Any) -> LlmCall:
        """Return a call that was answered, or what became of it instead."""
        facts = {
            "call_key": identity.of("call", sample.sample_id, changed.get("purpose", Purpose.COMPOSE)),
            "attempt": 1,
            "flow_run_id": sample.flow_run_id,
            "sample_id": sample.sample_id,
            "doc_id": doc_id,
            "kind": sample.kind,
            "mode": sample.mode,
            "purpose": Purpose.COMPOSE,
            "model": sample.model,
            "prompt_hash": sample.prompt_hash,
            "image_sha256": None,
            "tokens_in": 1000,
            "tokens_out": 200,
            "estimate_usd": Decimal("0.0004"),
            "cost_usd": Decimal("0.0003"),
            "price_table": "2026-11-01",
            "seconds": 1.5,
            "finish_reason": "stop",
            "response_id": None,
            "outcome": CallOutcome.STORED,
            "error": None,
            "at": self.now,
            "process": "host:1:2",
            "answer": "{}",
            "estimate_tokens_in": 800,
        }
        return LlmCall(**facts | changed)

    def sample(self, doc_id: str, flow: str, generator: str, **changed: Any) -> Sample:
        facts = {
            "sample_id": identity.of("sample", generator, doc_id),
            "flow_run_id": flow,
            "kind": "caption",
            "mode": "template",
            "messages": '[{"content":"<image>\\n何の図か。","role":"user"},{"content":"図1","role":"assistant"}]',
            "generator": generator,
            "prompt_hash": "q",
        }
        return Sample(**facts | changed)

    def publish(self, *sample_ids: str, digest: str = "d" * 64) -> None:
        export = Export(
            export_id=identity.of("export", digest),
            flow_run_id="publish-1",
            format="llava",
            digest=digest,
            path="/out",
            samples=len(sample_ids),
            images=len(sample_ids),
            at=self.now,
        )
        items = [
            ExportItem(
                export_id=export.export_id,
                flow_run_id="publish-1",
                shard="dataset.json",
                key=sample_id,
                sample_id=sample_id,
                image_sha256="a" * 64,
            )
            for sample_id in sample_ids
        ]
        self.append(None, exports=[export], export_items=items)

    def forget(self, doc_id: str | None, uri: str | None = None) -> None:
        self.append(
            None, tombstones=[Tombstone(doc_id=doc_id, uri=uri, reason="asked", at=self.now, flow_run_id="forget-1")]
        )

    def whole(self, name: str = "a.pdf", **source: Any) -> str:
        """Take a document all the way to a sample."""
        doc_id = self.register(name, **source)
        self.extract(doc_id)
        self.curate(doc_id)
        self.instruct(doc_id)
        return doc_id
