import numpy as np
from PIL import Image, ImageDraw

from tasks.pixels.ink import ink_figures
from tasks.pixels.margins import evened
from tasks.records.record import Box

SCAN = Box(60, 60, 440, 640)


def dim_scan():
    image = np.full((972, 694, 3), 255, np.uint8)  # 500 × 700 points at 100 dpi
    image[83:889, 83:611] = 190
    drawn = Image.fromarray(image)
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((200, 300, 350, 400), outline=(20, 20, 20), width=3)
    pen.line((200, 300, 350, 400), fill=(20, 20, 20), width=3)
    return np.asarray(drawn)


def test_the_paper_around_a_scan_is_as_dim_as_its_edge():
    image = evened(dim_scan(), 100, [SCAN])
    assert (image[:80] == 190).all()
    assert (image[83:889, 83:611] == dim_scan()[83:889, 83:611]).all()


def test_two_scans_on_a_sheet_have_each_its_own_margin():
    image = np.full((400, 800, 3), 255, np.uint8)
    image[50:350, 50:350], image[50:350, 450:750] = 200, 150
    even = evened(image, 72, [Box(50, 50, 350, 350), Box(450, 50, 750, 350)])
    assert (even[:, :390] == 200).all()
    assert (even[:, 410:] == 150).all()


def test_a_page_without_margins_stays_as_it_is():
    image = dim_scan()
    assert evened(image, 100, []) is image
    assert evened(image, 100, [Box(0, 0, 500, 700)]) is image


def test_the_edge_of_a_dim_scan_is_no_ink():
    (box,) = ink_figures(evened(dim_scan(), 100, [SCAN]), 100, [])
    assert box.iou(Box(144, 216, 252, 288)) > 0.9
