import numpy as np
import pymupdf
import pytest

from tasks.metrics.contest import Desk, Entrant, Reading, enter, standings, tried
from tasks.metrics.ocr import LineScore
from tasks.metrics.reading import ReadPage, Trial
from tasks.metrics.scans import write_scans
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.runtime import lane, pool
from tasks.runtime.settings import Settings

TEXT = "和紙をすく手順"
STUMBLING = """\
class Engine:
    name, version, weights_sha256 = "stumbling", "1", None

    def read(self, image, dpi):
        if image[:100].min() > 128:
            raise RuntimeError("no ink\\nabove")
        return [{"x0": 14, "y0": 19, "x1": 120, "y1": 29, "text": "和紙をすく手順", "size": 10, "confidence": 0.9}]
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    yield Settings(workspace=tmp_path_factory.mktemp("contest") / "etoki-data", jobs=1)
    pool.close_all()


def trial(folder, at=0, text=TEXT):
    """Return a picture with a band of ink, whose text is said to be ``text``."""
    image = np.full((200, 300, 3), 255, np.uint8)
    image[40 + at : 60 + at, 30:250] = 0
    line = Line(x0=14, y0=19, x1=120, y1=29, text=text, size=10)
    scan = write_scans([image], folder / f"{at}.pdf")
    truth = ReadPage(text, [line])
    return Trial("book.pdf", at + 1, Direction.HORIZONTAL, worn=False, truth=truth, scan=scan)


def reading(**changed):
    facts = {
        "name": "a.pdf", "page": 1, "direction": Direction.HORIZONTAL, "worn": False, "bare": 0.5, "ordered": 0.12,
        "unordered": 0.1, "lines": LineScore(truth=10, read=10, right=10), "seconds": 2.0, "cpu_seconds": 1.0,
        "bare_seconds": 1.5, "bare_cpu_seconds": 0.5,
    }  # fmt: skip
    return Reading(**facts | changed)


def entrant(*readings, engine="one"):
    return Entrant(engine=engine, version="1", peak_mb=100, readings=readings)


def test_the_excess_is_over_the_bound():
    assert reading(ordered=0.125).excess == pytest.approx(0)
    assert reading(ordered=0.225).excess == pytest.approx(0.1)
    assert reading(ordered=0.1).excess < 0


def test_kinds_of_pages_are_told_apart_and_engines_stand_side_by_side():
    vertical, worn = reading(direction=Direction.VERTICAL), reading(worn=True)
    found = standings([entrant(vertical, worn, reading(), vertical), entrant(reading(), vertical, engine="other")])
    assert [(each.group, each.engine, each.pages) for each in found] == [
        ("horizontal, clean", "one", 1),
        ("horizontal, clean", "other", 1),
        ("horizontal, worn", "one", 1),
        ("vertical, clean", "one", 2),
        ("vertical, clean", "other", 1),
    ]


def test_rates_are_means_and_lines_are_pooled():
    missed = LineScore(truth=30, read=0, right=0)
    other = reading(ordered=0.32, unordered=0.2, bare=0.7, lines=missed, seconds=4.0, cpu_seconds=2.0, failed="hangs")
    (found,) = standings([entrant(reading(), other)])
    assert (found.cer, found.bare_cer, found.unordered) == pytest.approx((0.22, 0.6, 0.15))
    assert found.bound == pytest.approx(0.185)
    assert (found.within, found.failed, found.cleval) == (1, 1, pytest.approx(0.4))
    assert (found.seconds, found.cpu_seconds, found.bare_seconds, found.bare_cpu_seconds) == (3, 1.5, 1.5, 0.5)


def test_a_picture_that_stops_the_engine_counts_as_unread_and_says_so(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(lane, "WATCH_SECONDS", 0.001)
    desk = Desk("fake", settings, 0)
    desk.reader = desk.reader.model_copy(update={"page_seconds": 0.0001})
    tried = desk.read(trial(tmp_path, 9))
    desk.close()
    assert tried.read == ReadPage("", [])
    assert "hangs: 1 of 1 pages failed in read" in tried.failed


def test_what_an_engine_stumbles_over_is_told_and_the_other_pictures_are_measured(settings, tmp_path, monkeypatch):
    """It stumbles over the blank page that its worker begins with too."""
    facts = tmp_path / "stumbling-1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: stumbling\nVersion: 1\n")
    (facts / "entry_points.txt").write_text("[etoki.ocr]\nstumbling = etoki_stumbling:Engine\n")
    (tmp_path / "etoki_stumbling.py").write_text(STUMBLING, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    found = enter("stumbling", [trial(tmp_path), trial(tmp_path, 100)], settings, tmp_path)
    read, unread = found.readings
    assert (read.failed, read.bare, read.ordered) == (None, 0, 0)
    assert unread.failed.endswith(": no ink above")
    assert (unread.bare, unread.ordered) == (1, 1)
    assert not found.divides


def test_what_came_between_is_told_on_one_line():
    def stumble():
        raise ValueError("two\nlines")

    assert tried(stumble) == (None, "ValueError: two lines")
    assert tried(lambda: 3) == (3, None)


def test_no_two_desks_share_a_worker(settings):
    first, second = (Desk("fake", settings, number) for number in range(2))
    assert pool.of(first.reader) is not pool.of(second.reader)
    assert pool.of(first.reader) is not pool.of(settings)
    for desk in (first, second):
        desk.close()
    assert not {first.reader, second.reader} & set(pool._pools)


def test_a_worker_that_reads_does_nothing_else(settings, tmp_path):
    """What probe and segment load is no memory of the engine's."""
    desk = Desk("fake", settings, 0)
    desk.read(trial(tmp_path, 10))
    loaded = pool.of(desk.reader).once(eval, "sorted(__import__('sys').modules)").value
    desk.close()
    assert "tasks.read" in loaded
    assert "tasks.segment" not in loaded


def test_the_pdf_of_a_trial_has_no_text(tmp_path):
    with pymupdf.open(trial(tmp_path).scan) as document:
        assert document[0].get_text() == ""
