import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tasks.metrics.watching import cpu_of_family, cpu_of_this, peak_of, watched
from tasks.runtime.pool import Pool
from tasks.runtime.settings import Settings

BUSY = "import time; t = time.process_time()\nwhile time.process_time() - t < 0.3: pass"
LARGE = "import os, sys; kept = bytearray(300 * 2**20)\nwhile not os.path.exists(sys.argv[1]): time.sleep(0.02)"
PEAK_MB = 300 + 20
"""What LARGE has, and a worker at least."""
LEAST = 0.25
"""What is told of the time of BUSY at least: each part of it is told in ticks of a hundredth."""


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    made = Pool(Settings(workspace=tmp_path_factory.mktemp("watched"), jobs=1))
    yield made
    made.close()


def test_the_time_of_a_program_is_its_starters():
    (pid, before) = cpu_of_this()
    subprocess.run([sys.executable, "-c", BUSY], check=True)
    assert pid == os.getpid()
    assert cpu_of_this()[1] - before >= LEAST


def test_the_time_of_a_workers_program_is_the_familys(pool):
    pool.once(os.getpid)
    before = cpu_of_family()
    pool.once(subprocess.call, [sys.executable, "-c", BUSY])
    assert 0.2 <= cpu_of_family() - before < 30  # told in ticks of a hundredth


def test_a_worker_is_watched_with_the_programs_that_it_starts(pool, tmp_path):
    seen = tmp_path / "seen"
    with ThreadPoolExecutor(1) as aside, watched(pool) as spent:
        program = aside.submit(pool.once, subprocess.call, [sys.executable, "-c", f"{BUSY}\n{LARGE}", str(seen)])
        until = time.monotonic() + 60
        while spent.peak_mb <= PEAK_MB and time.monotonic() < until:
            time.sleep(0.02)
        seen.touch()
        program.result()
    assert spent.cpu >= LEAST
    assert spent.wall >= LEAST
    assert spent.peak_mb > PEAK_MB


def test_a_worker_that_is_replaced_has_no_time_to_give_back(pool):
    with watched(pool) as spent, pytest.raises(Exception, match="exit code"):
        pool.once(os._exit, 3)
    assert 0 <= spent.cpu < 60


def test_what_is_gone_takes_nothing():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert peak_of(child.pid) == ("", 0.0)
