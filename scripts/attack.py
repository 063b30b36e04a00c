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
- `worker`: a worker process is killed or stopped, or the main process while one is stopped.

Commands run in forked children, which begin in milliseconds because this process has loaded everything. A
round is repeated by its seed: `--seed S --rounds 1` with the number that was printed. Exits with 1 when a
round failed.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import hashlib
import io
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import numpy as np

# What the children need is loaded here, once.
from monodesign import __main__ as entry
from monodesign.campaign import retrain as retraining
from monodesign.campaign import stages
from monodesign.campaign_folder.bench import read_bench
from monodesign.cli import main as cli
from monodesign.compute.batch import run_batch
from monodesign.compute.workers import limit_threads
from monodesign.errors import TimeLimit
from monodesign.paths import MODELS
from monodesign.surrogate.storage import FILE_NAME, load_model, pack
from monodesign.surrogate.training import train as training

SECONDS: Final = 900  # a command that takes longer hangs, even on a machine that does much else
MOLECULES: Final = ["C=CC#N", "C=CC(=O)OC"]
SETTINGS: Final = f"""budget = 2
library.sample = 6
library.include = {MOLECULES}
describe.what = ["redox"]
describe.n_conformers = 1
describe.n_relaxed = 1
shortlist.size = 2
"""
GEL: Final = "polymer,w_polymer,solvent,w_solvent,salt,w_salt,temperature_c\n"
GELS: Final = GEL + "DOA,0.3,EC,0.54,LiPF6,0.16,25\nAEEO,0.3,EC,0.54,LiPF6,0.16,60\n" * 40
MEASURED: Final = GELS.splitlines()[0] + ",sigma_s_cm\nDOA,0.3,EC,0.54,LiPF6,0.16,25,1e-3\n"
TABLES: Final = (
    "library.csv", "rejected.csv", "descriptors.csv", "failures.csv", "ranking.csv", "shortlist.csv",
    "shortlist.sdf", "changes.csv",
)  # fmt: skip
COMMANDS: Final = {
    "screen": ["screen", "settings.toml", "--out", "campaign"],
    "record": ["record", "campaign", "--monomer", "DOA", "--sigma", "1e-3"],
    "retrain": ["retrain", "campaign"],
    "train": ["train", "measured.csv", "--out", "trained"],
    "export": ["export", "campaign", "--inputs", "orca"],
    "rank": ["rank", "campaign"],
    "report": ["report", "campaign"],
    "predict": ["predict", "gels.csv", "--out", "predicted.csv"],
    "enumerate": ["enumerate", "--sample", "3000", "--out", "monomers.csv"],
    "check": ["check", "C=CC(=O)OC", "CCO"],
    "suggest": ["suggest", "campaign", "-n", "2"],
}
WRITTEN: Final = {"train": "trained", "predict": "predicted.csv", "enumerate": "monomers.csv"}


class Failed(Exception):
    """A round that found something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A command that ended.

    Attributes:
        code: Its exit code, or a signal's number below 0.
        out: What it wrote to stdout.
        err: What it wrote to stderr.
    """

    code: int
    out: str
    err: str


@dataclass(slots=True, kw_only=True)
class Ground:
    """What all rounds start from.

    Attributes:
        base: A folder with the finished campaign and the tables that commands read.
        expected: SHA-256 of what an undisturbed command leaves, by command and file.
        seconds: How long it took.
    """

    base: Path
    expected: dict[str, dict[str, str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def quick_model(*_: object, **__: object) -> Any:  # noqa: ANN401  in the place of a training of minutes
    """Return the shipped model as if it had been trained."""
    return SimpleNamespace(surrogate=load_model(), files={"card.md": b"# Card\n", "card.json": b"{}\n"})


@contextlib.contextmanager
def quick_parts() -> Iterator[None]:
    """Put the fake engine and the shipped model in the place of what takes minutes."""
    with (
        patch.object(stages, "run_campaign", partial(stages.run_campaign, engine_name="fake")),
        patch.object(retraining, "train", quick_model),
        patch.object(training, "train", quick_model),
    ):
        yield


def start(arguments: Sequence[str], folder: Path, prepare: Callable[[], None] | None = None) -> int:
    """Begin a command in a forked child, in a session of its own, and return its process number."""
    sys.stdout.flush()
    for name in ("out.txt", "err.txt"):
        (folder.parent / name).write_text("")
    if pid := os.fork():
        return pid
    code = 99
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(folder)
        for name, number in (("out.txt", 1), ("err.txt", 2)):
            os.dup2(os.open(folder.parent / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
            wrap(number)
        if prepare is not None:
            prepare()
        sys.argv = ["monodesign", *arguments]
        code = entry.run()
    except KeyboardInterrupt:  # between this script's lines, before the command begins
        code = 130
    except SystemExit as stop:
        code = int(stop.code or 0)
    except BaseException:  # noqa: BLE001  what a command must never end in
        with contextlib.suppress(BaseException):
            os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def wrap(number: int) -> None:
    """Make Python's own stream of what a standard stream is now."""
    raw = io.FileIO(number, "w", closefd=False)
    stream = io.TextIOWrapper(raw, encoding="utf-8", write_through=number == 2)
    setattr(sys, "stdout" if number == 1 else "stderr", stream)


def finish(pid: int, folder: Path) -> Done:
    """Wait for a command; one that hangs is a failure.

    Raises:
        Failed: It hangs.
    """
    end = time.monotonic() + SECONDS
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            break
        if time.monotonic() > end:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise Failed(f"hangs: {(folder.parent / 'err.txt').read_text(errors='replace')[-500:]}")
        time.sleep(0.002)
    texts = [(folder.parent / name).read_text(errors="replace") for name in ("out.txt", "err.txt")]
    return Done(code=os.waitstatus_to_exitcode(status), out=texts[0], err=texts[1])


def run(arguments: Sequence[str], folder: Path, prepare: Callable[[], None] | None = None) -> Done:
    """Run a command to its end.

    Raises:
        Failed: It ends in a traceback or hangs.
    """
    return require_clean(finish(start(arguments, folder, prepare), folder))


def require_clean(done: Done) -> Done:
    """Return a command that said what was wrong in a line, if anything was.

    Raises:
        Failed: It ended in a traceback, an unknown exit code or more than a line.
    """
    if "Traceback" in done.err or "Exception ignored" in done.err or done.code not in {0, 1, 2, 130}:
        raise Failed(f"exit code {done.code}: {done.err[-1500:]}")
    complaints = [line for line in done.err.splitlines() if line.startswith("monodesign")]
    if done.code in {1, 2} and not complaints:
        raise Failed(f"exit code {done.code} and no word: {done.err!r}")
    return done


def digest(folder: Path, names: Sequence[str] = TABLES) -> dict[str, str]:
    """Return the SHA-256 of the tables that are there, and of what a model holds."""
    paths = [folder / name for name in names]
    return {path.name: hashlib.sha256(content(path)).hexdigest() for path in paths if path.is_file()}


def content(path: Path) -> bytes:
    """Return a file's bytes; of a model its numbers and texts, for its file holds the time too."""
    return b"".join(leaves(pack(load_model(path.parent)))) if path.name == FILE_NAME else path.read_bytes()


def leaves(value: Any) -> Iterator[bytes]:  # noqa: ANN401  any part of a packed model
    """Yield what a packed model holds, in order."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key).encode()
            yield from leaves(item)
    else:
        yield np.asarray(value).tobytes()


def left_by(command: str, folder: Path) -> dict[str, str]:
    """Return the SHA-256 of what a command leaves."""
    if command not in WRITTEN:
        found = digest(folder / "campaign")
        return found if command == "retrain" else {k: v for k, v in found.items() if k != "changes.csv"}
    place = folder / WRITTEN[command]
    return digest(place, [FILE_NAME, "card.md"]) if place.is_dir() else digest(folder, [place.name])


def list_outside(folder: Path) -> dict[str, str]:
    """Return what lies beside a round's folder, by path with SHA-256."""
    root = folder.parent
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "-"
        for path in sorted(root.rglob("*"))
        if folder not in (path, *path.parents) and path.name not in {"out.txt", "err.txt"}
    }


def lay_ground(root: Path) -> Ground:
    """Run every command undisturbed."""
    base = root / "base" / "work"
    base.mkdir(parents=True)
    (base / "settings.toml").write_text(SETTINGS)
    (base / "gels.csv").write_text(GELS)
    (base / "measured.csv").write_text(MEASURED)
    ground = Ground(base=base)
    for command in ("screen", "record"):  # the others start from a campaign with a measurement
        time_one(ground, command, base)
    for number, command in enumerate(name for name in COMMANDS if name not in {"screen", "record"}):
        folder = copy(ground, root / f"undisturbed{number}")
        time_one(ground, command, folder)
        shutil.rmtree(folder.parent)
    return ground


def time_one(ground: Ground, command: str, folder: Path) -> None:
    """Run a command undisturbed and note what it leaves; then time it in a child.

    The first run is in this process, which so loads all that the children need.
    """
    again = copy(ground, folder.parents[1] / f"timed {command}")
    said = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = cli.main(COMMANDS[command])
    ground.expected[command] = left_by(command, folder)
    begin = time.monotonic()
    done = run(COMMANDS[command], again)
    ground.seconds[command] = time.monotonic() - begin
    if code or done.code or left_by(command, again) != ground.expected[command]:
        raise Failed(
            f"undisturbed {command}: {said.getvalue()} {done.err} {differing(command, again, ground)}"
        )
    shutil.rmtree(again.parent)


def copy(ground: Ground, place: Path) -> Path:
    """Return a copy of the base, with somebody else's files beside it."""
    folder = place / "work"
    shutil.copytree(ground.base, folder)
    (place / "theirs").mkdir()
    (place / "theirs" / "file").write_text("theirs")
    (place / "theirs" / "card.md").write_text("theirs")
    return folder


KILLED: Final = (
    "screen", "screen", "record", "retrain", "retrain", "train", "export", "rank", "predict", "enumerate",
)  # fmt: skip


def attack_signal(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Send a signal at a random moment, and repeat the command."""
    command = draw.choice(
        [
            "screen",
            "screen",
            "record",
            "retrain",
            "retrain",
            "train",
            "export",
            "rank",
            "predict",
            "enumerate",
        ]
    )
    number = draw.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
    if command == "screen":
        shutil.rmtree(folder / "campaign")
    before = (folder / "campaign" / "bench.csv").read_bytes() if command != "screen" else b""
    for _ in range(draw.choice([1, 1, 2])):
        pid = start(arguments_of(command, draw), folder)
        time.sleep(draw.uniform(0, 1.1) * ground.seconds[command])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        done = finish(pid, folder)
        if done.code != -number or number == signal.SIGINT:
            require_clean(done)
    arguments = arguments_of(command, draw)
    done = run(arguments, folder)
    if command == "record":
        require_records(folder, before, done)
    elif done.code:
        raise Failed(f"{command} repeated: {done.err}")
    elif left_by(command, folder) != ground.expected[command]:
        raise Failed(f"{command} repeated comes to other tables: {differing(command, folder, ground)}")
    if partial_files := list(folder.rglob(".*.partial")):
        raise Failed(f"{command} repeated leaves {[path.name for path in partial_files]}")
    return f"{command} {number.name}"


def arguments_of(command: str, draw: random.Random) -> list[str]:
    """Return a command's arguments; each record is of a sample of its own."""
    if command != "record":
        return COMMANDS[command]
    return [*COMMANDS["record"], "--replicate", str(draw.randrange(2, 10**6))]


def require_records(folder: Path, before: bytes, done: Done) -> None:
    """Check that no record was lost.

    Raises:
        Failed: One was, or a line is cut off.
    """
    after = (folder / "campaign" / "bench.csv").read_bytes()
    if done.code or not after.startswith(before) or not after.endswith(b"\n"):
        raise Failed(f"records were lost: {done.err}")
    read_bench(folder / "campaign")


def differing(command: str, folder: Path, ground: Ground) -> list[str]:
    """Name the files that differ from an undisturbed run's."""
    found, wanted = left_by(command, folder), ground.expected[command]
    return sorted(name for name in found.keys() | wanted if found.get(name) != wanted.get(name))


LINKED: Final = (
    ".lock", "bench.csv", "campaign.sqlite", "campaign.sqlite-wal", "campaign.sqlite-shm",
    "campaign.sqlite-journal", "search.sqlite", "model", "synthesis", "formulations", "xyz", "inputs",
    "report.html", "shortlist.csv", "shortlist.sdf", "shortlist.xlsx", "run.json", "changes.csv",
    "failures.csv", ".ranking_before.csv",
)  # fmt: skip


def attack_link(draw: random.Random, _: Ground, folder: Path) -> str:
    """Put a link in the place of one of the campaign's files."""
    name, command = (
        draw.choice(LINKED),
        draw.choice(["screen", "record", "retrain", "export", "rank", "report"]),
    )
    path = folder / "campaign" / name
    target = folder.parent / "theirs"
    kind = draw.choice(["file", "folder", "nothing", "hard"])
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if kind == "hard":
        os.link(target / "file", path)
    else:
        path.symlink_to({"file": target / "file", "folder": target, "nothing": target / "absent"}[kind])
    run(arguments_of(command, draw), folder)
    return f"{command} {name} {kind}"


def attack_damage(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Change bytes of the store, the model or a table."""
    what = draw.choice(["store", "store", "model", "model", "table"])
    campaign = folder / "campaign"
    if what == "model":
        shutil.copytree(MODELS / "default", campaign / "model")
        path, command = campaign / "model" / FILE_NAME, "predict"
    elif what == "store":
        path, command = campaign / "campaign.sqlite", "screen"
    else:
        path, command = campaign / draw.choice(["ranking.csv", "run.json", "campaign.toml"]), "report"
    content = bytearray(path.read_bytes())
    how = draw.choice(["bit", "bit", "bit", "zeros", "cut", "add"])
    place = draw.randrange(len(content))
    if how == "bit":
        content[place] ^= 1 << draw.randrange(8)
    elif how == "zeros":
        content[place : place + 512] = bytes(len(content[place : place + 512]))
    elif how == "cut":
        del content[place:]
    else:
        content[place:place] = draw.randbytes(64)
    path.write_bytes(content)
    if what == "store":  # so that it computes, and does not find all done
        (campaign / "run.json").unlink()
    done = run([*COMMANDS[command], *(["--model", "campaign/model"] if what == "model" else [])], folder)
    if done.code == 0 and what != "table" and left_by(command, folder) != ground.expected[command]:
        raise Failed(f"a damaged {what} ({how} at {place}) changed {differing(command, folder, ground)}")
    return f"{what} {how}"


def attack_space(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Let no file grow beyond a random size, then repeat the command without that limit."""
    command = draw.choice(["screen", "retrain", "train", "export", "predict", "enumerate"])
    if command == "screen":
        shutil.rmtree(folder / "campaign")
    # Enough for the words on stderr, which go to a file too.
    most = draw.choice([5_000, 20_000, 50_000, 300_000, 2_000_000])

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    run(COMMANDS[command], folder, limit)
    done = run(COMMANDS[command], folder)
    if done.code or left_by(command, folder) != ground.expected[command]:
        raise Failed(f"{command} after {most} bytes: {differing(command, folder, ground)} {done.err}")
    return f"{command} {most}"


def attack_locks(draw: random.Random, _: Ground, folder: Path) -> str:
    """Run on a file system without locks, or where another process holds the folder."""
    command = draw.choice(["screen", "record", "retrain", "export", "rank"])
    if draw.random() < 0.5:

        def without() -> None:
            def refuse(*_: object) -> None:
                raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

            fcntl.flock = fcntl.lockf = refuse  # type: ignore[assignment]

        done = run(arguments_of(command, draw), folder, without)
        said, how = "this file system does not support locks", "without"
    else:
        name = "bench.csv" if command == "record" else ".lock"
        with (folder / "campaign" / name).open("r+b") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            done = run(arguments_of(command, draw), folder, _be_impatient)
        said, how = f"in use by process {os.getpid()}", "held"
    if done.code != 2 or said not in done.err:
        raise Failed(f"{command} {how}: exit code {done.code}, {done.err}")
    return f"{command} {how}"


def _be_impatient() -> None:
    from monodesign.campaign_folder import bench

    bench.PATIENCE_S = 0.2  # type: ignore[misc]


def spoil_stream(number: int, how: str) -> None:
    """Close a standard stream, fill its disk, or let nobody read it."""
    if how == "closed":
        os.close(number)
        setattr(sys, "stdout" if number == 1 else "stderr", None)
    elif how == "full":
        os.dup2(os.open("/dev/full", os.O_WRONLY), number)
        wrap(number)
    else:
        read, write = os.pipe()
        os.close(read)
        os.dup2(write, number)
        wrap(number)


def attack_stream(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Close stdout or stderr, or let nobody read it."""
    command = draw.choice(["screen", "record", "check", "suggest", "predict", "rank"])
    number, how = draw.choice([1, 2]), draw.choice(["closed", "full", "unread"])
    before = (folder / "campaign" / "bench.csv").read_bytes()
    if command == "screen":
        shutil.rmtree(folder / "campaign")
    arguments = arguments_of(command, draw)
    done = finish(start(arguments, folder, partial(spoil_stream, number, how)), folder)
    if done.code not in {0, 1, 2} or "Traceback" in done.err:
        raise Failed(f"{command} {number} {how}: exit code {done.code}, {done.err}")
    if number == 1 and how != "unread" and command in {"check", "suggest"} and done.code == 0:
        raise Failed(f"{command} with stdout {how} lost its rows with exit code 0")
    if command == "record" and done.code == 0:
        require_records(folder, before, done)
    elif command in {"screen", "predict"} and left_by(command, folder) != ground.expected[command]:
        raise Failed(f"{command} with stream {number} {how} lost {differing(command, folder, ground)}")
    return f"{command} {number} {how}"


NUMBERS: Final = (
    "1e308", "-1e308", "1e-300", "nan", "inf", "-inf", "0", "-0.0", "1e999", "400", "-400", "9" * 5000,
    "0x10", "1_000", "1,5", "", "١", "1e15", "-1", "true", "[]",
)  # fmt: skip
TEXTS: Final = (
    "[C-113]", "=1+1", "a;=1+1", "a\\nb", "$$$$", "../x", "\\u2028", "C" * 20_000, "(" * 300, "é", "",
    "EC:1e300|DEC:1", "EC:1e-300|DEC:1", "DOA|PCEA", "\\u0000",
)  # fmt: skip
KEYS: Final = (
    "budget", "seed", "library.sample", "goals.weight_conductivity", "goals.weight_oxidation",
    "goals.oxidation_min_v", "goals.binding_floor_kcal_mol", "formulation.w_salt", "formulation.w_polymer",
    "formulation.temperature_c", "synthesis.batch_g", "synthesis.limiting_mmol", "shortlist.size",
    "shortlist.max_similarity", "filters.max_mw_g_mol", "filters.max_rotors", "minutes_per_molecule",
    "search.batch", "copolymers.best", "describe.n_conformers",
)  # fmt: skip


def attack_extreme(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Put numbers and texts out of reason into settings, options or a table."""
    what = draw.choice(["settings", "options", "gels", "measured", "ranking", "smiles"])
    number, text = draw.choice(NUMBERS), draw.choice(TEXTS)
    if what == "settings":
        key = draw.choice(KEYS)
        (folder / "settings.toml").write_text(
            f"{key} = {number}\nshortlist.max_similarity = 0.8\n" + SETTINGS
        )
        lines = [line for line in SETTINGS.splitlines() if not line.startswith(f"{key} =")]
        (folder / "settings.toml").write_text("\n".join([f"{key} = {number or 0}", *lines]))
        arguments = ["screen", "settings.toml", "--out", "other", "--budget", "0"]
    elif what == "options":
        arguments = draw.choice([
            ["record", "campaign", "--monomer", "DOA", f"--sigma={number}"],
            ["record", "campaign", f"--monomer={text}", "--sigma", "1e-3"],
            ["suggest", "campaign", f"-n={number}"],
            ["export", "campaign", f"--top={number}"],
            ["enumerate", "--out", "x.csv", f"--sample={number}", "--limit", "5"],
            ["predict", text.replace("/", "") + "x.csv", "--out", "y.csv"],
        ])  # fmt: skip
        if arguments[0] == "enumerate" and number.isdecimal():
            arguments = ["enumerate", "--out", "x.csv", f"--sample={number[:3]}"]
        arguments = [argument.replace("\0", "") for argument in arguments]
    elif what in {"gels", "measured"}:
        rows = (GEL if what == "gels" else MEASURED.splitlines()[0] + "\n").strip()
        cells = ["DOA", "0.3", "EC", "0.54", "LiPF6", "0.16", "25"] + (["1e-3"] if what == "measured" else [])
        cells[draw.randrange(len(cells))] = draw.choice([number, text.encode().decode("unicode_escape")])
        lines = io.StringIO()
        import csv

        csv.writer(lines, lineterminator="\n").writerow(cells)
        (folder / f"{what}.csv").write_text(f"{rows}\n{lines.getvalue()}", encoding="utf-8")
        arguments = COMMANDS["predict" if what == "gels" else "train"]
    elif what == "ranking":
        path = folder / "campaign" / "ranking.csv"
        lines_of = path.read_text().splitlines(keepends=True)
        cells = lines_of[1].rstrip("\n").split(",")
        cells[draw.randrange(len(cells))] = draw.choice([number[:40], text[:40]])
        path.write_text("".join([lines_of[0], ",".join(cells) + "\n", *lines_of[2:]]))
        arguments = COMMANDS[draw.choice(["report", "export", "suggest", "retrain"])]
    else:
        (folder / "list.txt").write_text("\n".join(draw.sample(TEXTS, 5)) + "\n", encoding="utf-8")
        arguments = ["check", "--file", "list.txt"]
    done = run(arguments, folder)
    if " inf " in done.out or "Unforeseen" in done.out:
        raise Failed(f"{what} {number[:20]}: {done.out[:300]}")
    if what == "gels" and done.code == 0:
        require_answers(folder / "predicted.csv")
    del ground
    return what


def require_answers(path: Path) -> None:
    """Check that each row has a finite number or an error.

    Raises:
        Failed: One has neither.
    """
    import numpy as np
    import pandas as pd

    table = pd.read_csv(path, keep_default_na=False)
    numbers = pd.to_numeric(table["log10_sigma_s_cm"], errors="coerce")
    if (~np.isfinite(numbers) & (table["error"] == "")).any():
        raise Failed(f"a row without a number and without an error:\n{table.to_string()}")


def stand(item: tuple[str, float]) -> float:
    """Do something to the worker process itself, or nothing."""
    what, seconds = item
    time.sleep(seconds)
    if what == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return seconds


def attack_worker(draw: random.Random, _: Ground, folder: Path) -> str:
    """Stop or kill worker processes, or the main process while one is stopped."""
    del folder
    if draw.random() < 0.5:
        items = [(draw.choice(["stop", "", ""]), draw.uniform(0, 0.2)) for _ in range(4)]
        outcomes = run_batch(stand, items, jobs=2, seconds_per_item=15.0)
        for (what, seconds), outcome in zip(items, outcomes, strict=True):
            if not (isinstance(outcome, TimeLimit) if what else outcome == seconds):
                raise Failed(f"{what} {seconds}: {outcome!r}")
        return "stopped"
    pid = os.fork()
    if not pid:
        os.setsid()
        try:
            run_batch(stand, [("stop", 0.0), ("", 600.0)], jobs=2)
        finally:
            os._exit(0)
    end = time.monotonic() + SECONDS
    while not any(state == "T" for state in states(pid)) and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(draw.uniform(0, 1))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while states(pid) and time.monotonic() < end:
        time.sleep(0.1)
    if left := states(pid):
        raise Failed(f"{len(left)} worker processes outlive the main one")
    return "main killed"


def states(session: int) -> list[str]:
    """Return the states of the living processes of a session, from /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[3] == str(session) and fields[0] not in "ZX":
                found.append(fields[0])
    return found


ATTACKS: Final[dict[str, Callable[[random.Random, Ground, Path], str]]] = {
    "signal": attack_signal,
    "link": attack_link,
    "damage": attack_damage,
    "space": attack_space,
    "locks": attack_locks,
    "stream": attack_stream,
    "extreme": attack_extreme,
    "worker": attack_worker,
}
# A worker's attack takes seconds of imports in new processes, a link's milliseconds.
WEIGHTS: Final = {
    "signal": 8, "link": 8, "damage": 8, "space": 4, "locks": 2, "stream": 3, "extreme": 8, "worker": 1,
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
            if found:
                failed += 1
                print(f"seed {number}, {kind}: FAILED: {found}", flush=True)
                if options.keep is not None:
                    shutil.copytree(root / f"round{number}", options.keep / str(number), symlinks=True)
    for kind, count in sorted(kinds.items()):
        print(f"{count:6d}  {kind}")
    print(f"{options.rounds - failed} of {options.rounds} rounds held, {time.monotonic() - begin:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
