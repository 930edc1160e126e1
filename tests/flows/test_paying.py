"""What is said and asked before anything is spent."""

import io
import sys

import pytest

from flows import paying
from flows.exits import DONE, FAILED
from flows.instruct import check_money
from flows.instruct_request import InstructReport, InstructRequest
from flows.planning import planned
from scripted.corpus import write_corpus
from tasks.runtime.errors import UsageError
from tasks.store.catalog import load
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.sql


class Terminal(io.StringIO):
    """Somebody who sits there and types."""

    def isatty(self):
        return True


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("paying") / "data"
    write_corpus(root, 2)
    return Workspace(root)


@pytest.fixture
def typing(monkeypatch):
    """Return what sets somebody at the terminal who types this."""
    return lambda words: monkeypatch.setattr(sys, "stdin", Terminal(words))


def asked(**fields):
    return InstructRequest(**{"kinds": ["caption"], **fields})


@pytest.mark.parametrize("words", ["y\n", "Y\n", " yes \n"])
def test_who_says_yes_has_agreed(workspace, typing, capsys, words):
    typing(words)
    agreed = paying.agreed(asked(), workspace)
    assert agreed == asked(yes=True)
    said = capsys.readouterr().out
    assert "USD" in said
    assert "[y/N]" in said


@pytest.mark.parametrize("words", ["n\n", "\n", "", "yess\n"])
def test_who_says_anything_else_has_not(workspace, typing, capsys, words):
    typing(words)
    assert paying.agreed(asked(), workspace) is None
    assert paying.DECLINED in capsys.readouterr().out


@pytest.mark.parametrize("fields", [{"max_cost": 1}, {"yes": True}, {"preview": True}, {"llm": "fake-chat"}])
def test_nobody_is_asked_who_said_how_much_or_pays_nothing(workspace, typing, fields):
    typing("")
    assert paying.agreed(asked(**fields), workspace) == asked(**fields)


def test_nobody_is_asked_who_does_not_sit_there(workspace, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert paying.agreed(asked(), workspace) == asked()


def test_nobody_is_asked_about_nothing(workspace, typing, capsys):
    typing("y\n")
    assert paying.agreed(asked(kinds=["map"], figures=1), workspace) is None
    assert paying.NOTHING_LEFT in capsys.readouterr().out


def test_raw_pairs_cost_nothing_and_say_so(workspace, capsys):
    assert paying.agreed(asked(modes=["raw_pair"], preview=True), workspace) is None
    assert paying.FREE in capsys.readouterr().out
    assert paying.agreed(asked(modes=["raw_pair"]), workspace) == asked(modes=["raw_pair"])


def money(workspace, **fields):
    load(workspace.root)
    check_money(asked(**fields), planned(asked(**fields), workspace, "run"))


@pytest.mark.parametrize(
    "fields",
    [
        {"max_cost": 0},
        {"max_cost": "0.5"},
        {"yes": True},
        {"yes": True, "model": "nobody-knows-it"},
        {"llm": "fake-chat"},
        {"llm": "fake-chat", "max_cost": 1},
    ],
)
def test_whoever_said_how_much_may_spend(workspace, fields):
    money(workspace, **fields)


@pytest.mark.parametrize("fields", [{}, {"model": "nobody-knows-it"}, {"guard_model": "gpt-4o"}])
def test_nothing_is_spent_without_a_word_about_how_much(workspace, fields):
    with pytest.raises(UsageError, match="--max-cost"):
        money(workspace, **fields)


@pytest.mark.parametrize("fields", [{"model": "nobody-knows-it"}, {"guard_model": "nobody-knows-it"}])
def test_no_cap_is_promised_that_cannot_hold(workspace, fields):
    with pytest.raises(UsageError, match="the price of nobody-knows-it is unknown"):
        money(workspace, max_cost=1, **fields)


@pytest.mark.parametrize(
    ("engine", "kinds", "wrong"),
    [("template", [], "no engine 'template'"), ("none", [], "no engine 'none'"), ("openai", ["descripton"], "no kind")],
)
def test_a_word_that_is_none_is_told_with_those_that_are(engine, kinds, wrong):
    with pytest.raises(UsageError, match=wrong) as refusal:
        paying.check_names(engine, kinds)
    assert ("fake-chat, openai" if not kinds else "description") in str(refusal.value)


@pytest.mark.parametrize("url", ["nonsense", "127.0.0.1:8000/v1", "ftp://x"])
def test_an_address_that_is_none_is_refused_before_anything_is_tried(url):
    with pytest.raises(ValueError, match="is no address"):
        asked(base_url=url)


@pytest.mark.parametrize(("said", "meant"), [("1.5", "1.5"), (0.1, "0.1"), (2, "2")])
def test_a_form_may_say_money_as_number_or_text(said, meant):
    assert str(asked(max_cost=said).max_cost) == meant


@pytest.mark.parametrize("cap", [-1, "nan", "inf", "a lot"])
def test_a_cap_is_an_amount(cap):
    with pytest.raises(ValueError, match="max_cost"):
        asked(max_cost=cap)


def test_every_field_of_the_form_says_what_it_is():
    definitions = InstructRequest.model_json_schema()
    records = [definitions, definitions["$defs"]["Limits"]]
    fields = {name: field for record in records for name, field in record["properties"].items()}
    assert [name for name, field in fields.items() if not (field.get("title") and field.get("description"))] == []


def told(report, capsys):
    return paying.print_report(report), capsys.readouterr().out


def test_a_finished_run_says_what_came_of_it(capsys):
    code, said = told(InstructReport(written=3, kept=2, rejected={"not-japanese": 1}, spent_usd="0.01"), capsys)
    assert code == DONE
    assert "kept 2; turned away not-japanese 1" in said


def test_samples_without_an_answer_are_a_failure_that_says_why(capsys):
    code, said = told(InstructReport(unanswered=2, trouble="no answer after 8 tries", spent_usd=0), capsys)
    assert code == FAILED
    assert "2 samples got no answer (no answer after 8 tries)" in said


def test_a_run_that_stopped_at_its_cap_ended_well_and_says_how_to_go_on(capsys):
    code, said = told(InstructReport(stopped="0.9 USD are spent", spent_usd="0.9"), capsys)
    assert code == DONE
    assert "--max-cost goes on" in said
