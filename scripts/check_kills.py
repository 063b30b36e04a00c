"""Kill a campaign's main process at random moments, let it continue, and compare its tables byte for byte.

    python scripts/check_kills.py [-n KILLS] [--engine fake] [--jobs 2] [--seed 0]

Each round starts a campaign of small molecules in an empty folder, kills it (SIGKILL) once at a moment drawn
between its start and the time an undisturbed run takes, runs it again to the end, and compares every table,
structure and sheet with those of the undisturbed run. `run.json` and the report need only be there,
since they hold wall times. Exits with 1 when anything differs.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from monodesign.campaign.stages import run_campaign
from monodesign.campaign_folder.provenance import hash_files, list_outputs
from monodesign.campaign_folder.read_settings import parse_campaign
from monodesign.campaign_folder.settings import CampaignSettings

MOLECULES = ["C=CC(=O)OC", "C=CC(=O)NC", "C=CC(=O)OCC#N", "C=CC(=O)OCC", "C=CC(=O)NCC", "C=C(C)C(=O)OC"]


def settings() -> CampaignSettings:
    """Return a campaign of seconds, whose time goes mostly into describing."""
    quick = {"what": ["redox"], "n_conformers": 1, "n_relaxed": 1}
    library = {"sample": 10, "include": MOLECULES}
    data = {"budget": 6, "library": library, "describe": quick, "shortlist": {"size": 4}}
    return parse_campaign(data, where="check_kills")


def start(folder: Path, options: argparse.Namespace) -> subprocess.Popen[bytes]:
    """Start the campaign in a process of its own."""
    command = [sys.executable, __file__, "--run", str(folder), "--engine", options.engine]
    with log_of(folder).open("w") as log:
        return subprocess.Popen([*command, "--jobs", str(options.jobs)], stderr=log)  # noqa: S603 - our own command


def log_of(folder: Path) -> Path:
    """Return where the campaign's process writes what went wrong: beside its folder, not in it."""
    return folder.with_suffix(".log")


def finish(folder: Path, options: argparse.Namespace) -> dict[str, str]:
    """Run the campaign to its end and return the SHA-256 of what it wrote."""
    if start(folder, options).wait() != 0:
        sys.exit(f"{folder}: the campaign failed: {log_of(folder).read_text()[-2000:]}")
    if not (folder / "run.json").is_file() or not (folder / "report.html").is_file():
        sys.exit(f"{folder}: run.json or the report is missing")
    if partial := list(folder.rglob("*.partial")):
        print(f"left behind by a killed process, and harmless: {len(partial)} hidden partial files")
    return hash_files(list_outputs(folder), root=folder)


def kill_once(folder: Path, options: argparse.Namespace, *, after: float) -> str:
    """Start the campaign, kill it after so many seconds, and return what it had reached."""
    process = start(folder, options)
    time.sleep(after)
    process.kill()
    process.wait()
    names = ("library.csv", "descriptors.csv", "ranking.csv", "shortlist.xlsx", "run.json", "report.html")
    return next((name for name in reversed(names) if (folder / name).is_file()), "nothing")


def main() -> int:
    """Run the rounds and report them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=20, metavar="KILLS", help="rounds (%(default)s)")
    parser.add_argument("--engine", choices=("default", "xtb", "tblite", "fake"), default="fake")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run is not None:
        run_campaign(settings(), options.run, engine_name=options.engine, jobs=options.jobs)
        return 0
    draw = random.Random(options.seed)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as root:
        begin = time.perf_counter()
        undisturbed = finish(Path(root) / "undisturbed", options)
        seconds = time.perf_counter() - begin
        print(f"undisturbed: {seconds:.1f} s, {len(undisturbed)} files, engine {options.engine}", flush=True)
        wrong = 0
        for number in range(options.n):
            after = draw.uniform(0, seconds)
            reached = kill_once(Path(root) / str(number), options, after=after)
            same = finish(Path(root) / str(number), options) == undisturbed
            wrong += not same
            print(
                f"killed after {after:5.1f} s ({reached}): {'identical' if same else 'DIFFERENT'}", flush=True
            )
    print(f"{options.n - wrong} of {options.n} identical")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
