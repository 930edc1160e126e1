"""`etoki cost` and the comparison of modes, in this process, on a workspace that a scribe wrote."""

from decimal import Decimal

import pytest

from flows.spending import NOTHING_ASKED, compare_modes, cost
from tasks.records.enums import CallOutcome, Mode, Outcome, Reason
from tasks.runtime.settings import Settings

pytestmark = pytest.mark.sql


@pytest.fixture
def settings(scribe) -> Settings:
    return Settings(workspace=scribe.root)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("│")]


def test_where_nothing_was_asked_it_says_how_to_ask(settings, capsys) -> None:
    assert cost(settings) == 0
    assert capsys.readouterr().out.strip() == NOTHING_ASKED


def test_each_part_has_a_line_and_all_together_one(scribe, settings, capsys) -> None:
    for name, model in (("a.pdf", "gpt-4o-mini"), ("b.pdf", "other")):
        scribe.ask(scribe.whole(name), model=model)
    cost(settings, "model")
    lines = [cells(line) for line in capsys.readouterr().out.splitlines()[2:]]
    assert [line[0] for line in lines] == ["gpt-4o-mini", "other", "all"]
    assert lines[2][1:] == ["2", "2", "0", "0", "0", "2000", "400", "0.000800", "0.000600", "–", "2", "0.000300"]


def test_one_part_needs_no_sum(scribe, settings, capsys) -> None:
    scribe.ask(scribe.whole())
    cost(settings, "kind")
    assert [cells(line)[0] for line in capsys.readouterr().out.splitlines()[2:]] == ["conversation"]


def test_documents_bear_their_names_and_a_call_without_one_a_dash(scribe, settings, capsys) -> None:
    doc_id = scribe.whole("令和5年版.pdf")
    scribe.append(None, llm_calls=[scribe.call(scribe.ask(doc_id), None, call_key="x", sample_id=None)])
    cost(settings, "document")
    assert [cells(line)[0] for line in capsys.readouterr().out.splitlines()[2:]] == ["令和5年版.pdf", "–", "all"]


def test_an_unknown_price_is_said_to_be_one(scribe, settings, capsys) -> None:
    doc_id = scribe.whole()
    sample = scribe.ask(doc_id)
    unknown = {"cost_usd": None, "estimate_usd": None, "price_table": None}
    scribe.append(None, llm_calls=[scribe.call(sample, doc_id, model="local", call_key="x", **unknown)])
    cost(settings, "model")
    out = capsys.readouterr().out
    (local,) = [cells(line) for line in out.splitlines() if line.startswith("local")]
    assert local[8:10] == ["unknown", "unknown"]
    (total,) = [cells(line) for line in out.splitlines() if line.startswith("all")]
    assert total[9] == "≥ 0.000300"
    assert "no price is known" in out


def test_worst_cases_are_said_to_be_assumed(scribe, settings, capsys) -> None:
    doc_id = scribe.whole()
    lost = {"outcome": CallOutcome.LOST, "tokens_in": None, "tokens_out": None, "cost_usd": Decimal("0.5")}
    scribe.append(None, llm_calls=[scribe.call(scribe.ask(doc_id), doc_id, call_key="x", answer=None, **lost)])
    cost(settings)
    out = capsys.readouterr().out
    assert "0.500000" in out
    assert "assumed: the worst case" in out


def test_modes_stand_in_the_order_asked_with_what_was_turned_away(scribe, settings, capsys) -> None:
    doc_id = scribe.whole()
    away = {"outcome": Outcome.REJECTED, "rule": "numbers", "reason": Reason.UNSUPPORTED_NUMBER}
    scribe.ask(doc_id, mode=Mode.IMAGE_ONLY, **away)
    scribe.ask(doc_id)
    compare_modes(settings, [Mode.IMAGE_ONLY, Mode.IMAGE_AND_EVIDENCE])
    lines = capsys.readouterr().out.splitlines()
    assert [cells(line)[:6] for line in lines[2:4]] == [
        ["image_only", "all", "1", "1", "0", "0 %"],
        ["image_only", "conversation", "1", "1", "0", "0 %"],
    ]
    assert lines[-1] == "image_only turned away: unsupported-number 1"


def test_modes_without_a_common_figure_are_not_compared(scribe, settings, capsys) -> None:
    scribe.ask(scribe.whole())
    compare_modes(settings, [Mode.IMAGE_ONLY, Mode.IMAGE_AND_EVIDENCE])
    assert "no figure has samples in each of" in capsys.readouterr().out
