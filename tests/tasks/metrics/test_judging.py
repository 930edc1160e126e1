from pathlib import Path

import polars as pl
import pytest

from tasks.metrics.extraction import Brought, Source
from tasks.metrics.gold import GoldSentence
from tasks.metrics.judging import decision_rows, judge, simple_scores, write_decisions
from tasks.metrics.scores import PageScore
from tasks.runtime import pool
from tasks.runtime.settings import Settings

SAMPLE = Path(__file__).parents[2] / "samples" / "vertical-caption.pdf"


@pytest.fixture
def brought(make):
    """Bring three gold figures of which two are found, one with its caption, and a pair on nothing."""
    items = [make.item(), make.item(x0=300, caption=None), make.item(page=2)]
    said = (GoldSentence(page=1, text="水は流れる。"), GoldSentence(page=1, text="火は燃える。"))
    gold = make.document(*items, family="slides", sentences=said)
    figures = [make.figure("f"), make.figure("g", x0=300), make.figure("h", page=3)]
    found = make.extracted(figures, [make.given("f"), make.given("h", "目次")], [make.region("水は流れる。")])
    return Brought(Source(gold, SAMPLE), found, None)


def test_a_document_is_judged_under_its_names(brought):
    named = judge(brought).named
    assert (named.name, named.family) == ("a.pdf", "slides")
    assert (named.score.figures, named.score.matched, named.score.captions.given) == (3, 2, 2)
    assert (named.score.sentences, named.score.intact) == (2, 1)


def test_pages_that_do_not_count_are_left_out(brought):
    assert judge(brought, {1, 2}).score.captions.given == 1


def test_every_decision_is_a_row(brought):
    rows = list(decision_rows(judge(brought)))
    assert [(row["decided"], row["right"], row["figure_id"]) for row in rows] == [
        ("caption", True, "f"),
        ("none", True, "g"),
        (None, None, None),
        ("caption", False, "h"),
    ]
    assert [row["is_figure"] for row in rows] == [True, True, True, False]
    assert len({tuple(row) for row in rows}) == 1


@pytest.mark.parametrize(("name", "read"), [("rows.csv", pl.read_csv), ("deep/rows.parquet", pl.read_parquet)])
def test_decisions_are_written_as_the_name_says(brought, tmp_path, name, read):
    assert write_decisions([judge(brought)] * 2, tmp_path / name) == 8
    frame = read(tmp_path / name)
    assert frame.height == 8
    assert frame["confidence"].to_list()[:2] == [0.9, 1.0]
    assert frame["text"][0] == "図1: システムの構成"


@pytest.mark.engine
def test_baselines_are_measured_beside(make, tmp_path):
    settings = Settings(workspace=tmp_path, jobs=1)
    try:
        one, nothing = simple_scores(
            [Source(make.document(make.item()), SAMPLE), Source(make.document(), SAMPLE)], settings
        )
    finally:
        pool.close_all()
    assert (one.below.gold, one.layout.gold, one.figures) == (1, 1, 0)
    assert nothing == PageScore()
