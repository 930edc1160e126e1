"""Let a corpus run on workers that are killed again and again; in the end nothing may be missing, wrong or left over.

python tests/bench/soak.py --out FOLDER [--documents 2000] [--kills 20] [--every 60] [--seed 0] [--calm DIGEST]

FOLDER gets the PDFs, a workspace in which they ran undisturbed (`calm`), one in which they did not (`stormy`), a
picture of each run, and summary.json. The same command is run again until it has nothing left to do: pages that hang
are given up at the third try. Engines are left out, so that what is tested is the running, not the reading.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from soaking import papers, picture, verdict
from soaking.killing import RUN, Kill, Killer, Storm
from soaking.papers import End
from soaking.stage import Ended, Stage, new_folder
from soaking.watching import Moment, Watch
from tasks.records.record import Record

WITHOUT_ENGINES = ("--layout", "none", "--ocr", "none")
LIMITS = {"ETOKI_PAGE_SECONDS": 20, "ETOKI_WORKER_MB": 400, "ETOKI_POLL_SECONDS": 2, "ETOKI_STALLED_SECONDS": 120}
WORKERS = ("--workers", 2, "--jobs", 1)
MOST_RUNS = 5
"""A run that leaves documents failed is repeated; after so many, something never ends."""
GRACE_SECONDS = 30
MOST_OF_TWENTY = 19
"""Speed is measured until so many of twenty documents are through: the last few are those that hang."""


class Soaked(Record):
    """What came of one workspace."""

    name: str
    documents: int
    runs: int
    digest: str | None
    minutes: float
    documents_a_minute: float
    most_mb: dict[str, float]
    most_processes: dict[str, int]
    kills: list[Kill]
    faults: list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak as asked, write what came of it, and return how many faults there are."""
    asked = _asked(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    say(f"making {asked.documents} PDFs")
    ends = papers.lay_out(asked.out / "papers", asked.documents, asked.seed, asked.slow)
    calm = None if asked.calm else soak_calmly(asked.out, ends)
    stormy = soak_in_storm(asked.out, ends, Storm(asked.kills, asked.every, asked.seed))
    expected = calm.digest if calm else asked.calm
    faults = [*(calm.faults if calm else []), *stormy.faults]
    if stormy.digest != expected or expected is None:
        faults.append(f"digest {stormy.digest} where {expected} was expected")
    summary = Summary(calm=calm, stormy=stormy, faults=faults)
    (asked.out / "summary.json").write_text(summary.model_dump_json(indent=2), "utf-8")
    (asked.out / "summary.md").write_text(told(summary), "utf-8")
    say(told(summary))
    return min(len(faults), 1)


class Summary(Record):
    """Both runs, and everything that is not as it must be."""

    calm: Soaked | None
    stormy: Soaked
    faults: list[str]


def told(summary: Summary) -> str:
    """Return the summary as a table and a list."""
    lines = ["| | documents | runs | kills | minutes | documents a minute | most MiB | digest |", "|" + "---|" * 8]
    for one in filter(None, (summary.calm, summary.stormy)):
        held = ", ".join(f"{role} {mb:.0f}" for role, mb in one.most_mb.items())
        cells = [one.name, one.documents, one.runs, len(one.kills), one.minutes, one.documents_a_minute, held]
        lines.append("| " + " | ".join(map(str, [*cells, (one.digest or "none")[:12]])) + " |")
    faults = [f"- {fault}" for fault in summary.faults] or ["No faults."]
    return "\n".join([*lines, "", *faults, ""])


def soak_calmly(out: Path, ends: Mapping[str, End], **environment: object) -> Soaked:
    """Run in one process, undisturbed."""
    stage = Stage(out / "calm", **LIMITS, **environment)
    command = ("run", out / "papers", *WITHOUT_ENGINES, "--jobs", 2)
    with _watched(stage) as watch:
        ended = _until_nothing_is_left(stage, command)
    return _summed_up(stage, ends, ended, watch, [])


def soak_in_storm(out: Path, ends: Mapping[str, End], storm: Storm) -> Soaked:
    """Run on two workers, of which one is killed now and then, or its run, and started again."""
    stage = Stage(out / "stormy", **LIMITS)
    command = ("run", out / "papers", *WITHOUT_ENGINES, "--on-workers")
    with _watched(stage) as watch:
        _start_workers(stage)
        killer = Killer(stage, storm, lambda killed: _mend(stage, killed), watch.began)
        killer.start()
        try:
            ended = _until_nothing_is_left(stage, command)
        finally:
            killer.stop()
    return _summed_up(stage, ends, ended, watch, killer.kills)


def _mend(stage: Stage, killed: Kill) -> None:
    """Start again what a supervisor would: a worker; what becomes of a run is for the others to see."""
    say(f"killed at {killed.at} s: {killed.way}")
    if killed.way != RUN:
        _start_workers(stage)


def _start_workers(stage: Stage) -> None:
    up = stage.run("up", *WORKERS, name="up")
    if up.code != 0:
        say(f"`etoki up` ended with {up.code}: {up.said}")


def _until_nothing_is_left(stage: Stage, command: Sequence[object]) -> list[Ended]:
    ended: list[Ended] = []
    while len(ended) < MOST_RUNS and (not ended or ended[-1].code != 0):
        ended.append(stage.run(*command, name=f"run-{len(ended) + 1}"))
        say(f"{stage.workspace.root.name}: run {len(ended)} ended with {ended[-1].code}, digest {ended[-1].digest}")
    return ended


@contextmanager
def _watched(stage: Stage) -> Iterator[Watch]:
    """Watch a stage, stop what it keeps in the background, and kill whatever is left if it goes wrong."""
    watch = Watch(stage, 5, lambda moment: _tell(stage, moment))
    watch.start()
    try:
        yield watch
        stage.run("down", name="down")
        stage.await_end(GRACE_SECONDS)
    finally:
        watch.stop()


def _summed_up(
    stage: Stage, ends: Mapping[str, End], ended: Sequence[Ended], watch: Watch, kills: Sequence[Kill]
) -> Soaked:
    root = stage.workspace.root
    left = [f"left over: {role} {process.pid}" for role, process in stage.belongings()]
    stage.clear()
    unended = [] if ended[-1].code == 0 else [f"run {len(ended)} still ended with {ended[-1].code}"]
    traces = [f"run {at} printed a traceback" for at, one in enumerate(ended, 1) if "Traceback" in one.said]
    through = verdict.ended_at(root)
    most = through[: len(through) * MOST_OF_TWENTY // 20]
    minutes = (most[-1] - most[0]) / 60 if len(most) > 1 else 0.0
    name, moments = root.name, watch.moments
    drawn = picture.draw(f"{name}: {len(ends)} PDFs", moments, [at - watch.began for at in through], kills)
    root.with_name(f"{name}.svg").write_text(drawn, "utf-8")
    return Soaked(
        name=name,
        documents=len(ends),
        runs=len(ended),
        digest=ended[-1].digest,
        minutes=round(minutes, 1),
        documents_a_minute=round(len(most) / minutes, 1) if minutes else 0.0,
        most_mb=_most([moment.mb for moment in moments]),
        most_processes=_most([moment.processes for moment in moments]),
        kills=list(kills),
        faults=[*left, *unended, *traces, *verdict.faults(root, ends)],
    )


def _most(seen: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {role: max(one.get(role, 0) for one in seen) for role in sorted({role for one in seen for role in one})}


def _tell(stage: Stage, moment: Moment) -> None:
    held = ", ".join(f"{role} {mb:.0f} MiB/{moment.processes[role]}" for role, mb in sorted(moment.mb.items()))
    say(f"{stage.workspace.root.name} {moment.at:6.0f} s  {moment.entries:6} executions  {held}")


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument(
        "--slow", type=int, default=papers.SLOW_ONES, help="PDFs of each kind that costs its time limit"
    )
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--every", type=float, default=60, help="seconds between two kills, more or less")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--calm", help="the digest of an undisturbed run, if it is known: it is not run again")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
