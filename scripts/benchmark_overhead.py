"""Measure what surrounds the engine: start-up, resuming, the store, and worker processes.

    python scripts/benchmark_overhead.py [--what startup,store,workers,resume] [--candidates 5000] [--jobs 2]

Prints ratios of things measured in one run, so that the speed of the machine falls out:
- startup: `monodesign --help` against an empty interpreter, best of five, CPU time (target: at most 12);
- store: time to keep a result of a description's size, against a description's 60 s (target: overhead small);
- workers: `--jobs` worker processes against one on CPU-bound items of 0.5 s (needs as many idle cores);
- resume: the second run of a finished campaign of so many candidates, wall time (target: below 5 s).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from monodesign.compute.batch import run_batch
from monodesign.compute.store import Store, key_of
from monodesign.compute.threads import limit_threads

TYPICAL_DESCRIPTION_S = 60.0  # a library monomer, redox and lithium, on one core


def _cpu_of(command: list[str]) -> float:
    """Return the best CPU time of five runs, s: on a busy machine the wall clock shows the other users."""
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def startup(_options: argparse.Namespace) -> None:
    """Compare `monodesign --help` with an interpreter that does nothing."""
    empty = _cpu_of([sys.executable, "-c", "pass"])
    ours = _cpu_of([sys.executable, "-m", "monodesign", "--help"])
    print(f"startup: {ours:.3f} s / empty interpreter {empty:.3f} s = {ours / empty:.1f}")


def store(_options: argparse.Namespace) -> None:
    """Time the storing of results of a description's size."""
    result = {
        "columns": {f"unit_column_{i}": i / 7 for i in range(120)},
        "positions": [i / 3 for i in range(600)],
    }
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "campaign.sqlite") as results:
        start = time.perf_counter()
        for number in range(1000):
            inputs = {"smiles": "C" * 40, "number": number}
            results.put(key_of(inputs), kind="description", inputs=inputs, result=result, seconds=60.0)
        seconds = (time.perf_counter() - start) / 1000
    print(f"store: {1000 * seconds:.2f} ms a result, {seconds / TYPICAL_DESCRIPTION_S:.4%} of a description")


def _burn(seconds: float) -> int:
    end = time.process_time() + seconds
    count = 0
    while time.process_time() < end:
        count += 1
    return count


def workers(options: argparse.Namespace) -> None:
    """Compare several worker processes with one."""
    walls = {}
    for jobs in (1, options.jobs):
        start = time.perf_counter()
        run_batch(_burn, [0.5] * 24, jobs=jobs, seconds_per_item=600.0)
        walls[jobs] = time.perf_counter() - start
    speedup = walls[1] / walls[options.jobs]
    print(
        f"workers: {options.jobs} processes {speedup:.2f} times one, efficiency {speedup / options.jobs:.0%}"
    )


def resume(options: argparse.Namespace) -> None:
    """Time the second run of a campaign whose budget is spent."""
    with tempfile.TemporaryDirectory() as root:
        path = Path(root) / "campaign.toml"
        path.write_text(f"budget = 0\nlibrary.sample = {options.candidates}\n")
        command = [sys.executable, "-m", "monodesign", "screen", str(path), "--out", f"{root}/out"]
        for run in ("first", "second"):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
            print(
                f"resume: {options.candidates} candidates, {run} run {time.perf_counter() - start:.1f} s wall"
            )


PARTS = {"startup": startup, "store": store, "workers": workers, "resume": resume}


def main() -> None:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--what", default=",".join(PARTS), help="(%(default)s)")
    parser.add_argument("--candidates", type=int, default=5000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    limit_threads()
    for part in options.what.split(","):
        PARTS[part](options)


if __name__ == "__main__":
    main()
