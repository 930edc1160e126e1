import numpy as np
import pymupdf
from PIL import Image

from tasks.crop import encode_png
from tasks.pdf.pictures import find_pictures
from tasks.records.enums import Outcome, RegionKind
from tasks.records.record import Box


def page_with(images: int = 0, step: float = 60) -> pymupdf.Page:
    """Return a page with images of 50 points, ``step`` points apart, 10 in a row."""
    page = pymupdf.open().new_page(width=700, height=800)
    pixels = np.random.default_rng(1).integers(0, 255, (4, 4, 3), dtype=np.uint8)
    png = encode_png(Image.fromarray(pixels))
    xref = 0
    for at in range(images):
        x, y = 10 + at % 10 * step, 10 + at // 10 * step
        xref = page.insert_image(pymupdf.Rect(x, y, x + 50, y + 50), stream=png, xref=xref)
    return page


def scattered(count: int) -> pymupdf.Page:
    """Return a page that places one small image ``count`` times, in touching columns far from each other."""
    page = page_with(1)
    name = page.get_images()[0][7]
    places = [(50 + at % 4 * 150, at // 4) for at in range(count)]
    content = "\n".join(f"q 3 0 0 1 {x} {y} cm /{name} Do Q" for x, y in places)
    page.parent.update_stream(page.get_contents()[0], content.encode())
    page.set_contents(page.get_contents()[0])
    return page


def test_an_empty_page_has_no_pictures() -> None:
    assert find_pictures(page_with(), "d", 1) == []


def test_each_image_is_a_kept_figure_region_where_it_lies() -> None:
    (found,) = find_pictures(page_with(1), "d", 3)
    assert (found.kind, found.source, found.outcome, found.page) == (RegionKind.FIGURE, "raster", Outcome.KEPT, 3)
    assert found.box == Box(10, 10, 60, 60)


def test_drawings_come_after_images_and_say_what_they_are() -> None:
    page = page_with(1)
    page.draw_circle((300, 300), 40)
    page.draw_rect(pymupdf.Rect(400, 400, 500, 500))
    assert [(region.source, region.rule) for region in find_pictures(page, "d", 1)] == [
        ("raster", "image"),
        ("drawing", "frame"),
        ("drawing", "frame"),
    ]


def test_images_at_the_same_place_have_ids_of_their_own() -> None:
    one, other = find_pictures(page_with(2, step=0), "d", 1)
    assert one.box == other.box
    assert one.region_id != other.region_id


def test_ids_name_document_page_and_place() -> None:
    page = page_with(1)
    ids = {find_pictures(page, doc, number)[0].region_id for doc, number in (("d", 1), ("d", 2), ("e", 1))}
    assert len(ids) == 3
    assert find_pictures(page, "d", 1) == find_pictures(page, "d", 1)


def test_an_image_beside_the_page_keeps_its_place() -> None:
    page = page_with()
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 4, 4))
    page.insert_image(pymupdf.Rect(800, 10, 900, 110), pixmap=pixmap)
    (found,) = find_pictures(page, "d", 1)
    assert found.x0 > page.rect.width


def test_every_box_has_extent() -> None:
    page = page_with()
    page.draw_line((100, 100), (300, 100))
    page.draw_line((400, 100), (400, 500))
    assert all(region.x0 < region.x1 and region.y0 < region.y1 for region in find_pictures(page, "d", 1))


def test_more_images_than_can_be_told_apart_are_drawn_together() -> None:
    found = find_pictures(scattered(1200), "d", 1)
    assert [region.rule for region in found] == ["tiles"] * 4


def test_an_image_that_a_clip_hides_is_hidden() -> None:
    page = page_with(1)
    name = page.get_images()[0][7]
    page.parent.update_stream(page.get_contents()[0], f"q 0 0 9 9 re W n 50 0 0 50 90 90 cm /{name} Do Q".encode())
    page.set_contents(page.get_contents()[0])
    (found,) = find_pictures(page, "d", 1)
    assert (found.rule, found.box.width) == ("hidden", 50)


def test_a_rule_that_parts_sections_is_no_part_of_the_drawing_above_it() -> None:
    page = page_with()
    page.draw_rect(pymupdf.Rect(350, 100, 600, 300))
    page.draw_circle((450, 200), 40)
    page.draw_line((60, 304), (600, 304))
    shapes = [region.box for region in find_pictures(page, "d", 1) if region.rule != "rule"]
    assert all(box.x0 >= 349 for box in shapes)


def test_a_strip_along_the_edge_of_the_page_is_a_drawing_by_itself() -> None:
    page = page_with()
    page.draw_rect(pymupdf.Rect(0, 0, 60, 800), color=None, fill=(0.2, 0.4, 0.6))
    page.draw_rect(pymupdf.Rect(62, 100, 300, 130), color=None, fill=(0.6, 0.2, 0.2))
    assert sorted(region.box for region in find_pictures(page, "d", 1)) == [
        Box(0, 0, 60, 800),
        Box(62, 100, 300, 130),
    ]


def soft(page: pymupdf.Page, *box: float) -> None:
    """Paint an image with a soft mask."""
    grey = np.full((8, 8, 4), 128, dtype=np.uint8)
    page.insert_image(pymupdf.Rect(*box), stream=encode_png(Image.fromarray(grey)), keep_proportion=False)


def test_the_soft_shadow_of_a_box_is_hidden() -> None:
    page = page_with()
    soft(page, 96, 96, 304, 204)
    page.draw_rect(pymupdf.Rect(100, 100, 300, 200), color=None, fill=(0.8, 0.9, 1))
    assert [region.rule for region in find_pictures(page, "d", 1)] == ["hidden", "frame"]


def test_a_photo_with_a_frame_drawn_in_it_is_no_shadow() -> None:
    page = page_with(1)
    page.draw_rect(pymupdf.Rect(12, 12, 58, 58))
    assert [region.rule for region in find_pictures(page, "d", 1)] == ["image", "frame"]
