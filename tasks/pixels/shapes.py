"""What can be counted in grey levels and ink: edges, rules, axes, text-like squares, strokes, gaps."""

import numpy as np
from numpy.typing import NDArray

RgbArray = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Grey = NDArray[np.int16]
Measures = dict[str, float]

EDGE = 24
"""Neighbours this many of 255 levels apart have an edge between them."""
TILE = 8
LAGS = (1, 2, 4, 8, 16)
_STRONG = 80
_LONG, _AXIS, _FULL = 0.3, 0.45, 0.8
_MOST = 30


def of_grey(grey: Grey) -> Measures:
    """Return what edges and squares of (H, W) grey levels tell."""
    return {**_edges(grey), **_directions(grey), **_rules(grey), **_texture(grey), **_squares(grey)}


def of_ink(ink: Mask, coloured: Mask) -> Measures:
    """Return what the form of (H, W) ink tells; ``coloured`` marks the pixels that are no greys."""
    return {**_strokes(ink, coloured), **_pieces(ink), **_gaps(ink), **_places(ink)}


def share(mask: Mask) -> float:
    """Return the share of marked pixels; 0 where there are none at all."""
    return _number(mask) / max(1, mask.size)


def _any(mask: Mask, axis: int | tuple[int, ...]) -> Mask:
    return np.asarray(mask.any(axis=axis))


def _number(mask: Mask) -> int:
    return int(np.count_nonzero(mask))


def _edges(grey: Grey) -> Measures:
    across = np.abs(np.diff(grey, axis=1))[:-1]
    down = np.abs(np.diff(grey, axis=0))[:, :-1]
    steep = np.maximum(across, down)
    edge = steep > EDGE
    edges = _number(edge) or 1
    return {
        "level": share(steep == 0),
        "faint": share((steep > 0) & (steep <= 6)),  # noqa: PLR2004
        "soft": share((steep > 6) & ~edge),  # noqa: PLR2004
        "edge": share(edge),
        "strong_of_edge": _number(steep > _STRONG) / edges,
        "upright_of_edge": _number(edge & (across > 4 * down)) / edges,
        "lying_of_edge": _number(edge & (down > 4 * across)) / edges,
        "slanted_of_edge": _number(edge & (across < 2 * down) & (down < 2 * across)) / edges,
    }


def _directions(grey: Grey) -> Measures:
    """Say how edges run: every way in drawings by hand, two ways in boxes, the same way along curves and hatches."""
    across, down = _slopes(grey), _slopes(grey.T).T
    sectors = np.where(np.maximum(np.abs(across), np.abs(down)) > 8 * EDGE, _sectors(across, down), -1)
    counts = np.bincount(sectors.ravel() + 1, minlength=9)[1:]
    edges = int(counts.sum()) or 1
    alike = [_number((a == b) & (a >= 0)) for a, b in ((sectors[:, 4:], sectors[:, :-4]), (sectors[4:], sectors[:-4]))]
    return {
        "scarcest_direction": 8 * float(counts.min()) / edges,
        "commonest_directions": float(np.sort(counts)[-2:].sum()) / edges,
        "along_sides": float(counts[0] + counts[4]) / edges,
        "same_direction": sum(alike) / edges / 2,
    }


def _slopes(grey: Grey) -> Grey:
    """Return eight times the slope along the rows, by the operator of Sobel and Feldman (1968), without the border."""
    summed = grey[:-2] + 2 * grey[1:-1] + grey[2:]
    return np.asarray(summed[:, 2:] - summed[:, :-2])


def _sectors(across: Grey, down: Grey) -> NDArray[np.int8]:
    """Return which of eight directions, 22.5 degrees apart, a slope is nearest to: 0 across, 4 down."""
    wide, high = np.abs(across), np.abs(down)
    # The tangents of 11, 34, 56 and 79 degrees.
    steps = (5 * high > wide).astype(np.int8) + (3 * high > 2 * wide) + (2 * high > 3 * wide) + (high > 5 * wide)
    return np.where((across < 0) != (down < 0), (8 - steps) % 8, steps)


def _rules(grey: Grey) -> Measures:
    """Find straight lines along the sides: of tables, axes, boxes and windows."""
    lying = _run_lengths(_bridged(np.abs(np.diff(grey, axis=0)) > EDGE))
    upright = _run_lengths(_bridged(np.abs(np.diff(grey, axis=1)).T > EDGE))
    edges = _number(lying > 0) + _number(upright > 0) or 1
    longest = [runs.max(axis=1) / runs.shape[1] for runs in (lying, upright)]
    framed = sum(float(runs[part].max(initial=0)) for runs in longest for part in _ends(runs))
    return {
        **_spacing("lying", longest[0]),
        **_spacing("upright", longest[1]),
        **_axes(lying, upright),
        "framed": framed / 4,
        "on_rules": sum(_number(runs >= runs.shape[1] // 12) for runs in (lying, upright)) / edges,
    }


def _bridged(mask: Mask) -> Mask:
    """Close gaps of one pixel along the rows: where rules cross, neither has an edge."""
    bridged = mask.copy()
    bridged[:, 1:-1] |= mask[:, 2:] & mask[:, :-2]
    return bridged


def _run_lengths(mask: Mask) -> NDArray[np.int64]:
    """Return for each pixel how many marked pixels end there without a gap, along the rows."""
    places = np.arange(mask.shape[1])
    return places - np.maximum.accumulate(np.where(mask, -1, places), axis=1)


def _ends(runs: NDArray[np.float64]) -> tuple[slice, slice]:
    """Return the outermost 4 % at either end."""
    deep = max(2, len(runs) // 25)
    return slice(0, deep), slice(len(runs) - deep, len(runs))


def _spacing(name: str, runs: NDArray[np.float64]) -> Measures:
    """Say how many long rules there are, where the longest lies, and how evenly they are spaced."""
    long = runs >= _LONG
    first = np.flatnonzero(long & ~np.concatenate(([False, False], (long[:-2] | long[1:-1]))))
    return {
        f"{name}_rules": float(min(_MOST, first.size)),
        f"{name}_full_rules": float(min(_MOST, _number(runs[first] >= _FULL))),
        f"{name}_longest": float(runs.max(initial=0.0)),
        f"{name}_longest_at": float(runs.argmax()) / len(runs),
        f"{name}_evenness": _evenness(first),
    }


def _evenness(places: NDArray[np.int64]) -> float:
    """Return the share of steps between neighbours that are the usual one, give or take two."""
    steps = np.diff(places)
    return share(np.asarray(np.abs(steps - np.median(steps)) <= 2)) if steps.size > 1 else 0.0  # noqa: PLR2004


def _axes(lying: NDArray[np.int64], upright: NDArray[np.int64]) -> Measures:
    """Find the corner of two axes: the lowest long rule begins where the leftmost long one ends."""
    rows = np.flatnonzero(lying.max(axis=1) >= _AXIS * lying.shape[1])
    columns = np.flatnonzero(upright.max(axis=1) >= _AXIS * upright.shape[1])
    if not rows.size or not columns.size:
        return {"axes_meet": 0.0, "axis_left": 0.0, "axis_below": 0.0}
    end = int(lying[rows[-1]].argmax())
    begin, foot = end - int(lying[rows[-1], end]) + 1, int(upright[columns[0]].argmax())
    meet = abs(begin - int(columns[0])) <= TILE and abs(foot - int(rows[-1])) <= TILE
    return {
        "axes_meet": float(meet),
        "axis_left": float(columns[0]) / upright.shape[0],
        "axis_below": 1 - float(rows[-1]) / lying.shape[0],
    }


def _texture(grey: Grey) -> Measures:
    """Tell how grey levels part with distance: slowly in nature, at once in drawings."""
    apart = {
        lag: float(np.abs(grey[:, lag:] - grey[:, :-lag]).mean() + np.abs(grey[lag:] - grey[:-lag]).mean())
        for lag in LAGS
        if lag < min(grey.shape)
    }
    far = max(apart.values()) or 1.0
    return {f"apart_{lag}": apart.get(lag, far) / far for lag in LAGS[:-1]} | {"contrast": far / 510}


def _squares(grey: Grey) -> Measures:
    """Sort squares of 8 × 8 pixels into empty, smooth, busy and text-like ones."""
    rows, columns = grey.shape[0] // TILE, grey.shape[1] // TILE
    tiles = grey[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE).swapaxes(1, 2)
    high = tiles.max(axis=(2, 3))
    span = high - tiles.min(axis=(2, 3))
    turns = (np.abs(np.diff(tiles, axis=3)) > EDGE).sum(axis=(2, 3))
    level = (np.abs(tiles - high[..., None, None]) <= EDGE).sum(axis=(2, 3))
    written = np.asarray((span > 3 * EDGE) & (turns >= 2 * TILE) & (level >= TILE))
    return {
        "empty": share(span <= 6),  # noqa: PLR2004
        "smooth": share((span > 6) & (span <= 48)),  # noqa: PLR2004
        "busy": share((span > 2 * EDGE) & (level < TILE)),
        "written": share(written),
        "stroked": share((span > 3 * EDGE) & (turns < 2 * TILE) & (level >= 4 * TILE)),
        "written_beside": share(written[:, 1:] & written[:, :-1]) / (share(written) or 1.0),
        "written_below": share(written[1:] & written[:-1]) / (share(written) or 1.0),
        "rows_written": share(_any(written, 1)),
        "columns_written": share(_any(written, 0)),
    }


def _strokes(ink: Mask, coloured: Mask) -> Measures:
    """Tell thin strokes from filled areas."""
    inked = _number(ink) or 1
    core = worn(ink, 2)
    thin = ink & ~_grown(core, 2)
    return {
        "ink": share(ink),
        "core_of_ink": _number(core) / inked,
        "filled_of_ink": _number(worn(core, 3)) / inked,
        "wide_of_ink": _number(worn(core, 8)) / inked,
        "thin_of_ink": _number(thin) / inked,
        "thin_and_coloured": _number(thin & coloured) / inked,
        "coloured_of_ink": _number(ink & coloured) / inked,
    }


def worn(mask: Mask, by: int) -> Mask:
    """Keep the pixels whose neighbours in the square ``by`` around are all marked."""
    for axis in (0, 1):
        for _ in range(by):
            padded = np.pad(mask, [(1, 1) if axis == side else (0, 0) for side in (0, 1)])
            mask = mask & (padded[2:] & padded[:-2] if axis == 0 else padded[:, 2:] & padded[:, :-2])
    return mask


def _grown(mask: Mask, by: int) -> Mask:
    """Mark the pixels that have a marked one in the square ``by`` around."""
    return ~worn(np.pad(~mask, by, constant_values=True), by)[by:-by, by:-by]


def _pieces(ink: Mask) -> Measures:
    """Count pieces less holes, of the ink and of what is left when close pieces flow together: letters, words, blocks.

    In shares of a thousand pixels; drawings of closed cells have more holes than pieces.
    """
    blocks = {"letters": ink, "words": _grown(ink, 2)}
    blocks["blocks"] = _grown(blocks["words"], 4)
    return {name: 1000 * _euler_number(mask) / ink.size for name, mask in blocks.items()}


def _euler_number(mask: Mask) -> float:
    """Return the number of 8-connected pieces less that of their holes, from 2 × 2 windows (Gray 1971)."""
    padded = np.pad(mask, 1).astype(np.int8)
    window = padded[1:, 1:] + 2 * padded[1:, :-1] + 4 * padded[:-1, 1:] + 8 * padded[:-1, :-1]
    counts = np.bincount(window.ravel(), minlength=16)
    ones, threes, diagonals = counts[[1, 2, 4, 8]].sum(), counts[[7, 11, 13, 14]].sum(), counts[[6, 9]].sum()
    return float(ones - threes - 2 * diagonals) / 4


def _gaps(ink: Mask) -> Measures:
    """Count the white bands between lines of text and between columns; rules do not fill them."""
    bare = ink & ~(_on_rule(ink) | _on_rule(ink.T).T)
    bands = {"row": _any(_grown(bare, 1), 1), "column": _any(_grown(bare, 2), 0)}
    starts = {name: np.flatnonzero(band[1:] & ~band[:-1]) for name, band in bands.items()}
    counts = {f"{name}_gaps": float(min(_MOST, places.size)) for name, places in starts.items()}
    return counts | {f"{name}s_evenly": _evenness(places) for name, places in starts.items()}


def _on_rule(ink: Mask) -> Mask:
    """Mark runs of more than a sixth of the row."""
    forth, back = _run_lengths(ink), _run_lengths(ink[:, ::-1])[:, ::-1]
    return np.asarray(forth + back > ink.shape[1] // 6)


def _places(ink: Mask) -> Measures:
    """Say where the ink lies: along the sides as in charts, or anywhere."""
    height, width = ink.shape
    deep, broad = max(1, height // 8), max(1, width // 8)
    cells = ink[: height // 8 * 8, : width // 8 * 8].reshape(8, height // 8, 8, width // 8)
    return {
        "ink_left": share(ink[:, :broad]),
        "ink_right": share(ink[:, -broad:]),
        "ink_top": share(ink[:deep]),
        "ink_bottom": share(ink[-deep:]),
        "cells_inked": share(_any(cells, (1, 3))),
        "aspect": min(width, height) / max(width, height),
        "lies": float(width > height),
    }
