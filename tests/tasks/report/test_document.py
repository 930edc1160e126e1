import pytest

from tasks.records import identity
from tasks.records.enums import Outcome, Reason, Step
from tasks.report.document import layers_of, look_up, pages_of, parts_of
from tasks.report.parts import Part
from tasks.store import catalog
from tasks.store.blobs import Blobs

pytestmark = pytest.mark.sql


@pytest.fixture
def look(scribe):
    """Return what extracts a document with changed rows and looks up its first part."""

    def looked(change=lambda _rows: None):
        doc_id = scribe.register()
        rows = scribe.rows(doc_id)
        change(rows)
        scribe.extract(doc_id, rows)
        catalog.load(scribe.root)
        part = parts_of(scribe.root, doc_id)[0]
        found = look_up(scribe.root, doc_id, part)
        return list(pages_of(found, part, iter([]), Blobs(scribe.root / "blobs"))), found, part

    return looked


def _candidates(count, **changed):
    def change(rows) -> None:
        (one,) = rows[Step.PAIR]["candidates"]
        rows[Step.PAIR]["candidates"] = [
            one.model_copy(update={"pair_id": identity.of("pair", place), "p_match": 0.9 - place / 100, **changed})
            for place in range(count)
        ]

    return change


def test_a_page_holds_its_figures_and_they_their_texts(look) -> None:
    pages, _, _ = look()
    assert [len(page.figures) for page in pages] == [1, 0]
    (figure,) = pages[0].figures
    assert (figure.row["number"], figure.row["source"]) == (1, "raster")
    assert [(text["label"], text["text"]) for text in figure.texts] == [("1a", "図1: 装置のようす")]


def test_texts_are_lettered_from_the_surest(look) -> None:
    pages, _, _ = look(_candidates(28))
    labels = [text["label"] for text in pages[0].figures[0].texts]
    assert (labels[0], labels[25], labels[26], labels[27]) == ("1a", "1z", "1aa", "1ab")


def test_a_line_joins_every_text_with_its_figure(look) -> None:
    pages, _, _ = look()
    assert [(link.layer, link.y0, link.y1) for link in pages[0].links] == [("caption", 310, 300)]
    assert pages[1].links == []


def test_only_the_likeliest_of_the_refused_texts_are_explained(look) -> None:
    pages, _, _ = look(_candidates(10, outcome=Outcome.REJECTED, reason=Reason.TOO_FAR))
    (figure,) = pages[0].figures
    assert (len(figure.texts), len(figure.refused), figure.more_refused) == (0, 6, 4)
    assert figure.refused[0]["p_match"] == 0.9


def test_what_was_refused_names_the_figure_that_it_was_refused(look) -> None:
    pages, _, _ = look(_candidates(1, outcome=Outcome.REJECTED, reason=Reason.TOO_FAR))
    assert [(row["label"], row["figure"]) for row in pages[0].away] == [("×1", 1)]


def test_layers_come_with_figures_first_and_regions_last(look) -> None:
    _, found, _ = look(_candidates(1, outcome=Outcome.REJECTED, reason=Reason.TOO_FAR))
    assert layers_of(found) == [
        ("figure", 1),
        ("turned away candidate", 1),
        ("region caption", 1),
        ("region figure", 1),
    ]


def test_pages_that_were_not_selected_are_left_out(look) -> None:
    def change(rows) -> None:
        away = {"outcome": Outcome.REJECTED, "reason": Reason.NOT_SELECTED, "rule": "selection"}
        for step in (Step.PROBE,):
            rows[step]["pages"][1] = rows[step]["pages"][1].model_copy(update=away)
        rows[Step.READ]["pages"] = rows[Step.READ]["pages"][:1]

    pages, _, part = look(change)
    assert [page.row["page"] for page in pages] == [1]
    assert part.drawn == (1,)


@pytest.mark.parametrize(
    ("reason", "drawn"), [(Reason.NEEDS_OCR, (1, 2)), (Reason.HANGS, (1,)), (Reason.TOO_BIG, (1,))]
)
def test_only_pages_that_may_be_drawn_are(look, reason, drawn) -> None:
    def change(rows) -> None:
        away = {"outcome": Outcome.REJECTED, "reason": reason}
        rows[Step.READ]["pages"][1] = rows[Step.READ]["pages"][1].model_copy(update=away)

    pages, _, part = look(change)
    assert part.drawn == drawn
    assert [page.drawn for page in pages] == [True, 2 in drawn]


def test_a_document_without_pages_asks_nothing(tmp_path) -> None:
    assert look_up(tmp_path, "a" * 64, Part(1, 1, 0, ())).pages == []
