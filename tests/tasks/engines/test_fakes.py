"""The fakes: what they find depends on the picture."""

import numpy as np

from tasks.engines.clip.fake import FakeClip
from tasks.engines.layout.fake import FakeLayout
from tasks.engines.ocr.fake import FakeOcr
from tasks.records.enums import RegionKind
from tasks.records.record import Box


def blank() -> np.ndarray:
    return np.full((800, 600, 3), 255, np.uint8)


def test_ocr_finds_one_line_a_band_from_top_to_bottom():
    image = blank()
    image[100:120, 50:250] = 0
    image[300:340, 80:120] = 0
    lines = FakeOcr().read(image, 144)
    assert [line.box for line in lines] == [Box(25, 50, 125, 60), Box(40, 150, 60, 170)]
    assert [(len(line.text), line.size) for line in lines] == [(10, 10), (1, 20)]


def test_ocr_reads_other_pixels_as_another_text():
    one, two = blank(), blank()
    one[100:120, 50:450] = 0
    two[100:120, 50:450] = 0
    two[110, 60] = 40
    assert FakeOcr().read(one, 144)[0].text != FakeOcr().read(two, 144)[0].text


def test_ocr_passes_over_hairlines():
    image = blank()
    image[100:103, 50:450] = 0
    assert FakeOcr().read(image, 144) == []


def test_layout_finds_each_big_dark_area():
    image = blank()
    image[144:288, 72:216] = 90
    image[450:700, 324:540] = 60
    regions = FakeLayout().find(image, 144, "doc", 1)
    assert [region.box for region in regions] == [Box(36, 72, 108, 144), Box(162, 225, 270, 351)]
    assert {region.kind for region in regions} == {RegionKind.FIGURE}


def test_layout_passes_over_lines_of_text():
    image = blank()
    for top in range(100, 500, 60):
        image[top : top + 20, 60:540] = 0
    assert FakeLayout().find(image, 144, "doc", 1) == []


def test_layout_gives_another_id_on_another_page():
    image = blank()
    image[144:288, 72:216] = 90
    first, second = (FakeLayout().find(image, 144, "doc", page)[0] for page in (1, 2))
    assert first.region_id != second.region_id


def test_clip_points_everywhere():
    fake = FakeClip()
    cosines = fake.embed_texts([str(number) for number in range(400)]) @ fake.embed_images([blank()])[0]
    assert cosines.min() < -0.7
    assert cosines.max() > 0.7
    assert abs(float(cosines.mean())) < 0.1


def test_clip_vectors_depend_on_the_picture_and_its_shape():
    upright, lying = FakeClip().embed_images([blank(), blank().reshape(600, 800, 3)])
    assert not np.allclose(upright, lying)
