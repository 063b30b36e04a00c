"""The frames that a run has kept, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monodesign.simulation.states import reading_npz


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Positions of a run.

    Attributes:
        positions_nm: Shape (frames, n, 3), molecules whole, not followed across the box's faces.
        edges_nm: The box's edges, shape (frames, 3).
        frame_ps: Time between two frames, ps.
    """

    positions_nm: NDArray[np.float32]
    edges_nm: NDArray[np.float64]
    frame_ps: float

    def __len__(self) -> int:
        return len(self.edges_nm)

    @property
    def length_ns(self) -> float:
        """Time that the frames cover, ns."""
        return len(self) * self.frame_ps / 1000


def read_frames(
    folder: Path, *, first_segment: int, n_segments: int, frame_ps: float, owner: str = ""
) -> Frames:
    """Read the frames of the finished segments from `first_segment` up to `n_segments`.

    Raises:
        CalculationError: Frames are damaged or of another box than `owner`, or missing between others, so
            that ions cannot be followed.
    """
    parts = list(_read(folder, first_segment, n_segments, owner=owner))
    if not parts:
        return Frames(
            positions_nm=np.empty((0, 0, 3), np.float32), edges_nm=np.empty((0, 3)), frame_ps=frame_ps
        )
    return Frames(
        positions_nm=np.concatenate([positions for positions, _ in parts]),
        edges_nm=np.concatenate([edges for _, edges in parts]),
        frame_ps=frame_ps,
    )


def _read(
    folder: Path, first: int, last: int, *, owner: str
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float64]]]:
    paths = [folder / "frames" / f"{segment:06d}.npz" for segment in range(first, last)]
    # A run that another machine went on with has its frames from there on.
    for path in dropwhile(lambda path: not path.is_file(), paths):
        with reading_npz(path, owner=owner) as held:
            positions_nm, edges_nm = held["positions_nm"], held["edges_nm"]
            _require_sound(positions_nm, edges_nm)
        yield positions_nm, edges_nm


def _require_sound(positions_nm: NDArray[np.float32], edges_nm: NDArray[np.float64]) -> None:
    """Check that arrays are those of frames.

    Raises:
        ValueError: Their shapes do not belong together, or a number is no position or edge.
    """
    n_frames, n_atoms = positions_nm.shape[:2]
    if positions_nm.shape != (n_frames, n_atoms, 3) or edges_nm.shape != (n_frames, 3):
        raise ValueError("the shapes are not those of frames")
    if not (np.isfinite(positions_nm).all() and np.isfinite(edges_nm).all() and (edges_nm > 0).all()):
        raise ValueError("a number is not finite, or an edge is not above 0")


def unwrap(positions_nm: NDArray[np.float64], edges_nm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Follow points across the faces of the box, shape (frames, n, 3).

    The barostat puts molecules back into the box; between two frames none moves half of it.
    """
    steps = np.diff(positions_nm, axis=0)
    edges = edges_nm[1:, None, :]
    steps -= edges * np.round(steps / edges)
    return np.concatenate([positions_nm[:1], positions_nm[:1] + np.cumsum(steps, axis=0)])
