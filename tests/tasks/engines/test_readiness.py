import pytest

from tasks.engines.readiness import NotReadyError, readiness_of
from tasks.records.enums import EngineKind


class Complete:
    name, version, weights_sha256 = "complete", "1", "ab" * 32
    licence, get, weights = "MIT", "pip install complete", "/models/complete"


class Bare:
    name, version, weights_sha256 = "bare", "2", None


class Unpacked:
    name, licence, get = "unpacked", "MIT", "pip install unpacked"

    @property
    def version(self):
        raise NotReadyError("unpacked is not installed: pip install unpacked")


class Weightless(Complete):
    @property
    def weights_sha256(self):
        raise NotReadyError("weights not found")


class OnNoDevice(Complete):
    def check(self):
        raise NotReadyError("no GPU")


def test_what_is_all_there_is_ready_and_told():
    found = readiness_of(EngineKind.OCR, "complete", Complete())
    assert found.is_ready
    assert (found.version, found.weights, found.weights_sha256) == ("1", "/models/complete", "ab" * 32)
    assert (found.licence, found.get) == ("MIT", "pip install complete")


def test_an_engine_need_not_say_more_than_its_contract_asks():
    found = readiness_of(EngineKind.OCR, "bare", Bare())
    assert found.is_ready
    assert (found.licence, found.get, found.weights) == (None, None, None)


@pytest.mark.parametrize(
    ("engine", "line"),
    [(Unpacked, "unpacked is not installed"), (Weightless, "weights not found"), (OnNoDevice, "no GPU")],
)
def test_what_is_not_there_is_said_and_how_to_get_it(engine, line):
    found = readiness_of(EngineKind.OCR, "this", engine())
    assert not found.is_ready
    assert line in found.missing
    assert found.licence == "MIT"
    assert found.get.startswith("pip install")
