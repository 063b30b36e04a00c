"""Cut a molecule into its functional groups, each capped with methyl and standing alone.

Methyl, not hydrogen, because the first carbon beyond a group still matters: dimethyl ether loses its electron
half an eV later than diethyl ether.
"""

from __future__ import annotations

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, parse, pattern

_CHAIN_BOND = "[CX4;!$(C(F)F)]-;!@[CX4;!$(C(F)F)]"


def split_groups(smiles: str) -> tuple[str, ...]:
    """Return the capped functional groups of a molecule, itself where it has only one.

    Chains are cut at single bonds between sp3 carbons outside rings that leave a heteroatom on both sides,
    the most even cut first, until no such bond is left.

    Raises:
        InvalidSmiles: The SMILES does not parse.

    >>> split_groups("CCC(=O)OCCOC(=O)OC")
    ('CCOC(=O)CC', 'CCOC(=O)OC')
    """
    mol = parse(canonical_smiles(parse(smiles)))
    cuts = [pair for bond in _chain_bonds(mol) if (pair := _cut(mol, bond)) is not None]
    if not cuts:
        return (canonical_smiles(mol),)
    first, second = min(cuts, key=lambda pair: (abs(_size(pair[0]) - _size(pair[1])), pair))
    return tuple(sorted((*split_groups(first), *split_groups(second))))


def _chain_bonds(mol: Chem.Mol) -> list[int]:
    pairs = mol.GetSubstructMatches(pattern(_CHAIN_BOND))
    return [mol.GetBondBetweenAtoms(*pair).GetIdx() for pair in pairs]


def _cut(mol: Chem.Mol, bond: int) -> tuple[str, str] | None:
    """Return both capped halves, `None` where one of them holds no heteroatom."""
    halves = Chem.GetMolFrags(Chem.FragmentOnBonds(mol, [bond], dummyLabels=[(0, 0)]), asMols=True)
    if any(all(atom.GetAtomicNum() in {0, 6} for atom in half.GetAtoms()) for half in halves):
        return None
    first, second = sorted(_capped(half) for half in halves)
    return first, second


def _capped(half: Chem.Mol) -> str:
    """Return a half with methyl where the bond was."""
    whole = Chem.RWMol(half)
    for atom in whole.GetAtoms():
        if atom.GetAtomicNum() == 0:
            atom.SetAtomicNum(6)
            atom.SetNoImplicit(False)
    Chem.SanitizeMol(whole)
    return canonical_smiles(Chem.RemoveHs(whole.GetMol()))


def _size(smiles: str) -> int:
    return int(parse(smiles).GetNumHeavyAtoms())
