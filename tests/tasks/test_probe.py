import pymupdf
import pytest
from pydantic import ValidationError

from tasks.probe import ProbeSpec, probe_document, probe_page, select_pages
from tasks.records.enums import Outcome, Reason, TextLayerReason, TextSource


def page_with(draw, width=595, height=842):
    document = pymupdf.open()
    draw(document.new_page(width=width, height=height))
    return pymupdf.open("pdf", document.tobytes())[0]


def probed(draw):
    return probe_page(page_with(draw), "doc")


def picture(width=60, height=60):
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, width, height))
    pixmap.set_rect(pixmap.irect, (200, 120, 40))
    return pixmap


def write(page, text="図書館の歴史は古く、人々は知識を集めて保存してきた。", **options):
    page.insert_text((72, 300), text, fontname="japan", fontsize=11, **options)


def test_trusts_japanese_text():
    page = probed(write)
    assert (page.outcome, page.text_source, page.text_layer_reason) == (
        Outcome.KEPT,
        TextSource.LAYER,
        TextLayerReason.SOUND,
    )
    assert page.text_layer_score == 1.0
    assert page.chars == 26


@pytest.mark.parametrize(
    "text", ["Introduction to the library", "3.14 2.71 1.41", "int main(void) { return a[i] != b; }", "E = mc2 + α·β"]
)
def test_trusts_pages_without_japanese(text):
    assert probed(lambda page: write(page, text)).text_source is TextSource.LAYER


def test_calls_a_page_with_nothing_on_it_blank():
    page = probed(lambda _: None)
    assert (page.outcome, page.reason, page.text_layer_reason) == (
        Outcome.REJECTED,
        Reason.BLANK,
        TextLayerReason.NO_TEXT,
    )


def test_calls_a_page_with_only_a_background_blank():
    assert probed(lambda page: page.draw_rect(page.rect, fill=(1, 1, 0.9))).reason is Reason.BLANK


def test_leaves_a_picture_without_text_to_ocr():
    page = probed(lambda page: page.insert_image(page.rect, pixmap=picture()))
    assert (page.outcome, page.text_source) == (Outcome.KEPT, TextSource.NONE)


def test_leaves_a_drawing_without_text_to_ocr():
    assert probed(lambda page: page.draw_circle((200, 200), 50)).text_source is TextSource.NONE


def test_trusts_invisible_text_behind_a_scan():
    def scan(page):
        page.insert_image(page.rect, pixmap=picture())
        write(page, render_mode=3)

    assert probed(scan).text_source is TextSource.LAYER


def test_distrusts_invisible_text_that_lies_over_nothing():
    page = probed(lambda page: write(page, render_mode=3))
    assert (page.text_source, page.text_layer_reason) == (TextSource.NONE, TextLayerReason.NOT_OVER_INK)


def test_leaves_a_scan_with_a_stamped_page_number_to_ocr():
    def stamped(page):
        page.insert_image(page.rect, pixmap=picture(), keep_proportion=False)
        page.insert_text((290, 830), "12", fontsize=9)

    assert probed(stamped).text_source is TextSource.NONE


def test_trusts_a_slide_with_a_picture_behind_its_words():
    def slide(page):
        page.insert_image(page.rect, pixmap=picture())
        write(page, "数値計算とは")

    assert probed(slide).text_source is TextSource.LAYER


def test_gives_the_size_as_displayed():
    document = pymupdf.open()
    page = document.new_page(width=300, height=400)
    write(page)
    page.set_rotation(90)
    found = probe_page(page, "doc")
    assert (found.width, found.height, found.rotation) == (400.0, 300.0, 90)


def test_gives_the_size_of_the_crop_box():
    page = page_with(write)
    page.set_cropbox(pymupdf.Rect(50, 100, 350, 500))
    assert (probe_page(page, "doc").width, probe_page(page, "doc").height) == (300.0, 400.0)


def test_counts_pages_from_one():
    assert probed(write).page == 1


def test_says_what_the_pdf_says_of_itself():
    document = pymupdf.open()
    document.new_page()
    document.set_metadata({"title": "  図書館\nの歴史 ", "producer": ""})
    facts = probe_document(document)
    assert (facts.pages, facts.title, facts.producer) == (1, "図書館 の歴史", None)


@pytest.mark.parametrize(
    ("spec", "pages"),
    [
        (ProbeSpec(), [1, 2, 3, 4, 5]),
        (ProbeSpec(pages="2-3,5"), [2, 3, 5]),
        (ProbeSpec(pages="4-"), [4, 5]),
        (ProbeSpec(pages="5,1"), [1, 5]),
        (ProbeSpec(pages="2 - 4", max_pages=2), [2, 3]),
        (ProbeSpec(pages="9"), []),
        (ProbeSpec(max_pages=9), [1, 2, 3, 4, 5]),
        (ProbeSpec(first_page_only=True, pages="3"), [1]),
        (ProbeSpec(pages=" "), [1, 2, 3, 4, 5]),
    ],
    ids=str,
)
def test_selects_the_wanted_pages(spec, pages):
    assert select_pages(5, spec) == pages


@pytest.mark.parametrize("pages", ["0", "-3", "a", "3-1", "1,,2", "1-2-3", "1.5"])
def test_refuses_what_is_no_list_of_pages(pages):
    with pytest.raises(ValidationError):
        ProbeSpec(pages=pages)


def test_refuses_to_read_fewer_than_one_page():
    with pytest.raises(ValidationError):
        ProbeSpec(max_pages=0)
