"""First positions of a box: molecules put in at random without touching, Li⁺ at polymer or at solvent.

Random insertion at half of a liquid's density takes a second for 2,000 atoms; Packmol took minutes for chains
that carry Li⁺. What is left to do is the barostat's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist
from scipy.spatial.transform import Rotation

from monodesign.errors import CalculationError
from monodesign.simulation.box import Box, Species
from monodesign.simulation.parameters import Parameters

# Where Li⁺ begins: at donors of the polymer, or each at a solvent molecule and away from everything else.
Start: TypeAlias = Literal["polymer", "solvent"]

RADIUS_A: Final = 1.0  # so that atoms of different molecules begin 2 Å apart
LITHIUM_RADIUS_A: Final = 2.4  # keeps everything 3.4 Å off a Li⁺ but the molecule it begins at
CONTACT_A: Final = 2.0  # Li⁺ to the donor it begins at
FREE_A: Final = 2.3  # Li⁺ from all other atoms of its host
LOOSE_G_ML: Final = 0.65  # density that is tried first
LOOSEST_G_ML: Final = 0.2
WIDENING: Final = 1.03  # of the edge, where a molecule finds no place
N_TRIES: Final = 500
HOSTS: Final = ("solvent", "head", "ligand", "backbone")
WEAK: Final = ("ester O", "C–F")  # kinds of donors at which no Li⁺ begins
_A3_PER_G_MOL: Final = 1.66053907  # volume in Å³ of 1 g/mol at 1 g/mL


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """Molecules that are put in as one rigid body.

    Attributes:
        atoms: Indices in the box.
        positions: Of these atoms, Å, shape (n, 3).
        radii_a: Of each atom, Å.
    """

    atoms: tuple[int, ...]
    positions: NDArray[np.float64]
    radii_a: NDArray[np.float64]


def pack(box: Box, *, start: Start, seed: int) -> tuple[NDArray[np.float64], float]:
    """Return positions (Å, shape (n, 3), in the box's order) and the edge of the cube, Å.

    Raises:
        CalculationError: There is no room, even at a fifth of a liquid's density.
    """
    chooser = np.random.default_rng(seed)
    # Large bodies first, while there is room for them.
    bodies = sorted(_make_bodies(box, start=start, chooser=chooser), key=lambda body: -len(body.atoms))
    edge_a = _edge_a(box, LOOSE_G_ML)
    while edge_a < _edge_a(box, LOOSEST_G_ML):
        if (placed := _insert(bodies, edge_a, chooser)) is not None:
            positions = np.empty((box.n_atoms, 3))
            positions[[atom for body in bodies for atom in body.atoms]] = placed
            return positions, edge_a
        edge_a *= WIDENING
    raise CalculationError(f"the molecules do not fit into a cube of {edge_a:.0f} Å")


def _edge_a(box: Box, density_g_ml: float) -> float:
    return float((box.mass_g_mol * _A3_PER_G_MOL / density_g_ml) ** (1 / 3))


def _insert(
    bodies: Sequence[_Body], edge_a: float, chooser: np.random.Generator
) -> NDArray[np.float64] | None:
    """Return the bodies' positions one after the other, Å; `None` where one finds no place."""
    placed, radii = np.empty((0, 3)), np.empty(0)
    for body in bodies:
        for trial in _trials(body, edge_a, chooser):
            if _is_free(trial, body.radii_a, placed, radii, edge_a):
                placed, radii = np.vstack([placed, trial]), np.concatenate([radii, body.radii_a])
                break
        else:
            return None
    return placed


def _trials(body: _Body, edge_a: float, chooser: np.random.Generator) -> Iterator[NDArray[np.float64]]:
    """Yield a body turned and moved at random."""
    centred = body.positions - body.positions.mean(axis=0)
    for turn in Rotation.random(N_TRIES, rng=chooser):
        yield turn.apply(centred) + chooser.uniform(0, edge_a, size=3)


def _is_free(
    trial: NDArray[np.float64], own: NDArray[np.float64], placed: NDArray[np.float64],
    radii: NDArray[np.float64], edge_a: float,
) -> bool:  # fmt: skip
    """Return whether no two atoms are closer than their radii together, across the box's faces too."""
    for radius in np.unique(radii):
        tree = KDTree(placed[radii == radius] % edge_a, boxsize=edge_a)
        nearest, _ = tree.query(trial % edge_a)
        if (nearest < own + radius).any():
            return False
    return True


def _make_bodies(box: Box, *, start: Start, chooser: np.random.Generator) -> Iterator[_Body]:
    """Yield the rigid bodies of a box; every Li⁺ rides on a host, where there are enough of them."""
    hosts = [(one, first) for one, first in box.molecules() if one.role == start]
    lithium = [first for one, first in box.molecules() if one.role == "lithium"]
    seats = _deal(hosts, len(lithium), chooser)
    riders: dict[int, list[tuple[int, NDArray[np.float64]]]] = {}
    for atom, (host, place) in zip(lithium, seats, strict=False):
        riders.setdefault(host, []).append((atom, place))
    unseated = set(lithium[len(seats) :])
    for one, first in box.molecules():
        if one.role == "lithium" and first not in unseated:
            continue
        own = riders.get(first, [])
        n_atoms = one.parameters.n_atoms
        radius = LITHIUM_RADIUS_A if one.role == "lithium" else RADIUS_A
        yield _Body(
            atoms=(*range(first, first + n_atoms), *(atom for atom, _ in own)),
            positions=np.vstack([one.parameters.positions, *(place for _, place in own)]),
            radii_a=np.array([radius] * n_atoms + [LITHIUM_RADIUS_A] * len(own)),
        )


def _deal(
    hosts: Sequence[tuple[Species, int]], n_lithium: int, chooser: np.random.Generator
) -> list[tuple[int, NDArray[np.float64]]]:
    """Return the host and the place for each Li⁺, one on each host before any takes a second."""
    rounds: list[list[tuple[int, NDArray[np.float64]]]] = []
    known: dict[int, list[NDArray[np.float64]]] = {}
    for index in chooser.permutation(len(hosts)):
        one, first = hosts[index]
        places = known.setdefault(id(one), _find_places(one.parameters))
        for number, pick in enumerate(chooser.permutation(len(places))):
            while len(rounds) <= number:
                rounds.append([])
            rounds[number].append((first, places[pick]))
    return [seat for seats in rounds for seat in seats][:n_lithium]


def _find_places(parameters: Parameters) -> list[NDArray[np.float64]]:
    """Return a place beside each strong donor, free of the molecule's other atoms and of each other."""
    places: list[NDArray[np.float64]] = []
    for index, kind in parameters.donors:
        if kind.endswith(WEAK) or not kind.startswith(HOSTS):
            continue
        place = _beside(parameters, index)
        taken = np.vstack([np.delete(parameters.positions, index, axis=0), *places])
        if cdist(place[None], taken).min() > FREE_A:
            places.append(place)
    return places


def _beside(parameters: Parameters, donor: int) -> NDArray[np.float64]:
    """Return the point at contact with a donor that is furthest from the other atoms, Å."""
    positions = parameters.positions
    directions = np.random.default_rng(0).normal(size=(200, 3))
    points = positions[donor] + CONTACT_A * directions / np.linalg.norm(directions, axis=1)[:, None]
    room = cdist(points, np.delete(positions, donor, axis=0)).min(axis=1)
    return np.asarray(points[room.argmax()])
