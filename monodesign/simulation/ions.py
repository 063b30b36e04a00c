"""Parameters of lithium and of the anions, as published, from libraries/ions.csv.

Columns of that table: `ion` (a salt of libraries/salts.csv, or Li⁺ with the name of its parameters), `term`,
`atoms` (elements of the ion), and the values: for an atom charge in e, diameter in Å, depth in kJ/mol; for a
bond length in Å and constant in kJ/mol/Å²; for an angle degrees and kJ/mol/rad²; for a torsion V1 to V4 in
kJ/mol, as in OPLS.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from monodesign.errors import UnknownName
from monodesign.formulation.solvents_and_salts import load_salts
from monodesign.paths import LIBRARIES
from monodesign.simulation.chains import embed
from monodesign.simulation.parameters import Parameters
from monodesign.tables.shipped import read_rows

OPLS_14: Final = 0.5
# An octahedron's opposite bonds have no angle term: one within this of the term's own angle has.
FURTHEST_RAD: Final = math.radians(45)
ANION_DONORS: Final = frozenset({"F", "O", "N", "Cl"})
MOST_NEIGHBOURS: Final = 2  # of a donor: the chlorine of ClO4⁻ lies inside its oxygens
_Terms: TypeAlias = dict[tuple[str, ...], tuple[float, ...]]


def lithium_sets() -> tuple[str, ...]:
    """Return the names of Li⁺'s parameter sets."""
    return tuple(name.removeprefix("Li ") for name in _read() if name.startswith("Li "))


def load_lithium(which: str) -> Parameters:
    """Return Li⁺.

    Raises:
        UnknownName: There is no set of that name.
    """
    if which not in lithium_sets():
        raise UnknownName(f"Li⁺ parameters {which!r}: choose one of {', '.join(lithium_sets())}")
    return _assemble("Li", f"Li {which}", Chem.MolFromSmiles("[Li+]"), np.zeros((1, 3)))


def load_anion(salt: str) -> Parameters:
    """Return the anion of a salt.

    Raises:
        UnknownName: libraries/ions.csv has no parameters for it.
    """
    if salt not in _read():
        known = ", ".join(name for name in _read() if not name.startswith("Li "))
        raise UnknownName(f"no force-field parameters for {salt}: libraries/ions.csv has {known}")
    mol = Chem.AddHs(Chem.MolFromSmiles(load_salts().find(salt).anion_smiles))
    return _assemble(salt.removeprefix("Li"), salt, mol, _place(mol))


@lru_cache(maxsize=1)
def _read() -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = {}
    for row in read_rows(LIBRARIES / "ions.csv"):
        rows.setdefault(row["ion"], []).append(row)
    return rows


def _terms(ion: str, term: str) -> _Terms:
    """Return one kind of terms by elements, in both directions."""
    found: _Terms = {}
    for row in _read()[ion]:
        if row["term"] == term:
            values = tuple(float(row[f"value_{n}"]) for n in range(1, 5) if row[f"value_{n}"])
            elements = tuple(row["atoms"].split())
            found[elements] = found[elements[::-1]] = values
    return found


def _place(mol: Chem.Mol) -> NDArray[np.float64]:
    """Return a geometry, Å; a centre with its like neighbours around it is set up as a regular body."""
    n_atoms = mol.GetNumAtoms()
    centre = next((atom for atom in mol.GetAtoms() if atom.GetDegree() == n_atoms - 1 >= 4), None)
    if centre is None:
        return np.asarray(embed(mol, seed=1).GetConformer().GetPositions())
    octahedron = np.vstack([np.eye(3), -np.eye(3)])
    tetrahedron = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / math.sqrt(3)
    positions = np.zeros((n_atoms, 3))
    around = [near.GetIdx() for near in centre.GetNeighbors()]
    positions[around] = 1.5 * (octahedron if len(around) == 6 else tetrahedron)
    return positions


def _assemble(name: str, ion: str, mol: Chem.Mol, positions: NDArray[np.float64]) -> Parameters:
    elements = [atom.GetSymbol() for atom in mol.GetAtoms()]
    atoms = _terms(ion, "atom")
    return Parameters(
        name=name,
        smiles=Chem.MolToSmiles(mol),
        elements=tuple(elements),
        atom_types=tuple(f"{element}_{name}" for element in elements),
        masses_g_mol=tuple(float(atom.GetMass()) for atom in mol.GetAtoms()),
        charges_e=tuple(atoms[element,][0] for element in elements),
        sigma_nm=tuple(atoms[element,][1] / 10 for element in elements),
        epsilon_kj_mol=tuple(atoms[element,][2] for element in elements),
        positions_a=tuple(tuple(map(float, row)) for row in positions),
        units=(0,) * len(elements),
        unit_names=(name,),
        donors=tuple(
            (atom.GetIdx(), f"anion {atom.GetSymbol()}")
            for atom in mol.GetAtoms()
            if atom.GetSymbol() in ANION_DONORS and atom.GetDegree() <= MOST_NEIGHBOURS
        ),
        bonds=tuple(_bonds(mol, _terms(ion, "bond"))),
        angles=tuple(_angles(mol, positions, _terms(ion, "angle"))),
        torsions=tuple(_torsions(mol, _terms(ion, "torsion"))),
        coulomb_14=OPLS_14,
        lennard_jones_14=OPLS_14,
        source="; ".join(dict.fromkeys(row["source"] for row in _read()[ion])),
    )


def _symbols(mol: Chem.Mol, *atoms: int) -> tuple[str, ...]:
    return tuple(mol.GetAtomWithIdx(index).GetSymbol() for index in atoms)


def _bonds(mol: Chem.Mol, terms: _Terms) -> Iterator[tuple[float, ...]]:
    for bond in mol.GetBonds():
        i, j = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        length_a, constant = terms[_symbols(mol, i, j)]
        yield i, j, length_a / 10, constant * 100


def _angles(mol: Chem.Mol, positions: NDArray[np.float64], terms: _Terms) -> Iterator[tuple[float, ...]]:
    for atom in mol.GetAtoms():
        j = atom.GetIdx()
        for i, k in combinations(sorted(near.GetIdx() for near in atom.GetNeighbors()), 2):
            degrees, constant = terms[_symbols(mol, i, j, k)]
            one, other = positions[i] - positions[j], positions[k] - positions[j]
            cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
            if abs(math.acos(max(-1.0, min(1.0, cosine))) - math.radians(degrees)) < FURTHEST_RAD:
                yield i, j, k, math.radians(degrees), constant


def _torsions(mol: Chem.Mol, terms: _Terms) -> Iterator[tuple[float, ...]]:
    """Yield V/2 (1 ± cos nφ) for n from 1 to 4, the even ones with a minus."""
    for bond in mol.GetBonds():
        j, k = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        for i, m in ((a, b) for a in _beside(mol, j, k) for b in _beside(mol, k, j)):
            for n, value in enumerate(terms.get(_symbols(mol, i, j, k, m), ()), start=1):
                if value:
                    yield i, j, k, m, n, math.pi * (n % 2 == 0), value / 2


def _beside(mol: Chem.Mol, atom: int, other: int) -> list[int]:
    return [near.GetIdx() for near in mol.GetAtomWithIdx(atom).GetNeighbors() if near.GetIdx() != other]
