"""Where Li⁺ can sit: donor atoms, the class of the group they belong to, and pairs that can chelate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase
from rdkit.Chem import rdDistGeom

from monodesign.chem.molecules import pattern

# Donor class by SMARTS, the first atom being the donor; the first line that matches wins.
DONOR_CLASSES: Final = (
    ("water", "[OX2;H2]"),
    # Oxygens that resonance makes equal share a class, whichever of them the charge is drawn on.
    ("carboxylate", "[$([OX1]=[CX3][OX1-]),$([OX1-][CX3]=[OX1])]"),
    ("sulfate_anion", "[$([OX1]=[SX4]([OX1-])[OX2]),$([OX1-][SX4](=[OX1])[OX2])]"),
    ("sulfonate_anion", "[$([OX1]=[SX4][OX1-]),$([OX1-][SX4]=[OX1])]"),
    ("sulfinate", "[$([OX1]=[SX3][OX1-]),$([OX1-][SX3]=[OX1])]"),
    ("phosphate_anion", "[$([OX1]=[PX4][OX1-]),$([OX1-][PX4]=[OX1])]"),
    ("sulfonimide_anion", "[OX1]=[SX4](=[OX1])[#7-,#6-]"),
    ("amidate", "[OX1]=[CX3][#7-]"),
    ("cyclic_carbonate", "[OX1]=[CX3;R]([OX2;R])[OX2;R]"),
    ("linear_carbonate", "[OX1]=[CX3]([OX2])[OX2]"),
    ("imide", "[OX1]=[#6X3]([#6,#1,O])[#7X3][#6X3]=[OX1]"),
    ("urea", "[OX1]=[#6X3]([#7X3])[#7X3]"),
    ("carbamate", "[OX1]=[CX3]([#7X3])[#8X2]"),
    ("oxamide", "[OX1]=[CX3]([#7X3])[CX3]=[OX1]"),
    ("oxalate", "[OX1]=[CX3]([OX2])[CX3](=[OX1])"),
    ("malonate", "[OX1]=[CX3]([OX2])[CX4][CX3](=[OX1])[OX2]"),
    ("anhydride", "[OX1]=[CX3][OX2][CX3]=[OX1]"),
    ("carboxylic_acid", "[OX1]=[CX3][OX2;H1]"),
    ("lactone", "[OX1]=[CX3;R][OX2;R]"),
    ("ester", "[OX1]=[CX3]([#6,#1,F])[OX2]"),
    ("lactam", "[OX1]=[#6X3;R][#7;R]"),
    ("amide", "[OX1]=[CX3]([#6,#1,F])[NX3]"),
    ("ketone", "[OX1]=[CX3]([#6])[#6]"),
    ("aldehyde", "[OX1]=[CX3;H1,H2]"),
    ("acyl_other", "[OX1]=[#6]"),
    ("sulfonamide", "[OX1]=[SX4](=[OX1])[#7]"),
    ("sulfate", "[OX1]=[SX4](=[OX1])([OX2])[OX2]"),
    ("sulfonate", "[OX1]=[SX4](=[OX1])[OX2]"),
    ("sulfone", "[OX1]=[SX4](=[OX1])"),
    ("sulfite", "[OX1]=[SX3]([OX2])"),
    ("sulfoxide", "[OX1]=[SX3,SX2]"),
    ("phosphate", "[OX1]=[PX4]([OX2])([OX2])[OX2]"),
    ("phosphonate", "[OX1]=[PX4]([#6,#1])([OX2])[OX2]"),
    ("phosphoryl_other", "[OX1]=[PX4]"),
    ("nitro", "[$([OX1]=[NX3+][OX1-]),$([OX1-][NX3+]=[OX1])]"),
    ("n_oxide", "[OX1-][#7+]"),
    ("oxyanion", "[OX1-]"),
    ("nitroxide", "[OX1;H0;v1;+0]"),
    ("nitroso", "[OX1]=[#7]"),
    ("nitrile", "[NX1]#[CX2]"),
    # Of carbon: an acid's is an acyl oxygen, and one on B, Si, N or O binds as those do.
    ("hydroxyl", "[OX2;H1;$(O[#6]);!$(O[CX3]=[OX1])]"),
    # Imidates, thionoesters and cyanates are no ethers; an oxygen beside C=N or C≡N holds Li⁺ weakly.
    ("acyl_oxygen", "[OX2][$([CX3,SX4,PX4,SX3]=[OX1]),$([CX3,PX4]=[NX2,SX1]),$([CX2]#[NX1])]"),
    ("ether", "[OX2]([#6])[#6]"),
    ("silyl_ether", "[OX2][Si]"),
    ("aromatic_nitrogen", "[nX2]"),
    ("imine", "[NX2]=[#6]"),
    (
        "amine",
        "[NX3;+0;!$(N[CX3]=[OX1,SX1]);!$(N[SX4]);!$(N[PX4]);!$(N[CX2]#N);!$(NN=O);!$(Nc);!$(N[CX3]=[#6,#7])]",
    ),
    ("thioether", "[SX2;!$(S=O)]"),
    ("thiocarbonyl", "[SX1]=[#6]"),
    ("fluorine", "[FX1][#6]"),
    # What the classes above do not name: nothing that could hold Li⁺ is passed over in silence.
    ("borate", "[OX2][#5]"),
    ("peroxide", "[OX2][OX2]"),
    ("alkoxyamine", "[OX2][#7]"),
    ("oxygen_other", "[OX1,OX2;!$(*=[#6])]"),
    ("aromatic_oxygen", "[oX2]"),
    ("azide", "[$([NX1-]=[NX2+]),$([NX2;+0]=[NX2+]=[NX1-])]"),
    ("isonitrile", "[CX1-]#[NX2+]"),
    ("nitrogen_anion", "[#7-]"),
    ("phosphazene", "[NX2]=[PX4]"),
    ("sulfoximine", "[NX2]=[#16]"),
    ("azo", "[NX2;+0]=[#7]"),
    ("nitrogen_other", "[NX1,NX2;+0]"),
    ("thiolate", "[#16-]"),
    ("thiophosphoryl", "[SX1]"),
    ("aromatic_sulfur", "[sX2]"),
    ("selenium", "[#34X1,#34X2]"),
    ("phosphine", "[PX3;+0]"),
    ("fluoroanion", "[FX1][#5-,#13-,#14-,#15-,#33-,#51-]"),
    ("halide", "[F,Cl,Br,I;X0;-1]"),
    ("heteroatom_fluorine", "[FX1]"),
    ("chlorine", "[ClX1]"),
    ("bromine", "[BrX1]"),
    ("iodine", "[IX1]"),
)

# Terminal atoms that share one charge: carboxylates, sulfonates, phosphates, nitro groups, nitrates.
RESONANCE: Final = "[OX1,SX1;+0]=[#6,#7+,#15,#16]-[OX1-,SX1-]"

# What kind of atom a class binds with: classes of one family err alike.
FAMILIES: Final = {
    "carbonyl": (
        "cyclic_carbonate linear_carbonate imide urea carbamate oxamide oxalate malonate anhydride "
        "carboxylic_acid lactone ester lactam amide ketone aldehyde acyl_other"
    ),
    "sulfonyl": "sulfonamide sulfate sulfonate sulfone",
    "sulfinyl": "sulfite sulfoxide",
    "phosphoryl": "phosphate phosphonate phosphoryl_other",
    "oxide": (
        "nitro n_oxide carboxylate oxyanion nitroxide nitroso sulfate_anion sulfonate_anion sulfinate "
        "phosphate_anion sulfonimide_anion amidate"
    ),
    "oxygen": (
        "water hydroxyl acyl_oxygen ether epoxide silyl_ether borate peroxide alkoxyamine oxygen_other "
        "aromatic_oxygen"
    ),
    "nitrogen": (
        "nitrile aromatic_nitrogen imine amine azide isonitrile nitrogen_anion phosphazene sulfoximine azo "
        "nitrogen_other"
    ),
    "sulfur": "thioether thiocarbonyl thiolate thiophosphoryl aromatic_sulfur selenium",
    "phosphorus": "phosphine",
    "halogen": "fluorine fluoroanion halide heteroatom_fluorine chlorine bromine iodine",
    "pi": "arene alkene alkyne",
    "contact": "carbon heteroatom",
}

# Donors too weak to hold Li⁺ alone when a stronger one is near; they join chelates.
SECOND_ARM_ONLY: Final = frozenset(
    {
        "acyl_oxygen",
        "fluorine",
        "heteroatom_fluorine",
        "chlorine",
        "bromine",
        "iodine",
        "aromatic_oxygen",
        "aromatic_sulfur",
    }
)

# Two donors further apart than this cannot both touch one Li⁺ (2 × 1.95 Å at a wide bite).
CHELATE_REACH_ANGSTROM: Final = 3.4
# A four-ring with Li⁺ holds only between two terminal oxygens (O=S=O, O–N=O).
SHORTEST_CHELATE_BONDS: Final = 3
SHORTEST_TERMINAL_BONDS: Final = 2

CARBON: Final = 6  # atomic number

# First-shell Li⁺–donor distances (Å) in GFN2 complexes; beyond them Li⁺ is no longer touched.
CONTACT_ANGSTROM: Final = {8: 2.35, 7: 2.45, 9: 2.35, 16: 2.85, 17: 2.75, 15: 2.9, 34: 3.0, 35: 2.95, 53: 3.2}


def family_of(donor_class: str) -> str:
    """Return the family of a donor class.

    >>> family_of("lactone")
    'carbonyl'
    """
    return next(family for family, classes in FAMILIES.items() if donor_class in classes.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Donor:
    """An atom that can touch Li⁺.

    Attributes:
        index: Atom index in canonical order.
        donor_class: Functional group it belongs to, one of `DONOR_CLASSES`.
        rank: Symmetry rank; equal for donors that symmetry cannot tell apart.
        is_on_ring: Whether it, or the atom it hangs on, is part of a ring.
        is_in_three_ring: Whether it is part of a ring of three, whose strain takes its lone pairs away.
    """

    index: int
    donor_class: str
    rank: int
    is_on_ring: bool = False
    is_in_three_ring: bool = False


def find_donors(mol: Chem.Mol) -> tuple[Donor, ...]:
    """Return every donor atom with its class, in atom order."""
    classes: dict[int, str] = {}
    for name, smarts in DONOR_CLASSES:
        # Not uniquified: O=S=O matches once from each oxygen.
        for match in mol.GetSubstructMatches(pattern(smarts), uniquify=False, maxMatches=5000):
            classes.setdefault(match[0], name)
    ranks = _rank(mol, classes)
    return tuple(
        Donor(
            index=i,
            donor_class=classes[i],
            rank=ranks[i],
            is_on_ring=_is_on_ring(mol.GetAtomWithIdx(i)),
            is_in_three_ring=mol.GetAtomWithIdx(i).IsInRingSize(3),
        )
        for i in sorted(classes)
    )


def _rank(mol: Chem.Mol, donors: Iterable[int]) -> dict[int, int]:
    """Return donors' symmetry ranks, equal for atoms that symmetry or resonance makes equal."""
    evened = Chem.RWMol(mol)
    for ends in mol.GetSubstructMatches(pattern(RESONANCE), uniquify=False):
        for index in (ends[0], ends[2]):
            evened.GetAtomWithIdx(index).SetFormalCharge(0)
            evened.GetBondBetweenAtoms(index, ends[1]).SetBondType(Chem.BondType.ONEANDAHALF)
    by_atom = Chem.CanonicalRankAtoms(evened, breakTies=False, includeChirality=False)
    return {i: int(by_atom[i]) for i in donors}


def _is_on_ring(atom: Chem.Atom) -> bool:
    heavy = [near for near in atom.GetNeighbors() if near.GetAtomicNum() > 1]
    return bool(atom.IsInRing()) or (len(heavy) == 1 and bool(heavy[0].IsInRing()))


def find_strong(donors: Sequence[Donor]) -> tuple[Donor, ...]:
    """Return the donors that hold Li⁺ alone."""
    return tuple(donor for donor in donors if donor.donor_class not in SECOND_ARM_ONLY)


def merge_equivalent(donors: Sequence[Donor]) -> tuple[Donor, ...]:
    """Keep one donor of each symmetry rank, the first."""
    unique: dict[int, Donor] = {}
    for donor in donors:
        unique.setdefault(donor.rank, donor)
    return tuple(unique.values())


def find_geminal(mol: Chem.Mol, donor: Donor, donors: Sequence[Donor]) -> tuple[Donor, ...]:
    """Return the donors on the same atom that one Li⁺ could touch with `donor`: O=S=O, O=P–O, O–N=O, O–C–O.

    The single-bonded oxygen of an ester or carbonate is none of them: on carbon Li⁺ keeps off it by itself.
    """
    bonds = Chem.GetDistanceMatrix(mol)[donor.index]
    near = (other for other in donors if bonds[other.index] == SHORTEST_TERMINAL_BONDS)
    return tuple(
        other
        for other in near
        if other.donor_class not in SECOND_ARM_ONLY or _between(mol, donor, other).GetAtomicNum() != CARBON
    )


def _between(mol: Chem.Mol, one: Donor, other: Donor) -> Chem.Atom:
    return mol.GetAtomWithIdx(Chem.GetShortestPath(mol, one.index, other.index)[1])


def find_chelates(mol: Chem.Mol, donors: Sequence[Donor]) -> tuple[tuple[Donor, ...], ...]:
    """Return pairs of donors that can hold one Li⁺ between them, symmetric copies merged.

    A pair needs at least three bonds between its donors (two between terminal oxygens) and a distance that
    bond lengths and angles allow.
    """
    return _find_groups(mol, donors, size=2)


def find_triple_chelates(mol: Chem.Mol, donors: Sequence[Donor]) -> tuple[tuple[Donor, ...], ...]:
    """Return triples of donors that hold Li⁺ alone and, pair by pair, can hold one between them."""
    return _find_groups(mol, find_strong(donors), size=3)


def _find_groups(mol: Chem.Mol, donors: Sequence[Donor], *, size: int) -> tuple[tuple[Donor, ...], ...]:
    bonds = Chem.GetDistanceMatrix(mol)
    bounds = bounds_matrix(mol)
    unique: dict[tuple[tuple[int, ...], ...], tuple[Donor, ...]] = {}
    for group in combinations(donors, size):
        pairs = list(combinations(group, 2))
        if all(_can_chelate(pair, bonds, bounds) for pair in pairs):
            between = [
                (*sorted(d.rank for d in pair), int(bonds[pair[0].index, pair[1].index])) for pair in pairs
            ]
            unique.setdefault(tuple(sorted(between)), group)
    return tuple(unique.values())


def bounds_matrix(mol: Chem.Mol) -> NDArray[np.float64]:
    """Return the distances (Å) that bond lengths and angles allow: upper above the diagonal, lower below."""
    with rdBase.BlockLogs():  # of atoms whose radius UFF does not know, as S of SF5
        return np.asarray(rdDistGeom.GetMoleculeBoundsMatrix(mol))


def _can_chelate(pair: tuple[Donor, Donor], bonds: NDArray[np.float64], bounds: NDArray[np.float64]) -> bool:
    low, high = sorted(donor.index for donor in pair)
    n_strong = len(find_strong(pair))
    shortest = SHORTEST_TERMINAL_BONDS if n_strong == len(pair) else SHORTEST_CHELATE_BONDS
    is_in_reach = bool(bounds[high, low] < CHELATE_REACH_ANGSTROM)
    return n_strong > 0 and is_in_reach and bool(bonds[low, high] >= shortest)


def find_touched(
    donors: Sequence[Donor], positions: NDArray[np.float64], numbers: NDArray[np.int64]
) -> tuple[Donor, ...]:
    """Return the donors within first-shell distance of Li⁺, the last row of `positions` (Å)."""
    distance = np.linalg.norm(positions[:-1] - positions[-1], axis=1)
    return tuple(
        donor
        for donor in donors
        if distance[donor.index] < CONTACT_ANGSTROM.get(int(numbers[donor.index]), 2.4)
    )
