import time
import uuid
from hashlib import sha256

import pyarrow.parquet as pq
import pytest

from tasks.records.enums import RunOutcome, Step
from tasks.records.figure import Candidate
from tasks.records.page import Page
from tasks.records.step import StepRun
from tasks.store import journal as module
from tasks.store.journal import Journal, new_entry_id

DOC = "ab" * 32


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal")


def page(number, **changed):
    return Page(doc_id=DOC, page=number, width=595.0, height=842.0, rotation=0, **changed)


def candidate(features):
    facts = {"pair_id": "p", "doc_id": DOC, "figure_id": "f", "region_id": "r", "role": "caption", "text": "図1"}
    return Candidate(**facts, p_match=0.5, features=features)


def test_an_entry_id_is_a_uuid_of_version_seven():
    made = uuid.UUID(new_entry_id())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert abs((made.int >> 80) / 1000 - time.time()) < 60


def test_entry_ids_are_different_and_sort_by_time():
    made = []
    for _ in range(50):
        made.append(new_entry_id())
        time.sleep(0.000_01)
    assert made == sorted(made)
    assert len(set(made)) == 50


def test_an_entry_id_sorts_also_within_a_millisecond(monkeypatch):
    times = [1_700_000_000_000_000_000 + at for at in (0, 300, 999_999, 1_000_000)]
    later = iter(times)
    monkeypatch.setattr(time, "time_ns", lambda: next(later))
    prefixes = [new_entry_id()[:18] for _ in times]
    assert prefixes == sorted(prefixes)
    assert prefixes[0] < prefixes[2] < prefixes[3]


def test_rows_come_back_as_they_were_written(journal):
    pages = [page(1, chars=3), page(2, outcome="rejected", reason="blank")]
    journal.append(DOC, "1", {"pages": pages})
    assert journal.rows(DOC, "1", "pages", Page) == pages


def test_an_entry_lies_where_its_document_says(journal):
    journal.append(DOC, "1", {"pages": [page(1)]})
    journal.append(None, "2", {})
    assert (journal.root / "ab" / DOC / "1" / "pages.parquet").is_file()
    assert (journal.root / "_" / "2").is_dir()


def test_a_table_without_rows_is_no_file(journal):
    journal.append(DOC, "1", {"pages": [], "figures": []})
    assert journal.has(DOC, "1")
    assert journal.rows(DOC, "1", "pages", Page) == []


def test_rows_about_a_document_say_which_execution_wrote_them(journal):
    journal.append(DOC, "1", {"pages": [page(1)]})
    assert pq.read_table(journal.root / "ab" / DOC / "1" / "pages.parquet")["step_run_id"].to_pylist() == ["1"]


@pytest.mark.parametrize("features", [{"gap": 1.5, "cue": 0.0}, {}])
def test_features_come_back_as_they_were(journal, features):
    journal.append(DOC, "1", {"candidates": [candidate(features)]})
    assert journal.rows(DOC, "1", "candidates", Candidate)[0].features == features


def test_entries_are_listed_oldest_first(journal):
    for entry_id in ("2", "1", "3"):
        journal.append(DOC, entry_id, {"pages": [page(1)]})
    assert journal.entries(DOC) == ["1", "2", "3"]


def test_an_unknown_document_has_nothing(journal):
    assert journal.entries(DOC) == []
    assert not journal.has(DOC, "1")
    assert journal.rows(DOC, "1", "pages", Page) == []
    assert list(journal.step_runs(DOC)) == []


def test_an_entry_that_fails_midway_is_not_there(journal, monkeypatch):
    real = module._write

    def fails_at_figures(path, content):
        if path.stem == "figures":
            raise OSError(28, "no space left on device")
        real(path, content)

    monkeypatch.setattr(module, "_write", fails_at_figures)
    with pytest.raises(OSError, match="no space"):
        journal.append(DOC, "1", {"pages": [page(1)], "figures": [page(1)]})
    assert not journal.has(DOC, "1")
    assert list((journal.root / "ab" / DOC).iterdir()) == []


def test_an_entry_that_is_being_written_is_not_seen(journal):
    (journal.root / "ab" / DOC / ".1").mkdir(parents=True)
    assert journal.entries(DOC) == []
    assert not journal.has(DOC, "1")


def test_an_entry_is_never_changed(journal):
    journal.append(DOC, "1", {"pages": [page(1)]})
    with pytest.raises(OSError):
        journal.append(DOC, "1", {"pages": [page(2)]})
    assert journal.rows(DOC, "1", "pages", Page) == [page(1)]


def test_executions_come_oldest_first_with_the_blobs_that_they_name(scribe):
    doc_id = scribe.register()
    journal = scribe.journal
    for blobs in (["b"], ["a", "c"]):
        entry_id = scribe.tick()
        journal.append(doc_id, entry_id, {"step_runs": [scribe.run(entry_id, doc_id, Step.READ, blobs=blobs)]})
    runs = list(journal.step_runs(doc_id))
    assert [run.step for run in runs] == [Step.REGISTER, Step.READ, Step.READ]
    assert [run.blobs for run in runs] == [[], ["b"], ["a", "c"]]
    assert all(isinstance(run, StepRun) and run.outcome is RunOutcome.OK for run in runs)


def test_an_entry_bears_the_hashes_of_its_files(journal):
    journal.append(DOC, "1", {"pages": [page(1)], "candidates": [candidate({})]})
    entry = journal.root / "ab" / DOC / "1"
    lines = [f"{sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in sorted(entry.glob("*.parquet"))]
    assert (entry / ".sha256").read_text().splitlines() == lines
    assert len(lines) == 2
