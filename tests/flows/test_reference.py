"""`etoki run --profile reference` from end to end, on random weights: what is asked, kept, reused and told."""

import json
from pathlib import Path

import pymupdf
import pytest

import random_clip
import random_yomitoku

pytestmark = [pytest.mark.models, pytest.mark.prefect]

SAMPLES = Path(__file__).parents[1] / "samples"
CLIP = "llm-jp-clip-vit-base-patch16"
OFFLINE = {"HF_HUB_OFFLINE": "1"}


def write_two_pages(target):
    """Write a PDF of a page that must be read by OCR and a page with a captioned figure."""
    with pymupdf.open() as document:
        for name in ("scanned-page.pdf", "vertical-caption.pdf"):
            with pymupdf.open(SAMPLES / name) as sample:
                document.insert_pdf(sample, to_page=0)
        document.save(target)
    return target


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Save random weights of every model of the profile, each in the folder that its repository is called by."""
    folder = tmp_path_factory.mktemp("weights")
    random_yomitoku.save(folder, small=True)
    random_clip.save_japanese(folder / CLIP)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the PDF, for the workspace too."""
    folder = tmp_path_factory.mktemp("reference")
    write_two_pages(folder / "two-pages.pdf")
    return folder


@pytest.fixture(scope="module")
def run(etoki, weights, folder):
    """Return what runs the profile over the two pages."""

    def run(models=weights):
        options = ["--profile", "reference", "--weights", models, "-w", folder / "data", "--jobs", 1]
        return etoki.run("run", folder / "two-pages.pdf", *options, **OFFLINE)

    return run


@pytest.fixture(scope="module")
def first(run):
    """Run once."""
    return run()


@pytest.fixture(scope="module")
def ask(etoki, folder, first):
    """Return what asks the catalog after the first run, which must have gone well."""
    assert first.returncode == 0, first.stdout + first.stderr
    return lambda question: etoki.ask(folder / "data", question)


@pytest.fixture(scope="module")
def known(etoki, weights):
    """Return what `etoki engines` says, by kind and name."""
    said = etoki.run("engines", "--json", "--weights", weights, **OFFLINE)
    return {(one["kind"], one["name"]): one for one in json.loads(said.stdout)}


def test_every_step_says_which_weights_it_asked(ask, known):
    rows = ask("select step, engine, weights_sha256 from step_runs")
    found = {row["step"]: (row["engine"], row["weights_sha256"]) for row in rows}
    reader, matcher = known["ocr", "yomitoku"], known["clip", f"open_clip:{CLIP}"]
    assert reader["missing"] is matcher["missing"] is None
    for step in ("read", "segment", "transcribe"):
        assert found[step] == ("yomitoku", reader["weights_sha256"])
    assert found["pair"] == (f"open_clip:{CLIP}", matcher["weights_sha256"])
    assert reader["weights_sha256"] != matcher["weights_sha256"]


def test_the_lineage_of_a_sample_carries_the_weights(ask, known):
    """The text of its page was told by the file, so no model read it; that in its picture one did."""
    rows = ask("select read_engine, transcribe_weights_sha256, pair_engine, pair_weights_sha256 from lineage")
    assert rows
    for row in rows:
        assert row["read_engine"] == "pymupdf"
        assert row["transcribe_weights_sha256"] == known["ocr", "yomitoku"]["weights_sha256"]
        assert row["pair_engine"] == f"open_clip:{CLIP}"
        assert row["pair_weights_sha256"] == known["clip", f"open_clip:{CLIP}"]["weights_sha256"]


def test_the_scan_was_read_and_looked_at(ask):
    scan, drawn = ask("select text_source, layout from pages order by page")
    assert scan == {"text_source": "ocr", "layout": "yomitoku"}
    assert drawn["text_source"] == "layer"


def test_what_was_compared_has_its_similarity(ask):
    rows = ask("select similarity from candidates where role = 'caption'")
    assert rows
    assert all(-1 <= row["similarity"] <= 1 for row in rows)


def test_nothing_is_asked_twice(run, first):
    again = run()
    assert again.stdout.splitlines()[-1] == first.stdout.splitlines()[-1]
    assert "every step of these documents was done already" in again.stdout


def test_other_weights_are_other_results(run, ask, tmp_path):
    random_yomitoku.save(tmp_path, small=True, seed=1)
    random_clip.save_japanese(tmp_path / CLIP)
    assert run(tmp_path).returncode == 0
    counted = ask("select step, count(distinct weights_sha256)::int as n from step_runs group by step")
    found = {row["step"]: row["n"] for row in counted}
    assert (found["read"], found["segment"], found["transcribe"]) == (2, 2, 2)
    assert found["pair"] == 1


def test_a_missing_model_ends_it_before_any_work(run, first, tmp_path):
    assert first.returncode == 0
    random_yomitoku.save(tmp_path, small=True)
    said = run(tmp_path)
    assert said.returncode == 2
    [line] = said.stderr.splitlines()
    assert CLIP in line
    assert "hf download" in line
