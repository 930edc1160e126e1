import json

import pyarrow as pa
import pytest
from rich.console import Console

from flows import terminal
from tasks.runtime import progress
from tasks.store.build import FailedCheck
from tasks.store.catalog import LoadReport


@pytest.fixture(autouse=True)
def console(monkeypatch):
    """Print as into a pipe, to where the test captures it."""
    monkeypatch.setattr(terminal, "console", Console(width=terminal.PIPE_WIDTH, highlight=False))


def test_says_a_line_as_it_is(capsys):
    terminal.say("[bold] 図1 [/]")
    assert capsys.readouterr().out == "[bold] 図1 [/]\n"


def test_a_table_shows_every_value(capsys):
    terminal.print_table(("name", "pages"), [("白書.pdf", 12), ("[a].pdf", None)], title="title")
    out = capsys.readouterr().out
    assert "title" in out
    assert "白書.pdf" in out
    assert "[a].pdf" in out
    assert "–" in out


def test_numbers_stand_to_the_right(capsys):
    terminal.print_table(("name", "pages"), [("a", 1), ("b", 1000)])
    rows = capsys.readouterr().out.splitlines()[-2:]
    assert [row.rstrip()[-1] for row in rows] == ["1", "0"]
    assert len(rows[0].rstrip()) == len(rows[1].rstrip())


@pytest.mark.parametrize(("value", "shown"), [(0.98765, "0.9877"), (12.345, "12.3"), (None, "–"), (7, "7")])
def test_numbers_are_short(value, shown):
    assert terminal._cell(value) == shown


def test_records_share_a_header(capsys):
    terminal.print_rows([{"name": "a", "n": 1}, {"name": "b", "n": 2}])
    out = capsys.readouterr().out
    assert out.count("name") == 1


def test_no_rows_are_said_to_be_none(capsys):
    terminal.print_rows([])
    assert capsys.readouterr().out == "nothing\n"


ANSWER = pa.table(
    {
        "name": ["白書.pdf", "b,c.pdf"],
        "features": pa.array([[("gap", 1.5)], []], pa.map_(pa.string(), pa.float64())),
    }
)


def test_an_answer_as_json_keeps_names_and_maps(capsys):
    terminal.print_answer(ANSWER, "json")
    out = capsys.readouterr().out
    assert "白書" in out
    assert json.loads(out)[0] == {"name": "白書.pdf", "features": {"gap": 1.5}}


def test_an_answer_as_csv_has_a_header_and_quotes(capsys):
    terminal.print_answer(ANSWER.select(["name"]), "csv")
    assert capsys.readouterr().out.splitlines() == ["name", "白書.pdf", '"b,c.pdf"']


def test_an_answer_without_rows_still_has_its_header(capsys):
    for form in ("csv", "table"):
        terminal.print_answer(ANSWER.slice(0, 0), form)
        assert "features" in capsys.readouterr().out


def test_a_load_says_what_it_did(capsys):
    terminal.print_load(LoadReport(entries=3, rebuilt=False, published=True, failed_checks=[], seconds=1.25))
    assert capsys.readouterr().out == "3 journal entries loaded in 1.2 s, catalog published\n"


def test_a_load_that_failed_says_over_what(capsys):
    failed = FailedCheck(name="pairs_without_origin", rows=["pair p"])
    terminal.print_load(LoadReport(entries=3, rebuilt=False, published=False, failed_checks=[failed], seconds=1))
    out = capsys.readouterr().out
    assert out.startswith("check failed: pairs_without_origin: pair p\n")
    assert "not published" in out


def advance_twice():
    progress.expect("a", 2)
    progress.advance()
    progress.advance()


def test_a_pipe_gets_no_progress(capsys):
    with terminal.page_progress():
        advance_twice()
    assert capsys.readouterr().out.strip() == ""


def test_a_terminal_sees_the_pages_go_by(monkeypatch, capsys):
    monkeypatch.setattr(terminal, "console", Console(width=120, force_terminal=True))
    with terminal.page_progress():
        advance_twice()
    assert "2/2" in capsys.readouterr().out


def test_a_name_cannot_turn_the_line_around(capsys):
    terminal.print_table(("name",), [("gpj.\u202efdp",)])
    assert "\\u202e" in capsys.readouterr().out
