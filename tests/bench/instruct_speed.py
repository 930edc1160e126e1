"""Measure `etoki instruct` against the scripted server: calls a second, CPU a call, memory over many samples.

python tests/bench/instruct_speed.py --out FOLDER [--calls 960] [--samples 20000]

Three runs: 32 at once, a second a call, pictures of 100 KB, everything verified; the same with answers that come at
once and nothing verified, for the CPU of the client; and many samples with answers that come at once, for its memory.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from scripted.client import Scripted, serving
from scripted.corpus import write_corpus
from soaking.stage import Stage, new_folder, prefect_server
from tasks.records.record import Record

AT_ONCE = 32
LATENCY = 1.0
PICTURE_KB = 100
LOOK_SECONDS = 0.25
KEY = "sk-test-0123456789abcdef"
MEGABYTE = 1 << 20


class Watched(Record):
    """What one run took: its calls a second from the first to the last, and without the first and the last tenth.

    Memory is that at each tenth of the calls, and the most of the whole run.
    """

    calls: int
    seconds: float
    asking_seconds: float
    calls_a_second: float
    steady_calls_a_second: float
    cpu_ms_a_call: float
    start_cpu_seconds: float
    megabytes: list[int]
    most_megabytes: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and print what was measured."""
    asked = _asked(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    with prefect_server(asked.out / "server") as api, serving(asked.out / "bill.jsonl") as scripted:
        if asked.calls:
            scripted.follow(latency=LATENCY)
            verified = watched(_stage(asked.out / "verified", api, asked.calls // 2, PICTURE_KB), scripted)
            print(f"verified: {verified.model_dump_json()}", flush=True)
            reached = [verified.calls_a_second / AT_ONCE, verified.steady_calls_a_second / AT_ONCE]
            print(f"of {AT_ONCE} calls a second: {reached[0]:.1%}, steadily {reached[1]:.1%}", flush=True)
            scripted.follow()
            bare = watched(_stage(asked.out / "bare", api, asked.calls, PICTURE_KB), scripted, "--no-critique")
            print(f"not verified: {bare.model_dump_json()}", flush=True)
        if asked.samples:
            scripted.follow()
            many = watched(_stage(asked.out / "many", api, asked.samples, 0), scripted, "--no-critique")
            print(f"many: {many.model_dump_json()}", flush=True)
    return 0


def watched(stage: Stage, scripted: Scripted, *more: str) -> Watched:
    """Run `etoki instruct` to its end and watch it."""
    words = ("instruct", "--kinds", "description", "--base-url", scripted.base_url, "--max-cost", "1000")
    before, began = scripted.count, time.monotonic()
    with stage.workspace.root.with_suffix(".txt").open("wb") as log:
        run = stage.start(*words, "--concurrency", AT_ONCE, *more, log=log)
        seen = list(_looks(run, scripted, before))
    if run.wait() != 0:
        raise RuntimeError(f"the run ended with {run.returncode}; see {log.name}")
    calls = scripted.count - before
    over = next(number for number, look in enumerate(seen) if look[1] == calls)
    asking = [look for look in seen[: over + 1] if look[1] > 0]
    seconds = time.monotonic() - began
    spent = asking[-1][0] - asking[0][0]
    cpu = asking[-1][2] - asking[0][2]
    return Watched(
        calls=calls,
        seconds=round(seconds, 1),
        asking_seconds=round(spent, 1),
        calls_a_second=round((asking[-1][1] - asking[0][1]) / spent, 2),
        steady_calls_a_second=_steady(asking, calls),
        cpu_ms_a_call=round(1000 * cpu / calls, 2),
        start_cpu_seconds=round(asking[0][2], 1),
        megabytes=[_memory_at(asking, calls * tenth // 10) for tenth in range(1, 11)],
        most_megabytes=max(look[3] for look in seen),
    )


def _looks(run: subprocess.Popen[bytes], scripted: Scripted, before: int) -> Iterator[tuple[float, int, float, int]]:
    """Yield time, calls, CPU seconds and megabytes of a run, now and then."""
    process = psutil.Process(run.pid)
    while run.poll() is None:
        try:
            used, memory = process.cpu_times(), process.memory_info().rss
        except psutil.Error:
            return
        yield time.monotonic(), scripted.count - before, used.user + used.system, memory // MEGABYTE
        time.sleep(LOOK_SECONDS)


def _steady(looks: list[tuple[float, int, float, int]], calls: int) -> float:
    first, last = (next(look for look in looks if look[1] >= calls * tenth // 10) for tenth in (1, 9))
    return round((last[1] - first[1]) / (last[0] - first[0]), 2)


def _memory_at(looks: list[tuple[float, int, float, int]], calls: int) -> int:
    return next(look[3] for look in looks if look[1] >= calls)


def _stage(root: Path, api: str, figures: int, picture_kb: int) -> Stage:
    write_corpus(root, figures, picture_kb=picture_kb)
    return Stage(root, PREFECT_API_URL=api, OPENAI_API_KEY=KEY)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument("--calls", type=int, default=960)
    parser.add_argument("--samples", type=int, default=20_000)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
