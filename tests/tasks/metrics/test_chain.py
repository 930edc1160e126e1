from pathlib import Path

import pytest

from tasks.metrics.chain import STEPS, extract_directly, reached_the_end, register_path, rows_of
from tasks.records.enums import Outcome, Reason, Role, RunOutcome, Step
from tasks.records.figure import Candidate, Figure
from tasks.records.step import StepRun
from tasks.runtime import pool
from tasks.runtime.settings import Settings

SAMPLE = Path(__file__).parents[2] / "samples" / "vertical-caption.pdf"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    yield Settings(workspace=tmp_path_factory.mktemp("chain") / "etoki-data", jobs=1)
    pool.close_all()


@pytest.fixture(scope="module")
def result(settings):
    return extract_directly(register_path(SAMPLE, settings), settings)


WAY = [step for step in Step if step is not Step.AUDIT]


def test_the_steps_stand_in_their_order():
    assert [task.name for task, _ in STEPS] == WAY[1:]


def test_the_steps_work_without_prefect(result, settings):
    assert reached_the_end(result)
    assert len(result.trail) == len(WAY)
    assert [run.step for run in rows_of(result, "step_runs", StepRun, settings)] == WAY


def test_a_vertical_caption_is_paired_with_its_picture(result, settings):
    (figure,) = (one for one in rows_of(result, "figures", Figure, settings) if one.outcome is Outcome.KEPT)
    found = [one for one in rows_of(result, "candidates", Candidate, settings) if one.outcome is Outcome.KEPT]
    (caption,) = (one for one in found if one.role is Role.CAPTION)
    assert caption.figure_id == figure.figure_id
    assert caption.text.startswith("図一　舟の水")


def test_a_rejection_ends_the_way(settings, tmp_path):
    (tmp_path / "note.pdf").write_text("no PDF at all")
    result = extract_directly(register_path(tmp_path / "note.pdf", settings), settings)
    assert (result.step, result.outcome, result.reason) == (Step.PROBE, RunOutcome.REJECTED, Reason.NOT_A_PDF)
    assert not reached_the_end(result)


def test_a_failure_ends_the_way_with_its_row(settings, tmp_path, monkeypatch):
    (tmp_path / "lost.pdf").write_bytes(SAMPLE.read_bytes() + b"\n")
    registration = register_path(tmp_path / "lost.pdf", settings)
    monkeypatch.setattr("tasks.probe.look_through", len)  # takes one argument, and is given two
    result = extract_directly(registration, settings)
    assert (result.step, result.outcome) == (Step.PROBE, RunOutcome.FAILED)
    (run,) = rows_of(result, "step_runs", StepRun, settings)[1:]
    assert "TypeError" in run.error


def test_what_brings_no_document_has_no_registration(settings, tmp_path):
    assert register_path(tmp_path / "gone.pdf", settings) is None
