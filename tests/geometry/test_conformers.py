import numpy as np
import pytest
from rdkit import Chem

from monodesign.errors import EmbeddingFailed, InvalidSmiles
from monodesign.geometry.conformers import embed_conformers, fingerprint, geometry_of, hydrogenated
from monodesign.geometry.connectivity import compare_bonds

UNITS = ["CCC(=O)OCC1COC(=O)O1", "CCC(=O)OCCOC(=O)C(=O)OCC", "CC#N", "C[Si](C)(C)OC", "FB(F)F", "O", "[Cl-]"]


@pytest.mark.parametrize("smiles", UNITS)
def test_every_conformer_is_the_molecule(smiles):
    mol = hydrogenated(smiles)
    for conformer in embed_conformers(smiles):
        assert compare_bonds(mol, conformer.positions).is_same


def test_writing_order_changes_nothing():
    one, other = embed_conformers("CCC(=O)OCC1COC(=O)O1"), embed_conformers("O=C1OCC(COC(CC)=O)O1")
    assert len(one) == len(other)
    assert all((a.positions == b.positions).all() for a, b in zip(one, other, strict=True))


def test_conformers_differ_from_each_other():
    shapes = [fingerprint(c.positions) for c in embed_conformers("CCC(=O)OCCOC(=O)OCCC")]
    assert len(shapes) > 1
    assert all(np.abs(a - b).max() > 1e-3 for i, a in enumerate(shapes) for b in shapes[:i])


def test_a_rigid_molecule_has_one():
    assert len(embed_conformers("c1ccccc1")) == 1


@pytest.mark.parametrize(
    ("smiles", "charge", "unpaired"), [("C[N+](C)(C)C", 1, 0), ("CC(=O)[O-]", -1, 0), ("[CH3]", 0, 1)]
)
def test_charge_and_spin_follow_the_smiles(smiles, charge, unpaired):
    mol = hydrogenated(smiles)
    geometry = geometry_of(mol, np.zeros((mol.GetNumAtoms(), 3)))
    assert (geometry.charge, geometry.unpaired) == (charge, unpaired)


def test_impossible_ring_is_a_typed_failure():
    with pytest.raises(EmbeddingFailed, match="no conformer"):
        embed_conformers("C1#CC#CC#C1")


def test_not_a_smiles_is_refused():
    with pytest.raises(InvalidSmiles):
        embed_conformers("CC(")


def test_atoms_follow_the_canonical_smiles():
    mol = hydrogenated("OC(=O)CC")
    heavy = [atom.GetSymbol() for atom in mol.GetAtoms() if atom.GetAtomicNum() > 1]
    canonical = Chem.MolFromSmiles(Chem.CanonSmiles("OC(=O)CC"))
    assert heavy == [atom.GetSymbol() for atom in canonical.GetAtoms()]
