import os

import pytest

from tasks.records.enums import Reason, SourceOutcome
from tasks.sources.listing import MOST_BYTES, inspect_source, paths_of, source_id, uri_of


def touch(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF")


def names(folder, *sources):
    return [path.relative_to(folder).as_posix() for path in paths_of(str(folder / source) for source in sources)]


def test_a_folder_stands_for_the_pdfs_below_it_in_order(tmp_path):
    touch(tmp_path, "b/2.pdf", "b/1.PDF", "a.pdf", "c.txt", "b/d/3.Pdf")
    assert names(tmp_path, ".") == ["a.pdf", "b/1.PDF", "b/2.pdf", "b/d/3.Pdf"]


def test_a_file_is_taken_whatever_its_name(tmp_path):
    touch(tmp_path, "report", "page.html")
    assert names(tmp_path, "report", "page.html") == ["report", "page.html"]


def test_a_path_that_does_not_exist_is_kept(tmp_path):
    assert names(tmp_path, "gone.pdf", "gone.txt") == ["gone.pdf", "gone.txt"]


def test_a_path_is_named_once(tmp_path):
    touch(tmp_path, "a.pdf")
    assert names(tmp_path, "a.pdf", ".", "a.pdf") == ["a.pdf"]


@pytest.mark.parametrize("name", ["list.txt", "list.LST", "list.list"])
def test_a_list_holds_a_path_a_line(tmp_path, name):
    touch(tmp_path, "in/a.pdf", "in/deep/b.pdf")
    listing = f"\ufeff# what to read\n\n  in/a.pdf  \r\n{tmp_path}/in/deep\ngone.pdf\n"
    (tmp_path / name).write_text(listing, encoding="utf-8", newline="")
    assert names(tmp_path, name) == ["in/a.pdf", "in/deep/b.pdf", "gone.pdf"]


def test_a_list_counts_from_its_own_folder(tmp_path, monkeypatch):
    touch(tmp_path, "lists/a.pdf", "a.pdf")
    (tmp_path / "lists" / "all.txt").write_text("a.pdf\n")
    monkeypatch.chdir(tmp_path)
    assert paths_of(["lists/all.txt"]) == [tmp_path / "lists" / "a.pdf"]


def test_a_list_may_name_what_is_no_text(tmp_path):
    name = b"\xff.pdf"
    (tmp_path / "all.txt").write_bytes(name + b"\n")
    assert [os.fsencode(path.name) for path in paths_of([str(tmp_path / "all.txt")])] == [name]


def test_links_to_folders_are_not_followed(tmp_path):
    touch(tmp_path, "real/a.pdf")
    (tmp_path / "real" / "loop").symlink_to(tmp_path / "real", target_is_directory=True)
    assert names(tmp_path, "real") == ["real/a.pdf"]


def test_describes_a_file(tmp_path):
    touch(tmp_path, "a.pdf")
    source = inspect_source(tmp_path / "a.pdf", "CC0")
    assert (source.uri, source.name, source.bytes) == (str(tmp_path / "a.pdf"), "a.pdf", 4)
    assert (source.inode, source.mtime.timestamp()) == (
        (tmp_path / "a.pdf").stat().st_ino,
        pytest.approx((tmp_path / "a.pdf").stat().st_mtime, abs=1e-5),
    )
    assert (source.licence, source.licence_source) == ("CC0", "request")
    assert (source.outcome, source.reason, source.doc_id) == (SourceOutcome.REGISTERED, None, None)


def test_a_licence_that_nobody_stated_has_no_source(tmp_path):
    assert inspect_source(tmp_path / "a.pdf", None).licence_source is None


def test_what_is_not_there_is_rejected(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "dangling.pdf").symlink_to(tmp_path / "gone.pdf")
    for name in ("gone.pdf", "file/in.pdf", "dangling.pdf"):
        source = inspect_source(tmp_path / name, None)
        assert (source.outcome, source.reason) == (SourceOutcome.REJECTED, Reason.NOT_FOUND)


def test_what_cannot_be_looked_at_failed(tmp_path):
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    source = inspect_source(tmp_path / "loop.pdf", None)
    assert (source.outcome, source.reason) == (SourceOutcome.FAILED, Reason.UNREADABLE)


def test_what_is_no_file_is_rejected(tmp_path):
    os.mkfifo(tmp_path / "pipe.pdf")
    for path in (tmp_path, tmp_path / "pipe.pdf"):
        source = inspect_source(path, None)
        assert (source.outcome, source.reason) == (SourceOutcome.REJECTED, Reason.NOT_A_FILE)


def test_an_address_is_absolute_and_always_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    from pathlib import Path

    assert uri_of(Path("白書.pdf")) == f"{tmp_path}/白書.pdf"
    assert uri_of(Path(os.fsdecode(b"\xff.pdf"))) == f"{tmp_path}/\\xff.pdf"


def test_a_source_is_known_by_its_place_its_licence_and_what_it_brought(tmp_path):
    source = inspect_source(tmp_path / "a.pdf", None)
    other = inspect_source(tmp_path / "b.pdf", None)
    licensed = inspect_source(tmp_path / "a.pdf", "CC0")
    made = {source_id(source, None), source_id(source, "d"), source_id(other, None), source_id(licensed, None)}
    assert len(made) == 4
    assert source_id(source, None) == source_id(inspect_source(tmp_path / "a.pdf", None), None)


def test_a_file_that_claims_more_than_can_be_kept_is_turned_away(tmp_path):
    with (tmp_path / "sparse.pdf").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    found = inspect_source(tmp_path / "sparse.pdf", None)
    assert (found.outcome, found.reason, found.bytes) == (SourceOutcome.REJECTED, Reason.TOO_BIG, MOST_BYTES + 1)
