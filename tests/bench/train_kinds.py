"""Learn what kinds of figures look like; needs scikit-learn, which nothing else here does.

    python tests/bench/train_kinds.py measure PICTURES TABLE.parquet
    python tests/bench/train_kinds.py learn TABLE.parquet [WEIGHTS.json]

PICTURES has a folder for each kind, with pictures named SOURCE__NAME.png. Every picture is measured as it is, as if
scaled and compressed, as if printed and scanned, and as if from an old book. `learn` first says how well pictures are
told whose source was not learnt from, then writes what it learnt from all.
"""

import json
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from tasks.pixels import kinds
from tasks.pixels.measures import measure
from tasks.records.enums import FigureKind

KNOTS = 12
FOLDS = 8
PENALTY = 0.1
TINTED, COLOURLESS, HALFTONED, BILEVEL = 0.4, 0.75, 0.7, 0.2
SMALL_SIDES = 180, 520
LABELS = ["kind", "source", "look"]
KINDS = list(FigureKind)
Looks = dict[str, Callable[[Image.Image, np.random.Generator], Image.Image]]


def as_scaled(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Return the image in another size, compressed with losses; some on tinted ground, as on slides."""
    tinted = _printed_on(image, chance.uniform(200, 255, 3)) if chance.random() < TINTED else image
    return _compressed(_resized(tinted, chance.uniform(0.55, 1.9)), int(chance.integers(35, 90)))


def as_scanned(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Return the image as a scanner sees it: askew, blurred, on greyish or yellowish paper, mostly without colour."""
    turned = image.rotate(chance.uniform(-1.2, 1.2), fillcolor="white", resample=Image.Resampling.BILINEAR)
    if chance.random() < COLOURLESS:
        turned = turned.convert("L").convert("RGB")
    blurred = turned.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.1)))
    paper = np.array([(255, 255, 255), (250, 246, 236), (238, 228, 205)][chance.integers(3)])
    inked = _inked(_printed_on(blurred, paper * chance.uniform(0.92, 1)), chance.uniform(0, 25))
    return _compressed(_grained(inked, chance.uniform(1, 7)), int(chance.integers(50, 90)))


def as_aged(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Return the image as an old book has it: small, in halftones or lines, on grey and grainy paper; some in 1 bit."""
    grey = image.convert("L").convert("RGB")
    small = _resized(grey, min(1.0, chance.uniform(*SMALL_SIDES) / max(image.size)))
    in_bits = chance.random() < BILEVEL
    dots = _is_toned(small) and (in_bits or chance.random() < HALFTONED)
    blurred = (_halftoned(small, chance) if dots else small).filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 1.0)))
    if in_bits:
        return blurred.convert("L").point(lambda level: 255 * (level > 150)).convert("RGB")
    inked = _inked(_printed_on(blurred, np.full(3, chance.uniform(200, 250))), chance.uniform(0, 60))
    return _compressed(_grained(inked, chance.uniform(3, 12)), int(chance.integers(50, 90)))


LOOKS: Looks = {"as it is": lambda image, _: image, "scaled": as_scaled, "scanned": as_scanned, "aged": as_aged}


def _resized(image: Image.Image, scale: float) -> Image.Image:
    size = max(60, round(image.width * scale)), max(60, round(image.height * scale))
    return image.resize(size, Image.Resampling.BICUBIC)


def _printed_on(image: Image.Image, paper: NDArray[np.float64]) -> Image.Image:
    """Let white become the colour of the paper."""
    return Image.fromarray((np.asarray(image) / 255.0 * paper).astype(np.uint8))


def _inked(image: Image.Image, black: float) -> Image.Image:
    """Let black become no darker than a level."""
    levels = np.asarray(image).astype(float)
    return Image.fromarray((levels + black * (1 - levels / 255)).astype(np.uint8))


def _grained(image: Image.Image, deviation: float) -> Image.Image:
    """Add grain: noise, coarser by half a pixel's blur in every second picture."""
    noise = np.random.default_rng(image.width).normal(0, 1, (image.height, image.width))
    if image.height % 2:
        noise = 1.6 * (noise + np.roll(noise, 1, 0) + np.roll(noise, 1, 1) + np.roll(noise, (1, 1), (0, 1))) / 4
    return Image.fromarray((np.asarray(image) + deviation * noise[..., None]).clip(0, 255).astype(np.uint8))


def _is_toned(image: Image.Image) -> bool:
    """Say whether a printer would need a screen: most of the image is neither black nor white."""
    levels = np.asarray(image.convert("L"))
    return bool(((levels > 30) & (levels < 225)).mean() > 0.5)


def _halftoned(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Return grey levels as dots on a screen at 45 degrees."""
    pitch = chance.uniform(1.6, 4.5)
    wide = image.convert("L").resize((3 * image.width, 3 * image.height), Image.Resampling.BICUBIC)
    rows, columns = np.mgrid[: wide.height, : wide.width] * (2 * np.pi / (3 * pitch * 2**0.5))
    screen = 127.5 + 120 * np.sin(rows + columns) * np.sin(rows - columns)
    dots = Image.fromarray(((np.asarray(wide) > screen) * 255).astype(np.uint8))
    return dots.resize(image.size, Image.Resampling.BOX).convert("RGB")


def measured(pictures: Path) -> pl.DataFrame:
    """Return a row of measures for every picture and look."""
    return pl.DataFrame(
        {"kind": path.parent.name, "source": path.stem.partition("__")[0], "look": look}
        | measure(np.asarray(change(Image.open(path).convert("RGB"), np.random.default_rng(crc32(path.stem.encode())))))
        for path in sorted(pictures.glob("*/*.png"))
        for look, change in LOOKS.items()
    )


def learn(table: pl.DataFrame) -> kinds.Weights:
    """Return the weights that tell the kinds in the table apart."""
    names = [name for name in table.columns if name not in LABELS]
    ranks = np.linspace(0, 1, KNOTS)
    knots = {name: tuple(np.quantile(table[name], ranks).round(5).tolist()) for name in names}
    model = LogisticRegression(C=PENALTY, max_iter=300)
    model.fit(_features(table, knots), table["kind"].to_list(), sample_weight=_weights(table))
    rows = dict(zip(model.classes_, zip(model.coef_, model.intercept_, strict=True), strict=True))
    never = (np.zeros(2 * len(names)), -20.0)
    return kinds.Weights(
        knots=knots,
        bias={kind: round(float(rows.get(kind, never)[1]), 4) for kind in KINDS},
        weights={kind: tuple(rows.get(kind, never)[0].round(4).tolist()) for kind in KINDS},
    )


def chances(table: pl.DataFrame, weights: kinds.Weights) -> NDArray[np.float64]:
    """Return the probability of each kind (columns) for each row."""
    features = _features(table, weights.knots)
    scores = features @ np.array([weights.weights[kind] for kind in KINDS]).T + [weights.bias[kind] for kind in KINDS]
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def unseen_chances(table: pl.DataFrame) -> NDArray[np.float64]:
    """Return the same, by weights that were learnt without any picture of the row's source."""
    found = np.zeros((len(table), len(KINDS)))
    for others, ours in GroupKFold(FOLDS).split(table, groups=table["source"].to_list()):
        found[ours] = chances(table[ours], learn(table[others]))
    return found


def confusion(table: pl.DataFrame, found: NDArray[np.float64]) -> str:
    """Return the table of true kinds (rows) against told ones (columns)."""
    told = [KINDS[place] for place in found.argmax(axis=1)]
    rows = [
        [sum(1 for a, b in zip(table["kind"], told, strict=True) if (a, b) == (true, said)) for said in KINDS]
        for true in KINDS
    ]
    right = sum(row[place] for place, row in enumerate(rows))
    lines = [f"{right} of {len(table)} right", " " * 12 + "".join(f"{kind[:7]:>8}" for kind in KINDS)]
    return "\n".join(
        lines + [f"{kind:>12}" + "".join(f"{n:8}" for n in row) for kind, row in zip(KINDS, rows, strict=True)]
    )


def by_threshold(table: pl.DataFrame, found: NDArray[np.float64]) -> str:
    """Return what it costs to call less probable ones `other`: the right answers, in all and among the rest."""
    true, told = np.array(table["kind"].to_list()), np.array(KINDS)[found.argmax(axis=1)]
    lines = []
    for least in (0.0, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8):
        answers = np.where(found.max(axis=1) >= least, told, FigureKind.OTHER)
        named = answers != FigureKind.OTHER
        right = answers == true
        lines.append(
            f"p ≥ {least}: right {right.mean():.3f}; named {named.mean():.2f}, right {right[named].mean():.3f}"
        )
    return "\n".join(lines)


def _features(table: pl.DataFrame, knots: dict[str, tuple[float, ...]]) -> NDArray[np.float64]:
    return kinds.features_of({name: table[name].to_numpy() for name in knots}, knots).T


def _weights(table: pl.DataFrame) -> NDArray[np.float64]:
    """Let neither large sources nor frequent kinds have their way."""
    of_source = table.select((1 / pl.len().over("kind", "source").sqrt()).alias("w"))["w"]
    of_kind = table.with_columns(w=of_source).select((pl.col("w") / pl.col("w").sum().over("kind") ** 0.7).alias("w"))
    return np.asarray((of_kind["w"] / of_kind["w"].mean()).to_numpy())


def _compressed(image: Image.Image, quality: int) -> Image.Image:
    target = BytesIO()
    image.save(target, "JPEG", quality=quality)
    return Image.open(target).convert("RGB")


def as_text(weights: kinds.Weights) -> str:
    """Return the weights as JSON with a line for every measure and kind."""
    parts = []
    for name, rows in json.loads(weights.model_dump_json()).items():
        lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(row)}" for key, row in rows.items())
        parts.append(f" {json.dumps(name)}: {{\n{lines}\n }}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(command: str, source: str, target: str = "tasks/pixels/kinds.json") -> None:
    """Run one of the two commands."""
    if command == "measure":
        measured(Path(source)).write_parquet(target)
        return
    table = pl.read_parquet(source)
    found = unseen_chances(table)
    for look in LOOKS:
        here = table["look"] == look
        print(look, confusion(table.filter(here), found[here.to_numpy()]), sep="\n")
    print(by_threshold(table, found))
    Path(target).write_text(as_text(learn(table)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
