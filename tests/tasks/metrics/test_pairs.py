import json
from pathlib import Path

import pytest

from tasks.metrics.pairs import HEADINGS, GoldError, GoldPair, is_right, levenshtein, likeness, load_gold, score_pairs
from tasks.records.enums import Outcome, Role
from tasks.records.figure import Candidate, Figure
from tasks.records.record import Box

DOC = "a" * 64


def gold(x0: float = 100, page: int = 1, caption: str | None = "システムの構成") -> GoldPair:
    line = f"図1: {caption}" if caption else None
    box = Box(x0, 100, x0 + 100, 200)
    return GoldPair(pdf="a.pdf", pdf_sha256=DOC, page=page, figure_bbox=box, caption=caption, pdf_caption_line=line)


def figure(name: str, x0: float = 100, page: int = 1, width: float = 100) -> Figure:
    return Figure(figure_id=name, doc_id=DOC, page=page, region_id="r", x0=x0, y0=100, x1=x0 + width, y1=200)


def caption(figure_id: str, text: str = "図1: システムの構成", p: float = 0.9, doc_id: str = DOC) -> Candidate:
    return Candidate(
        pair_id=f"p-{figure_id}",
        doc_id=doc_id,
        figure_id=figure_id,
        region_id="r",
        role=Role.CAPTION,
        text=text,
        p_match=p,
        features={},
    )


def test_a_found_figure_with_its_caption_is_right() -> None:
    total = score_pairs([gold()], [figure("f")], [caption("f")]).total
    assert (total.gold_figures, total.found, total.right, total.precision, total.recall, total.f1) == (1, 1, 1, 1, 1, 1)
    assert total.mean_iou == pytest.approx(1.0)


def test_a_wrong_text_and_a_caption_elsewhere_cost_precision() -> None:
    figures = [figure("f"), figure("g", x0=300)]
    total = score_pairs([gold()], figures, [caption("f", "目次"), caption("g")]).total
    assert (total.right, total.wrong_text, total.elsewhere) == (0, 1, 1)
    assert (total.precision, total.recall) == (0, 0)


def test_a_caption_on_a_figure_that_has_none_is_wrong() -> None:
    total = score_pairs([gold(caption=None)], [figure("f")], [caption("f")]).total
    assert (total.gold_captions, total.wrong_text, total.recall) == (0, 1, None)


def test_the_greatest_overlap_is_matched_first_and_once() -> None:
    figures = [figure("near", x0=110), figure("exact")]
    total = score_pairs([gold()], figures, [caption("near"), caption("exact")]).total
    assert (total.found, total.right, total.elsewhere, total.mean_iou) == (1, 1, 1, 1)


def test_a_poor_box_is_found_only_at_the_loose_threshold() -> None:
    total = score_pairs([gold()], [figure("f", width=60)], [caption("f")]).total
    assert (total.found, total.found_loosely, total.right, total.elsewhere) == (0, 1, 0, 1)
    assert score_pairs([gold()], [figure("f", width=60)], [caption("f")], min_iou=0.5).total.right == 1


def test_unsure_and_turned_away_captions_do_not_count() -> None:
    unsure = caption("f", p=0.4)
    gone = caption("f").model_copy(update={"outcome": Outcome.REJECTED})
    mention = caption("f").model_copy(update={"role": Role.MENTION})
    total = score_pairs([gold()], [figure("f")], [unsure, gone, mention]).total
    assert (total.right, total.wrong_text, total.elsewhere) == (0, 0, 0)
    assert score_pairs([gold()], [figure("f")], [unsure], min_p=0.3).total.right == 1


def test_pdfs_without_gold_are_left_out() -> None:
    other = figure("g").model_copy(update={"doc_id": "b" * 64})
    report = score_pairs([gold()], [figure("f"), other], [caption("g", doc_id="b" * 64)])
    assert [pdf.name for pdf in report.pdfs] == ["a.pdf"]
    assert report.total.elsewhere == 0


def test_pieces_of_a_figure_are_counted() -> None:
    halves = [figure("l", width=50), figure("r", x0=150, width=50)]
    assert score_pairs([gold(), gold(page=2)], halves, []).total.fragmentation == 2


def test_rows_have_a_cell_for_each_heading() -> None:
    rows = score_pairs([gold()], [], []).rows()
    assert [len(row) for row in rows] == [len(HEADINGS)] * 2
    assert rows[-1][0] == "total"
    assert rows[0][HEADINGS.index("mean IoU")] == "–"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("図１：システムの構成", True),
        ("図 1: シス テムの構成", True),
        ("システムの構成", True),
        ("図2: システムの構成", True),
        ("図1: システムの構成。それから本文が続いてしまった", False),
        ("図1: ネットワーク", False),
    ],
)
def test_a_text_is_right_when_it_is_nearly_the_caption(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_right(text, gold()) is expected


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("", "", 0), ("図1", "", 2), ("kitten", "sitting", 3), ("図1", "図2", 1), ("ab", "ba", 2)],
)
def test_levenshtein_counts_edits(one: str, other: str, distance: int) -> None:
    assert levenshtein(one, other) == levenshtein(other, one) == distance


def test_equal_texts_are_alike() -> None:
    assert likeness("", "") == likeness("図", "図") == 1


def test_gold_is_read_from_a_folder_in_the_order_of_names(tmp_path: Path) -> None:
    row = {"pdf": "a.pdf", "pdf_sha256": DOC, "page": 1, "figure_bbox": [1, 2, 3, 4], "caption": "あ", "extra": True}
    (tmp_path / "b.json").write_text(json.dumps([{**row, "pdf": "b.pdf"}]))
    (tmp_path / "a.json").write_text(json.dumps([row]))
    pairs = load_gold(tmp_path)
    assert [pair.pdf for pair in pairs] == ["a.pdf", "b.pdf"]
    assert pairs[0].figure_bbox.width == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [("not json", "not JSON"), ("[{}]", "0/pdf: Field required"), ('{"a": 1}', "valid list"), (None, "No such file")],
)
def test_unusable_gold_is_refused_by_name(tmp_path: Path, content: str | None, message: str) -> None:
    file = tmp_path / "gold.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(GoldError, match=rf"gold\.json: .*{message}"):
        load_gold(file)


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no \*\.json"):
        load_gold(tmp_path)
