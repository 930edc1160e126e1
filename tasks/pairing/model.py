"""How sure a match is: a logistic model, all of it in one table."""

import math
from collections.abc import Mapping

INTERCEPT = -3.2
"""Log-odds that a text near a figure is its caption, when nothing else is known."""

WEIGHTS: dict[str, float] = {
    # what the text says
    "numbered_cue": 4.2,
    "mark_cue": 2.0,
    "caption_kind": 0.6,
    "caption_ending": 0.6,
    "source_credit": -5.0,
    "title": -2.0,
    "note": -1.0,
    "wordless": -3.0,
    "bullet": -1.2,
    "sentence": -1.5,
    "chars": -1.2,
    "word_agrees": 0.6,
    "word_disagrees": -2.0,
    "photo_as_table": -2.0,
    "above_table": 0.6,
    "table_nearer": -3.0,
    "cited": 0.5,
    "number_repeated": -0.4,
    # how it is set
    "smaller_type": 4.0,
    "larger_type": -4.0,
    "bold_uncued": -0.5,
    # where it lies
    "near_em": -0.35,
    "far_em": -0.2,
    "slip_em": -0.25,
    "overlap": 0.8,
    "centred": 1.0,
    "aligned": 0.3,
    "wider": -0.8,
    "below": 0.3,
    "above": 0.0,
    "left": -0.7,
    "right": -0.7,
    "vertical_beside": 1.0,
    "points_away": -1.5,
    "inside": -0.8,
    "page_break": -1.2,
    # what else is there
    "parallel": 2.0,
    "habit": 1.5,
    "numbering_house": -1.5,
    "texts_between": -0.8,
    "captions_between": -1.5,
    "figures_between": -2.5,
    "figure_nearer": -0.8,
    "similarity": 6.0,
}


def p_match(features: Mapping[str, float]) -> float:
    """Return the probability, to 4 places, that a text with these features is the figure's caption."""
    return round(1 / (1 + math.exp(-log_odds(features))), 4)


def log_odds(features: Mapping[str, float]) -> float:
    """Return the sum of what speaks for and against; features without a weight are an error."""
    return math.fsum([INTERCEPT, *(WEIGHTS[name] * value for name, value in features.items())])
