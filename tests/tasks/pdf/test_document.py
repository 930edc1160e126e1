from pathlib import Path

import pymupdf
import pytest

from tasks.pdf.document import load_page, open_document
from tasks.records.enums import Reason
from tasks.runtime.errors import RejectedError


def pdf_bytes(**options) -> bytes:
    document = pymupdf.open()
    document.new_page()
    return document.tobytes(**options)


def reason_of(path: Path) -> Reason:
    with pytest.raises(RejectedError) as caught:
        open_document(path)
    return caught.value.reason


def test_opens_a_sound_pdf(tmp_path):
    path = tmp_path / "sound.pdf"
    path.write_bytes(pdf_bytes())
    assert open_document(path).page_count == 1


def test_says_that_a_file_without_bytes_is_empty(tmp_path):
    path = tmp_path / "empty.pdf"
    path.touch()
    assert reason_of(path) is Reason.EMPTY


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body>not found</body></html>",
        b"plain text",
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"PK\x03\x04" + bytes(64),
    ],
    ids=["html", "text", "png", "zip"],
)
def test_refuses_what_is_only_named_pdf(tmp_path, content):
    path = tmp_path / "page.pdf"
    path.write_bytes(content)
    assert reason_of(path) is Reason.NOT_A_PDF


def test_finds_a_header_after_some_rubbish(tmp_path):
    path = tmp_path / "mail.pdf"
    path.write_bytes(b"Content-Type: application/pdf\r\n\r\n" + pdf_bytes())
    assert open_document(path).page_count == 1


def test_says_that_a_pdf_with_a_password_is_encrypted(tmp_path):
    path = tmp_path / "secret.pdf"
    path.write_bytes(pdf_bytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="geheim", owner_pw="chef"))
    assert reason_of(path) is Reason.ENCRYPTED


def test_opens_a_pdf_whose_password_is_empty(tmp_path):
    path = tmp_path / "printable.pdf"
    path.write_bytes(pdf_bytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="", owner_pw="chef"))
    assert len(open_document(path)[0].get_text()) == 0


def test_says_that_a_header_without_objects_is_broken_or_pageless(tmp_path):
    path = tmp_path / "cut.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    assert reason_of(path) in {Reason.BROKEN, Reason.NO_PAGES}


def test_says_that_a_page_tree_without_pages_has_no_pages(tmp_path):
    path = tmp_path / "nothing.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    assert reason_of(path) is Reason.NO_PAGES


def test_says_that_a_page_count_below_zero_is_broken(tmp_path):
    path = tmp_path / "negative.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count -3>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    assert reason_of(path) in {Reason.BROKEN, Reason.NO_PAGES}


def test_keeps_the_folder_out_of_the_detail(tmp_path):
    path = tmp_path / "cut.pdf"
    path.write_bytes(b"%PDF-1.7\nendobj endobj")
    with pytest.raises(RejectedError) as caught:
        open_document(path)
    assert str(tmp_path) not in caught.value.detail


def test_repairs_a_pdf_that_lost_its_end(tmp_path):
    path = tmp_path / "short.pdf"
    content = pdf_bytes()
    path.write_bytes(content[: content.rindex(b"xref")])
    assert open_document(path).page_count == 1


def test_says_nothing_on_the_terminal(tmp_path, capfd):
    path = tmp_path / "short.pdf"
    path.write_bytes(pdf_bytes()[:200])
    with pytest.raises(RejectedError):
        open_document(path)
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""


def test_says_that_a_page_which_is_not_there_is_broken(tmp_path):
    path = tmp_path / "one.pdf"
    path.write_bytes(pdf_bytes())
    with pytest.raises(RejectedError) as caught:
        load_page(open_document(path), 7)
    assert caught.value.reason is Reason.BROKEN


def test_counts_pages_from_one(tmp_path):
    path = tmp_path / "one.pdf"
    path.write_bytes(pdf_bytes())
    assert load_page(open_document(path), 1).number == 0
