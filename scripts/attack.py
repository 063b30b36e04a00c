"""Attack campaigns: no traceback, no file outside the folder, no lost and no changed result.

    python scripts/attack.py [--rounds N] [--seed S] [--only KIND] [--keep DIR]

Each round copies a small finished campaign (fake engine, the shipped model in place of a training) into a
folder of its own and draws one attack:

- `signal`: SIGKILL, SIGTERM, SIGINT or SIGHUP at a random moment of screen, record, retrain, train, export,
  rank, predict or enumerate; the same command, repeated, must come to the tables of an undisturbed run;
- `link`: one of the campaign's files or folders is a link to a file or folder of somebody else;
- `damage`: bytes of the store, of the model or of a table are changed, cut off or added;
- `space`: no file may grow beyond a random size, as on a full disk; repeated without that, all is there;
- `locks`: a file system without locks, or a folder that another process holds;
- `stream`: stdout or stderr is closed, full, or a pipe that nobody reads;
- `extreme`: numbers and texts out of reason in settings, options and tables;
- `path`: what is named on the command line is a pipe, a folder, a socket, a device or an odd name;
- `surroundings`: variables, another user, few open files, a clock that runs back, two commands at once;
- `worker`: a worker process is killed or stopped, or the main process while one is stopped.

Commands run in forked children, which begin in milliseconds because this process has loaded everything. A
round is repeated by its seed: `--seed S --rounds 1` with the number that was printed. Exits with 1 when a
round failed.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attacks.damage import attack_damage
from attacks.extremes import attack_extreme
from attacks.file_system import attack_locks, attack_space
from attacks.ground import Ground, copy, lay_ground, list_outside, quick_parts
from attacks.links import attack_link
from attacks.paths import attack_path
from attacks.running import Failed
from attacks.signals import attack_signal
from attacks.streams import attack_stream
from attacks.surroundings import attack_surroundings
from attacks.workers import attack_worker

from monodesign.compute.threads import limit_threads

ATTACKS: Final[dict[str, Callable[[random.Random, Ground, Path], str]]] = {
    "signal": attack_signal,
    "link": attack_link,
    "damage": attack_damage,
    "space": attack_space,
    "locks": attack_locks,
    "stream": attack_stream,
    "extreme": attack_extreme,
    "worker": attack_worker,
    "path": attack_path,
    "surroundings": attack_surroundings,
}
# A worker's attack takes seconds of imports in new processes, a link's milliseconds.
WEIGHTS: Final = {
    "signal": 8, "link": 8, "damage": 8, "space": 4, "locks": 2, "stream": 3, "extreme": 8, "worker": 1,
    "path": 8, "surroundings": 4,
}  # fmt: skip


def attack(number: int, ground: Ground, root: Path, only: str | None) -> tuple[str, str]:
    """Run one round, and return its kind and what was found; nothing if all held."""
    draw = random.Random(number)  # noqa: S311  no secret
    kind = only or draw.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    folder = copy(ground, root / f"round{number}")
    outside = list_outside(folder)
    try:
        kind = f"{kind}: {ATTACKS[kind](draw, ground, folder)}"
        if (now := list_outside(folder)) != outside:
            return kind, f"files outside: {sorted(set(now.items()) ^ set(outside.items()))}"
    except Failed as error:
        return kind, str(error)
    shutil.rmtree(folder.parent)
    return kind, ""


def keep(folder: Path, place: Path) -> None:
    """Copy a failed round's folder, in the place of an earlier run's."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder, place, symlinks=True)


def main() -> int:
    """Run the rounds and report them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=60, help="how many (%(default)s)")
    parser.add_argument(
        "--seed", type=int, default=0, help="of the first; the next has the next (%(default)s)"
    )
    parser.add_argument("--only", choices=ATTACKS, help="one kind of attack")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the folders of failed rounds there")
    options = parser.parse_args()
    limit_threads()
    begin = time.monotonic()
    kinds: Counter[str] = Counter()
    failed = 0
    with tempfile.TemporaryDirectory() as name, quick_parts():
        root = Path(name)
        ground = lay_ground(root)
        for number in (signal.SIGTERM, signal.SIGHUP):  # which the commands run here have caught
            signal.signal(number, signal.SIG_DFL)
        print(f"undisturbed: {time.monotonic() - begin:.0f} s", flush=True)
        for number in range(options.seed, options.seed + options.rounds):
            kind, found = attack(number, ground, root, options.only)
            kinds[kind.partition(":")[0]] += 1
            if sum(kinds.values()) % 50 == 0:
                print(f"{sum(kinds.values())} rounds, {failed} failed", flush=True)
            if found:
                failed += 1
                print(f"seed {number}, {kind}: FAILED: {found}", flush=True)
                if options.keep is not None:
                    keep(root / f"round{number}", options.keep / str(number))
    for kind, count in sorted(kinds.items()):
        print(f"{count:6d}  {kind}")
    print(f"{options.rounds - failed} of {options.rounds} rounds held, {time.monotonic() - begin:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
