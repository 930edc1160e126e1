"""`etoki bench …`: what measures quality and speed.

Imports that cost seconds stand inside the commands, as in `flows/cli.py`.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from flows.options import Jobs, Weights
from tasks.records.enums import EngineKind
from tasks.runtime.settings import put_in_environment

bench = App(name="bench", help="Measure quality and speed.")


@bench.command
def pairs(  # noqa: PLR0913 (an option each)
    *gold: Annotated[Path, Parameter(help="Gold files or folders [default: gold in tests/samples]; folders of PDFs.")],
    pdfs: Annotated[Path | None, Parameter(help="Where PDFs lie that are not beside their gold.")] = None,
    draw: Annotated[Path | None, Parameter(help="Draw the worst pages into this folder.")] = None,
    fields: Annotated[Path | None, Parameter(help="Write a row a decision: .csv, else Parquet.")] = None,
    keep: Annotated[Path | None, Parameter(help="Workspace that stays: what is known is not done again.")] = None,
    from_step: Annotated[str | None, Parameter(name="--from", help="Run this step and all after it again.")] = None,
    weights: Annotated[Path | None, Parameter(help="Pairing weights: a file, or a folder with FAMILY.json.")] = None,
    clip: Annotated[
        str, Parameter(help="Engine that compares pictures with texts; its weights lie in a folder of ETOKI_WEIGHTS.")
    ] = "none",
    baselines: Annotated[bool, Parameter(help="Measure the nearest text below and PyMuPDF's layout too.")] = True,
    jobs: Jobs = None,
) -> int:
    """Score figures, captions, explanations and mentions against gold, family by family.

    For example:

        etoki bench pairs pages/ --draw worst/
        etoki bench pairs gold/ pdfs/ --keep bench-data --from pair
        etoki bench pairs gold/ pdfs/ --clip open_clip:/data/models/mine
    """
    from flows.bench_pairs import PairsRequest, bench_pairs
    from flows.choosing import located
    from tasks import engines

    found, folders = located({EngineKind.CLIP: clip}, None)
    put_in_environment(jobs=jobs, weights=folders)
    engines.require(found.items())
    named = {"pdfs": pdfs, "draw": draw, "fields": fields, "keep": keep, "again_from": from_step, "weights": weights}
    return bench_pairs(PairsRequest(sources=gold, clip=found[EngineKind.CLIP], baselines=baselines, **named))


@bench.command
def speed(pdfs: Path = Path("tests/samples"), *, jobs: Jobs = None) -> int:
    """Measure pages a CPU-second, the cost of a task run, and how a worker's memory grows.

    For example:

        etoki bench speed pdfs/
    """
    from flows.benches import bench_speed

    put_in_environment(jobs=jobs)
    return bench_speed(pdfs)


@bench.command
def ocr(
    *sources: Annotated[Path, Parameter(help="PDFs with a sound text layer, or folders [default: tests/samples].")],
    pages: Annotated[int, Parameter(help="Most pages of a PDF.")] = 3,
    engine: Annotated[
        list[str] | None, Parameter(help="OCR engine; may be given more than once [default: every one that is ready].")
    ] = None,
    out: Annotated[Path | None, Parameter(help="Write ocr.csv and ocr.svg, a plot, into this folder.")] = None,
    speed: Annotated[bool, Parameter(help="Measure the rate against the bare engine instead.", negative="")] = False,
    jobs: Jobs = None,
    weights: Weights = None,
) -> int:
    """Read pictures of pages whose text is known, clean and worn: error rates through etoki and of the bare engines.

    For example:

        etoki bench ocr pdfs/ --pages 5 --out bench/
        etoki bench ocr --engine rapidocr --engine tesseract
        etoki bench ocr --speed --engine rapidocr --jobs 2
    """
    from flows.bench_ocr import bench_ocr, bench_ocr_speed
    from flows.choosing import weights_in

    put_in_environment(jobs=jobs, weights=weights_in(weights))
    chosen = sources or (Path("tests/samples"),)
    return bench_ocr_speed(chosen, pages, engine or ()) if speed else bench_ocr(chosen, pages, engine or (), out)
