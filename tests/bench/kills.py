"""Kill `etoki run` over the samples at twenty random moments; each time the next run must bring the same dataset.

python tests/bench/kills.py --out FOLDER [--rounds 20] [--warm] [--seed 0] [PDFS]

Each round begins in an empty workspace. With --warm it is given what the OCR engine said in the undisturbed run, so
that most moments fall between the steps instead of into the one long reading of a scan.
"""

import argparse
import random
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from soaking.stage import Ended, Stage, kill, new_folder, prefect_server
from soaking.verdict import ask
from tasks.records.record import Record
from tasks.runtime import worker
from tasks.store.catalog import load
from tasks.store.workspace import Workspace

SAMPLES = Path(__file__).parents[1] / "samples"
GRACE_SECONDS = 10
BEGUN = "select count(*) as n from step_runs where step <> 'register'"


class Round(Record):
    """One run that was killed: when, with how many workers, what it had done by then, and what came of the next."""

    killed_after: float
    workers: int
    executions: int
    orphans: int
    code: int
    digest: str | None
    failed_checks: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rounds and return 1 if any of them did not end like the undisturbed run."""
    asked = _asked(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    chance, broken = random.Random(asked.seed), 0
    with prefect_server(asked.out / "server") as api:
        calm = Stage(asked.out / "calm", PREFECT_API_URL=api)
        began = time.monotonic()
        expected = calm.run("run", asked.pdfs)
        seconds = time.monotonic() - began
        print(f"undisturbed: {seconds:.1f} s, digest {expected.digest}", flush=True)
        for number in range(asked.rounds):
            stage = Stage(asked.out / "killed", PREFECT_API_URL=api)
            if asked.warm:
                remember_answers(calm.workspace, stage.workspace)
            done = one_round(stage, asked.pdfs, chance.uniform(0, seconds))
            broken += not _is_well(done, expected)
            print(f"round {number + 1:2}: {done.model_dump_json()}", flush=True)
            shutil.rmtree(stage.workspace.root)
    print(f"{asked.rounds} kills, {broken} of them with another end than the undisturbed run")
    return min(broken, 1)


def one_round(stage: Stage, pdfs: Path, after: float) -> Round:
    """Kill a run so many seconds after it was started, and run to the end."""
    run = stage.start("run", pdfs)
    time.sleep(after)
    workers = [one.process for one in stage.belongings() if one.process.name() == worker.NAME]
    kill(psutil.Process(run.pid))
    run.wait()
    left = stage.await_end(GRACE_SECONDS)
    stage.clear()
    load(stage.workspace.root)
    executions = ask(stage.workspace.root, BEGUN)[0]["n"]
    ended = stage.run("run", pdfs)
    return Round(
        killed_after=round(after, 2),
        workers=len(workers),
        executions=executions,
        orphans=len(left) + len(stage.belongings()),
        code=ended.code,
        digest=ended.digest,
        failed_checks=len(load(stage.workspace.root).failed_checks),
    )


def remember_answers(known: Workspace, fresh: Workspace) -> None:
    """Give a fresh workspace what the engines said in another, and nothing else of it."""
    shutil.copytree(known.outputs.root, fresh.outputs.root)
    for file in fresh.outputs.root.rglob("*"):
        if file.is_file():
            for line in file.read_text("utf-8").split("\n"):
                if line:
                    fresh.blobs.put(known.blobs.get(line.split(" ")[1]))


def _is_well(done: Round, expected: Ended) -> bool:
    return (done.code, done.digest, done.orphans, done.failed_checks) == (0, expected.digest, 0, 0)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdfs", type=Path, nargs="?", default=SAMPLES)
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--warm", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
