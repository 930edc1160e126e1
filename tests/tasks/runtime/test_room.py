"""How much worker processes may take, with engines that hold much, little, and nothing that they tell of."""

import os
from types import SimpleNamespace

import pytest

from tasks import engines
from tasks.records.enums import EngineKind
from tasks.runtime import room
from tasks.runtime.room import with_room
from tasks.runtime.settings import Settings

READER, MATCHER = (EngineKind.OCR, "large-reader"), (EngineKind.CLIP, "large-matcher")
HALF = (EngineKind.LAYOUT, "large-reader")
SMALL = (EngineKind.OCR, "small")
ENGINES = {
    "large-reader": SimpleNamespace(name="large-reader", memory_mb=3000, page_seconds=300),
    "large-matcher": SimpleNamespace(name="large-matcher", memory_mb=5000),
    "small": SimpleNamespace(name="small"),
    "quick": SimpleNamespace(name="quick", page_seconds=1),
}


@pytest.fixture(autouse=True)
def _machine(monkeypatch):
    """Put engines in the place of those that are installed, on a machine of 32 GiB on which nothing was said."""
    for name in [name for name in os.environ if name.startswith("ETOKI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(engines, "load", lambda _, name: ENGINES[name])
    monkeypatch.setattr(room, "machine_mb", lambda: 32768)


def test_engines_that_say_nothing_change_nothing():
    settings = Settings()
    assert with_room(settings, [SMALL, (EngineKind.CLIP, "none")]) == settings


def test_one_worker_holds_the_models_of_all_engines_each_once():
    settings = Settings()
    found = with_room(settings, [READER, HALF, MATCHER, SMALL])
    assert found.worker_mb == settings.worker_mb + 3000 + 5000
    assert found.page_seconds == 300


def test_a_page_gets_no_less_time_than_the_settings_give():
    assert with_room(Settings(), [(EngineKind.OCR, "quick")]).page_seconds == Settings().page_seconds


def test_what_is_said_stays(monkeypatch):
    monkeypatch.setenv("ETOKI_WORKER_MB", "3000")
    monkeypatch.setenv("ETOKI_JOBS", "200")
    found = with_room(Settings(page_seconds=5), [READER, MATCHER])
    assert (found.worker_mb, found.jobs, found.page_seconds) == (3000, 200, 5)


@pytest.mark.parametrize(("machine_mb", "jobs"), [(32768, 3), (4096, 1)])
def test_no_more_workers_than_fit_into_memory(monkeypatch, machine_mb, jobs):
    monkeypatch.setattr(room, "machine_mb", lambda: machine_mb)
    many_cores = Settings.model_construct(_fields_set=set(), jobs=200)
    assert with_room(many_cores, [READER, MATCHER]).jobs == jobs
    assert with_room(many_cores, [SMALL]).jobs == 200
