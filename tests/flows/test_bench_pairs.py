import hashlib
import json

import pymupdf
import pytest
from pydantic import ValidationError

from flows import cli_bench
from flows.bench_pairs import PairsRequest, bench_pairs, counted, found, sources_of
from flows.exits import DONE
from tasks.engines import allowance
from tasks.metrics.gold import load_gold
from tasks.runtime.errors import UsageError

LINE = "図1: システムの構成"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    """Have what the bench puts into the environment gone afterwards."""
    monkeypatch.setenv("ETOKI_WORKSPACE", str(tmp_path / "etoki-data"))
    monkeypatch.setenv("ETOKI_JOBS", "1")


@pytest.fixture
def folders(tmp_path):
    """Write a PDF of one picture with its caption, and its gold, into folders of their own."""
    pdfs, gold = tmp_path / "pdfs", tmp_path / "gold"
    pdfs.mkdir()
    gold.mkdir()
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=600)
        pixels = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 40, 40), 0)
        pixels.set_rect((10, 10, 30, 30), (200, 40, 40))
        page.insert_image((100, 100, 300, 300), pixmap=pixels)
        page.insert_text((150, 322), LINE, fontname="japan", fontsize=10)
        document.save(pdfs / "a.pdf")
    sha = hashlib.sha256((pdfs / "a.pdf").read_bytes()).hexdigest()
    figure = {
        "pdf": "a.pdf", "pdf_sha256": sha, "page": 1, "figure_bbox": [100, 100, 300, 300],
        "pdf_caption_line": LINE, "family": "made",
    }  # fmt: skip
    missed = {**figure, "figure_bbox": [50, 450, 350, 580], "pdf_caption_line": None}
    (gold / "a.json").write_text(json.dumps([figure, missed], ensure_ascii=False))
    return gold, pdfs


def test_pdfs_lie_beside_their_gold_or_where_one_says(folders):
    gold, pdfs = folders
    for request in (PairsRequest(sources=(gold,), pdfs=pdfs), PairsRequest(sources=(gold, pdfs))):
        assert [source.path for source in sources_of(request)] == [pdfs / "a.pdf"]
    (gold / "a.pdf").write_bytes((pdfs / "a.pdf").read_bytes())
    assert [source.path for source in sources_of(PairsRequest(sources=(gold, pdfs)))] == [gold / "a.pdf"]


def test_a_matcher_that_is_not_ready_ends_it_before_any_work(folders, tmp_path, monkeypatch):
    gold, pdfs = folders
    monkeypatch.setenv("ETOKI_WEIGHTS", "")
    monkeypatch.setattr(allowance, "_granted", allowance.granted())
    with pytest.raises(LookupError, match="open_clip"):
        cli_bench.pairs(gold, pdfs, clip=f"open_clip:{tmp_path}/mine", keep=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
    assert allowance.granted().weights == (tmp_path,)


def test_a_pdf_that_is_nowhere_is_named_with_the_places(folders, tmp_path):
    gold, _ = folders
    (document,) = load_gold([gold])
    with pytest.raises(UsageError, match=r"a\.pdf, which is not in .*gold, .*empty"):
        found(document, [tmp_path / "empty"])


def test_without_gold_it_is_said_how_to_make_pages(tmp_path):
    with pytest.raises(UsageError, match=r"make_pages\.py"):
        sources_of(PairsRequest(sources=(tmp_path,)))


def test_only_pages_with_gold_count_where_not_all_were_labelled(folders):
    (document,) = load_gold([folders[0]])
    assert counted(document, ("real-*",)) is None
    assert counted(document, ("real-*", "ma*")) == {1}


def test_a_step_that_is_none_is_refused():
    with pytest.raises(ValidationError) as refused:
        PairsRequest(again_from="paint")
    assert refused.value.title.endswith("Request")  # which the command line turns into an exit code


def test_scores_decisions_and_pictures_come_of_one_run(folders, tmp_path, capsys):
    request = PairsRequest(
        sources=folders,
        keep=tmp_path / "kept",
        draw=tmp_path / "worst",
        fields=tmp_path / "rows.csv",
        baselines=False,
    )
    assert bench_pairs(request) == DONE
    said = capsys.readouterr().out
    assert "made   │ 2       │ 0.50 " in said
    assert "P 1.00 R 1.00: 1 right of 1 given; 1 of 1 gold" in said
    assert [path.name for path in (tmp_path / "worst").iterdir()] == ["01-a-1.png"]
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == 3
    assert (tmp_path / "kept").is_dir()


@pytest.mark.engine
def test_the_command_measures_the_baselines_too(folders, capsys):
    gold, pdfs = folders
    assert cli_bench.pairs(gold, pdfs) == DONE
    said = capsys.readouterr().out
    assert "nearest text below: F1" in said
    assert "PyMuPDF layout: figures found" in said
