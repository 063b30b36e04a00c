"""Ethers by the project's definition, each with its kind.

An ether is an sp3, aryl, vinyl or alkynyl C–O–C in which neither carbon is a carbonyl (or C=N, C=S) carbon
and the oxygen is bound to nothing else. Esters, lactones, carbonates, oxalates, anhydrides, carbamates,
imidates, sulfonates, phosphates, borates, silyl ethers and peroxides are not ethers.
"""

from __future__ import annotations

from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import pattern

# Two carbons and nothing else on the oxygen; what the carbons are is decided below.
_BRIDGING_OXYGEN: Final = "[#8X2;+0,+1](-,:[#6])-,:[#6]"
SILYL: Final = "[#14]-[#8X2]-[#6]"
PEROXIDE: Final = "[#8]-[#8]"


def find_ethers(mol: Chem.Mol) -> tuple[str, ...]:
    """Name the kinds of ether in a molecule.

    Returns:
        Sorted kinds without repeats (`dialkyl ether`, `cyclic ether`, `epoxide`, `acetal`, `orthoester`,
        `aryl ether`, `enol ether`, `alkynyl ether`, `furan`); empty for an ether-free molecule.

    >>> find_ethers(Chem.MolFromSmiles("CCOCC"))
    ('dialkyl ether',)
    >>> find_ethers(Chem.MolFromSmiles("CCOC(C)=O"))
    ()
    """
    return tuple(sorted({kind for kind, _ in find_ether_oxygens(mol)}))


def find_ether_oxygens(mol: Chem.Mol) -> tuple[tuple[str, int], ...]:
    """Return kind and atom index of every ether oxygen, in the order in which they are found.

    >>> find_ether_oxygens(Chem.MolFromSmiles("CCOCC"))
    (('dialkyl ether', 2),)
    """
    oxygens = (mol.GetAtomWithIdx(match[0]) for match in mol.GetSubstructMatches(pattern(_BRIDGING_OXYGEN)))
    return tuple(
        (_kind(oxygen), oxygen.GetIdx())
        for oxygen in oxygens
        if not any(_is_carbonyl_like(carbon, oxygen) for carbon in oxygen.GetNeighbors())
    )


def has_silyl_ether(mol: Chem.Mol) -> bool:
    """Say whether an oxygen joins silicon and carbon."""
    return bool(mol.HasSubstructMatch(pattern(SILYL)))


def has_peroxide(mol: Chem.Mol) -> bool:
    """Say whether two oxygens are bound to each other."""
    return bool(mol.HasSubstructMatch(pattern(PEROXIDE)))


def _is_carbonyl_like(carbon: Chem.Atom, oxygen: Chem.Atom) -> bool:
    """Say whether a carbon is doubly or triply bound to O, N, S or Se, in or out of a ring.

    In an aromatic ring with the oxygen, a neighbouring ring nitrogen means C=N (oxazole's C2): the ring has
    only that Kekulé form. In pyridine's ring the carbon beside nitrogen is an aryl carbon.
    """
    for bond in carbon.GetBonds():
        other = bond.GetOtherAtom(carbon)
        if other.GetIdx() == oxygen.GetIdx() or other.GetAtomicNum() not in {7, 8, 16, 34}:
            continue
        if bond.GetBondType() in {Chem.BondType.DOUBLE, Chem.BondType.TRIPLE}:
            return True
        if bond.GetIsAromatic() and other.GetAtomicNum() == 7 and _in_one_ring(carbon, oxygen, other):
            return True
    return False


def _in_one_ring(carbon: Chem.Atom, oxygen: Chem.Atom, nitrogen: Chem.Atom) -> bool:
    """Say whether the three atoms share an aromatic ring."""
    wanted = {carbon.GetIdx(), oxygen.GetIdx(), nitrogen.GetIdx()}
    rings = carbon.GetOwningMol().GetRingInfo().AtomRings()
    return oxygen.GetIsAromatic() and any(wanted <= set(ring) for ring in rings)


def _kind(oxygen: Chem.Atom) -> str:
    """Name the ether that an oxygen between two non-carbonyl carbons makes."""
    if oxygen.GetIsAromatic():
        return "furan" if oxygen.IsInRingSize(5) else "enol ether"
    carbons = oxygen.GetNeighbors()
    if oxygen.IsInRingSize(3):
        return "epoxide"
    for name, is_so in (("orthoester", 3), ("acetal", 2)):
        if any(_n_single_oxygens(carbon) >= is_so for carbon in carbons):
            return name
    hybrids = {carbon.GetHybridization() for carbon in carbons}
    for name, applies in (
        ("aryl ether", any(carbon.GetIsAromatic() for carbon in carbons)),
        ("alkynyl ether", Chem.HybridizationType.SP in hybrids),
        ("enol ether", Chem.HybridizationType.SP2 in hybrids),
        ("cyclic ether", oxygen.IsInRing()),
    ):
        if applies:
            return name
    return "dialkyl ether"


def _n_single_oxygens(carbon: Chem.Atom) -> int:
    """Return how many oxygens an sp3 carbon carries."""
    if carbon.GetHybridization() != Chem.HybridizationType.SP3:
        return 0
    return sum(neighbour.GetAtomicNum() == 8 for neighbour in carbon.GetNeighbors())
