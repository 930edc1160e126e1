"""Why each pair is what it is, in words: the same for the terminal and for the report."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from tasks.records.enums import Outcome, Role, TextSource
from tasks.report.answers import Row, by
from tasks.report.evidence import contributions
from tasks.report.phrases import Phrase, phrases
from tasks.report.wording import compared, named, one_line, place, shortened

MOST_PHRASES, MOST_SOURCES, MOST_EXPORTS = 6, 3, 3
"""So many reasons for and against, files and published datasets are named; the rest is counted."""
SHORT_ID = 12
_LONGEST_RIVAL = 40
_LEAST_POINTS = 0.05
"""What adds less to the log-odds would be shown as nothing."""
NO_MODEL = "no model was called"


class Section(NamedTuple):
    """One side of a story, a sentence a line."""

    name: str
    lines: list[str]


class Story(NamedTuple):
    """What became of a pair, or of a part of a sample that has none, and why."""

    pair_id: str | None
    figure_id: str
    page: int
    text: str
    about: str
    standing: str
    sections: list[Section]


class Rivals(NamedTuple):
    """The candidates by the figure that they are for, and by the text that they are of."""

    of_figure: Mapping[str, list[Row]]
    of_text: Mapping[str, list[Row]]


def stories(rows: Sequence[Row], rivals: Sequence[Row], live: Collection[str]) -> list[Story]:
    """Return a story for each pair of ``rows``, which are rows of the view ``why``, those of a pair together.

    ``rivals`` are the candidates of the same figures and texts; ``live`` the samples of the dataset as it stands.
    """
    near = Rivals(by("figure_id", list(rivals)), by("region_id", list(rivals)))
    groups = groupby(rows, key=lambda row: (row["pair_id"], row["figure_id"]))
    return [_story(list(group), near, live) for _, group in groups]


def _story(group: list[Row], rivals: Rivals, live: Collection[str]) -> Story:
    row = group[0]
    sides: dict[str, Callable[[], Iterator[str]]] = {
        "file": lambda: _file(row),
        "page": lambda: _page(row),
        "why": lambda: _why(row),
        "rivals": lambda: _rivals(row, rivals),
        "steps": lambda: _steps(row),
        "curate": lambda: _curate(row),
        "samples": lambda: _samples(group, live),
        "exported": lambda: _exported(group),
    }
    told = [Section(name, list(side())) for name, side in sides.items()]
    return Story(
        pair_id=row["pair_id"],
        figure_id=row["figure_id"],
        page=row["page"],
        text=one_line(row["text"] or ""),
        about=_about(row),
        standing=_standing(row),
        sections=[section for section in told if section.lines],
    )


def _about(row: Row) -> str:
    kind = named(row["figure_kind"])
    if row["role"] is None:
        return f"{kind}, used without a text"
    part = {Role.CAPTION: "caption of", Role.MENTION: "mention of", Role.EXPLAINS: "explains"}.get(row["role"])
    p = "" if row["p_match"] is None else f", p {row['p_match']:.3f}"
    seen = "" if row["similarity"] is None else f", similarity {row['similarity']:.3f}"
    return f"{part or row['role']} {kind}{p}{seen}"


def _standing(row: Row) -> str:
    if row["outcome"] is None:
        return "no longer there" if row["pair_id"] else "in a sample"
    if row["outcome"] != Outcome.KEPT:
        return f"turned away by pair: {row['reason']}"
    if row["accepted"] is None:
        return "not judged yet"
    return "accepted" if row["accepted"] else f"turned away by curate: {row['verdict_reason']}"


def _file(row: Row) -> Iterator[str]:
    yield str(row["name"])
    yield f"sha256 {row['doc_id']}"
    sources = row["sources"] or []
    for source in sources[:MOST_SOURCES]:
        yield f"from {source['uri']}"
    if len(sources) > MOST_SOURCES:
        yield f"and from {len(sources) - MOST_SOURCES} more places"
    yield licence(row)


def licence(row: Row) -> str:
    """Return the licence and who stated it."""
    if not row["licence"]:
        return "licence not stated"
    source = row["licence_source"]
    return f"licence {row['licence']}" + (f" (stated in the {source})" if source else "")


def _page(row: Row) -> Iterator[str]:
    size = f", {row['width_px']} × {row['height_px']} px" if row["width_px"] else ""
    picture = f", picture {row['image_sha256'][:SHORT_ID]}" if row["image_sha256"] else ""
    yield f"{row['page']}: figure at {place(row)} pt{size}{picture}"
    if row["text_page"] is not None:
        away = "" if row["text_page"] == row["page"] else f" on page {row['text_page']}"
        yield f"text{away} at {place(row, 'text_')} pt, {_read_by(row)}"


def _read_by(row: Row) -> str:
    if row["text_source"] == TextSource.OCR:
        sure = "" if row["ocr_confidence"] is None else f" (confidence {row['ocr_confidence']:.2f})"
        return f"read by OCR{sure}"
    if row["text_source"] == TextSource.LAYER:
        score = "" if row["text_layer_score"] is None else f" (score {row['text_layer_score']:.2f})"
        return f"from the text layer{score}"
    return "from a page that says nothing of its text"


def _why(row: Row) -> Iterator[str]:
    if row["outcome"] is None:
        if row["pair_id"]:
            yield "the latest run of the document does not make this pair"
        return
    ends = "kept" if row["outcome"] == Outcome.KEPT else f"turned away as {row['reason']}"
    yield ends + by_rule(row["rule"], row["score"], row["threshold"])
    features = [{"key": name, "value": value} for name, value in (row["features"] or {}).items()]
    decided = phrases(contributions(features, row["role"]))
    weighed = [one for one in decided if one.points]
    yield from _listed("for it", [one for one in weighed if (one.points or 0) > 0])
    yield from _listed("against", [one for one in weighed if (one.points or 0) < 0])
    if not weighed and decided:
        yield ", ".join(one.words for one in decided)


def by_rule(rule: str | None, score: float | None, threshold: float | None) -> str:
    """Return by which rule something was decided, and how its score stands to the threshold."""
    versus = compared(score, threshold)
    return (f" by rule {rule}" if rule else "") + (f": {versus}" if versus else "")


def _listed(side: str, found: list[Phrase]) -> Iterator[str]:
    """Tell what weighed most; of a side on which nothing weighs, nothing."""
    heavy = [one for one in found[:MOST_PHRASES] if abs(one.points or 0.0) >= _LEAST_POINTS]
    if heavy:
        said = [f"{one.words} {one.points:+.1f}" for one in heavy]
        more = len(found) - len(heavy)
        yield f"{side}: {', '.join(said)}" + (f", and {more} that weigh less" if more > 0 else "")


def _rivals(row: Row, rivals: Rivals) -> Iterator[str]:
    """Tell the next best text for the figure and the next best figure for the text; of a mention there is none."""
    if row["role"] == Role.MENTION or row["outcome"] is None:
        return
    yield from _next("text for this figure", row, rivals.of_figure.get(row["figure_id"], []))
    elsewhere = rivals.of_text.get(row["region_id"], [])
    yield from _next("figure for this text", row, [one for one in elsewhere if one["figure_id"] != row["figure_id"]])


def _next(what: str, row: Row, found: list[Row]) -> Iterator[str]:
    others = [one for one in found if one["pair_id"] != row["pair_id"] and one["role"] != Role.MENTION]
    if not others:
        yield f"no other {what} was weighed"
        return
    best = max(others, key=lambda one: (one["outcome"] == Outcome.KEPT, one["p_match"], one["pair_id"]))
    kept = best["outcome"] == Outcome.KEPT
    came = "it was taken" if kept else str(best["reason"])
    says = f" 「{shortened(best['text'], _LONGEST_RIVAL)}」" if "text for" in what else f" {_figure(best)}"
    ahead = best["p_match"] - row["p_match"]
    away = f"{abs(ahead):.3f} {'ahead' if ahead > 0 else 'behind'}"
    yield f"{'the' if kept else 'next best'} {what}:{says}, p {best['p_match']:.3f} ({away}), {came}"


def _figure(rival: Row) -> str:
    return f"{named(rival['figure_kind'])} on page {rival['page']} ({rival['figure_id'][:SHORT_ID]})"


def _steps(row: Row) -> Iterator[str]:
    steps = row["steps"] or []
    codes = {step["code_version"] for step in steps}
    for step in steps:
        engine = " ".join(filter(None, (step["engine"] or "etoki", step["engine_version"])))
        weights = f", weights {step['weights_sha256'][:SHORT_ID]}" if step["weights_sha256"] else ""
        code = f", code {step['code_version']}" if len(codes) > 1 else ""
        yield f"{step['step']} {step['step_version']} by {engine}{weights}{code}, execution {step['step_run_id']}"
    if len(codes) == 1:
        yield f"all by code {codes.pop()}"


def _curate(row: Row) -> Iterator[str]:
    if row["accepted"] is None:
        if row["outcome"] == Outcome.KEPT:
            yield "curate has not seen it"
        return
    ends = "accepted" if row["accepted"] else f"turned away as {row['verdict_reason']}"
    by = by_rule(row["verdict_rule"] or "min-p", row["verdict_score"], row["verdict_threshold"])
    yield f"{ends}{by}, in run {row['verdict_flow_run_id']}"


def _samples(group: list[Row], live: Collection[str]) -> Iterator[str]:
    written = [row for row in group if row["sample_id"]]
    if not written:
        yield "none was written"
    for row in written:
        sample = f"{row['sample_kind']} {row['sample_id'][:SHORT_ID]} ({row['mode']})"
        yield f"{sample} by {_writer(row)}; {_state(row, live)}"
        yield from _checks(row)


def _writer(row: Row) -> str:
    prompt = f", prompt {row['prompt_hash'][:SHORT_ID]}" if row["prompt_hash"] else ""
    if row["cost_usd"] is not None:
        cost = f"{row['cost_usd']:.6f} USD"
    else:
        cost = "cost not measured" if row["model"] else NO_MODEL
    return f"{row['generator']}{prompt}, {cost}"


def _state(row: Row, live: Collection[str]) -> str:
    if row["sample_outcome"] != Outcome.KEPT:
        by = by_rule(row["sample_rule"], row["sample_score"], row["sample_threshold"])
        return f"turned away as {row['sample_reason']}{by}"
    return "in the dataset" if row["sample_id"] in live else "no longer in the dataset"


def _checks(row: Row) -> Iterator[str]:
    checks = row["checks"] or []
    passed = [check["rule"] for check in checks if check["passed"]]
    if passed:
        yield f"  passed {', '.join(passed)}"
    for check in checks:
        if not check["passed"]:
            yield f"  failed {check['rule']}" + (f": {check['detail']}" if check["detail"] else "")


def _exported(group: list[Row]) -> Iterator[str]:
    """Name the latest datasets that hold a sample of this pair, and its keys there."""
    keys: dict[str, list[str]] = {}
    places: dict[str, Row] = {}
    for row in group:
        for item in row["exports"] or []:
            places[item["export_id"]] = item
            keys.setdefault(item["export_id"], []).append(item["key"])
    latest = sorted(places.values(), key=lambda item: (item["published_at"], item["export_id"]), reverse=True)
    for item in latest[:MOST_EXPORTS]:
        told = ", ".join(key[:SHORT_ID] for key in keys[item["export_id"]])
        yield f"{item['format']} {item['path']}, {item['shard']}, key {told} (digest {item['digest'][:SHORT_ID]})"
    if len(latest) > MOST_EXPORTS:
        yield f"and in {len(latest) - MOST_EXPORTS} earlier datasets"
