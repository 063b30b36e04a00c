"""What is named on the command line is no plain file: a pipe, a folder, a socket, a device, an odd name."""

from __future__ import annotations

import os
import random
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attacks.ground import Ground
from attacks.running import Failed, run


def make_pipe(path: Path) -> Path:
    """Make a named pipe into which nobody writes."""
    os.mkfifo(path)
    return path


def make_socket(path: Path) -> Path:
    """Make a socket."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))  # a socket's path may have 107 bytes
    return path


def make_folder(path: Path) -> Path:
    """Make a folder with a file in it."""
    path.mkdir()
    (path / "kept").write_text("kept")
    return path


def make_loop(path: Path) -> Path:
    """Make a link to itself."""
    path.symlink_to(path.name)
    return path


def make_device(path: Path, minor: int) -> Path:
    """Make a device like /dev/null (3), /dev/zero (5) or /dev/full (7); a pipe where one may not."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, minor))
    except PermissionError:
        return make_pipe(path)
    return path


THINGS: Final[dict[str, Callable[[Path], Path]]] = {
    "pipe": make_pipe,
    "socket": make_socket,
    "folder": make_folder,
    "loop": make_loop,
    "absent": lambda path: path.parent / "absent" / "file.csv",
    "below a file": lambda path: path.parent / "gels.csv" / "file.csv",
    "zeros": lambda path: make_device(path, 5),
    "full device": lambda path: make_device(path, 7),
    "nothing": lambda path: make_device(path, 3),
    "long": lambda path: path.with_name("n" * 300 + ".csv"),
    "not UTF-8": lambda path: Path(os.fsdecode(os.fsencode(path.parent) + b"/\xff\xfe.csv")),
    "new line": lambda path: path.with_name("a\nb.csv"),
    "dash": lambda _: Path("-"),
    "dots": lambda path: make_folder(path.with_name("inside")) / "..",  # train may write where it is told to
}
READERS: Final = (
    ["predict", "{}", "--out", "y.csv"],
    ["train", "{}", "--out", "trained"],
    ["check", "--file", "{}"],
    ["describe", "--file", "{}", "--out", "y.csv"],
    ["screen", "{}", "--out", "other", "--budget", "0"],
    ["predict", "gels.csv", "--model", "{}", "--out", "y.csv"],
    ["rank", "{}"],
    ["report", "{}"],
    ["record", "{}", "--monomer", "DOA", "--sigma", "1e-3"],
    ["suggest", "{}"],
    ["compare", "{}"],
    ["enumerate", "--library", "{}", "--out", "x.csv", "--limit", "5"],
)
WRITERS: Final = (
    ["predict", "gels.csv", "--out", "{}"],
    ["enumerate", "--sample", "20", "--out", "{}"],
    ["describe", "C", "--out", "{}"],
    ["train", "measured.csv", "--out", "{}"],
    ["screen", "settings.toml", "--budget", "0", "--out", "{}"],
)


def attack_path(draw: random.Random, _: Ground, folder: Path) -> str:
    """Name something that is no plain file, to read or to write."""
    thing, arguments = draw.choice(list(THINGS)), draw.choice([*READERS, *WRITERS])
    named = THINGS[thing](folder / "thing.csv")
    before = kinds_in(folder)
    done = run([argument.format(named) if argument == "{}" else argument for argument in arguments], folder)
    if arguments in READERS and done.code == 0 and thing != "nothing":
        raise Failed(f"{' '.join(arguments)} took a {thing}: {done.err}")
    now = kinds_in(folder)
    if thing == "loop" and arguments in WRITERS:  # leads nowhere, so the table may take its place
        before.pop("thing.csv")
    if changed := [name for name, kind in before.items() if now.get(name) != kind]:
        raise Failed(f"{' '.join(arguments)} with a {thing} changed what {changed} is")
    return f"{arguments[0]} {thing}"


def kinds_in(folder: Path) -> dict[str, int]:
    """Return of which kind each entry of a folder is, and what stands in a folder."""
    return {str(path.relative_to(folder)): path.lstat().st_mode >> 12 for path in folder.rglob("*")}
