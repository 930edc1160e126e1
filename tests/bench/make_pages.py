"""Make PDFs whose figures, captions and texts are known, for ``etoki bench pairs``; needs playwright and Chromium.

python tests/bench/make_pages.py OUT [--seeds 4] [--first-seed 0] [--family NAME ...] [--scanned] [--draw]

OUT gets a PDF, a gold file and the sentences of running text for each family and seed; with --scanned, OUT/scanned the
same pages as a scanner sees them, as families of their own; with --draw, OUT/drawn each page as a PNG with its gold.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pagemaker.document import FAMILIES, discover, make
from pagemaker.drawing import draw
from pagemaker.gold import gold_of, sentences_of
from pagemaker.printing import Printed, SpilledError, browser, print_pages
from pagemaker.scanning import follow, scan


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what was asked for; return how many documents could not be made."""
    asked = _asked(arguments)
    failed = 0
    with browser() as chromium:
        page = chromium.new_page()
        for family, seed in _wanted(asked):
            try:
                printed = print_pages(make(family, seed), page)
            except SpilledError as error:
                failed += 1
                print(f"{family}-{seed}: {error}", file=sys.stderr)
            else:
                _keep(printed, family, seed, asked)
    return failed


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--family", nargs="+", choices=list(discover()), default=None, metavar="NAME")
    parser.add_argument("--scanned", action="store_true")
    parser.add_argument("--draw", action="store_true")
    return parser.parse_args(arguments)


def _wanted(asked: argparse.Namespace) -> Iterator[tuple[str, int]]:
    for family in asked.family or sorted(FAMILIES):
        for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
            yield family, seed


def _keep(printed: Printed, family: str, seed: int, asked: argparse.Namespace) -> None:
    name = f"{family}-{seed}"
    gold, sentences = gold_of(printed, name, family), sentences_of(printed)
    _write(asked.out, name, printed.pdf, gold, sentences)
    if asked.draw:
        draw(printed.pdf, gold, asked.out / "drawn", name)
    if asked.scanned:
        pdf, turns = scan(printed.pdf, random.Random(f"scan/{name}"))
        scanned = gold_of(printed._replace(pdf=pdf), name, f"{family}-scanned")
        _write(asked.out / "scanned", name, pdf, [follow(entry, turns) for entry in scanned], sentences)


def _write(out: Path, name: str, pdf: bytes, gold: list[dict[str, Any]], sentences: list[dict[str, Any]]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.pdf").write_bytes(pdf)
    for ending, rows in (("json", gold), ("sentences.json", sentences)):
        (out / f"{name}.{ending}").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
