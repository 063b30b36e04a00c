"""What of a repeat unit counts for its hold on Li⁺: donor groups, heads and anions, as sums of fragments."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, parse, pattern
from monodesign.descriptors.structure_sums import N_SUMS, sum_structure

# Name, SMARTS on the repeat unit: the acyl group beside a vinyl chain, both of whose atoms have an end.
_CHAIN_ATOM: Final = "[CX4;$(C([#0])[CX4][#0])]"
_ON_CHAIN: Final = f"$(C{_CHAIN_ATOM})"
# What the chain's carbon bears where it is neither hydrogen nor plain alkyl.
_NO_ALKYL: Final = "[!#0;!#1;!#6,$([CX4][F,Cl,Br,I]),$(C#N)]"
_SUBSTITUENT: Final = f"[$([CX3](=O)[OX2,NX3])]{_CHAIN_ATOM}{_NO_ALKYL}"
HEADS: Final = {
    "acrylic": f"[CX3;$(C(=O)[OX2,NX3]);{_ON_CHAIN}]",
    "amide_head": f"[CX3;$(C(=O)[NX3;!R]);{_ON_CHAIN}]",
    "nh_head": f"[CX3;$(C(=O)[NX3;!R;!H0]);{_ON_CHAIN}]",
    "substituted_head": f"[CX3;$(C(=O)[OX2,NX3]);$(C{_CHAIN_ATOM}{_NO_ALKYL})]",
}
_CARBON: Final = 6  # atomic number
_ANION: Final = "[-1,-2;!$(*~[+])]"
N_HOLD_SUMS: Final = N_SUMS + len(HEADS) + 1


@lru_cache(maxsize=65536)
def cap(repeat_unit: str) -> str:
    """Return a repeat unit with hydrogen at its ends, methyl at those on a heteroatom, canonical SMILES.

    >>> cap("*CC(*)C(=O)OC"), cap("*CCO*")
    ('CCC(=O)OC', 'CCOC')
    """
    mol = Chem.RWMol(parse(repeat_unit))
    for atom in mol.GetAtoms():
        if atom.GetAtomicNum() == 0:
            is_on_carbon = all(other.GetAtomicNum() == _CARBON for other in atom.GetNeighbors())
            atom.SetAtomicNum(1 if is_on_carbon else _CARBON)
            atom.SetIsotope(0)
    capped = mol.GetMol()
    Chem.SanitizeMol(capped)
    return canonical_smiles(Chem.RemoveHs(capped))


@lru_cache(maxsize=65536)
def sum_hold(repeat_unit: str) -> tuple[float, ...]:
    """Return what adds up over the fragments of a unit: groups and counts, `HEADS`, anions."""
    mol = parse(repeat_unit)
    heads = (len(mol.GetSubstructMatches(pattern(smarts))) for smarts in HEADS.values())
    anions = len(mol.GetSubstructMatches(pattern(_ANION)))
    return (*sum_structure(cap(_with_plain_head(repeat_unit))), *map(float, heads), float(anions))


@lru_cache(maxsize=65536)
def _with_plain_head(repeat_unit: str) -> str:
    """Return a unit without what no measured head has on its chain beside the acyl group.

    >>> _with_plain_head("*CC(*)(F)C(=O)OC")
    '*CC(*)C(=O)OC'
    """
    mol = parse(repeat_unit)
    found = mol.GetSubstructMatches(pattern(_SUBSTITUENT))
    bonds = {
        (chain, branch) for _, chain, branch in found if not mol.GetBondBetweenAtoms(chain, branch).IsInRing()
    }
    if not bonds:
        return repeat_unit
    editable = Chem.RWMol(mol)
    for chain, branch in bonds:
        editable.RemoveBond(chain, branch)
        editable.GetAtomWithIdx(chain).SetNoImplicit(False)
        editable.GetAtomWithIdx(chain).SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    parts = Chem.GetMolFrags(editable.GetMol(), asMols=True)
    return canonical_smiles(next(part for part in parts if "*" in Chem.MolToSmiles(part)))
