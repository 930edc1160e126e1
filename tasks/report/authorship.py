"""How each sample was written, in words: on what evidence, by whom, what was said of it, and what it cost."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tasks.records.enums import CallOutcome, Mode, Outcome
from tasks.report.answers import Row, by
from tasks.report.story import NO_MODEL, SHORT_ID, Section, by_rule
from tasks.report.wording import number, one_line, shortened, turns, usd

LONGEST_ANSWER, LONGEST_SOURCE = 1200, 200
"""So many characters of an answer and of a piece of evidence are told."""
_MARK = "<image>"


class Account(NamedTuple):
    """A sample, how it stands, and the sides of how it came to be."""

    sample_id: str
    about: str
    sections: list[Section]


def accounts(rows: Sequence[Row], live: Collection[str]) -> list[Account]:
    """Return an account of each sample of ``rows``, which are rows of the view ``why``, one a part of a sample.

    ``live`` are the samples of the dataset as it stands.
    """
    groups = by("sample_id", [row for row in rows if row["sample_id"]])
    return [_account(group, live) for group in groups.values()]


def _account(group: list[Row], live: Collection[str]) -> Account:
    row = group[0]
    sides = {
        "says": _said(row["messages"]),
        "evidence": _evidence(group),
        "written": _written(row),
        "checks": _checks(row["checks"] or []),
        "revised": _revised(row),
        "calls": _calls(row),
    }
    told = [Section(name, list(lines)) for name, lines in sides.items()]
    about = f"{row['sample_kind']} in mode {row['mode']}, {_standing(row, live)}"
    return Account(row["sample_id"], about, [section for section in told if section.lines])


def _standing(row: Row, live: Collection[str]) -> str:
    if row["sample_outcome"] != Outcome.KEPT:
        by_which = by_rule(row["sample_rule"], row["sample_score"], row["sample_threshold"])
        return f"turned away as {row['sample_reason']}{by_which}"
    return "in the dataset" if row["sample_id"] in live else "no longer in the dataset"


def _said(messages: str) -> Iterator[str]:
    for turn in turns(messages):
        text = one_line("\n".join(line for line in turn.content.splitlines() if line != _MARK))
        yield f"{_SPEAKERS.get(turn.role, turn.role)} {shortened(text, LONGEST_ANSWER)}"


_SPEAKERS = {"user": "Q", "assistant": "A"}


def _evidence(group: Sequence[Row]) -> Iterator[str]:
    """Tell each text that was used, and what stands inside the figures."""
    if group[0]["model"] and group[0]["mode"] != Mode.IMAGE_AND_EVIDENCE:
        yield "the model was shown the picture alone; what was written is checked against"
    for row in group:
        if row["pair_id"]:
            said = f"「{shortened(row['text'], LONGEST_SOURCE)}」" if row["text"] else "that is no longer there"
            yield f"{row['role']} {said} (pair {row['pair_id'][:SHORT_ID]})"
    for inside in dict.fromkeys(row["text_inside"] for row in group if row["text_inside"]):
        yield f"inside 「{shortened(inside, LONGEST_SOURCE)}」"


def _written(row: Row) -> Iterator[str]:
    model = "" if row["model"] else f"; {NO_MODEL}"
    yield f"by {row['generator']}{model}, in run {row['sample_flow_run_id']}"
    if row["prompt_hash"]:
        yield f"prompt {row['prompt_hash']}"


def _checks(checks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Tell what failed first, then what passed with a remark, then what passed."""
    for check in checks:
        if not check["passed"]:
            yield f"failed {_verdict(check)}"
    passed = [check for check in checks if check["passed"]]
    for check in passed:
        if check["score"] is not None or check["detail"]:
            yield f"passed {_verdict(check)}"
    plain = [check["rule"] for check in passed if check["score"] is None and not check["detail"]]
    if plain:
        yield f"passed {', '.join(plain)}"


def _verdict(check: Mapping[str, Any]) -> str:
    score = "" if check["score"] is None else f" {number(check['score'])}"
    return f"{check['rule']}{score}" + (f": {one_line(check['detail'])}" if check["detail"] else "")


def _revised(row: Row) -> Iterator[str]:
    """Tell what the sample was before, or became after, it was revised."""
    for other in row["revisions"] or []:
        verb = "from" if other["version"] == "before" else "into"
        yield f"{verb} {other['sample_id'][:SHORT_ID]} because of {other['rule']}"
        mine = [turn.content for turn in turns(row["messages"])]
        for place, line in enumerate(turns(other["messages"])):
            if mine[place : place + 1] != [line.content]:
                yield f"{other['version']}: {shortened(line.content, LONGEST_ANSWER)}"


def _calls(row: Row) -> Iterator[str]:
    calls = row["calls"] or []
    for call in calls:
        yield _call(call)
    if len(calls) > 1:
        yield f"all {usd(row['cost_usd'])} USD, estimated {usd(row['estimate_usd'])}"


def _call(call: Mapping[str, Any]) -> str:
    attempt = f", attempt {call['attempt']}" if call["attempt"] > 1 else ""
    head = f"{call['purpose']} by {call['model']}{attempt}: {_end(call)}"
    took = "" if call["seconds"] is None else f", {call['seconds']:.1f} s"
    batch = f", batch {call['batch_id']}" if call["batch_id"] else ""
    return f"{head}{took}{batch}"


def _end(call: Mapping[str, Any]) -> str:
    if call["outcome"] == CallOutcome.OPEN:
        return f"no answer yet, estimated {usd(call['estimate_usd'])} USD"
    known = call["tokens_in"] is not None and call["tokens_out"] is not None
    tokens = f"{call['tokens_in']} → {call['tokens_out']} tokens" if known else "usage not known"
    worst = "" if known or not call["cost_usd"] else " at worst"
    cost = f"{usd(call['cost_usd'])} USD{worst}, estimated {usd(call['estimate_usd'])}"
    if call["outcome"] == CallOutcome.STORED:
        return f"{call['finish_reason'] or 'answered'}, {tokens}, {cost}"
    why = f" ({one_line(call['error'])})" if call["error"] else ""
    return f"{call['outcome']}{why}, {tokens}, {cost}"
