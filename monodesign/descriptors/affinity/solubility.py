"""Hansen solubility parameters and molar volumes from groups, for solvents and for polymers.

Hoftyzer and van Krevelen's parameters with Fedors's molar volumes. The published groups lie in
`libraries/hansen_groups.csv`; a molecule with an atom that no group covers has no estimate.

References:
    van Krevelen & te Nijenhuis, Properties of Polymers, 4th ed., Elsevier (2009), table 7.10 (`HvK`).
    Fedors, Polym. Eng. Sci. 14, 147 (1974), doi 10.1002/pen.760140211 (`Fedors`).
    Hansen, Hansen Solubility Parameters: A User's Handbook, 2nd ed., CRC Press (2007), for the
    measured liquids from which the groups marked `liquid` were taken.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from monodesign.chem.molecules import parse_chemistry, pattern
from monodesign.chem.polymerisation import count_polymerisable, repeat_unit
from monodesign.errors import GroupMissing
from monodesign.paths import LIBRARIES

ALIPHATIC_RING: Final = "aliphatic ring"
SMALL_RING: Final = "small ring"
AROMATIC_RING: Final = "aromatic ring"
SMALLEST_LARGE_RING: Final = 5  # Fedors gives rings of three and four atoms another volume

# Heads of capped units (propionyl, isobutyryl and their like), and what the carbon beside the carbonyl turns
# into when it takes its place in the chain; the methyl at its side becomes a methylene.
_CAPPED_HEADS: Final = (
    ("[CH3][CH2]C(=O)[O,N]", ("methylene", "methine")),
    ("[CH3][CH]([!#1])C(=O)[O,N]", ("methine", "quaternary carbon")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group's contributions.

    Attributes:
        name: What a chemist calls it.
        smarts: The atoms it stands for; empty for a ring correction.
        dispersion: Molar attraction constant, (MJ/m³)^½ per mol.
        polar: Likewise, its square being additive.
        hydrogen_j_mol: Hydrogen-bonding energy in J/mol.
        volume_cm3_mol: Chem.Molar volume.
    """

    name: str
    smarts: str
    dispersion: float
    polar: float
    hydrogen_j_mol: float
    volume_cm3_mol: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Solubility:
    """Hansen parameters and molar volume of a liquid or of a polymer's repeat unit.

    Attributes:
        parameters_mpa05: Dispersion, polar and hydrogen-bonding part in MPa^½, shape (3,).
        volume_cm3_mol: Chem.Molar volume.
    """

    parameters_mpa05: NDArray[np.float64]
    volume_cm3_mol: float

    def at_volume(self, volume_cm3_mol: float) -> Solubility:
        """Return the same cohesive energy spread over another molar volume, such as a measured one."""
        ratio = self.volume_cm3_mol / volume_cm3_mol
        # δd and δp go with 1/V, δh with the square root of energy over volume.
        scaled = self.parameters_mpa05 * np.array([ratio, ratio, ratio**0.5])
        return Solubility(parameters_mpa05=scaled, volume_cm3_mol=volume_cm3_mol)


@lru_cache(maxsize=2)
def load_groups(path: Path | None = None) -> tuple[Group, ...]:
    """Read the groups in the order in which they claim atoms."""
    with (path or LIBRARIES / "hansen_groups.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(
            Group(
                name=row["group"],
                smarts=row["smarts"],
                dispersion=float(row["dispersion_mj05_m15_mol"]),
                polar=float(row["polar_mj05_m15_mol"]),
                hydrogen_j_mol=float(row["hydrogen_j_mol"]),
                volume_cm3_mol=float(row["volume_cm3_mol"]),
            )
            for row in csv.DictReader(handle)
        )


def count_groups(smiles: str) -> Counter[str]:
    """Count the groups of a molecule as it is written; a `*` counts nothing.

    Raises:
        InvalidSmiles: The SMILES does not parse.
        GroupMissing: An atom belongs to no published group.
    """
    mol = parse_chemistry(smiles)
    # RDKit's own model draws vinylene carbonate aromatic; the table's aromatic ring is a benzene ring.
    Chem.Kekulize(mol, clearAromaticFlags=True)
    Chem.SetAromaticity(mol, Chem.AROMATICITY_MDL)
    counts = _claim_atoms(mol, shown_as=smiles)
    counts.update(_name_ring(mol, ring) for ring in mol.GetRingInfo().AtomRings())
    return counts


def count_repeat_groups(smiles: str) -> Counter[str]:
    """Count the groups of a polymer's repeat unit, given as PSMILES, as monomer or as capped unit.

    A capped unit is opened at its head, since the hydrogens that cap it are not there in the polymer.

    Raises:
        InvalidSmiles: The SMILES does not parse.
        GroupMissing: An atom belongs to no published group.
    """
    mol = parse_chemistry(smiles)
    if "*" in smiles:
        return count_groups(smiles)
    if count_polymerisable(mol):
        return count_groups(repeat_unit(smiles))
    counts = count_groups(smiles)
    for smarts, (lost, gained) in _CAPPED_HEADS:
        if mol.HasSubstructMatch(pattern(smarts)):
            counts.update({"methyl": -1, "methylene": 1})
            counts.update({lost: -1, gained: 1})
            break
    return +counts


def estimate_solubility(counts: Counter[str]) -> Solubility:
    """Return Hansen parameters and molar volume from counted groups.

    δd = ΣFd/V, δp = (ΣFp²)^½/V, δh = (ΣEh/V)^½.
    """
    groups = {group.name: group for group in load_groups()}
    chosen = [(groups[name], n) for name, n in counts.items()]
    volume = sum(n * group.volume_cm3_mol for group, n in chosen)
    dispersion = sum(n * group.dispersion for group, n in chosen)
    polar = sum(n * group.polar**2 for group, n in chosen) ** 0.5
    hydrogen = sum(n * group.hydrogen_j_mol for group, n in chosen)
    parameters = np.array([dispersion / volume, polar / volume, (hydrogen / volume) ** 0.5])
    return Solubility(parameters_mpa05=parameters, volume_cm3_mol=volume)


def mix(parts: list[tuple[float, Solubility]]) -> Solubility:
    """Return the parameters of a mixture, averaged by volume; the volume is per mole of mixture.

    Args:
        parts: Moles (any scale) and solubility of each component.
    """
    moles = np.array([n for n, _ in parts])
    volumes = np.array([part.volume_cm3_mol for _, part in parts]) * moles
    parameters = np.array([part.parameters_mpa05 for _, part in parts])
    return Solubility(
        parameters_mpa05=volumes @ parameters / volumes.sum(),
        volume_cm3_mol=float(volumes.sum() / moles.sum()),
    )


def _claim_atoms(mol: Chem.Mol, *, shown_as: str) -> Counter[str]:
    """Let each group in turn claim the atoms that no earlier group has.

    Raises:
        GroupMissing: A heavy atom is left over.
    """
    free = {atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() > 1}
    counts: Counter[str] = Counter()
    for group in load_groups():
        if not group.smarts:
            continue
        for match in mol.GetSubstructMatches(pattern(group.smarts)):
            if free.issuperset(match):
                free.difference_update(match)
                counts[group.name] += 1
    if free:
        symbols = ", ".join(sorted({mol.GetAtomWithIdx(index).GetSymbol() for index in free}))
        raise GroupMissing(
            f"{shown_as}: no solubility group for {symbols} as bound here; affinity is not estimated"
        )
    return counts


def _name_ring(mol: Chem.Mol, ring: tuple[int, ...]) -> str:
    if all(mol.GetAtomWithIdx(index).GetIsAromatic() for index in ring):
        return AROMATIC_RING
    return ALIPHATIC_RING if len(ring) >= SMALLEST_LARGE_RING else SMALL_RING
