"""Where a run stands, in a file that any machine can go on from."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monodesign.errors import CalculationError
from monodesign.tables.write import replacing

_NM_PER_A: Final = 0.1
# What NumPy and zipfile raise on files that are damaged, in their contents or in the list of these.
_DAMAGE: Final = (
    OSError, ValueError, TypeError, KeyError, IndexError, EOFError, zlib.error, zipfile.BadZipFile,
    NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a run stands.

    Attributes:
        segment: How many segments are finished.
        positions_nm: Shape (n, 3).
        velocities_nm_ps: Shape (n, 3).
        edges_nm: Of the box, shape (3,).
        grid_edge_nm: Edge that the grid of the electrostatics was chosen for, the same through a whole run.
    """

    segment: int
    positions_nm: NDArray[np.float64]
    velocities_nm_ps: NDArray[np.float64]
    edges_nm: NDArray[np.float64]
    grid_edge_nm: float


def begin(positions_a: NDArray[np.float64], edge_a: float) -> State:
    """Return the state of a box that was just packed."""
    return State(
        segment=0, positions_nm=positions_a * _NM_PER_A, velocities_nm_ps=np.zeros_like(positions_a),
        edges_nm=np.full(3, edge_a * _NM_PER_A), grid_edge_nm=edge_a * _NM_PER_A,
    )  # fmt: skip


def write_state(state: State, path: Path, *, owner: str = "") -> None:
    """Write a state that any machine can go on from, with the box whose it is."""
    write_npz(
        path, owner=owner, segment=np.array(state.segment),
        positions_nm=state.positions_nm.astype(np.float32),
        velocities_nm_ps=state.velocities_nm_ps.astype(np.float32), edges_nm=state.edges_nm,
        grid_edge_nm=np.array(state.grid_edge_nm),
    )  # fmt: skip


def read_state(path: Path, *, owner: str = "") -> State | None:
    """Read a state; `None` where there is none.

    Raises:
        CalculationError: The file is damaged, or of another box than `owner`.
    """
    if not path.is_file():
        return None
    with reading_npz(path, owner=owner) as held:
        return State(
            segment=int(held["segment"]),
            positions_nm=_finite(held["positions_nm"]),
            velocities_nm_ps=_finite(held["velocities_nm_ps"]),
            edges_nm=_finite(held["edges_nm"]),
            grid_edge_nm=float(held["grid_edge_nm"]),
        )


def _finite(values: NDArray[Any]) -> NDArray[np.float64]:
    numbers = values.astype(float)
    if not np.isfinite(numbers).all():
        raise ValueError("a number is not finite")
    return numbers


@contextmanager
def reading_npz(path: Path, *, owner: str = "") -> Iterator[Mapping[str, NDArray[Any]]]:
    """Yield the arrays of a run's file.

    Args:
        path: The file.
        owner: The box whose it must be; any if empty, and files of earlier versions do not say.

    Raises:
        CalculationError: The file cannot be read, lacks an array, is damaged, or of another box.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            found = str(held["owner"]) if "owner" in held else ""
            if owner and found and found != owner:
                raise CalculationError(
                    f"{path}: of {found}, not of {owner}; put this file back where it came from, or delete "
                    "its box's folder to run that box again"
                )
            yield held
    except _DAMAGE as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "damaged"
        raise CalculationError(
            f"{path}: {reason}; restore this file, or delete its box's folder to run that box again"
        ) from error


def write_npz(path: Path, *, owner: str = "", **arrays: NDArray[Any]) -> None:
    """Write arrays, and the box whose they are, as a compressed file that appears whole."""
    held = io.BytesIO()
    np.savez_compressed(held, owner=np.array(owner), **arrays)  # type: ignore[arg-type]
    write_bytes(path, held.getvalue())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file that appears whole."""
    with replacing(path) as partial:
        partial.write_bytes(content)
