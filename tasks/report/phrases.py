"""The features of a pair in plain words."""

from collections.abc import Iterable
from typing import NamedTuple

from tasks.report.evidence import Contribution

_PLAIN = "plain_"
"""A feature comes again under this prefix where the text bears no label; both say the same."""

_WORDS = {
    "above": "above the figure",
    "above_table": "above a table",
    "aligned": "edges in line",
    "alone": "the only text that speaks here",
    "below": "below the figure",
    "beside_centred": "centred beside it",
    "beside_level": "level with it",
    "bold_uncued": "bold without a label",
    "bracketed": "in brackets",
    "bullet": "set as an item of a list",
    "caption_ending": "ends as captions do",
    "caption_kind": "looks like a caption",
    "caption_p": "p of the figure's caption {:.2f}",
    "captions_between": "captions in between: {:.0f}",
    "centred": "centred on it",
    "chars": "long",
    "circled": "has circled numbers",
    "circles_elsewhere": "circled numbers that the figure lacks",
    "circles_missed": "lacks circled numbers of the figure",
    "circles_shared": "shares circled numbers with the figure",
    "cited": "its number is cited in the text",
    "cites": "cites a numbered figure",
    "column_break": "in another column",
    "contact": "a telephone number or address",
    "detached": "{:.1f} em nearer to it than to what follows",
    "distance_em": "{:.1f} em away",
    "elsewhere": "such texts stand where no figure is",
    "far_em": "{:.1f} em farther than a caption stands",
    "figure_nearer": "another figure is nearer",
    "figures_between": "a figure in between",
    "figures_with_number": "figures with this number: {:.0f}",
    "frame_touches": "in a frame that touches it",
    "framed": "in a frame",
    "has_words_inside": "repeats words of the figure",
    "headed": "bears the mark of a title",
    "house_agrees": "set as the document's other captions",
    "house_bare": "other figures have no caption",
    "house_differs": "set unlike the document's other captions",
    "inside": "inside the figure",
    "instructs": "tells what to do",
    "laid_over": "laid over the picture",
    "larger_type": "in larger type",
    "left": "to the left",
    "list_share": "much of a list",
    "list_speaks": "a list of sentences",
    "listed": "part of a list",
    "lone_figure": "the only figure here",
    "long": "long",
    "mark_cue": "a mark that points at a figure",
    "names_places": "names parts of the figure",
    "near_em": "{:.1f} em away",
    "nearest": "the nearest figure",
    "note": "a note",
    "number_repeated": "its number stands elsewhere too",
    "numbered_cue": "a numbered label",
    "overlap": "along the figure's side",
    "page_break": "on another page",
    "pages_away": "pages away: {:.0f}",
    "panel_label": "the letter of a panel",
    "panels": "for several panels at once",
    "panels_alike": "panels of one size",
    "panels_lettered": "panels with letters",
    "panels_one_row": "beside one row of panels only",
    "parallel": "its neighbours have such a text too",
    "photo_as_table": "calls a photo a table",
    "points_at": "points at it",
    "points_away": "points away from it",
    "points_elsewhere": "points to another side",
    "predicate": "ends as a statement",
    "rank_agrees": "its number fits the order",
    "rank_differs": "its number does not fit the order",
    "reads_before": "read right before the figure",
    "reads_next": "read right after the figure",
    "right": "to the right",
    "running": "set as running text",
    "section": "heads a section",
    "sentence": "a sentence",
    "series": "others of the series have such a text too",
    "several": "several sentences",
    "short": "short",
    "showing": "says what is shown or done",
    "shown": "names a figure or a screen",
    "similarity": "looks like the picture, says the model",
    "slide": "a slide's text",
    "slide_speaks": "what the slide says",
    "slip_em": "{:.1f} em out of line",
    "smaller_type": "in smaller type",
    "source_credit": "names a source",
    "stated_similarity": "looks like the picture, but states something",
    "step": "a step of a list",
    "style": "set as at other figures",
    "table_nearer": "a table is nearer",
    "texts_between": "texts in between: {:.0f}",
    "this": "says this, or the following",
    "title": "set as a title",
    "unit": "names a unit",
    "unworded": "has no Japanese word",
    "vertical_beside": "vertical beside the figure",
    "wider": "wider than the figure",
    "word_agrees": "names the figure's kind",
    "word_disagrees": "names another kind",
    "wordless": "has hardly a word",
    "words_repeated": "stands on the page more than once",
    "words_shared": "shares words with the figure",
}


class Phrase(NamedTuple):
    """What spoke for or against a text, in words, and what it added to the log-odds; None where nothing was weighed."""

    words: str
    points: float | None


def phrases(weighed: Iterable[Contribution]) -> list[Phrase]:
    """Return what decided, in words, the heaviest first; what means the same is added up."""
    added: dict[str, float | None] = {}
    values: dict[str, float] = {}
    for one in weighed:
        name = one.name.removeprefix(_PLAIN)
        values.setdefault(name, one.value)
        before = added.get(name)
        added[name] = before if one.points is None else (before or 0.0) + one.points
    found = [Phrase(_worded(name, values[name]), points) for name, points in added.items()]
    return sorted(found, key=lambda one: (-abs(one.points or 0.0), one.words))


def _worded(name: str, value: float) -> str:
    return _WORDS[name].format(value) if name in _WORDS else name.replace("_", " ")
