"""Reactive groups of a molecule, and which of two equal ones reacts."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from rdkit import Chem

from monodesign.chem.molecules import pattern
from monodesign.chem.polymerisation import count_polymerisable

Selectivity: TypeAlias = Literal["single", "equal", "graded", "none", "wrong"]

# The reactive groups that a reactant may bring. An amine is one that is basic or nucleophilic: no amide.
GROUPS: Final = {
    "alcohol": "[OX2H][#6;!$([#6]=[O,S,N])]",
    "acid": "[CX3](=O)[OX2H]",
    "amine": "[NX3;H1,H2;!$(N[#6]=[O,S,N]);!$(N[S,P]);!$(NC#N)]",
    "thiol": "[SX2H]",
    "acyl chloride": "[C,S,P;$(*=O)][Cl,Br]",
    "isocyanate": "[NX2]=[CX2]=[OX1]",
    "alkyl halide": "[CX4;!$(C(F)(F)[Br,I])][Br,I]",
    "mineral acid": "[S,P][OX2H]",
}
# Groups of which one of two may be made to react.
PAIRED: Final = frozenset({"alcohol", "amine"})
# Every one of these adds strong nucleophiles to its C=C (Michael addition).
MICHAEL_ACCEPTOR: Final = "[CX3;H1,H2]=[CX3][C,S,P;$(*=O),$(C#N)]"
# An amine is slow to add to an acrylamide, and reacts elsewhere first.
AMINE_ACCEPTOR: Final = "[CX3;H1,H2]=[CX3][C,S,P;$(*=O),$(C#N);!$(C(=O)N)]"
# Ethylene phosphates hydrolyse a million times faster than open ones; alcohols and imidazole open them too.
RING_PHOSPHATE: Final = "[PX4;r5](=O)([OX2;r5])[OX2;r5]"
# Larger unlisted starting materials are no building blocks but problems of their own.
MAX_UNLISTED_HEAVY_ATOMS: Final = 16
MOST_UNLISTED_GROUPS: Final = 2
_ANHYDRIDE: Final = "[CX3](=O)[OX2][CX3](=O)"
_ACTIVE_CHLORIDE: Final = "[CX4](Cl)[$([#6]=[O,C]),c]"


# One end of a diol, halo alcohol, amino alcohol or diamine acylated: to be made, and a free end takes the
# acyl group over. An acylated amino aldehyde racemises, condenses with itself or closes to a ring.
_ACYL: Final = "$(C=O),$(S=O),$(P=O),$([Si]),$([BX3])"
_FREE_AMINE: Final = "[NX3;H1,H2;!$(N[#6]=[O,S,N]);!$(N[S,P])]"
_HALF_ACYLATED: Final = ",".join(
    [f"$([OX2H,Cl,Br,I]{'[CX4]' * n}[OX2][{_ACYL}])" for n in range(2, 7)]
    + [f"$({_FREE_AMINE}{'[CX4]' * n}[NX3!R,OX2][{_ACYL}])" for n in range(2, 8)]
    + [f"$([CX3H1](=O){'[CX4]' * n}[NX3;!R][{_ACYL}])" for n in range(1, 4)]
    + [f"$([Cl,Br,I]{'[CX4]' * n}[NX3;!R][{_ACYL}])" for n in range(2, 7)]
)


def count_group(mol: Chem.Mol, group: str) -> int:
    """Return how many reactive groups of a kind a molecule has."""
    return len(mol.GetSubstructMatches(pattern(GROUPS[group])))


def is_building_block(mol: Chem.Mol) -> bool:
    """Say whether an unlisted starting material is one to look for.

    It is small and has two reactive groups at most. Acid chlorides, anhydrides, isocyanates and
    polymerisable molecules that nobody lists would have to be made, and so would amino diols, acylated amino
    aldehydes, and diols, amino alcohols and diamines acylated at one end.
    """
    is_made = any(count_group(mol, group) for group in ("acyl chloride", "isocyanate"))
    groups = sum(count_group(mol, group) for group in GROUPS) + mol.HasSubstructMatch(
        pattern(_ACTIVE_CHLORIDE)
    )
    is_made |= mol.HasSubstructMatch(pattern(_ANHYDRIDE))
    is_made |= groups > MOST_UNLISTED_GROUPS or mol.HasSubstructMatch(pattern(f"[{_HALF_ACYLATED}]"))
    return mol.GetNumHeavyAtoms() <= MAX_UNLISTED_HEAVY_ATOMS and not is_made and not count_polymerisable(mol)


def selectivity(nucleophile: Chem.Mol, product: Chem.Mol, *, group: str) -> Selectivity:
    """Say how two hydroxyl or amino groups are told apart when one of them is to react.

    Returns:
        `single` where there is one, `equal` for two that symmetry makes equal, `graded` where the hydroxyl
        group left free is the slower one (tertiary, secondary, primary, phenol), `none` where the reagent
        cannot tell them apart, and `wrong` where it would take the other one, or the two amines are not
        equal.
    """
    sites = _sites(nucleophile, group)
    if len(sites) < 2:
        return "single"
    ranks = list(Chem.CanonicalRankAtoms(nucleophile, breakTies=False))
    if len({ranks[index] for index in sites}) == 1:
        return "equal"
    free, ordered = list(_sites(product, group).values()), sorted(sites.values())
    if group == "amine" or len(free) != 1:
        return "wrong"
    if ordered[0] == ordered[1]:
        return "none"
    return "graded" if free[0] == ordered[1] else "wrong"


def _sites(mol: Chem.Mol, group: str) -> dict[int, int]:
    """Return the atoms of a group with the number of carbons on its carbon (1 for a primary alcohol).

    A phenol counts as 0: a base takes its proton first, and it is acylated before any alcohol.
    """
    found: dict[int, int] = {}
    for match in mol.GetSubstructMatches(pattern(GROUPS[group])):
        atom = mol.GetAtomWithIdx(match[0])
        carbon = next(neighbour for neighbour in atom.GetNeighbors() if neighbour.GetAtomicNum() == 6)
        n_carbons = sum(neighbour.GetAtomicNum() == 6 for neighbour in carbon.GetNeighbors())
        found[match[0]] = 0 if carbon.GetIsAromatic() else n_carbons
    return found
