import os
import shutil

import pytest

from tasks.records.enums import Reason
from tasks.register import register_source
from tasks.sources.known import KnownSources
from tasks.sources.listing import inspect_source
from tasks.store.catalog import load
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.sql


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "etoki-data")


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    return path


def take_in(path, workspace, licence=None):
    """Register a source and load the catalog; return the source."""
    source = register_source(path, inspect_source(path, licence), workspace, ())
    load(workspace.root)
    return source


def known(path, workspace, licence=None):
    return KnownSources(workspace).of(inspect_source(path, licence))


def test_an_unchanged_file_is_known(workspace, pdf):
    assert known(pdf, workspace) is None
    source = take_in(pdf, workspace)
    assert known(pdf, workspace).doc_id == source.doc_id


def test_a_file_that_was_written_since_is_not_known(workspace, pdf):
    take_in(pdf, workspace)
    os.utime(pdf, (1, 1))
    assert known(pdf, workspace) is None


def test_a_file_at_another_place_is_not_known(workspace, pdf, tmp_path):
    take_in(pdf, workspace)
    assert known(pdf.rename(tmp_path / "b.pdf"), workspace) is None


def test_another_licence_is_news(workspace, pdf):
    take_in(pdf, workspace)
    assert known(pdf, workspace, "CC0") is None


def test_the_same_absence_is_known(workspace, tmp_path):
    take_in(tmp_path / "gone.pdf", workspace)
    found = known(tmp_path / "gone.pdf", workspace)
    assert (found.doc_id, found.reason) == (None, Reason.NOT_FOUND)


def test_a_file_that_has_come_since_is_not_known(workspace, pdf):
    content = pdf.read_bytes()
    pdf.unlink()
    take_in(pdf, workspace)
    pdf.write_bytes(content)
    assert known(pdf, workspace) is None


@pytest.mark.parametrize("lost", ["blobs", "journal"])
def test_a_document_that_is_lost_is_not_known(workspace, pdf, lost):
    take_in(pdf, workspace)
    shutil.rmtree(workspace.root / lost)
    assert known(pdf, workspace) is None
