"""What people find in real folders: each path is a row, each byte string another, and the run goes on."""

import os
import shutil
from pathlib import Path

import pymupdf
import pytest

from tasks.sources.listing import spelled

pytestmark = pytest.mark.prefect

NO_PAGES = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj
trailer << /Root 1 0 R >>
%%EOF
"""
ODD_NAMES = ["a b.pdf", "折\n返し.pdf", "[bold]*?'\".pdf", os.fsdecode(b"\x83\x5c.pdf"), "\x1b[31m.PDF"]


@pytest.fixture(scope="module")
def nasty(small, write_pdf, tmp_path_factory):
    """Lay out a folder of trouble, and a list of paths with more of it."""
    folder = tmp_path_factory.mktemp("nasty")
    whole = small.read_bytes()
    contents = {
        "empty.pdf": b"",
        "text.pdf": "これはPDFではない。".encode(),
        "picture.pdf": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "header.pdf": whole[:200],
        "half.pdf": whole[: len(whole) // 2],
        "noise.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 8,
        "no-pages.pdf": NO_PAGES,
        "twin-1.pdf": whole,
        "twin-2.pdf": whole,
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    for number, name in enumerate(ODD_NAMES):
        write_pdf(folder / name, None, text=f"名前{number}の文書。")
    locks = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "owner_pw": "親"}
    write_pdf(folder / "locked.pdf", None, user_pw="子", **locks)
    write_pdf(folder / "owner-locked.pdf", None, user_pw="", **locks)
    with pymupdf.open() as blank:
        blank.new_page()
        blank.save(folder / "blank.pdf")
    with pymupdf.open() as scan:
        scan.new_page().draw_rect((50, 50, 400, 600), fill=(0.2, 0.4, 0.6))
        scan.save(folder / "scan.pdf")
    (folder / "dangling.pdf").symlink_to("nowhere.pdf")
    (folder / "loop.pdf").symlink_to("loop.pdf")
    (folder / "folder.pdf").mkdir()
    (folder / "below.pdf").mkdir()
    shutil.copy(folder / "a b.pdf", folder / "below.pdf" / "deep.pdf")
    os.mkfifo(folder / "pipe.pdf")
    (folder / "list.txt").write_bytes("\ufeff# 一覧\r\n\r\nno/such.pdf\r\ntwin-1.pdf\n".encode() + b"\x83\x5c.pdf\n")
    return folder


@pytest.fixture(scope="module")
def ran(etoki, nasty):
    """Run on the folder and the list; return what was said, and the workspace."""
    workspace = nasty / "data"
    return etoki.run("run", nasty, nasty / "list.txt", nasty / "dangling.pdf", "-w", workspace), workspace


@pytest.fixture(scope="module")
def documents(etoki, ran):
    rows = etoki.ask(ran[1], "select name, status, reason from documents")
    assert len({row["name"] for row in rows}) == len(rows)
    return {row["name"]: (row["status"], row["reason"]) for row in rows}


@pytest.fixture(scope="module")
def sources(etoki, nasty, ran):
    rows = etoki.ask(ran[1], "select uri, name, doc_id, outcome, reason from sources")
    return {Path(row["uri"]).relative_to(nasty).as_posix(): row for row in rows}


def test_the_run_ends_well_and_quietly(ran):
    run, _ = ran
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    assert run.stderr == ""
    assert "\x1b" not in run.stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty.pdf", "empty"),
        ("text.pdf", "not-a-pdf"),
        ("picture.pdf", "not-a-pdf"),
        ("header.pdf", "broken"),
        ("half.pdf", "broken"),
        ("noise.pdf", "broken"),
        ("no-pages.pdf", "no-pages"),
        ("locked.pdf", "encrypted"),
        ("blank.pdf", "blank"),
    ],
)
def test_a_document_that_cannot_be_used_is_rejected_with_a_plain_reason(documents, name, reason):
    assert documents[name] == ("rejected", reason)


def test_a_page_without_words_is_read_by_ocr(etoki, ran, documents):
    assert documents["scan.pdf"] == ("done", None)
    rows = etoki.ask(ran[1], "select text_source from pages join documents using (doc_id) where name = 'scan.pdf'")
    assert rows == [{"text_source": "ocr"}]


def test_a_scan_that_no_engine_may_read_needs_ocr(etoki, nasty, tmp_path):
    assert etoki.run("run", nasty / "scan.pdf", "-w", tmp_path / "data", "--ocr", "none", "--jobs", 1).returncode == 0
    rows = etoki.ask(tmp_path / "data", "select status, reason from documents")
    assert rows == [{"status": "rejected", "reason": "needs-ocr"}]


def test_an_owners_password_alone_keeps_nobody_out(documents):
    assert documents["owner-locked.pdf"] == ("done", None)


@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: repr(spelled(name)))
def test_any_name_will_do(documents, sources, name):
    assert documents[spelled(name)] == ("done", None)
    assert sources[spelled(name)]["outcome"] == "registered"


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("dangling.pdf", "rejected", "not-found"),
        ("no/such.pdf", "rejected", "not-found"),
        ("pipe.pdf", "rejected", "not-a-file"),
        ("folder.pdf", "rejected", "not-a-file"),
        ("loop.pdf", "failed", "unreadable"),
    ],
)
def test_a_path_without_bytes_is_a_source_without_a_document(sources, documents, name, outcome, reason):
    source = sources[name]
    assert (source["outcome"], source["reason"], source["doc_id"]) == (outcome, reason, None)
    assert Path(name).name not in documents


def test_the_same_bytes_are_one_document_with_two_sources(sources, documents):
    twins = [sources[name] for name in ("twin-1.pdf", "twin-2.pdf")]
    assert sorted(twin["outcome"] for twin in twins) == ["duplicate", "registered"]
    assert twins[0]["doc_id"] == twins[1]["doc_id"]
    assert len({"twin-1.pdf", "twin-2.pdf"} & documents.keys()) == 1


def test_every_path_is_one_source_however_often_it_was_asked_for(sources, nasty):
    names = {spelled(path.relative_to(nasty).as_posix()) for path in nasty.rglob("*") if path.suffix.lower() == ".pdf"}
    data = {name for name in names if name.startswith("data/")}
    assert sources.keys() == names - data - {"below.pdf"} | {"no/such.pdf"}


def test_everything_turned_away_is_a_rejection(etoki, ran):
    rows = etoki.ask(ran[1], "select what, reason, count(*)::int as n from rejections group by all")
    found = {(row["what"], row["reason"]): row["n"] for row in rows}
    expected = {
        ("source", "not-found"): 2,
        ("document", "broken"): 3,
        ("document", "encrypted"): 1,
        ("page", "blank"): 1,
    }
    assert expected.items() <= found.items()


def test_the_same_run_again_extracts_nothing(etoki, nasty, ran):
    run, workspace = ran
    count = "select count(*)::int as n from history.step_runs"
    before = etoki.ask(workspace, count)
    again = etoki.run("run", nasty, nasty / "list.txt", "-w", workspace)
    assert again.returncode == 0
    assert "nothing to extract" in again.stdout
    assert again.stdout.splitlines()[-1] == run.stdout.splitlines()[-1]
    assert etoki.ask(workspace, count) == before


@pytest.mark.parametrize("name", [os.fsdecode(b"\x83\x5c.pdf"), "折\n返し.pdf"], ids=["bytes", "newline"])
def test_a_document_with_an_odd_name_can_be_named_again(etoki, nasty, ran, name):
    for word in (name, nasty / name):
        said = etoki.run("rerun", word, "--from", "nonsense", "-w", ran[1])
        assert said.returncode == 2
        assert "no step" in said.stderr
