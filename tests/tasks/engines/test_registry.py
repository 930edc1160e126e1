"""Engines of other people's packages, broken in every way that a package can be."""

import textwrap

import pytest

from tasks import engines
from tasks.engines.readiness import NotReadyError
from tasks.records.enums import EngineKind

PACKAGES = {
    "unimportable": "import nonsuch_library",
    "unspelled": "class Engine(:",
    "raising": "raise RuntimeError('two\\nlines')",
    "classless": "",
    "unbuildable": "class Engine:\n    def __init__(self): raise KeyError('model')",
    "unversioned": "class Engine:\n    name, weights_sha256 = 'unversioned', None",
    "numbered": "class Engine:\n    name, version, weights_sha256 = 'numbered', 3, None",
    "unchecked": """\
        class Engine:
            name, version, weights_sha256 = 'unchecked', '1', None
            def check(self): raise PermissionError(13, 'Permission denied', '/weights')
    """,
}


def put(site, name, code, engine=None):
    """Write an installed package of one module, whose engine goes by the package's name or another."""
    (site / f"{name}.py").write_text(textwrap.dedent(code), encoding="utf-8")
    facts = site / f"{name}-1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", encoding="utf-8")
    (facts / "entry_points.txt").write_text(f"[etoki.ocr]\n{engine or name} = {name}:Engine\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", PACKAGES)
def test_a_broken_engine_is_refused_in_one_line(site, name):
    put(site, name, PACKAGES[name])
    with pytest.raises(NotReadyError) as refused:
        engines.fingerprint(EngineKind.OCR, name)
    assert str(refused.value).startswith(f"ocr engine {name} cannot be asked: ")
    assert "\n" not in str(refused.value)


def test_broken_engines_are_listed_beside_the_others(site):
    for name, code in PACKAGES.items():
        put(site, name, code)
    found = {one.name: one for one in engines.overview() if one.kind is EngineKind.OCR}
    assert found["rapidocr"].is_ready
    for name in PACKAGES:
        assert found[name].missing.startswith(f"ocr engine {name} cannot be asked: ")
    assert not set(PACKAGES) & set(engines.ready(EngineKind.OCR))


def test_two_engines_of_one_name_are_refused(site):
    for name in ("one", "another"):
        put(site, name, "class Engine:\n    name, version, weights_sha256 = 'same', '1', None", engine="same")
    with pytest.raises(NotReadyError, match="keep one package of another:Engine, one:Engine"):
        engines.fingerprint(EngineKind.OCR, "same")
    assert "same" not in engines.ready(EngineKind.OCR)


def test_what_time_heals_is_left_to_it(site):
    put(site, "full", "raise OSError(28, 'No space left on device')")
    with pytest.raises(OSError, match="No space left"):
        engines.load(EngineKind.OCR, "full")


def test_missing_packages_are_told_before_a_missing_device(site):
    put(
        site,
        "bare",
        """\
        from tasks.engines.readiness import NotReadyError

        class Engine:
            name, weights_sha256 = "bare", None

            @property
            def version(self):
                raise NotReadyError("torch is not installed")

            def check(self):
                import nonsuch_library
        """,
    )
    with pytest.raises(NotReadyError, match="torch is not installed"):
        engines.fingerprint(EngineKind.OCR, "bare")
