"""Cut a molecule into its functional groups, each capped and standing alone.

`split_groups` cuts chains and caps with methyl, not hydrogen, because the first carbon beyond a group still
matters: dimethyl ether loses its electron half an eV later than diethyl ether. `list_group_parts` cuts each
group out with two carbons around it and what hangs on its bridge, out of rings too.
"""

from __future__ import annotations

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, parse, parse_chemistry, pattern

_CHAIN_BOND = "[CX4;!$(C(F)F)]-;!@[CX4;!$(C(F)F)]"
# Carbon that belongs to no group: saturated and without halogen.
_PLAIN_CARBON = "[CX4;!$(C[F,Cl,Br,I])]"
_HALOCARBON = frozenset({6, 9, 17, 35, 53})  # atomic numbers
_REACH_BONDS = 2  # plain carbons this far from a group stay with it


def split_groups(smiles: str) -> tuple[str, ...]:
    """Return the capped functional groups of a molecule, itself where it has only one.

    Chains are cut at single bonds between sp3 carbons outside rings that leave a heteroatom on both sides,
    the most even cut first, until no such bond is left.

    Raises:
        InvalidSmiles: The SMILES does not parse.

    >>> split_groups("CCC(=O)OCCOC(=O)OC")
    ('CCOC(=O)CC', 'CCOC(=O)OC')
    """
    mol = parse(canonical_smiles(parse_chemistry(smiles)))
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


def list_group_parts(smiles: str) -> tuple[str, ...]:
    """Return each functional group with its surroundings, by canonical SMILES; no part twice.

    A part is a group (atoms other than plain saturated carbon that hang together), the saturated carbons
    within two bonds of it, the rings it takes part in, and the groups one carbon away, which draw on it too
    much to be left out. Alkyl and groups further away are cut off and hydrogen put in their place. Halogens
    and fluorinated chains are no group of their own where there is another. A molecule without any is its
    own part.

    Raises:
        InvalidSmiles: The SMILES does not parse.

    >>> list_group_parts("CCC(=O)OCCCCOC(=O)OCCC")
    ('CCOC(=O)CC', 'CCOC(=O)OCC')
    >>> list_group_parts("CCC(=O)OCC#N")
    ('CC(=O)OCC#N', 'CCC(=O)OCC#N')
    """
    mol = parse(canonical_smiles(parse_chemistry(smiles)))
    plain = _find_plain(mol)
    groups = find_groups(mol)
    wanted = [group for group in groups if not _is_halocarbon(mol, group)] or groups
    parts = {_keep_only(mol, _surround(mol, group, groups, plain)) for group in wanted}
    return tuple(sorted(parts)) or (canonical_smiles(mol),)


def find_groups(mol: Chem.Mol) -> list[frozenset[int]]:
    """Return the functional groups: heavy atoms other than plain saturated carbon that hang together."""
    heavy = {atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() > 1}
    return _connected(mol, heavy - _find_plain(mol))


def _find_plain(mol: Chem.Mol) -> set[int]:
    return {match[0] for match in mol.GetSubstructMatches(pattern(_PLAIN_CARBON), maxMatches=10_000)}


def _connected(mol: Chem.Mol, atoms: set[int]) -> list[frozenset[int]]:
    """Return the sets of these atoms that hang together."""
    groups: list[frozenset[int]] = []
    left = set(atoms)
    while left:
        group = _grow(mol, {left.pop()}, atoms)
        left -= group
        groups.append(frozenset(group))
    return groups


def _grow(mol: Chem.Mol, group: set[int], atoms: set[int]) -> set[int]:
    """Return a set of atoms with all those that it reaches through these atoms."""
    while new := (_neighbours(mol, group) & atoms) - group:
        group = group | new
    return group


def _neighbours(mol: Chem.Mol, atoms: set[int] | frozenset[int]) -> set[int]:
    return {near.GetIdx() for index in atoms for near in mol.GetAtomWithIdx(index).GetNeighbors()}


def _is_halocarbon(mol: Chem.Mol, group: frozenset[int]) -> bool:
    """Return whether a group is saturated carbon with halogen only."""
    atoms = [mol.GetAtomWithIdx(index) for index in group]
    is_saturated = all(atom.GetHybridization() == Chem.HybridizationType.SP3 for atom in atoms)
    return is_saturated and all(atom.GetAtomicNum() in _HALOCARBON for atom in atoms)


def _surround(
    mol: Chem.Mol, group: frozenset[int], groups: list[frozenset[int]], plain: set[int]
) -> set[int]:
    """Return the atoms of a group's part."""
    bridges = _neighbours(mol, group) & plain
    beside = {
        atom for other in groups if other != group and _neighbours(mol, other) & bridges for atom in other
    }
    reached = set(group)
    for _ in range(_REACH_BONDS):
        reached |= _neighbours(mol, reached) & plain
    # Saturated ends, so that a neighbour is cut beyond its own carbon only.
    reached |= beside | (_neighbours(mol, beside) & plain)
    rings = [ring for ring in mol.GetRingInfo().AtomRings() if set(ring) & (group | beside)]
    return reached.union(*rings)


def _keep_only(mol: Chem.Mol, atoms: set[int]) -> str:
    """Return these atoms as a molecule of their own, hydrogen in the place of what is cut off."""
    part = Chem.RWMol(mol)
    Chem.RemoveStereochemistry(part)
    for index in atoms:
        if not {near.GetIdx() for near in part.GetAtomWithIdx(index).GetNeighbors()} <= atoms:
            part.GetAtomWithIdx(index).SetNoImplicit(False)
            part.GetAtomWithIdx(index).SetNumExplicitHs(0)
    part.BeginBatchEdit()
    for atom in mol.GetAtoms():
        if atom.GetIdx() not in atoms:
            part.RemoveAtom(atom.GetIdx())
    part.CommitBatchEdit()
    Chem.SanitizeMol(part)
    return canonical_smiles(part.GetMol())
