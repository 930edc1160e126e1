import os

import numpy as np
import pytest

from tasks.metrics import ocr_speed
from tasks.metrics.ocr_speed import Race, bare_workers, race
from tasks.runtime import pool
from tasks.runtime.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    yield Settings(workspace=tmp_path_factory.mktemp("race") / "etoki-data", jobs=1)
    pool.close_all()


@pytest.fixture
def images():
    """Return two pages of bands of ink."""
    made = np.full((2, 300, 200, 3), 255, np.uint8)
    made[0, 40:60, 30:150] = 0
    made[1, 90:120, 30:170] = 0
    return list(made)


def test_rates_are_compared_by_wall_and_by_cpu():
    done = Race(pages=10, etoki_wall=10, etoki_cpu=20, segment_wall=1, segment_cpu=2, bare_wall=9, bare_cpu=19)
    assert done.ratio == pytest.approx(0.9)
    assert done.cpu_ratio == pytest.approx(0.95)


def test_both_read_every_round(settings, images, tmp_path, monkeypatch):
    monkeypatch.setattr(ocr_speed, "ROUNDS", 2)
    done = race(images, "fake", settings, tmp_path)
    assert done.pages == 2
    assert min(done.etoki_wall, done.bare_wall, done.etoki_cpu) > 0
    assert len(list(tmp_path.glob("*.pdf"))) == 3


def test_every_round_of_etokis_asks_the_engine(settings, images, tmp_path, monkeypatch):
    monkeypatch.setattr(ocr_speed, "ROUNDS", 2)
    race(images[:1], "fake", settings, tmp_path)
    documents = {path.read_bytes() for path in tmp_path.glob("*.pdf")}
    assert len(documents) == 3


def test_bare_workers_read_in_processes_of_their_own(settings, images, tmp_path):
    np.save(tmp_path / "page.npy", images[0])
    with bare_workers("fake", settings) as read:
        read([tmp_path / "page.npy"] * 3)
        with pytest.raises(FileNotFoundError):
            read([tmp_path / "gone.npy"])
    assert ocr_speed._read is None, f"process {os.getpid()} has an engine too"


def test_a_process_without_engine_says_so(tmp_path):
    with pytest.raises(RuntimeError, match="no engine"):
        ocr_speed._read_array(tmp_path / "page.npy")
