import numpy as np
import pytest

from tasks.pixels.strokes import Piece, is_no_drawing
from tasks.records.record import Box

ROWS, COLUMNS = 842, 595


def piece(ink: np.ndarray, colour: tuple[int, int, int] = (0, 0, 0), text: tuple[slice, slice] | None = None) -> Piece:
    """Return the one piece of ink of a page at 72 dpi, text of long lines where ``text`` says."""
    image = np.where(ink[:, :, None], np.array(colour, np.uint8), np.uint8(255))
    written = np.zeros(ink.shape, np.bool_)
    if text:
        written[text] = True
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    x, y = columns[0], rows[0]
    stat = np.array([x, y, columns[-1] + 1 - x, rows[-1] + 1 - y, ink.sum()], np.int32)
    return Piece(image, ink.astype(np.int32), written, written, stat, 1)


def inked(*areas: tuple[int, int, int, int]) -> np.ndarray:
    """Return a page with ink in these boxes."""
    ink = np.zeros((ROWS, COLUMNS), np.bool_)
    for x0, y0, x1, y1 in areas:
        ink[y0:y1, x0:x1] = True
    return ink


def frame(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    ink = inked((x0, y0, x1, y1))
    ink[y0 + 2 : y1 - 2, x0 + 2 : x1 - 2] = False
    return ink


def test_a_piece_knows_its_place_and_size():
    one = piece(inked((100, 200, 300, 250)))
    assert one.mark(1.0) == (Box(100, 200, 300, 250), False)
    assert one.mark(0.5).box == Box(50, 100, 150, 125)
    assert (one.size, one.pixels, one.filled) == ((200, 50), 10000, 1.0)
    assert not one.touches_edge
    assert piece(inked((0, 200, 300, 250))).touches_edge


@pytest.mark.parametrize(
    "ink",
    [
        inked((60, 100, 540, 103)),
        inked((290, 0, 300, 842)),
        inked((0, 0, 20, 842), (0, 820, 595, 842)),
        frame(40, 40, 555, 800),
        inked((60, 40, 66, 800), (66, 40, 110, 44), (66, 796, 110, 800)),
    ],
    ids=["rule", "fold", "border", "frame of the page", "worn edge"],
)
def test_what_frames_a_page_is_no_drawing(ink):
    assert is_no_drawing(piece(ink), 1.0)


@pytest.mark.parametrize(
    "ink",
    [
        inked((100, 100, 300, 300)),
        inked((0, 300, 400, 600)),
        inked((100, 100, 104, 300), (100, 296, 400, 300)),
        frame(100, 100, 300, 200),
    ],
    ids=["picture", "picture at the edge", "axes", "little frame"],
)
def test_what_may_be_drawn_is_kept(ink):
    assert not is_no_drawing(piece(ink), 1.0)


def test_rules_among_running_text_are_no_drawing():
    ink = inked((100, 100, 104, 400), (100, 396, 400, 400), (240, 100, 243, 400))
    assert not is_no_drawing(piece(ink), 1.0)
    assert is_no_drawing(piece(ink, text=(slice(120, 380), slice(110, 390))), 1.0)


def test_a_frame_says_that_it_is_one():
    assert piece(frame(100, 100, 300, 200)).mark(1.0).frame
    assert not piece(inked((100, 100, 300, 200))).mark(1.0).frame


def test_a_patch_of_one_colour_is_a_band_if_text_is_on_it():
    ink, text = inked((50, 100, 500, 140)), (slice(110, 130), slice(60, 300))
    assert is_no_drawing(piece(ink, text=text), 1.0)
    assert not is_no_drawing(piece(ink), 1.0)
    shaded = piece(ink, text=text)
    shaded.image[100:140, 50:500] = np.linspace(0, 200, 450).astype(np.uint8)[None, :, None]
    assert not is_no_drawing(shaded, 1.0)


def test_red_ink_is_a_seal_up_to_the_size_of_one():
    ink = inked((450, 60, 500, 110))
    assert is_no_drawing(piece(ink, (200, 30, 40)), 1.0)
    assert not is_no_drawing(piece(ink, (30, 30, 200)), 1.0)
    assert not is_no_drawing(piece(inked((300, 60, 450, 210)), (200, 30, 40)), 1.0)
