"""Racemates in CXSMILES and MOL files: `&1` says both mirror images, `o1` one of them, unknown which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rdkit.Chem import Mol

# In an extension between bars: a group of centres that are known relative to each other only.
_GROUP: Final = re.compile(r"[|,][&o]\d+:")


def read_racemate(smiles: str, extension: str) -> str:
    """Return a SMILES without the marks of centres of which both forms are there, or either.

    Of several centres in one group the marks stay: they say how these lie to each other, and mirror images
    have equal properties.

    >>> read_racemate("C[C@H](O)CC", "|&1:1|"), read_racemate("C[C@H](O)CC", "|a:1|")
    ('CC(O)CC', 'C[C@H](O)CC')
    """
    if not _GROUP.search(extension):
        return smiles
    from rdkit import Chem, rdBase

    options = Chem.SmilesParserParams()
    for name in ("sanitize", "removeHs"):
        setattr(options, name, False)
    with rdBase.BlockLogs():
        try:
            mol = Chem.MolFromSmiles(f"{smiles} {extension.strip()}", options)
        except (RuntimeError, ValueError):  # the fault is named where the SMILES is parsed
            return smiles
    if mol is None or not drop_unknown_centres(mol):
        return smiles
    return str(Chem.MolToSmiles(mol, canonical=False))


def drop_unknown_centres(mol: Mol) -> bool:
    """Take the marks off centres that are alone in their group; say whether there was one."""
    from rdkit import Chem

    absolute = Chem.StereoGroupType.STEREO_ABSOLUTE
    groups = [list(group.GetAtoms()) for group in mol.GetStereoGroups() if group.GetGroupType() != absolute]
    alone = [atoms[0] for atoms in groups if len(atoms) == 1]
    for atom in alone:
        atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    return bool(alone)
