"""What the atoms that can touch Li⁺ are called in a box: whose they are, and what they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rdkit import Chem

from monodesign.chem.donors import Donor, family_of, find_donors

# A donor class's short name; of others a carbonyl oxygen is C=O and the rest their element.
KINDS: Final = {
    "acyl_oxygen": "ester O", "ether": "ether O", "silyl_ether": "ether O", "hydroxyl": "OH", "water": "OH",
    "nitrile": "nitrile N", "aromatic_nitrogen": "N", "imine": "N", "amine": "N",
    "sulfonamide": "S=O", "sulfate": "S=O", "sulfonate": "S=O", "sulfone": "S=O", "sulfite": "S=O",
    "sulfoxide": "S=O", "phosphate": "P=O", "phosphonate": "P=O", "phosphoryl_other": "P=O",
    "nitro": "N–O", "n_oxide": "N–O", "carboxylate": "O⁻", "thioether": "S", "thiocarbonyl": "S",
    "fluorine": "C–F", "sulfate_anion": "S=O", "sulfonate_anion": "S=O", "sulfinate": "S=O",
    "sulfonimide_anion": "S=O", "phosphate_anion": "P=O", "oxyanion": "O⁻", "nitroxide": "N–O",
}  # fmt: skip

HEAD_BONDS: Final = 2  # an acrylate's oxygens lie two bonds off the backbone
CHAIN_END: Final = "_end"  # property of the first and the last backbone atom


def name_donors(mol: Chem.Mol, *, is_polymer: bool) -> tuple[tuple[int, str], ...]:
    """Return index and name of every donor, such as `solvent C=O`, `head C=O` or `ligand nitrile N`.

    In a chain the head's donors are those within two bonds of the backbone; further ones are the ligand's.
    """
    near = _near_backbone(mol) if is_polymer else {}
    return tuple(
        (
            donor.index,
            f"{_owner(donor.index, near, is_polymer=is_polymer)} {_kind(mol, donor)}",
        )
        for donor in find_donors(mol)
    )


def _kind(mol: Chem.Mol, donor: Donor) -> str:
    """Return what a donor is called, a class without a name of its own by its element."""
    if donor.donor_class in KINDS or family_of(donor.donor_class) == "carbonyl":
        return KINDS.get(donor.donor_class, "C=O")
    return str(mol.GetAtomWithIdx(donor.index).GetSymbol())


def _owner(index: int, near: Mapping[int, str], *, is_polymer: bool) -> str:
    if not is_polymer:
        return "solvent"
    return near.get(index, "ligand")


def _near_backbone(mol: Chem.Mol) -> dict[int, str]:
    """Return the atoms on the path between a chain's ends and those near it, by their part."""
    distances = Chem.GetDistanceMatrix(mol)
    ends = [atom.GetIdx() for atom in mol.GetAtoms() if atom.HasProp(CHAIN_END)]
    if len(ends) != 2:
        return {}
    backbone = list(Chem.GetShortestPath(mol, *ends))
    bonds = distances[:, backbone].min(axis=1)
    return {index: "head" if away else "backbone" for index, away in enumerate(bonds) if away <= HEAD_BONDS}
