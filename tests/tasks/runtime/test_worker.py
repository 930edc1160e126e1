import os
import subprocess
import sys
import time

import pymupdf
import pytest

from tasks.runtime import worker


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "a.pdf"
    with pymupdf.open() as document:
        for at in range(3):
            document.new_page().insert_text((50, 50), f"page {at + 1}")
        document.save(path)
    return path


def said(page, *before):
    return [*before, page.get_text().strip()]


def test_this_process_is_no_worker():
    assert not worker.is_worker()


def test_measures_a_call():
    def busy():
        end = time.process_time() + 0.05
        while time.process_time() < end:
            pass
        return "done"

    measured = worker.call(busy)
    assert measured.value == "done"
    assert 0.05 <= measured.cpu_seconds < 5
    assert measured.rss_mb > 10


def test_pages_count_from_one(pdf):
    assert worker.call_on_page(said, pdf, 2).value == ["page 2"]


def test_arguments_follow_the_page(pdf):
    assert worker.call_on_page(said, pdf, 1, "a", "b").value == ["a", "b", "page 1"]


def test_a_document_stays_open_for_some_pages_only(pdf):
    documents = [worker.call_on_page(lambda page: page.parent, pdf, 1).value for _ in range(2 * worker.REOPEN_AFTER)]
    assert 2 <= len({id(document) for document in documents}) <= 3


def test_the_memory_of_a_process_that_is_gone_is_none():
    assert worker.rss_mb(os.getpid()) > 10
    assert worker.rss_mb(2**22 + 1) == 0


def burn_in_a_program():
    subprocess.run([sys.executable, "-c", "import time\nwhile time.process_time() < .3: pass"], check=True)


def test_what_a_program_costs_that_an_engine_runs_is_counted():
    assert worker.call(burn_in_a_program).cpu_seconds >= 0.25  # the time of children is told in ticks of a hundredth
