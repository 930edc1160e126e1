import shutil
from pathlib import Path

import pytest

from tasks.metrics.extraction import Source, extract_all, extract_missing, paired_by, vectors_of
from tasks.metrics.gold import GoldError
from tasks.pairing.model import fitted
from tasks.records.enums import Outcome, Step
from tasks.runtime import pool
from tasks.runtime.settings import Settings
from tasks.store.workspace import Workspace

SAMPLE = Path(__file__).parents[2] / "samples" / "vertical-caption.pdf"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    yield Settings(workspace=tmp_path_factory.mktemp("bench") / "etoki-data", jobs=1)
    pool.close_all()


@pytest.fixture
def source(make):
    return Source(make.document(sha256=None), SAMPLE)


def runs(settings, brought):
    return len(list(Workspace(settings.workspace).journal.step_runs(brought.found.figures[0].doc_id)))


def test_what_is_known_is_not_done_again(source, settings):
    (first,) = extract_all([source], settings)
    done = runs(settings, first)
    (second,) = extract_all([source], settings)
    assert second == first
    assert second.stopped is None
    assert runs(settings, second) == done
    (third,) = extract_all([source], settings, Step.PAIR)
    assert third.found == first.found
    assert runs(settings, third) == done + 1


def test_what_a_document_brings_is_figures_texts_and_regions(source, settings):
    (brought,) = extract_all([source], settings)
    (figure,) = (one for one in brought.found.figures if one.outcome is Outcome.KEPT)
    caption = next(one for one in brought.found.candidates if one.outcome is Outcome.KEPT)
    assert caption.figure_id == figure.figure_id
    assert caption.region_id in {region.region_id for region in brought.found.regions}


def test_an_engine_that_compares_is_asked_once_for_ever(source, settings):
    (plain,) = extract_all([source], settings)
    (seen,) = extract_all([source], settings, clip="fake")
    assert {one.pair_id for one in seen.found.candidates} == {one.pair_id for one in plain.found.candidates}
    assert all(one.similarity is None for one in plain.found.candidates)
    assert all(-1 <= one.similarity <= 1 for one in seen.found.candidates)
    made = Workspace(settings.workspace).vectors.file.read_bytes()
    (again,) = extract_all([source], settings, Step.PAIR, clip="fake")
    assert again.found == seen.found
    assert Workspace(settings.workspace).vectors.file.read_bytes() == made
    vectors = vectors_of(again, "fake", settings)
    assert paired_by(again, fitted(seen=True), vectors).found == seen.found


def test_another_file_than_the_gold_speaks_of_is_refused(make, settings):
    with pytest.raises(GoldError, match=r"vertical-caption\.pdf is not the file"):
        list(extract_all([Source(make.document(), SAMPLE)], settings))


def test_where_a_document_stopped_is_said(make, settings, tmp_path):
    (tmp_path / "note.pdf").write_text("no PDF at all")
    (brought,) = extract_all([Source(make.document(sha256=None), tmp_path / "note.pdf")], settings)
    assert brought.stopped.startswith("probe rejected not-a-pdf")
    assert brought.found == ([], [], [])


def test_a_failure_says_its_error(make, settings, tmp_path, monkeypatch):
    copy = shutil.copy(SAMPLE, tmp_path / "copy.pdf")
    Path(copy).write_bytes(SAMPLE.read_bytes() + b"\n")
    monkeypatch.setattr("tasks.probe.look_through", len)  # takes one argument, and is given two
    (brought,) = extract_all([Source(make.document(sha256=None), Path(copy))], settings)
    assert brought.stopped.startswith("probe failed")
    assert "TypeError" in brought.stopped


def test_a_rejected_document_is_sent_no_further(settings, tmp_path):
    from tasks.metrics.chain import register_path

    (tmp_path / "empty.pdf").write_text("nothing of a PDF")
    result = extract_missing(register_path(tmp_path / "empty.pdf", settings), settings)
    assert result.step is Step.PROBE
