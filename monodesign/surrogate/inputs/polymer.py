"""What a polymer's repeat unit says about ion transport: donors, softness, size; independent of its frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem import Descriptors, Mol, rdMolDescriptors

from monodesign.formulation.components import Polymer
from monodesign.formulation.repeat_units import find_ends

_SMALL_RINGS: Final = "r3,r4,r5,r6,r7,r8"
_NO_SMALL_RING: Final = "!r3;!r4;!r5;!r6;!r7;!r8"
# An atom of the chain, which is closed to a large ring before it is searched: the α-carbon of an acrylic unit
# is one, that of a branched acid such as an isobutyrate is none.
_IN_CHAIN: Final = f"R;{_NO_SMALL_RING}"
_ON_ACRYLIC_CHAIN: Final = f"[CX4;{_IN_CHAIN};!H2]([CX4])[CX4]"
# A closed chain needs a ring longer than any ring that counts as one, so that its closure is not counted.
_SHORTEST_CLOSURE: Final = 10
# What adds up from the surroundings of each atom, two bonds wide, needs no longer one, and is the slowest.
_SHORTEST_OF_SUMS: Final = 4

# Group, SMARTS. Each becomes a column `<group>_mol_kg`: how many of them a kilogram of polymer holds. What
# could be matched in several ways is written as one atom in its surroundings, `[atom;$(…)]`, and counts once.
GROUPS: Final = {
    "ether": "[OX2;!$(O~[C,S,P,N]=[O,N,S])]([#6;!$(C=O)])[#6;!$(C=O)]",
    "glyme": "[OX2]([CX4])[CX4][CX4][OX2][CX4]",
    "carbonate": "[OX2]C(=O)[OX2]",
    "cyclic_carbonate": "O=C1OCCO1",
    "ester": "[#6][CX3](=O)[OX2][#6]",
    "oxalate": "[CX3](=O)([OX2][#6])[CX3](=O)[OX2][#6]",
    "acrylate": f"[CX3;$(C{_ON_ACRYLIC_CHAIN});$(C(=O)[OX2;!R][#6])]",
    "acrylamide": f"[CX3;$(C{_ON_ACRYLIC_CHAIN});$(C(=O)[NX3;!$([{_IN_CHAIN}])])]",
    "amide": "[CX3;$(C(=[O,S])[NX3])]",
    "carbonyl": "[CX3]=O",
    "nitrile": "C#N",
    "sulfonyl": "S(=O)(=O)",
    "siloxane": "[OX2;$(O[Si])]",
    "amine": "[NX3;!$(N~*=[O,S,N])]",
    "phosphorus": "[#15]",
    "thioether": "[SX2]",
    "boron": "[#5]",
    "anion": "[-1,-2;!$(*~[+])]",
    "cation": "[+1,+2;!$(*~[-])]",
    "hydrogen_donor": "[O,N;!H0]",
    "fluorine": "F",
    "heavy_halogen": "[Cl,Br,I]",
    "aromatic": "[a]",
    "alicyclic": f"[A;{_SMALL_RINGS}]",
    "methyl": "[CH3]",
    "methylene": f"[CH2;{_NO_SMALL_RING}]",
    "tertiary": "[CX4H1]",
    "quaternary": "[CX4H0;!$(C(F))]",
    "double_bond": "[C]=[C]",
    "oxygen": "[#8]",
    "nitrogen": "[#7]",
}

# Column, meaning. What the whole unit looks like; all intensive, so that the frame and the multiple do not
# matter.
SHAPES: Final = {
    "backbone_share": "heavy atoms of the unit that lie on the shortest path between its ends, share",
    "backbone_ring_share": "backbone atoms in a ring, share (stiffness)",
    "backbone_substituted_share": "backbone atoms with a side group, share (stiffness)",
    "backbone_hetero_share": "backbone atoms other than carbon, share (softness)",
    "backbone_oxygen_share": "backbone atoms that are oxygen, share",
    "backbone_full_share": "backbone atoms with four heavy neighbours, share (stiffness)",
    "rotatable_share": "rotatable bonds of the unit per heavy atom",
    "polar_area_a2_g": "topological polar surface area in Å² per g/mol",
    "log_p_kg": "Crippen log P per kg/mol",
    "refractivity_ml_g": "Crippen molar refractivity in mL/g (size of the electron cloud)",
    "log_side_length": "natural logarithm of 1 + the longest distance from the backbone in bonds",
    "log_mass_per_backbone_atom": "log10 of g/mol per backbone atom",
    "glyme_share": "pairs -O-C-C-O- per ether oxygen (length of ethylene oxide runs)",
}
COLUMNS: Final = (*(f"{group}_mol_kg" for group in GROUPS), *SHAPES)
# Donor atoms of the polymer that can hold Li⁺; siloxane oxygen is a third as basic as an ether's.
DONORS: Final = {
    "ether": 1.0,
    "carbonyl": 1.0,
    "nitrile": 1.0,
    "amine": 1.0,
    "sulfonyl": 1.0,
    "siloxane": 0.3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolymerFeatures:
    """Numbers of one polymer.

    Attributes:
        numbers: In the order of `COLUMNS`.
        donors_mol_kg: Donor atoms for Li⁺ in mol per kg of polymer.
        lithium_mol_kg: Li⁺ that balances bound anions, mol per kg of polymer.
    """

    numbers: NDArray[np.float64]
    donors_mol_kg: float
    lithium_mol_kg: float


def describe_polymer(polymer: Polymer) -> PolymerFeatures:
    """Average the features of a polymer's units by mass."""
    units = [_describe_unit(unit) for unit in polymer.units]
    masses = np.array([mass for mass, _ in units]) * np.array(polymer.mole_fractions)
    values = (masses / masses.sum()) @ np.array([row for _, row in units])
    donors, lithium = count_donors(values[None]), count_lithium(values[None])
    return PolymerFeatures(numbers=values, donors_mol_kg=float(donors[0]), lithium_mol_kg=float(lithium[0]))


def count_donors(polymers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return donor atoms for Li⁺ in mol per kg of polymer, given the columns `COLUMNS`."""
    columns = (weight * polymers[:, COLUMNS.index(f"{group}_mol_kg")] for group, weight in DONORS.items())
    return np.asarray(sum(columns))


def count_lithium(polymers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Li⁺ in mol per kg of polymer: what its anions need beyond its own cations."""
    anions, cations = (polymers[:, COLUMNS.index(f"{group}_mol_kg")] for group in ("anion", "cation"))
    return np.asarray(np.maximum(0.0, anions - cations))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, Mol]:
    return {group: Chem.MolFromSmarts(smarts) for group, smarts in GROUPS.items()}


@lru_cache(maxsize=65536)
def _describe_unit(psmiles: str) -> tuple[float, tuple[float, ...]]:
    """Return the molar mass of a repeat unit in g/mol and its features."""
    unit = Chem.MolFromSmiles(psmiles)
    ends = find_ends(unit)
    backbone = _backbone(unit, ends)
    chain, copies = _close_chain(unit, ends, backbone, shortest=_SHORTEST_CLOSURE)
    mass = float(Descriptors.MolWt(unit))  # type: ignore[attr-defined]  # RDKit's stubs leave it out
    counts = {group: _count(chain, pattern) / copies / mass * 1000 for group, pattern in _patterns().items()}
    shapes = _describe_backbone(unit, backbone) | _describe_whole(unit, mass, backbone)
    shapes |= _describe_sums(*_close_chain(unit, ends, backbone, shortest=_SHORTEST_OF_SUMS), mass)
    shapes["glyme_share"] = counts["glyme"] / (2 * counts["ether"] + 1e-6)  # the last term: no ether, no 0/0
    return mass, (*counts.values(), *(shapes[name] for name in SHAPES))


def _count(mol: Mol, pattern: Mol) -> int:
    return len(mol.GetSubstructMatches(pattern, maxMatches=100_000))


def _backbone(unit: Mol, ends: list[int]) -> list[int]:
    """Return the atoms between the first two ends; without a way between them, all atoms."""
    path = list(Chem.GetShortestPath(unit, ends[0], ends[1])) if len(ends) > 1 else []
    inner = [index for index in path if unit.GetAtomWithIdx(index).GetAtomicNum()]
    return inner or [atom.GetIdx() for atom in unit.GetAtoms() if atom.GetAtomicNum()]


def _close_chain(unit: Mol, ends: list[int], backbone: list[int], *, shortest: int) -> tuple[Mol, int]:
    """Join enough copies of a unit to a ring, so that groups cut by its ends are whole again.

    Returns:
        A ring of at least two copies and so many backbone atoms, and the number of copies.
    """
    anchors = [anchor for end in ends[:2] if (anchor := _neighbour(unit, end)) is not None]
    if len(anchors) < 2:
        return unit, 1
    copies = max(2, -(-shortest // len(backbone)))
    size = unit.GetNumAtoms()
    chain = Chem.RWMol()
    for _ in range(copies):
        chain.InsertMol(unit)
    for copy in range(copies):
        chain.AddBond(anchors[1] + copy * size, anchors[0] + (copy + 1) % copies * size, Chem.BondType.SINGLE)
    for index in sorted((end + copy * size for copy in range(copies) for end in ends), reverse=True):
        chain.RemoveAtom(index)
    closed = chain.GetMol()
    Chem.SanitizeMol(closed)
    return closed, copies


def _neighbour(unit: Mol, end: int) -> int | None:
    neighbours = unit.GetAtomWithIdx(end).GetNeighbors()
    return neighbours[0].GetIdx() if len(neighbours) == 1 and neighbours[0].GetAtomicNum() else None


def _describe_backbone(unit: Mol, backbone: list[int]) -> dict[str, float]:
    rings = unit.GetRingInfo()
    atoms = [unit.GetAtomWithIdx(index) for index in backbone]
    numbers = [atom.GetAtomicNum() for atom in atoms]
    length = len(atoms)
    return {
        "backbone_ring_share": sum(rings.NumAtomRings(index) > 0 for index in backbone) / length,
        "backbone_substituted_share": sum(atom.GetDegree() > 2 for atom in atoms) / length,
        "backbone_hetero_share": sum(number != 6 for number in numbers) / length,
        "backbone_oxygen_share": numbers.count(8) / length,
        "backbone_full_share": sum(atom.GetDegree() == 4 for atom in atoms) / length,
    }


def _describe_whole(unit: Mol, mass: float, backbone: list[int]) -> dict[str, float]:
    heavy = [atom.GetIdx() for atom in unit.GetAtoms() if atom.GetAtomicNum()]
    distances = Chem.GetDistanceMatrix(unit)[backbone].min(axis=0)[heavy]
    return {
        "backbone_share": len(backbone) / len(heavy),
        "rotatable_share": rdMolDescriptors.CalcNumRotatableBonds(unit) / len(heavy),
        # Ions beside the unit are infinitely far (1e8): they are no side group.
        "log_side_length": math.log1p(float(distances[distances < 1e4].max())),
        "log_mass_per_backbone_atom": math.log10(mass / len(backbone)),
    }


def _describe_sums(chain: Mol, copies: int, mass: float) -> dict[str, float]:
    log_p, refractivity = rdMolDescriptors.CalcCrippenDescriptors(chain)
    return {
        "polar_area_a2_g": rdMolDescriptors.CalcTPSA(chain) / copies / mass,
        "log_p_kg": log_p / copies / mass * 1000,
        "refractivity_ml_g": refractivity / copies / mass,
    }
