import os
from datetime import UTC, datetime

import psutil
import pymupdf
import pytest

from tasks.metrics import speed
from tasks.metrics.speed import MemoryGrowth, PdfCost, cost_of, costs_by_step, cpu_seconds, join_pages, memory_growth
from tasks.records.enums import RunOutcome, Step
from tasks.records.step import StepRun
from tasks.runtime import pool
from tasks.runtime.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    yield Settings(workspace=tmp_path_factory.mktemp("speed") / "etoki-data", jobs=1)
    pool.close_all()


def write_pdf(path, pages):
    with pymupdf.open() as document:
        for at in range(pages):
            text = f"図書館の歴史は古く、人々は知識を集めた。{path.stem} {at + 1}"
            document.new_page().insert_text((50, 50), text, fontname="japan")
        document.save(path)
    return path


def run(step, cpu):
    return StepRun(
        step_run_id="1",
        doc_id="d",
        cache_key=None,
        step=step,
        step_version=1,
        engine=None,
        engine_version=None,
        weights_sha256=None,
        params=None,
        params_hash=None,
        input_hash=None,
        output_hash=None,
        blobs=[],
        outcome=RunOutcome.OK,
        attempt=1,
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        seconds=1,
        cpu_seconds=cpu,
        peak_mb=None,
        host="h",
        code_version="0",
    )


def test_costs_add_up_by_step():
    costs = costs_by_step([run(Step.READ, 1.0), run(Step.CROP, 0.25), run(Step.READ, None), run(Step.READ, 0.5)], 10)
    assert [(cost.step, cost.cpu_seconds, cost.ms_a_page) for cost in costs] == [
        ("read", 1.5, 150.0),
        ("crop", 0.25, 25.0),
    ]


def test_no_page_costs_no_division():
    assert costs_by_step([run(Step.PROBE, 0.5)], 0)[0].ms_a_page == 500
    assert PdfCost(name="a", pages=0, cpu_seconds=0).pages_per_cpu_second == 0


def test_rates_and_ratios():
    assert PdfCost(name="a", pages=10, cpu_seconds=4).pages_per_cpu_second == 2.5
    assert MemoryGrowth(few_pages=1, many_pages=2, few_mb=100, many_mb=130).ratio == pytest.approx(1.3)


def test_a_pdf_costs_what_its_steps_cost(settings, tmp_path):
    cost, runs = cost_of(write_pdf(tmp_path / "a.pdf", 3), settings)
    assert (cost.name, cost.pages) == ("a.pdf", 3)
    assert [one.step for one in runs] == [step for step in Step if step not in (Step.REGISTER, Step.AUDIT)]
    assert cost.cpu_seconds == pytest.approx(sum(one.cpu_seconds for one in runs), abs=0.001)


def test_a_path_without_document_has_no_cost(settings, tmp_path):
    with pytest.raises(ValueError, match="brings no document"):
        cost_of(tmp_path / "gone.pdf", settings)


def test_pages_are_joined_in_turn_until_there_are_enough(tmp_path):
    pdfs = [write_pdf(tmp_path / "a.pdf", 2), write_pdf(tmp_path / "b.pdf", 3)]
    with pymupdf.open(join_pages(pdfs, 8, tmp_path)) as joined:
        ends = [page.get_text().split()[-2:] for page in joined]
    assert [" ".join(end)[-3:] for end in ends] == ["a 1", "a 2", "b 1", "b 2", "b 3", "a 1", "a 2", "b 1"]


def test_growth_compares_one_worker_early_and_late(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(speed, "FEW_PAGES", 2)
    monkeypatch.setattr(speed, "MANY_PAGES", 6)
    growth = memory_growth([write_pdf(tmp_path / "c.pdf", 4)], settings, tmp_path)
    assert (growth.few_pages, growth.many_pages) == (2, 6)
    assert 0.5 < growth.ratio < 2


def test_the_time_of_a_process_grows():
    us = psutil.Process(os.getpid())
    before = cpu_seconds(us, children=False)
    sum(at * at for at in range(2_000_000))
    assert cpu_seconds(us, children=False) > before
    assert cpu_seconds(us, children=True) >= before
