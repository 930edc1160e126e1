import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from tasks.engines import allowance
from tasks.engines.allowance import Allowance, granted
from tasks.runtime.settings import Settings, put_in_environment


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("ETOKI_"):
            monkeypatch.delenv(name)
    for name in ("WORKSPACE", "JOBS", "WEIGHTS", "DEVICE"):  # so that what is put there is taken back
        monkeypatch.setenv(f"ETOKI_{name}", "0")
        monkeypatch.delenv(f"ETOKI_{name}")


def test_defaults_need_nothing():
    settings = Settings()
    assert settings.workspace == Path("etoki-data")
    assert settings.jobs == os.cpu_count()
    assert settings.threads == 1


def test_reads_the_environment(monkeypatch):
    monkeypatch.setenv("ETOKI_JOBS", "7")
    monkeypatch.setenv("ETOKI_PAGE_SECONDS", "1.5")
    assert (Settings().jobs, Settings().page_seconds) == (7, 1.5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JOBS", "0"),
        ("PAGE_SECONDS", "0"),
        ("WORKER_MB", "1"),
        ("JOBS", "many"),
        ("DEVICE", "gpu"),
        ("DEVICE", "cuda:"),
    ],
)
def test_refuses_what_makes_no_sense(monkeypatch, name, value):
    monkeypatch.setenv(f"ETOKI_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_a_choice_holds_for_this_process_and_those_it_starts():
    assert put_in_environment(workspace=Path("/data"), jobs=3) == Settings()
    assert (os.environ["ETOKI_WORKSPACE"], os.environ["ETOKI_JOBS"]) == ("/data", "3")


def test_what_was_not_chosen_stays_as_it_is(monkeypatch):
    monkeypatch.setenv("ETOKI_JOBS", "5")
    assert put_in_environment(workspace=None, jobs=None).jobs == 5
    assert "ETOKI_WORKSPACE" not in os.environ


def test_the_engines_of_this_process_keep_to_what_was_chosen(monkeypatch):
    monkeypatch.setattr(allowance, "_granted", Allowance())
    put_in_environment(weights=f"/models{os.pathsep}mine{os.pathsep}~/ours{os.pathsep}", device="cuda:1")
    assert granted() == Allowance(
        threads=1, device="cuda:1", weights=(Path("/models"), Path.cwd() / "mine", Path.home() / "ours")
    )


def test_nothing_of_it_is_looked_for_in_the_current_folder_unless_asked():
    assert Settings().allowance == Allowance()


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        Settings().jobs = 2
