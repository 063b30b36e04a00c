"""Keep reference results, one CSV row and one geometry at a time: a run can stop at any moment and resume."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import numpy as np
from rdkit import Chem

from monodesign.engines import load_engine
from monodesign.records import Geometry
from monodesign.tables.write import write_text

REFERENCE = Path(__file__).resolve().parent.parent / "libraries" / "reference"


def provenance(script: str) -> dict[str, str]:
    """Return the engine, source and licence of a row that a script here computed with xTB."""
    engine = load_engine()
    return {
        "engine": f"{engine.name} {engine.version}",
        "source": f"computed for monodesign by scripts/{script}",
        "licence": "MIT",
    }


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV, none where the file does not exist yet."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def append_row(path: Path, row: dict[str, str], *, columns: tuple[str, ...]) -> None:
    """Add one row and write the file whole.

    Raises:
        ValueError: If the row's columns are not the table's.
    """
    if set(row) != set(columns):
        raise ValueError(f"columns {sorted(set(row) ^ set(columns))} do not match the table {path.name}")
    _write_rows(path, [*read_rows(path), row], columns=columns)


def replace_row(path: Path, row: dict[str, str], *, columns: tuple[str, ...]) -> None:
    """Put a row in the place of the one of the same name."""
    rows = [row if old["name"] == row["name"] else old for old in read_rows(path)]
    _write_rows(path, rows, columns=columns)


def _write_rows(path: Path, rows: list[dict[str, str]], *, columns: tuple[str, ...]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())


def _list_symbols(geometry: Geometry) -> tuple[str, ...]:
    """Return the element symbols in atom order."""
    table = Chem.GetPeriodicTable()
    return tuple(table.GetElementSymbol(int(number)) for number in geometry.numbers)


def append_geometry(path: Path, name: str, geometry: Geometry, *, energy_gfn2_eh: float) -> None:
    """Add a frame to a multi-frame xyz file, unless one of that name is there."""
    frames = split_frames(path)
    if name in frames:
        return
    comment = f"name={name} charge={geometry.charge} energy_gfn2_eh={energy_gfn2_eh:.8f}"
    atoms = [
        f"{symbol:<2s} {x:12.6f} {y:12.6f} {z:12.6f}"
        for symbol, (x, y, z) in zip(_list_symbols(geometry), geometry.positions, strict=True)
    ]
    frame = "\n".join([str(len(atoms)), comment, *atoms]) + "\n"
    write_text(path, "".join(frames.values()) + frame)


def split_frames(path: Path) -> dict[str, str]:
    """Return each frame's text by its name."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    frames: dict[str, str] = {}
    start = 0
    while start < len(lines):
        stop = start + int(lines[start]) + 2
        name = lines[start + 1].split()[0].removeprefix("name=")
        frames[name] = "".join(lines[start:stop])
        start = stop
    return frames


def read_frame(path: Path, name: str, *, charge: int) -> Geometry:
    """Return one frame; an odd electron makes it a doublet."""
    words = [line.split() for line in split_frames(path)[name].splitlines()[2:]]
    numbers = np.array([Chem.GetPeriodicTable().GetAtomicNumber(word[0]) for word in words])
    positions = np.array([[float(value) for value in word[1:4]] for word in words])
    return Geometry(
        numbers=numbers, positions=positions, charge=charge, unpaired=int(numbers.sum() - charge) % 2
    )


def report(message: str) -> None:
    """Write progress to stderr."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()
