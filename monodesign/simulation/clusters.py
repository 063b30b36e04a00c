"""First shells cut out of a box: a Li⁺ with the whole molecules and repeat units that touch it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit.Chem import GetPeriodicTable

from monodesign.geometry.shell_starts import LITHIUM
from monodesign.records import Geometry
from monodesign.simulation.box import Box
from monodesign.simulation.contacts import Contacts
from monodesign.simulation.coordination import list_shells, word_shell
from monodesign.simulation.frames import Frames
from monodesign.simulation.parameters import Parameters

CAP_A: Final = 1.09  # of the hydrogen on a backbone carbon where the chain is cut
_A_PER_NM: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One Li⁺ and its first shell at one moment.

    Attributes:
        frame: Number of the frame, from 0.
        lithium: Number of the Li⁺ in the box, from 0.
        shell: What it is made of, as in `shells.csv`.
        geometry: All atoms, Å, Li⁺ last and at the origin; charge 1.
    """

    frame: int
    lithium: int
    shell: str
    geometry: Geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A molecule, or a repeat unit of a chain: its atoms in its molecule and in the box."""

    parameters: Parameters
    own: NDArray[np.int64]
    first: int

    @property
    def atoms(self) -> NDArray[np.int64]:
        return self.own + self.first


def cut_clusters(box: Box, frames: Frames, contacts: Contacts, *, count: int) -> list[Cluster]:
    """Return up to `count` first shells without an anion, spread evenly over the frames and all Li⁺.

    Solvent molecules are whole. Of a chain the touching repeat units are taken; where a bond to the rest is
    cut, a hydrogen takes its place. Shells with an anion are left out: the attraction of two ions would hide
    what polymer and solvent do.
    """
    anions = {group.species for group in contacts.groups if group.role == "anion"}
    shells = {
        place: members
        for place, members in sorted(list_shells(contacts).items())
        if anions.isdisjoint(name for _, name in members)
    }
    places = list(shells)
    chosen = np.unique(np.linspace(0, len(places) - 1, min(count, len(places))).round().astype(int))
    pieces = list(_list_pieces(box))
    lithium = np.concatenate([box.atoms_of(one).ravel() for one in box.of_role("lithium")])
    clusters = []
    for frame, ion in (places[index] for index in chosen):
        members = shells[frame, ion]
        numbers = sorted(molecule for molecule, _ in members)
        held = [pieces[number] for number in numbers]
        geometry = _cut(frames, frame, int(lithium[ion]), held)
        clusters.append(Cluster(frame=frame, lithium=ion, shell=word_shell(members), geometry=geometry))
    return clusters


def _list_pieces(box: Box) -> Iterator[_Piece]:
    """Yield molecules and repeat units in the order of their numbers in contacts."""
    for one in box.species:
        units = np.array(one.parameters.units)
        for first in box.atoms_of(one)[:, 0].tolist():
            for unit in range(len(one.parameters.unit_names)):
                own = np.flatnonzero(units == unit)
                yield _Piece(parameters=one.parameters, own=own, first=first)


def _cut(frames: Frames, frame: int, lithium: int, pieces: Sequence[_Piece]) -> Geometry:
    edges = _A_PER_NM * frames.edges_nm[frame]
    apart = _A_PER_NM * frames.positions_nm[frame].astype(float)
    apart -= apart[lithium]
    shifts = [_nearest_image(apart[piece.atoms], edges) for piece in pieces]
    at: dict[int, NDArray[np.float64]] = {}
    symbols, positions = [], []
    for piece, shift in zip(pieces, shifts, strict=True):
        at |= dict(zip(piece.atoms.tolist(), apart[piece.atoms] + shift, strict=True))
        symbols += [piece.parameters.elements[index] for index in piece.own]
        positions += list(apart[piece.atoms] + shift)
    for piece, shift in zip(pieces, shifts, strict=True):
        for inner, outer in _bonds_out(piece):
            end = apart[outer] + shift
            if outer in at and np.allclose(at[outer], end, atol=1e-6):
                continue
            along = end - at[inner]
            symbols.append("H")
            positions.append(at[inner] + CAP_A * along / np.linalg.norm(along))
    table = GetPeriodicTable()
    numbers = [*map(table.GetAtomicNumber, symbols), LITHIUM]
    return Geometry(numbers=np.array(numbers), positions=np.array([*positions, np.zeros(3)]), charge=1)


def _nearest_image(apart: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shift, Å, that brings a piece's nearest atom to its image nearest to the origin."""
    wraps = -edges * np.round(apart / edges)
    nearest = int(np.argmin(np.linalg.norm(apart + wraps, axis=1)))
    return np.asarray(wraps[nearest])


def _bonds_out(piece: _Piece) -> Iterator[tuple[int, int]]:
    """Yield the bonds from a piece to the rest of its chain: atom inside, atom outside, in the box."""
    inside = set(piece.own.tolist())
    for bond in piece.parameters.bonds:
        first, second = int(bond[0]), int(bond[1])
        if (first in inside) != (second in inside):
            inner, outer = (first, second) if first in inside else (second, first)
            yield inner + piece.first, outer + piece.first
