"""Which donors touch which Li⁺ in which frame, with the cut-offs at the first minima of g(r)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from monodesign.simulation.box import Box, Role
from monodesign.simulation.frames import Frames

BIN_A: Final = 0.05
FURTHEST_A: Final = 10.0
# First peaks lie at 1.9–2.2 Å and first minima at 2.6–3.2 Å around Li⁺.
PEAK_A: Final = (1.6, 2.5)
MINIMUM_A: Final = (2.3, 3.5)
DEFAULT_CUTOFF_A: Final = 2.8  # where g(r) has no first peak to speak of
LEAST_PEAK: Final = 1.0  # height of g from which a peak counts
_SMOOTH_BINS: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The donors of one name in one species.

    Attributes:
        species: What the molecule is called.
        role: What it is.
        donor: Name of the donor, such as `solvent C=O`.
        atoms: Indices in the box.
        molecules: For each of them the molecule it belongs to; repeat units of a chain count apart.
    """

    species: str
    role: Role
    donor: str
    atoms: NDArray[np.int64]
    molecules: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """g(r) of a group around Li⁺.

    Attributes:
        r_a: Middle of each bin, Å.
        g: Pair distribution.
        n: Atoms within r of one Li⁺, on average.
        cutoff_a: The first minimum, Å.
        has_peak: Whether there is a first peak; without one the cut-off is 2.8 Å.
    """

    r_a: NDArray[np.float64]
    g: NDArray[np.float64]
    n: NDArray[np.float64]
    cutoff_a: float
    has_peak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """All contacts of a run, one entry for each pair of Li⁺ and donor within the cut-off in a frame.

    Attributes:
        n_frames: Frames that were looked at.
        n_lithium: Li⁺ in the box.
        groups: The donors by name.
        distributions: g(r) of each group.
        frame: Frame of each contact.
        lithium: Number of its Li⁺, from 0.
        group: Number of the donor's group.
        atom: Index of the donor in the box.
        molecule: The donor's molecule, or repeat unit of a chain.
    """

    n_frames: int
    n_lithium: int
    groups: tuple[Group, ...]
    distributions: tuple[Distribution, ...]
    frame: NDArray[np.int64]
    lithium: NDArray[np.int64]
    group: NDArray[np.int64]
    atom: NDArray[np.int64]
    molecule: NDArray[np.int64]


def find_groups(box: Box) -> tuple[Group, ...]:
    """Return all donors of a box by species (repeat unit, in a chain) and name."""
    atoms: dict[tuple[str, Role, str], list[NDArray[np.int64]]] = {}
    molecules: dict[tuple[str, Role, str], list[NDArray[np.int64]]] = {}
    n_molecules = 0
    for one in box.species:
        parameters = one.parameters
        own_atoms = box.atoms_of(one)
        starts = n_molecules + np.arange(one.count) * len(parameters.unit_names)
        for index, donor in parameters.donors:
            unit = parameters.units[index]
            key = (parameters.unit_names[unit], one.role, donor)
            atoms.setdefault(key, []).append(own_atoms[:, index])
            molecules.setdefault(key, []).append(starts + unit)
        n_molecules += one.count * len(parameters.unit_names)
    return tuple(
        Group(
            species=key[0], role=key[1], donor=key[2], atoms=np.concatenate(atoms[key]),
            molecules=np.concatenate(molecules[key]),
        )
        for key in atoms
    )  # fmt: skip


def find_contacts(box: Box, frames: Frames) -> Contacts:
    """Return the contacts of Li⁺ in every frame."""
    lithium = np.concatenate([box.atoms_of(one).ravel() for one in box.of_role("lithium")])
    groups = find_groups(box)
    near = [_near_pairs(frames, lithium, group.atoms) for group in groups]
    distributions = tuple(
        _distribute(pairs[3], frames, len(lithium), len(group.atoms))
        for pairs, group in zip(near, groups, strict=True)
    )
    parts = []
    for number, (pairs, found) in enumerate(zip(near, distributions, strict=True)):
        is_inside = pairs[3] < found.cutoff_a
        frame, ion, donor = (column[is_inside] for column in pairs[:3])
        group = groups[number]
        parts.append((frame, ion, np.full(len(frame), number), group.atoms[donor], group.molecules[donor]))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    frame, ion, group_number, atom, molecule = (column[order] for column in columns)
    return Contacts(
        n_frames=len(frames), n_lithium=len(lithium), groups=groups, distributions=distributions,
        frame=frame, lithium=ion, group=group_number, atom=atom, molecule=molecule,
    )  # fmt: skip


def _near_pairs(
    frames: Frames, lithium: NDArray[np.int64], donors: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return frame, number of Li⁺, number of donor and distance (Å) of all pairs within half the box."""
    columns: list[tuple[NDArray[np.int64], ...]] = []
    distances = []
    for number, (positions, edges) in enumerate(zip(frames.positions_nm, frames.edges_nm, strict=True)):
        apart = positions[lithium][:, None, :].astype(float) - positions[donors][None, :, :]
        apart -= edges * np.round(apart / edges)
        distance_a = 10 * np.sqrt((apart**2).sum(axis=2))
        ion, donor = np.nonzero(distance_a < min(FURTHEST_A, 5 * edges.min()))
        columns.append((np.full(len(ion), number), ion, donor))
        distances.append(distance_a[ion, donor])
    frame, ion, donor = (np.concatenate(column) for column in zip(*columns, strict=True))
    return frame, ion, donor, np.concatenate(distances)


def _distribute(
    distances_a: NDArray[np.float64], frames: Frames, n_lithium: int, n_donors: int
) -> Distribution:
    reach_a = min(FURTHEST_A, 5 * float(frames.edges_nm.min()))
    edges = np.arange(0, reach_a + BIN_A / 2, BIN_A)
    counts, _ = np.histogram(distances_a, edges)
    volume_a3 = float(np.prod(frames.edges_nm, axis=1).mean()) * 1000
    shells = 4 / 3 * np.pi * np.diff(edges**3)
    per_lithium = counts / (len(frames) * n_lithium)
    g = per_lithium / (shells * n_donors / volume_a3)
    r_a = (edges[1:] + edges[:-1]) / 2
    cutoff_a, has_peak = find_first_minimum(r_a, g)
    return Distribution(r_a=r_a, g=g, n=np.cumsum(per_lithium), cutoff_a=cutoff_a, has_peak=has_peak)


def find_first_minimum(r_a: NDArray[np.float64], g: NDArray[np.float64]) -> tuple[float, bool]:
    """Return where g(r) has its first minimum behind its first peak, Å, and whether there is a peak.

    A stretch where g is nothing has its minimum in its middle.
    """
    smooth = gaussian_filter1d(g, _SMOOTH_BINS)
    in_peak = (r_a >= PEAK_A[0]) & (r_a <= PEAK_A[1])
    if not in_peak.any() or smooth[in_peak].max() < LEAST_PEAK:
        return DEFAULT_CUTOFF_A, False
    behind = (r_a >= MINIMUM_A[0]) & (r_a <= MINIMUM_A[1])
    lowest = smooth[behind].min()
    at_bottom = r_a[behind][smooth[behind] <= lowest + 0.01 * smooth[in_peak].max()]
    return float((at_bottom[0] + at_bottom[-1]) / 2), True
