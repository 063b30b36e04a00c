"""First positions of a box: molecules packed apart by Packmol, Li⁺ put at polymer or at solvent.

Martínez et al., J. Comput. Chem. 30, 2157 (2009), doi:10.1002/jcc.21224.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from monodesign.simulation.box import Box, Species
from monodesign.simulation.parameters import Parameters
from monodesign.simulation.programs import run_program

# Where Li⁺ begins: at donors of the polymer, or each at a solvent molecule and away from everything else.
Start: TypeAlias = Literal["polymer", "solvent"]

APART_A: Final = 2.0  # between atoms of different molecules
LITHIUM_RADIUS_A: Final = 2.4  # keeps everything 3.4 Å off a Li⁺ but the molecule it begins at
CONTACT_A: Final = 2.0  # Li⁺ to the donor it begins at
LOOSE_G_ML: Final = 0.75  # density packed at; the barostat does the rest
FREE_A: Final = 2.3  # Li⁺ from all other atoms of its host
LONGEST_S: Final = 600
HOSTS: Final = ("solvent", "head", "ligand", "backbone")
WEAK: Final = ("ester O", "C–F")  # kinds of donors at which no Li⁺ begins
_A3_PER_G_MOL: Final = 1.66053907  # volume in Å³ of 1 g/mol at 1 g/mL


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Molecules that are packed as one rigid body: atoms of the box for each copy, and where they are."""

    atoms: tuple[tuple[int, ...], ...]
    positions: NDArray[np.float64]
    elements: tuple[str, ...]


def pack(box: Box, *, start: Start, seed: int) -> tuple[NDArray[np.float64], float]:
    """Return positions (Å, shape (n, 3), in the box's order) and the edge of the cube, Å.

    Raises:
        CalculationError: Packmol does not find room.
        UserError: It is not installed.
    """
    edge_a = (box.mass_g_mol * _A3_PER_G_MOL / LOOSE_G_ML) ** (1 / 3)
    blocks = _make_blocks(box, start=start, seed=seed)
    packed = _run_packmol(blocks, edge_a=edge_a, seed=seed)
    positions = np.empty((box.n_atoms, 3))
    order = [atom for block in blocks for copy in block.atoms for atom in copy]
    positions[order] = packed
    return positions, edge_a


def _make_blocks(box: Box, *, start: Start, seed: int) -> list[_Block]:
    """Return the rigid bodies of a box; every Li⁺ rides on a host."""
    chooser = np.random.default_rng(seed)
    hosts = [(one, first) for one, first in box.molecules() if one.role == start] or [
        (one, first) for one, first in box.molecules() if one.role in {"polymer", "solvent"}
    ]
    lithium = [first for one, first in box.molecules() if one.role == "lithium"]
    riders: dict[int, list[tuple[int, NDArray[np.float64]]]] = {}
    places = _deal(hosts, len(lithium), chooser)
    for atom, (host, place) in zip(lithium, places, strict=False):
        riders.setdefault(host, []).append((atom, place))
    blocks: dict[tuple[object, ...], _Block] = {}
    left_over = set(lithium[len(places) :])
    for one, first in box.molecules():
        if one.role == "lithium" and first not in left_over:
            continue
        own = riders.get(first, [])
        atoms = (*range(first, first + one.parameters.n_atoms), *(atom for atom, _ in own))
        key = (id(one), *(tuple(place) for _, place in own))
        if key in blocks:
            blocks[key] = replace(blocks[key], atoms=(*blocks[key].atoms, atoms))
            continue
        blocks[key] = _Block(
            atoms=(atoms,),
            positions=np.vstack([one.parameters.positions, *(place for _, place in own)]),
            elements=(*one.parameters.elements, *["Li"] * len(own)),
        )
    return list(blocks.values())


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


def _run_packmol(blocks: Sequence[_Block], *, edge_a: float, seed: int) -> NDArray[np.float64]:
    """Return the positions of all blocks one after the other, Å."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        text = [f"tolerance {APART_A}", "filetype xyz", "output packed.xyz", f"seed {seed + 1}",
                f"pbc {edge_a:.3f} {edge_a:.3f} {edge_a:.3f}", "nloop 200"]  # fmt: skip
        for number, block in enumerate(blocks):
            _write_xyz(folder / f"{number}.xyz", block.elements, block.positions)
            text += [
                f"structure {number}.xyz",
                f"  number {len(block.atoms)}",
                *_radii(block),
                "end structure",
            ]
        (folder / "box.inp").write_text("\n".join(text) + "\n", encoding="ascii")
        # Packmol reads a real file: a pipe can crash it.
        run_program(folder, "packmol", output="packed.xyz", longest_s=LONGEST_S, given=folder / "box.inp")
        rows = (folder / "packed.xyz").read_text(encoding="ascii").splitlines()[2:]
        return np.array([[float(cell) for cell in row.split()[1:4]] for row in rows])


def _radii(block: _Block) -> list[str]:
    lithium = [str(n + 1) for n, element in enumerate(block.elements) if element == "Li"]
    if not lithium:
        return []
    return [f"  atoms {' '.join(lithium)}", f"    radius {LITHIUM_RADIUS_A}", "  end atoms"]


def _write_xyz(path: Path, elements: Sequence[str], positions: NDArray[np.float64]) -> None:
    rows = [
        f"{element} {x:.5f} {y:.5f} {z:.5f}" for element, (x, y, z) in zip(elements, positions, strict=True)
    ]
    path.write_text("\n".join([str(len(rows)), "", *rows]) + "\n", encoding="ascii")
