"""What a run shows of itself: its name, how far it is, what failed."""

import re

import pytest

from flows import showing
from flows.showing import Counted

FAILURE = {
    "doc_id": "ab" * 32,
    "name": "白書.pdf",
    "status": "failed",
    "step": "crop",
    "reason": "error",
    "error": "Traceback (most recent call last):\n  File\nValueError: no such page\n\n",
    "given_up": False,
}


def failure(**changed):
    return FAILURE | changed


@pytest.mark.parametrize(
    ("documents", "label", "name"),
    [
        (["/in/令和5年版.pdf"], None, "extract 令和5年版.pdf"),
        (["a.pdf", "b.pdf"], "白書", "extract 2 PDFs · 白書"),
        (["x"] * 1200, None, "extract 1,200 PDFs"),
        ([], "failed", "extract 0 PDFs · failed"),
        (["ab" * 32], None, "extract abababababab"),
        (["ab" * 31], None, "extract " + "ab" * 31),
    ],
)
def test_a_run_is_called_by_what_it_is_about(documents, label, name) -> None:
    assert showing.run_name("extract", documents, label) == name


def test_no_run_is_tagged_where_none_is() -> None:
    showing.tag_run(["a.pdf"])


def test_nothing_expected_is_nothing_done() -> None:
    assert Counted().percent == 0


def test_pages_are_counted_over_all_documents() -> None:
    counted = Counted()
    counted.add(0, 30)
    counted.add(1, 0)
    assert counted.percent == 3.3
    counted.add(29, 0)
    assert counted.percent == 100


def test_pages_that_were_not_expected_do_not_exceed_the_whole() -> None:
    counted = Counted()
    counted.add(3, 2)
    assert counted.percent == 100


def test_nothing_failed_is_said() -> None:
    assert showing.told([]) == showing.counted([]) == "Nothing failed, and nothing was turned away."


def test_what_failed_comes_with_its_last_words_and_what_runs_it_again() -> None:
    told = showing.told([failure()])
    assert "- **白書.pdf** failed at crop (error)  \n  ValueError: no such page  \n  `etoki rerun abababababab`" in told
    assert "**Retry**" in told


def test_what_was_turned_away_is_run_again_from_its_step() -> None:
    told = showing.told([failure(status="rejected", reason="needs-ocr", step="read", error=None)])
    assert "turned away at read (needs-ocr)  \n  `etoki rerun abababababab --from read`" in told
    assert "Retry" not in told


def test_a_step_that_is_not_known_is_the_first() -> None:
    assert "--from probe`" in showing.told([failure(status="rejected", step=None)])


def test_what_was_given_up_needs_force() -> None:
    told = showing.told([failure(status="rejected", reason="hangs", given_up=True)])
    assert "`etoki rerun abababababab --force`" in told


HOSTILE = "**a** [x](http://b) <img src=x> `c` | d\n# e \\* &lt; ~~f~~ www@g"


def test_no_name_and_no_error_becomes_markup() -> None:
    told = showing.told([failure(name=HOSTILE, reason=HOSTILE, error=HOSTILE)])
    bare = re.sub(r"\\[!-/:-@[-`{-~]", "", told.split("\n\n", 1)[1])  # without what a backslash makes harmless
    ours = ("- **", "** failed at crop (", ")  \n  ", "`etoki rerun abababababab`")
    for words in ours:
        assert words in bare
        bare = bare.replace(words, "", 1)
    assert not set(bare) & set("*_[]()<>|#~!&`")


def test_signs_that_cannot_be_seen_become_spaces() -> None:
    assert "- **a b.pdf** failed" in showing.told([failure(name="a\u202eb.pdf\n")])


def test_a_long_error_is_cut() -> None:
    assert len(showing.told([failure(error="x" * 10_000)])) < 1000


def test_of_very_many_failures_the_first_are_told() -> None:
    told = showing.told([failure()] * (showing.MOST_FAILURES + 1500))
    assert told.count("- **") == showing.MOST_FAILURES
    assert told.endswith("… and 1,500 more.")


def test_failures_are_counted_apart_from_what_was_turned_away() -> None:
    assert showing.counted([failure(), failure(status="rejected")]).startswith("**1 failed**, 1 turned away")


def row(step, unit, outcome, n):
    return {"step": step, "unit": unit, "outcome": outcome, "reason": None, "n": n}


def test_the_way_tells_what_the_last_step_kept() -> None:
    funnel = [
        row("register", "source", "kept", 4),
        row("probe", "document", "kept", 4),
        row("probe", "page", "kept", 1200),
        row("read", "document", "kept", 3),
        row("read", "document", "failed", 1),
        row("crop", "document", "failed", 3),
        row("crop", "figure", "kept", 9),
        row("crop", "figure", "rejected", 2),
    ]
    assert showing.way_of(funnel) == "document 0 → page 1,200 → figure 9"


def test_the_way_of_nothing_is_said_too() -> None:
    assert showing.way_of([]) == "nothing yet"
