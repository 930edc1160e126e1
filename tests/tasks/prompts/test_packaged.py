"""Prompts travel with the package: found without a folder, and every change of a file is a change of a hash."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import tasks.prompts
from tasks.prompts import fingerprints, rendering
from tasks.prompts.aims import asks
from tasks.records.enums import Mode, SampleKind

ROOT = Path(tasks.prompts.__file__).parents[2]
ASKED = """
import json
from tasks.prompts import fingerprints, rendering
from tasks.records.enums import Mode, SampleKind
prompts = {kind: rendering.compose(kind, Mode.IMAGE_ONLY, [], None, "figure").model_dump() for kind in SampleKind}
hashes = {kind: fingerprints.prompt_hash(kind, Mode.IMAGE_ONLY) for kind in SampleKind}
print(json.dumps([prompts, hashes]))
"""
EVERY = set(SampleKind)
TALKS = {kind for kind in SampleKind if asks(kind)}


def zipped(target, changed=""):
    """Pack what prompts need into a zip that Python imports from, one file of it longer by a word."""
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(ROOT / "tasks" / "__init__.py", "tasks/__init__.py")
        for folder in ("records", "japanese", "prompts"):
            for path in sorted((ROOT / "tasks" / folder).rglob("*")):
                name = path.relative_to(ROOT).as_posix()
                if path.is_file() and path.suffix != ".pyc":
                    archive.writestr(name, path.read_bytes() + (b"# x\n" if name == changed else b""))
    return target


def asked(archive):
    """Return prompts and their hashes as a process says them that has the zip alone."""
    environment = {**os.environ, "PYTHONPATH": str(archive), "PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONUTF8": "0"}
    answered = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=archive.parent, env=environment, capture_output=True, check=True
    )
    return json.loads(answered.stdout)


def test_prompts_are_the_same_from_a_zip_as_from_a_folder(tmp_path):
    prompts, hashes = asked(zipped(tmp_path / "package.zip"))
    assert hashes == {kind: fingerprints.prompt_hash(kind, Mode.IMAGE_ONLY) for kind in SampleKind}
    for kind in SampleKind:
        assert prompts[kind] == rendering.compose(kind, Mode.IMAGE_ONLY, [], None, "figure").model_dump()


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("templates/kinds/map.ja.j2", {SampleKind.MAP}),
        ("templates/system/critique.ja.j2", EVERY),
        ("templates/user/repair.ja.j2", EVERY),
        ("templates/requests/caption.txt", {SampleKind.CAPTION}),
        ("templates/requests/askers.txt", TALKS),
    ],
)
def test_a_change_of_a_file_changes_the_hash_of_the_kinds_it_enters(tmp_path, name, kinds):
    _, hashes = asked(zipped(tmp_path / "package.zip", f"tasks/prompts/{name}"))
    now = {kind: fingerprints.prompt_hash(kind, Mode.IMAGE_ONLY) for kind in SampleKind}
    assert {kind for kind in SampleKind if hashes[kind] != now[kind]} == kinds
