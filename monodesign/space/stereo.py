"""Stereoisomers of fragments: enumerated before joining, so that the space stays as lazy as without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rdkit import Chem
from rdkit.Chem import EnumerateStereoisomers, rdDistGeom, rdMolDescriptors

from monodesign.chem.molecules import canonical_smiles, read_fragment
from monodesign.space.fragments import Fragment, FragmentLibrary


def enumerate_stereo(library: FragmentLibrary) -> FragmentLibrary:
    """Replace every fragment with open stereocentres by its stereoisomers.

    A centre that only a joint makes (a bridge with two different ligands) counts, because its attachment
    points are numbered; should the ligands be alike, the repeated monomers are dropped when tables are made.

    Returns:
        The library with names such as `ethylene carbonate-4-yl (isomer 1)`, isomers ordered by SMILES.
    """
    return FragmentLibrary(
        heads=_expanded(library.heads),
        bridges=_expanded(library.bridges),
        ligands=_expanded(library.ligands),
    )


def _expanded(fragments: Sequence[Fragment]) -> tuple[Fragment, ...]:
    """Return fragments with each one's stereoisomers in its place."""
    return tuple(isomer for fragment in fragments for isomer in _isomers(fragment))


def _isomers(fragment: Fragment) -> Iterator[Fragment]:
    """Yield a fragment's stereoisomers; the fragment itself if it has one only."""
    mol = read_fragment(fragment.smiles)
    # RDKit ships no types for this function.
    found = EnumerateStereoisomers.EnumerateStereoisomers(mol)  # type: ignore[no-untyped-call]
    smiles = sorted({canonical_smiles(isomer) for isomer in found})
    if rdMolDescriptors.CalcNumBridgeheadAtoms(mol):
        smiles = [text for text in smiles if _can_exist(text)]
    if len(smiles) < 2:
        yield fragment
        return
    for number, text in enumerate(smiles, start=1):
        yield replace(fragment, name=f"{fragment.name} (isomer {number})", smiles=text)


def _can_exist(smiles: str) -> bool:
    """Say whether a bridged ring system can be embedded with this stereo; half of those drawn cannot."""
    mol = Chem.RWMol(read_fragment(smiles))
    for atom in mol.GetAtoms():
        if atom.GetAtomicNum() == 0:
            atom.SetAtomicNum(6)
            atom.SetAtomMapNum(0)
    Chem.SanitizeMol(mol)
    parameters = rdDistGeom.ETKDGv3()
    parameters.randomSeed = 7  # type: ignore[assignment]  # RDKit's stubs type this property wrongly
    parameters.maxIterations = 20  # type: ignore[assignment]  # and this one
    return bool(rdDistGeom.EmbedMolecule(Chem.AddHs(mol), parameters) == 0)
