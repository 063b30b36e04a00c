"""The finished campaign that every attack begins from, and what undisturbed commands leave."""

from __future__ import annotations

import contextlib
import hashlib
import io
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import numpy as np

from attacks.running import Done, Failed, run

# What the children need is loaded here, once.
from monodesign.campaign import retrain as retraining
from monodesign.campaign import stages
from monodesign.campaign_folder.bench_file import read_bench
from monodesign.cli import main as cli
from monodesign.paths import LIBRARIES
from monodesign.surrogate.storage import FILE_NAME, load_model, pack
from monodesign.surrogate.training import train as training

MOLECULES: Final = ["C=CC#N", "C=CC(=O)OC"]


SETTINGS: Final = f"""budget = 2
library.folder = "few"
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
    "enumerate": ["enumerate", "--library", "few", "--sample", "1500", "--out", "monomers.csv"],
    "check": ["check", "C=CC(=O)OC", "CCO"],
    "suggest": ["suggest", "campaign", "-n", "2"],
}


# How many of the packaged fragments take part.
FRAGMENTS: Final = {"heads.csv": 6, "bridges.csv": 12, "ligands.csv": 40}
WRITTEN: Final = {"train": "trained", "predict": "predicted.csv", "enumerate": "monomers.csv"}


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


def lay_ground(root: Path) -> Ground:
    """Run every command undisturbed."""
    base = root / "base" / "work"
    base.mkdir(parents=True)
    (base / "settings.toml").write_text(SETTINGS)
    lay_fragments(base / "few")
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


def lay_fragments(folder: Path) -> None:
    """Write a library of few fragments: reading all would take half of a round's time."""
    folder.mkdir()
    for name, count in FRAGMENTS.items():
        lines = (LIBRARIES / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / name).write_text("".join(lines[: count + 1]), encoding="utf-8")


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


def arguments_of(command: str, draw: random.Random) -> list[str]:
    """Return a command's arguments; each record is of a sample of its own."""
    if command != "record":
        return COMMANDS[command]
    return [*COMMANDS["record"], "--replicate", str(draw.randrange(2, 10**6))]


def digest(folder: Path, names: Sequence[str] = TABLES) -> dict[str, str]:
    """Return the SHA-256 of the tables that are there, and of what a model holds."""
    paths = [folder / name for name in names]
    return {path.name: hashlib.sha256(content(path)).hexdigest() for path in paths if path.is_file()}


def content(path: Path) -> bytes:
    """Return a file's bytes; of a model its numbers and texts."""
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


def differing(command: str, folder: Path, ground: Ground) -> list[str]:
    """Name the files that differ from an undisturbed run's."""
    found, wanted = left_by(command, folder), ground.expected[command]
    return sorted(name for name in found.keys() | wanted if found.get(name) != wanted.get(name))


def list_outside(folder: Path) -> dict[str, str]:
    """Return what lies beside a round's folder, by path with SHA-256."""
    root = folder.parent
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "-"
        for path in sorted(root.rglob("*"))
        if folder not in (path, *path.parents) and path.name not in {"out.txt", "err.txt"}
    }


def require_records(folder: Path, before: bytes, done: Done) -> None:
    """Check that no record was lost.

    Raises:
        Failed: One was, or a line is cut off.
    """
    after = (folder / "campaign" / "bench.csv").read_bytes()
    if done.code or not after.startswith(before) or not after.endswith(b"\n"):
        raise Failed(f"records were lost: {done.err}")
    read_bench(folder / "campaign")
