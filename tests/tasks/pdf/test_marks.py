import pymupdf
import pytest

from tasks.pdf.marks import Mark, Shape, painted


def blank(content: str) -> pymupdf.Page:
    """Return a 200 × 200 page that paints ``content``; PDF coordinates run upwards."""
    document = pymupdf.open()
    page = document.new_page(width=200, height=200)
    xref = document.get_new_xref()
    document.update_object(xref, "<<>>")
    document.update_stream(xref, content.encode())
    page.set_contents(xref)
    return page


def only(content: str) -> Mark:
    (mark,) = painted(blank(content))
    return Mark(mark.shape, mark.box.rounded(), mark.visible)


def test_a_filled_rectangle_is_seen_where_the_page_shows_it() -> None:
    assert only("0 0 1 rg 10 20 100 50 re f") == Mark(Shape.RECTANGLE, (10, 130, 110, 180))


def test_a_thin_bar_and_a_stroke_are_rules() -> None:
    assert only("10 20 100 1 re f").shape is Shape.RULE
    assert only("10 20 m 110 20 l S").shape is Shape.RULE


def test_a_curve_is_no_rectangle() -> None:
    assert only("10 20 m 50 90 90 90 110 20 c S").shape is Shape.CURVE


def test_the_pen_does_not_blow_up_the_box() -> None:
    assert only("8 w 10 20 m 50 60 l S").box == (10, 140, 50, 180)


@pytest.mark.parametrize("colour", ["1 g", "1 1 1 rg", "0 0 0 0 k", "0.99 0.99 1 rg"])
def test_white_does_not_show(colour: str) -> None:
    assert not only(f"{colour} 10 20 100 50 re f").visible


@pytest.mark.parametrize("colour", ["0 g", "1 1 0 rg", "0 0 0 1 k", "0.9 g"])
def test_other_colours_show(colour: str) -> None:
    assert only(f"{colour} 10 20 100 50 re f").visible


def test_a_clip_cuts_what_is_painted() -> None:
    assert only("q 0 0 60 60 re W n 10 20 100 20 re f Q").box == (10, 160, 60, 180)


def test_what_is_clipped_away_does_not_show() -> None:
    mark = only("q 0 0 5 5 re W n 10 20 100 20 re f Q")
    assert not mark.visible
    assert mark.box == (10, 160, 110, 180)


def test_pieces_of_one_path_are_one_mark() -> None:
    assert only("10 10 20 20 re 50 50 20 20 re f").box == (10, 130, 70, 190)


def test_a_cropped_image_is_as_large_as_what_shows() -> None:
    page = blank("")
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 4, 4))
    page.insert_image(pymupdf.Rect(0, 0, 200, 200), pixmap=pixmap)
    name = page.get_images()[0][7]
    document = page.parent
    document.update_stream(page.get_contents()[0], f"q 50 50 100 100 re W n 200 0 0 200 0 0 cm /{name} Do Q".encode())
    page.set_contents(page.get_contents()[0])
    (mark,) = painted(document.reload_page(page))
    assert (mark.shape, mark.box.rounded()) == (Shape.IMAGE, (50, 50, 150, 150))


def test_a_rotated_page_is_seen_as_displayed() -> None:
    page = blank("0 0 1 rg 10 20 100 50 re f")
    page.set_rotation(90)
    assert painted(page)[0].box.rounded() == (20, 10, 70, 110)
