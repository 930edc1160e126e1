"""`etoki why` and `etoki why-not` in this process, on a workspace that a scribe wrote."""

import json

import pytest
from rich.cells import cell_len

from flows.cli import app
from flows.exits import guarded
from flows.why import MOST_CHOICES, WIDTH
from tasks.records import identity
from tasks.records.enums import Outcome, Reason, RunOutcome, SampleKind, Step
from tasks.store import catalog

pytestmark = pytest.mark.sql
HOSTILE = "図1: \x1b[31m赤\u202e逆\x07\r\n二行目"
LONG = "名前" * 20 + ".pdf"
ERROR = "Traceback (most recent call last):\n  File x\nValueError: bad\x1b[31m\n"
AWAY = {
    "text": "遠い本文",
    "p_match": 0.2,
    "outcome": Outcome.REJECTED,
    "rule": "max-distance",
    "reason": Reason.TOO_FAR,
    "score": 24.5,
    "threshold": 20.0,
}


class Written:
    """A workspace and the ids of what is in it; it stays as it is."""

    def __init__(self, scribe) -> None:
        self.scribe = scribe
        self.root = scribe.root
        self.whole = self._whole()
        self.sample = scribe.sample(self.whole, "", "template-1").sample_id
        self.refused = self._refused("refused.pdf")
        self.hostile = self._refused("hostile.pdf", text=HOSTILE)
        self.long = self._refused(LONG, text="長い本文" * 200)
        self.former = self._former()
        self.many = self._many()
        self.before, self.after = (
            sample.sample_id for sample in scribe.revise(self._judged("asked.pdf"), kind=SampleKind.REASONING)
        )
        self.bug = scribe.register("bug.pdf")
        scribe.extract(self.bug, until=Step.READ, end={"outcome": RunOutcome.FAILED, "error": ERROR})
        self.locked = scribe.register("locked.pdf")
        scribe.extract(self.locked, until=Step.PROBE, end={"outcome": "rejected", "reason": Reason.ENCRYPTED})
        scribe.append(None, sources=[scribe.source("gone.pdf", None, outcome="rejected", reason="not-found")])
        assert catalog.load(scribe.root).failed_checks == []

    def _judged(self, name: str) -> str:
        doc_id = self.scribe.register(name)
        self.scribe.extract(doc_id)
        self.scribe.curate(doc_id)
        return doc_id

    def pair(self, doc_id: str) -> str:
        return identity.of("pair", doc_id)

    def _whole(self) -> str:
        doc_id = self.scribe.whole("whole.pdf", licence="CC BY 4.0", licence_source="request")
        self.scribe.publish(self.scribe.sample(doc_id, "", "template-1").sample_id)
        return doc_id

    def _refused(self, name: str, **changed) -> str:
        """Extract a document with a caption and a text that was refused; return the latter's id."""
        doc_id = self.scribe.register(name)
        rows = self.scribe.rows(doc_id)
        (kept,) = rows[Step.PAIR]["candidates"]
        pair_id = identity.of("refused", doc_id)
        rows[Step.PAIR]["candidates"] = [kept, kept.model_copy(update=AWAY | {"pair_id": pair_id} | changed)]
        self.scribe.extract(doc_id, rows)
        return pair_id

    def _former(self) -> str:
        """Extract a document twice, the second time without its pair; return the pair's id."""
        doc_id = self.scribe.register("former.pdf")
        self.scribe.extract(doc_id)
        self.scribe.extract(doc_id, self.scribe.rows(doc_id) | {Step.PAIR: {"candidates": []}}, flow="flow-2")
        return self.pair(doc_id)

    def _many(self) -> list[str]:
        """Extract a document with pairs whose ids begin alike; return these."""
        doc_id = self.scribe.register("many.pdf")
        rows = self.scribe.rows(doc_id)
        (text,) = rows[Step.PAIR]["candidates"]
        ids = [f"abcd{place:060x}" for place in range(MOST_CHOICES + 2)]
        rows[Step.PAIR]["candidates"] = [text.model_copy(update={"pair_id": pair_id}) for pair_id in ids]
        self.scribe.extract(doc_id, rows)
        return ids


@pytest.fixture(scope="module")
def written(scribe_in, tmp_path_factory) -> Written:
    return Written(scribe_in(tmp_path_factory.mktemp("why") / "data"))


@pytest.fixture
def told(written, capsys):
    """Return what types a command for the workspace and returns exit code, output and errors."""

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ETOKI_WORKSPACE", str(written.root))
            patch.setattr("sys.argv", ["etoki", *words])
            code = guarded(lambda **how: app(words, **how))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_pair_is_told_from_its_file_to_its_export(written, told) -> None:
    code, out, _ = told("why", written.pair(written.whole)[:8])
    lines = out.splitlines()
    assert (code, lines[0]) == (0, "図1: 装置のようす")
    assert lines[1] == "caption of a photo, p 0.900, accepted"
    margins = [line.split()[0] for line in lines[3:] if not line.startswith(" ")]
    assert margins == ["file", "page", "why", "rivals", "steps", "curate", "samples", "exported"]
    assert "licence CC BY 4.0 (stated in the request)" in out
    assert "; in the dataset" in " ".join(out.split())
    assert len(lines) < 35


def test_a_sample_is_told_by_its_id_and_then_its_pairs(written, told) -> None:
    code, out, _ = told("why", written.sample)
    lines = out.splitlines()
    assert (code, lines[0]) == (0, "caption in mode template, in the dataset")
    assert lines[1] == f"sample {written.sample}"
    assert "図1: 装置のようす" in lines[lines.index("") :]


def test_a_sample_of_a_model_is_told_with_evidence_verdicts_and_calls(written, told) -> None:
    code, out, _ = told("why", written.after)
    head = out[: out.index("\n\n")].splitlines()
    assert code == 0
    assert head[0] == "reasoning in mode image_and_evidence, in the dataset"
    assert [line.split()[0] for line in head if not line.startswith(" ")][2:] == [
        *("says", "evidence", "written", "checks", "revised", "calls")
    ]
    assert "A 装置のようすが写っています。" in out
    assert "before: 百台の装置である。" in out
    for purpose in ("compose", "critique", "revise"):
        assert f"{purpose} by gpt-4o-mini: stop, 1000 → 200 tokens, 0.000300 USD, estimated 0.000400" in out
    assert "all 0.000900 USD, estimated 0.001200" in out


def test_a_sample_that_was_revised_is_told_with_what_failed_and_what_it_became(written, told) -> None:
    _, out, _ = told("why", written.before)
    assert out.startswith("reasoning in mode image_and_evidence, turned away as revised by rule grounded")
    assert "failed grounded: 数が資料にない" in out
    assert f"into {written.after[:12]} because of grounded" in out


def test_a_text_that_was_turned_away_is_told_with_what_was_taken(written, told) -> None:
    code, out, _ = told("why", written.refused)
    assert code == 0
    assert "caption of a photo, p 0.200, turned away by pair: too-far" in out
    assert "turned away as too-far by rule max-distance: 24.5 > 20" in out
    assert "the text for this figure: 「図1: 装置のようす」, p 0.900 (0.700 ahead), it was taken" in out


def test_the_rows_of_the_views_are_printed_as_json(written, told) -> None:
    code, out, _ = told("why", written.sample, "--json")
    (row,) = json.loads(out)
    assert (code, row["role"], row["features"], row["name"]) == (0, "caption", {"gap": 10.0}, "whole.pdf")
    code, out, _ = told("why-not", "refused.pdf", "--json")
    assert (code, [row["what"] for row in json.loads(out)]) == (0, ["candidate"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("abc", "'abc' is too short; give 4 characters or more"),
        ("zzzz", "no pair and no sample of"),
        ("%_%_", "no pair and no sample of"),
        ("\x1b[31m", "no pair and no sample of"),
    ],
)
def test_what_names_nothing_is_refused_in_one_line(told, text, words) -> None:
    code, out, err = told("why", text)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_the_beginning_of_several_ids_lists_the_choices(written, told) -> None:
    code, _, err = told("why", "ABCD")
    assert code == 2
    assert err.count("図1: 装置のようす") == MOST_CHOICES
    assert "and 2 more" in err
    assert told("why", written.many[3])[0] == 0


def test_a_pair_of_an_earlier_run_is_said_to_be_one(written, told) -> None:
    code, _, err = told("why", written.former)
    assert code == 2
    assert "is of an earlier run; the latest does not make it any more" in err


def test_a_workspace_without_a_catalog_has_no_pair(told, tmp_path) -> None:
    assert told("why", "abcdef", "-w", str(tmp_path))[0] == 2
    assert told("why-not", "a.pdf", "-w", str(tmp_path))[0] == 2


def test_what_was_turned_away_is_told_page_by_page(told) -> None:
    code, out, _ = told("why-not", "refused.pdf")
    head, away = out.split("\n\n", 1)
    assert (code, head.splitlines()[0]) == (0, "refused.pdf  done")
    assert "2 of 2 pages kept, figures 1, pairs 1, accepted 0" in head
    assert away.splitlines()[:2] == [
        "page 1",
        "  text  100,310–300,322  too-far  pair max-distance 24.5 > 20  → 100,100 遠い本文",
    ]


def test_one_page_is_told_by_itself(told) -> None:
    assert "nothing was turned away on page 2" in told("why-not", "refused.pdf", "--page", "2")[1]
    assert "遠い本文" in told("why-not", "refused.pdf", "--page", "1")[1]


@pytest.mark.parametrize("page", ["0", "3", "-1"])
def test_a_page_that_there_is_not_is_refused(told, page) -> None:
    code, _, err = told("why-not", "refused.pdf", f"--page={page}")
    assert (code, err) == (2, f"etoki: refused.pdf has pages 1 to 2, no page {page}\n")


def test_where_nothing_was_turned_away_it_says_so(told) -> None:
    assert told("why-not", "whole.pdf")[1].endswith("\n\nnothing was turned away\n")


def test_a_document_that_failed_shows_the_last_line_of_its_error_and_what_runs_it_again(written, told) -> None:
    code, out, _ = told("why-not", "bug.pdf")
    assert code == 0
    assert out.startswith("bug.pdf  failed")
    assert "ended     at read on attempt 1\n          ValueError: bad\\x1b[31m\n" in out
    assert f"again     etoki rerun {written.bug[:16]}\n" in out
    assert "Traceback" not in out


def test_a_document_that_brought_nothing_says_why_and_what_runs_it_again(written, told) -> None:
    out = told("why-not", written.locked[:8])[1]
    assert out.startswith("locked.pdf  rejected: encrypted\n")
    assert f"etoki rerun {written.locked[:16]} --from probe" in " ".join(out.split())
    assert out.endswith("nothing else was turned away: no page was reached\n")


def test_a_path_that_brought_no_document_is_told_too(told) -> None:
    code, out, _ = told("why-not", "gone.pdf")
    assert code == 0
    assert out.startswith("/in/gone.pdf  brought no document: not-found\nrejected at register, seen 2026-01-01")


@pytest.mark.parametrize("name", ["nowhere.pdf", "f" * 64])
def test_a_document_that_nobody_knows_is_refused(told, name) -> None:
    code, _, err = told("why-not", name)
    assert code == 2
    assert err.startswith("etoki: no document ")
    assert name in err


def test_texts_of_pdfs_cannot_speak_to_the_terminal(written, told) -> None:
    for out in (told("why", written.hostile)[1], told("why-not", "hostile.pdf")[1]):
        assert "図1: \\x1b[31m赤\\u202e逆" in out
        assert not {"\x1b", "\u202e", "\x07", "\r"} & set(out)


def test_lines_fit_into_a_hundred_columns(written, told) -> None:
    for out in (told("why", written.long)[1], told("why-not", LONG)[1]):
        assert max(map(cell_len, out.splitlines())) <= WIDTH
