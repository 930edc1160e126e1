"""Devices that are asked for by name; torch is stood in for where it is not installed."""

from types import SimpleNamespace

import pytest

from tasks.engines import tensors
from tasks.engines.allowance import Allowance, grant, granted
from tasks.engines.readiness import NotReadyError


@pytest.fixture
def machine(monkeypatch):
    """Return what sets how many GPUs torch sees, and whether Apple's is one of them."""
    before = granted()

    def has(gpus, *, mps=False):
        cuda = SimpleNamespace(is_available=lambda: gpus > 0, device_count=lambda: gpus)
        backends = SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps))
        monkeypatch.setattr(tensors, "prepared", lambda: SimpleNamespace(cuda=cuda, backends=backends))

    yield has
    grant(before)


@pytest.mark.parametrize(
    ("asked", "gpus", "taken"),
    [("auto", 0, "cpu"), ("auto", 1, "cuda"), ("cpu", 1, "cpu"), ("cuda", 1, "cuda"), ("cuda:1", 2, "cuda:1")],
)
def test_takes_the_device_that_is_asked_for(machine, asked, gpus, taken):
    machine(gpus)
    grant(Allowance(device=asked))
    tensors.check_device()
    assert tensors.device() == taken


def test_takes_the_gpu_of_a_mac(machine):
    machine(0, mps=True)
    grant(Allowance(device="mps"))
    assert tensors.device() == "mps"


@pytest.mark.parametrize(("asked", "gpus"), [("cuda", 0), ("cuda:0", 0), ("cuda:1", 1), ("mps", 1)])
def test_refuses_a_device_that_is_not_there(machine, asked, gpus):
    machine(gpus)
    grant(Allowance(device=asked))
    with pytest.raises(NotReadyError, match=f"device {asked} was asked for"):
        tensors.check_device()
