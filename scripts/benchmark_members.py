"""Describe many library members (redox and lithium, as users do): time, failures, and workers against one.

    python scripts/benchmark_members.py [-n 1000] [--jobs 2] [--alone 20] [--folder members] [--any]

The members pass the filters of the default campaign, unless `--any` is given. The first `--alone` are
described by one worker and again by `--jobs`, which gives the ratio; all of them are then described by
`--jobs` into FOLDER/members.sqlite, which a second run goes on from. Needs as many idle cores as jobs. Prints
members an hour, the ratio and each failure with its reason.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from library_members import draw_members

from monodesign.compute.store import Store
from monodesign.compute.threads import limit_threads
from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings
from monodesign.records import Batch

SETTINGS = DescribeSettings(what=("redox", "lithium"))
SEED = 1  # not the sample that `benchmark_describe.py` times


def time_batch(smiles: Sequence[str], *, jobs: int, store: Store | None = None) -> tuple[Batch, float]:
    """Describe members and return the batch with the hours it took."""
    start = time.perf_counter()
    batch = describe(smiles, settings=SETTINGS, jobs=jobs, store=store, on_progress=_report)
    return batch, (time.perf_counter() - start) / 3600


def _report(_stage: str, done: int, total: int) -> None:
    print(f"{time.strftime('%H:%M:%S')} {done} of {total}", flush=True)


def main() -> None:
    """Read the options, compare the workers and describe all members."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=1000, metavar="MEMBERS", help="members (%(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes (%(default)s)")
    parser.add_argument(
        "--alone", type=int, default=20, metavar="MEMBERS", help="of them with one worker too (%(default)s)"
    )
    parser.add_argument(
        "--folder", type=Path, default=Path("members"), help="folder of the results (%(default)s)"
    )
    parser.add_argument("--any", action="store_true", help="also members that the filters would reject")
    options = parser.parse_args()
    limit_threads()
    smiles = draw_members(options.n, seed=SEED, is_filtered=not options.any)
    if options.alone:
        hours = {jobs: time_batch(smiles[: options.alone], jobs=jobs)[1] for jobs in (1, options.jobs)}
        print(
            f"{options.jobs} workers against one: {hours[1] / hours[options.jobs]:.2f} times the throughput"
        )
    with Store(options.folder / "members.sqlite") as store:
        batch, hours_all = time_batch(smiles, jobs=options.jobs, store=store)
    print(
        f"{len(smiles)} members in {hours_all:.2f} h, {len(smiles) / hours_all:.0f} an hour "
        "(what was stored before took none)"
    )
    print(f"failures: {len(batch.failures)} ({len(batch.failures) / len(smiles):.1%})")
    for failure in batch.failures:
        print(f"  {failure.smiles}: {failure.reason}")


if __name__ == "__main__":
    main()
