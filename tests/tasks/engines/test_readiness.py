import pytest

from tasks.engines.readiness import NotReadyError, readiness_of
from tasks.records.enums import EngineKind


class Complete:
    name, version, weights_sha256 = "complete", "1", "ab" * 32
    licence, get, weights = "MIT", "pip install complete", "/models/complete"
    memory_mb, score = 1000, "CER 0.01"


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


class WithoutPackage(Complete):
    @property
    def version(self):
        raise NotReadyError("package not installed")

    def check(self):
        raise AssertionError("it would need the package")


class WithoutAnything(WithoutPackage):
    @property
    def weights(self):
        raise NotReadyError("weights not found")

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
    assert (found.memory_mb, found.score) == (1000, "CER 0.01")


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


def test_weights_are_told_though_the_package_is_not_installed():
    found = readiness_of(EngineKind.OCR, "this", WithoutPackage())
    assert (found.missing, found.also_missing, found.version) == ("package not installed", (), None)
    assert (found.weights, found.weights_sha256) == ("/models/complete", "ab" * 32)


def test_all_that_is_missing_is_told_once():
    found = readiness_of(EngineKind.OCR, "this", WithoutAnything())
    assert (found.missing, found.also_missing) == ("package not installed", ("weights not found",))
