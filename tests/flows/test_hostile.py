"""PDFs that mean harm: each ends with a plain reason, in bounded time, and the document beside them is untouched."""

import psutil
import pytest

import hostile
from tasks.report import write
from tasks.report.answers import ask
from tasks.runtime import worker

pytestmark = pytest.mark.prefect

LIMITS = {"ETOKI_PAGE_SECONDS": "10", "ETOKI_WORKER_MB": "701"}
READ = ("done", None)
UNREAD = ("rejected", "needs-ocr")
BLANK = ("rejected", "blank")
HUNG = ("failed", "hangs")
SWELLED = ("failed", "too-big")
ENDS = {
    "forms-doubling": (hostile.forms_doubling, HUNG),
    "masks-in-masks": (hostile.nested_masks, HUNG),
    "thousands-of-rectangles": (lambda: hostile.tiny_rectangles(5000), UNREAD),
    "thousands-of-lines": (lambda: hostile.tiny_lines(5000), UNREAD),
    "thousands-of-images": (lambda: hostile.tiny_images(2000), UNREAD),
    "codes-without-end": (lambda: hostile.unicode_flood(100_000), UNREAD),
    "form-in-itself": (hostile.form_in_itself, BLANK),
    "image-of-gigabytes": (hostile.huge_image, UNREAD),
    "jpx-of-gigabytes": (hostile.huge_jpx, BLANK),
    "pattern-in-pattern": (hostile.tiling_bomb, UNREAD),
    "many-pages": (lambda: hostile.many_pages(40), UNREAD),
    "pages-that-are-not-there": (lambda: hostile.many_pages(3, 10**9), ("rejected", "broken")),
    "no-size": (lambda: hostile.sheet(b"0 0 0 0"), READ),
    "no-number": (lambda: hostile.sheet(b"nan nan nan nan"), READ),
    "a-kilometre": (lambda: hostile.sheet(b"0 0 1000000 1000000"), READ),
    "arrays-in-arrays": (lambda: hostile.deep(b"[", b"]"), BLANK),
    "page-tree-in-itself": (hostile.page_tree_loop, ("rejected", "broken")),
    "objects-in-themselves": (hostile.objects_in_themselves, ("rejected", "no-pages")),
    "list-in-itself": (hostile.xref_loop, BLANK),
    "links": (lambda: hostile.annotations(5000), UNREAD),
    "attachments": (hostile.attachments, UNREAD),
    "letter-in-itself": (hostile.type3_in_itself, READ),
    "codes-in-themselves": (hostile.cmap_loop, UNREAD),
    "font-cut-short": (lambda: hostile.font_of(b"\x01\0\4\2\0\1", b"FontFile3"), READ),
    "letters-without-end": (hostile.glyph_flood, HUNG, SWELLED),
    "archive": (lambda: hostile.archive_too(b"inside"), READ),
    "surrogate": (hostile.lone_surrogate, BLANK),
}
"""What is run together, and how each document ends; some end by whichever limit a machine reaches first."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, small):
    made = tmp_path_factory.mktemp("hostile") / "in"
    made.mkdir()
    for name, (make, *_) in ENDS.items():
        (made / f"{name}.pdf").write_bytes(make())
    for at, name in enumerate(hostile.NAMES):
        (made / name).write_bytes(hostile.titled(f"{at}の題"))
    for name, title in hostile.TITLES.items():
        (made / f"title-{name}.pdf").write_bytes(hostile.titled(title))
    (made / "harmless.pdf").write_bytes(small.read_bytes())
    return made


@pytest.fixture(scope="module")
def ran(etoki, folder):
    """Run on the folder; return what was said, and the workspace."""
    workspace = folder.parent / "data"
    said = etoki.run("run", folder, "-w", workspace, "--jobs", "2", "--ocr", "none", "--layout", "none", **LIMITS)
    return said, workspace


@pytest.fixture(scope="module")
def documents(etoki, ran):
    rows = etoki.ask(ran[1], "select name, status, reason, title from documents")
    return {row["name"]: row for row in rows}


def test_the_run_says_that_documents_failed_and_nothing_worse(ran):
    said, _ = ran
    assert said.returncode == 1, said.stderr
    assert "Traceback" not in said.stdout + said.stderr
    assert said.stdout.splitlines()[-1].startswith("digest ")


@pytest.mark.parametrize("name", ENDS)
def test_a_document_that_means_harm_ends_with_a_plain_reason(documents, name):
    found = documents[f"{name}.pdf"]
    assert (found["status"], found["reason"]) in ENDS[name][1:]


@pytest.mark.parametrize("name", [*hostile.NAMES, *(f"title-{name}.pdf" for name in hostile.TITLES)], ids=repr)
def test_no_name_or_title_keeps_a_document_from_being_read(documents, name):
    assert (documents[name]["status"], documents[name]["reason"]) == READ


def test_the_document_beside_them_is_what_it_is_alone(etoki, ran, done_small):
    question = "select figure_id, role, text, p_match from pairs where name = '{}' order by all"
    beside = etoki.ask(ran[1], question.format("harmless.pdf"))
    assert beside
    assert beside == etoki.ask(done_small[0], question.format("vertical-caption.pdf"))


def test_titles_are_kept_as_one_short_line(documents):
    titles = [documents[f"title-{name}.pdf"]["title"] for name in hostile.TITLES]
    assert all(0 < len(title) <= 500 and len(title.splitlines()) == 1 for title in titles)


@pytest.mark.usefixtures("ran")
def test_nothing_is_written_beside_the_workspace(folder, etoki):
    assert sorted(path.name for path in folder.parent.iterdir()) == ["data", "in"]
    assert len(list(folder.iterdir())) == len(ENDS) + len(hostile.NAMES) + len(hostile.TITLES) + 1
    assert list(etoki.folder.iterdir()) == []


@pytest.mark.usefixtures("ran")
def test_no_worker_is_left():
    workers = [process for process in psutil.process_iter(["name", "environ"]) if process.name() == worker.NAME]
    assert not [one for one in workers if (one.info["environ"] or {}).get("ETOKI_WORKER_MB") == "701"]


def test_reports_of_them_hold_no_markup_of_theirs(ran, monkeypatch):
    marked = {*hostile.NAMES, *(f"title-{name}.pdf" for name in hostile.TITLES), "harmless.pdf"}  # a second for each

    def ask_of_marked(root, question, **more):
        rows = ask(root, question, **more)
        return [row for row in rows if row["name"] in marked] if question == "report_documents" else rows

    monkeypatch.setattr(write, "ask", ask_of_marked)
    write.write_report(ran[1], lambda _doc_id, pages: iter([None] * len(pages)))  # drawing is what takes its time
    pages = [path.read_text(encoding="utf-8") for path in (ran[1] / "reports").rglob("*.html")]
    assert len(pages) > len(marked)
    assert not [page for page in pages if "<script>alert" in page or "<img src=x" in page]
