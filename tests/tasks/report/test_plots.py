from tasks.report.plots import BINS, histograms, lengths, stages


def _row(outcome, n, reason=None, step="crop", unit="figure"):
    return {"step": step, "unit": unit, "outcome": outcome, "reason": reason, "n": n}


def test_a_bar_is_cut_into_shares_of_what_came_in() -> None:
    (stage,) = stages([_row("kept", 6), _row("merged", 1), _row("rejected", 3, "too-thin")])
    assert stage.total == 10
    assert [(s.start, s.length) for s in stage.segments] == [(0, 60), (60, 10), (70, 30)]
    assert stage.segments[2].reason == "too-thin"


def test_totals_are_not_counted_twice() -> None:
    (stage,) = stages([_row("in", 4), _row("kept", 4)])
    assert (stage.total, len(stage.segments)) == (4, 1)


def test_a_step_may_speak_of_several_units() -> None:
    found = stages([_row("kept", 1), _row("kept", 2, unit="page"), _row("kept", 3, step="dream", unit="idea")])
    assert [(s.step, s.unit, s.total) for s in found] == [
        ("crop", "figure", 1),
        ("crop", "page", 2),
        ("dream", "idea", 3),
    ]


def test_a_histogram_counts_by_role_and_verdict() -> None:
    rows = [
        {"role": "caption", "twentieth": 19, "accepted": True, "n": 5},
        {"role": "caption", "twentieth": 19, "accepted": False, "n": 2},
        {"role": "mention", "twentieth": 0, "accepted": False, "n": 1},
    ]
    caption, mention = histograms(rows)
    assert (caption.role, caption.total, caption.most, len(caption.columns)) == ("caption", 7, 7, BINS)
    assert (caption.columns[19].accepted, caption.columns[19].others) == (5, 2)
    assert (mention.columns[0].p, mention.columns[0].others) == (0.0, 1)


def test_no_pairs_are_no_histograms() -> None:
    assert histograms([]) == []


def test_the_longest_bar_is_full() -> None:
    rows = lengths([{"seconds": 2.0}, {"seconds": None}, {"seconds": 4.0}], "seconds")
    assert [row["length"] for row in rows] == [50, 0, 100]


def test_bars_of_nothing_have_no_length() -> None:
    assert lengths([{"seconds": None}], "seconds")[0]["length"] == 0
    assert lengths([], "seconds") == []
